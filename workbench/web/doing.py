"""`POST /do/<Command>`: the one way in which pages write."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from workbench.kernel import Refusal
from workbench.kernel.blobs import Blobs
from workbench.kernel.door import Outcome
from workbench.web.errors import refusal_answer, wants_json
from workbench.web.forms import checked_key, command_class, from_form
from workbench.web.house import current_actor, house
from workbench.web.security import check_csrf

blueprint = Blueprint("doing", __name__)
_PLACE = re.compile(r"\{(\w+)\}")


@blueprint.post("/do/<name>")
def do(name: str) -> WerkzeugResponse:
    """Perform the command a form asks for and go on to the form's `_next`, or answer in JSON."""
    try:
        check_csrf(request.form.get("_csrf", ""))
        outcome = _perform(name)
    except Refusal as refusal:
        return refusal_answer(refusal, back=local_path(request.form.get("_next"), {}))
    target = local_path(request.form.get("_next"), outcome.result)
    if wants_json():
        return answer(outcome, target)
    return redirect(target, 303)


def _perform(name: str) -> Outcome:
    kind = command_class(name)
    key = checked_key(request.form.get("_key"))
    command = from_form(kind, request.form, request.files, Blobs(house().config.files))
    return house().door.perform(current_actor(), command, key)


def answer(outcome: Outcome, target: str | None = None) -> Response:
    """Return an outcome as JSON."""
    body: dict[str, Any] = {"result": outcome.result, "entries": outcome.entries, "duplicate": outcome.duplicate}
    if target is not None:
        body["next"] = target
    return jsonify(body)


def local_path(asked: str | None, result: dict[str, Any]) -> str:
    """Return `asked` when it is a path of this house, with `{name}` filled from the result; else the front page."""
    if not asked or not asked.startswith("/") or asked.startswith(("//", "/\\")) or "\n" in asked or "\r" in asked:
        return "/"
    return _PLACE.sub(lambda found: str(result.get(found[1], "")), asked)
