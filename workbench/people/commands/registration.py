"""Entering people: their account, their functions."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from workbench.kernel import (
    N_,
    Act,
    Asking,
    Event,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    policy,
    preparation,
)
from workbench.people.commands.proof import accepted, new_prepared
from workbench.people.commands.typed import Address, Confidential, Locale, Name, Typed
from workbench.people.events import ROLL, FunctionGained, MembershipBegan, PersonRegistered
from workbench.people.models import Contact, Credential, Membership, Organisation, Person
from workbench.people.policy import house_itself, in_force
from workbench.people.rules.organisations import HOUSE, Function, functions_in

ADDRESS_TAKEN = Reason(
    "address_taken",
    N_("No account can be made with this address. Whoever has one already signs in and opens the link again."),
    409,
)
ALREADY_MEMBER = Reason("already_member", N_("%(name)s has this function already."), 409)
NO_SUCH_FUNCTION = Reason("no_such_function", N_("Nobody has this function in an organisation of this kind."), 422)


class FunctionIn(BaseModel):
    """A function in an organisation that somebody is to have."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    organisation: Id
    function: Function = "member"


class RegisterPerson(Confidential):
    """Gives a person an account with a password and functions in organisations. Asked by the command line, never by a page.

    The first administrator comes into the house this way: the function `administrator` in the organisation that is the
    house itself, which is founded when it does not exist yet.
    """

    sentence = N_("Register a person")
    secrets = frozenset({"password"})
    name: Name = Field(title=N_("Name"))
    email: Address = Field(title=N_("E-mail address"))
    password: Typed = Field(title=N_("Password"))
    locale: Locale = "zh_Hans_CN"
    administrator: bool = False
    memberships: tuple[FunctionIn, ...] = ()


@policy(RegisterPerson)
def may_register_person(question: Question, command: RegisterPerson) -> Verdict:
    """Allow the house itself."""
    return house_itself(question)


@preparation(RegisterPerson)
def hash_for_registration(asking: Asking, command: RegisterPerson) -> object:
    """Hash the password, when it is the house that asks."""
    with asking() as question:
        is_house = question.actor.is_house
    return new_prepared(command.password) if is_house else None


@handler(RegisterPerson)
def register_person(act: Act, command: RegisterPerson) -> Handling:
    """Make the account and its functions."""
    person = yield from admit(act, command.name, command.email, command.password, command.locale)
    if command.administrator:
        _found_house(act)
        yield from appoint(act, person, HOUSE, "administrator")
    for wish in command.memberships:
        yield from appoint(act, person, wish.organisation, wish.function)
    return {"person": person.id}


def admit(act: Act, name: str, email: str, password: str, locale: str) -> Generator[Event, None, Person]:
    """Make an account, yield its event and return the person. Raises Refusal for a taken address or a bad password."""
    hash_ = accepted(act, password, name, email)
    if act.first(select(Credential).where(Credential.email == email)) is not None:
        raise Refusal(ADDRESS_TAKEN, "email")
    person = Person(id=act.new_id(), name=name, locale=locale, active=True)
    act.add(person)
    act.add(Credential(person=person.id, email=email, password=hash_, code_secret=None, code_step=0))
    act.add(*(Contact(id=act.new_id(), stream=s, person=person.id, email=email) for s in contact_streams(person.id)))
    yield PersonRegistered(person=person.id, name=name)
    return person


def contact_streams(person: str) -> tuple[str, str]:
    """Return the streams whose readers may see this person's address: the person's own and the house's."""
    return f"person/{person}", "house"


def appoint(act: Act, person: Person, organisation: str, function: str) -> Iterator[Event]:
    """Give `person` a function in an organisation and yield the events. Raises Refusal, or Absent for no organisation."""
    place = act.find(Organisation, organisation)
    if function not in functions_in(place.kind):
        raise Refusal(NO_SUCH_FUNCTION, "function")
    same = (Membership.person == person.id, Membership.organisation == place.id, Membership.function == function)
    if act.first(select(Membership).where(*same, in_force(act.now))) is not None:
        raise Refusal(ALREADY_MEMBER, name=person.name)
    row = Membership(id=act.new_id(), stream=ROLL.format(organisation=place.id), since=act.now, until=None)
    row.person, row.organisation, row.function = person.id, place.id, function
    act.add(row)
    about = {"organisation": place.id, "person": person.id, "function": function}
    yield MembershipBegan(**about, membership=row.id, name=person.name)
    yield FunctionGained(**about, name=place.name)


def _found_house(act: Act) -> None:
    if act.session.get(Organisation, HOUSE) is None:
        act.add(Organisation(id=HOUSE, kind="house", name="三方协商工作台 Tripartite Workbench", parent=None))
