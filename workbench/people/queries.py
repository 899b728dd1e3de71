"""What pages and other domains may know about people.

Functions that take a `Reader` show; `has_function`, `is_active`, `kind_of`, `kinds_of`, `name_of`, `organisation_name`,
`organisations_of`, `organisations_since` and `is_house_administrator` take a bare session and are for policies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from workbench.kernel import N_, Reader, event_of
from workbench.kernel.models import LedgerEntry
from workbench.people.events import HOUSE_STREAM, AddressAsked, AddressStopped
from workbench.people.models import (
    Attempt,
    Contact,
    Invitation,
    Login,
    Membership,
    Organisation,
    Person,
    Token,
)
from workbench.people.policy import (
    has_function,
    house_administrators,
    in_force,
    is_active,
    is_house_administrator,
    kind_of,
    kinds_of,
    name_of,
    organisation_name,
    organisations_of,
    organisations_since,
)
from workbench.people.rules.organisations import FUNCTIONS, HOUSE, KINDS

__all__ = [
    "FUNCTIONS",
    "HOUSE",
    "KINDS",
    "OUTCOMES",
    "PAGE",
    "Affiliation",
    "AttemptLine",
    "Colleague",
    "News",
    "account_news",
    "address_of",
    "affiliations",
    "attempts",
    "colleagues",
    "has_function",
    "house_administrators",
    "is_active",
    "is_house_administrator",
    "kind_of",
    "kinds_of",
    "locale_of",
    "logins",
    "name_of",
    "names",
    "open_invitations",
    "organisation",
    "organisation_name",
    "organisation_names",
    "organisations",
    "organisations_of",
    "organisations_since",
    "past_logins",
    "person",
    "persons",
    "persons_called",
    "search_colleagues",
    "stopped_address",
    "tokens",
    "waiting_address",
]

PAGE = 100
OUTCOMES = {"ok": N_("signed in"), "failed": N_("failed"), "reset": N_("asked for a new password")}


@dataclass(frozen=True)
class Affiliation:
    """A function somebody has in an organisation."""

    membership: str
    organisation: str
    name: str
    kind: str
    function: str
    since: datetime


@dataclass(frozen=True)
class Colleague:
    """A person who has a function in an organisation."""

    membership: str
    person: str
    name: str
    active: bool
    function: str
    since: datetime


@dataclass(frozen=True)
class AttemptLine:
    """One try at signing in, as administrators see it; `name` is None for an account that does not exist."""

    at: datetime
    person: str | None
    name: str | None
    address: str
    outcome: str


@dataclass(frozen=True)
class News:
    """Something that happened to an account: when, and the sentence with its values."""

    at: datetime
    sentence: str
    values: dict[str, Any]


def person(reader: Reader, person_id: str) -> Person:
    """Return a person. Raises Absent."""
    return reader.get(Person, person_id)


def names(reader: Reader, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of persons by their ids; unknown ids are left out."""
    wanted = sorted(set(ids))
    return {row.id: row.name for row in reader.rows(select(Person.id, Person.name).where(Person.id.in_(wanted)))}


def locale_of(reader: Reader, person_id: str) -> str | None:
    """Return a person's language, or None for nobody."""
    return reader.one_or_none(select(Person.locale).where(Person.id == person_id))


def organisation_names(reader: Reader, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of organisations by their ids; unknown ids are left out."""
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(sorted(set(ids))))
    return {row.id: row.name for row in reader.rows(query)}


def organisation(reader: Reader, organisation_id: str) -> Organisation:
    """Return an organisation. Raises Absent."""
    return reader.get(Organisation, organisation_id)


def organisations(reader: Reader, kinds: Sequence[str] = (), text: str = "") -> Sequence[Organisation]:
    """Return organisations by kind and name, of all kinds when none is named, whose name holds `text`."""
    query = select(Organisation).order_by(Organisation.kind, Organisation.name)
    if kinds:
        query = query.where(Organisation.kind.in_(kinds))
    return reader.all(query.where(_holds(Organisation.name, text)))


def affiliations(reader: Reader, person_id: str, now: datetime) -> list[Affiliation]:
    """Return the functions of a person in organisations, as far as the reader may know of them."""
    query = (
        select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation)
        .where(Membership.person == person_id, in_force(now))
        .order_by(Organisation.name, Membership.function)
    )
    return [Affiliation(m.id, o.id, o.name, o.kind, m.function, m.since) for m, o in reader.rows(query)]


def colleagues(reader: Reader, organisation: str, now: datetime) -> list[Colleague]:
    """Return who has a function in an organisation now; nobody for a reader who may not know."""
    query = _colleagues(now).where(Membership.organisation == organisation)
    return [Colleague(m.id, p.id, p.name, p.active, m.function, m.since) for m, p in reader.rows(query)]


def search_colleagues(
    reader: Reader, text: str, now: datetime, organisations_: Sequence[str] | None = None, limit: int = 20
) -> list[Colleague]:
    """Return members whose name holds `text`, for giving them seats: only of organisations whose roll the reader may see."""
    query = _colleagues(now).where(_holds(Person.name, text), Person.active).limit(limit)
    if organisations_ is not None:
        query = query.where(Membership.organisation.in_(organisations_))
    return [Colleague(m.id, p.id, p.name, p.active, m.function, m.since) for m, p in reader.rows(query)]


def persons_called(reader: Reader, name: str, limit: int = 20) -> Sequence[Person]:
    """Return the persons with an open account who have exactly this name, wherever they belong."""
    query = select(Person).where(func.lower(Person.name) == name.strip().lower(), Person.active)
    return reader.all(query.order_by(Person.id).limit(limit))


def _colleagues(now: datetime) -> Select[Membership, Person]:
    query = select(Membership, Person).join(Person, Person.id == Membership.person).where(in_force(now))
    return query.order_by(Person.name, Membership.function)


def open_invitations(reader: Reader, organisation: str, now: datetime) -> Sequence[Invitation]:
    """Return the invitations into an organisation that can still be accepted."""
    query = select(Invitation).where(Invitation.organisation == organisation, Invitation.settled.is_(None))
    return reader.all(query.where(Invitation.expires > now).order_by(Invitation.made))


def persons(reader: Reader, text: str = "", page: int = 0) -> list[tuple[Person, str]]:
    """Return a page of persons with their addresses, for administrators: whose name or address holds `text`."""
    query = (
        select(Person, Contact.email)
        .join(Contact, (Contact.person == Person.id) & (Contact.stream == "house"))
        .where(_holds(Person.name, text) | _holds(Contact.email, text))
        .order_by(Person.name, Person.id)
    )
    return [(row, email) for row, email in reader.rows(query.offset(page * PAGE).limit(PAGE))]


def address_of(reader: Reader, person_id: str) -> str | None:
    """Return a person's e-mail address, if the reader may know it."""
    return reader.one_or_none(select(Contact.email).where(Contact.person == person_id))


def waiting_address(reader: Reader, person_id: str) -> tuple[str, datetime] | None:
    """Return the other address that waits for an account and when it takes effect, if the reader may know it."""
    found = reader.rows(select(Contact.coming, Contact.coming_at).where(Contact.person == person_id).limit(1))
    return (found[0].coming, found[0].coming_at) if found and found[0].coming else None


def stopped_address(reader: Reader, person_id: str) -> datetime | None:
    """Return when the other address that was asked for last was stopped, if it was and the reader may know it."""
    of_addresses = LedgerEntry.event.in_((AddressAsked.__name__, AddressStopped.__name__))
    query = select(LedgerEntry).where(LedgerEntry.stream == HOUSE_STREAM, of_addresses)
    latest = reader.all(
        query.where(LedgerEntry.payload.like(f"%{person_id}%")).order_by(LedgerEntry.seq.desc()).limit(1)
    )
    return latest[0].at if latest and latest[0].event == AddressStopped.__name__ else None


def logins(reader: Reader, person_id: str, now: datetime) -> Sequence[Login]:
    """Return a person's open logins, the latest first; only that person's own reader sees any."""
    query = select(Login).where(Login.person == person_id, Login.ended.is_(None), Login.expires > now)
    return reader.all(query.order_by(Login.last_seen.desc()))


def past_logins(reader: Reader, person_id: str, now: datetime) -> Sequence[Login]:
    """Return a person's latest twenty logins that are over."""
    query = select(Login).where(Login.person == person_id, Login.ended.is_not(None) | (Login.expires <= now))
    return reader.all(query.order_by(Login.created.desc()).limit(20))


def tokens(reader: Reader, person_id: str) -> Sequence[Token]:
    """Return a person's tokens that were not revoked; only that person's own reader sees any."""
    query = select(Token).where(Token.person == person_id, Token.ended.is_(None))
    return reader.all(query.order_by(Token.created))


def account_news(reader: Reader, person_id: str, limit: int = 30) -> list[News]:
    """Return what happened to an account lately, the latest first; only that person's own reader sees any."""
    query = select(LedgerEntry).where(LedgerEntry.stream == f"person/{person_id}").order_by(LedgerEntry.seq.desc())
    entries = [(entry.at, event_of(entry)) for entry in reader.all(query.limit(limit))]
    return [News(at, event.sentence, event.payload()) for at, event in entries if event is not None]


def attempts(
    reader: Reader,
    person_id: str | None = None,
    outcome: str | None = None,
    address: str | None = None,
    page: int = 0,
) -> list[AttemptLine]:
    """Return a page of tries at signing in, the latest first; only administrators of the house see any."""
    query = (
        select(Attempt, Person.name)
        .join(Person, Person.id == Attempt.person, isouter=True)
        .order_by(Attempt.at.desc(), Attempt.id)
    )
    for column, value in ((Attempt.person, person_id), (Attempt.outcome, outcome), (Attempt.address, address)):
        if value:
            query = query.where(column == value)
    rows = reader.rows(query.offset(page * PAGE).limit(PAGE))
    return [AttemptLine(row.at, row.person, name, row.address, row.outcome) for row, name in rows]


def _holds(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    plain = re.sub(r"([/%_])", r"/\1", text.strip().lower())
    return func.lower(column).like(f"%{plain}%", escape="/")
