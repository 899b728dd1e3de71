"""What the committee decided, what was published, objected and appealed."""

from __future__ import annotations

from datetime import date

from evaluation.rules.streams import FILE, OBJECTIONS
from workbench.kernel import N_, Event, Id


class CommitteeDecided(Event):
    """The committee decided to name the enterprise, or to refuse it, by a vote and for reasons."""

    audience = FILE
    sentence = N_("The committee decided by %(in_favour)s votes to %(against)s.")
    application: Id
    decision: Id
    filed_sheet: Id
    outcome: str
    tier: str | None
    in_favour: int
    against: int
    abstained: int
    reason: str


class ReviewsTold(Event):
    """The enterprise reads from now on what the reviews scored: `digests` are those of the filed sheets."""

    audience = FILE
    sentence = N_("The scores of the reviews were told to the enterprise.")
    application: Id
    digests: list[str]


class NoticePublished(Event):
    """It was published that the enterprise is to be named; anybody may object until the last day."""

    audience = FILE
    sentence = N_("The public notice runs until %(until)s.")
    application: Id
    notice: Id
    until: date


class NoticeEnded(Event):
    """The last day of a public notice has passed."""

    audience = FILE
    sentence = N_("The public notice has ended.")
    application: Id
    notice: Id


class ObjectionFiled(Event):
    """Somebody objected. Who, is known to those who decide."""

    audience = OBJECTIONS
    sentence = N_("An objection was filed.")
    application: Id
    objection: Id


class ObjectionAnswered(Event):
    """The committee answered an objection."""

    audience = OBJECTIONS
    sentence = N_("%(actor)s answered an objection.")
    application: Id
    objection: Id
    upheld: bool


class SentBackToCommittee(Event):
    """The committee decides once more: an objection was upheld, or still waits for its answer."""

    audience = FILE
    sentence = N_("The application went back to the committee because of an objection.")
    application: Id


class AppealFiled(Event):
    """The enterprise appealed against a refusal or a revocation."""

    audience = FILE
    sentence = N_("%(actor)s filed an appeal.")
    application: Id
    appeal: Id


class AppealDecided(Event):
    """The committee decided on an appeal."""

    audience = FILE
    sentence = N_("The committee decided on the appeal.")
    application: Id
    appeal: Id
    upheld: bool
    reason: str
