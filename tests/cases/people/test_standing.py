"""Whose account was closed, or whose login or token was ended, while their command waits for its turn, does not get it through."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.cases.people.conftest import PASSWORD, Town
from workbench.kernel import Actor, Refusal
from workbench.people.commands import ChangeProfile, MakeToken, SignOut
from workbench.people.identity import identify
from workbench.people.models import Login, Person, Token

EMAIL = "mei@union.example"


@pytest.fixture
def mei(town: Town) -> Actor:
    return town.register("Wang Mei", EMAIL)


@pytest.fixture
def at_the_screen(town: Town, mei: Actor) -> Actor:
    """Mei, signed in."""
    actor = town.sign_in(EMAIL).actor
    assert actor is not None
    return actor


@pytest.fixture
def program(town: Town, mei: Actor) -> Actor:
    """A program of hers; what it is asked for here needs a scope that its token cannot have."""
    command = MakeToken(name="mine", reach="act", password=PASSWORD)
    town.do(mei, command)
    actor = identify(town.door.store, {}, {"Authorization": f"Bearer {command.token}"}, town.now)
    assert actor is not None
    return Actor(person=actor.person, login=actor.login, scopes=frozenset({"account"}))


def renamed_while(town: Town, actor: Actor, meanwhile: Callable[[Session], object]) -> str:
    """Let `actor` ask for another name, do something while that waits for the lock, and return the reason it gets."""
    reasons: list[str] = []

    def ask() -> None:
        try:
            town.do(actor, ChangeProfile(name="Mei", locale="en"))
            reasons.append("done")
        except Refusal as refusal:
            reasons.append(refusal.reason.key)

    with town.door.store.writing("house") as session:
        waiting = threading.Thread(target=ask)
        waiting.start()
        waiting.join(0.2)
        assert reasons == []
        meanwhile(session)
        session.commit()
    waiting.join(30)
    return reasons[0]


def name_of(town: Town, actor: Actor) -> str:
    with town.peek() as session:
        return session.scalars(select(Person.name).where(Person.id == actor.person)).one()


def test_who_is_still_there_gets_through(town: Town, at_the_screen: Actor, program: Actor) -> None:
    assert renamed_while(town, at_the_screen, lambda session: None) == "done"
    assert renamed_while(town, program, lambda session: None) == "done"
    assert name_of(town, at_the_screen) == "Mei"


def test_a_closed_account_does_not(town: Town, mei: Actor) -> None:
    assert (
        renamed_while(town, mei, lambda session: session.execute(update(Person).values(active=False)))
        == "sign_in_first"
    )
    assert name_of(town, mei) == "Wang Mei"


def test_an_ended_login_does_not(town: Town, at_the_screen: Actor) -> None:
    def end(session: Session) -> None:
        session.execute(update(Login).values(ended=town.now))

    assert renamed_while(town, at_the_screen, end) == "sign_in_first"
    assert name_of(town, at_the_screen) == "Wang Mei"


def test_a_login_that_ran_out_does_not(town: Town, at_the_screen: Actor) -> None:
    assert renamed_while(town, at_the_screen, lambda session: town.later(hours=13)) == "sign_in_first"


def test_a_revoked_token_does_not(town: Town, program: Actor) -> None:
    def revoke(session: Session) -> None:
        session.execute(update(Token).values(ended=town.now))

    assert renamed_while(town, program, revoke) == "sign_in_first"


def test_a_repeated_key_is_no_way_around(town: Town, at_the_screen: Actor) -> None:
    wish = ChangeProfile(name="Mei", locale="en")
    town.do(at_the_screen, wish, "key-of-mine")
    assert town.do(at_the_screen, wish, "key-of-mine").duplicate
    town.do(at_the_screen, SignOut())
    with pytest.raises(Refusal) as refusal:
        town.do(at_the_screen, wish, "key-of-mine")
    assert refusal.value.reason.key == "sign_in_first"
