"""A panel opens in the act that brings its last sheet, and nobody stays on a panel whose role in the round has ended."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from evaluation.commands.leaving import leave
from evaluation.commands.opening import open_if_complete
from evaluation.events.panels import PanelSeatTaken
from evaluation.events.rounds import RoundSeatEnded
from evaluation.events.sheets import SheetHandedIn
from evaluation.models import Application, PanelSeat
from evaluation.policy.panels import opening_of
from evaluation.rules.words import RoundRole, Stage
from workbench.kernel import Act, Event, reaction


@reaction(SheetHandedIn)
def open_with_the_last_sheet(act: Act, event: SheetHandedIn) -> Iterator[Event]:
    """Open the panel when this was the last required sheet; otherwise nothing happens that anybody could notice."""
    if event.stage is Stage.PANEL:
        happened = open_if_complete(act, event.application)
        if happened is not None:
            yield happened


@reaction(PanelSeatTaken)
def open_when_all_who_sit_are_in(act: Act, event: PanelSeatTaken) -> Iterator[Event]:
    """Open the panel when somebody comes back to it who had handed in before, as the last one missing."""
    happened = open_if_complete(act, event.application)
    if happened is not None:
        yield happened


@reaction(RoundSeatEnded)
def leave_the_panels(act: Act, event: RoundSeatEnded) -> Iterator[Event]:
    """End an evaluator's seats on panels that have not opened when the role in the round ends."""
    if event.role is not RoundRole.EVALUATOR:
        return
    query = select(PanelSeat).join(Application, Application.id == PanelSeat.application)
    query = query.where(Application.round == event.round, PanelSeat.person == event.person)
    for seat in act.all(query.where(PanelSeat.ended_at.is_(None))):
        if opening_of(act, seat.application) is None:
            yield from leave(act, seat, "role_ended", event.reason)
