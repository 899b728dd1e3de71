"""Calling a meeting and its page: agenda, attendance, and the buttons of whoever presides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template
from markupsafe import Markup

from negotiation.commands.attendance import Movement
from negotiation.models import Bargaining, Meeting, Seat
from negotiation.queries.meetings import (
    agenda_of,
    meeting_in,
    present_at,
    shown_meeting,
    side_shown,
    state_of,
)
from negotiation.queries.names import seats_in
from negotiation.rules.streams import subject
from negotiation.rules.words import Phase
from negotiation.views.speaking import page_to_return_to, speaking_acts
from workbench.kernel import Absent, Reader
from workbench.web import current_actor, house, live_page, may, page, viewer_here

blueprint = Blueprint("meetings", __name__, url_prefix="/bargainings/<bargaining>")

AGENDA_LINES = 6
CONDUCT = {
    "planned": ("OpenMeeting", "ReviseMeeting", "CancelMeeting"),
    "open": ("RecessMeeting", "AdjournMeeting", "CloseMeeting"),
    "paused": ("ResumeMeeting", "AdjournMeeting", "CloseMeeting"),
    "adjourned": ("ResumeMeeting", "CloseMeeting"),
}
"""What can be done to a meeting in each of its states, the main thing first."""


@blueprint.get("/meetings/new")
def new_meeting(bargaining: str) -> str:
    """Show the form that calls a meeting."""
    with house().door.reading(viewer_here(subject(bargaining))) as reader:
        case = _case(reader, bargaining)
    verdict = may("CallMeeting", bargaining=bargaining)
    return page("negotiation/meeting_new.html", bargaining=case, verdict=verdict, lines=AGENDA_LINES)


@blueprint.get("/meetings/<meeting>")
def meeting_page(bargaining: str, meeting: str) -> str:
    """Show one meeting. Raises Absent."""
    with house().door.reading(viewer_here(subject(bargaining))) as reader:
        case, found = _case(reader, bargaining), meeting_in(reader, bargaining, meeting)
        shown = {"id": found.id, "number": found.number, "over": found.closed_at is not None}
    back = f"/bargainings/{bargaining}/meetings/{meeting}"
    return live_page(
        "negotiation/meeting.html",
        subject(bargaining),
        "meeting",
        bargaining=case,
        meeting=shown,
        personal={name: fragment(bargaining, meeting, back) for name, fragment in FRAGMENTS.items()},
        speaking=speaking_acts(bargaining, back),
    )


@blueprint.get("/fragments/meetings/<meeting>/<name>")
def meeting_fragment(bargaining: str, meeting: str, name: str) -> str:
    """Return one of the personal parts of a meeting's page. Raises Absent."""
    if name not in FRAGMENTS:
        raise Absent
    return FRAGMENTS[name](bargaining, meeting, page_to_return_to(bargaining))


def conduct(bargaining: str, meeting: str, back: str) -> Markup:
    """Return the buttons that open, interrupt and close a meeting; for those who may press none, the reason. Raises Absent."""
    with house().door.reading(viewer_here(subject(bargaining))) as reader:
        found = meeting_in(reader, bargaining, meeting)
        shown = shown_meeting(reader, found)
    verdicts = {
        command: may(command, bargaining=bargaining, meeting=meeting) for command in CONDUCT.get(state_of(found), ())
    }
    closed = state_of(found) == "closed"
    return _rendered(
        "conduct", bargaining, back, meeting=shown, verdicts=verdicts, can=any(verdicts.values()), minutes=closed
    )


def agenda(bargaining: str, meeting: str, back: str) -> Markup:
    """Return the forms that add, move and finish points of the agenda. Raises Absent."""
    with house().door.reading(viewer_here(subject(bargaining))) as reader:
        items = agenda_of(reader, meeting_in(reader, bargaining, meeting))
        shown = [{"id": item.id, "title": item.title, "ordinal": item.ordinal} for item in items if not item.done_at]
    for item in shown:
        item["finish"] = may("FinishAgendaItem", bargaining=bargaining, item=item["id"])
        item["move"] = may("MoveAgendaItem", bargaining=bargaining, item=item["id"])
    add = may("AddAgendaItem", bargaining=bargaining, meeting=meeting)
    return _rendered("agenda", bargaining, back, meeting={"id": meeting}, items=shown, last=len(items), add=add)


def attendance(bargaining: str, meeting: str, back: str) -> Markup:
    """Return one's own arriving and leaving and, for the recorder, everybody's. Raises Absent."""
    with house().door.reading(viewer_here(subject(bargaining))) as reader:
        found = meeting_in(reader, bargaining, meeting)
        present = present_at(reader, found)
        seats = [seat for seat in seats_in(reader, bargaining) if seat.ended_at is None]
    own = next((seat for seat in seats if seat.person == current_actor().person), None)
    others = [_movement(bargaining, found, seat, seat.id in present) for seat in seats if seat is not own]
    return _rendered(
        "attendance",
        bargaining,
        back,
        meeting={"id": meeting, "over": found.closed_at is not None},
        here=own is not None and own.id in present,
        arrive=may("ArriveAtMeeting", bargaining=bargaining, meeting=meeting),
        caucus=may("CallCaucus", bargaining=bargaining) if found.phase == Phase.OPEN else None,
        others=[other for other in others if other["verdict"]],
    )


FRAGMENTS: dict[str, Callable[[str, str, str], Markup]] = {
    "conduct": conduct,
    "agenda": agenda,
    "attendance": attendance,
}


def _movement(bargaining: str, meeting: Meeting, seat: Seat, is_here: bool) -> dict[str, Any]:
    movement = Movement.LEFT if is_here else Movement.ARRIVED
    fields = {"bargaining": bargaining, "meeting": meeting.id, "seat": seat.id, "movement": movement}
    return {
        "seat": seat.id,
        "name": seat.name,
        "side": side_shown(seat.party),
        "movement": movement.value,
        "verdict": may("RecordAttendance", **fields),
    }


def _rendered(name: str, bargaining: str, back: str, **values: Any) -> Markup:
    template = f"negotiation/personal/meeting_{name}.html"
    return Markup(render_template(template, bargaining=bargaining, next=back, **values))


def _case(reader: Reader, bargaining: str) -> dict[str, str]:
    return {"id": bargaining, "title": reader.get(Bargaining, bargaining).title}
