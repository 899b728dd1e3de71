"""`POST /do/<Command>`: the one way in which pages write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from workbench.kernel import SIGN_IN_FIRST, Command, Refusal, Refused
from workbench.kernel.blobs import Blobs
from workbench.kernel.door import Outcome
from workbench.kernel.streams import subject_of
from workbench.web.errors import refusal_answer, wants_json
from workbench.web.forms import checked_key, command_class, from_form
from workbench.web.house import current_actor, house
from workbench.web.paths import local_path
from workbench.web.security import check_csrf
from workbench.web.words import locale_name

blueprint = Blueprint("doing", __name__)


@blueprint.post("/do/<name>")
def do(name: str) -> WerkzeugResponse:
    """Perform the command a form asks for and go on to the form's `_next`, or answer in JSON.

    Whoever is not signed in is told so before anything of the form is read, files above all.
    """
    kind = command_class(name)
    if current_actor().person is None and not kind.for_anyone:
        raise Refusal(SIGN_IN_FIRST)
    try:
        check_csrf(request.form.get("_csrf", ""))
        outcome = perform_form(kind, checked_key(request.form.get("_key")))
    except Refusal as refusal:
        return refusal_answer(refusal, back=local_path(request.form.get("_next"), {}))
    target = local_path(request.form.get("_next"), outcome.result)
    if wants_json():
        return answer(outcome, target)
    return redirect(target, 303)


def perform_form(kind: type[Command], key: str) -> Outcome:
    """Perform the command this request's form asks for. Files are kept only when the act is allowed. Raises Refusal."""
    door, actor = house().door, current_actor()
    command, files = from_form(kind, request.form, request.files)
    if files:
        verdict = door.ask(actor, kind, **dict(command))
        if isinstance(verdict, Refused):
            raise Refusal(verdict.reason, **verdict.values)
        blobs = Blobs(house().config.files)
        for data in files:
            blobs.put(data)
    return door.perform(actor, command, key)


def answer(outcome: Outcome, target: str | None = None) -> Response:
    """Return an outcome as JSON, with the entries whose streams its reader may read.

    An act may also be told where its actor has no eyes, and the number of an entry says how much is there.
    """
    readable = _readable_among(outcome.entries)
    entries = [entry for entry in outcome.entries if entry[0] in readable]
    body: dict[str, Any] = {"result": outcome.result, "entries": entries, "duplicate": outcome.duplicate}
    if target is not None:
        body["next"] = target
    return jsonify(body)


def _readable_among(entries: Iterable[tuple[str, int]]) -> set[str]:
    door, actor = house().door, current_actor()
    subjects = {subject_of(stream) for stream, _ in entries}
    return {stream for subject in subjects for stream in door.viewer(actor, locale_name(), subject).streams}
