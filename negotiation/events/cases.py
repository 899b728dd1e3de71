"""What happened to a bargaining as a whole."""

from __future__ import annotations

from negotiation.rules.streams import TABLE
from negotiation.rules.words import Side
from workbench.kernel import N_, Event, Id


class BargainingOpened(Event):
    """A bargaining was opened in the house."""

    audience = TABLE
    sentence = N_("%(actor)s opened the bargaining “%(name)s”.")
    bargaining: Id
    name: str
    offered_by: Side
