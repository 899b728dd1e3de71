"""Who may open, fill in and hand in a sheet, and until when. Which sheets are open where an application stands: `policy.stages`.

Threat: a blind evaluator's sheet must not be noticed by anybody else. To everyone who may not read its stream it is absent, and
whether one was opened changes no answer given to others.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from evaluation.models import Application, FiledSheet, Return, Round, Sheet
from evaluation.policy.conflicts import unbiased
from evaluation.policy.roles import application_of, is_applicant, panel_seat_of, roles_in
from evaluation.policy.stages import open_stages
from evaluation.rules import streams
from evaluation.rules.words import RoundRole, Stage
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused
from workbench.kernel.streams import subject_of

NOT_SCORER = Reason("not_scorer", N_("Others fill in this sheet."))
STAGE_CLOSED = Reason("stage_closed", N_("This sheet is not open where the application stands."), 409)
HANDED_IN = Reason("sheet_handed_in", N_("This sheet was handed in and does not change any more."), 409)
DONE_ALREADY = Reason("sheet_done", N_("The sheet of this stage was handed in already."), 409)
ROUND_OVER = Reason("round_over", N_("The round is closed: nothing is scored in it any more."), 409)
TOO_LATE = Reason("too_late", N_("The last day for this was %(day)s. What was kept until then stays as it is."), 409)

SCORERS: dict[Stage, frozenset[RoundRole]] = {
    Stage.FIRST: frozenset({RoundRole.OFFICE}),
    Stage.SECOND: frozenset({RoundRole.REVIEWER}),
    Stage.COMMITTEE: frozenset({RoundRole.COMMITTEE}),
    Stage.REVIEW: frozenset({RoundRole.OFFICE, RoundRole.REVIEWER}),
}
"""The roles that share the one sheet of a stage. Self-assessment and panel are judged by belonging and by seat."""

SELF_SCORED = select(FiledSheet.at).where(FiledSheet.stage == Stage.SELF).order_by(FiledSheet.at.desc())
"""When self-assessments were filed, the last one first."""

CORRECTED_UNTIL = select(Return.due_on).order_by(Return.at.desc())
"""Until when returned applications are to be corrected, the last return first."""


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
    assessed = question.first(SELF_SCORED.where(FiledSheet.application == application))
    return refused(DONE_ALREADY) if verdict and is_done(last, found, assessed) else verdict


def may_fill(question: Question, sheet: str | None) -> Verdict:
    """Return whether the actor may change or hand in this sheet. Raises Absent for one they may not read."""
    found = sheet_of(question, sheet)
    if found.handed_in_at is not None:
        return refused(HANDED_IN)
    return may_score(question, question.find(Application, found.application), Stage(found.stage))


def may_score(question: Question, application: Application, stage: Stage) -> Verdict:
    """Allow those whose sheet it is and whom nothing ties to the enterprise, while it, its round and its last day are open."""
    if not scores(question, application, stage):
        return refused(NOT_SCORER)
    if stage not in open_stages(application):
        return refused(STAGE_CLOSED)
    verdict = ALLOWED if stage is Stage.SELF else unbiased(question, application)
    if not verdict:
        return verdict
    round_ = question.find(Round, application.round)
    if round_.closed_at is not None and stage is not Stage.REVIEW:
        return refused(ROUND_OVER)
    corrected = question.first(CORRECTED_UNTIL.where(Return.application == application.id))
    day = last_day(round_, stage, corrected)
    return ALLOWED if day is None or question.today <= day else refused(TOO_LATE, day=day.isoformat())


def scores(question: Question, application: Application, stage: Stage) -> bool:
    """Say whether the actor is one of those who fill in the sheets of this stage. Nobody judges their own enterprise."""
    if stage is Stage.SELF or is_applicant(question, application):
        return stage is Stage.SELF and is_applicant(question, application)
    if stage is Stage.PANEL:
        return panel_seat_of(question, application.id) is not None
    return bool(SCORERS[stage] & roles_in(question, application.round))


def last_day(round_: Round, stage: Stage, corrected_until: date | None) -> date | None:
    """Return the last day on which a sheet of this stage is taken; None for an annual review, which has its own.

    `corrected_until` is the day that the last return for correction named, if there was one.
    """
    if stage is Stage.REVIEW:
        return None
    return (corrected_until or round_.apply_by) if stage is Stage.SELF else round_.score_by


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


def is_done(sheet: Sheet | None, application: Application, assessed: datetime | None) -> bool:
    """Say whether a stage's newest sheet was handed in for the time being.

    That is since the application stands where it stands; for a panel, which scores beside several reviews, since the
    enterprise's own sheet was filed last, at `assessed`.
    """
    if sheet is None or sheet.handed_in_at is None:
        return False
    since = application.state_since if sheet.stage != Stage.PANEL else assessed
    return since is None or sheet.handed_in_at >= since


def own_name(question: Question, stage: Stage) -> str:
    """Return what a sheet of this stage names as its scorer: the actor where each scores alone."""
    return str(question.actor.person) if stage is Stage.PANEL else ""


def time_said(question: Question, moment: datetime) -> str:
    """Return when something happened as a refusal says it: the clock of today, the date and clock of another day."""
    local = moment.astimezone(ZoneInfo(question.zone))
    return local.strftime("%H:%M:%S" if local.date() == question.today else "%Y-%m-%d %H:%M")
