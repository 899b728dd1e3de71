"""Moving an application from one state to the next."""

from __future__ import annotations

from evaluation.models import Application
from evaluation.policy.applications import NOT_NOW
from evaluation.rules.words import ApplicationState
from evaluation.rules.workflow import Step, move
from workbench.kernel import Act, Refusal


def step(act: Act, application: Application, by: Step) -> ApplicationState:
    """Move an application by a step and return the state it was in. Raises Refusal when the step does not start there."""
    before = ApplicationState(application.state)
    arrow = move(by, before)
    if arrow is None:
        raise Refusal(NOT_NOW)
    application.state, application.state_since = arrow.after, act.now
    act.session.flush()
    return before
