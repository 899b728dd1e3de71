"""Drawing visits, and the visit sheet that a phone carries into a hall without a line."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app
from werkzeug.wrappers import Response

from evaluation.models import Call
from evaluation.queries.evidence import application_here
from evaluation.queries.visits import plans_of_round, to_visit, visit_sheet, visits_of
from evaluation.rules import streams
from evaluation.rules.visits import Among, Finding, plans
from workbench.kernel import Absent
from workbench.web import current_actor, house, may, page, viewer_here

blueprint = Blueprint("visits", __name__)


@blueprint.get("/rounds/<round>/visits")
def drawing(round: str) -> str:
    """Show who can be visited, what was drawn and what it says, and the form that draws."""
    viewer = viewer_here(f"round/{round}")
    if plans(round) not in viewer.streams:
        raise Absent
    with house().door.reading(viewer_here()) as reader:
        call = reader.get(Call, round)
        values = {"enterprises": to_visit(reader, round), "plans": plans_of_round(reader, round)}
        head = {"id": call.id, "title": call.title}
    verdict = may("DrawVisits", round=round)
    return page("evaluation/visit_plans.html", round=head, among=list(Among), verdict=verdict, **values)


@blueprint.get("/applications/<application>/visits")
def of_application(application: str) -> str:
    """Show the visits to an enterprise that the person may know, and begin one."""
    with house().door.reading(viewer_here(streams.subject(application))) as reader:
        found = application_here(reader, application)
        head = {"id": found.id, "name": found.enterprise_name}
        shown = visits_of(reader, application)
    return page(
        "evaluation/visits.html", application=head, visits=shown, verdict=may("OpenVisit", application=application)
    )


@blueprint.get("/visits/<visit>")
def visit(visit: str) -> str:
    """Show a visit sheet: every item with what was found there."""
    with house().door.reading(viewer_here()) as reader:
        sheet = visit_sheet(reader, visit)
    return page(
        "evaluation/visit.html",
        visit=sheet,
        findings=list(Finding),
        person=current_actor().person,
        writes=may("KeepVisitEntry", visit=visit),
        begins=may("OpenVisit", application=sheet.application),
    )


@blueprint.get("/visits/worker.js")
def worker() -> Response:
    """Answer the service worker; its address keeps it to the pages below /visits/."""
    path = Path(current_app.static_folder or "") / "built" / "visits_worker.js"
    if not path.is_file():
        raise Absent
    return Response(path.read_bytes(), mimetype="text/javascript")
