"""Who comes to a meeting and who leaves it."""

from __future__ import annotations

from negotiation.rules.streams import TABLE
from workbench.kernel import N_, Event, Id


class SeatArrived(Event):
    """Somebody came to the meeting, in person or from afar."""

    audience = TABLE
    sentence = N_("%(seat)s came to the meeting.")
    bargaining: Id
    meeting: Id
    seat: Id
    remote: bool


class SeatLeft(Event):
    """Somebody left the meeting while it went on."""

    audience = TABLE
    sentence = N_("%(seat)s left the meeting.")
    bargaining: Id
    meeting: Id
    seat: Id
