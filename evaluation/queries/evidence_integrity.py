"""Whether the evidence in the rows is what the ledger says was handed in. For the operator's check, not for pages."""

from __future__ import annotations

from collections.abc import Container, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluation.events.evidence import EvidenceAdded, EvidenceHandedIn
from evaluation.models import Piece
from workbench.kernel import event_of
from workbench.kernel.ledger import Fault
from workbench.kernel.models import LedgerEntry

_TOLD = ("name", "sha256", "size", "link", "covers_from", "covers_until", "stage")


def evidence_faults(session: Session, kept: Container[str]) -> Iterator[Fault]:
    """Yield each piece of evidence that differs from its entry, lacks one or has no row, and each whose file is missing.

    `kept` are the digests of the files that are there; whether their bytes are right is asked of all kept files alike.
    """
    rows = {row.id: row for row in session.scalars(select(Piece))}
    query = select(LedgerEntry).where(LedgerEntry.event.in_((EvidenceAdded.__name__, EvidenceHandedIn.__name__)))
    for entry in session.scalars(query.order_by(LedgerEntry.position)):
        told = event_of(entry)
        if not isinstance(told, EvidenceAdded | EvidenceHandedIn):
            continue
        row = rows.pop(told.piece, None)
        if row is None:
            yield Fault(entry.stream, entry.seq, "the row of the evidence is missing")
            continue
        if [getattr(row, name) for name in _TOLD] != [getattr(told, name) for name in _TOLD]:
            yield Fault(entry.stream, entry.seq, "the row of the evidence is not what was handed in")
        if row.sha256 and row.sha256 not in kept:
            yield Fault(row.stream, 0, f"the file {row.sha256} is missing")
    for row in rows.values():
        yield Fault(row.stream, 0, f"the evidence {row.id} is in no entry")
