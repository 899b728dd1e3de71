"""What the congress, the reviews and the submission wait for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from evaluation.models import Application, Return, Round
from evaluation.policy.applications import NOT_NOW, may_step
from evaluation.policy.filed import filed_since_here
from evaluation.policy.panels import panel_is_awaited
from evaluation.policy.roles import application_of
from evaluation.rules.words import ApplicationState
from evaluation.rules.workflow import NEEDS_SHEET, Step, move
from workbench.kernel import ALLOWED, N_, Question, Reason, Verdict, refused
from workbench.people.queries import organisations_of

UNION_RECORDS = Reason("union_records", N_("The union of the enterprise records what its workers' congress resolved."))
ANOTHER_PERSON = Reason(
    "another_person", N_("Who applied for the enterprise does not record the congress's resolution.")
)
LATE = Reason("late_entry", N_("The last day for this was %(day)s."), 409)
ROUND_IS_CLOSED = Reason("round_is_closed", N_("The round is closed."), 409)
SHEET_FIRST = Reason("sheet_first", N_("Hand in the score sheet of this review first."), 409)
PANEL_FIRST = Reason("panel_first", N_("The panel has not opened yet: its evaluators are still scoring."), 409)


def may_record(question: Question, application: str) -> Verdict:
    """Allow the union named in the application while the congress has it before it."""
    found = application_of(question, application)
    if found.union not in organisations_of(question.session, question.actor.person, question.now):
        return refused(UNION_RECORDS)
    if found.applied_by == question.actor.person:
        return refused(ANOTHER_PERSON)
    return ALLOWED if move(Step.ADOPT, ApplicationState(found.state)) else refused(NOT_NOW)


def may_submit(question: Question, application: str) -> Verdict:
    """Allow the applicant in time: by the last day to apply, or by the day a return named."""
    verdict = may_step(question, application, Step.SUBMIT)
    if not verdict:
        return verdict
    found = question.find(Application, application)
    round_ = question.find(Round, found.round)
    if round_.closed_at is not None:
        return refused(ROUND_IS_CLOSED)
    day = submit_by(question, found, round_)
    return ALLOWED if question.today <= day else refused(LATE, day=day.isoformat())


def submit_by(question: Question, application: Application, round_: Round) -> date:
    """Return the last day on which an application is submitted."""
    returned = last_return(question, application.id)
    return round_.apply_by if returned is None else returned.due_on


def last_return(question: Question, application: str) -> Return | None:
    """Return the last time an application was returned for correction."""
    return question.first(select(Return).where(Return.application == application).order_by(Return.at.desc()))


def may_forward(question: Question, application: str) -> Verdict:
    """Allow whose review it is, once its sheet is in and, after the second review, the panel has opened."""
    verdict = may_step(question, application, Step.FORWARD)
    if not verdict:
        return verdict
    found = question.find(Application, application)
    state = ApplicationState(found.state)
    if filed_since_here(question, found, NEEDS_SHEET[state]) is None:
        return refused(SHEET_FIRST)
    waits = state == ApplicationState.SECOND_REVIEW and panel_is_awaited(question, found.id)
    return refused(PANEL_FIRST) if waits else ALLOWED
