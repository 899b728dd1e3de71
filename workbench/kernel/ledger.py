"""The ledger: every event one entry, each stream with its own numbers, hash chain and Merkle tree.

The format is the product's public promise and is described, for people who write their own verifiers, in docs/record-format.md.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import String, select, type_coerce, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from workbench.kernel.merkle import Frontier, leaf_hash
from workbench.kernel.messages import Event
from workbench.kernel.models import HousePosition, LedgerEntry, StreamHead
from workbench.kernel.values import in_utc

FORMAT = 1
FIRST_HEAD = "0" * 64
_SALT = re.compile("[0-9a-f]{32}")
_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Signature:
    """What all entries of one command share: who, when, under which mandate, by which command."""

    at: datetime
    actor: str
    mandate: str | None
    command: str


def payload_commitment(salt: bytes, payload: str) -> str:
    """Return SHA-256(0x02 || salt || canonical payload) in hex. The salt lets personal data be erased while the proof stands."""
    return hashlib.sha256(b"\x02" + salt + payload.encode()).hexdigest()


def chained(previous: str, leaf: bytes) -> str:
    """Return the next head of the hash chain: SHA-256(0x03 || previous head || leaf)."""
    return hashlib.sha256(b"\x03" + bytes.fromhex(previous) + leaf).hexdigest()


def sealed_commitment(salt: bytes, head: str) -> str:
    """Return SHA-256(0x04 || salt || head) in hex, by which a private stream's head is sealed into a common record."""
    return hashlib.sha256(b"\x04" + salt + bytes.fromhex(head)).hexdigest()


def canonical(value: Any) -> str:
    """Return the canonical JSON of RFC 8785. Raises ValueError for what has no exact form (floats that are not integers are refused by use)."""
    return rfc8785.dumps(value).decode()


def statement(stream: str, seq: int, signed: Signature, event: str, commitment: str) -> bytes:
    """Return the canonical bytes that one entry's leaf is the hash of."""
    return rfc8785.dumps(
        {
            "v": FORMAT,
            "stream": stream,
            "seq": seq,
            "at": in_utc(signed.at),
            "actor": signed.actor,
            "mandate": signed.mandate,
            "command": signed.command,
            "event": event,
            "payload": commitment,
        }
    )


def append(session: Session, signed: Signature, events: Sequence[Event]) -> list[LedgerEntry]:
    """Add one entry per event, in order, and return them. Stream rows are locked in the order of their names, so that none can deadlock."""
    if not events:
        return []
    signed = replace(signed, at=signed.at.replace(microsecond=signed.at.microsecond // 1000 * 1000))
    heads = {name: _locked_head(session, name) for name in sorted({event.stream for event in events})}
    position = _advance(session, len(events))
    entries = [_entry(heads[event.stream], signed, event, position + index) for index, event in enumerate(events)]
    session.add_all(entries)
    session.flush()
    return entries


def _locked_head(session: Session, name: str) -> StreamHead:
    head = session.get(StreamHead, name, with_for_update=True)
    if head is None:
        head = StreamHead(name=name, last_seq=0, head=FIRST_HEAD, frontier="[]")
        session.add(head)
        session.flush()
    return head


def _advance(session: Session, count: int) -> int:
    last = session.execute(
        update(HousePosition)
        .where(HousePosition.id == 1)
        .values(position=HousePosition.position + count)
        .returning(HousePosition.position)
    ).scalar_one()
    return last - count + 1


def _entry(head: StreamHead, signed: Signature, event: Event, position: int) -> LedgerEntry:
    payload, salt = canonical(event.payload()), secrets.token_bytes(16)
    seq = head.last_seq + 1
    leaf = leaf_hash(statement(head.name, seq, signed, type(event).__name__, payload_commitment(salt, payload)))
    frontier = frontier_of(head)
    frontier.append(leaf)
    head.last_seq, head.head = seq, chained(head.head, leaf)
    head.frontier = _spelled(frontier)
    return LedgerEntry(
        position=position,
        stream=head.name,
        seq=seq,
        at=signed.at,
        actor=signed.actor,
        mandate=signed.mandate,
        command=signed.command,
        event=type(event).__name__,
        payload=payload,
        salt=salt.hex(),
        leaf=leaf.hex(),
        head=head.head,
    )


def frontier_of(head: StreamHead) -> Frontier:
    """Return the Merkle frontier stored with a stream head."""
    return Frontier(head.last_seq, [bytes.fromhex(root) for root in json.loads(head.frontier)])


def _spelled(frontier: Frontier) -> str:
    return json.dumps([root.hex() for root in frontier.roots])


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a ledger: in which stream, at which entry, what."""

    stream: str
    seq: int
    what: str


class Walk:
    """One stream read from its first entry on: what its numbers, chain and tree must be after each."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.seq = 0
        self.position = 0
        self.head = FIRST_HEAD
        self.frontier = Frontier()

    def pass_over(self, entry: LedgerEntry) -> Iterator[Fault]:
        """Take the next entry and yield what is wrong with it; goes on from what is stored, so one fault is told once."""
        leaf = _leaf_of(entry)
        expected = chained(self.head, leaf)
        if entry.seq != self.seq + 1:
            yield Fault(self.stream, entry.seq, f"number follows {self.seq}")
        if entry.position <= self.position:
            yield Fault(self.stream, entry.seq, "position runs backwards")
        if not _SALT.fullmatch(entry.salt) or entry.at.microsecond % 1000 or leaf.hex() != entry.leaf:
            yield Fault(self.stream, entry.seq, "content does not match its leaf")
        if entry.head != expected:
            yield Fault(self.stream, entry.seq, "chain is broken")
        self.seq, self.position = entry.seq, entry.position
        self.head = entry.head if _HASH.fullmatch(entry.head) else expected
        self.frontier.append(leaf)


def _leaf_of(entry: LedgerEntry) -> bytes:
    signed = Signature(entry.at, entry.actor, entry.mandate, entry.command)
    salt = bytes.fromhex(entry.salt) if _SALT.fullmatch(entry.salt) else b""
    return leaf_hash(statement(entry.stream, entry.seq, signed, entry.event, payload_commitment(salt, entry.payload)))


def verify(session: Session, tell: Callable[[int], None] = lambda _: None) -> list[Fault]:
    """Check every entry, chain, tree, number and position of the whole ledger; return what is wrong, nothing when all is well.

    `tell` hears after each entry how many were checked.
    Positions of different streams are only checked to be 1..n: their mutual order is in no hash, as it would tell one side of the other.
    """
    try:
        return list(_faults(session, tell))
    except (DBAPIError, ValueError, TypeError) as error:
        return [Fault("house", 0, f"a row cannot be read: {error}")]


def _faults(session: Session, tell: Callable[[int], None]) -> Iterator[Fault]:
    walks: dict[str, Walk] = {}
    positions: list[int] = []
    query = select(LedgerEntry).order_by(LedgerEntry.stream, LedgerEntry.seq)
    with session.scalars(query.execution_options(yield_per=1000)) as entries:
        for entry in entries:
            yield from walks.setdefault(entry.stream, Walk(entry.stream)).pass_over(entry)
            positions.append(entry.position)
            tell(len(positions))
    heads = {head.name: head for head in session.scalars(select(StreamHead))}
    for name in heads.keys() | walks.keys():
        yield from _head_faults(heads.get(name), walks.get(name, Walk(name)))
    house = session.get(HousePosition, 1)
    if sorted(positions) != list(range(1, len(positions) + 1)) or house is None or house.position != len(positions):
        yield Fault("house", len(positions), "positions are not 1..n")
    yield from _spelling_faults(session)


def _head_faults(head: StreamHead | None, walk: Walk) -> Iterator[Fault]:
    found = (head.last_seq, head.head, head.frontier) if head else None
    if found != (walk.frontier.size, walk.head, _spelled(walk.frontier)):
        yield Fault(walk.stream, walk.seq, "head does not match the entries")


def _spelling_faults(session: Session) -> Iterator[Fault]:
    """SQLite keeps times as text, and reads more spellings than it writes: a changed separator would pass unseen."""
    if session.get_bind().dialect.name != "sqlite":
        return
    digits = "[0-9]"
    written = f"{digits * 4}-{digits * 2}-{digits * 2} {digits * 2}:{digits * 2}:{digits * 2}.{digits * 3}000"
    misspelt = type_coerce(LedgerEntry.at, String).op("NOT GLOB")(written)
    for stream, seq in session.execute(select(LedgerEntry.stream, LedgerEntry.seq).where(misspelt)):
        yield Fault(stream, seq, "time is not written as the house writes it")
