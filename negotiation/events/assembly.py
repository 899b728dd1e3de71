"""How the next agreement is put together from what was agreed."""

from __future__ import annotations

from negotiation.rules.streams import TABLE
from negotiation.rules.words import Side
from workbench.kernel import N_, Event, Id


class DraftAssembled(Event):
    """The agreement in force and the tentative agreements were put together. `tree_key` is the hash of the draft's words.

    `base` is the version in force, `agreements` are the tentative agreements that went in; `defects` counts what hinders.
    """

    audience = TABLE
    sentence = N_("%(actor)s assembled draft %(number)s of the agreement.")
    bargaining: Id
    draft: Id
    number: int
    text: Id
    version: Id
    tree_key: str
    base: Id
    agreements: list[Id]
    defects: int


class DraftConfirmed(Event):
    """A chief confirmed for their side that the draft says what was agreed."""

    audience = TABLE
    sentence = N_("%(actor)s confirmed draft %(number)s of the agreement.")
    bargaining: Id
    draft: Id
    number: int
    version: Id
    tree_key: str
    side: Side
