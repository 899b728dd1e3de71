"""The record as one file that proves itself: entries, signed checkpoints, and a signature over every byte.

The format is described in docs/record-format.md; the stand-alone verifiers are in verifier/.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from workbench.kernel.checkpoints import HouseKey
from workbench.kernel.door import Door
from workbench.kernel.ledger import Walk, canonical
from workbench.kernel.messages import Event
from workbench.kernel.models import Checkpoint, LedgerEntry, StreamSeal
from workbench.kernel.reader import Reader
from workbench.kernel.streams import fields_of
from workbench.kernel.values import in_utc
from workbench.kernel.verdict import Absent

FORMAT = "workbench-record"
VERSION = 1


class DamagedLedger(RuntimeError):
    """The stored entries do not prove what they say: the house signs no record of them."""


def export_streams(
    reader: Reader, door: Door, title: str, streams: Iterable[str], names: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the record of `streams` as the reader's viewer may have it; `names` gives the display names of ids in it.

    Streams of supposals are left out; another event that is off the record leaves only its fingerprint.
    Raises Absent for a stream the viewer may not read, DamagedLedger when the entries do not hold together.
    """
    wanted = sorted({name for name in streams if not _off_record_stream(name)})
    if not reader.viewer.streams.issuperset(wanted):
        raise Absent
    record = {
        "format": FORMAT,
        "version": VERSION,
        "house": door.key.name,
        "key": door.key.verifier(),
        "made": in_utc(door.clock()),
        "title": title,
        "names": dict(names or {}),
        "streams": [_stream(reader, door.key, name) for name in wanted],
    }
    return {**record, "signature": _signature(door.key, record)}


def record_bytes(record: Mapping[str, Any]) -> bytes:
    """Return the record as the bytes of its file: canonical JSON (RFC 8785) and nothing else."""
    return canonical(record).encode()


def _signature(key: HouseKey, record: Mapping[str, Any]) -> str:
    # The second line is no number, so that this note can never be taken for a checkpoint.
    digest = hashlib.sha256(record_bytes(record)).hexdigest()
    return key.note(f"{FORMAT}/{VERSION} {key.name}\nsha256 {digest}\n")


def _stream(reader: Reader, key: HouseKey, name: str) -> dict[str, Any]:
    walk = Walk(name)
    off_record = {event.__name__ for event in _events() if not event.on_record}
    entries = []
    for entry in reader.all(select(LedgerEntry).where(LedgerEntry.stream == name).order_by(LedgerEntry.seq)):
        if faults := list(walk.pass_over(entry)):
            raise DamagedLedger(f"{name} #{entry.seq}: {faults[0].what}")
        entries.append(_entry(entry, on_record=entry.event not in off_record))
    return {
        "name": name,
        "entries": entries,
        "checkpoint": key.sign(name, walk.seq, walk.frontier.root()),
        "earlier": list(_earlier(reader, name)),
        "openings": list(_openings(reader, name)),
    }


def _entry(entry: LedgerEntry, *, on_record: bool) -> dict[str, Any]:
    fingerprint = {"seq": entry.seq, "leaf": entry.leaf, "head": entry.head}
    if not on_record:
        return fingerprint
    return {
        **fingerprint,
        "at": in_utc(entry.at),
        "actor": entry.actor,
        "mandate": entry.mandate,
        "command": entry.command,
        "event": entry.event,
        "payload": entry.payload,
        "salt": entry.salt,
    }


def _earlier(reader: Reader, name: str) -> Iterator[dict[str, Any]]:
    query = select(Checkpoint).where(Checkpoint.stream == name)
    for stored in reader.all(query.order_by(Checkpoint.size, Checkpoint.at, Checkpoint.id)):
        yield {"at": in_utc(stored.at), "note": stored.note}


def _openings(reader: Reader, name: str) -> Iterator[dict[str, Any]]:
    query = select(StreamSeal).where(StreamSeal.stream == name)
    for seal in reader.all(query.order_by(StreamSeal.size, StreamSeal.at, StreamSeal.id)):
        yield {
            "at": in_utc(seal.at),
            "size": seal.size,
            "head": seal.head,
            "salt": seal.salt,
            "commitment": seal.commitment,
        }


def _events(base: type[Event] = Event) -> Iterator[type[Event]]:
    for child in base.__subclasses__():
        yield child
        yield from _events(child)


def _off_record_stream(name: str) -> bool:
    """Say whether only supposals are ever told to this stream, by the pattern that fits it most closely."""
    fitting = [event for event in _events() if hasattr(event, "audience") and _fits(event.audience, name)]
    closest = min((len(fields_of(event.audience)) for event in fitting), default=0)
    return bool(fitting) and not any(event.on_record for event in fitting if len(fields_of(event.audience)) == closest)


def _fits(pattern: str, name: str) -> bool:
    parts = re.split(r"\{\w+\}", pattern)
    return re.fullmatch("[^/]+".join(map(re.escape, parts)), name) is not None
