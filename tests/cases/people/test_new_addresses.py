"""Another e-mail address waits: nobody but the owner makes it happen at once, and the owner can stop it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cases.people.conftest import PASSWORD, Town
from tests.cases.people.test_pages import Browser
from workbench.kernel import NOBODY, Actor, Refusal
from workbench.kernel.models import LedgerEntry
from workbench.people import queries
from workbench.people.chores import let_addresses_in
from workbench.people.commands import (
    ADDRESS_WAIT,
    RECEPTION,
    AskReset,
    ChangeAddress,
    DeactivatePerson,
    KeepAddress,
    ReactivatePerson,
    StopAddress,
    TakeAddress,
)
from workbench.people.models import Mail

OLD, NEW = "chair@union.example", "mine@evil.example"


@pytest.fixture
def keeper(town: Town) -> Actor:
    """The house's administrator."""
    return town.register("Keeper", "keeper@house.example", administrator=True)


@pytest.fixture
def chair(town: Town) -> Actor:
    """Somebody with an account, and nothing to do with the house."""
    return town.register("Chair Zhou", OLD, (town.found("union", "Plant 2 Union"), "representative"))


def ask(town: Town, keeper: Actor, chair: Actor, email: str = NEW) -> str:
    """Ask for another address and return the secret of the link that stops it."""
    town.do(keeper, ChangeAddress(person=str(chair.person), email=email))
    return str(re.findall(r"/address\?key=([\w-]{43})", letters(town, OLD)[-1])[0])


def letters(town: Town, to: str) -> list[str]:
    with town.peek() as session:
        query = select(Mail.body).where(Mail.recipient == to, Mail.settled.is_(None)).order_by(Mail.created)
        return list(session.scalars(query))


def events(town: Town) -> list[tuple[str, str]]:
    with town.peek() as session:
        query = select(LedgerEntry.event, LedgerEntry.stream).order_by(LedgerEntry.position)
        return [(name, stream.partition("/")[0]) for name, stream in session.execute(query) if "Address" in name]


def wait_over(town: Town) -> None:
    town.later(hours=ADDRESS_WAIT.total_seconds() / 3600)
    let_addresses_in(town.door)


def test_an_administrator_cannot_take_an_account_over(town: Town, keeper: Actor, chair: Actor) -> None:
    ask(town, keeper, chair)
    town.do(RECEPTION, AskReset(email=NEW, address="hall"))
    assert letters(town, NEW) == []
    assert not town.sign_in(NEW).ok
    assert town.sign_in(OLD).ok
    town.later(hours=71)
    let_addresses_in(town.door)
    assert town.sign_in(OLD).ok


def test_when_the_wait_is_over_the_address_is_the_other(town: Town, keeper: Actor, chair: Actor) -> None:
    ask(town, keeper, chair)
    wait_over(town)
    let_addresses_in(town.door)
    assert not town.sign_in(OLD).ok
    assert town.sign_in(NEW).ok
    assert "changed the e-mail address" in letters(town, OLD)[-1]
    for reader in (chair, keeper):
        with town.door.reading(town.door.viewer(reader, "en")) as eyes:
            assert queries.address_of(eyes, str(chair.person)) == NEW
            assert queries.waiting_address(eyes, str(chair.person)) is None
    assert events(town) == [
        ("AddressAsked", "house"),
        ("AddressAnnounced", "person"),
        ("AddressChanged", "house"),
        ("AddressTaken", "person"),
    ]


def test_the_link_in_the_old_mailbox_stops_it_once(town: Town, keeper: Actor, chair: Actor) -> None:
    link = ask(town, keeper, chair)
    town.do(NOBODY, StopAddress(link=link))
    wait_over(town)
    assert town.sign_in(OLD).ok
    assert events(town)[2:] == [("AddressStopped", "house"), ("AddressKept", "person")]
    with pytest.raises(Refusal) as refusal:
        town.do(NOBODY, StopAddress(link=link))
    assert refusal.value.reason.key == "link_dead"


def test_closing_the_account_meanwhile_does_not_kill_the_link(town: Town, keeper: Actor, chair: Actor) -> None:
    link = ask(town, keeper, chair)
    town.do(keeper, DeactivatePerson(person=str(chair.person)))
    town.do(NOBODY, StopAddress(link=link))
    town.do(keeper, ReactivatePerson(person=str(chair.person)))
    wait_over(town)
    assert town.sign_in(OLD).ok


def test_asking_anew_starts_the_wait_anew_and_gives_a_new_link(town: Town, keeper: Actor, chair: Actor) -> None:
    first = ask(town, keeper, chair)
    town.later(hours=71)
    second = ask(town, keeper, chair, "other@union.example")
    town.later(hours=71)
    let_addresses_in(town.door)
    assert town.sign_in(OLD).ok
    with pytest.raises(Refusal):
        town.do(NOBODY, StopAddress(link=first))
    town.do(NOBODY, StopAddress(link=second))


def test_the_owner_signed_in_can_stop_or_take_it(town: Town, keeper: Actor, chair: Actor) -> None:
    ask(town, keeper, chair)
    town.do(chair, KeepAddress(person=str(chair.person)))
    with pytest.raises(Refusal) as refusal:
        town.do(chair, TakeAddress(password=PASSWORD))
    assert refusal.value.reason.key == "no_address_waits"
    ask(town, keeper, chair)
    assert not town.do(chair, TakeAddress(password="a wrong password")).result["ok"]
    assert town.sign_in(OLD).ok
    assert town.do(chair, TakeAddress(password=PASSWORD)).result["ok"]
    assert town.sign_in(NEW).ok


def test_nobody_else_stops_it_or_sees_it(town: Town, keeper: Actor, chair: Actor) -> None:
    ask(town, keeper, chair)
    stranger = town.register("Lan", "lan@union.example")
    with pytest.raises(Refusal) as refusal:
        town.do(stranger, KeepAddress(person=str(chair.person)))
    assert refusal.value.reason.key == "absent"
    with town.door.reading(town.door.viewer(stranger, "en")) as reader:
        assert queries.waiting_address(reader, str(chair.person)) is None


def test_an_address_that_went_to_somebody_else_meanwhile_is_stopped(town: Town, keeper: Actor, chair: Actor) -> None:
    ask(town, keeper, chair, "lan@union.example")
    town.register("Lan", "lan@union.example")
    wait_over(town)
    assert town.sign_in(OLD).ok
    assert events(town)[-1] == ("AddressKept", "person")
    with pytest.raises(Refusal) as refusal:
        ask(town, keeper, chair, "lan@union.example")
    assert (refusal.value.reason.key, refusal.value.field) == ("address_taken", "email")


def test_the_pages_tell_stop_and_take(app: Flask, town: Town, keeper: Actor, chair: Actor) -> None:
    link = ask(town, keeper, chair)
    stranger = Browser(app.test_client())
    asked = stranger.get(f"/address?key={link}")
    assert asked.status_code == 200
    assert stranger.get(f"/address?key={link}").status_code == 200
    owner = Browser(app.test_client())
    owner.sign_in(OLD)
    assert "Another e-mail address was asked for your account." in owner.get("/account/logins").text
    account = owner.get("/account")
    assert NEW in account.text
    wrong = owner.send(account, "/account/address", password="a wrong password")
    assert (wrong.status_code, wrong.text.count("This is not your password.")) == (422, 1)
    assert "The new address is stopped" in stranger.send(asked, "/address").text
    assert stranger.get(f"/address?key={link}").status_code == 404
    assert stranger.send(asked, "/address").status_code == 404
    assert NEW not in owner.get("/account").text
    ask(town, keeper, chair)
    done = owner.send(owner.get("/account"), "/account/address", password=PASSWORD)
    assert (done.status_code, done.location) == (303, "/account?done=address")
    assert "house-notice" not in owner.get("/account").text


def test_the_administrators_page_shows_what_waits(app: Flask, town: Town, keeper: Actor, chair: Actor) -> None:
    browser = Browser(app.test_client())
    browser.sign_in("keeper@house.example")
    path = f"/administration/persons/{chair.person}"
    assert browser.send(browser.get(path), "/do/ChangeAddress", email=NEW).status_code == 303
    page = browser.get(path)
    assert f"Another address waits: {NEW}" in page.text
    assert browser.send(page, "/do/KeepAddress").status_code == 303
    assert "Another address waits" not in browser.get(path).text
    assert "The address asked for last was stopped" in browser.get(path).text
    ask(town, keeper, chair)
    assert "The address asked for last was stopped" not in browser.get(path).text


def test_closing_an_account_is_asked_once_more(app: Flask, town: Town, keeper: Actor, chair: Actor) -> None:
    browser = Browser(app.test_client())
    browser.sign_in("keeper@house.example")
    page = browser.get(f"/administration/persons/{chair.person}")
    form = page.text.index('data-act="DeactivatePerson"')
    assert page.text.rindex('id="close-account" popover', 0, form) > page.text.rfind("</dialog>", 0, form)
