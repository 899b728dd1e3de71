"""The overview of the region: how many applications stand where, how many titles of which tier and in which area."""

from __future__ import annotations

from flask import Blueprint

from evaluation.queries.overview import overview
from workbench.kernel import Absent
from workbench.web import current_actor, house, page, viewer_here

blueprint = Blueprint("region", __name__)


@blueprint.get("/region")
def region() -> str:
    """Show counts as bars with their table."""
    if current_actor().person is None:
        raise Absent
    with house().door.reading(viewer_here()) as reader:
        shown = overview(reader)
    return page("evaluation/region.html", overview=shown)
