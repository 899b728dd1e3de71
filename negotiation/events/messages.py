"""Messages at the table."""

from __future__ import annotations

from negotiation.rules.streams import TABLE
from workbench.kernel import N_, Event, Id


class MessagePosted(Event):
    """Somebody wrote to everybody at the table; what was written is part of the record."""

    audience = TABLE
    sentence = N_("%(seat)s wrote: %(text)s")
    bargaining: Id
    message: Id
    seat: Id
    issue: Id | None
    text: str
