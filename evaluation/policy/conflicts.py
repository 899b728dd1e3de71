"""Who is partial: what people declared, what memberships show, and who may know of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from evaluation.models import Application, ConflictOfInterest, RoundSeat
from evaluation.rules import streams
from evaluation.rules.conflicts import Bar, bar_of, looked_back
from evaluation.rules.words import RoundRole
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, audience, refused
from workbench.people.queries import is_active, kind_of, organisations_since

SEATS_PANELS = (RoundRole.CHAIR, RoundRole.OFFICE)
"""The roles that put panels together and so must know who is partial."""

YOU_ARE_PARTIAL = Reason(
    "you_are_partial", N_("You have a conflict of interest with this enterprise or its union, so you cannot act on it.")
)
NO_ROLE_ANYWHERE = Reason(
    "no_role_anywhere", N_("Interests are declared by those who have a role in a round; you have none.")
)
NOT_A_PARTY = Reason("not_a_party", N_("A conflict of interest is with an enterprise or a union."), 422)
DECLARED_ALREADY = Reason("declared_already", N_("You have declared this already."), 409)
LIFTED_ALREADY = Reason("lifted_already", N_("This declaration no longer counts."), 409)
ONLY_WHO_SEATS = Reason("only_who_seats", N_("Only the chair or the office of a round can lift a declaration."))


@audience(streams.EVALUATOR)
def interests_of(session: Session, person: str, now: datetime, subject: str | None) -> Iterator[str]:
    """Return a person's own stream of interests, and those of the people whose panels the person puts together."""
    if subject is not None and not subject.startswith("evaluator/"):
        return
    if not is_active(session, person):
        return
    asked = None if subject is None else subject.removeprefix("evaluator/")
    own = session.scalars(select(RoundSeat.id).where(RoundSeat.person == person).limit(1)).first()
    people = {person} if own is not None else set()
    for one in sorted(people | set(session.scalars(select(RoundSeat.person).where(_seated_by(person))))):
        if asked in (None, one):
            yield streams.evaluator(one)


def bars_of(question: Question, person: str, applications: Sequence[Application]) -> dict[str, Bar]:
    """Return what bars a person from which of these applications, by application."""
    belonged = organisations_since(question.session, person, looked_back(question.now))
    query = select(ConflictOfInterest.organisation).where(ConflictOfInterest.person == person)
    declared = set(question.all(query.where(ConflictOfInterest.lifted_at.is_(None))))
    bars = {one.id: bar_of((one.enterprise, one.union), belonged, declared) for one in applications}
    return {application: bar for application, bar in bars.items() if bar is not None}


def unbiased(question: Question, application: Application) -> Verdict:
    """Allow an actor whom nothing ties to the enterprise or its union. For everybody who reviews, seats or decides."""
    person = question.actor.person
    if person is not None and bars_of(question, person, [application]):
        return refused(YOU_ARE_PARTIAL)
    return ALLOWED


def may_declare(question: Question) -> Verdict:
    """Allow everybody who has a role in a round."""
    query = select(RoundSeat.id).where(RoundSeat.person == question.actor.person, RoundSeat.ended_at.is_(None))
    return ALLOWED if question.first(query) is not None else refused(NO_ROLE_ANYWHERE)


def may_lift(question: Question, conflict: str | None) -> Verdict:
    """Allow the chair and the office of a round in which the person has a role. Raises Absent for strangers to it."""
    found = conflict_of(question, conflict)
    if found.lifted_at is not None:
        return refused(LIFTED_ALREADY)
    seat = select(RoundSeat.id).where(RoundSeat.person == found.person, _seated_by(str(question.actor.person)))
    return ALLOWED if question.first(seat) is not None else refused(ONLY_WHO_SEATS)


def conflict_of(question: Question, conflict: str | None) -> ConflictOfInterest:
    """Return a declaration the actor may read. Raises Absent for any other."""
    found = question.find(ConflictOfInterest, conflict)
    if found.stream not in question.streams(f"evaluator/{found.person}"):
        raise Absent
    return found


def can_be_conflicted_with(question: Question, organisation: str) -> bool:
    """Say whether this is an enterprise or a union. Raises Absent when it is nothing at all."""
    kind = kind_of(question.session, organisation)
    if kind is None:
        raise Absent
    return kind in ("enterprise", "union")


def _seated_by(person: str) -> ColumnElement[bool]:
    rounds = select(RoundSeat.round).where(RoundSeat.person == person, RoundSeat.ended_at.is_(None))
    return RoundSeat.ended_at.is_(None) & RoundSeat.round.in_(rounds.where(RoundSeat.role.in_(SEATS_PANELS)))
