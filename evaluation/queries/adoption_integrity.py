"""Whether the minutes by which resolutions of congresses are proved are still there. For the operator's check, not for pages."""

from __future__ import annotations

from collections.abc import Container, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluation.events.applications import CongressResolved
from evaluation.models import Adoption
from workbench.kernel import event_of
from workbench.kernel.ledger import Fault
from workbench.kernel.models import LedgerEntry

_TOLD = (
    "filed_sheet",
    "held_on",
    "representatives",
    "present",
    "in_favour",
    "against",
    "abstained",
    "passed",
    "sha256",
)


def adoption_faults(session: Session, kept: Container[str]) -> Iterator[Fault]:
    """Yield each resolution that differs from its entry or lacks one, and each whose minutes are not among the `kept` digests."""
    rows = {row.id: row for row in session.scalars(select(Adoption))}
    query = select(LedgerEntry).where(LedgerEntry.event == CongressResolved.__name__)
    for entry in session.scalars(query.order_by(LedgerEntry.position)):
        told = event_of(entry)
        row = rows.pop(told.adoption, None) if isinstance(told, CongressResolved) else None
        if row is None:
            yield Fault(entry.stream, entry.seq, "the row of the resolution is missing")
            continue
        if [getattr(row, name) for name in _TOLD] != [getattr(told, name) for name in _TOLD]:
            yield Fault(entry.stream, entry.seq, "the row of the resolution is not what was recorded")
        if row.sha256 not in kept:
            yield Fault(row.stream, 0, f"the file {row.sha256} is missing")
    for row in rows.values():
        yield Fault(row.stream, 0, f"the resolution {row.id} is in no entry")
