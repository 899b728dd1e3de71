"""Who may open, fill in and hand in a sheet. Whose sheet is open when is said in `policy.stages`.

Threat: a blind evaluator's sheet must not be noticed by anybody else. To everyone who may not read its stream it is absent, and
whether one was opened changes no answer given to others.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from evaluation.models import Application, Sheet
from evaluation.policy.roles import application_of
from evaluation.policy.stages import may_score
from evaluation.rules import streams
from evaluation.rules.words import Stage
from workbench.kernel import N_, Absent, Question, Reason, Verdict, refused
from workbench.kernel.streams import subject_of

HANDED_IN = Reason("sheet_handed_in", N_("This sheet was handed in and does not change any more."), 409)
DONE_ALREADY = Reason("sheet_done", N_("The sheet of this stage was handed in already."), 409)


def place_of(application: str, stage: Stage, person: str) -> str:
    """Return the stream in which an open sheet of this stage lives."""
    if stage is Stage.PANEL:
        return streams.scorer(application, person)
    return streams.enterprise(application) if stage is Stage.SELF else streams.office(application)


def filing_place(application: str, stage: Stage, person: str) -> str:
    """Return the stream in which a handed-in sheet of this stage is filed."""
    return streams.file(application) if stage is Stage.SELF else place_of(application, stage, person)


def may_open(question: Question, application: str, stage: Stage) -> Verdict:
    """Return whether the actor may open a sheet of this stage, or enter the one that is open."""
    found = application_of(question, application)
    verdict = may_score(question, found, stage)
    last = last_turn(question, application, stage, own_name(question, stage))
    return refused(DONE_ALREADY) if verdict and is_done(last, found) else verdict


def may_fill(question: Question, sheet: str | None) -> Verdict:
    """Return whether the actor may change or hand in this sheet. Raises Absent for one they may not read."""
    found = sheet_of(question, sheet)
    if found.handed_in_at is not None:
        return refused(HANDED_IN)
    return may_score(question, question.find(Application, found.application), Stage(found.stage))


def sheet_of(question: Question, sheet: str | None) -> Sheet:
    """Return a sheet the actor may read. Raises Absent for any other."""
    found = question.find(Sheet, sheet)
    if found.stream not in question.streams(subject_of(found.stream)):
        raise Absent
    return found


def last_turn(question: Question, application: str, stage: Stage, scorer: str) -> Sheet | None:
    """Return the sheet of this stage that was opened last; `scorer` is blank for one that is shared."""
    query = select(Sheet).where(Sheet.application == application, Sheet.stage == stage, Sheet.scorer == scorer)
    return question.first(query.order_by(Sheet.turn.desc()))


def own_name(question: Question, stage: Stage) -> str:
    """Return what a sheet of this stage names as its scorer: the actor where each scores alone."""
    return str(question.actor.person) if stage is Stage.PANEL else ""


def time_said(question: Question, moment: datetime) -> str:
    """Return when something happened as a refusal says it: the clock of today, the date and clock of another day."""
    local = moment.astimezone(ZoneInfo(question.zone))
    return local.strftime("%H:%M:%S" if local.date() == question.today else "%Y-%m-%d %H:%M")


def is_done(sheet: Sheet | None, application: Application) -> bool:
    """Say whether a stage's newest sheet was handed in since the application stands where it stands."""
    return sheet is not None and sheet.handed_in_at is not None and sheet.handed_in_at >= application.state_since
