"""The ledger: every event one entry, each stream with its own numbers, hash chain and Merkle tree.

The format is the product's public promise and is described, for people who write their own verifiers, in docs/record-format.md.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workbench.kernel.merkle import Frontier, leaf_hash
from workbench.kernel.messages import Event
from workbench.kernel.models import HousePosition, LedgerEntry, StreamHead
from workbench.kernel.values import in_utc

FORMAT = 1
FIRST_HEAD = "0" * 64


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
    leaf = leaf_hash(statement(head.name, seq, signed, event.title(), payload_commitment(salt, payload)))
    frontier = frontier_of(head)
    frontier.append(leaf)
    head.last_seq, head.head = seq, chained(head.head, leaf)
    head.frontier = json.dumps([root.hex() for root in frontier.roots])
    return LedgerEntry(
        position=position,
        stream=head.name,
        seq=seq,
        at=signed.at,
        actor=signed.actor,
        mandate=signed.mandate,
        command=signed.command,
        event=event.title(),
        payload=payload,
        salt=salt.hex(),
        leaf=leaf.hex(),
        head=head.head,
    )


def frontier_of(head: StreamHead) -> Frontier:
    """Return the Merkle frontier stored with a stream head."""
    return Frontier(head.last_seq, [bytes.fromhex(root) for root in json.loads(head.frontier)])


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a ledger: in which stream, at which entry, what."""

    stream: str
    seq: int
    what: str


def verify(session: Session) -> list[Fault]:
    """Check every entry, chain, tree, number and position of the whole ledger; return what is wrong, nothing when all is well."""
    faults: list[Fault] = []
    heads = {head.name: head for head in session.scalars(select(StreamHead))}
    walked: dict[str, tuple[int, str, Frontier]] = {}
    positions: list[int] = []
    for entry in session.scalars(
        select(LedgerEntry).order_by(LedgerEntry.stream, LedgerEntry.seq).execution_options(yield_per=1000)
    ):
        seq, previous, frontier = walked.get(entry.stream, (0, FIRST_HEAD, Frontier()))
        faults.extend(_entry_faults(entry, seq, previous))
        frontier.append(bytes.fromhex(entry.leaf))
        walked[entry.stream] = (entry.seq, entry.head, frontier)
        positions.append(entry.position)
    for name in heads.keys() | walked.keys():
        faults.extend(_head_faults(name, heads.get(name), walked.get(name, (0, FIRST_HEAD, Frontier()))))
    house = session.get(HousePosition, 1)
    if sorted(positions) != list(range(1, len(positions) + 1)) or house is None or house.position != len(positions):
        faults.append(Fault("house", len(positions), "positions are not 1..n"))
    return faults


def _entry_faults(entry: LedgerEntry, last_seq: int, previous: str) -> Iterable[Fault]:
    signed = Signature(entry.at, entry.actor, entry.mandate, entry.command)
    commitment = payload_commitment(bytes.fromhex(entry.salt), entry.payload)
    if entry.seq != last_seq + 1:
        yield Fault(entry.stream, entry.seq, f"number follows {last_seq}")
    if leaf_hash(statement(entry.stream, entry.seq, signed, entry.event, commitment)).hex() != entry.leaf:
        yield Fault(entry.stream, entry.seq, "content does not match its leaf")
    if chained(previous, bytes.fromhex(entry.leaf)) != entry.head:
        yield Fault(entry.stream, entry.seq, "chain is broken")


def _head_faults(name: str, head: StreamHead | None, walked: tuple[int, str, Frontier]) -> Iterable[Fault]:
    seq, last, frontier = walked
    if head is None or head.last_seq != seq or head.head != last or frontier_of(head).roots != frontier.roots:
        yield Fault(name, seq, "head does not match the entries")
