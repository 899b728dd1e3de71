"""The tables of people. What a person is called is open to all who are signed in; who belongs where is sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.store import Base, Hidden, Open, Sealed


class Person(Base, Open):
    """Somebody with an account."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    locale: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(default=True)


class Contact(Base, Sealed):
    """An e-mail address as one audience may see it: one row for the person, one for the house's administrators.

    `coming` is another address that waits to take its place at `coming_at`.
    """

    __tablename__ = "contacts"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    coming: Mapped[str | None] = mapped_column(String(254))
    coming_at: Mapped[datetime | None] = mapped_column(index=True)


class Credential(Base, Hidden):
    """What proves that somebody is this person. `code_step` is the last time step whose code was used: none works twice."""

    __tablename__ = "credentials"

    person: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str] = mapped_column(String(200))
    code_secret: Mapped[str | None] = mapped_column(String(64))
    code_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base, Hidden):
    """The digest of a one-time code that stands in for the authenticator; deleted when used."""

    __tablename__ = "recovery_codes"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)


class Secret(Base, Hidden):
    """The digest of a secret the house gave out, and what it opens: a login, a token, an invitation, a new password."""

    __tablename__ = "secrets"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(16), index=True)
    expires: Mapped[datetime]


class Organisation(Base, Open):
    """A party to collective bargaining, an office, or the house itself."""

    __tablename__ = "organisations"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), index=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    parent: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"))


class Membership(Base, Sealed):
    """A person's function in an organisation, from `since` until `until`. Whether somebody is in a union is nobody else's to know."""

    __tablename__ = "memberships"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    organisation: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    function: Mapped[str] = mapped_column(String(24))
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class Invitation(Base, Sealed):
    """An invitation into an organisation by a one-time link; for one address only when `email` is set."""

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    organisation: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    function: Mapped[str] = mapped_column(String(24))
    email: Mapped[str | None] = mapped_column(String(254))
    inviter: Mapped[str] = mapped_column(String(40))
    made: Mapped[datetime]
    expires: Mapped[datetime]
    settled: Mapped[datetime | None]
    accepted_by: Mapped[str | None] = mapped_column(ForeignKey("people.id"))


class Login(Base, Sealed):
    """One browser signed in to an account; sealed to that person."""

    __tablename__ = "logins"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    created: Mapped[datetime]
    last_seen: Mapped[datetime]
    expires: Mapped[datetime]
    ended: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(32))
    agent: Mapped[str] = mapped_column(String(80))


class Token(Base, Sealed):
    """A personal token for programs; sealed to its person. `scopes` are words separated by blanks."""

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[str] = mapped_column(String(40))
    created: Mapped[datetime]
    last_seen: Mapped[datetime | None]
    expires: Mapped[datetime]
    ended: Mapped[datetime | None]


class Attempt(Base, Sealed):
    """One try at a password or a reset, for waiting times and for the administrators' audit; `account` is a mark, not an address."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "account", "at"), Index(None, "address", "at"))

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime]
    account: Mapped[str] = mapped_column(String(32))
    address: Mapped[str] = mapped_column(String(32))
    person: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(12))


class Mail(Base, Hidden):
    """A letter waiting to be sent. Its text, which may hold a one-time link, is wiped once it is sent or given up."""

    __tablename__ = "mails"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime]
    settled: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime]
