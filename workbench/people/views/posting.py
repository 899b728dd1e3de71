"""How forms with secrets are taken: a page of its own performs them, so that cookies are set and secrets shown once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import current_app, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from workbench.kernel import Absent, Actor, Command, Outcome, Refusal, new_id
from workbench.kernel.verdict import SIGN_IN_FIRST
from workbench.people.identity import address_mark
from workbench.web import current_actor, house
from workbench.web.forms import from_form
from workbench.web.security import check_csrf
from workbench.web.words import worded

C = TypeVar("C", bound=Command)
P = ParamSpec("P")

Errors = dict[str, str]
"""What is wrong in a form that came back, by field; the empty name stands for the form as a whole."""


def submit(kind: type[C], *fields: str, actor: Actor | None = None, **given: str) -> tuple[C, Outcome]:
    """Perform the command that the posted form asks for, and return it with its outcome.

    Only `fields` are taken from the form; `given` comes from the house. Every post is an act of its own: what holds a secret
    cannot be answered a second time. Raises Refusal.
    """
    check_csrf(request.form.get("_csrf", ""))
    form: MultiDict[str, str] = MultiDict((name, value) for name in fields for value in request.form.getlist(name))
    form.update(given)
    command, _files = from_form(kind, form, MultiDict())
    assert isinstance(command, kind)
    return command, house().door.perform(actor or current_actor(), command, new_id() + new_id())


def wrong_password(outcome: Outcome, field: str) -> Errors:
    """Return the errors of a try that did not prove who is there; none when it did."""
    if outcome.result.get("ok", True):
        return {}
    return {field: _("This is not your password.") + " " + patience(outcome)}


def patience(outcome: Outcome) -> str:
    """Return the sentence that says how long to wait after a failed try; empty when the next one counts at once."""
    seconds = outcome.result.get("wait", 0)
    return _("The next try counts in %(seconds)s seconds.", seconds=seconds) if seconds else ""


def errors_of(refusal: Refusal) -> Errors:
    """Return a refusal as the error of its field."""
    return {refusal.field or "": worded(refusal)}


def remote_mark() -> str:
    """Return the mark of the network address this request comes from."""
    return address_mark(str(current_app.secret_key), request.remote_addr)


def at_the_screen(view: Callable[P, Any]) -> Callable[P, Any]:
    """Let only a person with a login see a page: strangers are sent to sign in, tokens see nothing."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
        actor = current_actor()
        if actor.person is None:
            raise Refusal(SIGN_IN_FIRST)
        if actor.scopes is not None:
            raise Absent
        return view(*args, **kwargs)

    return guarded
