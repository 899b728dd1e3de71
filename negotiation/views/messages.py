"""Writing to the table, and reading everything that was written."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext
from markupsafe import Markup

from negotiation.models import Bargaining
from negotiation.queries.messages import messages_at
from negotiation.rules.streams import subject
from negotiation.views.speaking import page_to_return_to
from workbench.web import house, may, page, viewer_here
from workbench.web.forms import whole_number

blueprint = Blueprint("messages", __name__, url_prefix="/bargainings/<bargaining>")


@blueprint.get("/messages")
def messages_page(bargaining: str) -> str:
    """Show what was written at the table, latest part first: each page leads to the one before."""
    before = whole_number(request.args.get("before", ""))
    with house().door.reading(viewer_here(subject(bargaining))) as reader:
        found = messages_at(reader, bargaining, before)
        title = reader.get(Bargaining, bargaining).title
    path = f"/bargainings/{bargaining}/messages"
    return page(
        "negotiation/messages.html",
        bargaining={"id": bargaining, "title": title},
        messages=found["messages"],
        earlier=f"{path}?before={found['before']}" if found["before"] is not None else None,
        latest=path if before is not None else None,
        form=message_form(bargaining, path) if before is None else None,
    )


@blueprint.get("/fragments/message")
def message_fragment(bargaining: str) -> str:
    """Return the form for writing to the table, for the person at the screen."""
    return message_form(bargaining, page_to_return_to(bargaining), request.args.get("issue"))


def message_form(bargaining: str, back: str, issue: str | None = None) -> Markup:
    """Return the form for writing to the table, perhaps about an issue. Raises Absent."""
    viewer_here(subject(bargaining))
    return Markup(
        render_template(
            "negotiation/personal/message_form.html",
            command="PostMessage",
            fields={"bargaining": bargaining, "issue": issue},
            label=gettext("Write to everybody at the table"),
            verdict=may("PostMessage", bargaining=bargaining),
            typing=False,
            key="M",
            next=back,
        )
    )
