"""Who has which role, and so who may read which stream: the answers every other policy of evaluation starts from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from evaluation.models import Application, PanelSeat, Round, RoundSeat
from evaluation.rules import streams
from evaluation.rules.words import RoundRole
from workbench.kernel import Absent, Question, audience
from workbench.people.queries import is_active, kind_of, organisations_of

READS_THE_OFFICE = frozenset({RoundRole.OFFICE, RoundRole.REVIEWER, RoundRole.COMMITTEE, RoundRole.CHAIR})
"""The roles that read every file of the round, and what reviewers and committee write before it is told."""


DECIDES = frozenset({RoundRole.OFFICE, RoundRole.COMMITTEE})
"""The roles that read objections, and who made them."""


@audience(streams.FILE, streams.ENTERPRISE, streams.OFFICE, streams.OBJECTIONS, streams.SCORER, streams.PANEL)
def streams_of(session: Session, person: str, now: datetime, subject: str | None) -> Iterator[str]:
    """Return the streams of applications that a person's enterprise or union, roles and panel seats open."""
    if subject is not None and not subject.startswith("evaluation/"):
        return
    asked = None if subject is None else subject.removeprefix("evaluation/")
    own = organisations_of(session, person, now)
    for application in _applications(session, asked, _of(own)):
        yield from (streams.file(application), streams.enterprise(application))
    if not is_active(session, person):
        return
    reviewed = Application.round.in_(_rounds(person, *READS_THE_OFFICE)) & _of_others(own)
    for application in _applications(session, asked, reviewed):
        yield from (streams.file(application), streams.office(application), streams.panel(application))
    decided = Application.round.in_(_rounds(person, *DECIDES)) & _of_others(own)
    for application in _applications(session, asked, decided):
        yield streams.objections(application)
    seats = select(PanelSeat.application).where(PanelSeat.person == person, PanelSeat.ended_at.is_(None))
    for application in _applications(session, asked, Application.id.in_(seats)):
        yield from (streams.file(application), streams.scorer(application, person), streams.panel(application))


@audience(streams.ROUND, streams.EVALUATORS)
def rounds_of(session: Session, person: str, now: datetime, subject: str | None) -> Iterator[str]:
    """Return the streams of the rounds in which a person has a role or has applied; who has a role knows the evaluators, too."""
    if subject is not None and not subject.startswith("round/"):
        return
    applied = select(Application.round).where(_of(organisations_of(session, person, now)))
    query = select(Round.id).where(or_(Round.id.in_(_rounds(person)), Round.id.in_(applied)))
    if subject is not None:
        query = query.where(Round.id == subject.removeprefix("round/"))
    if not is_active(session, person):
        return
    roles = set(session.scalars(_rounds(person)))
    for round in session.scalars(query):
        yield streams.round_(round)
        if round in roles:
            yield streams.evaluators(round)


@audience(streams.REGISTER)
def registers_of(session: Session, person: str, now: datetime, subject: str | None) -> Iterator[str]:
    """Return the figures of a person's own enterprise, of the enterprise of their union, and of those they evaluate."""
    if subject is not None and not subject.startswith("register/"):
        return
    own = organisations_of(session, person, now)
    evaluated = Application.round.in_(_rounds(person, *READS_THE_OFFICE))
    seats = select(PanelSeat.application).where(PanelSeat.person == person, PanelSeat.ended_at.is_(None))
    query = select(Application.enterprise).where(or_(Application.union.in_(own), evaluated, Application.id.in_(seats)))
    if not is_active(session, person):
        return
    asked = None if subject is None else subject.removeprefix("register/")
    enterprises = {one for one in own if kind_of(session, one) == "enterprise"}
    for organisation in sorted({*session.scalars(query), *enterprises}):
        if asked in (None, organisation):
            yield streams.register(organisation)


def roles_in(question: Question, round: str) -> frozenset[RoundRole]:
    """Return the actor's roles in a round now."""
    query = select(RoundSeat.role).where(RoundSeat.round == round, RoundSeat.person == question.actor.person)
    if question.actor.person is None:
        return frozenset()
    return frozenset(RoundRole(role) for role in question.all(query.where(RoundSeat.ended_at.is_(None))))


def application_of(question: Question, application: str) -> Application:
    """Return an application the actor may know of. Raises Absent for everybody else, as if there were none."""
    found = question.find(Application, application)
    person = question.actor.person
    known = set(streams_of(question.session, person, question.now, streams.subject(application))) if person else set()
    if not known and not question.actor.is_house:
        raise Absent
    return found


def is_applicant(question: Question, application: Application) -> bool:
    """Say whether the actor belongs to the enterprise that applies, or to its union."""
    own = organisations_of(question.session, question.actor.person, question.now)
    return bool(own & {application.enterprise, application.union})


def panel_seat_of(question: Question, application: str) -> PanelSeat | None:
    """Return the actor's seat on the panel of an application."""
    query = select(PanelSeat).where(PanelSeat.application == application, PanelSeat.person == question.actor.person)
    return question.first(query.where(PanelSeat.ended_at.is_(None)))


def _of(organisations: frozenset[str]) -> ColumnElement[bool]:
    return or_(Application.enterprise.in_(organisations), Application.union.in_(organisations))


def _of_others(organisations: frozenset[str]) -> ColumnElement[bool]:
    """Who belongs to the applicant reads no objection and no review of that case, whatever their role in the round."""
    others = or_(Application.union.is_(None), Application.union.not_in(organisations))
    return Application.enterprise.not_in(organisations) & others


def _rounds(person: str, *roles: RoundRole) -> Select[str]:
    query = select(RoundSeat.round).where(RoundSeat.person == person, RoundSeat.ended_at.is_(None))
    return query.where(RoundSeat.role.in_(roles)) if roles else query


def _applications(session: Session, asked: str | None, condition: ColumnElement[bool]) -> Iterator[str]:
    query = select(Application.id).where(condition)
    yield from session.scalars(query if asked is None else query.where(Application.id == asked))
