"""No shape of query shows a reader the rows of a stream its viewer may not read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Table,
    and_,
    case,
    column,
    delete,
    exists,
    func,
    insert,
    join,
    literal,
    literal_column,
    select,
    table,
    text,
    true,
    tuple_,
    union,
    union_all,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import (
    Bundle,
    Session,
    aliased,
    joinedload,
    object_session,
    selectinload,
    subqueryload,
)

from tests.house.notebook import Bulletin, Note, Secret, Subject, open_house
from workbench.kernel import Absent, Door, Reader, Viewer
from workbench.kernel.models import LedgerEntry, StreamHead
from workbench.kernel.sealing import UnsealedRead
from workbench.kernel.store import LooseWrite

# Some of these queries multiply tables on purpose.
pytestmark = pytest.mark.filterwarnings("ignore:.*cartesian product:sqlalchemy.exc.SAWarning")

THEIRS, OURS = "notebook/n/employer", "notebook/n/labour"
SECRET = "SECRET of the other side"


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Iterator[Door]:
    with open_house(database_url, tmp_path) as door:
        with door.store.writing("test") as session:
            session.add_all([Subject(id="s"), Subject(id=SECRET[:6]), Secret(id="x", text=SECRET)])
            session.flush()
            session.add(Note(id="theirs", stream=THEIRS, text=SECRET, subject_id="s"))
            session.flush()
            session.add(Note(id="ours", stream=OURS, text="our own note", subject_id="s", answer_to="theirs"))
            session.add(StreamHead(name=THEIRS))
            session.commit()
        yield door


def viewer(*streams: str) -> Viewer:
    return Viewer(frozenset(streams), "en")


@pytest.fixture
def reader(door: Door) -> Iterator[Reader]:
    with door.reading(viewer(OURS)) as reader:
        yield reader


@pytest.fixture
def stranger(door: Door) -> Iterator[Reader]:
    """A reader that may read no stream at all: anything it learns is a leak."""
    with door.reading(viewer()) as reader:
        yield reader


assert isinstance(Note.__table__, Table)
BARE = Note.__table__
OTHER = aliased(Note)
BARE_HEADS = StreamHead.__table__
SUB = select(Note.text, Note.id, Note.subject_id).subquery()

ROWS: dict[str, Callable[[], Any]] = {
    "entity": lambda: select(Note),
    "column": lambda: select(Note.text),
    "label": lambda: select(Note.text.label("harmless")),
    "bundle": lambda: select(Bundle("bundle", Note.text)),
    "alias": lambda: select(OTHER.text),
    "subquery": lambda: select(SUB.c.text),
    "alias of a subquery": lambda: select(aliased(Note, select(Note).subquery()).text),
    "alias of a bare table": lambda: select(aliased(Note, BARE.alias()).text),
    "cte": lambda: select(select(Note.text).cte().c.text),
    "cte of a bare table": lambda: select(Subject.id, select(BARE.c.text).cte().c.text).join_from(
        Subject, BARE, true()
    ),
    "scalar subquery": lambda: select(select(func.min(Note.text)).scalar_subquery()),
    "correlated": lambda: select(
        Subject.id, select(func.min(OTHER.text)).where(OTHER.subject_id == Subject.id).scalar_subquery()
    ),
    "union": lambda: union_all(select(Note.text), select(OTHER.text)),
    "union with a bare table": lambda: union(select(Note.text), select(BARE.c.text)),
    "join": lambda: select(Subject.id, Note.text).join(Note),
    "relationship join": lambda: select(Subject.id, Note.text).join(Subject.notes),
    "outer join": lambda: select(Subject.id, Note.text).outerjoin(Subject.notes),
    "join in from": lambda: select(Note.text).select_from(join(Subject, Note)),
    "join of tables": lambda: select(Note.text).select_from(Subject.__table__.join(BARE)),
    "self join": lambda: select(OTHER.text).join(Note, Note.answer_to == OTHER.id),
    "self join by relationship": lambda: select(OTHER.text).select_from(Note).join(Note.question.of_type(OTHER)),
    "implicit join": lambda: select(OTHER.text).where(Note.answer_to == OTHER.id),
    "bare table": lambda: select(BARE.c.text),
    "bare alias": lambda: select(BARE.alias().c.text),
    "bare column beside a class": lambda: select(Subject.id, BARE.c.text).join(BARE),
    "bare statement into a class": lambda: select(Note).from_statement(select(BARE)),
    "aggregate": lambda: select(func.min(Note.text)),
    "star": lambda: select(literal_column("*")).select_from(Note),
    "union inside a subquery": lambda: select(union_all(select(Note.text), select(literal("x"))).subquery().c.text),
    "hidden": lambda: select(Secret.text),
    "hidden bare": lambda: select(Secret.__table__),
    "hidden joined": lambda: select(Subject.id, Secret.text).outerjoin(Secret, true()),
    "heads": lambda: select(StreamHead.name),
    "heads bare": lambda: select(BARE_HEADS),
    "ledger": lambda: select(LedgerEntry.payload),
}


@pytest.mark.parametrize("shape", ROWS)
def test_rows_of_other_streams_do_not_appear(reader: Reader, shape: str) -> None:
    shown = _shown(reader, shape)
    assert "SECRET of" not in shown
    assert THEIRS not in shown


@pytest.mark.parametrize("shape", [shape for shape in ROWS if not shape.startswith(("hidden", "heads", "ledger"))])
def test_the_same_rows_appear_to_those_who_may_read(door: Door, shape: str) -> None:
    """Otherwise the test above could not fail."""
    with door.reading(viewer(OURS, THEIRS)) as entitled:
        assert "SECRET of" in _shown(entitled, shape)


def _shown(reader: Reader, shape: str) -> str:
    return " ".join(str(getattr(value, "text", value)) for row in reader.rows(ROWS[shape]()) for value in row)


GUESSES: dict[str, Callable[[], Any]] = {
    "named only in the condition": lambda: select(Subject.id).where(Note.text == SECRET),
    "count over a condition": lambda: select(func.count()).where(Note.text == SECRET).having(func.count() > 0),
    "exists": lambda: select(Subject.id).where(exists().where(Note.text == SECRET)),
    "exists of a column": lambda: select(Subject.id).where(exists(select(Note.id).where(Note.text == SECRET))),
    "exists of a bare table": lambda: select(Subject.id).where(exists(select(BARE).where(BARE.c.text == SECRET))),
    "exists of any row": lambda: select(Subject.id).where(exists(select(BARE))),
    "exists from an alias": lambda: select(Subject.id).where(exists(select(literal(1)).select_from(BARE.alias()))),
    "any": lambda: select(Subject.id).where(Subject.notes.any(Note.text == SECRET)),
    "any of an alias": lambda: select(Subject.id).where(Subject.notes.of_type(OTHER).any(OTHER.text == SECRET)),
    "has": lambda: select(Note.id).where(Note.question.has(Note.text == SECRET)),
    "in": lambda: select(Subject.id).where(Subject.id.in_(select(Note.subject_id).where(Note.text == SECRET))),
    "tuple in": lambda: select(Subject.id).where(
        tuple_(Subject.id, literal(SECRET)).in_(select(Note.subject_id, Note.text))
    ),
    "join condition": lambda: select(Subject.id).join(Note, and_(Note.subject_id == Subject.id, Note.text == SECRET)),
    "inner join alone": lambda: select(Subject.id).join(Note),
    "join in from": lambda: select(Subject.id).select_from(join(Subject, Note)),
    "having": lambda: select(Subject.id).join(Note).group_by(Subject.id).having(func.min(Note.text) == SECRET),
    "case": lambda: select(Subject.id).where(case((exists().where(Note.text == SECRET), 1), else_=0) == 1),
    "order": lambda: select(Subject.id).where(select(func.count(Note.id)).scalar_subquery() > 0),
    "limit": lambda: select(Subject.id).limit(select(func.count(Note.id)).scalar_subquery()),
    "hidden": lambda: select(Subject.id).where(exists().where(Secret.text == SECRET)),
    "head": lambda: select(Subject.id).where(exists().where(StreamHead.name == THEIRS)),
    "window": lambda: select(func.count().over()).select_from(Note),
    "recursion": lambda: _descent(),
}


def _descent() -> Any:
    start = select(Note.id).where(Note.id == "theirs").cte("descent", recursive=True)
    return select(start.union_all(select(OTHER.id).where(OTHER.answer_to == start.c.id)).c.id)


@pytest.mark.parametrize("shape", GUESSES)
def test_nothing_can_be_guessed_by_asking(stranger: Reader, shape: str) -> None:
    assert stranger.rows(GUESSES[shape]()) == []


def test_each_guess_is_a_real_one(door: Door) -> None:
    """The same questions answer the one who may read: otherwise the test above could not fail."""
    with door.reading(viewer(OURS, THEIRS)) as entitled:
        for shape, query in GUESSES.items():
            if shape not in ("hidden", "head"):
                assert entitled.rows(query()), shape


@pytest.mark.parametrize("model", [Note, Secret, StreamHead])
def test_counts_count_only_what_may_be_read(stranger: Reader, model: Any) -> None:
    assert stranger.count(select(func.count()).select_from(model)) == 0
    assert stranger.count(select(func.count()).select_from(model.__table__)) == 0
    assert stranger.count(select(func.count()).select_from(model.__table__.alias())) == 0


TEXT: dict[str, Callable[[], Any]] = {
    "condition": lambda: select(Subject.id).where(text("exists (select 1 from test_notes)")),
    "literal column": lambda: select(Subject.id, literal_column("(select text from test_notes)")),
    "prefix": lambda: select(Subject.id).prefix_with("(select text from test_notes),"),
    "suffix": lambda: select(Subject.id).suffix_with("union select text from test_notes"),
    "hint": lambda: select(Subject.id).with_statement_hint("union select text from test_notes"),
    "hint of a table": lambda: select(Subject.id).with_hint(Subject, "union select text from test_notes"),
    "operator": lambda: select(Subject.id.op("|| (select text from test_notes) ||")("x")),
    "operator with a comment": lambda: select(Subject.id.op("--")("x")),
    "nameless table": lambda: select(Subject.id, table("test_notes", column("text")).c.text).join_from(
        Subject, table("test_notes", column("text")), true()
    ),
    "nameless table asked for": lambda: select(Subject.id).where(
        exists(select(literal(1)).select_from(table("test_notes")))
    ),
    "catalogue": lambda: select(Subject.id, column("sql")).join_from(Subject, table("sqlite_master"), true()),
    "function that runs text": lambda: select(Subject.id, func.query_to_xml("select 1", True, True, "")),
}


@pytest.mark.parametrize("way", TEXT)
def test_sql_as_text_is_refused(reader: Reader, way: str) -> None:
    with pytest.raises(UnsealedRead):
        reader.rows(TEXT[way]())


def test_bare_connections_are_filtered_and_take_no_text(reader: Reader) -> None:
    note = reader.get(Note, "ours")
    session = object_session(note)
    assert isinstance(session, Session)
    connection = session.connection()
    assert connection.execute(select(BARE.c.id)).all() == [("ours",)]
    with pytest.raises(UnsealedRead):
        connection.execute(text("select * from test_notes"))
    with pytest.raises(UnsealedRead):
        connection.exec_driver_sql("select * from test_notes")
    with pytest.raises((UnsealedRead, LooseWrite)):
        session.execute(text("select * from test_notes"))
    assert session.get(Note, "theirs") is None


LOADS: dict[str, Callable[[Reader], list[str]]] = {
    "lazily": lambda reader: [note.id for note in reader.get(Subject, "s").notes],
    "select-in": lambda reader: _loaded(reader, selectinload(Subject.notes)),
    "subquery": lambda reader: _loaded(reader, subqueryload(Subject.notes)),
}


def _loaded(reader: Reader, option: Any) -> list[str]:
    query = select(Subject).where(Subject.id == "s").options(option)
    return [note.id for row in reader.rows(query) for note in row[0].notes]


@pytest.mark.parametrize("how", LOADS)
def test_relations_hold_only_what_may_be_read(reader: Reader, stranger: Reader, how: str) -> None:
    assert LOADS[how](reader) == ["ours"]
    assert LOADS[how](stranger) == []


@pytest.mark.parametrize("option", [joinedload, selectinload, subqueryload])
def test_relations_to_one_are_empty_when_the_other_end_is_sealed(reader: Reader, option: Any) -> None:
    assert reader.get(Note, "ours").question is None
    found = reader.one_or_none(select(Note).options(option(Note.question)))
    assert found is not None
    assert found.question is None


def test_get_shows_the_sealed_and_the_missing_alike(reader: Reader) -> None:
    assert reader.get(Note, "ours").text == "our own note"
    for key in ("theirs", "nobody's", None):
        with pytest.raises(Absent):
            reader.get(Note, key)
    with pytest.raises(Absent):
        reader.get(Secret, "x")


def test_one_viewer_is_never_answered_as_another(door: Door) -> None:
    """Statements are cached between viewers; their streams are not."""
    for streams, expected in (
        ((OURS,), {"ours"}),
        ((THEIRS,), {"theirs"}),
        ((), set()),
        ((OURS, THEIRS), {"ours", "theirs"}),
        ((OURS,), {"ours"}),
    ):
        with door.reading(viewer(*streams)) as reader:
            assert {note.id for note in reader.all(select(Note))} == expected


def test_readers_cannot_write(reader: Reader) -> None:
    note = reader.get(Note, "ours")
    session = object_session(note)
    assert isinstance(session, Session)
    for statement in (insert(BARE).values(id="new"), update(Note).values(text="new"), delete(Note)):
        with pytest.raises(LooseWrite):
            session.execute(statement)
    note.text = "changed"
    with pytest.raises(LooseWrite):
        session.flush()
    session.rollback()
    with pytest.raises(DBAPIError):
        session.bulk_insert_mappings(Note.__mapper__, [{"id": "new", "stream": OURS, "text": "x"}])
    session.rollback()
    with pytest.raises(DBAPIError):
        session.connection().execute(insert(BARE).values(id="new", stream=OURS, text="x"))


def test_whoever_is_not_signed_in_reads_what_is_published(door: Door) -> None:
    with door.store.writing("test") as session:
        session.add(Bulletin(id="outside"))
        session.commit()
    with door.reading_public("en") as reader:
        assert reader.all(select(Bulletin.id)) == ["outside"]
        with pytest.raises(LooseWrite):
            reader.all(delete(Bulletin).returning(Bulletin.id))


@pytest.mark.parametrize("model", [Subject, Note, Secret, StreamHead, LedgerEntry])
def test_a_page_for_everybody_asks_for_nothing_that_is_not_published(door: Door, model: Any) -> None:
    """Open is for those who are signed in: a page for everybody that asks for it fails instead of showing it."""
    for query in (select(model), select(Bulletin.id).join(model, true()), select(func.count()).select_from(model)):
        with door.reading_public("en") as reader, pytest.raises(UnsealedRead):
            reader.all(query)
