"""The table, the wall, the form for an issue, and the files that go with proposals."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, redirect, request, send_file
from markupsafe import Markup
from werkzeug.wrappers import Response

from negotiation.models import Attachment
from negotiation.policy.seats import SIDES
from negotiation.queries.cases import case_of, heading, my_seat
from negotiation.queries.issues import first_issue, issue_in, row
from negotiation.queries.proposals import CURRENT, comparison
from negotiation.rules import streams
from negotiation.views.issue_acts import issue_acts
from negotiation.views.messages import message_form
from negotiation.views.speaking import speaking_acts
from workbench.kernel import Absent
from workbench.kernel.blobs import Blobs
from workbench.web import house, live_page, may, page, viewer_here

blueprint = Blueprint("table", __name__)


@blueprint.get("/bargainings/<bargaining>/table")
def table(bargaining: str) -> str | Response:
    """Go to the issue under discussion, or the first one; with an empty list, show how it is begun."""
    subject = streams.subject(bargaining)
    with house().door.reading(viewer_here(subject)) as reader:
        issue, shown = first_issue(reader, bargaining), heading(reader, case_of(reader, bargaining))
    if issue is not None:
        return redirect(f"/bargainings/{bargaining}/table/{issue}", 303)
    root = f"/bargainings/{bargaining}"
    return live_page(
        "negotiation/table_empty.html",
        subject,
        "table",
        bargaining=shown,
        links={"add": f"{root}/issues/new", "import": f"{root}/import"},
        verdict=may("AddIssue", bargaining=bargaining),
    )


@blueprint.get("/bargainings/<bargaining>/table/<issue>")
def table_of(bargaining: str, issue: str) -> str:
    """Show the table with one issue on it; `pass` and `against` in the address compare two texts for this person alone."""
    subject, root = streams.subject(bargaining), f"/bargainings/{bargaining}"
    here = f"{root}/table/{issue}"
    with house().door.reading(viewer_here(subject)) as reader:
        values = {
            "bargaining": heading(reader, case_of(reader, bargaining)),
            "issue": row(reader, bargaining, issue),
            "comparison": _comparison(reader, bargaining, issue),
        }
        seat = my_seat(reader, bargaining)
        side = seat.party if seat and seat.party in SIDES else None
    fragments = {
        "acts": f"{root}/fragments/issue/{issue}",
        "speaking": f"{root}/fragments/speaking?next={here}",
        "message": f"{root}/fragments/message?issue={issue}&next={here}",
    }
    return live_page(
        "negotiation/table.html",
        subject,
        "table",
        links={"case": root, "caucus": f"{root}/caucus/{side}/{issue}" if side else None, "caucus_side": side},
        fragments=fragments,
        personal={
            "acts": issue_acts(bargaining, issue),
            "speaking": speaking_acts(bargaining, here),
            "message": message_form(bargaining, here, issue),
        },
        **values,
    )


def _comparison(reader: Any, bargaining: str, issue: str) -> dict[str, Any] | None:
    chosen = request.args.get("pass")
    if chosen is None:
        return None
    return comparison(reader, issue_in(reader, bargaining, issue), chosen, request.args.get("against", CURRENT))


@blueprint.get("/bargainings/<bargaining>/fragments/issue/<issue>")
def acts(bargaining: str, issue: str) -> Markup:
    """Answer the buttons of one person under the text of an issue."""
    return issue_acts(bargaining, issue)


@blueprint.get("/bargainings/<bargaining>/wall")
def wall(bargaining: str) -> str:
    """Show the wall: what everybody in the room may read, following the chair."""
    subject = streams.subject(bargaining)
    with house().door.reading(viewer_here(subject)) as reader:
        shown = heading(reader, case_of(reader, bargaining))
    return live_page("negotiation/wall.html", subject, "wall", bargaining=shown)


@blueprint.get("/bargainings/<bargaining>/issues/new")
def new_issue(bargaining: str) -> str:
    """Show the form that puts an issue on the list."""
    with house().door.reading(viewer_here(streams.subject(bargaining))) as reader:
        shown = heading(reader, case_of(reader, bargaining))
    root = f"/bargainings/{bargaining}"
    verdict = may("AddIssue", bargaining=bargaining)
    more = {"issue": None, "next": f"{root}/table/{{issue}}", "back": f"{root}/table"}
    return page("negotiation/issue_form.html", bargaining=shown, verdict=verdict, **more)


@blueprint.get("/bargainings/<bargaining>/issues/<issue>")
def edit_issue(bargaining: str, issue: str) -> str:
    """Show the form that revises an issue."""
    with house().door.reading(viewer_here(streams.subject(bargaining))) as reader:
        shown, found = heading(reader, case_of(reader, bargaining)), issue_in(reader, bargaining, issue)
    back = f"/bargainings/{bargaining}/table/{issue}"
    verdict = may("ReviseIssue", bargaining=bargaining, issue=issue)
    return page("negotiation/issue_form.html", bargaining=shown, verdict=verdict, issue=found, next=back, back=back)


@blueprint.get("/files/<attachment>")
def file(attachment: str) -> Response:
    """Answer a file that goes with a proposal, or with a draft of one's own side; always to be saved, never to be run."""
    with house().door.reading(viewer_here()) as reader:
        found = reader.get(Attachment, attachment)
    try:
        content = BytesIO(Blobs(house().config.files).get(found.sha256))
    except FileNotFoundError:
        raise Absent from None
    return send_file(content, "application/octet-stream", as_attachment=True, download_name=found.name)
