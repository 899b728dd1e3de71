"""What people set about themselves: name, language, and whether signing in needs a code."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy import delete

from workbench.kernel import (
    N_,
    Act,
    Asking,
    Command,
    Handling,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    policy,
    preparation,
)
from workbench.people.commands.letters import ORIGIN, write_to
from workbench.people.commands.proof import code_step, failed, not_proven, own_credential, prepared_by_owner, proves
from workbench.people.commands.typed import Confidential, Locale, Name, Typed
from workbench.people.events import CodeTurnedOff, CodeTurnedOn, ProfileChanged
from workbench.people.models import Credential, Person, RecoveryCode
from workbench.people.policy import any_person
from workbench.people.rules.addresses import account_mark
from workbench.people.rules.tokens import RECOVERY, digest, recovery_codes, typed_code

WRONG_CODE = Reason(
    "wrong_code",
    N_("This is not the code of the moment. Check the clock of your telephone and take the next one."),
    422,
)
CODE_OFF_SUBJECT = N_("Codes for signing in were turned off")
CODE_OFF_BODY = N_(
    "%(name)s,\n\nsigning in to your account on the Tripartite Workbench no longer needs a code. If it was not you, "
    "change your password at once and tell an administrator.\n\n%(link)s"
)


class ChangeProfile(Command):
    """Changes one's own name and language."""

    sentence = N_("Change name or language")
    scope = "account"
    name: Name = Field(title=N_("Name"))
    locale: Locale = Field(title=N_("Language"))


@policy(ChangeProfile)
def may_change_profile(question: Question, command: ChangeProfile) -> Verdict:
    """Allow everybody with an account."""
    return any_person(question)


@handler(ChangeProfile)
def change_profile(act: Act, command: ChangeProfile) -> Handling:
    """Change them."""
    person = act.find(Person, act.actor.person)
    person.name, person.locale = command.name, command.locale
    yield ProfileChanged(person=person.id, locale=person.locale)
    return {}


class TurnOnCode(Confidential):
    """Makes signing in need a code from an authenticator (TOTP, RFC 6238) beside the password, or replaces the authenticator.

    `secret` is what the authenticator was given; a first code proves that it has it. The recovery codes are shown once.
    """

    sentence = N_("Turn on codes for signing in")
    scope = "account"
    secrets = frozenset({"password", "secret", "code", "recovery"})
    password: Typed = Field(title=N_("Present password"))
    secret: Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{32}$"), Field(repr=False)]
    code: Typed = Field(title=N_("Code"))
    recovery: Annotated[str, StringConstraints(pattern=RECOVERY), Field(repr=False)] = Field(
        default_factory=lambda: " ".join(recovery_codes())
    )


@policy(TurnOnCode)
def may_turn_on_code(question: Question, command: TurnOnCode) -> Verdict:
    """Allow everybody with an account."""
    return any_person(question)


@preparation(TurnOnCode)
def check_before_turning_on(asking: Asking, command: TurnOnCode) -> object:
    """Check the present password."""
    return prepared_by_owner(asking, command.password)


@handler(TurnOnCode)
def turn_on_code(act: Act, command: TurnOnCode) -> Handling:
    """Check password and first code, then keep secret and recovery codes."""
    credential = own_credential(act)
    account = account_mark(credential.email)
    if not proves(act, credential, command.password, None):
        yield from failed(act, credential, account, "")
        return not_proven(act, account)
    step = code_step(command.secret, command.code, act.now)
    if step is None:
        raise Refusal(WRONG_CODE, "code")
    credential.code_secret, credential.code_step = command.secret, step
    _forget_codes(act, credential)
    act.add(*(RecoveryCode(digest=digest(typed_code(c)), person=credential.person) for c in command.recovery.split()))
    yield CodeTurnedOn(person=credential.person)
    return {"ok": True}


class TurnOffCode(Confidential):
    """Makes signing in need the password only."""

    sentence = N_("Turn off codes for signing in")
    scope = "account"
    secrets = frozenset({"password"})
    password: Typed = Field(title=N_("Present password"))


@policy(TurnOffCode)
def may_turn_off_code(question: Question, command: TurnOffCode) -> Verdict:
    """Allow everybody with an account."""
    return any_person(question)


@preparation(TurnOffCode)
def check_before_turning_off(asking: Asking, command: TurnOffCode) -> object:
    """Check the present password."""
    return prepared_by_owner(asking, command.password)


@handler(TurnOffCode)
def turn_off_code(act: Act, command: TurnOffCode) -> Handling:
    """Check the password and forget secret and recovery codes."""
    credential = own_credential(act)
    account = account_mark(credential.email)
    if not proves(act, credential, command.password, None):
        yield from failed(act, credential, account, "")
        return not_proven(act, account)
    credential.code_secret = None
    _forget_codes(act, credential)
    write_to(act, credential.person, CODE_OFF_SUBJECT, CODE_OFF_BODY, link=ORIGIN)
    yield CodeTurnedOff(person=credential.person)
    return {"ok": True}


def _forget_codes(act: Act, credential: Credential) -> None:
    act.session.execute(delete(RecoveryCode).where(RecoveryCode.person == credential.person))
