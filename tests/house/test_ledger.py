"""The door and its ledger: append-only, gapless, answered once, and nothing altered unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.house.notebook import Note, SealBooks, SpoilNote, TripOver, WriteNote, open_house
from workbench.kernel import NOBODY, Actor, Door, Refusal, ledger
from workbench.kernel.models import (
    APPEND_ONLY,
    Checkpoint,
    CommandOutcome,
    HousePosition,
    LedgerEntry,
    StreamHead,
    StreamSeal,
)
from workbench.kernel.store import LooseWrite, Store, UnsafeStore

LABOUR, EMPLOYER = Actor(person="labour"), Actor(person="employer")


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Iterator[Door]:
    with open_house(database_url, tmp_path) as door:
        yield door


@pytest.fixture
def written(door: Door) -> Door:
    """A house in which something of every kind has been written."""
    for number in range(4):
        door.perform(LABOUR, WriteNote(sides=("labour", "table"), text=f"n{number}"), f"k{number}")
    door.perform(EMPLOYER, WriteNote(sides=("employer",), text="theirs"), "k")
    door.perform(LABOUR, SealBooks(sides=("labour", "employer", "empty")), "seal")
    assert faults(door) == []
    return door


def faults(door: Door) -> list[ledger.Fault]:
    with door.store.reading() as session:
        return ledger.verify(session)


def numbers(door: Door, stream: str) -> list[int]:
    with door.store.reading() as session:
        query = select(LedgerEntry.seq).where(LedgerEntry.stream == stream).order_by(LedgerEntry.seq)
        return list(session.scalars(query))


def everything(door: Door) -> dict[str, list[Any]]:
    """Return all rows of the kernel and the notebook."""
    tables = (LedgerEntry, StreamHead, CommandOutcome, HousePosition, Note, Checkpoint, StreamSeal)
    with door.store.reading() as session:
        return {
            model.__tablename__: sorted(map(repr, session.execute(select(model.__table__)).all())) for model in tables
        }


# --- the database itself refuses ---


@pytest.mark.parametrize("model", [LedgerEntry, Checkpoint, StreamSeal, CommandOutcome])
def test_append_only_tables_refuse_every_change(written: Door, model: Any) -> None:
    table = model.__tablename__
    before = everything(written)
    column = next(c.name for c in model.__table__.columns if c.name not in ("position", "id", "seq"))
    ways = [f'UPDATE {table} SET "{column}" = "{column}"', f"DELETE FROM {table}"]
    if not written.store.is_sqlite:
        ways.append(f"TRUNCATE {table}")
    for way in ways:
        with pytest.raises(DBAPIError, match="append-only"), written.store.engine().begin() as connection:
            connection.execute(text(way))
    assert everything(written) == before


# --- altered rows are found ---


def lift_triggers(connection: Connection) -> None:
    """Do what someone with the rights of the database's owner can do."""
    for table in APPEND_ONLY:
        if not inspect(connection).has_table(table):
            continue
        for verb in ("update", "delete"):
            where = "" if connection.dialect.name == "sqlite" else f" ON {table}"
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{where}"))


def flips(value: Any) -> Iterator[Any]:
    """Yield `value` with one bit changed, for every bit."""
    if isinstance(value, int):
        yield from (value ^ (1 << bit) for bit in range(62))
    elif isinstance(value, datetime):
        microseconds = int((value - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))
        for bit in range(55):
            since = timedelta(microseconds=microseconds ^ (1 << bit))
            if since < timedelta(days=365 * 5000):
                yield datetime(1970, 1, 1, tzinfo=UTC) + since
    elif isinstance(value, str):
        raw = value.encode()
        for place in range(len(raw) * 8):
            changed = bytearray(raw)
            changed[place // 8] ^= 1 << place % 8
            yield bytes(changed)


def as_stored(connection: Connection, changed: Any) -> Any:
    """Return a flipped value as the database can hold it; None when PostgreSQL would not take it."""
    if not isinstance(changed, bytes) or connection.dialect.name == "sqlite":
        return changed
    try:
        decoded = changed.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in decoded else decoded


def put(connection: Connection, table: str, column: str, key: dict[str, Any], value: Any) -> bool:
    """Write one value behind the house's back; say whether the database took it."""
    target = "CAST(:value AS TEXT)" if isinstance(value, bytes) else ":value"
    if isinstance(value, datetime) and connection.dialect.name == "sqlite":
        value = value.strftime("%Y-%m-%d %H:%M:%S.%f")
    where = " AND ".join(f'"{name}" = :key_{name}' for name in key)
    savepoint = connection.begin_nested()
    try:
        connection.execute(
            text(f'UPDATE {table} SET "{column}" = {target} WHERE {where}'),
            {"value": value, **{f"key_{name}": part for name, part in key.items()}},
        )
    except DBAPIError:
        savepoint.rollback()
        return False
    savepoint.commit()
    return True


COLUMNS = [
    (model, column.name) for model in (LedgerEntry, StreamHead, HousePosition) for column in model.__table__.columns
]


@pytest.mark.parametrize(("model", "column"), COLUMNS, ids=[f"{m.__tablename__}.{c}" for m, c in COLUMNS])
def test_one_flipped_bit_anywhere_is_found(written: Door, model: Any, column: str) -> None:
    table = model.__table__
    tried = 0
    with written.store.engine().connect() as connection:
        lift_triggers(connection)
        for row in connection.execute(select(table)).all()[::4]:
            values = row._asdict()
            key = {part.name: values[part.name] for part in table.primary_key}
            if values[column] is None:
                continue
            for changed in list(flips(values[column])):
                tried += _seen(connection, table.name, column, key, as_stored(connection, changed))
        connection.rollback()
    assert tried or column == "mandate"


def _seen(connection: Connection, table: str, column: str, key: dict[str, Any], changed: Any) -> int:
    """Return 1 when a change was taken and found, 0 when the database refused it."""
    if changed is None:
        return 0
    savepoint = connection.begin_nested()
    taken = put(connection, table, column, key, changed)
    if taken:
        with Session(connection, join_transaction_mode="rollback_only", autoflush=False) as session:
            found = ledger.verify(session)
        assert found, f"{table}.{column} {key} changed to {changed!r} and nobody noticed"
    savepoint.rollback()
    return int(taken)


@pytest.mark.only_on("sqlite")  # PostgreSQL stores moments as numbers, not as text
def test_flips_of_times_as_sqlite_writes_them_are_found(written: Door) -> None:
    with written.store.engine().connect() as connection:
        lift_triggers(connection)
        spelt = connection.execute(text("SELECT CAST(at AS TEXT) FROM ledger_entries WHERE position = 1")).scalar_one()
        assert sum(
            _seen(connection, "ledger_entries", "at", {"position": 1}, changed) for changed in flips(spelt)
        ) == 8 * len(spelt)
        connection.rollback()


TAMPERINGS = {
    "a row is deleted": ["DELETE FROM ledger_entries WHERE position = 3"],
    "the last row is deleted": [
        "DELETE FROM ledger_entries WHERE position = 10",
        "UPDATE house_position SET position = 9",
    ],
    "a stream is deleted": [
        "DELETE FROM ledger_entries WHERE stream = 'notebook/n/employer'",
        "DELETE FROM stream_heads WHERE name = 'notebook/n/employer'",
    ],
    "a head is deleted": ["DELETE FROM stream_heads WHERE name = 'notebook/n/labour'"],
    "a head is invented": ["INSERT INTO stream_heads (name, last_seq, head, frontier) VALUES ('x', 1, 'y', '[]')"],
    "a head goes back": ["UPDATE stream_heads SET last_seq = last_seq - 1 WHERE name = 'notebook/n/labour'"],
    "two contents are swapped": [
        "UPDATE ledger_entries SET payload = 'swap' WHERE position = 1",
        "UPDATE ledger_entries SET payload = (SELECT payload FROM ledger_entries WHERE position = 3) WHERE position = 1",
    ],
    "two rows are swapped": [
        "UPDATE ledger_entries SET seq = -1 WHERE position = 1",
        "UPDATE ledger_entries SET seq = 1 WHERE position = 3",
        "UPDATE ledger_entries SET seq = 2 WHERE position = 1",
    ],
    "two positions are swapped": [
        "UPDATE ledger_entries SET position = -1 WHERE position = 1",
        "UPDATE ledger_entries SET position = 1 WHERE position = 3",
        "UPDATE ledger_entries SET position = 3 WHERE position = -1",
    ],
    "positions have a gap": [
        "UPDATE ledger_entries SET position = 99 WHERE position = 10",
    ],
    "the house's position is lost": ["DELETE FROM house_position"],
    "a mandate is taken away": ["UPDATE ledger_entries SET mandate = NULL WHERE position = 1"],
    "a mandate is made empty": ["UPDATE ledger_entries SET mandate = '' WHERE position = 1"],
    "an entry moves to another stream": ["UPDATE ledger_entries SET stream = 'elsewhere' WHERE position = 3"],
}


@pytest.mark.parametrize("way", TAMPERINGS)
def test_tampering_with_rows_is_found(written: Door, way: str) -> None:
    with written.store.engine().begin() as connection:
        lift_triggers(connection)
        for statement in TAMPERINGS[way]:
            assert connection.execute(text(statement)).rowcount, statement
    assert faults(written)


# --- keys ---


def test_a_repeated_key_is_answered_with_the_first_outcome(door: Door) -> None:
    first = door.perform(LABOUR, WriteNote(sides=("labour", "table"), text="once"), "key")
    assert first.entries == (("notebook/n/labour", 1), ("notebook/n/table", 1))
    door.perform(LABOUR, WriteNote(text="between"), "other key")
    again = door.perform(LABOUR, WriteNote(sides=("labour", "table"), text="once"), "key")
    assert (again.result, again.entries, again.duplicate) == (first.result, first.entries, True)
    assert not first.duplicate
    assert numbers(door, "notebook/n/labour") == [1, 2]


def test_a_key_used_for_something_else_is_refused(door: Door) -> None:
    door.perform(LABOUR, WriteNote(text="once"), "key")
    before = everything(door)
    for command in (WriteNote(text="twice"), WriteNote(text="once", sides=("table",)), SpoilNote(text="once")):
        with pytest.raises(Refusal, match="key_reused"):
            door.perform(LABOUR, command, "key")
    assert everything(door) == before


def test_a_key_belongs_to_its_actor(door: Door) -> None:
    door.perform(LABOUR, WriteNote(text="mine"), "key")
    theirs = door.perform(EMPLOYER, WriteNote(text="theirs"), "key")
    assert (theirs.result, theirs.duplicate) == ({"text": "theirs"}, False)


def test_secrets_are_kept_nowhere(door: Door) -> None:
    door.perform(LABOUR, WriteNote(text="once", pin="hunter2hunter2"), "key")
    assert "hunter2hunter2" not in json.dumps(everything(door))
    assert door.perform(LABOUR, WriteNote(text="once", pin="another"), "key").duplicate


def test_the_same_key_from_many_threads_writes_once(door: Door) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: door.perform(LABOUR, WriteNote(text="once"), "key"), range(16)))
    assert numbers(door, "notebook/n/labour") == [1]
    assert sorted(outcome.duplicate for outcome in outcomes) == [False] + [True] * 15
    assert {(str(outcome.result), outcome.entries) for outcome in outcomes} == {
        ("{'text': 'once'}", (("notebook/n/labour", 1),))
    }


# --- numbers ---


def test_numbers_are_gapless_under_concurrency(door: Door) -> None:
    sides = [("labour", "table"), ("table", "labour"), ("employer", "table"), ("table",)]

    def write(number: int) -> None:
        try:
            if number % 5 == 4:
                door.perform(LABOUR, SpoilNote(text="gone"), f"k{number}")
            door.perform(LABOUR, WriteNote(sides=sides[number % 4], text=str(number)), f"k{number}")
        except Refusal:
            pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(60)))
    assert faults(door) == []
    table = numbers(door, "notebook/n/table")
    assert table == list(range(1, 49))


def test_times_are_kept_as_precisely_as_they_are_signed(database_url: str, tmp_path: Path) -> None:
    moment = datetime(2026, 3, 1, 8, 30, 15, 123987, tzinfo=UTC)
    with open_house(database_url, tmp_path, clock=lambda: moment) as door:
        door.perform(LABOUR, WriteNote(text="now"), "key")
        with door.store.reading() as session:
            assert session.scalars(select(LedgerEntry.at)).one() == moment.replace(microsecond=123000)
        assert faults(door) == []


# --- refusals and failures ---


def test_a_refused_command_leaves_nothing(written: Door) -> None:
    before = everything(written)
    with pytest.raises(Refusal, match="spoiled"):
        written.perform(LABOUR, SpoilNote(text="gone"), "fresh")
    assert everything(written) == before
    assert written.perform(LABOUR, WriteNote(text="kept"), "fresh").duplicate is False


def test_a_failing_reaction_fails_the_command(written: Door) -> None:
    before = everything(written)
    with pytest.raises(RuntimeError, match="tripped"):
        written.perform(LABOUR, TripOver(text="gone"), "fresh")
    assert everything(written) == before


def test_nobody_does_nothing(written: Door) -> None:
    before = everything(written)
    with pytest.raises(Refusal, match="sign_in_first"):
        written.perform(NOBODY, WriteNote(text="gone"), "fresh")
    with pytest.raises(Refusal, match="out_of_scope"):
        written.perform(Actor(person="labour", scopes=frozenset({"read"})), WriteNote(text="gone"), "fresh")
    assert everything(written) == before


def test_a_failing_listener_does_not_fail_the_command(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[int] = []

    def stumble(committed: Any) -> None:
        raise RuntimeError("stumbled")

    door.on_commit(stumble)
    door.on_commit(lambda committed: heard.extend(one.seq for one in committed))
    door.perform(LABOUR, WriteNote(text="heard"), "key")
    door.perform(LABOUR, WriteNote(text="heard"), "key")
    assert heard == [1]
    assert "stumbled" in caplog.text


# --- loose writes ---


def test_rows_change_only_inside_perform(door: Door) -> None:
    note = Note(id="loose", stream="notebook/n/labour", text="loose")
    with Session(door.store.engine()) as session:
        session.add(note)
        with pytest.raises(LooseWrite):
            session.flush()
        session.rollback()
    with door.store.reading() as session:
        session.add(Note(id="loose", stream="notebook/n/labour", text="loose"))
        with pytest.raises(LooseWrite):
            session.flush()
        session.rollback()
        with pytest.raises(DBAPIError):
            session.execute(insert(Note).values(id="loose", stream="x", text="loose"))
        session.rollback()
        with pytest.raises(DBAPIError):
            session.execute(text("DELETE FROM stream_heads"))


def test_a_session_that_left_the_door_writes_no_more(door: Door) -> None:
    with door.store.writing("test") as session:
        pass
    session.add(Note(id="loose", stream="notebook/n/labour", text="loose"))
    with pytest.raises(LooseWrite):
        session.flush()
    session.close()


# --- the store's own safety ---


def test_the_store_keeps_what_it_acknowledges(door: Door) -> None:
    door.store.assert_safe()
    if door.store.is_sqlite:
        with door.store.engine().connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            connection.rollback()


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    "setting",
    ["PRAGMA synchronous=NORMAL", "PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF", "PRAGMA journal_mode=DELETE"],
)
def test_an_unsafe_sqlite_stops_the_house(door: Door, setting: str) -> None:
    raw = door.store.engine().raw_connection()
    raw.cursor().execute(setting)
    raw.close()
    with pytest.raises(UnsafeStore):
        door.store.assert_safe()


@pytest.mark.only_on("postgresql")
def test_an_unsafe_postgresql_stops_the_house(door: Door) -> None:
    unsafe = Store(f"{door.store.url}?options=-csynchronous_commit%3Doff")
    try:
        with pytest.raises(UnsafeStore):
            unsafe.assert_safe()
    finally:
        unsafe.close()


# --- heads and seals ---


def test_seals_hide_and_open(written: Door) -> None:
    """The common book carries a commitment for a busy, a quiet and an empty book; they look alike."""
    with written.store.reading() as session:
        seals = {seal.stream: seal for seal in session.scalars(select(StreamSeal))}
        carried = session.scalars(select(LedgerEntry.payload).where(LedgerEntry.event == "BookSealed")).one()
        heads = {head.name: head.head for head in session.scalars(select(StreamHead))}
    assert json.loads(carried)["commitments"] == {stream: seal.commitment for stream, seal in seals.items()}
    assert len(seals) == 3
    assert "notebook/n/empty" not in heads
    for stream, seal in seals.items():
        assert seal.head == heads.get(stream, ledger.FIRST_HEAD)
        assert ledger.sealed_commitment(bytes.fromhex(seal.salt), seal.head) == seal.commitment
    assert len({seal.commitment for seal in seals.values()}) == 3


def test_checkpoints_stand_on_what_was_there(written: Door) -> None:
    with written.store.reading() as session:
        stored = session.scalars(select(Checkpoint)).one()
        count = session.scalar(select(func.count()).where(LedgerEntry.stream == stored.stream))
    assert (stored.size, count) == (4, 5)
    assert stored.note.startswith(f"test-house/{stored.stream}\n4\n")
