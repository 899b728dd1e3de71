"""The live parts about meetings: the line at the head of the table, who is there, agenda and attendance."""

from __future__ import annotations

from typing import Any

from negotiation.events.agenda import AgendaItemAdded, AgendaItemFinished, AgendaItemMoved
from negotiation.events.attendance import SeatArrived, SeatLeft
from negotiation.events.issues import DiscussionLeft, IssueDiscussed, IssueRevised
from negotiation.events.meetings import (
    CaucusCalled,
    CaucusEnded,
    MeetingAdjourned,
    MeetingCalled,
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingRecessed,
    MeetingResumed,
    MeetingRevised,
)
from negotiation.events.seats import SeatEnded, SeatTaken
from negotiation.events.speaking import FloorGiven, TurnEnded
from negotiation.models import Bargaining
from negotiation.queries.meetings import (
    agenda_of,
    attendance_of,
    current_meeting,
    meeting_in,
    people_at,
    shown_meeting,
    side_shown,
    speaker_now,
)
from negotiation.queries.names import names_in
from workbench.kernel import Reader
from workbench.live import region

COURSE = (
    MeetingAdjourned,
    MeetingCalled,
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingRecessed,
    MeetingResumed,
    MeetingRevised,
)
"""The events by which a meeting changes its state, time or place."""


@region(
    "table.head",
    listens=(*COURSE, FloorGiven, TurnEnded, IssueDiscussed, DiscussionLeft, SeatTaken, SeatEnded),
    template="negotiation/regions/table_head.html",
)
def head(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return the meeting, who has the floor, and which issue is under discussion."""
    case, meeting = reader.get(Bargaining, bargaining), current_meeting(reader, bargaining)
    speaker = speaker_now(reader, meeting) if meeting else None
    issue = case.discussing
    return {
        "meeting": shown_meeting(reader, meeting) if meeting else None,
        "speaker": (
            {"name": names_in(reader, bargaining)[speaker.seat], "side": side_shown(speaker.party)} if speaker else None
        ),
        "discussing": {"id": issue, "href": f"/bargainings/{bargaining}/table/{issue}"} if issue else None,
    }


@region(
    "table.people",
    listens=(*COURSE, SeatArrived, SeatLeft, SeatTaken, SeatEnded, CaucusCalled, CaucusEnded),
    template="negotiation/regions/table_people.html",
)
def people(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return everybody with a seat by party, and who of them is at the meeting."""
    return people_at(reader, bargaining)


@region(
    "meeting.agenda",
    listens=(*COURSE, AgendaItemAdded, AgendaItemFinished, AgendaItemMoved, IssueRevised, SeatTaken, SeatEnded),
    template="negotiation/regions/meeting_agenda.html",
)
def agenda(reader: Reader, bargaining: str, meeting: str) -> dict[str, Any]:
    """Return a meeting with its agenda."""
    found = meeting_in(reader, bargaining, meeting)
    names = names_in(reader, bargaining)
    items = [
        {
            "id": item.id,
            "title": item.title,
            "issue": {"name": names[item.issue], "href": f"/bargainings/{bargaining}/table/{item.issue}"}
            if item.issue
            else None,
            "done": reader.here(item.done_at) if item.done_at else None,
        }
        for item in agenda_of(reader, found)
    ]
    return {"meeting": shown_meeting(reader, found), "items": items}


@region(
    "meeting.attendance",
    listens=(*COURSE, SeatArrived, SeatLeft),
    template="negotiation/regions/meeting_attendance.html",
)
def attendance(reader: Reader, bargaining: str, meeting: str) -> dict[str, Any]:
    """Return who came to a meeting and when they left."""
    return {"rows": attendance_of(reader, meeting_in(reader, bargaining, meeting))}
