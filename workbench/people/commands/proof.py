"""Proving who one is: passwords, codes, and the waiting times that make guessing hopeless."""

from __future__ import annotations

import hmac
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pyotp import TOTP
from sqlalchemy import select

from workbench.kernel import N_, Act, Asking, Event, Question, Reason, Refusal
from workbench.people.events import SignInFailed, StrangerFailed
from workbench.people.models import Attempt, Credential, Person, RecoveryCode
from workbench.people.rules.addresses import account_mark
from workbench.people.rules.delays import ON_ACCOUNT, ON_ADDRESS, Patience, wait
from workbench.people.rules.passwords import LONGEST, SHORTEST, password_fault
from workbench.people.rules.tokens import digest, mint, typed_code

TRY_LATER = Reason("try_later", N_("Too many tries. The next one counts in %(seconds)s seconds."), 429)
PASSWORD_FAULTS = {
    "too_short": Reason("password_too_short", N_("A password needs at least %(least)s characters."), 422),
    "too_long": Reason("password_too_long", N_("A password has at most %(most)s characters."), 422),
    "known": Reason(
        "password_known", N_("This password is among the first that anybody would try. Take another."), 422
    ),
    "personal": Reason(
        "password_personal", N_("This password is made of your name, your address or the name of this house."), 422
    ),
}

# 19 MiB, 2 passes, 1 lane: OWASP Password Storage Cheat Sheet, Argon2id. About 25 ms, which is long to hold the one
# writer's place: it is done before (see `Prepared`). The waiting times bound how many one address or account can cause; a
# processor is left free for everybody else.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODYS = _HASHER.hash(mint())
_AT_ONCE = threading.BoundedSemaphore(max(1, (os.cpu_count() or 1) - 1))
_STEP = 30


@dataclass(frozen=True)
class Prepared:
    """What was worked out of passwords before a command's transaction.

    `checked` is a stored hash, a password, and whether they match: it holds for just these, so when the hash was changed
    meanwhile the transaction checks anew. `made` is a new password and its hash.
    """

    checked: tuple[str, str, bool] | None = None
    made: tuple[str, str] | None = None


def accepted(act: Act, password: str, *about: str) -> str:
    """Return the hash of a new password. Raises Refusal for one that is too easily guessed."""
    fault = password_fault(password, about)
    if fault is not None:
        raise Refusal(PASSWORD_FAULTS[fault], "password", least=SHORTEST, most=LONGEST)
    made = act.prepared.made if isinstance(act.prepared, Prepared) else None
    return made[1] if made is not None and made[0] == password else hashed(password)


def hashed(password: str) -> str:
    """Return the Argon2id hash of a password."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def new_prepared(password: str) -> Prepared | None:
    """Return a new password with its hash; None for one that will be refused anyhow."""
    return None if password_fault(password) else Prepared(made=(password, hashed(password)))


def expect_patience(act: Act, account: str, address: str = "") -> None:
    """Raise Refusal while no further try is taken on this account or from this address."""
    seconds = _seconds(act, account, address)
    if seconds:
        raise Refusal(TRY_LATER, seconds=seconds)


def proves(act: Act, credential: Credential | None, password: str, code: str | None) -> bool:
    """Say whether password and code are right; `code` None asks for the password only. An unknown account takes as long."""
    right = _matches(act, credential.password if credential else _NOBODYS, password)
    if credential is None or not right or not act.find(Person, credential.person).active:
        return False
    return code is None or credential.code_secret is None or _code_is_right(act, credential, code)


def prepared_at_the_door(asking: Asking, email: str, password: str, address: str) -> Prepared | None:
    """Check the password of whoever asks from `address` to sign in as `email`. While no try is taken, nothing is checked."""
    with asking() as question:
        if not question.actor.is_house or _seconds(question, account_mark(email), address):
            return None
        hash_ = question.first(select(Credential.password).where(Credential.email == email)) or _NOBODYS
    return _checked(hash_, password)


def prepared_by_owner(asking: Asking, password: str, new: str | None = None) -> Prepared | None:
    """Check the present password of the person who acts and, when it is right, hash the `new` one that is to replace it."""
    with asking() as question:
        actor = question.actor
        credential = question.session.get(Credential, actor.person) if actor.person and actor.scopes is None else None
        if credential is None or _seconds(question, account_mark(credential.email), ""):
            return None
        hash_ = credential.password
    found = _checked(hash_, password)
    if new is None or not (found.checked and found.checked[2]) or password_fault(new):
        return found
    return Prepared(found.checked, (new, hashed(new)))


def _checked(hash_: str, password: str) -> Prepared:
    with _AT_ONCE:
        return Prepared(checked=(hash_, password, _verified(hash_, password)))


def _matches(act: Act, hash_: str, password: str) -> bool:
    checked = act.prepared.checked if isinstance(act.prepared, Prepared) else None
    if checked is not None and checked[:2] == (hash_, password):
        return checked[2]
    return _verified(hash_, password)


def _verified(hash_: str, password: str) -> bool:
    try:
        return _HASHER.verify(hash_, password)
    except (VerificationError, InvalidHashError):
        return False


def note(act: Act, account: str, address: str, person: str | None, outcome: str) -> Attempt:
    """Record one try, so that it is counted and can be audited."""
    row = Attempt(id=act.new_id(), stream="house", at=act.now, account=account, address=address, person=person)
    row.outcome = outcome
    act.add(row)
    return row


def failed(act: Act, credential: Credential | None, account: str, address: str) -> Iterator[Event]:
    """Record a failed try and yield its event: to the person, or to the house when there is no such person."""
    attempt = note(act, account, address, credential.person if credential else None, "failed")
    if credential is None:
        yield StrangerFailed(attempt=attempt.id)
    else:
        yield SignInFailed(person=credential.person)


def not_proven(act: Act, account: str, address: str = "") -> dict[str, object]:
    """Return the result of a failed try: how long the next one has to wait. It is the same for known and unknown accounts."""
    return {"ok": False, "wait": _seconds(act, account, address)}


def own_credential(act: Act) -> Credential:
    """Return the credential of the person who acts, once their next try counts. Raises Refusal."""
    credential = act.find(Credential, act.actor.person)
    expect_patience(act, account_mark(credential.email))
    return credential


def code_step(secret: str, code: str, now: datetime, after: int = 0) -> int | None:
    """Return the time step (RFC 6238) whose code was typed, one step of clock error either way, or None.

    Steps up to `after` do not count: a code seen over somebody's shoulder works no second time.
    """
    present, typed = int(now.timestamp()) // _STEP, typed_code(code)
    totp = TOTP(secret)
    for step in (present - 1, present, present + 1):
        if step > after and hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            return step
    return None


def _code_is_right(act: Act, credential: Credential, code: str) -> bool:
    assert credential.code_secret is not None
    step = code_step(credential.code_secret, code, act.now, credential.code_step)
    if step is not None:
        credential.code_step = step
        return True
    spare = act.session.get(RecoveryCode, digest(typed_code(code)))
    if spare is None or spare.person != credential.person:
        return False
    act.session.delete(spare)
    return True


def _seconds(act: Question, account: str, address: str) -> int:
    on_account = wait(_failures(act, account), act.now, ON_ACCOUNT)
    on_address = wait(_failures_from(act, address), act.now, ON_ADDRESS) if address else 0
    return max(on_account, on_address)


def _failures(act: Question, account: str) -> Sequence[datetime]:
    """Return the failures on an account since its last success: whoever knows the password starts afresh."""
    last = select(Attempt.at).where(Attempt.account == account, Attempt.outcome == "ok").order_by(Attempt.at.desc())
    since = act.first(last) or act.now - ON_ACCOUNT.window
    return _recent(act, Attempt.account == account, max(since, act.now - ON_ACCOUNT.window), ON_ACCOUNT)


def _failures_from(act: Question, address: str) -> Sequence[datetime]:
    """Return the failures from an address; a success in between pardons none, or one's own account would buy free guesses."""
    return _recent(act, Attempt.address == address, act.now - ON_ADDRESS.window, ON_ADDRESS)


def _recent(act: Question, where: object, since: datetime, patience: Patience) -> Sequence[datetime]:
    query = select(Attempt.at).where(where, Attempt.outcome == "failed", Attempt.at > since)  # type: ignore[arg-type]
    return act.all(query.order_by(Attempt.at.desc()).limit(patience.free + 20))
