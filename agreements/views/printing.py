"""The press of this house, as the views order papers from it."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from workbench.documents import Paper, Press, press_for
from workbench.kernel import Absent
from workbench.web import current_actor, house
from workbench.web.waiting import paper_answer

blueprint = Blueprint("printing", __name__)


def press_here() -> Press:
    """Return the running application's press."""
    config = house().config
    press: Press = current_app.extensions.get("press") or press_for(config.data, immediate=config.testing)
    current_app.extensions["press"] = press
    return press


def ordered(paper: Paper, title: str) -> Response:
    """Order a paper made of what was just typed, and lead to where its orderer alone can fetch it."""
    name = press_here().order(paper.html, paper.style, paper.enclosures)
    return redirect(f"/forms/paper?paper={_signer().dumps([current_actor().person, name, title])}", 303)


@blueprint.get("/forms/paper")
def paper() -> Response:
    """Answer a paper that was ordered here, or a page that asks again while it is being made."""
    try:
        person, name, title = _signer().loads(request.args.get("paper", ""))
    except (BadSignature, ValueError):
        raise Absent from None
    if person is None or person != current_actor().person:
        raise Absent
    return paper_answer(press_here(), name, f"{title}.pdf", "form.pdf")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="form-paper")
