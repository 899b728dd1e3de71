"""What happens to the list of issues."""

from __future__ import annotations

from negotiation.rules.streams import TABLE
from workbench.kernel import N_, Event, Id


class IssueAdded(Event):
    """An issue was put on the list, with the text in force."""

    audience = TABLE
    sentence = N_("%(actor)s put “%(heading)s” on the list of issues.")
    bargaining: Id
    issue: Id
    ordinal: int
    part: str
    clause_number: str
    heading: str
    current_text: str


class IssueRevised(Event):
    """An issue on which nothing is tabled yet was worded, placed or numbered anew."""

    audience = TABLE
    sentence = N_("%(actor)s revised the issue “%(heading)s”.")
    bargaining: Id
    issue: Id
    ordinal: int
    part: str
    clause_number: str
    heading: str
    current_text: str


class IssueWithdrawn(Event):
    """An issue was taken off the talks; a proposal on it would bring it back."""

    audience = TABLE
    sentence = N_("%(actor)s withdrew the issue “%(heading)s”.")
    bargaining: Id
    issue: Id
    heading: str
    reason: str


class IssueHeld(Event):
    """An issue was set aside for now."""

    audience = TABLE
    sentence = N_("%(actor)s held the issue “%(heading)s”.")
    bargaining: Id
    issue: Id
    heading: str
    reason: str


class IssueResumed(Event):
    """A held issue was taken up again."""

    audience = TABLE
    sentence = N_("%(actor)s resumed the issue “%(heading)s”.")
    bargaining: Id
    issue: Id
    heading: str


class IssueDiscussed(Event):
    """The chair moved the discussion to an issue; the wall follows."""

    audience = TABLE
    sentence = N_("%(actor)s opened the discussion of “%(heading)s”.")
    bargaining: Id
    issue: Id
    heading: str


class DiscussionLeft(Event):
    """The discussion left an issue."""

    audience = TABLE
    sentence = N_("The discussion left “%(heading)s”.")
    bargaining: Id
    issue: Id
    heading: str
