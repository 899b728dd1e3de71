"""Arriving: signing in and out, invitations, forgotten passwords."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from workbench.kernel import NOBODY, Absent, Outcome, Refusal, new_id
from workbench.people.commands import (
    RECEPTION,
    AcceptInvitation,
    AskReset,
    JoinByInvitation,
    ResetPassword,
    SignIn,
    SignOut,
    StopAddress,
)
from workbench.people.commands.sign_in import LONGEST_LOGIN
from workbench.people.identity import cookie_name, invitation_behind, link_is_open
from workbench.people.rules.agents import short_agent
from workbench.people.rules.organisations import FUNCTIONS
from workbench.people.rules.tokens import MINTED
from workbench.people.views.posting import Errors, errors_of, patience, remote_mark, submit
from workbench.web import current_actor, house, page
from workbench.web.paths import local_path
from workbench.web.security import check_csrf
from workbench.web.words import COOKIE, LOCALES, locale_name

blueprint = Blueprint("arriving", __name__)


@blueprint.get("/sign-in")
def sign_in() -> str | Response:
    """Show the sign-in form."""
    target = local_path(request.args.get("next"), {})
    return redirect(target, 303) if current_actor().person else _sign_in_form(target)


def _sign_in_form(target: str, errors: Errors | None = None, done: str = "") -> str:
    typed = {"email": request.form.get("email", "")}
    return page("people/sign_in.html", next=target, errors=errors or {}, typed=typed, done=done)


@blueprint.post("/sign-in")
def do_sign_in() -> str | Response | tuple[str, int]:
    """Try to sign in; a login that this browser had ends with it."""
    target = local_path(request.form.get("next"), {})
    try:
        command, outcome = _try(request.form.get("email", ""))
    except Refusal as refusal:
        return _sign_in_form(target, errors_of(refusal)), refusal.reason.status
    if not outcome.result["ok"]:
        wrong = _("Address, password or code is not right.") + " " + patience(outcome)
        return _sign_in_form(target, {"": wrong.strip()}), 401
    _end_present_login()
    return _with_cookie(redirect(target, 303), command.token)


def _try(email: str) -> tuple[SignIn, Outcome]:
    """Try the posted password and code for an address. Raises Refusal."""
    agent = short_agent(request.headers.get("User-Agent", ""))
    return submit(SignIn, "password", "code", actor=RECEPTION, email=email, address=remote_mark(), agent=agent)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this browser's login."""
    check_csrf(request.form.get("_csrf", ""))
    _end_present_login()
    answer = redirect("/sign-in", 303)
    secure = house().config.secure_cookies
    answer.delete_cookie(cookie_name(secure), secure=secure, httponly=True, samesite="Lax")
    return answer


def _end_present_login() -> None:
    actor = current_actor()
    if actor.login is not None and actor.scopes is None:
        # It may have ended since this request came: then nothing is left to end.
        with suppress(Refusal):
            house().door.perform(actor, SignOut(), new_id() + new_id())


def _with_cookie(answer: Response, token: str) -> Response:
    secure = house().config.secure_cookies
    seconds = int(LONGEST_LOGIN.total_seconds())
    answer.set_cookie(
        cookie_name(secure), token, max_age=seconds, secure=secure, httponly=True, samesite="Lax", path="/"
    )
    return answer


@blueprint.get("/invitation")
def invitation() -> str | tuple[str, int]:
    """Show what an invitation offers."""
    return _invitation_page(_key())


def _key() -> str:
    key = request.values.get("key", "")
    return key if MINTED.fullmatch(key) else ""


def _invitation_page(key: str, errors: Errors | None = None, status: int = 200) -> tuple[str, int]:
    offer = invitation_behind(house().door.store, key, house().door.clock())
    if offer is None:
        return page("people/dead_link.html", kind="invitation"), 404
    typed = {name: request.form.get(name, "") for name in ("name", "email", "locale")}
    typed["email"] = offer.email or typed["email"]
    typed["locale"] = typed["locale"] or locale_name()
    values = {"key": key, "offer": offer, "function": FUNCTIONS[offer.function], "locales": tuple(LOCALES)}
    return page("people/invitation.html", errors=errors or {}, typed=typed, **values), status


@blueprint.post("/invitation")
def accept() -> Response | tuple[str, int]:
    """Accept an invitation with the account at the screen, or with a new one, which is signed in at once."""
    key = _key()
    offer = invitation_behind(house().door.store, key, house().door.clock())
    if offer is None:
        return page("people/dead_link.html", kind="invitation"), 404
    try:
        if current_actor().person is not None:
            submit(AcceptInvitation, link=key)
            return redirect("/account", 303)
        email = offer.email or request.form.get("email", "")
        submit(JoinByInvitation, "name", "password", "locale", actor=NOBODY, link=key, email=email)
    except Refusal as refusal:
        return _invitation_page(key, errors_of(refusal), refusal.reason.status)
    command, outcome = _try(email)
    # Whoever tried this address too often before it had an account has to wait like anybody.
    if not outcome.result["ok"]:
        return redirect("/sign-in", 303)
    return _with_cookie(redirect("/bargainings", 303), command.token)


@blueprint.get("/forgotten")
def forgotten() -> str:
    """Show the form that asks for a new password."""
    return page("people/forgotten.html", errors={}, asked=False, typed={})


@blueprint.post("/forgotten")
def ask_reset() -> str | tuple[str, int]:
    """Send a link, and say the same whether there is an account or not."""
    typed = {"email": request.form.get("email", "")}
    try:
        submit(AskReset, "email", actor=RECEPTION, address=remote_mark())
    except Refusal as refusal:
        return page("people/forgotten.html", errors=errors_of(refusal), asked=False, typed=typed), refusal.reason.status
    return page("people/forgotten.html", errors={}, asked=True, typed=typed)


@blueprint.get("/reset")
def reset() -> tuple[str, int]:
    """Show the form for a new password."""
    return _reset_page(_key())


def _reset_page(key: str, errors: Errors | None = None, status: int = 200) -> tuple[str, int]:
    if not link_is_open(house().door.store, "reset", key, house().door.clock()):
        return page("people/dead_link.html", kind="reset"), 404
    return page("people/reset.html", key=key, errors=errors or {}), status


@blueprint.post("/reset")
def do_reset() -> str | tuple[str, int]:
    """Set the new password and offer to sign in with it."""
    key = _key()
    if not key:
        return _reset_page(key)
    try:
        submit(ResetPassword, "password", actor=NOBODY, link=key)
    except Refusal as refusal:
        return _reset_page(key, errors_of(refusal), refusal.reason.status)
    return _sign_in_form("/", done=_("The new password is set. All earlier logins have ended."))


@blueprint.get("/address")
def address() -> tuple[str, int]:
    """Ask whether to keep the present address: programs that read mail open links, so opening one does nothing."""
    return _address_page(_key())


def _address_page(key: str, status: int = 200) -> tuple[str, int]:
    if not link_is_open(house().door.store, "address", key, house().door.clock()):
        return page("people/dead_link.html", kind="address"), 404
    return page("people/address.html", key=key, done=False), status


@blueprint.post("/address")
def keep_address() -> str | tuple[str, int]:
    """Stop the new address by the link."""
    key = _key()
    try:
        if key:
            submit(StopAddress, actor=NOBODY, link=key)
            return page("people/address.html", key=key, done=True)
    except Refusal as refusal:
        return _address_page(key, refusal.reason.status)
    return _address_page(key)


@blueprint.get("/language/<tag>")
def choose_language(tag: str) -> Response:
    """Keep a language for this browser, for those who are not signed in."""
    if tag not in LOCALES:
        raise Absent
    answer = redirect(local_path(request.args.get("next"), {}), 303)
    answer.set_cookie(COOKIE, tag, max_age=31_536_000, secure=house().config.secure_cookies, samesite="Lax")
    return answer
