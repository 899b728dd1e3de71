"""Who may review, rectify and revoke a title, and when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from evaluation.models import Application, Review, Title
from evaluation.policy.applications import NOT_NOW, has_role_for, may_step
from evaluation.policy.filed import latest_filed
from evaluation.policy.roles import application_of
from evaluation.policy.titles import title_of
from evaluation.rules.words import ApplicationState, RoundRole, Stage
from evaluation.rules.workflow import Step
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused

REVIEW_SHEET_FIRST = Reason("review_sheet_first", N_("Hand in the score sheet of the annual review first."), 409)
TITLE_OVER = Reason("title_over", N_("This title holds no longer."), 409)


def holding_title(question: Question, application: str) -> Title | None:
    """Return the title of an application while it holds: not revoked, followed or expired."""
    found = title_of(question, application)
    ended = found is not None and (found.revoked_at or found.followed_by or found.expired_at)
    return None if ended else found


def may_begin_review(question: Question, application: str) -> Verdict:
    """Allow the office while the title holds."""
    verdict = may_step(question, application, Step.BEGIN_REVIEW)
    if verdict and holding_title(question, application) is None:
        return refused(TITLE_OVER)
    return verdict


def may_conclude_review(question: Question, application: str) -> Verdict:
    """Allow office and committee; an annual review only once its sheet was handed in."""
    found = application_of(question, application)
    if found.state not in (ApplicationState.ANNUAL_REVIEW, ApplicationState.RECTIFYING):
        return refused(NOT_NOW)
    verdict = has_role_for(question, found, RoundRole.OFFICE, RoundRole.COMMITTEE)
    if verdict and found.state == ApplicationState.ANNUAL_REVIEW and not _scored(question, found):
        return refused(REVIEW_SHEET_FIRST)
    return verdict


def _scored(question: Question, application: Application) -> bool:
    sheet, review = latest_filed(question, application.id, Stage.REVIEW), open_review(question, application.id)
    return sheet is not None and review is not None and sheet.at >= review.begun_at


def may_revoke(question: Question, application: str) -> Verdict:
    """Allow the committee while the title holds."""
    verdict = may_step(question, application, Step.REVOKE)
    if verdict and holding_title(question, application) is None:
        return refused(TITLE_OVER)
    return verdict


def open_review(question: Question, application: str) -> Review | None:
    """Return the annual review that is not concluded."""
    query = select(Review).where(Review.application == application, Review.decided_at.is_(None))
    return question.first(query.order_by(Review.begun_at.desc()))


def is_overdue(review: Review, today: date) -> bool:
    """Say whether the day by which things had to be put right has passed and nobody has noted it."""
    return review.rectify_by is not None and review.rectify_by < today and review.overdue_noted_at is None


def is_allowed_to_the_house(question: Question) -> Verdict:
    """Allow the house itself; to anybody else there is no such command."""
    if not question.actor.is_house:
        raise Absent
    return ALLOWED
