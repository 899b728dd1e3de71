"""Reading on somebody's behalf: sealed rows are filtered by audience even where a query forgets to (see sealing)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Select, event, select
from sqlalchemy.orm import ORMExecuteState, Session

from workbench.kernel.store import Base, LooseWrite, Store
from workbench.kernel.streams import Viewer
from workbench.kernel.verdict import Absent

M = TypeVar("M", bound=Base)
T = TypeVar("T")


class Reader:
    """A filtered view of the store for one viewer. Everything a page, push, export, paper or mail shows comes through one."""

    def __init__(self, session: Session, viewer: Viewer, now: datetime, zone: str) -> None:
        self._session = session
        self._zone = ZoneInfo(zone)
        self.viewer = viewer
        self.now = self.here(now)

    def here(self, moment: datetime) -> datetime:
        """Return a moment as the clocks at the place of the house show it."""
        return moment.astimezone(self._zone)

    def all(self, query: Select[T]) -> Sequence[T]:
        """Return all results of a query for one entity or one column."""
        return self._session.scalars(query).all()

    def rows(self, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
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
def reading(store: Store, viewer: Viewer, now: datetime, zone: str = "UTC") -> Iterator[Reader]:
    """Yield a reader for `viewer`; what it returns must be used before the block ends."""
    with store.reading_for(viewer.streams) as session:
        session.info["viewer"] = viewer
        yield Reader(session, viewer, now, zone)


@contextmanager
def reading_public(store: Store, locale: str, now: datetime, zone: str = "UTC") -> Iterator[Reader]:
    """Yield a reader for anybody, signed in or not: of what the house publishes, and of nothing else."""
    viewer = Viewer(frozenset(), locale)
    with store.reading_public() as session:
        session.info["viewer"] = viewer
        yield Reader(session, viewer, now, zone)


@event.listens_for(Session, "do_orm_execute")
def _only_read(state: ORMExecuteState) -> None:
    if "viewer" in state.session.info and not state.is_select:
        raise LooseWrite("a reader only reads")
