"""Who puts the draft together, who confirms it, and the ledger of what was agreed it is made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from sqlalchemy import Select, select

from agreements.rules.assembly import OpenIssue, Review, Settled
from negotiation.models import AgreementDraft, Bargaining, Initial, Issue, Proposal, Seat, TentativeAgreement
from negotiation.policy.agreements import is_chief
from negotiation.policy.issues import keeps_the_list
from negotiation.policy.seats import all_of, seat_of, side_of
from negotiation.rules.assembly import Ledger
from negotiation.rules.words import Side, Standing, label
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused

NO_BASE = Reason("no_base", N_("It is not said yet which agreement is in force. Import it first."), 409)
NOTHING_AGREED = Reason("nothing_agreed", N_("Nothing is tentatively agreed yet."), 409)
SAME_DRAFT = Reason("same_draft", N_("Draft %(number)s says all of this already."), 409)
OLD_DRAFT = Reason(
    "old_draft", N_("Draft %(number)s has taken the place of this one. Read it before you confirm."), 409
)
OTHER_DRAFT = Reason("other_draft", N_("The draft you read is another text. Open it again and read it."), 409)
OUTDATED_DRAFT = Reason("outdated_draft", N_("Since this draft, something else was agreed. Assemble it again."), 409)
CHANGED_DRAFT = Reason(
    "changed_draft", N_("The edited text says something that is neither agreed nor in force: %(count)s places."), 409
)
FAULTY_DRAFT = Reason("faulty_draft", N_("The draft has defects; mend them first: %(count)s."), 409)
CONFIRMED_DRAFT = Reason("confirmed_draft", N_("Your side has confirmed this draft already."), 409)

T = TypeVar("T")
_UNDECIDED = (Standing.PROPOSED, Standing.COUNTERED, Standing.HELD)


class Looks(Protocol):
    """Whoever can look rows up: a question, or a reader on somebody's behalf."""

    def all(self, query: Select[T]) -> Sequence[T]: ...


def may_assemble(question: Question, bargaining: str) -> Verdict:
    """Allow whoever keeps the list of issues, once an agreement in force and a tentative agreement are there."""
    verdict = keeps_the_list(question, seat_of(question, bargaining))
    base = question.find(Bargaining, bargaining).base_version
    agreed = select(TentativeAgreement).where(
        TentativeAgreement.bargaining == bargaining, TentativeAgreement.reopened_at.is_(None)
    )
    return all_of(
        verdict,
        ALLOWED if base else refused(NO_BASE),
        ALLOWED if question.first(agreed) else refused(NOTHING_AGREED),
    )


def may_confirm_draft(question: Question, bargaining: str, draft: str) -> Verdict:
    """Allow a chief under a mandate whose side has not confirmed this draft yet."""
    seat = seat_of(question, bargaining)
    found = draft_of(question, bargaining, draft)
    verdict = is_chief(question, bargaining)
    if not verdict:
        return verdict
    latest = latest_draft(question, bargaining)
    if latest is not None and latest.id != found.id:
        return refused(OLD_DRAFT, number=latest.number)
    return refused(CONFIRMED_DRAFT) if confirmed_at(found, side_of(seat)) else ALLOWED


def draft_of(question: Question, bargaining: str, draft: str) -> AgreementDraft:
    """Return a draft of this bargaining. Raises Absent."""
    found = question.find(AgreementDraft, draft)
    if found.bargaining != bargaining:
        raise Absent
    return found


def confirmed_at(draft: AgreementDraft, side: Side) -> object | None:
    """Return when a side confirmed a draft."""
    return draft.labour_at if side is Side.LABOUR else draft.employer_at


def latest_draft(looks: Looks, bargaining: str) -> AgreementDraft | None:
    """Return the draft that was assembled last."""
    query = select(AgreementDraft).where(AgreementDraft.bargaining == bargaining)
    return next(iter(looks.all(query.order_by(AgreementDraft.number.desc()).limit(1))), None)


def ledger_of(looks: Looks, bargaining: str) -> Ledger:
    """Return what stands agreed on the issues of a bargaining and what is still open.

    An issue that came from no clause becomes a new clause, whose identity is that of the issue.
    """
    issues = looks.all(select(Issue).where(Issue.bargaining == bargaining).order_by(Issue.ordinal, Issue.id))
    standing = select(TentativeAgreement).where(
        TentativeAgreement.bargaining == bargaining, TentativeAgreement.reopened_at.is_(None)
    )
    agreed = {one.issue: one for one in looks.all(standing)}
    shown = [one.proposal for one in agreed.values()] + [one.last_proposal for one in issues if one.last_proposal]
    passes = {one.id: one for one in looks.all(select(Proposal).where(Proposal.id.in_(shown)))}
    reviews = _reviews(looks, bargaining)
    settled = [
        _settled(issue, agreed[issue.id], passes[agreed[issue.id].proposal], reviews.get(issue.id, ()))
        for issue in issues
        if issue.id in agreed
    ]
    waiting = [
        OpenIssue(
            issue.id, _last_label(issue, passes), issue.clause or "", f"{issue.clause_number} {issue.heading}".strip()
        )
        for issue in issues
        if issue.id not in agreed and _is_open(issue)
    ]
    return Ledger(tuple(settled), tuple(waiting), {issue: one.id for issue, one in agreed.items()})


def _settled(issue: Issue, agreed: TentativeAgreement, proposal: Proposal, reviews: tuple[Review, ...]) -> Settled:
    return Settled(
        issue=issue.id,
        label=label(proposal.party, proposal.number),
        clause=issue.clause or issue.id,
        action="delete" if not proposal.text else "replace" if issue.clause else "add",
        text=proposal.text,
        text_hash=agreed.content_hash,
        number=issue.clause_number,
        heading=issue.heading,
        part=issue.part,
        reviews=reviews,
    )


def _is_open(issue: Issue) -> bool:
    """A clause nobody has spoken of stays as it is; a new matter on the list waits for words."""
    return issue.standing in _UNDECIDED or (issue.standing == Standing.OPEN and issue.clause is None)


def _last_label(issue: Issue, passes: dict[str, Proposal]) -> str:
    last = passes.get(issue.last_proposal or "")
    return label(last.party, last.number) if last else ""


def _reviews(looks: Looks, bargaining: str) -> dict[str, tuple[Review, ...]]:
    """Return which side must look again at the text of an issue, because whoever initialled it has left the seat."""
    ended = {seat.id for seat in looks.all(select(Seat).where(Seat.bargaining == bargaining)) if seat.ended_at}
    initials = looks.all(select(Initial).where(Initial.bargaining == bargaining, Initial.lapsed_at.is_(None)))
    found: dict[str, tuple[Review, ...]] = {}
    for initial in initials:
        if initial.seat in ended:
            found[initial.issue] = (*found.get(initial.issue, ()), Review(initial.side, "mandate_ended"))
    return found
