"""Who draws and makes visits. A visit of somebody on a blind panel is that person's alone, like their sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluation.models import Application, Round, RoundSeat, Visit
from evaluation.policy.evidence import reviews
from evaluation.policy.roles import READS_THE_OFFICE, application_of, is_applicant, panel_seat_of, roles_in
from evaluation.rules import streams
from evaluation.rules.visits import PLANS, STATES, VISITED, Among, plans
from evaluation.rules.words import ApplicationState, RoundRole
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, audience, refused
from workbench.kernel.streams import subject_of
from workbench.people.queries import is_active

NOT_DRAWER = Reason("not_visit_drawer", N_("Visits are drawn by the office that runs the round."))
NOT_VISITOR = Reason("not_visitor", N_("Visits are made by those who review the application and by its panel."))
NOT_VISITED_NOW = Reason("not_visited_now", N_("The application is not at a stage at which it is visited."), 409)
VISIT_CLOSED = Reason(
    "visit_closed", N_("The visit is closed. What you wrote is kept here; open another visit for it."), 409
)
VISIT_NOT_OPEN = Reason("visit_not_open", N_("The visit has not begun yet."), 409)


@audience(PLANS)
def plans_of(session: Session, person: str, now: datetime, subject: str | None) -> Iterator[str]:
    """Return the plans of visits in the rounds that a person reviews."""
    if subject is not None and not subject.startswith("round/"):
        return
    query = select(RoundSeat.round).where(RoundSeat.person == person, RoundSeat.ended_at.is_(None))
    query = query.where(RoundSeat.role.in_(READS_THE_OFFICE))
    if subject is not None:
        query = query.where(RoundSeat.round == subject.removeprefix("round/"))
    if is_active(session, person):
        yield from (plans(round) for round in sorted(set(session.scalars(query))))


def may_draw(question: Question, round: str) -> Verdict:
    """Allow the office of a round; to everybody without a role in it there is no such round."""
    question.find(Round, round)
    roles = roles_in(question, round)
    if not roles:
        raise Absent
    return ALLOWED if RoundRole.OFFICE in roles else refused(NOT_DRAWER)


def may_note_traits(question: Question, application: str) -> Verdict:
    """Allow the office of the application's round."""
    found = application_of(question, application)
    return ALLOWED if RoundRole.OFFICE in roles_in(question, found.round) else refused(NOT_DRAWER)


def home_of_visit(question: Question, application: Application) -> str | None:
    """Return the stream in which the actor's visits live, or None for somebody who makes none."""
    if is_applicant(question, application):
        return None
    if reviews(question, application):
        return streams.office(application.id)
    seat = panel_seat_of(question, application.id)
    return streams.scorer(application.id, seat.person) if seat else None


def may_open(question: Question, application: str) -> Verdict:
    """Allow whoever reviews or sits on the panel, while the application is at a stage at which it is visited."""
    found = application_of(question, application)
    if home_of_visit(question, found) is None:
        return refused(NOT_VISITOR)
    return ALLOWED if ApplicationState(found.state) in VISITED else refused(NOT_VISITED_NOW)


def may_write(question: Question, visit: str | None) -> Verdict:
    """Allow the visitors of this stream while the visit is open."""
    found = visit_of(question, visit)
    application = question.find(Application, found.application)
    if home_of_visit(question, application) != found.stream:
        return refused(NOT_VISITOR)
    if found.opened_at is None:
        return refused(VISIT_NOT_OPEN)
    return ALLOWED if found.closed_at is None else refused(VISIT_CLOSED)


def visit_of(question: Question, visit: str | None) -> Visit:
    """Return a visit the actor may read. Raises Absent for any other."""
    found = question.find(Visit, visit)
    if found.stream not in question.streams(subject_of(found.stream)):
        raise Absent
    return found


def candidates(question: Question, round: str, among: Among) -> list[Application]:
    """Return the applications of a round among which visits are drawn."""
    query = select(Application).where(Application.round == round, Application.state.in_(STATES[among]))
    return list(question.all(query.order_by(Application.id)))
