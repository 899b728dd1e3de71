"""Who may write a side's unsent proposals. To everybody else they do not exist."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from negotiation.models import Attachment, Issue, Proposal, ProposalDraft, Seat
from negotiation.policy.issues import issue_of
from negotiation.policy.seats import all_of, has_role, seat_of, side_of
from negotiation.rules.words import Role, label
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused

WRITERS = (Role.CHIEF, Role.REPRESENTATIVE, Role.ADVISER)

DRAFT_EXISTS = Reason(
    "draft_exists", N_("%(author)s has already started a draft on this issue. Write on in that one."), 409
)
DRAFT_TABLED = Reason("draft_tabled", N_("This draft was tabled as %(label)s. Start a new one."), 409)
DRAFT_DISCARDED = Reason("draft_discarded", N_("This draft was discarded. Start a new one."), 409)
STALE_DRAFT = Reason(
    "stale_draft",
    N_(
        "Not saved: %(author)s saved this draft at %(clock)s, after you opened it. Both texts are kept; choose between them."
    ),
    409,
)


def own_draft(question: Question, bargaining: str, draft: str | None) -> tuple[Seat, ProposalDraft]:
    """Return the actor's seat and a draft of their own side. Raises Absent for everybody else's."""
    seat = seat_of(question, bargaining)
    found = question.find(ProposalDraft, draft)
    if found.bargaining != bargaining or found.side != side_of(seat):
        raise Absent
    return seat, found


def is_unsent(question: Question, draft: ProposalDraft) -> Verdict:
    """Return whether the draft is still being written."""
    if draft.tabled_as is not None:
        proposal = question.find(Proposal, draft.tabled_as)
        return refused(DRAFT_TABLED, label=label(proposal.party, proposal.number))
    return ALLOWED if draft.discarded_at is None else refused(DRAFT_DISCARDED)


def may_write(question: Question, bargaining: str, draft: str) -> Verdict:
    """Return whether the actor may change this draft."""
    seat, found = own_draft(question, bargaining, draft)
    return all_of(has_role(seat, *WRITERS), is_unsent(question, found))


def unsent_draft(question: Question, issue: str, side: str) -> ProposalDraft | None:
    """Return the draft a side is writing on an issue."""
    query = select(ProposalDraft).where(ProposalDraft.issue == issue, ProposalDraft.side == side)
    return question.first(query.where(ProposalDraft.tabled_as.is_(None), ProposalDraft.discarded_at.is_(None)))


def may_start(question: Question, bargaining: str, issue: str) -> Verdict:
    """Return whether the actor may start their side's draft on an issue."""
    seat = seat_of(question, bargaining)
    side = side_of(seat)
    found: Issue = issue_of(question, bargaining, issue)
    role = has_role(seat, *WRITERS)
    draft = unsent_draft(question, found.id, side) if role else None
    if draft is None:
        return role
    return refused(DRAFT_EXISTS, author=question.find(Seat, draft.saved_by).name)


def may_detach(question: Question, bargaining: str, attachment: str) -> Verdict:
    """Return whether the actor may take this file from their side's draft."""
    return may_write(question, bargaining, question.find(Attachment, attachment).draft or "")


def files_of(question: Question, draft: str) -> Sequence[Attachment]:
    """Return the files put to a draft."""
    return question.all(select(Attachment).where(Attachment.draft == draft).order_by(Attachment.name))
