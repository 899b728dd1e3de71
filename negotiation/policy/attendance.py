"""Who may say who is at a meeting."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import select

from negotiation.models import Attendance, Meeting, Seat
from negotiation.policy.meetings import PHASE_WORDS, WRONG_PHASE, meeting_of
from negotiation.policy.seats import all_of, has_role, seat_of
from negotiation.rules.meetings import IN_SESSION
from negotiation.rules.words import Phase, Role
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused

HERE_ALREADY = Reason("here_already", N_("%(name)s is at the meeting already."), 409)
NOT_HERE = Reason("not_here", N_("%(name)s is not at the meeting."), 409)


def presence_of(question: Question, meeting: str, seat: str) -> Attendance | None:
    """Return the row that says that this seat is at the meeting now."""
    query = select(Attendance).where(Attendance.meeting == meeting, Attendance.seat == seat)
    return question.first(query.where(Attendance.left_at.is_(None)))


def may_arrive(question: Question, bargaining: str, meeting: str) -> Verdict:
    """Allow every seat to come to a meeting that is in session or called for today."""
    return _may_arrive(question, seat_of(question, bargaining), meeting_of(question, bargaining, meeting))


def may_leave(question: Question, bargaining: str, meeting: str) -> Verdict:
    """Allow every seat that is at the meeting."""
    return _may_leave(question, seat_of(question, bargaining), meeting_of(question, bargaining, meeting))


def may_record(question: Question, bargaining: str, meeting: str, seat: str, arrived: bool) -> Verdict:
    """Allow the recorder to say that a seat came or left."""
    own, found = seat_of(question, bargaining), meeting_of(question, bargaining, meeting)
    other = question.find(Seat, seat)
    if other.bargaining != bargaining or other.ended_at is not None:
        raise Absent
    return all_of(
        has_role(own, Role.RECORDER),
        _may_arrive(question, other, found) if arrived else _may_leave(question, other, found),
    )


def _may_arrive(question: Question, seat: Seat, meeting: Meeting) -> Verdict:
    called_today = meeting.called_for.astimezone(ZoneInfo(question.zone)).date() == question.today
    if meeting.phase not in IN_SESSION and not (meeting.phase == Phase.CALLED and called_today):
        return refused(WRONG_PHASE, number=meeting.number, phase=PHASE_WORDS[Phase(meeting.phase)])
    if presence_of(question, meeting.id, seat.id) is not None:
        return refused(HERE_ALREADY, name=seat.name)
    return ALLOWED


def _may_leave(question: Question, seat: Seat, meeting: Meeting) -> Verdict:
    if presence_of(question, meeting.id, seat.id) is None:
        return refused(NOT_HERE, name=seat.name)
    return ALLOWED
