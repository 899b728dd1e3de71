"""Applying in a round, submitting, and withdrawing."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

from pydantic import Field

from evaluation.commands.steps import step
from evaluation.events.applications import ApplicationSubmitted, ApplicationWithdrawn, Applied
from evaluation.models import Application
from evaluation.policy import applications as policy_of
from evaluation.policy import reviews
from evaluation.policy.roles import application_of
from evaluation.policy.schemes import scheme_of_round
from evaluation.policy.titles import held_by
from evaluation.rules import streams
from evaluation.rules.eligibility import AnswerRefused, answers_to, failed, is_number, too_early
from evaluation.rules.item_rules import Words
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
    line,
    policy,
    prose,
)
from workbench.people.queries import kind_of, organisation_name

NOT_A_UNION = Reason("not_a_union", N_("There is no such union."), 422)
YES_OR_NO = Reason("yes_or_no", N_("Answer this question by yes or no: %(rule_en)s"), 422)
NUMBER_NEEDED = Reason("number_needed", N_("Answer this question by a number: %(rule_en)s"), 422)
TOO_MANY_ANSWERS = Reason("too_many_answers", N_("The scheme asks %(asked)s questions."), 422)
NOT_ELIGIBLE = Reason("not_eligible", N_("Not eligible: the answer is “%(answer)s” to %(rule_en)s"), 409)
NO_SUCH_TIER = Reason("no_such_tier", N_("The scheme has no tier “%(tier)s”."), 422)
LOWER_TIER_FIRST = Reason("lower_tier_first", N_("Tier %(tier)s is open to holders of tier %(lower)s only."), 409)
TOO_EARLY = Reason(
    "too_early", N_("Tier %(tier)s is open after %(months)s months in tier %(lower)s: from %(day)s on."), 409
)


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
    """Enter the application as a draft, when every rule of eligibility is met."""
    if kind_of(act.session, command.union) != "union":
        raise Refusal(NOT_A_UNION, "union")
    scheme = scheme_of_round(act, command.round)
    answers = _eligible(scheme, command.answers)
    _check_tier(act, scheme, command)
    application = act.new_id()
    row = Application(
        id=application,
        stream=streams.file(application),
        round=command.round,
        enterprise=command.enterprise,
        enterprise_name=organisation_name(act.session, command.enterprise),
        union=command.union,
        state=ApplicationState.DRAFT,
        tier=command.tier,
        facts=json.dumps(answers, ensure_ascii=False),
        applied_by=str(act.actor.person),
        applied_at=act.now,
        state_since=act.now,
    )
    act.add(row)
    about = command.model_dump(include={"round", "enterprise", "union", "tier"})
    yield Applied(application=application, enterprise_name=row.enterprise_name, **about)
    return {"application": application}


def _eligible(scheme: Scheme, answers: list[str]) -> dict[str, str]:
    if len(answers) > len(scheme.eligibility):
        raise Refusal(TOO_MANY_ANSWERS, "answers", asked=len(scheme.eligibility))
    try:
        given = answers_to(scheme.eligibility, answers)
    except AnswerRefused as fault:
        reason = NUMBER_NEEDED if is_number(fault.question) else YES_OR_NO
        raise Refusal(reason, "answers", **_both(fault.question.title)) from None
    unmet = failed(scheme.eligibility, given)
    if unmet is not None:
        raise Refusal(NOT_ELIGIBLE, "answers", **_both(unmet.title), answer=given[unmet.id])
    return given


def _both(title: Words) -> dict[str, str]:
    return {"rule_zh": title.zh, "rule_en": title.en}


def _check_tier(act: Act, scheme: Scheme, command: Apply) -> None:
    if command.tier is None:
        return
    tier = next((one for one in scheme.tiers if one.key == command.tier), None)
    if tier is None:
        raise Refusal(NO_SUCH_TIER, "tier", tier=command.tier)
    first = too_early(tier, held_by(act, command.enterprise, scheme.key), act.today)
    if first == date.max:
        raise Refusal(LOWER_TIER_FIRST, "tier", tier=tier.key, lower=tier.from_tier)
    if first is not None:
        raise Refusal(TOO_EARLY, "tier", tier=tier.key, months=tier.min_months, lower=tier.from_tier, day=str(first))


class SubmitApplication(Command):
    """Submits an application, adopted by the workers' congress, to the office."""

    sentence = N_("Submit the application")
    locks = "evaluation/{application}"
    application: Id


@policy(SubmitApplication)
def may_submit(question: Question, command: SubmitApplication) -> Verdict:
    """Allow the applicant once the congress has adopted the self-assessment."""
    return reviews.may_submit(question, command.application)


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
