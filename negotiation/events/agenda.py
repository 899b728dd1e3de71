"""What happens to a meeting's agenda."""

from __future__ import annotations

from negotiation.rules.streams import TABLE
from workbench.kernel import N_, Event, Id


class AgendaItemAdded(Event):
    """A point was put on the agenda."""

    audience = TABLE
    sentence = N_("%(actor)s put “%(title)s” on the agenda.")
    bargaining: Id
    meeting: Id
    item: Id
    ordinal: int
    title: str


class AgendaItemMoved(Event):
    """A point of the agenda was given another place."""

    audience = TABLE
    sentence = N_("%(actor)s moved “%(title)s” to place %(ordinal)s of the agenda.")
    bargaining: Id
    meeting: Id
    item: Id
    ordinal: int
    title: str


class AgendaItemFinished(Event):
    """A point of the agenda was done with."""

    audience = TABLE
    sentence = N_("“%(title)s” on the agenda is done.")
    bargaining: Id
    meeting: Id
    item: Id
    title: str
