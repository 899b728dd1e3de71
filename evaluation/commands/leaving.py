"""How a seat on a panel ends: the panel learns that it did, and only those who seat panels, and the person, why."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.events.panels import PanelLeft, PanelSeatEnded
from evaluation.models import Application, PanelChange, PanelSeat
from evaluation.rules import streams
from evaluation.rules.words import Bench
from workbench.kernel import Act, Event


def leave(act: Act, seat: PanelSeat, kind: str, reason: str) -> Iterator[Event]:
    """End a present seat; `kind` is replaced, recused, conflict or role_ended. What was handed in stays where it is, unread."""
    seat.ended_at = act.now
    place = streams.evaluator(seat.person)
    change = {"application": seat.application, "seat": seat.id, "kind": kind, "reason": reason}
    act.add(PanelChange(id=act.new_id(), stream=place, by=act.actor.name, at=act.now, **change))
    yield PanelSeatEnded(
        application=seat.application,
        round=act.find(Application, seat.application).round,
        seat=seat.id,
        person=seat.person,
        name=seat.name,
        bench=Bench(seat.bench),
    )
    yield PanelLeft(person=seat.person, name=seat.name, **change)
