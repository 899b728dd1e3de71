"""What happens on the way to a tentative agreement, and back."""

from __future__ import annotations

from negotiation.rules.streams import TABLE
from negotiation.rules.words import Side
from workbench.kernel import N_, Event, Id


class TextInitialled(Event):
    """A chief initialled a text, named by the content hash they read."""

    audience = TABLE
    sentence = N_("%(actor)s initialled %(label)s.")
    bargaining: Id
    issue: Id
    proposal: Id
    label: str
    side: Side
    seat: Id
    content_hash: str


class InitialUndone(Event):
    """A chief took their initials back before the other had initialled."""

    audience = TABLE
    sentence = N_("%(actor)s took back the initials under %(label)s.")
    bargaining: Id
    issue: Id
    proposal: Id
    label: str
    side: Side


class InitialLapsed(Event):
    """Initials fell away: their text no longer stands, or the seat that gave them ended."""

    audience = TABLE
    sentence = N_("The initials under %(label)s fell away.")
    bargaining: Id
    issue: Id
    proposal: Id
    label: str
    side: Side


class TentativelyAgreed(Event):
    """Both chiefs initialled the same text."""

    audience = TABLE
    sentence = N_("Both sides tentatively agreed on %(label)s.")
    bargaining: Id
    issue: Id
    proposal: Id
    label: str
    agreement: Id
    content_hash: str


class IssueReopened(Event):
    """A chief ended a tentative agreement, with a reason; its initials ended with it."""

    audience = TABLE
    sentence = N_("%(actor)s reopened what was agreed on %(label)s.")
    bargaining: Id
    issue: Id
    proposal: Id
    label: str
    agreement: Id
    reason: str
