"""Who took and left a place in a bargaining, and under which written authority they sit there."""

from __future__ import annotations

from datetime import date

from negotiation.rules.streams import TABLE
from negotiation.rules.words import Party, Role
from workbench.kernel import N_, Event, Id


class SeatTaken(Event):
    """Somebody has a seat from now on, and reads what the seat may read."""

    audience = TABLE
    changes_audience = True
    sentence = N_("%(name)s took a seat.")
    bargaining: Id
    seat: Id
    person: Id
    name: str
    party: Party
    role: Role


class SeatEnded(Event):
    """A seat ended, and with it its mandates; its person reads nothing from now on. `replaced_by` is the seat that follows it."""

    audience = TABLE
    changes_audience = True
    sentence = N_("The seat of %(name)s ended.")
    bargaining: Id
    seat: Id
    person: Id
    name: str
    party: Party
    role: Role
    replaced_by: Id | None
    reason: str


class MandateGranted(Event):
    """A written authority for a seat was entered. It replaces the earlier one."""

    audience = TABLE
    sentence = N_("Mandate %(number)s was entered.")
    bargaining: Id
    seat: Id
    mandate: Id
    number: str
    valid_from: date
    valid_until: date | None


class MandateEnded(Event):
    """A mandate was revoked before its time. (One that ends with its seat or is followed by another has no event of its own.)"""

    audience = TABLE
    sentence = N_("A mandate ended.")
    bargaining: Id
    seat: Id
    mandate: Id
