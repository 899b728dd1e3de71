"""One's own account: name, language, password, codes, tokens, logins."""

from __future__ import annotations

from typing import Any

import pyotp
import segno
from flask import Blueprint, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from workbench.kernel import Refusal
from workbench.people import queries
from workbench.people.commands import ChangePassword, ChangeProfile, MakeToken, TakeAddress, TurnOffCode, TurnOnCode
from workbench.people.identity import has_code
from workbench.people.rules.organisations import FUNCTIONS, KINDS
from workbench.people.views.posting import Errors, at_the_screen, errors_of, submit, wrong_password
from workbench.web import current_actor, house, page, viewer_here
from workbench.web.words import COOKIE, LOCALES

blueprint = Blueprint("account", __name__, url_prefix="/account")
ISSUER = "Tripartite Workbench"


@blueprint.get("")
@at_the_screen
def account() -> str:
    """Show name, language, organisations and the password form."""
    return _account_page()


def _account_page(errors: Errors | None = None, done: str = "") -> str:
    person = str(current_actor().person)
    now = house().door.clock()
    with house().door.reading(viewer_here()) as reader:
        values: dict[str, Any] = {
            "person": queries.person(reader, person),
            "email": queries.address_of(reader, person),
            "waiting": queries.waiting_address(reader, person),
            "affiliations": queries.affiliations(reader, person, now),
        }
        return page(
            "people/account.html",
            errors=errors or {},
            done=done or request.args.get("done", ""),
            kinds=KINDS,
            functions=FUNCTIONS,
            locales=tuple(LOCALES),
            **values,
        )


@blueprint.post("/profile")
@at_the_screen
def change_profile() -> Response | tuple[str, int]:
    """Change name and language; the choice made for this browser before gives way."""
    try:
        submit(ChangeProfile, "name", "locale")
    except Refusal as refusal:
        return _account_page(errors_of(refusal)), refusal.reason.status
    answer = redirect("/account?done=profile", 303)
    answer.delete_cookie(COOKIE)
    return answer


@blueprint.post("/password")
@at_the_screen
def change_password() -> Response | tuple[str, int]:
    """Change the password."""
    try:
        _, outcome = submit(ChangePassword, "present", "password")
    except Refusal as refusal:
        return _account_page(errors_of(refusal)), refusal.reason.status
    errors = wrong_password(outcome, "present")
    return (_account_page(errors), 422) if errors else redirect("/account?done=password", 303)


@blueprint.post("/address")
@at_the_screen
def take_address() -> Response | tuple[str, int]:
    """Take the address that waits, at once."""
    try:
        _, outcome = submit(TakeAddress, "password")
    except Refusal as refusal:
        return _account_page(_address_errors(errors_of(refusal))), refusal.reason.status
    errors = _address_errors(wrong_password(outcome, "password"))
    return (_account_page(errors), 422) if errors else redirect("/account?done=address", 303)


def _address_errors(errors: Errors) -> Errors:
    """Return the errors of the form beside the other one on the page that asks for a password."""
    return {"proof" if name == "password" else name: text for name, text in errors.items()}


@blueprint.get("/code")
@at_the_screen
def code() -> str:
    """Show how to set up an authenticator, or that one is set up."""
    return _code_page()


def _code_page(errors: Errors | None = None, secret: str | None = None) -> str:
    person = str(current_actor().person)
    secret = secret or pyotp.random_base32()
    with house().door.reading(viewer_here()) as reader:
        email = queries.address_of(reader, person) or ""
    return page(
        "people/code.html",
        errors=errors or {},
        is_on=has_code(house().door.store, person),
        secret=secret,
        picture=_picture(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)),
    )


def _picture(uri: str) -> Markup:
    code = segno.make(uri, error="m")
    return Markup(code.svg_inline(scale=4, border=3, dark="#000", light="#fff"))


@blueprint.post("/code/on")
@at_the_screen
def turn_on_code() -> str | tuple[str, int]:
    """Turn codes on and show the recovery codes, this once."""
    try:
        command, outcome = submit(TurnOnCode, "password", "secret", "code")
    except Refusal as refusal:
        return _code_page(errors_of(refusal), _posted_secret()), refusal.reason.status
    errors = wrong_password(outcome, "password")
    if errors:
        return _code_page(errors, command.secret), 422
    return page("people/recovery.html", codes=command.recovery.split())


def _posted_secret() -> str | None:
    """Return the secret the form carried, if it is one: the picture must not change under a person's hands."""
    secret = request.form.get("secret", "")
    return secret if len(secret) == 32 and set(secret) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") else None


@blueprint.post("/code/off")
@at_the_screen
def turn_off_code() -> Response | tuple[str, int]:
    """Turn codes off."""
    try:
        _, outcome = submit(TurnOffCode, "password")
    except Refusal as refusal:
        return _code_page(errors_of(refusal)), refusal.reason.status
    errors = wrong_password(outcome, "password")
    return (_code_page(errors), 422) if errors else redirect("/account/code", 303)


@blueprint.get("/tokens")
@at_the_screen
def tokens() -> str:
    """Show one's tokens."""
    return _tokens_page()


def _tokens_page(errors: Errors | None = None, made: str | None = None) -> str:
    typed = {"name": "", "days": "90", "reach": "read", **request.form}
    with house().door.reading(viewer_here()) as reader:
        found = queries.tokens(reader, str(current_actor().person))
        values = {"tokens": found, "made": made, "typed": typed}
        return page("people/tokens.html", errors=errors or {}, now=house().door.clock(), **values)


@blueprint.post("/tokens")
@at_the_screen
def make_token() -> str | tuple[str, int]:
    """Make a token and show it, this once."""
    try:
        command, outcome = submit(MakeToken, "name", "reach", "days", "password")
    except Refusal as refusal:
        return _tokens_page(errors_of(refusal)), refusal.reason.status
    errors = wrong_password(outcome, "password")
    return (_tokens_page(errors), 422) if errors else _tokens_page(made=command.token)


@blueprint.get("/logins")
@at_the_screen
def logins() -> str:
    """Show where one is signed in, and what happened to the account lately."""
    actor, now = current_actor(), house().door.clock()
    with house().door.reading(viewer_here()) as reader:
        return page(
            "people/logins.html",
            open_logins=queries.logins(reader, str(actor.person), now),
            past_logins=queries.past_logins(reader, str(actor.person), now),
            news=queries.account_news(reader, str(actor.person)),
            present=actor.login,
        )
