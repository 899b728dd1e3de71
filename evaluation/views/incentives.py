"""The incentives that come with a title: which, why, from when until when."""

from __future__ import annotations

from flask import Blueprint

from evaluation.models import Application
from evaluation.queries.incentives import brought_by
from evaluation.rules import streams
from evaluation.rules.incentives import shipped
from workbench.kernel import Absent
from workbench.web import house, page, viewer_here

blueprint = Blueprint("incentives", __name__)


@blueprint.get("/applications/<application>/incentives")
def incentives(application: str) -> str:
    """Show what the titles of an application bring, what ended with them, and what other places give."""
    viewer = viewer_here(streams.subject(application))
    if streams.file(application) not in viewer.streams:
        raise Absent
    with house().door.reading(viewer) as reader:
        found = reader.get(Application, application)
        return page(
            "evaluation/incentives.html",
            application=found,
            brought=brought_by(reader, application),
            sources=shipped().sources,
        )
