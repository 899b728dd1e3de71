"""A side's public word that it withdraws to confer. Nothing else of a caucus is public."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field
from sqlalchemy import select

from negotiation.commands.moments import later
from negotiation.events.meetings import CaucusCalled, CaucusEnded
from negotiation.models import CaucusCall, Meeting
from negotiation.policy.conferring import call_of, may_return, may_withdraw
from negotiation.policy.meetings import meeting_now, sitting_now
from negotiation.policy.seats import side_of, take_seat
from negotiation.rules import streams
from workbench.kernel import N_, Act, Command, Handling, Id, Question, Verdict, handler, policy


class CallCaucus(Command):
    """Tells the table that the actor's side withdraws to confer, and until when."""

    sentence = N_("Call a caucus")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    until: datetime | None = Field(None, title=N_("Until"))


class EndCaucus(Command):
    """Tells the table that the actor's side is back."""

    sentence = N_("Come back from the caucus")
    locks = "bargaining/{bargaining}"
    bargaining: Id


@policy(CallCaucus)
def may_call_caucus(question: Question, command: CallCaucus) -> Verdict:
    """Allow representatives of a side."""
    return may_withdraw(question, command.bargaining)


@handler(CallCaucus)
def call_caucus(act: Act, command: CallCaucus) -> Handling:
    """Note the call."""
    seat, meeting = take_seat(act, command.bargaining), sitting_now(act, command.bargaining)
    side, until = side_of(seat), later(act, command.until, "until")
    call = CaucusCall(
        id=act.new_id(),
        stream=streams.table(command.bargaining),
        bargaining=command.bargaining,
        meeting=meeting.id,
        side=side,
        seat=seat.id,
        called_at=act.now,
        until=until,
    )
    act.add(call)
    yield CaucusCalled(bargaining=command.bargaining, meeting=meeting.id, side=side, until=until)
    return {"meeting": meeting.id}


@policy(EndCaucus)
def may_end_caucus(question: Question, command: EndCaucus) -> Verdict:
    """Allow representatives of the side that confers."""
    return may_return(question, command.bargaining)


@handler(EndCaucus)
def end_caucus(act: Act, command: EndCaucus) -> Handling:
    """End the call."""
    seat, meeting = take_seat(act, command.bargaining), meeting_now(act, command.bargaining)
    side = side_of(seat)
    call = call_of(act, meeting.id, side)
    assert call is not None
    call.ended_at = act.now
    yield CaucusEnded(bargaining=command.bargaining, meeting=meeting.id, side=side)
    return {"meeting": meeting.id}


def nobody_confers(act: Act, meeting: Meeting) -> None:
    """End all calls of a meeting, whose own event says so."""
    query = select(CaucusCall).where(CaucusCall.meeting == meeting.id, CaucusCall.ended_at.is_(None))
    for call in act.all(query):
        call.ended_at = act.now
