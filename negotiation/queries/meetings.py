"""Which meeting is now, who is there, what is on its agenda."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from negotiation.models import AgendaItem, Attendance, Bargaining, CaucusCall, Meeting, Seat, Turn
from negotiation.queries.names import seats_in
from negotiation.rules.meetings import BEGUN, IN_SESSION
from negotiation.rules.words import Party, Phase, Role
from workbench.kernel import N_, Absent, Reader

PARTIES: tuple[Party, ...] = (Party.LABOUR, Party.EMPLOYER, Party.GOVERNMENT, Party.MEDIATOR, Party.NEUTRAL)
NOTES = {Role.ADVISER: N_("adviser"), Role.RECORDER: N_("recorder"), Role.OBSERVER: N_("observer")}
REMOTE = N_("remote")
_STATES = {
    Phase.CALLED: "planned",
    Phase.OPEN: "open",
    Phase.RECESS: "paused",
    Phase.ADJOURNED: "adjourned",
    Phase.CLOSED: "closed",
}


def meeting_in(reader: Reader, bargaining: str, meeting: str) -> Meeting:
    """Return a meeting of this bargaining. Raises Absent for one of another."""
    found = reader.get(Meeting, meeting)
    if found.bargaining != bargaining:
        raise Absent
    return found


def meetings_in(reader: Reader, bargaining: str) -> Sequence[Meeting]:
    """Return the meetings of a bargaining by number."""
    return reader.all(select(Meeting).where(Meeting.bargaining == bargaining).order_by(Meeting.number))


def was_cancelled(meeting: Meeting) -> bool:
    """Say whether a meeting was called off before it opened."""
    return meeting.opened_at is None and meeting.closed_at is not None


def current_meeting(reader: Reader, bargaining: str) -> Meeting | None:
    """Return the meeting people mean: the one that has begun, else the next that is called, else the last that was held."""
    reader.get(Bargaining, bargaining)
    meetings = [meeting for meeting in meetings_in(reader, bargaining) if not was_cancelled(meeting)]
    begun = [meeting for meeting in meetings if meeting.phase in BEGUN]
    called = sorted((meeting for meeting in meetings if meeting.phase == Phase.CALLED), key=lambda one: one.called_for)
    held = [meeting for meeting in meetings if meeting.phase == Phase.CLOSED]
    return next(iter(begun or called or held[-1:]), None)


def state_of(meeting: Meeting) -> str:
    """Return where a meeting stands, in the words of templates: planned, open, paused, adjourned, closed, cancelled."""
    return "cancelled" if was_cancelled(meeting) else _STATES[Phase(meeting.phase)]


def shown_meeting(reader: Reader, meeting: Meeting) -> dict[str, Any]:
    """Return a meeting as templates show it."""
    chief = select(Seat).where(
        Seat.bargaining == meeting.bargaining,
        Seat.party == meeting.chair,
        Seat.role == Role.CHIEF,
        Seat.ended_at.is_(None),
    )
    chair = reader.one_or_none(chief)
    resumes = reader.here(meeting.recess_until) if meeting.recess_until else None
    return {
        "id": meeting.id,
        "number": meeting.number,
        "href": f"/bargainings/{meeting.bargaining}/meetings/{meeting.id}",
        "state": state_of(meeting),
        "place": meeting.place,
        "chair": {"name": chair.name, "side": chair.party} if chair else None,
        "rotates": True,
        "opened": reader.here(meeting.opened_at) if meeting.opened_at else None,
        "closed": reader.here(meeting.closed_at) if meeting.closed_at else None,
        "opens": reader.here(meeting.called_for),
        "resumes": resumes,
    }


def people_at(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return everybody with a seat by party, with who is at the present meeting, who from afar, and which side confers."""
    meeting = current_meeting(reader, bargaining)
    present = present_at(reader, meeting) if meeting else {}
    calls = _calls(reader, meeting) if meeting else {}
    seats = [seat for seat in seats_in(reader, bargaining) if seat.ended_at is None]
    seats.sort(key=lambda seat: seat.role != Role.CHIEF)
    sides = []
    for party in PARTIES:
        people = [_person(seat, present.get(seat.id)) for seat in seats if seat.party == party]
        conferring = {"until": calls[party]} if party in calls else None
        if people:
            side = None if party is Party.NEUTRAL else party.value
            sides.append({"side": side, "people": people, "conferring": conferring})
    remote = sum(row.remote for row in present.values())
    return {"here": len(present), "remote": remote, "sides": sides}


def _person(seat: Seat, attendance: Attendance | None) -> dict[str, Any]:
    notes = [NOTES[Role(seat.role)]] if seat.role in NOTES else []
    if attendance is not None and attendance.remote:
        notes.append(REMOTE)
    return {
        # The client marks who is connected; the link knows people, not seats.
        "seat": seat.person,
        "name": seat.name,
        "chief": seat.role == Role.CHIEF,
        "note": " · ".join(gettext(note) for note in notes),
        "state": "here" if attendance is not None else "absent",
    }


def present_at(reader: Reader, meeting: Meeting) -> dict[str, Attendance]:
    """Return who is at a meeting now, by seat."""
    query = select(Attendance).where(Attendance.meeting == meeting.id, Attendance.left_at.is_(None))
    return {row.seat: row for row in reader.all(query)}


def _calls(reader: Reader, meeting: Meeting) -> dict[str, Any]:
    query = select(CaucusCall).where(CaucusCall.meeting == meeting.id, CaucusCall.ended_at.is_(None))
    return {call.side: reader.here(call.until) if call.until else None for call in reader.all(query)}


def agenda_of(reader: Reader, meeting: Meeting) -> Sequence[AgendaItem]:
    """Return the points of a meeting's agenda in their order."""
    return reader.all(select(AgendaItem).where(AgendaItem.meeting == meeting.id).order_by(AgendaItem.ordinal))


def attendance_of(reader: Reader, meeting: Meeting) -> list[dict[str, Any]]:
    """Return who came when and left when, in the order of coming."""
    seats = {seat.id: seat for seat in seats_in(reader, meeting.bargaining)}
    query = select(Attendance).where(Attendance.meeting == meeting.id).order_by(Attendance.arrived_at, Attendance.id)
    return [
        {
            "name": seats[row.seat].name,
            "side": side_shown(seats[row.seat].party),
            "remote": row.remote,
            "arrived": reader.here(row.arrived_at),
            "left": reader.here(row.left_at) if row.left_at else None,
        }
        for row in reader.all(query)
    ]


def in_session(reader: Reader, bargaining: str) -> Meeting | None:
    """Return the meeting in which people are together now, in recess or not."""
    query = select(Meeting).where(Meeting.bargaining == bargaining, Meeting.phase.in_(IN_SESSION))
    return reader.one_or_none(query)


def speaker_now(reader: Reader, meeting: Meeting) -> Turn | None:
    """Return the turn that has the floor."""
    query = select(Turn).where(Turn.meeting == meeting.id, Turn.started_at.is_not(None), Turn.ended_at.is_(None))
    return reader.one_or_none(query)


def side_shown(party: str) -> str | None:
    """Return a party as marks show it: None for neutral people."""
    return None if party == Party.NEUTRAL else party
