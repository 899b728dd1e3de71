"""Personal tokens, by which a person's programs use the JSON interface."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

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
)
from workbench.people.commands.proof import failed, not_proven, own_credential, prepared_by_owner, proves
from workbench.people.commands.sign_in import close
from workbench.people.commands.typed import Confidential, Minted, Name, Typed
from workbench.people.events import TokenMade, TokenRevoked
from workbench.people.models import Secret, Token
from workbench.people.policy import any_person
from workbench.people.rules.addresses import account_mark
from workbench.people.rules.tokens import digest, mint

_SCOPES = {"read": "read", "act": "read act"}


class MakeToken(Confidential):
    """Makes a token with which a program reads, or reads and acts, in one's own name until a day. It is shown once."""

    sentence = N_("Make a token")
    scope = "account"
    secrets = frozenset({"password", "token"})
    name: Name = Field(title=N_("Name of the token"))
    reach: Literal["read", "act"] = Field(title=N_("What it may do"))
    days: int = Field(default=90, ge=1, le=366, title=N_("Days"))
    password: Typed = Field(title=N_("Present password"))
    token: Minted = Field(default_factory=mint)


@policy(MakeToken)
def may_make_token(question: Question, command: MakeToken) -> Verdict:
    """Allow everybody with an account."""
    return any_person(question)


@preparation(MakeToken)
def check_before_token(asking: Asking, command: MakeToken) -> object:
    """Check the present password."""
    return prepared_by_owner(asking, command.password)


@handler(MakeToken)
def make_token(act: Act, command: MakeToken) -> Handling:
    """Check the password and make the token."""
    credential = own_credential(act)
    account = account_mark(credential.email)
    if not proves(act, credential, command.password, None):
        yield from failed(act, credential, account, "")
        return not_proven(act, account)
    person = credential.person
    token = Token(id=act.new_id(), stream=f"person/{person}", person=person, name=command.name, created=act.now)
    token.scopes, token.expires = _SCOPES[command.reach], act.now + timedelta(days=command.days)
    token.last_seen, token.ended = None, None
    act.add(token, Secret(digest=digest(command.token), purpose="token", subject=token.id, expires=token.expires))
    yield TokenMade(person=person, token=token.id, name=token.name)
    return {"ok": True, "token": token.id}


class RevokeToken(Command):
    """Makes a token useless, at once."""

    sentence = N_("Revoke a token")
    scope = "account"
    token: Id


@policy(RevokeToken)
def may_revoke_token(question: Question, command: RevokeToken) -> Verdict:
    """Allow its owner; to anybody else there is no such token."""
    if question.find(Token, command.token).person != question.actor.person:
        raise Absent
    return any_person(question)


@handler(RevokeToken)
def revoke_token(act: Act, command: RevokeToken) -> Handling:
    """Revoke it, once."""
    yield from _revoke(act, act.find(Token, command.token))
    return {}


def revoke_all(act: Act, person: str) -> Iterator[Event]:
    """Revoke every token of a person."""
    for token in act.all(select(Token).where(Token.person == person, Token.ended.is_(None))):
        yield from _revoke(act, token)


def _revoke(act: Act, token: Token) -> Iterator[Event]:
    if close(act, token):
        yield TokenRevoked(person=token.person, token=token.id, name=token.name)
