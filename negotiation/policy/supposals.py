"""Who may explore something off the record."""

from __future__ import annotations

from negotiation.models import Seat, Supposal
from negotiation.policy.issues import issue_of, open_to, speaks
from negotiation.policy.meetings import meeting_now
from negotiation.policy.seats import all_of, seat_of
from negotiation.rules.standing import Move
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused

NOT_YOUR_SUPPOSAL = Reason("not_your_supposal", N_("Only the side that said it can take it back."))


def may_suppose(question: Question, bargaining: str, issue: str) -> Verdict:
    """Return whether the actor may explore something on this issue: while a meeting runs, since its end erases it."""
    seat = seat_of(question, bargaining)
    verdict = all_of(speaks(question, seat), open_to(Move.SUPPOSE, issue_of(question, bargaining, issue)))
    if verdict:
        meeting_now(question, bargaining)
    return verdict


def may_take_back(question: Question, bargaining: str, supposal: str) -> Verdict:
    """Return whether the actor may take this supposal of their side back."""
    seat: Seat = seat_of(question, bargaining)
    found = question.find(Supposal, supposal)
    if found.bargaining != bargaining:
        raise Absent
    return all_of(speaks(question, seat), ALLOWED if found.side == seat.party else refused(NOT_YOUR_SUPPOSAL))
