"""Checking everything the house has promised: the ledger, its own signed checkpoints, the seals, and the kept files."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from workbench.kernel.checkpoints import HouseKey
from workbench.kernel.ledger import FIRST_HEAD, Fault, Walk, sealed_commitment, verify
from workbench.kernel.models import Checkpoint, LedgerEntry, StreamSeal

__all__ = ["Fault", "damaged_files", "hash_of", "inspect", "kept_files"]

_DIGEST = re.compile(r"[0-9a-f]{64}")


def inspect(session: Session, key: HouseKey, files: Path, tell: Callable[[int], None] = lambda _: None) -> list[Fault]:
    """Return everything that is wrong with a house, nothing when all is well; `tell` hears how many entries were checked."""
    faults = verify(session, tell)
    try:
        faults += [*_checkpoint_faults(session, key), *_seal_faults(session)]
    except (DBAPIError, ValueError, TypeError) as error:
        faults.append(Fault("house", 0, f"a row cannot be read: {error}"))
    return faults + [Fault("files", 0, f"{name} does not hold what its name says") for name in damaged_files(files)]


def kept_files(files: Path) -> list[Path]:
    """Return every kept file, in the order of their names; what was never finished is none."""
    found = files.glob("[0-9a-f][0-9a-f]/*")
    return sorted(path for path in found if _DIGEST.fullmatch(path.name) and path.name.startswith(path.parent.name))


def damaged_files(files: Path) -> list[str]:
    """Return the names of kept files that no longer hold what their names say."""
    return [path.name for path in kept_files(files) if hash_of(path) != path.name]


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checkpoint_faults(session: Session, key: HouseKey) -> Iterator[Fault]:
    stored = session.scalars(select(Checkpoint).order_by(Checkpoint.stream, Checkpoint.size)).all()
    for stream in sorted({one.stream for one in stored}):
        roots = _roots(session, stream, {one.size for one in stored if one.stream == stream})
        for one in (one for one in stored if one.stream == stream):
            if one.root != roots.get(one.size):
                yield Fault(stream, one.size, "checkpoint is of another history")
            if not _is_signed(key, one):
                yield Fault(stream, one.size, "checkpoint is not signed by this house")


def _roots(session: Session, stream: str, sizes: set[int]) -> dict[int, str]:
    """Return the roots that follow from the entries, at the sizes that are asked for."""
    walk = Walk(stream)
    roots = {0: walk.frontier.root().hex()} if 0 in sizes else {}
    query = select(LedgerEntry).where(LedgerEntry.stream == stream).order_by(LedgerEntry.seq)
    for entry in session.scalars(query.execution_options(yield_per=1000)):
        list(walk.pass_over(entry))
        if walk.frontier.size in sizes:
            roots[walk.frontier.size] = walk.frontier.root().hex()
    return roots


def _is_signed(key: HouseKey, one: Checkpoint) -> bool:
    try:
        body, signature = one.note.split("\n\n", 1)
        stated = key.body(one.stream, one.size, bytes.fromhex(one.root))
        mark, name, signed = signature.rstrip("\n").split(" ")
        raw = base64.b64decode(signed, validate=True)
        key.private.public_key().verify(raw[4:], stated.encode())
    except (ValueError, binascii.Error, InvalidSignature):
        return False
    return body + "\n" == stated and (mark, name, raw[:4]) == ("\u2014", key.name, key.key_id)


def _seal_faults(session: Session) -> Iterator[Fault]:
    for seal in session.scalars(select(StreamSeal).order_by(StreamSeal.stream, StreamSeal.size)):
        query = select(LedgerEntry.head).where(LedgerEntry.stream == seal.stream, LedgerEntry.seq == seal.size)
        head = session.scalars(query).first() if seal.size else FIRST_HEAD
        if seal.head != head:
            yield Fault(seal.stream, seal.size, "seal is of another history")
        elif sealed_commitment(bytes.fromhex(seal.salt), seal.head) != seal.commitment:
            yield Fault(seal.stream, seal.size, "seal does not open its commitment")
