"""Who belongs to the streams of people, and who may administer whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from workbench.kernel import ALLOWED, N_, SIGN_IN_FIRST, Absent, Question, Reason, Verdict, audience, refused
from workbench.people.events import HOUSE_STREAM, PERSON, ROLL
from workbench.people.models import Login, Membership, Organisation, Person, Token
from workbench.people.rules.organisations import HOUSE

PERSONS_ONLY = Reason("persons_only", N_("Only a person with an account can do that."))
HOUSE_ADMINISTRATORS_ONLY = Reason("house_administrators_only", N_("Only an administrator of the house can do that."))
ADMINISTRATORS_ONLY = Reason("administrators_only", N_("Only an administrator of this organisation can do that."))
NOT_YOURSELF = Reason("not_yourself", N_("You cannot close your own account; another administrator can."), 409)
LAST_ADMINISTRATOR = Reason("last_administrator", N_("The house would be left without an administrator."), 409)


def in_force(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a membership holds at `now`."""
    return (Membership.since <= now) & or_(Membership.until.is_(None), Membership.until > now)


def is_house_administrator(session: Session, person: str | None, now: datetime) -> bool:
    """Say whether `person` administers the house."""
    return has_function(session, person, HOUSE, now, "administrator")


def has_function(session: Session, person: str | None, organisation: str, now: datetime, *functions: str) -> bool:
    """Say whether `person`, whose account is open, has one of `functions` (any, when none is named) in `organisation` now."""
    query = (
        select(Membership.id)
        .join(Person, Person.id == Membership.person)
        .where(Membership.person == person, Membership.organisation == organisation, Person.active, in_force(now))
    )
    if functions:
        query = query.where(Membership.function.in_(functions))
    return session.scalars(query.limit(1)).first() is not None


def kinds_of(session: Session, person: str | None, now: datetime) -> frozenset[str]:
    """Return the kinds of organisations in which `person`, whose account is open, has a function now."""
    query = (
        select(Organisation.kind)
        .join(Membership, Membership.organisation == Organisation.id)
        .join(Person, Person.id == Membership.person)
        .where(Membership.person == person, Person.active, in_force(now))
    )
    return frozenset(session.scalars(query))


def organisations_of(session: Session, person: str | None, now: datetime) -> frozenset[str]:
    """Return the organisations in which `person`, whose account is open, has a function now."""
    query = (
        select(Membership.organisation)
        .join(Person, Person.id == Membership.person)
        .where(Membership.person == person, Person.active, in_force(now))
    )
    return frozenset(session.scalars(query))


def organisations_since(session: Session, person: str, since: datetime) -> frozenset[str]:
    """Return the organisations in which `person` has a function or had one at any time since a moment."""
    query = select(Membership.organisation).where(Membership.person == person)
    return frozenset(session.scalars(query.where(or_(Membership.until.is_(None), Membership.until > since))))


def kind_of(session: Session, organisation: str) -> str | None:
    """Return what kind of organisation this is, or None when there is none."""
    found = session.get(Organisation, organisation)
    return found.kind if found else None


def organisation_name(session: Session, organisation: str) -> str:
    """Return what an organisation is called; nothing for one that does not exist."""
    found = session.get(Organisation, organisation)
    return found.name if found else ""


def name_of(session: Session, person: str) -> str:
    """Return what a person is called, for a refusal that names somebody; nothing for nobody."""
    found = session.get(Person, person)
    return found.name if found else ""


def is_active(session: Session, person: str) -> bool:
    """Say whether this person's account exists and is open."""
    found = session.get(Person, person)
    return found is not None and found.active


def house_administrators(session: Session, now: datetime) -> set[str]:
    """Return everybody who administers the house and whose account is open."""
    query = select(Membership.person).join(Person, Person.id == Membership.person)
    return set(session.scalars(query.where(Membership.organisation == HOUSE, Person.active, in_force(now))))


def still_signed_in(question: Question) -> Verdict:
    """Allow the house and nobody; a person while the account is open, and the login or token they act through has not ended.

    The rows are held until the act is done: who closes the account or ends the login waits for it, or comes first.
    """
    actor = question.actor
    if actor.person is None:
        return ALLOWED
    open_ = question.first(select(Person.active).where(Person.id == actor.person).with_for_update(read=True))
    if open_ and (actor.login is None or _lasts(question, Login if actor.scopes is None else Token)):
        return ALLOWED
    return refused(SIGN_IN_FIRST)


def _lasts(question: Question, kind: type[Login | Token]) -> bool:
    query = select(kind.id).where(kind.id == question.actor.login, kind.ended.is_(None), kind.expires > question.now)
    return question.first(query.with_for_update(read=True)) is not None


@audience(PERSON)
def own_stream(session: Session, person: str, now: datetime, subject: str | None) -> Iterable[str]:
    """Yield the person's own stream while the account is open."""
    own = PERSON.format(person=person)
    found = session.get(Person, person) if subject in (None, own) else None
    return [own] if found is not None and found.active else []


@audience(HOUSE_STREAM)
def house_stream(session: Session, person: str, now: datetime, subject: str | None) -> Iterable[str]:
    """Yield the house's stream to its administrators."""
    asked = subject in (None, HOUSE_STREAM)
    return [HOUSE_STREAM] if asked and is_house_administrator(session, person, now) else []


@audience("organisation/{organisation}", ROLL)
def organisation_streams(session: Session, person: str, now: datetime, subject: str | None) -> Iterable[str]:
    """Yield an organisation's own stream to its members, and its roll of members to them and to the house's administrators."""
    mine = (
        select(Membership.organisation)
        .join(Person, Person.id == Membership.person)
        .where(Membership.person == person, Person.active, in_force(now))
    )
    every = select(Organisation.id)
    if subject is not None:
        kind, _, organisation = subject.partition("/")
        if kind != "organisation":
            return
        mine, every = mine.where(Membership.organisation == organisation), every.where(Organisation.id == organisation)
    own = set(session.scalars(mine))
    yield from (f"organisation/{name}" for name in own)
    listed = session.scalars(every) if is_house_administrator(session, person, now) else own
    yield from (ROLL.format(organisation=name) for name in listed)


def house_itself(question: Question) -> Verdict:
    """Allow the house's own parts only; to anybody else there is no such command."""
    if not question.actor.is_house:
        raise Absent
    return ALLOWED


def any_person(question: Question) -> Verdict:
    """Allow every person who is signed in."""
    return ALLOWED if question.actor.person is not None else refused(PERSONS_ONLY)


def house_administrator(question: Question) -> Verdict:
    """Allow administrators of the house, and the house itself."""
    if question.actor.is_house or is_house_administrator(question.session, question.actor.person, question.now):
        return ALLOWED
    return refused(HOUSE_ADMINISTRATORS_ONLY)


def administrator_over(question: Question, person: str) -> Verdict:
    """Allow administrators of the house, about somebody who exists (else Absent). Others are not told who does."""
    verdict = house_administrator(question)
    if verdict:
        question.find(Person, person)
    return verdict


def administrator_of(question: Question, organisation: str) -> Verdict:
    """Allow administrators of `organisation` and of the house, and the house itself. Raises Absent for no such organisation."""
    question.find(Organisation, organisation)
    if house_administrator(question):
        return ALLOWED
    if has_function(question.session, question.actor.person, organisation, question.now, "administrator"):
        return ALLOWED
    return refused(ADMINISTRATORS_ONLY)


def administrator_inside(question: Question, organisation: str) -> Verdict:
    """Do as `administrator_of` about something inside an organisation: to strangers to it there is no such thing."""
    verdict = administrator_of(question, organisation)
    if not verdict and not has_function(question.session, question.actor.person, organisation, question.now):
        raise Absent
    return verdict


def own_or_administered(question: Question, owner: str) -> Verdict:
    """Allow `owner` and the house's administrators; to anybody else there is no such thing."""
    if question.actor.person == owner or house_administrator(question):
        return ALLOWED
    raise Absent
