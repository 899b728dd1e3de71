"""Fragments and further pages of the private places: a side's own room, and the mediator's confidence with one side.

Whoever may not read a place is answered as if there were none: every view begins with a reader that must be inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from negotiation.queries.cases import case_of, heading
from negotiation.queries.caucus import caucus_messages, confidence_messages, notes_on
from negotiation.queries.private import caucus_of, confidence_of, confidences
from negotiation.rules import streams
from workbench.kernel import Reader
from workbench.web import house, live_page, may, viewer_here

blueprint = Blueprint("private", __name__, url_prefix="/bargainings/<bargaining>")


@blueprint.app_context_processor
def doors() -> dict[str, object]:
    """Give templates of whole pages and personal fragments the doors to the mediator's confidence."""
    return {"confidence_doors": confidence_doors}


def confidence_doors(bargaining: str) -> list[dict[str, str]]:
    """Return the doors to the mediator's confidence that are open to the person at the screen."""
    with inside(bargaining) as reader:
        return confidences(reader, bargaining)


@contextmanager
def inside(bargaining: str) -> Iterator[Reader]:
    """Yield a reader for whoever is at the screen, of this bargaining alone. Raises Absent for one without a seat."""
    subject = streams.subject(bargaining)
    with house().door.reading(viewer_here(subject).as_class(subject)) as reader:
        yield reader


def caucus_message_form(bargaining: str, side: str) -> str:
    """Return the form for a message to one's own side, with the door to the mediator for those who may use it. Raises Absent."""
    with inside(bargaining) as reader:
        caucus_of(reader, bargaining, side)
    form = _message_form("PostCaucusMessage", bargaining, side, f"/bargainings/{bargaining}/caucus/{side}")
    return form + render_template("negotiation/personal/confidence_doors.html", bargaining=bargaining)


def notes_form(bargaining: str, side: str, issue: str | None) -> str:
    """Return a side's notes on an issue (None: on the bargaining as a whole) as forms. Raises Absent."""
    with inside(bargaining) as reader:
        notes = notes_on(reader, bargaining, side, issue)
    room = f"/bargainings/{bargaining}/caucus/{side}"
    return render_template(
        "negotiation/personal/notes.html",
        notes=notes,
        fields={"bargaining": bargaining, "side": side},
        issue=issue,
        verdict=may("WriteNote", bargaining=bargaining, side=side),
        next=f"{room}/{issue}" if issue else f"{room}/notes",
    )


def _message_form(command: str, bargaining: str, side: str, back: str) -> str:
    return render_template(
        "negotiation/personal/message_form.html",
        command=command,
        fields={"bargaining": bargaining, "side": side},
        label=_("Write in confidence") if command == "PostInConfidence" else _("Write to our side"),
        verdict=may(command, bargaining=bargaining, side=side),
        typing=command == "PostCaucusMessage",
        key="",
        next=back,
    )


@blueprint.get("/caucus/<side>/message-form")
def caucus_form(bargaining: str, side: str) -> str:
    """Answer the form for a message to one's own side."""
    return caucus_message_form(bargaining, side)


@blueprint.get("/caucus/<side>/<issue>/notes")
def issue_notes(bargaining: str, side: str, issue: str) -> str:
    """Answer the notes on one issue, to read and to change."""
    return notes_form(bargaining, side, issue)


@blueprint.get("/caucus/<side>/notes/general")
def general_notes(bargaining: str, side: str) -> str:
    """Answer the notes on the bargaining as a whole, to read and to change."""
    return notes_form(bargaining, side, None)


@blueprint.get("/caucus/<side>/notes")
def notes_page(bargaining: str, side: str) -> str:
    """Show all notes of a side: by issue, and on the bargaining as a whole."""
    with inside(bargaining) as reader:
        caucus_of(reader, bargaining, side)
        return live_page(
            "negotiation/caucus_notes.html",
            streams.subject(bargaining),
            "caucus-notes",
            bargaining=heading(reader, case_of(reader, bargaining)),
            side=side,
            general=notes_form(bargaining, side, None),
        )


@blueprint.get("/caucus/<side>/messages")
def earlier_caucus_messages(bargaining: str, side: str) -> str:
    """Show older messages within a side."""
    with inside(bargaining) as reader:
        return live_page(
            "negotiation/private_messages.html",
            streams.subject(bargaining),
            "caucus-messages",
            bargaining=heading(reader, case_of(reader, bargaining)),
            side=side,
            place="caucus",
            **caucus_messages(reader, bargaining, side, request.args.get("before")),
        )


@blueprint.get("/confidence/<side>")
def confidence(bargaining: str, side: str) -> str:
    """Show the place that the mediator shares with one side."""
    with inside(bargaining) as reader:
        confidence_of(reader, bargaining, side)
        others = [door for door in confidences(reader, bargaining) if door["side"] != side]
        return live_page(
            "negotiation/confidence.html",
            streams.subject(bargaining),
            "confidence",
            bargaining=heading(reader, case_of(reader, bargaining)),
            side=side,
            other=others[0] if others else None,
            form=_confidence_form(bargaining, side),
        )


@blueprint.get("/confidence/<side>/message-form")
def confidence_form(bargaining: str, side: str) -> str:
    """Answer the form for a message in confidence."""
    with inside(bargaining) as reader:
        confidence_of(reader, bargaining, side)
    return _confidence_form(bargaining, side)


def _confidence_form(bargaining: str, side: str) -> str:
    return _message_form("PostInConfidence", bargaining, side, f"/bargainings/{bargaining}/confidence/{side}")


@blueprint.get("/confidence/<side>/messages")
def earlier_confidence_messages(bargaining: str, side: str) -> str:
    """Show older messages between the mediator and one side."""
    with inside(bargaining) as reader:
        return live_page(
            "negotiation/private_messages.html",
            streams.subject(bargaining),
            "confidence-messages",
            bargaining=heading(reader, case_of(reader, bargaining)),
            side=side,
            place="confidence",
            **confidence_messages(reader, bargaining, side, request.args.get("before")),
        )
