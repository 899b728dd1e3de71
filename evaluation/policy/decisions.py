"""Who decides, on what an application must have before, and who may object and appeal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from evaluation.models import Appeal, Application, Decision, FiledSheet, Notice, Objection, Revocation
from evaluation.policy.applications import NOT_APPLICANT, NOT_NOW, has_role_for, may_step
from evaluation.policy.filed import latest_filed
from evaluation.policy.roles import application_of, is_applicant
from evaluation.policy.schemes import scheme_of
from evaluation.rules.periods import last_day
from evaluation.rules.words import ApplicationState, RoundRole, Stage
from evaluation.rules.workflow import Step
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused

OBJECTIONS_OPEN = Reason("objections_open", N_("Answer the objections first."), 409)
NOTICE_RUNS = Reason("notice_runs", N_("The public notice runs until %(day)s."), 409)
NOTICE_OVER = Reason("notice_over", N_("The public notice is over: its last day was %(day)s."), 409)
QUOTA_FULL = Reason("quota_full", N_("The scheme names at most %(quota)s enterprises in a round."), 409)
APPEAL_OVER = Reason("appeal_over", N_("The last day to appeal was %(day)s."), 409)
NO_APPEAL = Reason("no_appeal", N_("The scheme knows no appeal."), 409)
APPEALED = Reason("appealed", N_("An appeal against this was filed already."), 409)
ANSWERED = Reason("answered", N_("This was decided already."), 409)

NAMED_STATES = (
    ApplicationState.NOTICE,
    ApplicationState.NAMED,
    ApplicationState.ANNUAL_REVIEW,
    ApplicationState.RECTIFYING,
    ApplicationState.REVOKED,
)


def may_decide(question: Question, application: str, step: Step) -> Verdict:
    """Allow the committee when no objection waits for its answer; for a naming only while the quota has room."""
    verdict = may_step(question, application, step)
    if verdict and open_objections(question, application):
        return refused(OBJECTIONS_OPEN)
    if not verdict or step != Step.DECIDE_TO_NAME:
        return verdict
    quota = scheme_of(question, application).quota
    found = question.find(Application, application)
    return refused(QUOTA_FULL, quota=quota) if quota is not None and _named(question, found.round) >= quota else ALLOWED


def _named(question: Question, round: str) -> int:
    query = select(func.count()).select_from(Application).where(Application.round == round)
    return question.first(query.where(Application.state.in_(NAMED_STATES))) or 0


def open_objections(question: Question, application: str) -> Sequence[Objection]:
    """Return the objections that wait for an answer."""
    query = select(Objection).where(Objection.application == application, Objection.answered_at.is_(None))
    return question.all(query.order_by(Objection.at, Objection.id))


def decisive_sheet(question: Question, application: str) -> FiledSheet:
    """Return the sheet a committee decides on: its own when it filed one after the second review's, else that one. Raises Absent."""
    own, second = (latest_filed(question, application, stage) for stage in (Stage.COMMITTEE, Stage.SECOND))
    found = own if own is not None and (second is None or own.at >= second.at) else second
    if found is None:
        raise Absent
    return found


def is_vetoed(sheet: FiledSheet) -> bool:
    """Say whether a veto applies by what a sheet came to."""
    return bool(json.loads(sheet.result).get("vetoed"))


def running_notice(question: Question, application: str) -> Notice | None:
    """Return the notice published last."""
    query = select(Notice).where(Notice.application == application, Notice.taken_down.is_(False))
    return question.first(query.order_by(Notice.published_on.desc(), Notice.id.desc()))


def may_object(question: Question, notice: str) -> Verdict:
    """Allow anybody while the notice runs."""
    found = question.find(Notice, notice)
    over = found.ended_at is not None or question.today > found.until
    return refused(NOTICE_OVER, day=found.until.isoformat()) if over else ALLOWED


def may_answer(question: Question, objection: str) -> Verdict:
    """Allow the committee, once. To those who do not read objections there is none."""
    found = question.find(Objection, objection)
    if found.stream not in question.streams(f"evaluation/{found.application}"):
        raise Absent
    verdict = has_role_for(question, question.find(Application, found.application), RoundRole.COMMITTEE)
    return refused(ANSWERED) if verdict and found.answered_at is not None else verdict


def may_name(question: Question, application: str) -> Verdict:
    """Allow the office when the notice is over and every objection was answered."""
    verdict = may_step(question, application, Step.NAME)
    if not verdict:
        return verdict
    notice = running_notice(question, application)
    if notice is None:
        return refused(NOT_NOW)
    if question.today <= notice.until:
        return refused(NOTICE_RUNS, day=notice.until.isoformat())
    return refused(OBJECTIONS_OPEN) if open_objections(question, application) else ALLOWED


def may_appeal(question: Question, application: str) -> Verdict:
    """Allow the applicant within the scheme's days of a refusal or a revocation, once against each."""
    found = application_of(question, application)
    if not is_applicant(question, found):
        return refused(NOT_APPLICANT)
    against = appealable(question, found)
    if against is None:
        return refused(NOT_NOW)
    days = scheme_of(question, application).appeal_days
    if days == 0:
        return refused(NO_APPEAL)
    day = appeal_by(question, found)
    if day is not None and question.today > day:
        return refused(APPEAL_OVER, day=day.isoformat())
    filed = question.first(select(Appeal.id).where(Appeal.against == against))
    return refused(APPEALED) if filed is not None else ALLOWED


def appealable(question: Question, application: Application) -> str | None:
    """Return the id of the refusal or revocation an application stands under, or None."""
    if application.state == ApplicationState.REFUSED:
        query = select(Decision.id).where(Decision.application == application.id).order_by(Decision.at.desc())
        return question.first(query)
    if application.state == ApplicationState.REVOKED:
        revoked = select(Revocation.id).where(Revocation.application == application.id)
        return question.first(revoked.order_by(Revocation.at.desc()))
    return None


def appeal_by(question: Question, application: Application) -> date | None:
    """Return the last day to appeal where an application stands refused or revoked."""
    if application.state not in (ApplicationState.REFUSED, ApplicationState.REVOKED):
        return None
    began = application.state_since.astimezone(ZoneInfo(question.zone)).date()
    return last_day(began, scheme_of(question, application.id).appeal_days, "calendar")


def may_decide_appeal(question: Question, appeal: str) -> Verdict:
    """Allow the committee, once. Raises Absent for one who does not know the application."""
    found = question.find(Appeal, appeal)
    application = application_of(question, found.application)
    verdict = has_role_for(question, application, RoundRole.COMMITTEE)
    return refused(ANSWERED) if verdict and found.decided_at is not None else verdict
