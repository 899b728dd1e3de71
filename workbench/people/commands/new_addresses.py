"""Another e-mail address for an account: announced to the old one, stoppable, and in force only after a wait.

Threat: whoever administers the house could point an account at a mailbox of their own, ask there for a new password, and read
what that person's side keeps to itself. So nobody but the owner makes it happen at once (docs/decisions/0012).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field
from sqlalchemy import select, update

from workbench.kernel import (
    ALLOWED,
    N_,
    Act,
    Asking,
    Command,
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
from workbench.people.commands.letters import ORIGIN, write_letter, write_to
from workbench.people.commands.passwords import use_up
from workbench.people.commands.proof import failed, not_proven, own_credential, prepared_by_owner, proves
from workbench.people.commands.registration import ADDRESS_TAKEN, contact_streams
from workbench.people.commands.sign_in import forget
from workbench.people.commands.typed import Address, Confidential, Minted, Typed
from workbench.people.events import (
    AddressAnnounced,
    AddressAsked,
    AddressChanged,
    AddressKept,
    AddressStopped,
    AddressTaken,
)
from workbench.people.models import Contact, Credential, Person, Secret
from workbench.people.policy import administrator_over, any_person, house_itself, own_or_administered
from workbench.people.rules.addresses import account_mark
from workbench.people.rules.tokens import digest, mint

ADDRESS_WAIT = timedelta(hours=72)
NOTHING_WAITS = Reason("no_address_waits", N_("No other address waits for this account."), 409)

ANNOUNCED_SUBJECT = N_("Another address was asked for your account")
ANNOUNCED_BODY = N_(
    "%(name)s,\n\nan administrator asked that your account on the Tripartite Workbench has another e-mail address. It takes "
    "effect in %(hours)s hours. If you do not want this, stop it with this link, which works until then:\n\n%(link)s\n\n"
    "If you want it, nothing has to be done. To have it at once, confirm it on the page of your account."
)
MOVED_SUBJECT = N_("The address of your account was changed")
MOVED_BODY = N_(
    "%(name)s,\n\nan administrator changed the e-mail address of your account on the Tripartite Workbench. Letters go to the "
    "new address from now on. If that is wrong, tell an administrator.\n\n%(link)s"
)


class ChangeAddress(Command):
    """Asks for another e-mail address of an account. It takes effect after 72 hours, or when the owner confirms it.

    The old address gets a link that stops it. Until it takes effect, nothing is sent to the new one.
    """

    sentence = N_("Change the address of an account")
    person: Id
    email: Address = Field(title=N_("E-mail address"))


@policy(ChangeAddress)
def may_change_address(question: Question, command: ChangeAddress) -> Verdict:
    """Allow the house's administrators."""
    return administrator_over(question, command.person)


@handler(ChangeAddress)
def change_address(act: Act, command: ChangeAddress) -> Handling:
    """Let it wait, in place of any other that does, and tell the old address."""
    person = act.find(Person, command.person)
    if _owner_of(act, command.email) is not None:
        raise Refusal(ADDRESS_TAKEN, "email")
    link, until = mint(), act.now + ADDRESS_WAIT
    place = _own_contact(act, person.id)
    _let_wait(act, place, command.email)
    act.add(Secret(digest=digest(link), purpose="address", subject=place.id, expires=until))
    hours = str(int(ADDRESS_WAIT.total_seconds()) // 3600)
    write_to(act, person.id, ANNOUNCED_SUBJECT, ANNOUNCED_BODY, hours=hours, link=f"{ORIGIN}/address?key={link}")
    yield AddressAsked(person=person.id, name=person.name)
    yield AddressAnnounced(person=person.id)
    return {"hours": int(hours)}


class KeepAddress(Command):
    """Stops another address that waits for an account: the present one stays."""

    sentence = N_("Keep the present address")
    scope = "account"
    person: Id


@policy(KeepAddress)
def may_keep_address(question: Question, command: KeepAddress) -> Verdict:
    """Allow the owner of the account and the house's administrators."""
    return own_or_administered(question, command.person)


@handler(KeepAddress)
def keep_address(act: Act, command: KeepAddress) -> Handling:
    """Stop it."""
    yield from _stop(act, _waiting_contact(act, command.person))
    return {}


class StopAddress(Confidential):
    """Stops another address that waits for an account, by the link that was sent to the present one."""

    sentence = N_("Stop a new address by the link")
    for_anyone = True
    secrets = frozenset({"link"})
    link: Minted


@policy(StopAddress)
def may_stop_address(question: Question, command: StopAddress) -> Verdict:
    """Allow anyone: the link is the proof."""
    return ALLOWED


@handler(StopAddress)
def stop_address(act: Act, command: StopAddress) -> Handling:
    """Use up the link and stop it."""
    yield from _stop(act, act.find(Contact, use_up(act, "address", command.link)))
    return {}


class TakeAddress(Confidential):
    """Takes the address that waits for one's own account, at once. Needs the present password."""

    sentence = N_("Take the new address at once")
    scope = "account"
    secrets = frozenset({"password"})
    password: Typed = Field(title=N_("Present password"))


@policy(TakeAddress)
def may_take_address(question: Question, command: TakeAddress) -> Verdict:
    """Allow everybody with an account."""
    return any_person(question)


@preparation(TakeAddress)
def check_before_taking(asking: Asking, command: TakeAddress) -> object:
    """Check the present password."""
    return prepared_by_owner(asking, command.password)


@handler(TakeAddress)
def take_address(act: Act, command: TakeAddress) -> Handling:
    """Check the password and put the new address in place, or record the failure."""
    credential = own_credential(act)
    account, place = account_mark(credential.email), _waiting_contact(act, credential.person)
    if not proves(act, credential, command.password, None):
        yield from failed(act, credential, account, "")
        return not_proven(act, account)
    yield from _take(act, place)
    return {"ok": True}


class LetAddressIn(Command):
    """Puts an address in place whose wait is over. Asked by the scheduler."""

    sentence = N_("Let a new address take effect")
    person: Id


@policy(LetAddressIn)
def may_let_address_in(question: Question, command: LetAddressIn) -> Verdict:
    """Allow the house itself."""
    return house_itself(question)


@handler(LetAddressIn)
def let_address_in(act: Act, command: LetAddressIn) -> Handling:
    """Put it in place, unless it was stopped or asked for anew meanwhile."""
    place = _own_contact(act, command.person)
    if place.coming_at is not None and place.coming_at <= act.now:
        yield from _take(act, place)
    return {}


def _own_contact(act: Act, person: str) -> Contact:
    """Return the row of a person's address that the person sees; its id is what the link to stop opens. Raises Absent."""
    place = act.first(select(Contact).where(Contact.person == person, Contact.stream == f"person/{person}"))
    return act.find(Contact, place.id if place else None)


def _waiting_contact(act: Act, person: str) -> Contact:
    place = _own_contact(act, person)
    if place.coming is None:
        raise Refusal(NOTHING_WAITS)
    return place


def _owner_of(act: Act, email: str) -> str | None:
    return act.first(select(Credential.person).where(Credential.email == email))


def _let_wait(act: Act, place: Contact, email: str | None) -> None:
    """Let `email` wait wherever the address stands, or nothing; an earlier link to stop opens nothing any more."""
    forget(act, place.id)
    _write(act, place, coming=email, coming_at=act.now + ADDRESS_WAIT if email else None)


def _write(act: Act, place: Contact, **values: object) -> None:
    seen_by = contact_streams(place.person)
    rows = update(Contact).where(Contact.stream.in_(seen_by), Contact.person == place.person)
    act.session.execute(rows.values(**values))


def _stop(act: Act, place: Contact) -> Iterator[Event]:
    person = act.find(Person, place.person)
    _let_wait(act, place, None)
    yield AddressStopped(person=person.id, name=person.name)
    yield AddressKept(person=person.id)


def _take(act: Act, place: Contact) -> Iterator[Event]:
    """Put the waiting address in place; when it went to somebody else meanwhile, it is stopped."""
    assert place.coming is not None
    if _owner_of(act, place.coming) is not None:
        yield from _stop(act, place)
        return
    person, credential = act.find(Person, place.person), act.find(Credential, place.person)
    write_letter(act, credential.email, person.locale, MOVED_SUBJECT, MOVED_BODY, name=person.name, link=ORIGIN)
    credential.email = place.coming
    forget(act, person.id)
    _write(act, place, email=place.coming)
    _let_wait(act, place, None)
    yield AddressChanged(person=person.id, name=person.name)
    yield AddressTaken(person=person.id)
