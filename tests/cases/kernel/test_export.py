"""The record of streams: complete, the same bytes each time, and holding nothing a viewer may not read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.cases.kernel.records import (
    ANNA,
    EMPLOYER,
    LABOUR,
    STREAMS,
    SUPPOSALS,
    TABLE,
    exported,
    load_verifier,
    small_house,
    viewer,
)
from tests.house.notebook import WhisperNote, WriteNote
from workbench.kernel import Absent, Door
from workbench.kernel.export import DamagedLedger, record_bytes


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Iterator[Door]:
    with small_house(database_url, tmp_path) as door:
        yield door


def test_a_record_holds_every_entry_in_order(door: Door) -> None:
    record = exported(door, TABLE, LABOUR)
    assert [stream["name"] for stream in record["streams"]] == [LABOUR, TABLE]
    labour, table = record["streams"]
    assert [(entry["seq"], entry["event"]) for entry in table["entries"]] == [
        (1, "NoteWritten"),
        (2, "BookSealed"),
        (3, "NoteWritten"),
    ]
    first = table["entries"][0]
    assert (first["actor"], first["mandate"], first["command"]) == ("anna", "mandate-7", "WriteNote")
    assert first["at"] == "2026-03-02T01:30:00.000Z"
    assert json.loads(first["payload"])["text"] == "涨薪 5%「含津贴」"
    assert [opening["size"] for opening in labour["openings"]] == [1]
    assert [note["note"].split("\n")[1] for note in table["earlier"]] == ["1"]
    assert record["names"] == {"anna": "安娜", "bo": "Bo"}


def test_the_verifier_says_it_holds(door: Door) -> None:
    record = exported(door, TABLE, LABOUR)
    found = load_verifier().Record(record_bytes(record), door.key.verifier())
    assert found.verdict() == "holds", found.findings
    said = [finding.key for finding in found.findings]
    assert said == ["key", "key_pinned", "intact", "stream", "stream", "earlier", "opened"]


def test_an_empty_stream_has_a_record_too(door: Door) -> None:
    record = exported(door, "notebook/n/empty")
    assert record["streams"][0]["entries"] == []
    assert load_verifier().Record(record_bytes(record), door.key.verifier()).verdict() == "holds"


def test_the_file_is_deterministic(door: Door) -> None:
    first, second = exported(door, TABLE, LABOUR), exported(door, LABOUR, TABLE, LABOUR)
    for record in (first, second):
        del record["made"], record["signature"]
    assert record_bytes(first) == record_bytes(second)


def test_a_stream_of_others_is_absent(door: Door) -> None:
    for wanted in (EMPLOYER, "notebook/n/nobody"):
        with pytest.raises(Absent):
            exported(door, TABLE, wanted, as_of=viewer(TABLE, LABOUR))


def test_a_record_tells_nothing_of_other_streams(door: Door) -> None:
    written = record_bytes(exported(door, TABLE, as_of=viewer(*STREAMS))).decode()
    with door.store.reading() as session:
        private = session.execute(
            text("SELECT leaf, head, salt FROM ledger_entries WHERE stream <> :table"), {"table": TABLE}
        ).all()
        openings = session.execute(text("SELECT salt FROM stream_seals")).all()
    secrets = [value for row in [*private, *openings] for value in row]
    assert len(secrets) == 3 * 2 + 3
    assert [secret for secret in secrets if secret in written] == []
    assert "at most 3 %" not in written


def test_supposals_never_enter_a_record(door: Door) -> None:
    door.perform(ANNA, WhisperNote(text="UNSAID"), "whisper")
    door.perform(ANNA, WriteNote(sides=("table",), text="said"), "aloud")
    record = exported(door, TABLE, SUPPOSALS)
    written = record_bytes(record)
    assert [stream["name"] for stream in record["streams"]] == [TABLE]
    assert b"UNSAID" not in written
    assert b"supposals" not in written
    assert b"Whisper" not in written
    assert set(record["streams"][0]["entries"][3]) == {"seq", "leaf", "head"}
    found = load_verifier().Record(written, door.key.verifier())
    assert found.verdict() == "holds"
    assert ("remark", "withheld") in [(finding.state, finding.key) for finding in found.findings]


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE ledger_entries SET payload = '{}' WHERE position = 1",
        "UPDATE ledger_entries SET head = leaf WHERE position = 1",
        "DELETE FROM ledger_entries WHERE position = 1",
    ],
)
def test_the_house_signs_no_damaged_ledger(door: Door, harm: str) -> None:
    with door.store.engine().begin() as connection:
        for verb in ("update", "delete"):
            where = "" if door.store.is_sqlite else " ON ledger_entries"
            connection.execute(text(f"DROP TRIGGER ledger_entries_no_{verb}{where}"))
        connection.execute(text(harm))
    with pytest.raises(DamagedLedger):
        exported(door, TABLE)
