"""The annual review of a title: kept, to be put right by a day, or revoked."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import select

from evaluation.commands.steps import step
from evaluation.commands.telling import told
from evaluation.commands.titles import taken_away
from evaluation.events.titles import RectificationDue, RectificationOrdered, ReviewBegun, TitleKept
from evaluation.models import Application, Review
from evaluation.policy.applications import NOT_NOW, has_role_for
from evaluation.policy.decisions import is_vetoed
from evaluation.policy.filed import latest_filed
from evaluation.policy.roles import application_of
from evaluation.policy.schemes import scheme_of
from evaluation.policy.title_acts import (
    holding_title,
    is_allowed_to_the_house,
    is_overdue,
    may_begin_review,
    may_conclude_review,
    open_review,
)
from evaluation.rules.ladder import at_least
from evaluation.rules.words import RoundRole, Stage
from evaluation.rules.workflow import Step
from workbench.kernel import (
    N_,
    Absent,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Refused,
    Verdict,
    handler,
    policy,
    prose,
)

REVIEWED = Reason("reviewed", N_("The title was reviewed for that year already."), 409)
DUE_TO_COME = Reason("due_to_come", N_("Name a day to come, at most a year off."), 422)
YEAR_TO_COME = Reason("year_to_come", N_("A year still to come cannot be reviewed."), 422)
REVIEW_VETOED = Reason(
    "review_vetoed",
    N_("The review's sheet answers a veto with yes: the title is not kept, the committee revokes it."),
    409,
)
BELOW_TIER = Reason(
    "below_tier",
    N_(
        "The review's sheet does not come to tier “%(tier)s” any more, so the title is not kept as it is. "
        "Have it put right by a day and score again, or let the committee revoke it."
    ),
    409,
)
_YEAR = 366


class Conclusion(StrEnum):
    """How a review ends."""

    KEEP = "keep"
    RECTIFY = "rectify"
    REVOKE = "revoke"


class BeginReview(Command):
    """Begins the annual review of a title; its own sheet can then be filled in. Result: {"review": id}."""

    sentence = N_("Begin the annual review")
    locks = "evaluation/{application}"
    application: Id
    year: Annotated[int, Field(ge=2000, le=2100)] = Field(title=N_("Year reviewed"))
    due_on: date = Field(title=N_("Due by"))


@policy(BeginReview)
def may_begin(question: Question, command: BeginReview) -> Verdict:
    """Allow the office while the title holds."""
    return may_begin_review(question, command.application)


@handler(BeginReview)
def begin_review(act: Act, command: BeginReview) -> Handling:
    """Open the review."""
    found, title = application_of(act, command.application), holding_title(act, command.application)
    if title is None:
        raise Absent
    if command.year > act.today.year:
        raise Refusal(YEAR_TO_COME, "year")
    same = select(Review.id).where(Review.title == title.id, Review.year == command.year)
    if act.first(same) is not None:
        raise Refusal(REVIEWED, "year")
    _check_day(act, command.due_on, "due_on")
    step(act, found, Step.BEGIN_REVIEW)
    about: dict[str, Any] = {"application": found.id, "title": title.id, "year": command.year, "due_on": command.due_on}
    row = Review(id=act.new_id(), stream=found.stream, begun_at=act.now, **about)
    act.add(row)
    yield ReviewBegun(review=row.id, **about)
    return {"review": row.id}


class ConcludeReview(Command):
    """Concludes an annual review or a rectification: the title is kept, something is put right by a day, or it is revoked."""

    sentence = N_("Conclude the review")
    locks = "evaluation/{application}"
    application: Id
    outcome: Conclusion = Field(title=N_("Outcome"))
    reason: Annotated[str, prose(5_000)] = Field(title=N_("Reason"))
    rectify_by: date | None = Field(default=None, title=N_("To be put right by"))


@policy(ConcludeReview)
def may_conclude(question: Question, command: ConcludeReview) -> Verdict:
    """Allow office and committee."""
    return may_conclude_review(question, command.application)


@handler(ConcludeReview)
def conclude_review(act: Act, command: ConcludeReview) -> Handling:
    """Enter the outcome."""
    found, review = application_of(act, command.application), open_review(act, command.application)
    if review is None:
        raise Absent
    _insist_on_sheet(act, found, command.outcome)
    yield from told(act, found.id, Stage.REVIEW)
    if command.outcome == Conclusion.RECTIFY:
        yield _ordered(act, review, command)
        step(act, found, Step.RECTIFY)
        return {"application": found.id, "state": found.state}
    review.outcome, review.reason, review.decided_at = command.outcome, command.reason, act.now
    if command.outcome == Conclusion.KEEP:
        step(act, found, Step.KEEP)
        yield TitleKept(application=found.id, title=review.title, review=review.id, reason=command.reason)
    else:
        _insist_on_committee(act, found)
        yield from taken_away(act, found, "", act.today, "", command.reason)
    return {"application": found.id, "state": found.state}


def _insist_on_sheet(act: Act, found: Application, outcome: Conclusion) -> None:
    """Refuse to keep what the newest sheet of the review does not bear out. A veto leaves nothing to put right."""
    sheet, title = latest_filed(act, found.id, Stage.REVIEW), holding_title(act, found.id)
    if sheet is None or title is None or outcome == Conclusion.REVOKE:
        return
    if is_vetoed(sheet):
        raise Refusal(REVIEW_VETOED, "outcome")
    if outcome == Conclusion.KEEP and title.tier and not at_least(scheme_of(act, found.id), sheet.tier, title.tier):
        raise Refusal(BELOW_TIER, "outcome", tier=title.tier)


def _insist_on_committee(act: Act, found: Application) -> None:
    verdict = has_role_for(act, found, RoundRole.COMMITTEE)
    if isinstance(verdict, Refused):
        raise Refusal(verdict.reason, "outcome", **verdict.values)


def _ordered(act: Act, review: Review, command: ConcludeReview) -> RectificationOrdered:
    if review.rectify_by is not None:
        raise Refusal(NOT_NOW, "outcome")
    if command.rectify_by is None:
        raise Refusal(DUE_TO_COME, "rectify_by")
    _check_day(act, command.rectify_by, "rectify_by")
    review.rectify_by, review.rectify_what = command.rectify_by, command.reason
    return RectificationOrdered(
        application=review.application,
        title=review.title,
        review=review.id,
        rectify_by=command.rectify_by,
        what=command.reason,
    )


def _check_day(act: Act, day: date, field: str) -> None:
    if not 0 < (day - act.today).days <= _YEAR:
        raise Refusal(DUE_TO_COME, field)


class NoteRectificationDue(Command):
    """Notes that the day by which things had to be put right has passed."""

    sentence = N_("Note that a rectification is due")
    locks = "evaluation/{application}"
    application: Id


@policy(NoteRectificationDue)
def may_note_due(question: Question, command: NoteRectificationDue) -> Verdict:
    """Allow the house itself."""
    return is_allowed_to_the_house(question)


@handler(NoteRectificationDue)
def note_due(act: Act, command: NoteRectificationDue) -> Handling:
    """Note it, once."""
    review = open_review(act, command.application)
    if review is None or not is_overdue(review, act.today):
        raise Absent
    review.overdue_noted_at = act.now
    yield RectificationDue(application=command.application, review=review.id)
    return {}
