"""The page that says in plain words how private things are kept, and what is not protected."""

from __future__ import annotations

from flask import Blueprint

from workbench.web import page

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy")
def privacy() -> str:
    """Explain how this house keeps private things."""
    return page("negotiation/privacy.html")
