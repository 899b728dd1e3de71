"""What the house's administrators do about accounts."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

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
from workbench.people.commands.sign_in import close_all, forget
from workbench.people.commands.tokens import revoke_all
from workbench.people.events import PersonDeactivated, PersonReactivated
from workbench.people.models import Attempt, Person, Secret
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
