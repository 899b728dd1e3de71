"""A side's unsent proposals, for that side's eyes."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from negotiation.models import Attachment, Bargaining, Issue, Proposal, ProposalDraft, Seat
from negotiation.queries.issues import language
from negotiation.queries.names import seats_in
from negotiation.queries.private import caucus_of
from negotiation.queries.proposals import named, runs_between
from negotiation.rules.words import Fate, Role, Side, label
from workbench.kernel import Reader


def draft_on(reader: Reader, bargaining: str, side: str, issue: str) -> ProposalDraft | None:
    """Return the draft a side is writing on an issue. Raises Absent for whoever may not enter that side's room."""
    caucus_of(reader, bargaining, side)
    query = select(ProposalDraft).where(ProposalDraft.issue == issue, ProposalDraft.side == side)
    return reader.one_or_none(query.where(ProposalDraft.tabled_as.is_(None), ProposalDraft.discarded_at.is_(None)))


def shown_draft(reader: Reader, issue: Issue, draft: ProposalDraft) -> dict[str, Any]:
    """Return a draft as a redline against what it answers, or else against the text in force."""
    answered = reader.get(Proposal, draft.answers) if draft.answers else None
    base = answered.text if answered else issue.current_text
    against = named(answered) if answered else (_("the text in force") if base else "")
    names = {seat.id: seat.name for seat in seats_in(reader, issue.bargaining)}
    return {
        **runs_between(base, draft.text, whole=not against),
        "revision": draft.version,
        "against": against,
        "against_side": answered.party if answered else None,
        "lang": language(reader.get(Bargaining, issue.bargaining)),
        "gist": draft.gist,
        "reasons": draft.reason,
        "saved": reader.here(draft.saved_at),
        "by": names[draft.saved_by],
        "files": files_of(reader, draft),
    }


def files_of(reader: Reader, draft: ProposalDraft) -> list[dict[str, Any]]:
    """Return the files put to a draft."""
    query = select(Attachment).where(Attachment.draft == draft.id).order_by(Attachment.name, Attachment.id)
    return [{"id": file.id, "href": f"/files/{file.id}", "label": file.name} for file in reader.all(query)]


def answered_by(reader: Reader, draft: ProposalDraft | None) -> dict[str, str] | None:
    """Return the pass a draft answers, or None."""
    if draft is None or draft.answers is None:
        return None
    proposal = reader.get(Proposal, draft.answers)
    return {"side": proposal.party, "label": named(proposal)}


def answerable(reader: Reader, issue: Issue) -> list[dict[str, str]]:
    """Return the passes that stand on an issue: what a new draft can begin from."""
    query = select(Proposal).where(Proposal.issue == issue.id, Proposal.fate.in_((Fate.STANDING, Fate.AGREED)))
    found = reader.all(query.order_by(Proposal.tabled_at.desc(), Proposal.id))
    return [{"id": proposal.id, "side": proposal.party, "label": named(proposal)} for proposal in found]


def next_label(reader: Reader, issue: str, side: str) -> str:
    """Return the label the side's next pass on an issue will have."""
    query = select(func.coalesce(func.max(Proposal.number), 0))
    last = reader.count(query.where(Proposal.issue == issue, Proposal.party == side))
    return label(side, last + 1)


def onlookers(reader: Reader, bargaining: str, side: str) -> dict[str, int]:
    """Return how many people beyond one's own side see at once what is tabled: of the other side, and of everybody else."""
    query = select(Seat).where(Seat.bargaining == bargaining, Seat.ended_at.is_(None), Seat.party != side)
    seats = reader.all(query)
    across = [seat for seat in seats if seat.party == Side(side).other]
    recorders = [seat for seat in seats if seat.role == Role.RECORDER]
    return {
        "across": len(across),
        "recorders": len(recorders),
        "others": len(seats) - len(across) - len(recorders),
    }
