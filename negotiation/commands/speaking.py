"""Asking to speak and giving the floor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from negotiation.events.speaking import FloorGiven, HandLowered, HandRaised, TurnEnded, TurnsReordered
from negotiation.models import Meeting, Turn
from negotiation.policy.meetings import sitting_now
from negotiation.policy.seats import take_seat
from negotiation.policy.speaking import (
    may_ask,
    may_end,
    may_give_floor,
    may_lower,
    may_reorder,
    running_turn,
    turn_of,
    waiting_turns,
)
from negotiation.rules import streams
from negotiation.rules.speaking import Hand, Speech, length, reordered
from negotiation.rules.words import Party, TurnKind
from workbench.kernel import (
    N_,
    Act,
    Command,
    Event,
    Handling,
    Id,
    Line,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    line,
    policy,
)

FLOOR_MOVED = Reason("floor_moved", N_("Somebody else has been given the floor meanwhile; look again."), 409)
LIST_MOVED = Reason("list_moved", N_("The list of speakers has changed meanwhile; look again."), 409)


class AskToSpeak(Command):
    """Puts the actor's seat on the list of speakers. A point of order goes first and is on no side's account."""

    sentence = N_("Ask to speak")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    kind: TurnKind
    note: Annotated[str, line(200, blank=True)] = Field("", title=N_("Note"))


class LowerHand(Command):
    """Takes a wish to speak back, one's own or, for whoever gives the floor, anybody's."""

    sentence = N_("Lower a hand")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    turn: Id


class GiveFloor(Command):
    """Gives the floor to somebody who waits. `instead_of` names the turn that ends by it, as the one who decides saw it."""

    sentence = N_("Give the floor")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    turn: Id
    instead_of: Id | None = None


class EndTurn(Command):
    """Ends a turn: the speaker's own, or by whoever gives the floor."""

    sentence = N_("End a turn")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    turn: Id


class ReorderTurns(Command):
    """Changes the order of those who wait, for a reason that goes into the record. Points of order stay first."""

    sentence = N_("Change the order of speakers")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    turns: list[Id] = Field(max_length=200)
    reason: Line = Field(title=N_("Reason"))


@policy(AskToSpeak)
def may_ask_to_speak(question: Question, command: AskToSpeak) -> Verdict:
    """Allow seats with a voice at an open meeting."""
    return may_ask(question, command.bargaining, command.kind)


@handler(AskToSpeak)
def ask_to_speak(act: Act, command: AskToSpeak) -> Handling:
    """Put the wish at the end of the list."""
    seat, meeting = take_seat(act, command.bargaining), sitting_now(act, command.bargaining)
    last = max((turn.ordinal for turn in waiting_turns(act, meeting.id)), default=0)
    turn = Turn(
        id=act.new_id(),
        stream=streams.table(command.bargaining),
        bargaining=command.bargaining,
        meeting=meeting.id,
        seat=seat.id,
        party=seat.party,
        kind=command.kind,
        note=command.note,
        ordinal=last + 1,
        asked_at=act.now,
    )
    act.add(turn)
    yield HandRaised(bargaining=command.bargaining, meeting=meeting.id, turn=turn.id, seat=seat.id, kind=command.kind)
    return {"turn": turn.id}


@policy(LowerHand)
def may_lower_hand(question: Question, command: LowerHand) -> Verdict:
    """Allow the one who asked and whoever gives the floor."""
    return may_lower(question, command.bargaining, command.turn)


@handler(LowerHand)
def lower_hand(act: Act, command: LowerHand) -> Handling:
    """Take the wish off the list."""
    take_seat(act, command.bargaining)
    turn = turn_of(act, command.bargaining, command.turn)
    turn.lowered_at = act.now
    yield HandLowered(bargaining=turn.bargaining, meeting=turn.meeting, turn=turn.id, seat=turn.seat)
    return {"turn": turn.id}


@policy(GiveFloor)
def may_give_the_floor(question: Question, command: GiveFloor) -> Verdict:
    """Allow whoever presides and the mediator."""
    return may_give_floor(question, command.bargaining, command.turn)


@handler(GiveFloor)
def give_floor(act: Act, command: GiveFloor) -> Handling:
    """End the running turn, if it is the one that was seen to run, and start the other."""
    take_seat(act, command.bargaining)
    turn = turn_of(act, command.bargaining, command.turn)
    running = running_turn(act, turn.meeting)
    if running is not None:
        if running.id != command.instead_of:
            raise Refusal(FLOOR_MOVED)
        yield ended(act, running)
    turn.started_at = act.now
    yield FloorGiven(
        bargaining=turn.bargaining, meeting=turn.meeting, turn=turn.id, seat=turn.seat, kind=TurnKind(turn.kind)
    )
    return {"turn": turn.id}


@policy(EndTurn)
def may_end_turn(question: Question, command: EndTurn) -> Verdict:
    """Allow the speaker and whoever gives the floor."""
    return may_end(question, command.bargaining, command.turn)


@handler(EndTurn)
def end_turn(act: Act, command: EndTurn) -> Handling:
    """Stop the turn's clock."""
    take_seat(act, command.bargaining)
    turn = turn_of(act, command.bargaining, command.turn)
    yield ended(act, turn)
    return {"turn": turn.id}


@policy(ReorderTurns)
def may_reorder_turns(question: Question, command: ReorderTurns) -> Verdict:
    """Allow whoever gives the floor."""
    return may_reorder(question, command.bargaining)


@handler(ReorderTurns)
def reorder_turns(act: Act, command: ReorderTurns) -> Handling:
    """Give those who wait their new places; refused when the list is no longer the one that was ordered."""
    take_seat(act, command.bargaining)
    meeting = sitting_now(act, command.bargaining)
    waiting = {turn.id: turn for turn in waiting_turns(act, meeting.id)}
    hands = [Hand(turn.id, Party(turn.party), TurnKind(turn.kind), turn.ordinal) for turn in waiting.values()]
    order = reordered(hands, command.turns)
    if order is None:
        raise Refusal(LIST_MOVED, "turns")
    for place, turn in enumerate(order, 1):
        waiting[turn].ordinal = place
    yield TurnsReordered(bargaining=command.bargaining, meeting=meeting.id, turns=order, reason=command.reason)
    return {"turns": order}


def ended(act: Act, turn: Turn) -> TurnEnded:
    """End a running turn now and return the event that says so."""
    assert turn.started_at is not None
    turn.ended_at = act.now
    kind = TurnKind(turn.kind)
    whole = length(Speech(Party(turn.party), kind, turn.started_at, turn.ended_at), act.now)
    return TurnEnded(
        bargaining=turn.bargaining,
        meeting=turn.meeting,
        turn=turn.id,
        seat=turn.seat,
        kind=kind,
        milliseconds=round(whole.total_seconds() * 1000),
    )


def fall_silent(act: Act, meeting: Meeting, *, seat: str | None = None, lower: bool = True) -> Iterator[Event]:
    """End the running turn and lower the hands of a meeting, or only those of `seat`; yields the ended turn's event."""
    running = running_turn(act, meeting.id)
    if running is not None and seat in (None, running.seat):
        yield ended(act, running)
    for turn in waiting_turns(act, meeting.id) if lower else ():
        if seat in (None, turn.seat):
            turn.lowered_at = act.now
