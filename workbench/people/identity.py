"""Who makes a request: from a cookie or a token to a person, and from a one-time link to what it offers.

The one place outside the kernel that reads secrets. It answers only to whoever holds one.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from workbench.kernel import Actor, Door, Refusal, the_house
from workbench.kernel.store import Store
from workbench.people.commands import NoteSeen
from workbench.people.models import Contact, Credential, Invitation, Login, Organisation, Person, Secret, Token
from workbench.people.policy import is_house_administrator
from workbench.people.rules.tokens import MINTED, digest
from workbench.web import Me

log = logging.getLogger(__name__)

IDLE = timedelta(hours=2)
_NOTED = timedelta(minutes=5)
_CLOCK = the_house("clock")


def cookie_name(secure: bool) -> str:
    """Return the name of the login cookie; over https it has the prefix that keeps other hosts from setting it (RFC 6265bis)."""
    return "__Host-login" if secure else "login"


def identify(
    store: Store, cookies: Mapping[str, str], headers: Mapping[str, str], now: datetime, cookie: str = "__Host-login"
) -> Actor | None:
    """Return the person a request comes from, or None. A token in `Authorization: Bearer` goes before any cookie."""
    found = _found(store, cookies, headers, now, cookie)
    return found[0] if found else None


class Identity:
    """Knows people for a running house. `secure` says that it is reached over https."""

    def __init__(self, door: Door, secure: bool = False) -> None:
        self._door = door
        self._cookie = cookie_name(secure)

    def identify(self, cookies: Mapping[str, str], headers: Mapping[str, str]) -> Actor | None:
        """Do as the function `identify`, and note, every five minutes at most, that a login is in use."""
        now = self._door.clock()
        found = _found(self._door.store, cookies, headers, now, self._cookie)
        if found is None:
            return None
        actor, last_seen = found
        if actor.login and (last_seen is None or now - last_seen >= _NOTED):
            _note_seen(self._door, actor.login, now)
        return actor

    def describe(self, person: str) -> Me | None:
        """Return a person as the layout shows them."""
        with self._door.store.reading() as session:
            found = session.get(Person, person)
            if found is None:
                return None
            administers = is_house_administrator(session, person, self._door.clock())
            waits = select(Contact.id).where(Contact.person == person, Contact.coming.is_not(None)).limit(1)
            return Me(found.id, found.name, found.name[:1], administers, session.scalar(waits) is not None)

    def language_of(self, person: str) -> str | None:
        """Return a person's language."""
        with self._door.store.reading() as session:
            found = session.get(Person, person)
            return found.locale if found else None


def _note_seen(door: Door, login: str, now: datetime) -> None:
    # The key makes simultaneous requests of one browser write once.
    key = f"seen-{login}-{int(now.timestamp() // _NOTED.total_seconds())}"
    try:
        door.perform(_CLOCK, NoteSeen(login=login), key)
    except Refusal:
        log.info("a login ended while it was noted as seen")


def _found(
    store: Store, cookies: Mapping[str, str], headers: Mapping[str, str], now: datetime, cookie: str
) -> tuple[Actor, datetime | None] | None:
    scheme, _, bearer = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _by_token(store, bearer.strip(), now)
    return _by_cookie(store, cookies.get(cookie, ""), now)


def _by_cookie(store: Store, secret: str, now: datetime) -> tuple[Actor, datetime | None] | None:
    if not MINTED.fullmatch(secret):
        return None
    query = (
        select(Login.person, Login.id, Login.last_seen)
        .join(Secret, (Secret.subject == Login.id) & (Secret.purpose == "login"))
        .join(Person, Person.id == Login.person)
        .where(Secret.digest == digest(secret), Secret.expires > now, Login.ended.is_(None), Person.active)
        .where(Login.last_seen > now - IDLE)
    )
    with store.reading() as session:
        row = session.execute(query).first()
    return (Actor(person=row.person, login=row.id), row.last_seen) if row else None


def _by_token(store: Store, secret: str, now: datetime) -> tuple[Actor, datetime | None] | None:
    if not MINTED.fullmatch(secret):
        return None
    query = (
        select(Token.person, Token.id, Token.scopes, Token.last_seen)
        .join(Secret, (Secret.subject == Token.id) & (Secret.purpose == "token"))
        .join(Person, Person.id == Token.person)
        .where(Secret.digest == digest(secret), Secret.expires > now, Token.ended.is_(None), Person.active)
    )
    with store.reading() as session:
        row = session.execute(query).first()
    if row is None:
        return None
    return Actor(person=row.person, login=row.id, scopes=frozenset(row.scopes.split())), row.last_seen


@dataclass(frozen=True)
class Offer:
    """What an invitation's link offers to whoever holds it."""

    organisation: str
    name: str
    function: str
    email: str | None


def invitation_behind(store: Store, link: str, now: datetime) -> Offer | None:
    """Return what an invitation's link offers, or None when it is dead."""
    query = (
        select(Invitation, Organisation)
        .join(Secret, (Secret.subject == Invitation.id) & (Secret.purpose == "invitation"))
        .join(Organisation, Organisation.id == Invitation.organisation)
        .where(Secret.digest == digest(link), Secret.expires > now, Invitation.settled.is_(None))
    )
    with store.reading() as session:
        row = session.execute(query).first()
        return Offer(row[1].id, row[1].name, row[0].function, row[0].email) if row else None


def link_is_open(store: Store, purpose: str, link: str, now: datetime) -> bool:
    """Say whether a one-time link (`reset`: for a new password, `address`: to keep an address) still works."""
    query = select(Secret.digest).where(Secret.digest == digest(link), Secret.purpose == purpose, Secret.subject != "")
    with store.reading() as session:
        return session.scalars(query.where(Secret.expires > now)).first() is not None


def has_code(store: Store, person: str) -> bool:
    """Say whether signing in to this account needs a code."""
    with store.reading() as session:
        credential = session.get(Credential, person)
        return credential is not None and credential.code_secret is not None


def address_mark(key: str, remote: str | None) -> str:
    """Return the mark under which tries from a network address are counted: keyed, so that it cannot be turned back."""
    return hmac.new(key.encode(), f"address\n{remote or ''}".encode(), hashlib.sha256).hexdigest()[:16]
