"""Who asks to speak, who has the floor, for how long. All times are the server's."""

from __future__ import annotations

from negotiation.rules.streams import TABLE
from negotiation.rules.words import TurnKind
from workbench.kernel import N_, Event, Id


class HandRaised(Event):
    """Somebody asked to speak."""

    audience = TABLE
    sentence = N_("%(seat)s asked to speak (%(kind)s).")
    bargaining: Id
    meeting: Id
    turn: Id
    seat: Id
    kind: TurnKind


class HandLowered(Event):
    """A wish to speak was withdrawn, by its seat or by whoever presides."""

    audience = TABLE
    sentence = N_("%(actor)s lowered the hand of %(seat)s.")
    bargaining: Id
    meeting: Id
    turn: Id
    seat: Id


class FloorGiven(Event):
    """Somebody was given the floor."""

    audience = TABLE
    sentence = N_("%(actor)s gave the floor to %(seat)s (%(kind)s).")
    bargaining: Id
    meeting: Id
    turn: Id
    seat: Id
    kind: TurnKind


class TurnEnded(Event):
    """A turn ended. `milliseconds` is its whole length."""

    audience = TABLE
    sentence = N_("%(seat)s finished speaking.")
    bargaining: Id
    meeting: Id
    turn: Id
    seat: Id
    kind: TurnKind
    milliseconds: int


class TurnsReordered(Event):
    """Whoever presides changed the order of those who wait, for a stated reason."""

    audience = TABLE
    sentence = N_("%(actor)s changed the order of speakers: %(reason)s")
    bargaining: Id
    meeting: Id
    turns: list[Id]
    reason: str
