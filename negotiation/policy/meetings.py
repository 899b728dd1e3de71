"""Who may call, preside over and close meetings, and in which phase."""

from __future__ import annotations

from sqlalchemy import select

from negotiation.models import Meeting, Seat
from negotiation.policy.seats import ROLE_WORDS, all_of, has_mandate, seat_of
from negotiation.rules.meetings import BEGUN, FOLLOWS, IN_SESSION
from negotiation.rules.words import Phase, Role
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Refusal, Verdict, refused

NOT_CONVENING = Reason(
    "not_convening",
    N_("Only a chief representative, the recorder or a government officer can do this; your seat is %(seat)s."),
)
NOT_PRESIDING = Reason(
    "not_presiding",
    N_("Only the presiding chief representative or the recorder can do this; your seat is %(seat)s."),
)
RECORDER_CLOSES = Reason("recorder_closes", N_("Only the recorder can close the meeting."))
WRONG_PHASE = Reason("wrong_phase", N_("Meeting %(number)s is %(phase)s now."), 409)
ANOTHER_BEGUN = Reason(
    "another_begun", N_("Meeting %(number)s is not closed yet; there is one meeting at a time."), 409
)
NO_MEETING = Reason("no_meeting", N_("No meeting is in session."), 409)
IN_RECESS = Reason("in_recess", N_("Meeting %(number)s is in recess."), 409)

PHASE_WORDS = {
    Phase.CALLED: N_("not open yet"),
    Phase.OPEN: N_("in session"),
    Phase.RECESS: N_("in recess"),
    Phase.ADJOURNED: N_("adjourned"),
    Phase.CLOSED: N_("closed"),
}


def meeting_of(question: Question, bargaining: str, meeting: str) -> Meeting:
    """Return a meeting of this bargaining. Raises Absent for one of another bargaining."""
    found = question.find(Meeting, meeting)
    if found.bargaining != bargaining:
        raise Absent
    return found


def meeting_now(question: Question, bargaining: str) -> Meeting:
    """Return the meeting that is in session, in recess or not. Raises Refusal when there is none."""
    query = select(Meeting).where(Meeting.bargaining == bargaining, Meeting.phase.in_(IN_SESSION))
    found = question.first(query)
    if found is None:
        raise Refusal(NO_MEETING)
    return found


def sitting_now(question: Question, bargaining: str) -> Meeting:
    """Return the meeting that is open at this moment. Raises Refusal when there is none or it is in recess."""
    meeting = meeting_now(question, bargaining)
    if meeting.phase != Phase.OPEN:
        raise Refusal(IN_RECESS, number=meeting.number)
    return meeting


def may_convene(question: Question, bargaining: str) -> Verdict:
    """Allow chiefs, the recorder and government officers."""
    seat = seat_of(question, bargaining)
    if seat.role not in (Role.CHIEF, Role.RECORDER, Role.OFFICER):
        return refused(NOT_CONVENING, seat=ROLE_WORDS[Role(seat.role)])
    return has_mandate(question, seat)


def may_change(question: Question, bargaining: str, meeting: str, verb: str) -> Verdict:
    """Allow those who convene to do `verb` (revise, cancel) to a meeting that is in the right phase for it."""
    verdict = may_convene(question, bargaining)
    return all_of(verdict, in_phase(meeting_of(question, bargaining, meeting), verb))


def may_conduct(question: Question, bargaining: str, meeting: str, verb: str) -> Verdict:
    """Allow whoever presides to do `verb` (open, recess, resume, adjourn) to a meeting that is in the right phase for it."""
    seat, found = seat_of(question, bargaining), meeting_of(question, bargaining, meeting)
    return all_of(presides(question, seat, found), in_phase(found, verb))


def may_open(question: Question, bargaining: str, meeting: str) -> Verdict:
    """Allow whoever presides to open a meeting while no other has begun."""
    verdict = may_conduct(question, bargaining, meeting, "open")
    query = select(Meeting).where(Meeting.bargaining == bargaining, Meeting.phase.in_(BEGUN))
    begun = question.first(query)
    return all_of(verdict, refused(ANOTHER_BEGUN, number=begun.number) if begun is not None else ALLOWED)


def may_close(question: Question, bargaining: str, meeting: str) -> Verdict:
    """Allow the recorder; where a bargaining has none, whoever presides."""
    seat, found = seat_of(question, bargaining), meeting_of(question, bargaining, meeting)
    has_recorder = select(Seat).where(
        Seat.bargaining == bargaining, Seat.role == Role.RECORDER, Seat.ended_at.is_(None)
    )
    if seat.role != Role.RECORDER and question.first(has_recorder) is not None:
        return refused(RECORDER_CLOSES)
    return all_of(presides(question, seat, found), in_phase(found, "close"))


def presides(question: Question, seat: Seat, meeting: Meeting) -> Verdict:
    """Allow the recorder, and the chief of the side that has the chair."""
    if seat.role == Role.RECORDER:
        return ALLOWED
    if seat.role == Role.CHIEF and seat.party == meeting.chair:
        return has_mandate(question, seat)
    return refused(NOT_PRESIDING, seat=ROLE_WORDS[Role(seat.role)])


def in_phase(meeting: Meeting, verb: str) -> Verdict:
    """Return whether the meeting is in a phase in which `verb` can follow."""
    if meeting.phase in FOLLOWS[verb]:
        return ALLOWED
    return refused(WRONG_PHASE, number=meeting.number, phase=PHASE_WORDS[Phase(meeting.phase)])
