"""Changing a password, and setting a new one by a link sent to the person's address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field
from sqlalchemy import select

from workbench.kernel import (
    ALLOWED,
    N_,
    Act,
    Asking,
    Event,
    Handling,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    policy,
    preparation,
)
from workbench.people.commands.letters import ORIGIN, drafted, write_to
from workbench.people.commands.proof import (
    accepted,
    expect_patience,
    failed,
    new_prepared,
    not_proven,
    note,
    own_credential,
    prepared_by_owner,
    proves,
)
from workbench.people.commands.sign_in import close_all, forget
from workbench.people.commands.tokens import revoke_all
from workbench.people.commands.typed import Address, Confidential, Minted, Typed
from workbench.people.events import PasswordChanged
from workbench.people.models import Attempt, Credential, Person, Secret
from workbench.people.policy import any_person, house_itself
from workbench.people.rules.addresses import account_mark
from workbench.people.rules.tokens import digest, mint

LINK_DEAD = Reason("link_dead", N_("This link was used already, has expired, or was never given out."), 404)
RESET_TIME = timedelta(minutes=30)
_LETTERS_AN_HOUR = 3
_ASKED_AN_HOUR = 30

RESET_SUBJECT = N_("A new password for the Tripartite Workbench")
RESET_BODY = N_(
    "%(name)s,\n\nsomebody asked for a new password for your account. This link sets one, once, within 30 minutes:\n\n"
    "%(link)s\n\nIf it was not you, nothing has to be done: without the link nothing changes."
)
CHANGED_SUBJECT = N_("Your password was changed")
CHANGED_BODY = N_(
    "%(name)s,\n\nthe password of your account on the Tripartite Workbench was changed, and your other logins were ended. "
    "If it was not you, ask for a new password on the sign-in page at once and tell an administrator.\n\n%(link)s"
)


class ChangePassword(Confidential):
    """Changes one's own password; all other logins end. Needs the present password."""

    sentence = N_("Change the password")
    scope = "account"
    secrets = frozenset({"present", "password"})
    present: Typed = Field(title=N_("Present password"))
    password: Typed = Field(title=N_("New password"))


@policy(ChangePassword)
def may_change_password(question: Question, command: ChangePassword) -> Verdict:
    """Allow everybody with an account."""
    return any_person(question)


@preparation(ChangePassword)
def hash_for_change(asking: Asking, command: ChangePassword) -> object:
    """Check the present password and hash the new one."""
    return prepared_by_owner(asking, command.present, command.password)


@handler(ChangePassword)
def change_password(act: Act, command: ChangePassword) -> Handling:
    """Check the present password and set the new one, or record the failure."""
    credential = own_credential(act)
    account = account_mark(credential.email)
    if not proves(act, credential, command.present, None):
        yield from failed(act, credential, account, "")
        return not_proven(act, account)
    yield from _set(act, credential, command.password, but=act.actor.login)
    return {"ok": True}


class AskReset(Confidential):
    """Sends a link by which a forgotten password is set anew. The answer is the same whether the address has an account or not."""

    sentence = N_("Ask for a new password")
    locks = "sign-in/{email}"
    secrets = frozenset({"token"})
    email: Address = Field(title=N_("E-mail address"))
    token: Minted = Field(default_factory=mint)
    address: str = Field(max_length=32)


@policy(AskReset)
def may_ask_reset(question: Question, command: AskReset) -> Verdict:
    """Allow the reception, which asks for anyone."""
    return house_itself(question)


@handler(AskReset)
def ask_reset(act: Act, command: AskReset) -> Handling:
    """Write the letter, three an hour at most for one account.

    For an address without an account the same rows are written, but the letter is born settled and the secret opens nothing:
    neither the answer nor the work done tells the two apart.
    """
    account = account_mark(command.email)
    expect_patience(act, account, command.address)
    credential = act.first(select(Credential).where(Credential.email == command.email))
    person = act.session.get(Person, credential.person if credential else "")
    few = _fewer(act, Attempt.account == account, _LETTERS_AN_HOUR)
    few &= _fewer(act, Attempt.address == command.address, _ASKED_AN_HOUR)
    note(act, account, command.address, person.id if person else None, "reset")
    if few:
        _send_link(act, command, person if person is not None and person.active else None)
    yield from ()
    return {}


def _send_link(act: Act, command: AskReset, person: Person | None) -> None:
    locale, name = (person.locale, person.name) if person else ("en", "")
    link = f"{ORIGIN}/reset?key={command.token}"
    letter = drafted(act, command.email, locale, RESET_SUBJECT, RESET_BODY, name=name, link=link)
    if person is None:
        letter.settled, letter.body = act.now, ""
    opens = person.id if person else ""
    act.add(letter, Secret(digest=digest(command.token), purpose="reset", subject=opens, expires=act.now + RESET_TIME))


def _fewer(act: Act, where: object, most: int) -> bool:
    """Say whether fewer than `most` resets were asked for within the last hour."""
    query = select(Attempt.id).where(where, Attempt.outcome == "reset")  # type: ignore[arg-type]
    return len(act.all(query.where(Attempt.at > act.now - timedelta(hours=1)).limit(most))) < most


class ResetPassword(Confidential):
    """Sets a new password by the link that was sent. All logins and tokens of the account end."""

    sentence = N_("Set a new password")
    for_anyone = True
    secrets = frozenset({"link", "password"})
    link: Minted
    password: Typed = Field(title=N_("New password"))


@policy(ResetPassword)
def may_reset_password(question: Question, command: ResetPassword) -> Verdict:
    """Allow anyone: the link is the proof."""
    return ALLOWED


@preparation(ResetPassword)
def hash_for_reset(asking: Asking, command: ResetPassword) -> object:
    """Hash the new password of whoever holds a link that works."""
    return new_prepared(command.password) if opens(asking, "reset", command.link) else None


@handler(ResetPassword)
def reset_password(act: Act, command: ResetPassword) -> Handling:
    """Use up the link and set the password."""
    person = use_up(act, "reset", command.link)
    credential = act.find(Credential, person)
    yield from _set(act, credential, command.password, but=None)
    yield from revoke_all(act, person)
    return {}


def use_up(act: Act, purpose: str, link: str) -> str:
    """Return what a one-time link opens, and let it open nothing more. Raises Refusal for a dead link."""
    secret = act.session.get(Secret, digest(link), with_for_update=True)
    if secret is None or secret.purpose != purpose or secret.expires <= act.now or not secret.subject:
        raise Refusal(LINK_DEAD)
    act.session.delete(secret)
    return secret.subject


def opens(asking: Asking, purpose: str, link: str) -> bool:
    """Say whether a one-time link works now, before a transaction that will ask again."""
    with asking() as question:
        secret = question.session.get(Secret, digest(link))
        return (
            secret is not None and secret.purpose == purpose and secret.expires > question.now and bool(secret.subject)
        )


def _set(act: Act, credential: Credential, password: str, but: str | None) -> Iterator[Event]:
    person = act.find(Person, credential.person)
    credential.password = accepted(act, password, person.name, credential.email)
    forget(act, person.id)
    write_to(act, person.id, CHANGED_SUBJECT, CHANGED_BODY, link=ORIGIN)
    yield PasswordChanged(person=person.id)
    yield from close_all(act, person.id, but)
