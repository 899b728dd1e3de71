"""Calling meetings, conducting them, closing them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import select

from negotiation.commands.agenda import MOST_ITEMS, added
from negotiation.commands.attendance import everybody_leaves
from negotiation.commands.conferring import nobody_confers
from negotiation.commands.moments import PASSED, later, moment
from negotiation.commands.speaking import fall_silent
from negotiation.events.meetings import (
    HeadsSealed,
    MeetingAdjourned,
    MeetingCalled,
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingRecessed,
    MeetingResumed,
    MeetingRevised,
)
from negotiation.models import Bargaining, Meeting
from negotiation.policy.meetings import may_change, may_close, may_conduct, may_convene, may_open, meeting_of
from negotiation.policy.seats import take_seat
from negotiation.rules import streams
from negotiation.rules.meetings import next_chair
from negotiation.rules.words import Phase, Side
from workbench.kernel import N_, Act, Command, Handling, Id, Line, Question, Refusal, Verdict, handler, policy


class CallMeeting(Command):
    """Calls a meeting. Its number is the next of the bargaining; the chiefs preside in turn, the offering side's first.

    A time without a zone means the place of the house.
    """

    sentence = N_("Call a meeting")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    called_for: datetime = Field(title=N_("Time"))
    place: Line = Field(title=N_("Place"))
    agenda: list[Line] = Field(default_factory=list, max_length=MOST_ITEMS, title=N_("Agenda"))


class ReviseMeeting(Command):
    """Changes time and place of a meeting that has not begun."""

    sentence = N_("Move a meeting")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    meeting: Id
    called_for: datetime = Field(title=N_("Time"))
    place: Line = Field(title=N_("Place"))


class CancelMeeting(Command):
    """Calls off a meeting that has not begun, for a reason that goes into the record."""

    sentence = N_("Call off a meeting")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    meeting: Id
    reason: Line = Field(title=N_("Reason"))


class OpenMeeting(Command):
    """Opens a meeting. At most one meeting of a bargaining is begun and not closed."""

    sentence = N_("Open the meeting")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    meeting: Id


class RecessMeeting(Command):
    """Interrupts a meeting for a while. The running turn ends; those who wait keep their places."""

    sentence = N_("Call a recess")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    meeting: Id
    until: datetime | None = Field(None, title=N_("Until"))


class ResumeMeeting(Command):
    """Goes on with a recessed or adjourned meeting."""

    sentence = N_("Resume the meeting")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    meeting: Id


class AdjournMeeting(Command):
    """Puts the rest of a meeting off to another day. Everybody leaves, and the list of speakers is emptied."""

    sentence = N_("Adjourn the meeting")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    meeting: Id
    until: datetime | None = Field(None, title=N_("Until"))


class CloseMeeting(Command):
    """Closes a meeting for good: turns end, hands are lowered, everybody leaves, and the heads of all private streams are
    sealed into the common record as salted commitments, which show nothing of what was written there or whether anything was.
    """

    sentence = N_("Close the meeting")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    meeting: Id


@policy(CallMeeting)
def may_call(question: Question, command: CallMeeting) -> Verdict:
    """Allow chiefs, the recorder and government officers."""
    return may_convene(question, command.bargaining)


@handler(CallMeeting)
def call_meeting(act: Act, command: CallMeeting) -> Handling:
    """Number the meeting, give it a chair and an agenda."""
    seat = take_seat(act, command.bargaining)
    earlier = _meetings(act, command.bargaining)
    meeting = Meeting(
        id=act.new_id(),
        stream=streams.table(command.bargaining),
        bargaining=command.bargaining,
        number=len(earlier) + 1,
        phase=Phase.CALLED,
        chair=_next_chair(act, command.bargaining, earlier),
        called_for=_not_past(act, command.called_for),
        place=command.place,
        called_by=seat.id,
    )
    act.add(meeting)
    added(act, meeting, [(title, None) for title in command.agenda])
    yield MeetingCalled(
        bargaining=command.bargaining,
        meeting=meeting.id,
        number=meeting.number,
        chair=Side(meeting.chair),
        called_for=meeting.called_for,
        place=meeting.place,
    )
    return {"meeting": meeting.id, "number": meeting.number}


@policy(ReviseMeeting)
def may_revise(question: Question, command: ReviseMeeting) -> Verdict:
    """Allow those who may call meetings, before it opens."""
    return may_change(question, command.bargaining, command.meeting, "revise")


@handler(ReviseMeeting)
def revise_meeting(act: Act, command: ReviseMeeting) -> Handling:
    """Set the new time and place."""
    take_seat(act, command.bargaining)
    meeting = meeting_of(act, command.bargaining, command.meeting)
    meeting.called_for, meeting.place = _not_past(act, command.called_for), command.place
    yield MeetingRevised(
        bargaining=command.bargaining,
        meeting=meeting.id,
        number=meeting.number,
        called_for=meeting.called_for,
        place=meeting.place,
    )
    return _named(meeting)


@policy(CancelMeeting)
def may_cancel(question: Question, command: CancelMeeting) -> Verdict:
    """Allow those who may call meetings, before it opens."""
    return may_change(question, command.bargaining, command.meeting, "cancel")


@handler(CancelMeeting)
def cancel_meeting(act: Act, command: CancelMeeting) -> Handling:
    """Close it unopened; its number stays used and its turn of the chair is not."""
    take_seat(act, command.bargaining)
    meeting = meeting_of(act, command.bargaining, command.meeting)
    meeting.phase, meeting.closed_at = Phase.CLOSED, act.now
    everybody_leaves(act, meeting)
    yield MeetingCancelled(
        bargaining=command.bargaining, meeting=meeting.id, number=meeting.number, reason=command.reason
    )
    return _named(meeting)


@policy(OpenMeeting)
def may_open_meeting(question: Question, command: OpenMeeting) -> Verdict:
    """Allow whoever presides, while no other meeting has begun."""
    return may_open(question, command.bargaining, command.meeting)


@handler(OpenMeeting)
def open_meeting(act: Act, command: OpenMeeting) -> Handling:
    """Note when it began."""
    take_seat(act, command.bargaining)
    meeting = meeting_of(act, command.bargaining, command.meeting)
    meeting.phase, meeting.opened_at = Phase.OPEN, act.now
    yield MeetingOpened(
        bargaining=command.bargaining, meeting=meeting.id, number=meeting.number, chair=Side(meeting.chair)
    )
    return _named(meeting)


@policy(RecessMeeting)
def may_recess(question: Question, command: RecessMeeting) -> Verdict:
    """Allow whoever presides."""
    return may_conduct(question, command.bargaining, command.meeting, "recess")


@handler(RecessMeeting)
def recess_meeting(act: Act, command: RecessMeeting) -> Handling:
    """End the running turn and interrupt."""
    take_seat(act, command.bargaining)
    meeting = meeting_of(act, command.bargaining, command.meeting)
    meeting.phase, meeting.recess_until = Phase.RECESS, later(act, command.until, "until")
    yield from fall_silent(act, meeting, lower=False)
    yield MeetingRecessed(
        bargaining=command.bargaining, meeting=meeting.id, number=meeting.number, until=meeting.recess_until
    )
    return _named(meeting)


@policy(ResumeMeeting)
def may_resume(question: Question, command: ResumeMeeting) -> Verdict:
    """Allow whoever presides."""
    return may_conduct(question, command.bargaining, command.meeting, "resume")


@handler(ResumeMeeting)
def resume_meeting(act: Act, command: ResumeMeeting) -> Handling:
    """Go on."""
    take_seat(act, command.bargaining)
    meeting = meeting_of(act, command.bargaining, command.meeting)
    meeting.phase, meeting.recess_until = Phase.OPEN, None
    yield MeetingResumed(bargaining=command.bargaining, meeting=meeting.id, number=meeting.number)
    return _named(meeting)


@policy(AdjournMeeting)
def may_adjourn(question: Question, command: AdjournMeeting) -> Verdict:
    """Allow whoever presides."""
    return may_conduct(question, command.bargaining, command.meeting, "adjourn")


@handler(AdjournMeeting)
def adjourn_meeting(act: Act, command: AdjournMeeting) -> Handling:
    """Send everybody home until another day."""
    take_seat(act, command.bargaining)
    meeting = meeting_of(act, command.bargaining, command.meeting)
    meeting.phase, meeting.recess_until = Phase.ADJOURNED, later(act, command.until, "until")
    yield from _dissolve(act, meeting)
    yield MeetingAdjourned(
        bargaining=command.bargaining, meeting=meeting.id, number=meeting.number, until=meeting.recess_until
    )
    return _named(meeting)


@policy(CloseMeeting)
def may_close_meeting(question: Question, command: CloseMeeting) -> Verdict:
    """Allow the recorder; without a recorder, whoever presides."""
    return may_close(question, command.bargaining, command.meeting)


@handler(CloseMeeting)
def close_meeting(act: Act, command: CloseMeeting) -> Handling:
    """Send everybody home and seal the private streams, all of them, into the common record."""
    take_seat(act, command.bargaining)
    meeting = meeting_of(act, command.bargaining, command.meeting)
    meeting.phase, meeting.recess_until, meeting.closed_at = Phase.CLOSED, None, act.now
    yield from _dissolve(act, meeting)
    commitments = act.seal(streams.private(command.bargaining))
    # In the order of their digits: the order of the streams would say which commitment is whose.
    yield HeadsSealed(bargaining=command.bargaining, meeting=meeting.id, commitments=sorted(commitments.values()))
    yield MeetingClosed(bargaining=command.bargaining, meeting=meeting.id, number=meeting.number)
    return _named(meeting)


def _meetings(act: Act, bargaining: str) -> Sequence[Meeting]:
    return act.all(select(Meeting).where(Meeting.bargaining == bargaining).order_by(Meeting.number))


def _next_chair(act: Act, bargaining: str, earlier: Sequence[Meeting]) -> Side:
    was_cancelled = {meeting.id for meeting in earlier if meeting.closed_at and not meeting.opened_at}
    chairs = [Side(meeting.chair) for meeting in earlier if meeting.id not in was_cancelled]
    return next_chair(Side(act.find(Bargaining, bargaining).offered_by), chairs)


def _not_past(act: Act, typed: datetime) -> datetime:
    """Return a typed time in UTC; earlier today is taken, as a meeting is often entered after people sat down."""
    found = moment(act, typed, "called_for")
    if found.astimezone(ZoneInfo(act.zone)).date() < act.today:
        raise Refusal(PASSED, "called_for")
    return found


def _dissolve(act: Act, meeting: Meeting) -> Handling:
    yield from fall_silent(act, meeting)
    nobody_confers(act, meeting)
    everybody_leaves(act, meeting)
    return None


def _named(meeting: Meeting) -> dict[str, object]:
    return {"meeting": meeting.id, "number": meeting.number}
