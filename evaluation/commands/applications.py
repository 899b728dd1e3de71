"""Applying in a round, submitting, and withdrawing."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import Field

from evaluation.events.applications import ApplicationSubmitted, ApplicationWithdrawn, Applied
from evaluation.models import Application
from evaluation.policy import applications as policy_of
from evaluation.policy.roles import application_of
from evaluation.rules import streams
from evaluation.rules.words import State
from evaluation.rules.workflow import Step, move
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
    line,
    policy,
    prose,
)
from workbench.people.queries import kind_of, organisation_name

NOT_A_UNION = Reason("not_a_union", N_("There is no such union."), 422)
NOT_NOW = policy_of.NOT_NOW


class Apply(Command):
    """Applies for an enterprise in a round, with the answers to the scheme's questions of eligibility in their order.

    `union` is the union whose workers' congress will adopt the self-assessment. Result: {"application": id}.
    """

    sentence = N_("Apply")
    locks = "round/{round}"
    round: Id
    enterprise: Id = Field(title=N_("Enterprise"))
    union: Id = Field(title=N_("Its union"))
    tier: Annotated[str, line(24)] | None = Field(default=None, title=N_("Tier applied for"))
    answers: Annotated[list[Annotated[str, line(200)]], Field(max_length=60)] = Field(
        default_factory=list, title=N_("Answers")
    )


@policy(Apply)
def may_apply(question: Question, command: Apply) -> Verdict:
    """Allow members of the enterprise while the round takes applications."""
    return policy_of.may_apply(question, command.round, getattr(command, "enterprise", None))


@handler(Apply)
def apply(act: Act, command: Apply) -> Handling:
    """Enter the application as a draft."""
    if kind_of(act.session, command.union) != "union":
        raise Refusal(NOT_A_UNION, "union")
    application = act.new_id()
    row = Application(
        id=application,
        stream=streams.file(application),
        round=command.round,
        enterprise=command.enterprise,
        enterprise_name=organisation_name(act.session, command.enterprise),
        union=command.union,
        state=State.DRAFT,
        tier=command.tier,
        facts=json.dumps(command.answers, ensure_ascii=False),
        applied_by=str(act.actor.person),
        applied_at=act.now,
        state_since=act.now,
    )
    act.add(row)
    about = command.model_dump(include={"round", "enterprise", "union", "tier"})
    yield Applied(application=application, enterprise_name=row.enterprise_name, **about)
    return {"application": application}


def step(act: Act, application: Application, by: Step) -> State:
    """Move an application by a step and return the state it was in. Raises Refusal when the step does not start there."""
    before = State(application.state)
    arrow = move(by, before)
    if arrow is None:
        raise Refusal(NOT_NOW)
    application.state, application.state_since = arrow.after, act.now
    act.session.flush()
    return before


class SubmitApplication(Command):
    """Submits an application, adopted by the workers' congress, to the office."""

    sentence = N_("Submit the application")
    locks = "evaluation/{application}"
    application: Id


@policy(SubmitApplication)
def may_submit(question: Question, command: SubmitApplication) -> Verdict:
    """Allow the applicant once the congress has adopted the self-assessment."""
    return policy_of.may_step(question, command.application, Step.SUBMIT)


@handler(SubmitApplication)
def submit(act: Act, command: SubmitApplication) -> Handling:
    """Hand the application over to the office."""
    found = application_of(act, command.application)
    step(act, found, Step.SUBMIT)
    yield ApplicationSubmitted(application=found.id, enterprise_name=found.enterprise_name)
    return {"application": found.id}


class WithdrawApplication(Command):
    """Withdraws an application before anything was decided. What was handed in stays on file."""

    sentence = N_("Withdraw the application")
    locks = "evaluation/{application}"
    application: Id
    reason: Annotated[str, prose(2_000)] = Field(title=N_("Reason"))


@policy(WithdrawApplication)
def may_withdraw(question: Question, command: WithdrawApplication) -> Verdict:
    """Allow the applicant until something was decided."""
    return policy_of.may_step(question, command.application, Step.WITHDRAW)


@handler(WithdrawApplication)
def withdraw(act: Act, command: WithdrawApplication) -> Handling:
    """Take the application back."""
    found = application_of(act, command.application)
    before = step(act, found, Step.WITHDRAW)
    yield ApplicationWithdrawn(application=found.id, before=before, reason=command.reason)
    return {"application": found.id}
