"""Signing in: proof, patience, what strangers learn, and how logins end."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from tests.cases.people.conftest import CLI, PASSWORD, Town
from workbench.kernel import NOBODY, Actor, Refusal
from workbench.people.commands import (
    RECEPTION,
    AskReset,
    ChangePassword,
    DeactivatePerson,
    EndAllLogins,
    EndLogin,
    ReactivatePerson,
    SignIn,
    SignOut,
    proof,
)
from workbench.people.identity import IDLE, Identity, identify
from workbench.people.models import Attempt, Login


@pytest.fixture
def mei(town: Town) -> Actor:
    """Somebody with an account."""
    return town.register("Wang Mei", "mei@union.example")


def test_the_right_password_opens_a_login(town: Town, mei: Actor) -> None:
    login = town.sign_in("Mei@Union.example ")
    assert login.ok
    assert login.actor is not None
    assert login.actor.person == mei.person
    assert login.actor.scopes is None


def test_a_wrong_password_opens_nothing_but_is_kept(town: Town, mei: Actor) -> None:
    login = town.sign_in("mei@union.example", "plum rain on brick")
    assert login.outcome.result == {"ok": False, "wait": 0}
    assert login.actor is None
    with town.peek() as session:
        assert [row.outcome for row in session.scalars(select(Attempt))] == ["failed"]
    assert [stream for stream, _ in login.outcome.entries] == [f"person/{mei.person}"]


def test_nobody_signs_in_but_through_the_reception(town: Town, mei: Actor) -> None:
    command = SignIn(email="mei@union.example", password=PASSWORD, address="invented", agent="")
    for actor in (NOBODY, mei):
        with pytest.raises(Refusal):
            town.do(actor, command)


def test_waits_grow_on_one_account_and_are_capped(town: Town, mei: Actor) -> None:
    waits = []
    for number in range(14):
        outcome = town.sign_in("mei@union.example", "wrong", address=f"place{number}").outcome
        waits.append(outcome.result["wait"])
        town.later(seconds=outcome.result["wait"])
    assert waits == [0, 0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]


def test_during_the_wait_even_the_right_password_is_not_looked_at(town: Town, mei: Actor) -> None:
    for _ in range(7):
        town.later(seconds=town.sign_in("mei@union.example", "wrong").outcome.result["wait"])
    town.later(seconds=-1)
    with pytest.raises(Refusal) as refusal:
        town.sign_in("mei@union.example")
    assert refusal.value.reason.status == 429
    assert refusal.value.values == {"seconds": 1}
    town.later(seconds=1)
    assert town.sign_in("mei@union.example").ok


def test_a_success_pardons_the_account(town: Town, mei: Actor) -> None:
    for _ in range(4):
        town.sign_in("mei@union.example", "wrong")
    town.later(seconds=1)
    assert town.sign_in("mei@union.example").ok
    town.later(seconds=1)
    assert town.sign_in("mei@union.example", "wrong").outcome.result["wait"] == 0


def test_one_address_cannot_try_many_accounts_and_its_own_success_buys_nothing(town: Town, mei: Actor) -> None:
    for number in range(30):
        town.sign_in(f"worker{number}@plant.example", "wrong", address="one")
        if number == 28:
            assert town.sign_in("mei@union.example", address="one").ok
    with pytest.raises(Refusal):
        town.sign_in("another@plant.example", "wrong", address="one")
    assert town.sign_in("mei@union.example", address="two").ok


def test_a_stranger_learns_nothing_and_the_house_works_as_much(
    town: Town, mei: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The first entry of a stream costs one statement more; both streams have had theirs.
    town.sign_in("mei@union.example", "wrong")
    town.sign_in("nobody@union.example", "wrong")
    checked: list[str] = []

    def refuse(act: object, hash_: str, password: str) -> bool:
        checked.append(hash_[:30])
        return False

    monkeypatch.setattr(proof, "_matches", refuse)
    known = _work(town, "mei@union.example")
    unknown = _work(town, "nobody@union.example")
    assert known == unknown
    assert len(checked) == 2
    assert checked[0] == checked[1]


def _work(town: Town, email: str) -> tuple[object, int, list[str]]:
    said: list[str] = []
    engine = town.door.store.engine()

    def hear(connection: object, cursor: object, statement: str, *rest: object) -> None:
        said.append(" ".join(statement.split()[:3]))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        outcome = town.sign_in(email, "wrong").outcome
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    return outcome.result, len(outcome.entries), said


def test_a_refused_wait_looks_the_same_for_strangers(town: Town, mei: Actor) -> None:
    answers = []
    for email in ("mei@union.example", "nobody@union.example"):
        results = [town.sign_in(email, "wrong", address=email[:4]).outcome.result for _ in range(5)]
        with pytest.raises(Refusal) as refusal:
            town.sign_in(email, "wrong", address=email[:4])
        answers.append((results, refusal.value.reason, refusal.value.values))
    assert answers[0] == answers[1]


def test_signing_out_ends_the_cookie(town: Town, mei: Actor) -> None:
    login = town.sign_in("mei@union.example")
    assert login.actor is not None
    town.do(login.actor, SignOut())
    assert login.actor is None


def test_ending_a_login_from_elsewhere(town: Town, mei: Actor) -> None:
    here, there = town.sign_in("mei@union.example"), town.sign_in("mei@union.example")
    assert here.actor is not None
    outcome = town.do(here.actor, EndLogin(login=there.outcome.result["login"]))
    assert there.actor is None
    assert here.actor is not None
    assert [stream for stream, _ in outcome.entries] == [f"person/{mei.person}"]


def test_another_persons_login_does_not_exist(town: Town, mei: Actor) -> None:
    login = town.sign_in("mei@union.example")
    other = town.register("Li Jun", "jun@plant.example")
    with pytest.raises(Refusal) as refusal:
        town.do(other, EndLogin(login=login.outcome.result["login"]))
    with pytest.raises(Refusal) as none_such:
        town.do(other, EndLogin(login="a" * 16))
    assert refusal.value.reason == none_such.value.reason
    with pytest.raises(Refusal) as all_of_them:
        town.do(other, EndAllLogins(person=str(mei.person)))
    assert all_of_them.value.reason == refusal.value.reason
    assert login.actor is not None


def test_all_other_logins_end_but_not_this_one(town: Town, mei: Actor) -> None:
    here, there = town.sign_in("mei@union.example"), town.sign_in("mei@union.example")
    assert here.actor is not None
    town.do(here.actor, EndAllLogins(person=str(mei.person)))
    assert (here.actor is not None, there.actor) == (True, None)


def test_changing_the_password_ends_the_other_logins(town: Town, mei: Actor) -> None:
    here, there = town.sign_in("mei@union.example"), town.sign_in("mei@union.example")
    assert here.actor is not None
    town.do(here.actor, ChangePassword(present=PASSWORD, password="seven herons wade"))
    assert (here.actor is not None, there.actor) == (True, None)
    assert not town.sign_in("mei@union.example").ok
    assert town.sign_in("mei@union.example", "seven herons wade").ok


def test_a_stolen_login_cannot_guess_the_password_without_limit(town: Town, mei: Actor) -> None:
    login = town.sign_in("mei@union.example")
    town.later(seconds=1)
    assert login.actor is not None
    for _ in range(5):
        result = town.do(login.actor, ChangePassword(present="guess", password="seven herons wade")).result
    assert result["wait"] == 2
    with pytest.raises(Refusal) as refusal:
        town.do(login.actor, ChangePassword(present=PASSWORD, password="seven herons wade"))
    assert refusal.value.reason.key == "try_later"


def test_closing_an_account_ends_everything(town: Town, mei: Actor) -> None:
    login = town.sign_in("mei@union.example")
    keeper = town.register("Keeper", "keeper@house.example", administrator=True)
    assert town.door.viewer(mei, "en").streams == {f"person/{mei.person}"}
    outcome = town.do(keeper, DeactivatePerson(person=str(mei.person)))
    assert login.actor is None
    assert not town.sign_in("mei@union.example").ok
    assert town.door.viewer(mei, "en").streams == frozenset()
    # The person's own stream must tell of it, or live pages would not close.
    assert f"person/{mei.person}" in {stream for stream, _ in outcome.entries}
    town.later(minutes=5)
    town.do(keeper, ReactivatePerson(person=str(mei.person)))
    assert login.actor is None
    assert town.sign_in("mei@union.example").ok


def test_a_closed_account_is_not_known_even_while_a_login_stands(town: Town, mei: Actor) -> None:
    login = town.sign_in("mei@union.example")
    with town.door.store.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE people SET active = false")
    assert login.actor is None


def test_logins_expire_when_idle_and_in_any_case(town: Town, mei: Actor) -> None:
    login = town.sign_in("mei@union.example")
    known = Identity(town.door, secure=True).identify
    cookies = {"__Host-login": login.command.token}
    for _ in range(23):
        town.later(minutes=30)
        assert known(cookies, {}) is not None
    town.later(minutes=31)
    assert known(cookies, {}) is None, "twelve hours are over"
    idle = town.sign_in("mei@union.example")
    town.later(seconds=IDLE.total_seconds() - 1)
    assert idle.actor is not None
    town.later(seconds=2)
    assert idle.actor is None


def test_noting_that_a_login_is_in_use_leaves_no_entry_and_is_rare(town: Town, mei: Actor) -> None:
    login = town.sign_in("mei@union.example")
    heads = town.door.heads(frozenset({f"person/{mei.person}"}))
    known = Identity(town.door, secure=True).identify
    seen = set()
    for _ in range(12):
        town.later(minutes=1)
        known({"__Host-login": login.command.token}, {})
        with town.peek() as session:
            seen.add(session.scalars(select(Login.last_seen)).one())
    assert len(seen) == 3
    assert town.door.heads(frozenset({f"person/{mei.person}"})) == heads


def test_over_https_only_the_host_cookie_counts(town: Town, mei: Actor) -> None:
    token = town.sign_in("mei@union.example").command.token
    assert Identity(town.door, secure=True).identify({"login": token}, {}) is None
    assert Identity(town.door, secure=False).identify({"login": token}, {}) is not None


@pytest.mark.parametrize("cookie", ["", "x", "a" * 43, "'; drop table logins; --", "\udcff" * 43])
def test_no_other_cookie_opens_anything(town: Town, mei: Actor, cookie: str) -> None:
    town.sign_in("mei@union.example")
    assert identify(town.door.store, {"__Host-login": cookie}, {}, town.now) is None


def test_asking_for_a_reset_counts_as_a_try_for_nobody(town: Town, mei: Actor) -> None:
    for _ in range(5):
        town.do(RECEPTION, AskReset(email="mei@union.example", address="hall"))
    assert town.sign_in("mei@union.example").ok


def test_only_the_house_registers(town: Town, mei: Actor) -> None:
    from workbench.people.commands import RegisterPerson

    command = RegisterPerson(name="X", email="x@x.example", password=PASSWORD)
    for actor in (mei, NOBODY):
        with pytest.raises(Refusal):
            town.do(actor, command)
    town.do(CLI, command)
