"""Small records for the tests of the export and of the verifiers."""

from __future__ import annotations

import copy
import hashlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.house.notebook import SealBooks, WriteNote, open_house
from workbench.kernel import Actor, Door, Viewer
from workbench.kernel.checkpoints import HouseKey
from workbench.kernel.export import export_streams, record_bytes

ROOT = Path(__file__).resolve().parents[3]
TABLE, LABOUR, EMPLOYER, SUPPOSALS = (f"notebook/n/{side}" for side in ("table", "labour", "employer", "supposals"))
STREAMS = frozenset({TABLE, LABOUR, EMPLOYER, SUPPOSALS})
ANNA, BO = Actor(person="anna"), Actor(person="bo")


def load_verifier() -> ModuleType:
    """Return the stand-alone verifier as a module."""
    spec = importlib.util.spec_from_file_location("verify_record", ROOT / "verifier" / "verify_record.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def ticking() -> Callable[[], datetime]:
    """Return a clock that moves on by a second and a bit with every look."""
    moments: Iterator[datetime] = (
        datetime(2026, 3, 2, 1, 30, tzinfo=UTC) + number * timedelta(milliseconds=1237) for number in range(10**6)
    )
    return lambda: next(moments)


def viewer(*streams: str) -> Viewer:
    """Return a class of viewers of these streams."""
    return Viewer(frozenset(streams), "en")


def fill(door: Door) -> None:
    """Write a little of everything."""
    door.perform(ANNA, WriteNote(sides=("table", "labour"), text="涨薪 5%「含津贴」"), "1")
    door.perform(BO, WriteNote(sides=("employer",), text="at most 3 %"), "2")
    door.perform(ANNA, SealBooks(sides=("labour", "employer", "empty")), "3")
    door.perform(BO, WriteNote(sides=("table",), text='a "quoted" line\nand another'), "4")


def exported(door: Door, *streams: str, as_of: Viewer | None = None, title: str = "Round 1") -> dict[str, Any]:
    """Return the record of `streams` as a viewer of exactly those (or `as_of`) gets it."""
    with door.reading(as_of or viewer(*streams)) as reader:
        return export_streams(reader, door, title, streams, {"anna": "安娜", "bo": "Bo"})


@contextmanager
def small_house(url: str, directory: Path) -> Iterator[Door]:
    """Yield the door of a house with a little of everything in it."""
    with open_house(url, directory, clock=ticking()) as door:
        fill(door)
        yield door


def resigned(record: dict[str, Any], key: HouseKey) -> bytes:
    """Return the file of an altered record, signed again by `key` as a whole (its checkpoints are left as they are)."""
    body = {name: value for name, value in copy.deepcopy(record).items() if name != "signature"}
    body["key"], body["house"] = key.verifier(), key.name
    digest = hashlib.sha256(record_bytes(body)).hexdigest()
    return record_bytes({**body, "signature": key.note(f"workbench-record/1 {key.name}\nsha256 {digest}\n")})


def forged(record: dict[str, Any], key: HouseKey) -> bytes:
    """Return the file signed again by `key` throughout: what a thief of nothing but the file can make."""
    body = copy.deepcopy(record)
    for stream in body["streams"]:
        leaves = [bytes.fromhex(entry["leaf"]) for entry in stream["entries"]]
        stream["checkpoint"] = key.sign(stream["name"], len(leaves), load_verifier().root_of(leaves))
        stream["earlier"] = []
    return resigned(body, key)
