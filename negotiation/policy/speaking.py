"""Who may ask to speak, and who gives the floor."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from negotiation.models import Seat, Turn
from negotiation.policy.meetings import IN_RECESS, NOT_PRESIDING, meeting_of, presides, sitting_now
from negotiation.policy.seats import ROLE_WORDS, SPEAKS_FOR_A_SIDE, all_of, has_mandate, seat_of
from negotiation.rules.words import Phase, Role, TurnKind
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Refused, Verdict, refused

LISTENS_ONLY = Reason("listens_only", N_("Your seat is %(seat)s: it reads along and does not speak."))
HAND_UP = Reason("hand_up", N_("You are on the list already."), 409)
NOT_GIVING_FLOOR = Reason(
    "not_giving_floor",
    N_("Only the presiding chief representative, the recorder or the mediator can do this; your seat is %(seat)s."),
)
NOT_YOUR_TURN = Reason("not_your_turn", N_("This is somebody else's turn, and you do not preside."))
NOT_WAITING = Reason("not_waiting", N_("%(name)s does not wait to speak any more."), 409)
NOT_SPEAKING = Reason("not_speaking", N_("%(name)s does not have the floor."), 409)


def turn_of(question: Question, bargaining: str, turn: str) -> Turn:
    """Return a turn of this bargaining. Raises Absent for one of another."""
    found = question.find(Turn, turn)
    if found.bargaining != bargaining:
        raise Absent
    return found


def waiting_turns(question: Question, meeting: str) -> Sequence[Turn]:
    """Return the turns of a meeting that wait for the floor, in no promised order."""
    query = select(Turn).where(Turn.meeting == meeting, Turn.started_at.is_(None), Turn.lowered_at.is_(None))
    return question.all(query)


def running_turn(question: Question, meeting: str) -> Turn | None:
    """Return the turn that has the floor."""
    query = select(Turn).where(Turn.meeting == meeting, Turn.started_at.is_not(None), Turn.ended_at.is_(None))
    return question.first(query)


def may_speak(question: Question, bargaining: str) -> Verdict:
    """Allow seats that have a voice: all but observers and the recorder; who represents a side needs a mandate."""
    seat = seat_of(question, bargaining)
    if seat.role in (Role.OBSERVER, Role.RECORDER):
        return refused(LISTENS_ONLY, seat=ROLE_WORDS[Role(seat.role)])
    return has_mandate(question, seat) if seat.role in SPEAKS_FOR_A_SIDE else ALLOWED


def may_ask(question: Question, bargaining: str, kind: TurnKind) -> Verdict:
    """Allow seats with a voice at an open meeting, one wish at a time; a point of order may stand beside another wish."""
    verdict = may_speak(question, bargaining)
    meeting, seat = sitting_now(question, bargaining), seat_of(question, bargaining)
    own = [turn for turn in waiting_turns(question, meeting.id) if turn.seat == seat.id]
    is_double = any((turn.kind == TurnKind.ORDER) == (kind == TurnKind.ORDER) for turn in own)
    return all_of(verdict, refused(HAND_UP) if is_double else ALLOWED)


def may_give_floor(question: Question, bargaining: str, turn: str) -> Verdict:
    """Allow whoever presides, and the mediator, to call somebody who waits."""
    found = turn_of(question, bargaining, turn)
    return all_of(_gives_floor(question, bargaining, found.meeting), _is_open(question, found), _waits(question, found))


def may_lower(question: Question, bargaining: str, turn: str) -> Verdict:
    """Allow the one who asked, and whoever gives the floor."""
    seat, found = seat_of(question, bargaining), turn_of(question, bargaining, turn)
    if seat.id != found.seat and not _gives_floor(question, bargaining, found.meeting):
        return refused(NOT_YOUR_TURN)
    return _waits(question, found)


def may_end(question: Question, bargaining: str, turn: str) -> Verdict:
    """Allow the speaker, and whoever gives the floor."""
    seat, found = seat_of(question, bargaining), turn_of(question, bargaining, turn)
    if seat.id != found.seat and not _gives_floor(question, bargaining, found.meeting):
        return refused(NOT_YOUR_TURN)
    if found.started_at is None or found.ended_at is not None:
        return refused(NOT_SPEAKING, name=question.find(Seat, found.seat).name)
    return ALLOWED


def may_reorder(question: Question, bargaining: str) -> Verdict:
    """Allow whoever gives the floor at an open meeting."""
    seat_of(question, bargaining)  # a stranger is not told whether there is a meeting
    return _gives_floor(question, bargaining, sitting_now(question, bargaining).id)


def _gives_floor(question: Question, bargaining: str, meeting: str) -> Verdict:
    seat = seat_of(question, bargaining)
    if seat.role == Role.MEDIATOR:
        return ALLOWED
    verdict = presides(question, seat, meeting_of(question, bargaining, meeting))
    if isinstance(verdict, Refused) and verdict.reason is NOT_PRESIDING:
        return refused(NOT_GIVING_FLOOR, **verdict.values)
    return verdict


def _is_open(question: Question, turn: Turn) -> Verdict:
    meeting = meeting_of(question, turn.bargaining, turn.meeting)
    return ALLOWED if meeting.phase == Phase.OPEN else refused(IN_RECESS, number=meeting.number)


def _waits(question: Question, turn: Turn) -> Verdict:
    if turn.started_at is None and turn.lowered_at is None:
        return ALLOWED
    return refused(NOT_WAITING, name=question.find(Seat, turn.seat).name)
