"""When something is refused or goes wrong: what happened, why, what to do, in the reader's language and with nothing half done."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import urlencode

from flask import Flask, jsonify, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response

from workbench.kernel import Refusal
from workbench.kernel.verdict import ABSENT
from workbench.web.house import current_actor, template_values
from workbench.web.paths import came_from
from workbench.web.words import worded

log = logging.getLogger(__name__)
_SECRET = {"password", "present", "code", "secret", "recovery", "token", "link", "key", "source"}
_MACHINE_MADE = re.compile(r"[A-Za-z0-9:._-]{0,64}|[a-z]+/[a-z2-7]{16}(?:/[a-z]+){0,2}")


def start(app: Flask) -> None:
    """Answer every error of `app` in words."""
    app.register_error_handler(Refusal, lambda refusal: refusal_answer(refusal))
    app.register_error_handler(HTTPException, _http_answer)
    app.register_error_handler(Exception, _fault_answer)


def wants_json() -> bool:
    """Say whether the request comes from the page's own script or a program."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def refusal_answer(refusal: Refusal, back: str | None = None) -> Response:
    """Return the answer to a refused request, as a page or as JSON. A page carries the typed text along, so nothing is lost.

    It leads `back` there, or to the page from which the request was sent.
    """
    if _should_sign_in(refusal.reason.status):
        return _sign_in()
    values = {
        name: value for name, value in refusal.values.items() if isinstance(value, str | int | float | bool | None)
    }
    more = {"field": refusal.field, "values": values, "back": back or came_from()}
    answer = _answer(refusal.reason.status, refusal.reason.key, worded(refusal), **more)
    if refusal.reason.status == 429:
        answer.headers["Retry-After"] = str(refusal.values.get("seconds", 1))
    return answer


def _typed_text() -> dict[str, str]:
    try:
        return {name: value for name, value in request.form.items() if _is_typed(name, value)}
    except HTTPException:  # a form too large to be read
        return {}


def _is_typed(name: str, value: str) -> bool:
    """Say whether a person wrote this: not a choice, an identifier or a hash, and nothing secret."""
    return not name.startswith("_") and name not in _SECRET and not _MACHINE_MADE.fullmatch(value)


def _http_answer(error: HTTPException) -> Response:
    words = {
        400: ("bad_request", _("The request cannot be read.")),
        403: ("forbidden", _("This request came from another site and was not carried out.")),
        404: (ABSENT.key, _(ABSENT.sentence)),
        405: ("method", _("This address does not take that kind of request.")),
        413: ("too_large", _("What was sent is too large. Nothing was saved.")),
        415: ("not_json", _("What was sent cannot be read: it has to be a JSON object.")),
        429: ("too_many", _("Too many requests in a short time. Wait a little; nothing was lost.")),
    }
    code = error.code or 500
    if 300 <= code < 400:
        return error.get_response()
    if _should_sign_in(code):
        return _sign_in()
    key, message = words.get(code, ("error", _("This did not work. Nothing was saved.")))
    answer = _answer(code, key, message)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def _should_sign_in(status: int) -> bool:
    """Say whether nobody asked for a page they might see when signed in. Pages that do not exist are treated alike."""
    asks_for_page = request.method == "GET" and not request.path.startswith(("/static/", "/api/", "/sign-in"))
    return status in (401, 404) and asks_for_page and not wants_json() and current_actor().person is None


def _sign_in() -> Response:
    return redirect("/sign-in?" + urlencode({"next": request.full_path.rstrip("?")}), 303)


def _fault_answer(error: Exception) -> Response:
    log.error("a request failed: %s %s", request.method, request.path, exc_info=error)
    return _answer(
        500, "fault", _("Something is broken on our side. Nothing was saved; your text is still in the form.")
    )


def _answer(status: int, key: str, message: str, **more: Any) -> Response:
    if request.path.startswith("/api/") or wants_json():
        error = {"reason": key, "message": message, "field": more.get("field"), "values": more.get("values", {})}
        response = make_response(jsonify({"error": error}), status)
    else:
        kept = "\n\n".join(_typed_text().values()) if "back" in more else ""
        shown = template_values(title=_title(status), message=message, kept=kept, back=more.get("back", "/"))
        response = make_response(render_template("error.html", **shown), status)
    return response


def _title(status: int) -> str:
    titles = {
        401: _("Sign in first"),
        403: _("Not for this seat"),
        404: _("Nothing to see here"),
        409: _("Something changed meanwhile"),
        413: _("Too large"),
        422: _("Something needs another look"),
        429: _("Too fast"),
    }
    title: str = titles.get(status) or _("This did not work")
    return title
