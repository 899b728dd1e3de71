"""Signing in and out, and ending logins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field
from sqlalchemy import select

from workbench.kernel import (
    N_,
    Absent,
    Act,
    Asking,
    Command,
    Event,
    Handling,
    Id,
    Question,
    Verdict,
    handler,
    policy,
    preparation,
    the_house,
)
from workbench.people.commands.proof import expect_patience, failed, not_proven, note, prepared_at_the_door, proves
from workbench.people.commands.typed import Address, Confidential, Minted, Typed
from workbench.people.events import LoginEnded, SignedIn, SignedOut
from workbench.people.models import Credential, Login, Person, Secret, Token
from workbench.people.policy import any_person, house_administrator, house_itself, own_or_administered
from workbench.people.rules.addresses import account_mark
from workbench.people.rules.tokens import digest, mint

RECEPTION = the_house("reception")
"""Performs what strangers ask at the sign-in page; only it says from which network address they ask."""

LONGEST_LOGIN = timedelta(hours=12)


class SignIn(Confidential):
    """Opens a login for whoever proves to be the owner of an account.

    A failed try is recorded as well, and answered `{"ok": false, "wait": seconds}`, the same for accounts that do not exist.
    """

    sentence = N_("Sign in")
    locks = "sign-in/{email}"
    secrets = frozenset({"password", "code", "token"})
    email: Address = Field(title=N_("E-mail address"))
    password: Typed = Field(title=N_("Password"))
    code: Typed = Field(default="", title=N_("Code"))
    token: Minted = Field(default_factory=mint)
    address: str = Field(max_length=32)
    agent: str = Field(max_length=80)


@policy(SignIn)
def may_sign_in(question: Question, command: SignIn) -> Verdict:
    """Allow the reception, which asks for anyone."""
    return house_itself(question)


@preparation(SignIn)
def check_before_sign_in(asking: Asking, command: SignIn) -> object:
    """Check the password."""
    return prepared_at_the_door(asking, command.email, command.password, command.address)


@handler(SignIn)
def sign_in(act: Act, command: SignIn) -> Handling:
    """Check the proof and open a login, or record the failure."""
    account = account_mark(command.email)
    expect_patience(act, account, command.address)
    credential = act.first(select(Credential).where(Credential.email == command.email))
    if not proves(act, credential, command.password, command.code) or credential is None:
        yield from failed(act, credential, account, command.address)
        return not_proven(act, account, command.address)
    note(act, account, command.address, credential.person, "ok")
    login = _open(act, credential.person, command)
    yield SignedIn(person=credential.person, login=login.id)
    return {"ok": True, "person": credential.person, "login": login.id}


def _open(act: Act, person: str, command: SignIn) -> Login:
    login = Login(id=act.new_id(), stream=f"person/{person}", person=person, created=act.now, last_seen=act.now)
    login.expires, login.ended = act.now + LONGEST_LOGIN, None
    login.address, login.agent = command.address, command.agent
    act.add(login, Secret(digest=digest(command.token), purpose="login", subject=login.id, expires=login.expires))
    return login


class SignOut(Command):
    """Ends the login through which the person acts."""

    sentence = N_("Sign out")
    scope = "account"


@policy(SignOut)
def may_sign_out(question: Question, command: SignOut) -> Verdict:
    """Allow everybody."""
    return any_person(question)


@handler(SignOut)
def sign_out(act: Act, command: SignOut) -> Handling:
    """End the login."""
    login = act.find(Login, act.actor.login)
    if close(act, login):
        yield SignedOut(person=login.person, login=login.id)
    return {}


class EndLogin(Command):
    """Ends one login: a forgotten browser, a lost laptop. Its live pages close at once."""

    sentence = N_("End a login")
    scope = "account"
    login: Id


@policy(EndLogin)
def may_end_login(question: Question, command: EndLogin) -> Verdict:
    """Allow its owner and the house's administrators."""
    return own_or_administered(question, question.find(Login, command.login).person)


@handler(EndLogin)
def end_login(act: Act, command: EndLogin) -> Handling:
    """End the login, once."""
    login = act.find(Login, command.login)
    if close(act, login):
        yield LoginEnded(person=login.person, login=login.id)
    return {}


class EndAllLogins(Command):
    """Ends every login of a person but the one through which it is asked."""

    sentence = N_("End all other logins")
    scope = "account"
    person: Id


@policy(EndAllLogins)
def may_end_all_logins(question: Question, command: EndAllLogins) -> Verdict:
    """Allow the person and the house's administrators."""
    if question.actor.person != command.person and not house_administrator(question):
        raise Absent
    question.find(Person, command.person)
    return any_person(question)


@handler(EndAllLogins)
def end_all_logins(act: Act, command: EndAllLogins) -> Handling:
    """End them."""
    yield from close_all(act, command.person, but=act.actor.login)
    return {}


def close(act: Act, login: Login | Token) -> bool:
    """End a login or token and forget its secret; return whether it was still open."""
    if login.ended is not None:
        return False
    login.ended = act.now
    forget(act, login.id)
    return True


def forget(act: Act, subject: str) -> None:
    """Delete every secret that opens `subject`."""
    for secret in act.all(select(Secret).where(Secret.subject == subject)):
        act.session.delete(secret)


def close_all(act: Act, person: str, but: str | None = None) -> Iterator[Event]:
    """End every open login of `person` but one, and yield an event for each."""
    for login in act.all(select(Login).where(Login.person == person, Login.ended.is_(None))):
        if login.id != but and close(act, login):
            yield LoginEnded(person=person, login=login.id)


class NoteSeen(Command):
    """Notes that a login or token is in use, so that idle ones expire. Asked by the house itself; leaves no ledger entry."""

    sentence = N_("Note that a login is in use")
    locks = "seen/{login}"
    login: Id


@policy(NoteSeen)
def may_note_seen(question: Question, command: NoteSeen) -> Verdict:
    """Allow the house itself."""
    return house_itself(question)


@handler(NoteSeen)
def note_seen(act: Act, command: NoteSeen) -> Handling:
    """Move the time it was last seen."""
    found = act.session.get(Login, command.login) or act.find(Token, command.login)
    if found.ended is None:
        found.last_seen = act.now
    yield from ()
    return {}
