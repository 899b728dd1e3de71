"""Titles named, reviewed, kept, rectified, revoked, restored, followed and expired."""

from __future__ import annotations

from datetime import date

from evaluation.rules.streams import FILE
from workbench.kernel import N_, Event, Id


class TitleNamed(Event):
    """An enterprise was named."""

    audience = FILE
    sentence = N_("%(enterprise_name)s was named; title number %(number)s.")
    application: Id
    title: Id
    enterprise: Id
    enterprise_name: str
    tier: str | None
    number: str
    named_on: date
    valid_until: date | None


class TitleUpgraded(Event):
    """A title took the place of an earlier one of the same enterprise: `before` is that one."""

    audience = FILE
    sentence = N_("The title takes the place of an earlier one.")
    application: Id
    title: Id
    before: Id
    tier: str | None


class TitleRevoked(Event):
    """A title was revoked: on a veto event, or after an annual review (`veto` is blank then)."""

    audience = FILE
    sentence = N_("The title was revoked.")
    application: Id
    title: Id
    veto: str
    reason: str


class TitleRestored(Event):
    """A revoked title holds again: the appeal was upheld."""

    audience = FILE
    sentence = N_("The title was restored.")
    application: Id
    title: Id


class TitleExpired(Event):
    """The last day of a title has passed."""

    audience = FILE
    sentence = N_("The title has expired.")
    application: Id
    title: Id


class ReviewBegun(Event):
    """An annual review of a title began."""

    audience = FILE
    sentence = N_("The annual review of %(year)s began; it is due by %(due_on)s.")
    application: Id
    title: Id
    review: Id
    year: int
    due_on: date


class TitleKept(Event):
    """A review ended well: the title is kept."""

    audience = FILE
    sentence = N_("The title is kept.")
    application: Id
    title: Id
    review: Id
    reason: str


class RectificationOrdered(Event):
    """The enterprise has to put something right by a day, or loses the title."""

    audience = FILE
    sentence = N_("The enterprise has to put things right by %(rectify_by)s.")
    application: Id
    title: Id
    review: Id
    rectify_by: date
    what: str


class RectificationDue(Event):
    """The day by which things had to be put right has passed; the office decides."""

    audience = FILE
    sentence = N_("The day by which things had to be put right has passed.")
    application: Id
    review: Id
