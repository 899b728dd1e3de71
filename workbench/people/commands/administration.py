"""What the house's administrators do about accounts."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field
from sqlalchemy import delete, select, update

from workbench.kernel import (
    N_,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    policy,
    refused,
)
from workbench.people.commands.letters import ORIGIN, write_letter
from workbench.people.commands.registration import ADDRESS_TAKEN, contact_streams
from workbench.people.commands.sign_in import close_all, forget
from workbench.people.commands.tokens import revoke_all
from workbench.people.commands.typed import Address
from workbench.people.events import AddressChanged, PersonDeactivated, PersonReactivated
from workbench.people.models import Attempt, Contact, Credential, Person, Secret
from workbench.people.policy import (
    LAST_ADMINISTRATOR,
    NOT_YOURSELF,
    administrator_over,
    house_administrators,
    house_itself,
)

CLOSED_ALREADY = Reason("account_closed", N_("This account is closed already."), 409)
OPEN_ALREADY = Reason("account_open", N_("This account is open already."), 409)
TRACES_KEPT = timedelta(days=180)
MOVED_SUBJECT = N_("The address of your account was changed")
MOVED_BODY = N_(
    "%(name)s,\n\nan administrator changed the e-mail address of your account on the Tripartite Workbench. Letters go to the "
    "new address from now on. If that is wrong, tell an administrator.\n\n%(link)s"
)


class DeactivatePerson(Command):
    """Closes an account. Its logins, tokens, links and live pages end at once; what it did stays on record."""

    sentence = N_("Close an account")
    person: Id


@policy(DeactivatePerson)
def may_deactivate_person(question: Question, command: DeactivatePerson) -> Verdict:
    """Allow the house's administrators, but not for themselves."""
    verdict = administrator_over(question, command.person)
    return refused(NOT_YOURSELF) if verdict and question.actor.person == command.person else verdict


@handler(DeactivatePerson)
def deactivate_person(act: Act, command: DeactivatePerson) -> Handling:
    """Close the account and everything it opened."""
    person = act.find(Person, command.person)
    if not person.active:
        raise Refusal(CLOSED_ALREADY)
    if house_administrators(act.session, act.now) == {person.id}:
        raise Refusal(LAST_ADMINISTRATOR)
    person.active = False
    forget(act, person.id)
    yield from close_all(act, person.id)
    yield from revoke_all(act, person.id)
    yield PersonDeactivated(person=person.id, name=person.name)
    return {}


class ReactivatePerson(Command):
    """Opens a closed account again, with the functions it still has."""

    sentence = N_("Open an account again")
    person: Id


@policy(ReactivatePerson)
def may_reactivate_person(question: Question, command: ReactivatePerson) -> Verdict:
    """Allow the house's administrators."""
    return administrator_over(question, command.person)


@handler(ReactivatePerson)
def reactivate_person(act: Act, command: ReactivatePerson) -> Handling:
    """Open it."""
    person = act.find(Person, command.person)
    if person.active:
        raise Refusal(OPEN_ALREADY)
    person.active = True
    yield PersonReactivated(person=person.id, name=person.name)
    return {}


class ChangeAddress(Command):
    """Changes the e-mail address of an account; the old address is told."""

    sentence = N_("Change the address of an account")
    person: Id
    email: Address = Field(title=N_("E-mail address"))


@policy(ChangeAddress)
def may_change_address(question: Question, command: ChangeAddress) -> Verdict:
    """Allow the house's administrators."""
    return administrator_over(question, command.person)


@handler(ChangeAddress)
def change_address(act: Act, command: ChangeAddress) -> Handling:
    """Change it wherever it stands."""
    person, credential = act.find(Person, command.person), act.find(Credential, command.person)
    if act.first(select(Credential).where(Credential.email == command.email)) is not None:
        raise Refusal(ADDRESS_TAKEN, "email")
    write_letter(act, credential.email, person.locale, MOVED_SUBJECT, MOVED_BODY, name=person.name, link=ORIGIN)
    credential.email = command.email
    forget(act, person.id)
    seen_by = contact_streams(person.id)
    act.session.execute(update(Contact).where(Contact.stream.in_(seen_by), Contact.person == person.id)
                        .values(email=command.email))  # fmt: skip
    yield AddressChanged(person=person.id, name=person.name)
    return {}


class ForgetTraces(Command):
    """Deletes secrets that expired and tries at signing in that are older than half a year. Asked by the scheduler, daily."""

    sentence = N_("Forget old traces of signing in")


@policy(ForgetTraces)
def may_forget_traces(question: Question, command: ForgetTraces) -> Verdict:
    """Allow the house itself."""
    return house_itself(question)


@handler(ForgetTraces)
def forget_traces(act: Act, command: ForgetTraces) -> Handling:
    """Delete them."""
    act.session.execute(delete(Secret).where(Secret.expires <= act.now))
    act.session.execute(delete(Attempt).where(Attempt.at <= act.now - TRACES_KEPT))
    yield from ()
    return {}
