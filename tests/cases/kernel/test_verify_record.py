"""The stand-alone verifier: accepts what the house exported and nothing else."""

from __future__ import annotations

import copy
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.cases.kernel.records import (
    ANNA,
    LABOUR,
    ROOT,
    TABLE,
    exported,
    forged,
    load_verifier,
    resigned,
    small_house,
)
from tests.house.notebook import WriteNote
from workbench.kernel.checkpoints import HouseKey
from workbench.kernel.export import record_bytes

verify = load_verifier()


@pytest.fixture
def record(database_url: str, tmp_path: Path) -> dict[str, Any]:
    with small_house(database_url, tmp_path) as door:
        return exported(door, TABLE, LABOUR)


@pytest.fixture
def key(record: dict[str, Any], tmp_path: Path) -> HouseKey:
    """The house's own key: with it even the house must not be able to alter entries unseen."""
    raw = (tmp_path / "keys" / "checkpoint.key").read_bytes()
    return HouseKey("test-house", Ed25519PrivateKey.from_private_bytes(raw))


def verdict(data: bytes, pinned: str | None = None) -> str:
    return str(verify.Record(data, pinned).verdict())


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.timeout(300)
def test_every_flipped_bit_is_found(database_url: str, tmp_path: Path) -> None:
    with small_house(database_url, tmp_path) as door:
        record = exported(door, TABLE)
    data = record_bytes(record)
    assert verdict(data, record["key"]) == "holds"
    unseen = [bit for bit in range(len(data) * 8) if verdict(flipped(data, bit), record["key"]) != "fails"]
    assert unseen == []


def test_flipped_bits_are_found_without_a_pinned_key_too(record: dict[str, Any]) -> None:
    data = record_bytes(record)
    assert verdict(data) == "holds"
    for bit in random.Random(7).sample(range(len(data) * 8), 3000):
        assert verdict(flipped(data, bit)) == "fails", bit


@pytest.mark.timeout(300)
def test_flipped_bits_of_a_large_record_are_found(database_url: str, tmp_path: Path) -> None:
    with small_house(database_url, tmp_path) as door:
        for number in range(200):
            door.perform(ANNA, WriteNote(sides=("table",), text=f"第 {number} 条"), f"n{number}")
        record = exported(door, TABLE)
    data = record_bytes(record)
    assert len(record["streams"][0]["entries"]) == 203
    assert verdict(data, record["key"]) == "holds"
    for bit in random.Random(11).sample(range(len(data) * 8), 700):
        assert verdict(flipped(data, bit), record["key"]) == "fails", bit


def test_spellings_of_the_same_json_are_refused(record: dict[str, Any]) -> None:
    data = record_bytes(record)
    for other in (
        data + b"\n",
        b" " + data,
        b"\xef\xbb\xbf" + data,
        data.replace(b":", b": ", 1),
        data.replace(b'"version":1', b'"version":1.0'),
        data.replace(b'"version":1', b'"version":1,"version":1'),
        data.replace("安".encode(), b"\\u5b89", 1),
        data.replace(b'"version":1', b'"version":true'),
        data[:-1] + b',"more":1}',
        data[:-1],
        b"",
        b"[" * 100_000,
        b"null",
    ):
        assert other != data
        assert verdict(other, record["key"]) == "fails", other[:80]


# --- alterations of the content, signed again as a whole by the house itself: the entries and checkpoints must tell ---


def _swap(entries: list[Any]) -> None:
    entries[0], entries[1] = entries[1], entries[0]


def _rechain(record: dict[str, Any]) -> None:
    """Number and chain the table's entries anew, as somebody would who alters them with some care."""
    head = bytes(32)
    for number, entry in enumerate(_table(record)["entries"], 1):
        entry["seq"] = number
        head = verify.sha(b"\x03", head, bytes.fromhex(entry["leaf"]))
        entry["head"] = head.hex()


def _table(record: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = record["streams"][1]
    assert found["name"] == TABLE
    return found


def _set(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda record: _table(record)["entries"][1].update(values)


ALTERATIONS: dict[str, Callable[[dict[str, Any]], None]] = {
    "payload": _set(payload='{"text":"other"}'),
    "no payload": _set(payload=""),
    "time": _set(at="2026-03-02T01:30:01.000Z"),
    "actor": _set(actor="bo"),
    "mandate": _set(mandate="mandate-8"),
    "mandate taken": _set(mandate=""),
    "command": _set(command="Other"),
    "event": _set(event="Other"),
    "salt": _set(salt="0" * 32),
    "leaf": _set(leaf="0" * 64),
    "head": _set(head="0" * 64),
    "number": _set(seq=7),
    "delete first": lambda record: _table(record)["entries"].pop(0) and None,
    "delete last": lambda record: _table(record)["entries"].pop() and None,
    "truncate": lambda record: _table(record)["entries"].clear(),
    "insert": lambda record: _table(record)["entries"].insert(1, copy.deepcopy(_table(record)["entries"][0])),
    "reorder": lambda record: _swap(_table(record)["entries"]),
    "withhold a number": lambda record: _table(record)["entries"][1].pop("seq") and None,
    "withhold a payload": lambda record: _table(record)["entries"][1].pop("payload") and None,
    "rename a stream": lambda record: _table(record).update(name="notebook/m/table"),
    "stream twice": lambda record: record["streams"].append(copy.deepcopy(_table(record))),
    "checkpoint of another stream": lambda record: _table(record).update(checkpoint=record["streams"][0]["checkpoint"]),
    "older checkpoint": lambda record: _table(record).update(checkpoint=_table(record)["earlier"][0]["note"]),
    "no checkpoint": lambda record: _table(record).update(checkpoint=""),
    "opening": lambda record: record["streams"][0]["openings"][0].update(salt="1" * 64),
    "opening of another size": lambda record: record["streams"][0]["openings"][0].update(size=0),
    "opening beyond the end": lambda record: record["streams"][0]["openings"][0].update(size=99),
    "unknown field": lambda record: record.update(note="x"),
    "unknown field of a stream": lambda record: _table(record).update(note="x"),
    "unknown field of an entry": _set(note="x"),
    "version": lambda record: record.update(version=2),
    "time of the file": lambda record: record.update(made="2026-02-30T00:00:00.000Z"),
    "name with a colour": lambda record: _table(record).update(name="\x1b[32m"),
    "kind": lambda record: record.update(streams={}),
    "names": lambda record: record.update(names={"anna": 1}),
}


@pytest.mark.parametrize("way", ALTERATIONS)
@pytest.mark.parametrize("carefully", [False, True])
def test_altered_content_fails_although_the_house_signs_the_file(
    record: dict[str, Any], key: HouseKey, way: str, carefully: bool
) -> None:
    altered = copy.deepcopy(record)
    ALTERATIONS[way](altered)
    if carefully and way in ("delete first", "delete last", "truncate", "insert", "reorder"):
        _rechain(altered)
    assert verdict(resigned(record, key), key.verifier()) == "holds"
    assert verdict(resigned(altered, key), key.verifier()) == "fails"


def test_another_key_is_told(record: dict[str, Any]) -> None:
    stranger = HouseKey("test-house", Ed25519PrivateKey.generate())
    data = forged(record, stranger)
    assert verdict(data) == "holds"
    assert verdict(data, record["key"]) == "fails"
    assert verdict(record_bytes(record), stranger.verifier()) == "fails"


def test_a_record_signed_by_another_key_under_the_houses_name_fails(record: dict[str, Any]) -> None:
    """Only the signature over the file is false: everything else is untouched."""
    stranger = HouseKey("test-house", Ed25519PrivateKey.generate())
    body = {name: value for name, value in record.items() if name != "signature"}
    digest = verify.sha(record_bytes(body)).hex()
    note = stranger.note(f"workbench-record/1 test-house\nsha256 {digest}\n")
    assert verdict(record_bytes({**body, "signature": note})) == "fails"


# --- against another paper ---


def compared(mine: bytes, other: bytes, key: str) -> tuple[str, list[str]]:
    found = verify.Record(mine, key)
    found.compare(other)
    return found.verdict(), [finding.key for finding in found.findings]


def test_an_older_record_and_checkpoint_agree(database_url: str, tmp_path: Path) -> None:
    with small_house(database_url, tmp_path) as door:
        older = record_bytes(exported(door, TABLE))
        checkpoint = door.checkpoint(TABLE)
        door.perform(ANNA, WriteNote(sides=("table",), text="later"), "later")
        newer = record_bytes(exported(door, TABLE, LABOUR))
        line = door.key.verifier()
        other_stream = door.checkpoint("notebook/n/employer")
        newest = door.checkpoint(TABLE)
    assert compared(newer, older, line) == ("holds", [*compared(newer, newer, line)[1][:-2], "continues"])
    assert compared(newer, checkpoint.encode(), line)[0] == "holds"
    assert compared(older, newest.encode(), line)[0] == "unknown"
    assert compared(newer, other_stream.encode(), line)[0] == "unknown"
    assert compared(newer, checkpoint.replace("\n3\n", "\n2\n").encode(), line)[0] == "fails"


def test_two_histories_are_told_apart(database_url: str, tmp_path: Path) -> None:
    """A house that shows each side another history signs both: together the two files prove it."""
    with small_house(database_url, tmp_path) as door:
        record = exported(door, TABLE)
        key = door.key
    other = copy.deepcopy(record)
    entry = other["streams"][0]["entries"][2]
    entry["actor"] = "anna"
    statement = {name: entry[name] for name in ("seq", "at", "actor", "mandate", "command", "event")}
    commitment = verify.sha(b"\x02", bytes.fromhex(entry["salt"]), entry["payload"].encode()).hex()
    statement.update(v=1, stream=TABLE, payload=commitment)
    entry["leaf"] = verify.sha(b"\x00", verify.canonical(statement).encode()).hex()
    previous = bytes.fromhex(other["streams"][0]["entries"][1]["head"])
    entry["head"] = verify.sha(b"\x03", previous, bytes.fromhex(entry["leaf"])).hex()
    rewritten = forged(other, key)
    mine = record_bytes(record)
    assert verdict(rewritten, key.verifier()) == "holds"
    assert compared(mine, rewritten, key.verifier())[0] == "fails"
    assert "split" in compared(mine, rewritten, key.verifier())[1]
    checkpoint = record["streams"][0]["checkpoint"].encode()
    assert compared(rewritten, checkpoint, key.verifier())[1][-1] == "rewritten"


# --- the command line ---


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    # -I: no site packages and no product on the path.
    command = [sys.executable, "-I", str(ROOT / "verifier" / "verify_record.py"), *map(str, arguments)]
    clean = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=clean, encoding="utf-8")


def test_the_command_line_tells_and_answers(record: dict[str, Any], tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(record_bytes(record))
    bad.write_bytes(record_bytes(record).replace(b"quoted", b"Quoted"))
    assert (run(good).returncode, run(good, "--key", record["key"]).returncode) == (0, 0)
    assert "The record holds." in run(good, "--lang", "en").stdout
    assert "记录成立。" in run(good, LANG="zh_CN.UTF-8").stdout
    failed = run(bad, "--key", record["key"])
    assert failed.returncode == 1
    assert f"{TABLE} #3: the content was changed." in failed.stdout
    assert "记录不成立！" in run(bad, "--lang", "zh").stdout
    assert run(good, "--against", bad).returncode == 1
    assert run(tmp_path / "missing.json").returncode == 2
    assert run().returncode == 2
    assert "Traceback" not in failed.stderr


def test_every_finding_has_words_in_both_languages() -> None:
    assert all(len(both) == 2 and all(both) for both in verify.WORDS.values())
