"""Who may table and withdraw, hold and resume."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from negotiation.models import Initial, Issue, Meeting, Proposal, Seat
from negotiation.policy.drafts import is_unsent, own_draft
from negotiation.policy.issues import issue_of, open_to, speaks
from negotiation.policy.seats import all_of, seat_of
from negotiation.rules.expiry import is_over
from negotiation.rules.standing import Move
from negotiation.rules.words import Fate, Phase, label
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused

NOT_YOURS = Reason("not_your_proposal", N_("Only the side that tabled %(label)s can withdraw it."))
NOT_STANDING = Reason("not_standing", N_("%(label)s no longer stands: %(fate)s."), 409)
UNDO_FIRST = Reason("undo_first", N_("Your side has initialled %(label)s. Take the initials back first."), 409)
TABLE_MOVED = Reason(
    "table_moved",
    N_(
        "Not tabled: %(party)s tabled %(label)s at %(clock)s, after you opened this page. Your draft is kept; read it first."
    ),
    409,
)
TEXT_EMPTY = Reason(
    "text_empty",
    N_("The draft holds no text. To propose that the clause be struck altogether, say so when tabling."),
    422,
)
STRIKES_WITH_TEXT = Reason(
    "strikes_with_text", N_("The draft holds a text, so it does not strike the clause. Empty it first, and save."), 422
)
NOTHING_TO_STRIKE = Reason("nothing_to_strike", N_("There is no text in force here that could be struck."), 422)
TEXT_IN_FORCE = Reason(
    "text_in_force", N_("The draft says the same as the text in force. Change it, or discard it."), 422
)
TEXT_REPEATED = Reason(
    "text_repeated", N_("The draft says the same as your side's %(label)s, which still stands."), 422
)
DATE_PAST = Reason("date_past", N_("The last day of a proposal cannot lie in the past."), 422)

FATE_WORDS = {
    Fate.SUPERSEDED: N_("a newer one took its place"),
    Fate.WITHDRAWN: N_("it was withdrawn"),
    Fate.EXPIRED: N_("it expired"),
    Fate.LAPSED: N_("it lapsed"),
    Fate.AGREED: N_("it is tentatively agreed"),
}


def label_of(proposal: Proposal) -> str:
    """Return the label of a proposal, such as E-2."""
    return label(proposal.party, proposal.number)


def standing_on(question: Question, issue: str) -> Sequence[Proposal]:
    """Return the proposals that stand on an issue: at most one of each party."""
    return question.all(select(Proposal).where(Proposal.issue == issue, Proposal.fate == Fate.STANDING))


def latest_of(question: Question, issue: str, party: str) -> Proposal | None:
    """Return the party's newest proposal on an issue, whatever became of it."""
    query = select(Proposal).where(Proposal.issue == issue, Proposal.party == party)
    return question.first(query.order_by(Proposal.number.desc()))


def proposal_of(question: Question, bargaining: str, proposal: str | None) -> Proposal:
    """Return a proposal of this bargaining. Raises Absent."""
    found = question.find(Proposal, proposal)
    if found.bargaining != bargaining:
        raise Absent
    return found


def has_ended(question: Question, proposal: Proposal) -> bool:
    """Return whether a proposal has ended by itself, noted or not."""
    meeting = question.session.get(Meeting, proposal.meeting) if proposal.meeting else None
    closed = meeting is not None and meeting.phase == Phase.CLOSED
    return is_over(
        proposal.expires_on, question.today, ends_with_meeting=proposal.ends_with_meeting, meeting_closed=closed
    )


def live_initials(question: Question, issue: str) -> Sequence[Initial]:
    """Return the initials that stand on an issue: at most one of each side."""
    return question.all(select(Initial).where(Initial.issue == issue, Initial.lapsed_at.is_(None)))


def own_initial(question: Question, issue: str, seat: Seat) -> Initial | None:
    """Return the initials that stand on an issue for the side of this seat."""
    return next((initial for initial in live_initials(question, issue) if initial.side == seat.party), None)


def may_table(question: Question, bargaining: str, draft: str) -> Verdict:
    """Return whether the actor may table their side's draft."""
    seat, found = own_draft(question, bargaining, draft)
    issue: Issue = issue_of(question, bargaining, found.issue)
    return all_of(
        speaks(question, seat),
        is_unsent(question, found),
        open_to(Move.TABLE, issue),
        has_not_initialled(question, issue, seat),
    )


def has_not_initialled(question: Question, issue: Issue, seat: Seat) -> Verdict:
    """Return whether the seat's side has no initials under a text of this issue; one text at a time can be agreed to."""
    initial = own_initial(question, issue.id, seat)
    if initial is None:
        return ALLOWED
    return refused(UNDO_FIRST, label=label_of(question.find(Proposal, initial.proposal)))


def may_withdraw(question: Question, bargaining: str, proposal: str) -> Verdict:
    """Return whether the actor may withdraw this proposal of their own side."""
    seat = seat_of(question, bargaining)
    found = proposal_of(question, bargaining, proposal)
    return all_of(
        speaks(question, seat),
        ALLOWED if found.party == seat.party else refused(NOT_YOURS, label=label_of(found)),
        stands(found),
        open_to(Move.WITHDRAW, issue_of(question, bargaining, found.issue)),
    )


def stands(proposal: Proposal) -> Verdict:
    """Return whether the proposal still stands."""
    if proposal.fate == Fate.STANDING:
        return ALLOWED
    return refused(NOT_STANDING, label=label_of(proposal), fate=FATE_WORDS[Fate(proposal.fate)])


def may_move(question: Question, bargaining: str, issue: str, move: Move) -> Verdict:
    """Return whether the actor, speaking for a side, may do this with an issue."""
    seat = seat_of(question, bargaining)
    return all_of(speaks(question, seat), open_to(move, issue_of(question, bargaining, issue)))
