"""First and second review: taken up, forwarded, or returned to the enterprise with reasons by item."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

from pydantic import Field

from evaluation.commands.steps import step
from evaluation.events.applications import ApplicationForwarded, ApplicationReturned, ApplicationTakenUp
from evaluation.models import Return
from evaluation.policy.applications import may_step
from evaluation.policy.reviews import may_forward
from evaluation.policy.roles import application_of
from evaluation.policy.schemes import scheme_of
from evaluation.rules.schemes import Scheme
from evaluation.rules.words import ApplicationState
from evaluation.rules.workflow import Step
from workbench.kernel import (
    N_,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    policy,
    prose,
)

NO_SUCH_ITEM = Reason("no_such_item", N_("Line %(line)s: the scheme has no item “%(item)s”."), 422)
REASON_MISSING = Reason("reason_missing", N_("Line %(line)s: say after “%(item)s” what is to be corrected."), 422)
ITEM_TWICE = Reason("item_twice", N_("Line %(line)s: item “%(item)s” stands there twice."), 422)
DAY_TO_COME = Reason("day_to_come", N_("Give the enterprise a day to come, at most a year off."), 422)
_YEAR = 366


class TakeUpApplication(Command):
    """Takes a submitted application up for first review."""

    sentence = N_("Take up the application")
    locks = "evaluation/{application}"
    application: Id


@policy(TakeUpApplication)
def may_take_up(question: Question, command: TakeUpApplication) -> Verdict:
    """Allow the office."""
    return may_step(question, command.application, Step.TAKE_UP)


@handler(TakeUpApplication)
def take_up(act: Act, command: TakeUpApplication) -> Handling:
    """Begin the first review."""
    step(act, application_of(act, command.application), Step.TAKE_UP)
    yield ApplicationTakenUp(application=command.application)
    return {"application": command.application}


class ForwardApplication(Command):
    """Forwards an application whose review is done: from first to second review, from there to the committee."""

    sentence = N_("Forward the application")
    locks = "evaluation/{application}"
    application: Id


@policy(ForwardApplication)
def may_forward_application(question: Question, command: ForwardApplication) -> Verdict:
    """Allow whose review it is once its sheet was handed in."""
    return may_forward(question, command.application)


@handler(ForwardApplication)
def forward(act: Act, command: ForwardApplication) -> Handling:
    """Hand the application on."""
    found = application_of(act, command.application)
    before = step(act, found, Step.FORWARD)
    yield ApplicationForwarded(application=found.id, before=before, after=ApplicationState(found.state))
    return {"application": found.id, "state": found.state}


class ReturnApplication(Command):
    """Returns an application to the enterprise for correction, which then assesses itself anew; what was filed stays.

    `corrections` holds one line for each item: its number, a blank, and what is to be corrected.
    """

    sentence = N_("Return the application")
    locks = "evaluation/{application}"
    application: Id
    reason: Annotated[str, prose(5_000)] = Field(title=N_("Reason"))
    corrections: Annotated[str, prose(20_000, blank=True)] = Field(default="", title=N_("Corrections by item"))
    due_on: date = Field(title=N_("Corrected until"))


@policy(ReturnApplication)
def may_return(question: Question, command: ReturnApplication) -> Verdict:
    """Allow whoever has the application before them."""
    return may_step(question, command.application, Step.RETURN)


@handler(ReturnApplication)
def return_application(act: Act, command: ReturnApplication) -> Handling:
    """Send it back."""
    found = application_of(act, command.application)
    corrections = _by_item(scheme_of(act, found.id), command.corrections)
    if not 0 < (command.due_on - act.today).days <= _YEAR:
        raise Refusal(DAY_TO_COME, "due_on")
    before = step(act, found, Step.RETURN)
    row = Return(
        id=act.new_id(),
        stream=found.stream,
        application=found.id,
        state=before,
        reason=command.reason,
        corrections=json.dumps(corrections, ensure_ascii=False),
        due_on=command.due_on,
        returned_by=str(act.actor.person),
        at=act.now,
    )
    act.add(row)
    yield ApplicationReturned(
        application=found.id, returned=row.id, before=before, items=list(corrections), due_on=row.due_on
    )
    return {"returned": row.id}


def _by_item(scheme: Scheme, typed: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, text in enumerate(typed.splitlines(), 1):
        item, _, what = text.strip().partition(" ")
        if not item:
            continue
        if item not in scheme.by_id:
            raise Refusal(NO_SUCH_ITEM, "corrections", line=number, item=item[:60])
        if not what.strip():
            raise Refusal(REASON_MISSING, "corrections", line=number, item=item)
        if item in found:
            raise Refusal(ITEM_TWICE, "corrections", line=number, item=item)
        found[item] = what.strip()
    return found
