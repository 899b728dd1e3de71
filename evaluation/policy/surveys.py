"""Who opens and closes a questionnaire, and who answers: whoever holds a slip, and nobody under a name."""

from __future__ import annotations

from sqlalchemy import select

from evaluation.models import Application, Survey
from evaluation.policy.evidence import reviews
from evaluation.policy.roles import application_of
from evaluation.rules.visits import VISITED
from evaluation.rules.words import ApplicationState
from workbench.kernel import ALLOWED, N_, Absent, Actor, Question, Reason, Verdict, refused, the_house
from workbench.kernel.streams import subject_of

NOT_SURVEYOR = Reason(
    "not_surveyor",
    N_("Questionnaires are opened and closed by those who review the application, not by the applicant."),
)
NOT_SURVEYED_NOW = Reason("not_surveyed_now", N_("The application is not at a stage at which its staff is asked."), 409)
SURVEY_OPEN = Reason("survey_open", N_("A questionnaire for this staff is open already. Close it first."), 409)
SURVEY_CLOSED = Reason("survey_closed", N_("The questionnaire is closed."), 409)

BALLOT_BOX: Actor = the_house("survey")
"""Under whom answers are given. Nobody's name, login or token is behind it, so none can be written down beside an answer."""


def may_open(question: Question, application: str) -> Verdict:
    """Allow those who review, one questionnaire at a time."""
    found = application_of(question, application)
    if not reviews(question, found):
        return refused(NOT_SURVEYOR)
    if ApplicationState(found.state) not in VISITED:
        return refused(NOT_SURVEYED_NOW)
    open_ = select(Survey.id).where(Survey.application == application, Survey.closed_at.is_(None))
    return ALLOWED if question.first(open_) is None else refused(SURVEY_OPEN)


def may_close(question: Question, survey: str | None) -> Verdict:
    """Allow those who review."""
    found = survey_of(question, survey)
    if not reviews(question, question.find(Application, found.application)):
        return refused(NOT_SURVEYOR)
    return ALLOWED if found.closed_at is None else refused(SURVEY_CLOSED)


def survey_of(question: Question, survey: str | None) -> Survey:
    """Return a survey the actor may read. Raises Absent for any other."""
    found = question.find(Survey, survey)
    if found.stream not in question.streams(subject_of(found.stream)):
        raise Absent
    return found


def may_answer(question: Question, survey: str | None) -> Verdict:
    """Allow the ballot box alone: an answer given under a name would stand beside that name."""
    if question.actor != BALLOT_BOX:
        raise Absent
    found = question.find(Survey, survey)
    return ALLOWED if found.closed_at is None and question.today <= found.closes_on else refused(SURVEY_CLOSED)
