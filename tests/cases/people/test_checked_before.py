"""A password is hashed before the transaction, so that a room full of people signing in holds up nobody's acts; and it is
still that transaction which decides."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from tests.cases.people.conftest import CLI, PASSWORD, Town
from workbench.kernel import NOBODY, Actor, Refusal
from workbench.people.commands import (
    RECEPTION,
    AskReset,
    ChangePassword,
    InviteMember,
    JoinByInvitation,
    MakeToken,
    RegisterPerson,
    ResetPassword,
    TurnOffCode,
    proof,
)
from workbench.people.models import Credential, Mail
from workbench.people.rules.tokens import mint

EMAIL = "mei@union.example"
NEW = "seven herons wade"


@pytest.fixture
def mei(town: Town) -> Actor:
    return town.register("Wang Mei", EMAIL, (town.found("union", "Plant 2 Union"), "administrator"))


@pytest.fixture
def hashings(town: Town, mei: Actor, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each hashing: where it happened, before or within the transaction."""
    noted: list[str] = []
    writing, inside = town.door.store.writing, list[str]()

    def watched(really: Callable[..., object]) -> Callable[..., object]:
        def hash_(*given: str) -> object:
            noted.append("within" if inside else "before")
            return really(*given)

        return hash_

    class Held:
        def __init__(self, lock: str) -> None:
            self._held = writing(lock)

        def __enter__(self) -> object:
            inside.append("writing")
            return self._held.__enter__()

        def __exit__(self, *error: object) -> bool | None:
            inside.clear()
            return self._held.__exit__(*error)  # type: ignore[arg-type]

    class Hasher:
        verify = staticmethod(watched(proof._HASHER.verify))
        hash = staticmethod(watched(proof._HASHER.hash))

    monkeypatch.setattr(proof, "_HASHER", Hasher)
    monkeypatch.setattr(town.door.store, "writing", Held)
    return noted


@pytest.mark.parametrize(("password", "right"), [(PASSWORD, True), ("plum rain on brick", False)])
def test_a_sign_in_is_checked_before(town: Town, hashings: list[str], password: str, right: bool) -> None:
    assert town.sign_in(EMAIL, password).ok is right
    assert hashings == ["before"]


def test_what_an_owner_proves_is_checked_before(town: Town, mei: Actor, hashings: list[str]) -> None:
    assert town.do(mei, MakeToken(name="mine", reach="act", password=PASSWORD)).result["ok"]
    assert town.do(mei, TurnOffCode(password=PASSWORD)).result["ok"]
    assert not town.do(mei, TurnOffCode(password="wrong")).result["ok"]
    assert hashings == ["before"] * 3


def test_a_new_password_is_hashed_before(town: Town, mei: Actor, hashings: list[str]) -> None:
    town.do(mei, ChangePassword(present=PASSWORD, password=NEW))
    assert hashings == ["before", "before"]
    town.do(mei, ChangePassword(present="wrong", password=PASSWORD))
    assert hashings == ["before"] * 3, "nothing is hashed for one who proves nothing"
    assert town.sign_in(EMAIL, NEW).ok


def test_who_holds_a_link_is_hashed_for_before_and_nobody_else(town: Town, mei: Actor, hashings: list[str]) -> None:
    town.do(RECEPTION, AskReset(email=EMAIL, address="hall"))
    with town.peek() as session:
        link = re.findall("key=([\\w-]{43})", session.scalars(select(Mail.body)).one())[0]
    town.do(NOBODY, ResetPassword(link=link, password=NEW))
    with pytest.raises(Refusal):
        town.do(NOBODY, ResetPassword(link=link, password=NEW))
    assert hashings == ["before"]
    invitation = InviteMember(organisation=town.found("union", "Another"), function="member")
    town.do(CLI, invitation)
    wish = JoinByInvitation(link=invitation.token, name="Lan", email="lan@union.example", password=PASSWORD)
    town.do(NOBODY, wish)
    with pytest.raises(Refusal):
        town.do(NOBODY, wish.model_copy(update={"link": mint()}))
    assert hashings == ["before", "before"]


def test_who_may_not_ask_causes_no_hashing(town: Town, mei: Actor, hashings: list[str]) -> None:
    wish = RegisterPerson(name="Lan", email="lan@union.example", password=PASSWORD)
    program = Actor(person=mei.person, scopes=frozenset({"read", "act"}))
    for actor, command in ((mei, wish), (NOBODY, TurnOffCode(password=PASSWORD)), (program, TurnOffCode(password="x"))):
        with pytest.raises(Refusal):
            town.do(actor, command)
    assert hashings == []
    town.do(CLI, wish)
    assert hashings == ["before"]


def test_a_password_changed_meanwhile_is_checked_anew(
    town: Town, hashings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    really = proof._verified
    other = proof.hashed("a new one altogether")

    def change_then(hash_: str, password: str) -> bool:
        if not hashings[1:]:
            with town.door.store.engine().begin() as connection:
                connection.execute(update(Credential).values(password=other))
        return really(hash_, password)

    monkeypatch.setattr(proof, "_verified", change_then)
    assert not town.sign_in(EMAIL).ok
    assert hashings == ["before", "before", "within"]


def test_strangers_take_as_long_and_nobody_is_checked_while_they_wait(town: Town, hashings: list[str]) -> None:
    assert not town.sign_in("nobody@union.example").ok
    assert hashings == ["before"]
    for _ in range(5):
        town.sign_in(EMAIL, "wrong")
    hashings.clear()
    with pytest.raises(Refusal):
        town.sign_in(EMAIL)
    assert hashings == []
