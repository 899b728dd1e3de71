"""The committee's decision: a public notice, or a refusal with reasons."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from evaluation.commands.steps import step
from evaluation.commands.telling import told
from evaluation.events.decisions import CommitteeDecided, NoticePublished
from evaluation.models import Application, Decision, FiledSheet, Notice, Round
from evaluation.policy import decisions as policy_of
from evaluation.policy.decisions import decisive_sheet, is_vetoed
from evaluation.policy.roles import application_of
from evaluation.policy.schemes import scheme_of
from evaluation.policy.titles import held_by
from evaluation.rules.eligibility import too_early
from evaluation.rules.periods import last_day
from evaluation.rules.schemes import Scheme
from evaluation.rules.words import Stage
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
from workbench.people.queries import organisation_name

VETOED = Reason("vetoed", N_("A veto applies: the enterprise cannot be named."), 409)
NOT_CARRIED = Reason("not_carried", N_("More votes have to be for it than against it."), 422)
WHICH_TIER = Reason("which_tier", N_("Say which tier of the scheme it is."), 422)
TIER_TOO_HIGH = Reason(
    "tier_too_high", N_("The sheet comes to tier “%(reached)s”, so “%(tier)s” cannot be named."), 422
)
TIER_NOT_REACHED = Reason("tier_not_reached", N_("The sheet comes to no tier, so none can be named."), 409)
TIME_IN_TIER = Reason("time_in_tier", N_("This tier needs %(months)s months in tier “%(lower)s” first."), 409)
NOTICE_TOO_SHORT = Reason("notice_too_short", N_("The notice runs at least until %(day)s."), 422)
DEFAULT_DAYS = 5
"""Working days of notice where a scheme names none (ours; published notices ran about a week)."""
REVIEWS = (Stage.FIRST, Stage.SECOND, Stage.COMMITTEE)
"""The stages whose values the enterprise is told with the decision."""
Votes = Annotated[int, Field(ge=0, le=1_000)]
_LONGEST = 366


class DecideToName(Command):
    """Decides by vote to name an enterprise with a tier, and publishes that for objections. Result: {"decision": id, "notice": id}.

    `notice_until` may prolong the scheme's days of notice, for holidays in between.
    """

    sentence = N_("Decide to name")
    locks = "evaluation/{application}"
    application: Id
    tier: Annotated[str, line(24)] | None = Field(default=None, title=N_("Tier"))
    in_favour: Votes = Field(title=N_("In favour"))
    against: Votes = Field(title=N_("Against"))
    abstained: Votes = Field(default=0, title=N_("Abstained"))
    reason: Annotated[str, prose(5_000)] = Field(title=N_("Reason"))
    notice_until: date | None = Field(default=None, title=N_("Last day of the notice"))


class RefuseApplication(Command):
    """Decides by vote to refuse an application, for stated reasons. Result: {"decision": id}."""

    sentence = N_("Refuse the application")
    locks = "evaluation/{application}"
    application: Id
    in_favour: Votes = Field(title=N_("For refusing"))
    against: Votes = Field(title=N_("Against"))
    abstained: Votes = Field(default=0, title=N_("Abstained"))
    reason: Annotated[str, prose(5_000)] = Field(title=N_("Reason"))


@policy(DecideToName)
def may_decide_to_name(question: Question, command: DecideToName) -> Verdict:
    """Allow the committee while the quota has room and no objection is open."""
    return policy_of.may_decide(question, command.application, Step.DECIDE_TO_NAME)


@policy(RefuseApplication)
def may_refuse(question: Question, command: RefuseApplication) -> Verdict:
    """Allow the committee when no objection is open."""
    return policy_of.may_decide(question, command.application, Step.REFUSE)


@handler(DecideToName)
def decide_to_name(act: Act, command: DecideToName) -> Handling:
    """Enter the decision and the notice."""
    found = application_of(act, command.application)
    scheme, sheet = scheme_of(act, found.id), decisive_sheet(act, found.id)
    _check_tier(act, found, scheme, sheet, command.tier)
    until = _notice_until(act, scheme, command.notice_until)
    step(act, found, Step.DECIDE_TO_NAME)
    decided = _decided(act, found, sheet, command, "name", command.tier)
    tier = next((one for one in scheme.tiers if one.key == command.tier), None)
    round_ = act.find(Round, found.round)
    notice = Notice(
        id=act.new_id(),
        application=found.id,
        round=found.round,
        round_title=round_.title,
        office=organisation_name(act.session, round_.organiser),
        tier_zh=tier.title.zh if tier else "",
        tier_en=tier.title.en if tier else "",
        enterprise_name=found.enterprise_name,
        tier=command.tier,
        published_on=act.today,
        until=until,
    )
    act.add(notice)
    yield decided
    yield from told(act, found.id, *REVIEWS)
    yield NoticePublished(application=found.id, notice=notice.id, until=until)
    return {"decision": decided.decision, "notice": notice.id}


@handler(RefuseApplication)
def refuse(act: Act, command: RefuseApplication) -> Handling:
    """Enter the refusal."""
    found = application_of(act, command.application)
    sheet = decisive_sheet(act, found.id)
    step(act, found, Step.REFUSE)
    decided = _decided(act, found, sheet, command, "refuse", None)
    yield decided
    yield from told(act, found.id, *REVIEWS)
    return {"decision": decided.decision}


def _decided(
    act: Act,
    found: Application,
    sheet: FiledSheet,
    command: DecideToName | RefuseApplication,
    outcome: str,
    tier: str | None,
) -> CommitteeDecided:
    if command.in_favour <= command.against:
        raise Refusal(NOT_CARRIED, "in_favour")
    said = command.model_dump(include={"in_favour", "against", "abstained", "reason"})
    about = {"application": found.id, "filed_sheet": sheet.id, "outcome": outcome, "tier": tier, **said}
    decision = act.new_id()
    act.add(Decision(id=decision, stream=found.stream, decided_by=str(act.actor.person), at=act.now, **about))
    return CommitteeDecided(decision=decision, **about)


def _check_tier(act: Act, found: Application, scheme: Scheme, sheet: FiledSheet, tier: str | None) -> None:
    if is_vetoed(sheet):
        raise Refusal(VETOED)
    order = {one.key: one for one in scheme.tiers}
    if not order and tier is None:
        return
    if tier not in order:
        raise Refusal(WHICH_TIER, "tier")
    if sheet.tier not in order:
        raise Refusal(TIER_NOT_REACHED)
    if order[tier].cutoff > order[sheet.tier].cutoff:
        raise Refusal(TIER_TOO_HIGH, "tier", reached=sheet.tier, tier=tier)
    if too_early(order[tier], held_by(act, found.enterprise, scheme.key), act.today) is not None:
        raise Refusal(TIME_IN_TIER, "tier", months=order[tier].min_months, lower=order[tier].from_tier)


def _notice_until(act: Act, scheme: Scheme, wished: date | None) -> date:
    first = last_day(act.today, scheme.notice_days or DEFAULT_DAYS, scheme.notice_unit)
    if wished is None:
        return first
    if wished < first or (wished - act.today).days > _LONGEST:
        raise Refusal(NOTICE_TOO_SHORT, "notice_until", day=first.isoformat())
    return wished
