"""What happened to an application on its way to the committee."""

from __future__ import annotations

from datetime import date

from evaluation.rules.streams import FILE
from evaluation.rules.words import ApplicationState
from workbench.kernel import N_, Event, Id


class Applied(Event):
    """An enterprise applied in a round."""

    audience = FILE
    changes_audience = True
    sentence = N_("%(enterprise_name)s applied.")
    application: Id
    round: Id
    enterprise: Id
    enterprise_name: str
    union: Id
    tier: str | None


class SelfScored(Event):
    """The self-assessment is done; the workers' congress has it before it."""

    audience = FILE
    sentence = N_("The self-assessment was handed in; the workers' congress decides on it.")
    application: Id
    turn: int


class CongressResolved(Event):
    """The workers' congress adopted the self-assessment, or did not."""

    audience = FILE
    sentence = N_("The workers' congress voted on the self-assessment: %(in_favour)s of %(representatives)s for it.")
    application: Id
    adoption: Id
    filed_sheet: Id
    held_on: date
    representatives: int
    present: int
    in_favour: int
    against: int
    abstained: int
    passed: bool
    sha256: str


class ApplicationSubmitted(Event):
    """The application was submitted to the office."""

    audience = FILE
    sentence = N_("%(actor)s submitted the application.")
    application: Id
    enterprise_name: str


class ApplicationTakenUp(Event):
    """The office took the application up for first review."""

    audience = FILE
    sentence = N_("The office took up the application.")
    application: Id


class ApplicationForwarded(Event):
    """A review is done and the next body has the application."""

    audience = FILE
    sentence = N_("%(actor)s forwarded the application.")
    application: Id
    before: ApplicationState
    after: ApplicationState


class ApplicationReturned(Event):
    """The application went back to the enterprise for correction."""

    audience = FILE
    sentence = N_("%(actor)s returned the application for correction until %(due_on)s.")
    application: Id
    returned: Id
    before: ApplicationState
    items: list[str]
    due_on: date


class ApplicationWithdrawn(Event):
    """The applicant withdrew the application."""

    audience = FILE
    sentence = N_("%(actor)s withdrew the application.")
    application: Id
    before: ApplicationState
    reason: str
