"""One-time links: invitations and new passwords work once, for a while, and for whom they were meant."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from tests.cases.people.conftest import PASSWORD, Town
from workbench.kernel import NOBODY, Actor, Refusal
from workbench.people.commands import (
    RECEPTION,
    AcceptInvitation,
    AskReset,
    ChangePassword,
    InviteMember,
    JoinByInvitation,
    ResetPassword,
    WithdrawInvitation,
)
from workbench.people.identity import invitation_behind, link_is_open
from workbench.people.models import Invitation, Mail, Membership, Person
from workbench.people.rules.tokens import mint

NEW = "seven herons wade"


@pytest.fixture
def union(town: Town) -> str:
    """A union."""
    return town.found("union", "Plant 2 Union")


@pytest.fixture
def chair(town: Town, union: str) -> Actor:
    """The union's administrator."""
    return town.register("Chair Zhou", "chair@union.example", (union, "administrator"))


def invited(town: Town, chair: Actor, union: str, email: str | None = None) -> str:
    """Invite somebody and return the link's secret."""
    command = InviteMember(organisation=union, function="representative", email=email)
    town.do(chair, command)
    return command.token


def joining(link: str, email: str = "lan@union.example") -> JoinByInvitation:
    return JoinByInvitation(link=link, name="Lan", email=email, password=PASSWORD)


def members(town: Town, union: str) -> list[str]:
    with town.peek() as session:
        query = select(Person.name).join(Membership, Membership.person == Person.id)
        return sorted(session.scalars(query.where(Membership.organisation == union)))


def test_an_invitation_makes_an_account_and_a_membership(town: Town, chair: Actor, union: str) -> None:
    link = invited(town, chair, union)
    offer = invitation_behind(town.door.store, link, town.now)
    assert offer is not None
    assert (offer.name, offer.function) == ("Plant 2 Union", "representative")
    person = town.do(NOBODY, joining(link)).result["person"]
    assert members(town, union) == ["Chair Zhou", "Lan"]
    assert f"organisation/{union}" in town.door.viewer(Actor(person=person), "en").streams
    assert town.sign_in("lan@union.example").ok


def test_an_invitation_works_once(town: Town, chair: Actor, union: str) -> None:
    link = invited(town, chair, union)
    town.do(NOBODY, joining(link))
    for attempt in (joining(link, "second@union.example"),):
        with pytest.raises(Refusal) as refusal:
            town.do(NOBODY, attempt)
        assert refusal.value.reason.key == "link_dead"
    assert invitation_behind(town.door.store, link, town.now) is None
    assert members(town, union) == ["Chair Zhou", "Lan"]


def test_an_invitation_expires(town: Town, chair: Actor, union: str) -> None:
    link = invited(town, chair, union)
    town.later(days=7)
    assert invitation_behind(town.door.store, link, town.now) is None
    with pytest.raises(Refusal) as refusal:
        town.do(NOBODY, joining(link))
    assert refusal.value.reason.key == "link_dead"


def test_a_withdrawn_invitation_opens_nothing(town: Town, chair: Actor, union: str) -> None:
    link = invited(town, chair, union)
    with town.peek() as session:
        invitation = session.scalars(select(Invitation.id)).one()
    town.do(chair, WithdrawInvitation(invitation=invitation))
    with pytest.raises(Refusal):
        town.do(NOBODY, joining(link))
    with pytest.raises(Refusal) as again:
        town.do(chair, WithdrawInvitation(invitation=invitation))
    assert again.value.reason.key == "invitation_settled"


def test_a_refused_password_leaves_the_link_alive(town: Town, chair: Actor, union: str) -> None:
    link = invited(town, chair, union)
    with pytest.raises(Refusal) as refusal:
        town.do(NOBODY, joining(link).model_copy(update={"password": "short"}))
    assert (refusal.value.reason.key, refusal.value.field) == ("password_too_short", "password")
    town.do(NOBODY, joining(link))


def test_an_invitation_for_one_address_is_for_that_address(town: Town, chair: Actor, union: str) -> None:
    link = invited(town, chair, union, "lan@union.example")
    with pytest.raises(Refusal) as refusal:
        town.do(NOBODY, joining(link, "else@union.example"))
    assert refusal.value.reason.key == "invitation_for_another"
    stranger = town.register("Li Jun", "jun@plant.example")
    with pytest.raises(Refusal) as refusal:
        town.do(stranger, AcceptInvitation(link=link))
    assert refusal.value.reason.key == "invitation_for_another"
    town.do(NOBODY, joining(link))


def test_somebody_with_an_account_accepts_with_it(town: Town, chair: Actor, union: str) -> None:
    mei = town.register("Wang Mei", "mei@union.example")
    town.do(mei, AcceptInvitation(link=invited(town, chair, union)))
    assert members(town, union) == ["Chair Zhou", "Wang Mei"]
    again = invited(town, chair, union)
    with pytest.raises(Refusal) as refusal:
        town.do(mei, AcceptInvitation(link=again))
    assert refusal.value.reason.key == "already_member"
    assert invitation_behind(town.door.store, again, town.now) is not None, "the link still serves somebody else"


def test_a_secret_of_one_kind_opens_nothing_of_another(town: Town, chair: Actor, union: str) -> None:
    login = town.sign_in("chair@union.example")
    link = invited(town, chair, union)
    for wrong in (ResetPassword(link=link, password=NEW), ResetPassword(link=login.command.token, password=NEW)):
        with pytest.raises(Refusal) as refusal:
            town.do(NOBODY, wrong)
        assert refusal.value.reason.key == "link_dead"
    with pytest.raises(Refusal):
        town.do(NOBODY, joining(login.command.token))


def reset(town: Town, email: str) -> AskReset:
    command = AskReset(email=email, address="hall")
    town.do(RECEPTION, command)
    return command


def test_a_reset_sets_a_new_password_once_and_ends_all_logins(town: Town, chair: Actor) -> None:
    login = town.sign_in("chair@union.example")
    asked = reset(town, "chair@union.example")
    with town.peek() as session:
        letter = session.scalars(select(Mail)).one()
    assert asked.token in letter.body
    assert letter.recipient == "chair@union.example"
    town.do(NOBODY, ResetPassword(link=asked.token, password=NEW))
    assert login.actor is None
    assert town.sign_in("chair@union.example", NEW).ok
    with pytest.raises(Refusal) as refusal:
        town.do(NOBODY, ResetPassword(link=asked.token, password="another one entirely"))
    assert refusal.value.reason.key == "link_dead"


def test_a_reset_expires_after_half_an_hour(town: Town, chair: Actor) -> None:
    asked = reset(town, "chair@union.example")
    town.later(minutes=29)
    assert link_is_open(town.door.store, "reset", asked.token, town.now)
    town.later(minutes=1)
    assert not link_is_open(town.door.store, "reset", asked.token, town.now)
    with pytest.raises(Refusal) as refusal:
        town.do(NOBODY, ResetPassword(link=asked.token, password=NEW))
    assert refusal.value.reason.key == "link_dead"


def test_a_changed_password_kills_the_links_sent_before(town: Town, chair: Actor) -> None:
    asked = reset(town, "chair@union.example")
    town.do(chair, ChangePassword(present=PASSWORD, password=NEW))
    with pytest.raises(Refusal):
        town.do(NOBODY, ResetPassword(link=asked.token, password="another one entirely"))


def test_asking_for_a_reset_tells_nothing_and_works_as_much(town: Town, chair: Actor) -> None:
    known, unknown = _asking(town, "chair@union.example"), _asking(town, "nobody@union.example")
    assert known == unknown
    with town.peek() as session:
        waiting = session.scalars(select(Mail).where(Mail.settled.is_(None))).all()
        assert [letter.recipient for letter in waiting] == ["chair@union.example"]
        assert {letter.body for letter in session.scalars(select(Mail)) if letter.settled} == {""}


def _asking(town: Town, email: str) -> tuple[object, int, list[str]]:
    said: list[str] = []
    engine = town.door.store.engine()

    def hear(connection: object, cursor: object, statement: str, *rest: object) -> None:
        said.append(" ".join(statement.split()[:3]))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        outcome = town.do(RECEPTION, AskReset(email=email, address="hall"))
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    return outcome.result, len(outcome.entries), said


def test_a_link_for_nobody_opens_nothing(town: Town, chair: Actor) -> None:
    asked = reset(town, "nobody@union.example")
    assert not link_is_open(town.door.store, "reset", asked.token, town.now)
    for link in (asked.token, mint()):
        with pytest.raises(Refusal) as refusal:
            town.do(NOBODY, ResetPassword(link=link, password=NEW))
        assert refusal.value.reason.key == "link_dead"


def test_no_more_than_three_letters_an_hour(town: Town, chair: Actor) -> None:
    for _ in range(5):
        reset(town, "chair@union.example")
    with town.peek() as session:
        assert len(session.scalars(select(Mail)).all()) == 3
    town.later(hours=1)
    reset(town, "chair@union.example")
    with town.peek() as session:
        assert len(session.scalars(select(Mail)).all()) == 4
