"""What happens to a side's unsent proposals: told to that side alone."""

from __future__ import annotations

from negotiation.rules.streams import CAUCUS
from negotiation.rules.words import Side
from workbench.kernel import N_, Event, Id


class DraftStarted(Event):
    """A side began to write a proposal."""

    audience = CAUCUS
    sentence = N_("%(actor)s started a draft.")
    bargaining: Id
    side: Side
    issue: Id
    draft: Id
    answers: Id | None


class DraftSaved(Event):
    """A version of a draft was saved."""

    audience = CAUCUS
    sentence = N_("%(actor)s saved draft %(version)s.")
    bargaining: Id
    side: Side
    issue: Id
    draft: Id
    version: int
    content_hash: str


class DraftDiscarded(Event):
    """A draft was put away."""

    audience = CAUCUS
    sentence = N_("%(actor)s discarded a draft.")
    bargaining: Id
    side: Side
    issue: Id
    draft: Id


class DraftTabled(Event):
    """A draft went to the table as a numbered proposal."""

    audience = CAUCUS
    sentence = N_("%(actor)s tabled the draft as %(label)s.")
    bargaining: Id
    side: Side
    issue: Id
    draft: Id
    proposal: Id
    label: str


class DraftAttached(Event):
    """A file was put to a draft."""

    audience = CAUCUS
    sentence = N_("%(actor)s attached “%(name)s” to the draft.")
    bargaining: Id
    side: Side
    issue: Id
    draft: Id
    attachment: Id
    name: str
    sha256: str


class DraftDetached(Event):
    """A file was taken from a draft."""

    audience = CAUCUS
    sentence = N_("%(actor)s took “%(name)s” from the draft.")
    bargaining: Id
    side: Side
    issue: Id
    draft: Id
    attachment: Id
    name: str
