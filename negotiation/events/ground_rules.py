"""What the sides agree on about the bargaining itself."""

from __future__ import annotations

from negotiation.rules.streams import TABLE
from negotiation.rules.words import Side
from workbench.kernel import N_, Event, Id


class GroundRulesProposed(Event):
    """A text of ground rules was proposed; one that was not yet in force is replaced by it."""

    audience = TABLE
    sentence = N_("%(actor)s proposed ground rules.")
    bargaining: Id
    rules: Id
    content_hash: str


class GroundRulesAdopted(Event):
    """One side's chief adopted a text of ground rules; `in_force` once both sides have."""

    audience = TABLE
    sentence = N_("%(actor)s adopted the ground rules.")
    bargaining: Id
    rules: Id
    side: Side
    content_hash: str
    in_force: bool
