"""Who may call a side out of a meeting to confer, and back."""

from __future__ import annotations

from sqlalchemy import select

from negotiation.models import CaucusCall
from negotiation.policy.meetings import meeting_now, sitting_now
from negotiation.policy.seats import SPEAKS_FOR_A_SIDE, all_of, has_mandate, has_role, seat_of, side_of
from workbench.kernel import ALLOWED, N_, Question, Reason, Verdict, refused

CONFERRING = Reason("conferring", N_("Your side is conferring already."), 409)
NOT_CONFERRING = Reason("not_conferring", N_("Your side is not conferring."), 409)


def call_of(question: Question, meeting: str, side: str) -> CaucusCall | None:
    """Return the call by which a side is away to confer."""
    query = select(CaucusCall).where(CaucusCall.meeting == meeting, CaucusCall.side == side)
    return question.first(query.where(CaucusCall.ended_at.is_(None)))


def may_withdraw(question: Question, bargaining: str) -> Verdict:
    """Allow representatives to call their side out of an open meeting."""
    verdict = _speaks_for_a_side(question, bargaining)
    if not verdict:
        return verdict
    meeting, seat = sitting_now(question, bargaining), seat_of(question, bargaining)
    return ALLOWED if call_of(question, meeting.id, side_of(seat)) is None else refused(CONFERRING)


def may_return(question: Question, bargaining: str) -> Verdict:
    """Allow representatives to call their side back."""
    verdict = _speaks_for_a_side(question, bargaining)
    if not verdict:
        return verdict
    meeting, seat = meeting_now(question, bargaining), seat_of(question, bargaining)
    return ALLOWED if call_of(question, meeting.id, side_of(seat)) is not None else refused(NOT_CONFERRING)


def _speaks_for_a_side(question: Question, bargaining: str) -> Verdict:
    seat = seat_of(question, bargaining)
    return all_of(has_role(seat, *SPEAKS_FOR_A_SIDE), has_mandate(question, seat))
