"""Which sheets of an application are open now."""

from __future__ import annotations

from evaluation.models import Application
from evaluation.rules.words import ApplicationState, Stage
from evaluation.rules.workflow import SHEETS_OPEN


def open_stages(application: Application) -> frozenset[Stage]:
    """Return the stages whose sheets may be filled in where the application stands."""
    return SHEETS_OPEN.get(ApplicationState(application.state), frozenset())


def open_stage(application: Application) -> Stage | None:
    """Return the one stage that moves the application on; the panel beside a review is not it."""
    return next(iter(sorted(open_stages(application) - {Stage.PANEL})), None)
