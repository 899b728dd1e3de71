"""Reading on somebody's behalf: sealed rows are filtered by audience even where a query forgets to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnClause, Join, Select, Table, TextClause, event, false, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors

from workbench.kernel.store import Base, Hidden, LooseWrite, Sealed, Store
from workbench.kernel.streams import Viewer
from workbench.kernel.verdict import Absent

M = TypeVar("M", bound=Base)
T = TypeVar("T")


class UnsealedRead(RuntimeError):
    """A query tried to go around the filter: raw SQL, a Core table, or a bare connection."""


class Reader:
    """A filtered view of the store for one viewer. Everything a page, push, export, paper or mail shows comes through one."""

    def __init__(self, session: Session, viewer: Viewer) -> None:
        self._session = session
        self.viewer = viewer

    def all(self, query: Select[T]) -> Sequence[T]:
        """Return all results of a query for one entity or one column."""
        return self._session.scalars(query).all()

    def rows(self, query: Select[Any]) -> Sequence[Any]:
        """Return all rows of a query for several columns or entities."""
        return self._session.execute(query).all()

    def one_or_none(self, query: Select[T]) -> T | None:
        """Return the first result or None."""
        return self._session.scalars(query.limit(1)).first()

    def count(self, query: Select[int]) -> int:
        """Return the number a counting query gives."""
        return self._session.scalars(query).one()

    def get(self, model: type[M], key: str | None) -> M:
        """Return the row with this primary key. Raises Absent when there is none this viewer may read."""
        identity: Any = model.__mapper__.primary_key[0]
        row = self.one_or_none(select(model).where(identity == key))
        if row is None:
            raise Absent
        return row


@contextmanager
def reading(store: Store, viewer: Viewer) -> Iterator[Reader]:
    """Yield a reader for `viewer`; what it returns must be used before the block ends."""
    with store.reading() as session:
        session.info["viewer"] = viewer
        yield Reader(session, viewer)


@event.listens_for(Session, "do_orm_execute")
def _filter_by_audience(state: ORMExecuteState) -> None:
    viewer: Viewer | None = state.session.info.get("viewer")
    if viewer is None:
        return
    if not state.is_select:
        raise LooseWrite("a reader only reads")
    if not state.is_orm_statement or _names_bare_table(state.statement):
        raise UnsealedRead("readers select mapped classes only")
    streams = viewer.streams
    state.statement = state.statement.options(
        with_loader_criteria(Sealed, lambda cls: cls.stream.in_(streams), include_aliases=True),
        with_loader_criteria(Hidden, lambda cls: false(), include_aliases=True),
    )


def _names_bare_table(statement: Any) -> bool:
    """Say whether a statement reaches a table other than through its mapped class, where the filter would not follow."""
    return any(_is_bare(part) for part in visitors.iterate(statement))


def _is_bare(part: Any) -> bool:
    if isinstance(part, Column):
        return _is_bare_table(part.table) and "parententity" not in part._annotations
    if isinstance(part, Select):
        return any(_is_bare_table(source) for source in part._from_obj)
    if isinstance(part, Join):
        return _is_bare_table(part.left) or _is_bare_table(part.right)
    return isinstance(part, TextClause) or (isinstance(part, ColumnClause) and part.is_literal and part.name != "*")


def _is_bare_table(source: Any) -> bool:
    return isinstance(source, Table) and "parententity" not in source._annotations
