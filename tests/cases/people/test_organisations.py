"""Organisations, functions, and who may see and change them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.cases.people.conftest import CLI, Town
from workbench.kernel import Actor, Allowed, Command, Refusal
from workbench.people import queries
from workbench.people.chores import Forgetting
from workbench.people.commands import (
    AmendOrganisation,
    ChangeAddress,
    DeactivatePerson,
    EndMembership,
    ForgetTraces,
    FoundOrganisation,
    InviteMember,
    ReactivatePerson,
)
from workbench.people.models import Attempt, Membership, Secret
from workbench.people.rules.organisations import HOUSE


@pytest.fixture
def keeper(town: Town) -> Actor:
    """The house's administrator."""
    return town.register("Keeper", "keeper@house.example", administrator=True)


@pytest.fixture
def union(town: Town) -> str:
    return town.found("union", "Plant 2 Union")


@pytest.fixture
def plant(town: Town) -> str:
    return town.found("enterprise", "Plant 2")


@pytest.fixture
def chair(town: Town, union: str) -> Actor:
    return town.register("Chair Zhou", "chair@union.example", (union, "administrator"), (union, "representative"))


@pytest.fixture
def director(town: Town, plant: str) -> Actor:
    return town.register("Director Li", "director@plant.example", (plant, "administrator"))


def membership(town: Town, person: Actor, function: str) -> str:
    with town.peek() as session:
        query = select(Membership.id).where(Membership.person == person.person, Membership.function == function)
        return session.scalars(query).one()


def test_one_side_cannot_see_count_or_guess_the_others_members(
    town: Town, chair: Actor, director: Actor, union: str
) -> None:
    with town.door.reading(town.door.viewer(director, "en")) as reader:
        assert queries.colleagues(reader, union, town.now) == []
        assert queries.affiliations(reader, str(chair.person), town.now) == []
        assert queries.search_colleagues(reader, "zhou", town.now) == []
        assert queries.open_invitations(reader, union, town.now) == []
    with town.door.reading(town.door.viewer(chair, "en")) as reader:
        found = queries.search_colleagues(reader, "ZHOU", town.now)
        assert {line.function for line in found} == {"administrator", "representative"}


def test_house_administrators_see_rolls_but_not_what_organisations_do(
    town: Town, keeper: Actor, chair: Actor, union: str
) -> None:
    streams = town.door.viewer(keeper, "en").streams
    assert f"organisation/{union}/members" in streams
    assert f"organisation/{union}" not in streams
    assert "house" in streams
    assert town.door.viewer(chair, "en").streams == {
        f"person/{chair.person}",
        f"organisation/{union}",
        f"organisation/{union}/members",
    }


@pytest.mark.parametrize("subject", ["house", "person/{p}", "organisation/{o}", "bargaining/x", "organisation/none"])
def test_streams_of_one_subject_are_those_among_all(
    town: Town, keeper: Actor, chair: Actor, union: str, subject: str
) -> None:
    name = subject.format(p=chair.person, o=union)
    for actor in (keeper, chair):
        every = town.door.viewer(actor, "en").streams
        expected = {stream for stream in every if stream == name or stream.startswith(name + "/")}
        assert town.door.viewer(actor, "en", name).streams == expected


def test_a_membership_that_ended_opens_nothing(town: Town, keeper: Actor, chair: Actor, union: str) -> None:
    for function in ("administrator", "representative"):
        outcome = town.do(keeper, EndMembership(membership=membership(town, chair, function)))
        assert {stream for stream, _ in outcome.entries} == {
            f"organisation/{union}/members",
            f"person/{chair.person}",
        }
    assert town.door.viewer(chair, "en").streams == {f"person/{chair.person}"}
    with pytest.raises(Refusal) as refusal:
        town.do(chair, InviteMember(organisation=union, function="member"))
    assert refusal.value.reason.key == "administrators_only"
    with pytest.raises(Refusal) as again:
        town.do(keeper, EndMembership(membership=membership(town, chair, "administrator")))
    assert again.value.reason.key == "membership_ended"


def test_organisation_administrators_manage_their_own_only(
    town: Town, chair: Actor, director: Actor, union: str, plant: str
) -> None:
    town.do(chair, InviteMember(organisation=union, function="member"))
    for command in (
        InviteMember(organisation=plant, function="administrator"),
        InviteMember(organisation=HOUSE, function="administrator"),
        EndMembership(membership=membership(town, director, "administrator")),
    ):
        with pytest.raises(Refusal):
            town.do(chair, command)


def house_only(chair: Actor, union: str) -> list[Command]:
    return [
        FoundOrganisation(kind="union", name="Another"),
        AmendOrganisation(organisation=union, name="Another"),
        DeactivatePerson(person=str(chair.person)),
        ReactivatePerson(person=str(chair.person)),
        ChangeAddress(person=str(chair.person), email="mine@evil.example"),
    ]


def test_only_house_administrators_administer_accounts_and_organisations(
    town: Town, keeper: Actor, chair: Actor, director: Actor, union: str
) -> None:
    for command in house_only(chair, union):
        with pytest.raises(Refusal) as refusal:
            town.do(director, command)
        assert refusal.value.reason.key == "house_administrators_only"
        fields = {name: getattr(command, name) for name in ("person", "organisation") if hasattr(command, name)}
        assert isinstance(town.door.ask(keeper, type(command), **fields), Allowed)


def test_the_house_keeps_an_administrator(town: Town, keeper: Actor) -> None:
    with pytest.raises(Refusal) as refusal:
        town.do(keeper, EndMembership(membership=membership(town, keeper, "administrator")))
    assert refusal.value.reason.key == "last_administrator"
    with pytest.raises(Refusal) as refusal:
        town.do(keeper, DeactivatePerson(person=str(keeper.person)))
    assert refusal.value.reason.key == "not_yourself"
    with pytest.raises(Refusal) as refusal:
        town.do(CLI, DeactivatePerson(person=str(keeper.person)))
    assert refusal.value.reason.key == "last_administrator"
    second = town.register("Second", "second@house.example", administrator=True)
    town.do(second, EndMembership(membership=membership(town, keeper, "administrator")))
    assert "house" not in town.door.viewer(keeper, "en").streams


def test_a_house_has_administrators_only(town: Town, keeper: Actor) -> None:
    with pytest.raises(Refusal) as refusal:
        town.do(keeper, InviteMember(organisation=HOUSE, function="member"))
    assert refusal.value.reason.key == "no_such_function"


def test_parents_are_of_the_right_kind_and_form_no_circle(town: Town, keeper: Actor, plant: str, union: str) -> None:
    county, city = town.found("upper_union", "County Union"), town.found("upper_union", "City Union")
    town.do(keeper, AmendOrganisation(organisation=union, name="Plant 2 Union", parent=county))
    town.do(keeper, AmendOrganisation(organisation=county, name="County Union", parent=city))
    for organisation, parent in ((plant, county), (city, county), (city, city), (county, union)):
        with pytest.raises(Refusal) as refusal:
            town.do(keeper, AmendOrganisation(organisation=organisation, name="X", parent=parent))
        assert refusal.value.reason.key == "wrong_parent"


def test_no_two_organisations_of_one_kind_and_name(town: Town, keeper: Actor, union: str) -> None:
    with pytest.raises(Refusal) as refusal:
        town.do(keeper, FoundOrganisation(kind="union", name="Plant 2 Union"))
    assert (refusal.value.reason.key, refusal.value.field) == ("name_taken", "name")
    assert town.do(keeper, FoundOrganisation(kind="enterprise", name="Plant 2 Union")).result


def test_addresses_are_seen_by_their_owner_and_administrators_only(
    town: Town, keeper: Actor, chair: Actor, director: Actor
) -> None:
    seen = {}
    for actor in (keeper, chair, director):
        with town.door.reading(town.door.viewer(actor, "en")) as reader:
            seen[actor] = (queries.address_of(reader, str(chair.person)), len(queries.persons(reader)))
    assert seen == {keeper: ("chair@union.example", 3), chair: ("chair@union.example", 0), director: (None, 0)}


def test_only_administrators_see_the_tries_at_signing_in(town: Town, keeper: Actor, chair: Actor) -> None:
    town.sign_in("chair@union.example", "wrong", address="one")
    town.sign_in("nobody@union.example", "wrong", address="two")
    town.later(seconds=1)
    town.sign_in("chair@union.example", address="one")
    with town.door.reading(town.door.viewer(keeper, "en")) as reader:
        lines = queries.attempts(reader)
        assert (lines[0].name, lines[0].outcome) == ("Chair Zhou", "ok")
        assert {line.name for line in lines[1:]} == {"Chair Zhou", None}
        assert len(queries.attempts(reader, outcome="failed")) == 2
        assert len(queries.attempts(reader, person_id=str(chair.person))) == 2
        assert len(queries.attempts(reader, address="two")) == 1
    with town.door.reading(town.door.viewer(chair, "en")) as reader:
        assert queries.attempts(reader) == []


def test_logins_are_seen_by_their_person_only(town: Town, keeper: Actor, chair: Actor) -> None:
    town.sign_in("chair@union.example")
    with town.door.reading(town.door.viewer(chair, "en")) as reader:
        assert [login.agent for login in queries.logins(reader, str(chair.person), town.now)] == ["Firefox"]
    with town.door.reading(town.door.viewer(keeper, "en")) as reader:
        assert queries.logins(reader, str(chair.person), town.now) == []


def test_old_traces_are_forgotten(town: Town, chair: Actor) -> None:
    login = town.sign_in("chair@union.example")
    town.later(hours=11)
    town.do(CLI, ForgetTraces())
    with town.peek() as session:
        assert len(session.scalars(select(Secret)).all()) == 1
    town.later(days=180)
    town.do(CLI, ForgetTraces())
    assert login.actor is None
    with town.peek() as session:
        assert session.scalars(select(Secret)).all() == []
        assert session.scalars(select(Attempt)).all() == []


def test_the_clock_forgets_once_a_day(town: Town, chair: Actor) -> None:
    forget = Forgetting(town.door)
    town.sign_in("chair@union.example")
    forget()
    town.later(hours=12)
    forget()
    with town.peek() as session:
        assert len(session.scalars(select(Secret)).all()) == 1, "not asked again on the same day"
    town.later(hours=12)
    forget()
    Forgetting(town.door)()
    with town.peek() as session:
        assert session.scalars(select(Secret)).all() == []
