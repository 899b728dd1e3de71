"""What handing in a sheet does to the application."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.commands.steps import step
from evaluation.events.applications import ApplicationTakenUp, SelfScored
from evaluation.events.sheets import SheetHandedIn
from evaluation.models import Application
from evaluation.rules.words import ApplicationState, Stage
from evaluation.rules.workflow import Step
from workbench.kernel import Act, Event, reaction


@reaction(SheetHandedIn)
def move_on(act: Act, event: SheetHandedIn) -> Iterator[Event]:
    """Lay a self-assessment before the congress; take an application up when its first review is scored before that was said."""
    application = act.find(Application, event.application)
    if event.stage == Stage.SELF:
        step(act, application, Step.HAND_IN_SELF_SCORE)
        yield SelfScored(application=application.id, turn=event.turn)
    elif event.stage == Stage.FIRST and application.state == ApplicationState.SUBMITTED:
        step(act, application, Step.TAKE_UP)
        yield ApplicationTakenUp(application=application.id)
