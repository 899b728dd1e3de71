"""Coming to a meeting and leaving it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from sqlalchemy import select

from negotiation.commands.speaking import fall_silent
from negotiation.events.attendance import SeatArrived, SeatLeft
from negotiation.models import Attendance, Meeting
from negotiation.policy.attendance import may_arrive, may_leave, may_record, presence_of
from negotiation.policy.meetings import meeting_of
from negotiation.policy.seats import take_seat
from negotiation.rules import streams
from workbench.kernel import N_, Act, Command, Event, Handling, Id, Question, Verdict, handler, policy


class Movement(StrEnum):
    """What the recorder saw somebody do."""

    ARRIVED = "arrived"
    LEFT = "left"


class ArriveAtMeeting(Command):
    """Says that the actor is at the meeting, in person or from afar."""

    sentence = N_("Arrive at the meeting")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    meeting: Id
    remote: bool = False


class LeaveMeeting(Command):
    """Says that the actor leaves the meeting. A running turn of theirs ends, and their hands are lowered."""

    sentence = N_("Leave the meeting")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    meeting: Id


class RecordAttendance(Command):
    """The recorder's word that somebody came or left."""

    sentence = N_("Record attendance")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    meeting: Id
    seat: Id
    movement: Movement
    remote: bool = False


@policy(ArriveAtMeeting)
def may_arrive_at_meeting(question: Question, command: ArriveAtMeeting) -> Verdict:
    """Allow every seat."""
    return may_arrive(question, command.bargaining, command.meeting)


@handler(ArriveAtMeeting)
def arrive_at_meeting(act: Act, command: ArriveAtMeeting) -> Handling:
    """Begin the actor's attendance."""
    seat = take_seat(act, command.bargaining)
    yield _arrived(act, command.bargaining, command.meeting, seat.id, command.remote)
    return {"seat": seat.id}


@policy(LeaveMeeting)
def may_leave_meeting(question: Question, command: LeaveMeeting) -> Verdict:
    """Allow everybody who is there."""
    return may_leave(question, command.bargaining, command.meeting)


@handler(LeaveMeeting)
def leave_meeting(act: Act, command: LeaveMeeting) -> Handling:
    """End the actor's attendance."""
    seat = take_seat(act, command.bargaining)
    yield from leaves(act, meeting_of(act, command.bargaining, command.meeting), seat.id)
    return {"seat": seat.id}


@policy(RecordAttendance)
def may_record_attendance(question: Question, command: RecordAttendance) -> Verdict:
    """Allow the recorder."""
    arrived = command.movement is Movement.ARRIVED
    return may_record(question, command.bargaining, command.meeting, command.seat, arrived)


@handler(RecordAttendance)
def record_attendance(act: Act, command: RecordAttendance) -> Handling:
    """Begin or end somebody's attendance."""
    take_seat(act, command.bargaining)
    if command.movement is Movement.ARRIVED:
        yield _arrived(act, command.bargaining, command.meeting, command.seat, command.remote)
    else:
        yield from leaves(act, meeting_of(act, command.bargaining, command.meeting), command.seat)
    return {"seat": command.seat}


def everybody_leaves(act: Act, meeting: Meeting) -> None:
    """End all attendance of a meeting, whose own event says so."""
    query = select(Attendance).where(Attendance.meeting == meeting.id, Attendance.left_at.is_(None))
    for row in act.all(query):
        row.left_at = act.now


def _arrived(act: Act, bargaining: str, meeting: str, seat: str, remote: bool) -> SeatArrived:
    row = Attendance(
        id=act.new_id(),
        stream=streams.table(bargaining),
        bargaining=bargaining,
        meeting=meeting,
        seat=seat,
        remote=remote,
        arrived_at=act.now,
    )
    act.add(row)
    return SeatArrived(bargaining=bargaining, meeting=meeting, seat=seat, remote=remote)


def leaves(act: Act, meeting: Meeting, seat: str) -> Iterator[Event]:
    """End a seat's attendance, turn and hands; yields what ended."""
    yield from fall_silent(act, meeting, seat=seat)
    row = presence_of(act, meeting.id, seat)
    if row is not None:
        row.left_at = act.now
        yield SeatLeft(bargaining=meeting.bargaining, meeting=meeting.id, seat=seat)
