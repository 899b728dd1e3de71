"""What a side says and notes among itself, and what passes between one side and the mediator. Told to nobody else."""

from __future__ import annotations

from negotiation.rules.streams import CAUCUS, CONFIDENCE
from negotiation.rules.words import Side
from workbench.kernel import N_, Event, Id


class CaucusMessagePosted(Event):
    """Somebody wrote to their own side."""

    audience = CAUCUS
    sentence = N_("%(actor)s wrote to the side.")
    bargaining: Id
    side: Side
    message: Id
    text: str


class CaucusNoteWritten(Event):
    """A side's note was written or changed."""

    audience = CAUCUS
    sentence = N_("%(actor)s wrote a note.")
    bargaining: Id
    side: Side
    note: Id
    issue: Id | None
    version: int
    text: str


class CaucusNoteRemoved(Event):
    """A side's note was put away."""

    audience = CAUCUS
    sentence = N_("%(actor)s removed a note.")
    bargaining: Id
    side: Side
    note: Id
    issue: Id | None


class ConfidencePosted(Event):
    """A message passed between the mediator and one side."""

    audience = CONFIDENCE
    sentence = N_("%(actor)s wrote in confidence.")
    bargaining: Id
    side: Side
    message: Id
    text: str
