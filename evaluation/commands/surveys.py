"""Questionnaires for the staff: opened with one-time slips, answered by whoever holds one, closed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlalchemy import delete, func, insert, select

from evaluation.events.surveys import SurveyClosed, SurveyOpened
from evaluation.models import Application, Survey, SurveyCall, SurveySeed, SurveySlip, SurveyTally
from evaluation.policy.surveys import may_answer, may_close, may_open, survey_of
from evaluation.rules import streams
from evaluation.rules.surveys import (
    LEAST,
    NO_ANSWER,
    GroupsRefused,
    Result,
    codes,
    digest_of_code,
    questionnaire,
    quotas,
    read_groups,
    result_of,
)
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

ASKED = "staff"
TOO_FEW_SLIPS = Reason(
    "too_few_slips", N_("At least %(least)s slips are needed: of fewer than %(least)s answers nothing is said."), 422
)
MORE_SLIPS_THAN_STAFF = Reason("more_slips_than_staff", N_("There are only %(staff)s people to hand slips to."), 422)
FEWER_SLIPS_THAN_GROUPS = Reason("fewer_slips_than_groups", N_("Each of the %(groups)s groups needs a slip."), 422)
DATE_PAST = Reason("survey_date_past", N_("This day is over. The last day to answer lies ahead."), 422)
BAD_GROUPS = {
    "empty": Reason("no_groups", N_("Write down at least one group, such as “Assembly 60”."), 422),
    "unreadable": Reason(
        "bad_group", N_("“%(line)s” has no number of people at its end. A right line is “Assembly 60”."), 422
    ),
    "doubled": Reason("doubled_group", N_("The group “%(line)s” stands there twice."), 422),
}
NO_SUCH_SLIP = Reason(
    "no_such_slip", N_("This code is not known, or was used already. Each slip takes one answer."), 409
)
NO_ANSWERS = Reason("no_answers", N_("Nothing was answered yet; your slip was not used."), 422)
OTHER_ANSWERS = Reason("other_answers", N_("The answers do not fit the questionnaire. Load the page again."), 422)

Answers = Annotated[list[Annotated[int, Field(ge=0, le=9)]], Field(max_length=200)]


class OpenSurvey(Command):
    """Opens a questionnaire for the staff of an applicant, with so many one-time slips for all groups in proportion.

    Result: {"survey": id}. The slips are printed from a page of their own.
    """

    sentence: ClassVar[str] = N_("Open a questionnaire")
    locks: ClassVar[str] = "evaluation/{application}"
    application: Id = Field(title=N_("Application"))
    groups: Annotated[str, prose(4_000)] = Field(title=N_("Groups and how many people work in each"))
    slips: Annotated[int, Field(ge=1, le=20_000)] = Field(title=N_("How many slips"))
    closes_on: date = Field(title=N_("Last day to answer"))


class AnswerSurvey(Command):
    """Gives one answer for one slip. Only the house does it, for whoever holds the slip; neither is written down.

    `answers` are the numbers of the scale in the order of the questions, 0 for none. Threat: the first outcome of every command is
    kept with the digest of its fields, so what was answered, and by which slip, is left out of that digest.
    """

    sentence: ClassVar[str] = N_("Answer the questionnaire")
    locks: ClassVar[str] = "survey/{survey}"
    secrets: ClassVar[frozenset[str]] = frozenset({"code", "answers"})
    survey: Id = Field(title=N_("Questionnaire"))
    code: Annotated[str, line(40)] = Field(title=N_("Code on your slip"))
    answers: Answers = Field(title=N_("Answers"))


class CloseSurvey(Command):
    """Closes a questionnaire and says what may be said. The slips and all sums are deleted; nothing can be answered or asked again."""

    sentence: ClassVar[str] = N_("Close the questionnaire")
    locks: ClassVar[str] = "survey/{survey}"
    survey: Id = Field(title=N_("Questionnaire"))


@policy(OpenSurvey)
def _may_open(question: Question, command: OpenSurvey) -> Verdict:
    return may_open(question, command.application)


@policy(AnswerSurvey)
def _may_answer(question: Question, command: AnswerSurvey) -> Verdict:
    return may_answer(question, command.survey)


@policy(CloseSurvey)
def _may_close(question: Question, command: CloseSurvey) -> Verdict:
    return may_close(question, command.survey)


@handler(OpenSurvey)
def open_survey(act: Act, command: OpenSurvey) -> Handling:
    """Make the slips and empty sums, and tell that the staff is asked."""
    application, asked = act.find(Application, command.application), questionnaire(ASKED)
    shares = _shares(command)
    if command.closes_on < act.today:
        raise Refusal(DATE_PAST, "closes_on")
    survey = Survey(
        id=act.new_id(),
        stream=streams.file(application.id),
        application=application.id,
        questionnaire=asked.key,
        version=asked.version,
        staff=sum(people for _, people, _ in shares),
        slips=command.slips,
        quotas=json.dumps(shares, ensure_ascii=False),
        closes_on=command.closes_on,
        opened_by=str(act.actor.person),
        opened_at=act.now,
    )
    call = SurveyCall(id=survey.id, questionnaire=asked.key, closes_on=command.closes_on)
    call.enterprise_name, call.closed = application.enterprise_name, False
    seed = SurveySeed(survey=survey.id, stream=streams.office(application.id), seed=secrets.token_hex(32))
    act.add(survey, call, seed)
    slips = sorted(digest_of_code(survey.id, code) for code in codes(seed.seed, command.slips))
    act.add(*(SurveySlip(digest=digest, survey=survey.id) for digest in slips))
    steps = (NO_ANSWER, *sorted(asked.values))
    sums = [(question.id, step) for question in asked.questions for step in steps]
    act.add(*(SurveyTally(survey=survey.id, question=question, answer=step, number=0) for question, step in sums))
    yield SurveyOpened(
        **_about(survey), questionnaire=asked.key, version=asked.version, quotas=shares, closes_on=command.closes_on
    )
    return {"survey": survey.id}


def _shares(command: OpenSurvey) -> list[tuple[str, int, int]]:
    try:
        groups = read_groups(command.groups)
    except GroupsRefused as refused:
        raise Refusal(BAD_GROUPS[refused.reason], "groups", line=refused.line) from None
    staff = sum(groups.values())
    if command.slips < LEAST:
        raise Refusal(TOO_FEW_SLIPS, "slips", least=LEAST)
    if command.slips > staff:
        raise Refusal(MORE_SLIPS_THAN_STAFF, "slips", staff=staff)
    if command.slips < len(groups):
        raise Refusal(FEWER_SLIPS_THAN_GROUPS, "slips", groups=len(groups))
    shares = quotas(groups, command.slips)
    return [(name, people, shares[name]) for name, people in groups.items()]


@handler(AnswerSurvey)
def answer_survey(act: Act, command: AnswerSurvey) -> Handling:
    """Take the slip away and raise the sums. No event: see events/surveys.py."""
    survey = act.find(Survey, command.survey)
    asked = questionnaire(survey.questionnaire)
    if len(command.answers) != len(asked.questions) or not set(command.answers) <= {NO_ANSWER, *asked.values}:
        raise Refusal(OTHER_ANSWERS, "answers")
    if set(command.answers) == {NO_ANSWER}:
        raise Refusal(NO_ANSWERS, "answers")
    slip = act.session.get(SurveySlip, digest_of_code(survey.id, command.code))
    if slip is None or slip.survey != survey.id:
        raise Refusal(NO_SUCH_SLIP, "code")
    act.session.delete(slip)
    _raise_sums(
        act, survey, {question.id: given for question, given in zip(asked.questions, command.answers, strict=True)}
    )
    survey.counted = _answers(act, survey) // LEAST * LEAST
    yield from ()
    return {"survey": survey.id}


def _raise_sums(act: Act, survey: Survey, given: Mapping[str, int]) -> None:
    """Raise a sum for each answer. All sums are written anew, in one order: a row alone would show, by its place, the last answer."""
    asked = questionnaire(survey.questionnaire)
    found = select(SurveyTally.question, SurveyTally.answer, SurveyTally.number).where(SurveyTally.survey == survey.id)
    numbers = {(row.question, row.answer): row.number for row in act.session.execute(found)}
    act.session.execute(delete(SurveyTally).where(SurveyTally.survey == survey.id))
    sums = [(question.id, step) for question in asked.questions for step in (NO_ANSWER, *sorted(asked.values))]
    rows = [
        {"survey": survey.id, "question": name, "answer": step, "number": numbers[name, step] + (given[name] == step)}
        for name, step in sums
    ]
    act.session.execute(insert(SurveyTally), rows)


def _answers(act: Act, survey: Survey) -> int:
    unused = act.first(select(func.count()).select_from(SurveySlip).where(SurveySlip.survey == survey.id))
    return survey.slips - (unused or 0)


@handler(CloseSurvey)
def close_survey(act: Act, command: CloseSurvey) -> Handling:
    """Say what may be said, and delete everything else."""
    survey = survey_of(act, command.survey)
    rows = act.all(select(SurveyTally).where(SurveyTally.survey == survey.id))
    tallies = {(row.question, row.answer): row.number for row in rows}
    found = result_of(questionnaire(survey.questionnaire), tallies, survey.staff, survey.slips, _answers(act, survey))
    survey.closed_at, survey.result = act.now, _stored(found)
    survey.counted = found.answers or 0
    act.find(SurveyCall, survey.id).closed = True
    act.session.flush()
    act.session.execute(delete(SurveyTally).where(SurveyTally.survey == survey.id))
    act.session.execute(delete(SurveySlip).where(SurveySlip.survey == survey.id))
    act.session.execute(delete(SurveySeed).where(SurveySeed.survey == survey.id))
    shares = [(one.question, one.answers, _text(one.agree), _text(one.margin)) for one in found.shares]
    yield SurveyClosed(**_about(survey), answers=found.answers, shares=shares)
    return {"survey": survey.id}


def _about(survey: Survey) -> dict[str, Any]:
    names = ("application", "staff", "slips")
    return {"survey": survey.id, **{name: getattr(survey, name) for name in names}}


def _stored(found: Result) -> str:
    return json.dumps(asdict(found), default=str)


def _text(number: object) -> str | None:
    return None if number is None else str(number)
