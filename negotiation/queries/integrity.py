"""Whether the texts that stand in the rows are those that stand in the ledger. For the operator's check, not for pages."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from agreements.rules.text import content_hash
from negotiation.events.agreements import TentativelyAgreed, TextInitialled
from negotiation.events.assembly import DraftAssembled
from negotiation.events.proposals import ProposalTabled
from negotiation.models import AgreementDraft, Attachment, Initial, Proposal, TentativeAgreement
from workbench.kernel import Event, event_of
from workbench.kernel.ledger import Fault
from workbench.kernel.models import LedgerEntry
from workbench.text import TextRefused

E = TypeVar("E", bound=Event)


def text_faults(session: Session, kept: Container[str]) -> Iterator[Fault]:
    """Yield each proposal, initial and tentative agreement that differs from its entry, lacks one, or has no row.

    `kept` are the digests of the files that are there: an attachment whose file is missing is a fault, too.
    """
    yield from _proposal_faults(session)
    yield from _hash_faults(session)
    yield from _draft_faults(session)
    for file in session.scalars(select(Attachment).order_by(Attachment.stream, Attachment.id)):
        if file.sha256 not in kept:
            yield Fault(file.stream, 0, f"the file {file.sha256} is missing")


def _proposal_faults(session: Session) -> Iterator[Fault]:
    rows = {row.id: row for row in session.scalars(select(Proposal))}
    for stream, seq, told in _entries(session, ProposalTabled):
        row = rows.pop(told.proposal, None)
        if row is None:
            yield Fault(stream, seq, "the proposal's row is missing")
        elif (row.text, row.content_hash) != (told.text, told.content_hash):
            yield Fault(stream, seq, "the proposal's row has another text than its entry")
        if _hash_of(told.text) != told.content_hash:
            yield Fault(stream, seq, "the proposal's hash is not that of its text")
    for row in rows.values():
        yield Fault(row.stream, 0, f"the proposal {row.id} is in no entry")


def _hash_faults(session: Session) -> Iterator[Fault]:
    """What was initialled and agreed names a proposal of the same hash, in the row and in the entry."""
    proposals = {row.id: row.content_hash for row in session.scalars(select(Proposal))}
    initialled, agreed = _entries(session, TextInitialled), _entries(session, TentativelyAgreed)
    told = [(stream, seq, event.proposal, event.content_hash) for stream, seq, event in initialled]
    told += [(stream, seq, event.proposal, event.content_hash) for stream, seq, event in agreed]
    for stream, seq, proposal, hash_ in told:
        if proposals.get(proposal) != hash_:
            yield Fault(stream, seq, "the hash is not that of the proposal it names")
    for row in (*session.scalars(select(Initial)), *session.scalars(select(TentativeAgreement))):
        if proposals.get(row.proposal) != row.content_hash:
            yield Fault(row.stream, 0, f"{row.id} is not under the text it names")


def _draft_faults(session: Session) -> Iterator[Fault]:
    """Each draft names the version that its entry names, and no other words."""
    rows = {row.id: row for row in session.scalars(select(AgreementDraft))}
    for stream, seq, told in _entries(session, DraftAssembled):
        row = rows.pop(told.draft, None)
        if row is None:
            yield Fault(stream, seq, "the row of the draft is missing")
        elif (row.version, row.tree_key) != (told.version, told.tree_key):
            yield Fault(stream, seq, "the row of the draft names another text than its entry")
    for row in rows.values():
        yield Fault(row.stream, 0, f"the draft {row.id} is in no entry")


def _entries(session: Session, kind: type[E]) -> Iterator[tuple[str, int, E]]:
    query = select(LedgerEntry).where(LedgerEntry.event == kind.__name__).order_by(LedgerEntry.position)
    for entry in session.scalars(query):
        told = event_of(entry)
        if isinstance(told, kind):
            yield entry.stream, entry.seq, told


def _hash_of(text: str) -> str:
    try:
        return content_hash(text)
    except TextRefused:
        return ""
