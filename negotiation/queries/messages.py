"""What was said in writing at the table, with the formal acts between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from negotiation.events.agenda import AgendaItemAdded, AgendaItemMoved
from negotiation.events.attendance import SeatArrived, SeatLeft
from negotiation.events.meetings import HeadsSealed
from negotiation.events.messages import MessagePosted
from negotiation.events.proposals import ProposalTabled
from negotiation.events.seats import MandateEnded, MandateGranted
from negotiation.events.speaking import FloorGiven, HandLowered, HandRaised, TurnEnded, TurnsReordered
from negotiation.models import Bargaining, Seat
from negotiation.queries.happenings import Happening, happenings, told
from negotiation.queries.meetings import side_shown
from negotiation.queries.names import names_in, seats_in
from workbench.kernel import REGISTRY, Event, Reader

LATEST = 24
"""How many lines the live list shows: it is sent whole with every message, so it is kept short."""
QUIET: frozenset[type[Event]] = frozenset(
    {
        AgendaItemAdded,
        AgendaItemMoved,
        FloorGiven,
        HandLowered,
        HandRaised,
        HeadsSealed,
        MandateEnded,
        MandateGranted,
        SeatArrived,
        SeatLeft,
        TurnEnded,
        TurnsReordered,
    }
)
"""Events that other parts of the page show, and that would bury what people write."""


def messages_at(reader: Reader, bargaining: str, before: int | None = None) -> dict[str, Any]:
    """Return the latest messages and acts below ledger number `before`, oldest first, and the number before which there
    are more (None when these are all). Raises Absent.
    """
    reader.get(Bargaining, bargaining)
    found = happenings(reader, bargaining, LATEST + 1, without=QUIET, before=before)
    latest = found[-LATEST:]
    names = names_in(reader, bargaining)
    seats = {key: seat for seat in seats_in(reader, bargaining) for key in (seat.id, seat.person)}
    return {
        "messages": [_shown(happening, names, seats) for happening in latest],
        "before": latest[0].entry if len(found) > LATEST else None,
    }


def _shown(happening: Happening, names: Mapping[str, str], seats: Mapping[str, Seat]) -> dict[str, Any]:
    is_message = happening.event == MessagePosted.__name__
    seat = seats.get(happening.payload["seat"] if is_message else happening.actor)
    party = _party_of(happening, seats)
    issue = happening.payload["issue"] if is_message else None
    return {
        "id": happening.payload["message"] if is_message else f"entry-{happening.entry}",
        "kind": "said" if is_message else "act",
        "side": side_shown(party) if party else None,
        "name": seat.name if seat else "",
        "at": happening.at,
        "text": happening.payload["text"] if is_message else told(happening, names),
        "detail": names.get(issue, "") if issue else _reason(happening),
    }


def _reason(happening: Happening) -> str:
    """Return in words why something was done, where its sentence does not say. A proposal's reason stands beside its text."""
    reason = happening.payload.get("reason")
    if not reason or happening.event == ProposalTabled.__name__:
        return ""
    if "%(reason)s" in REGISTRY.events()[happening.event].sentence:
        return ""
    return str(gettext("Reason: %(reason)s", reason=reason))


def _party_of(happening: Happening, seats: Mapping[str, Seat]) -> str | None:
    """Return the party an event is about: the one it names, that of its seat, else that of whoever acted."""
    said = happening.payload
    if "side" in said or "party" in said:
        return str(said.get("side") or said.get("party"))
    seat = seats.get(str(said.get("seat"))) or seats.get(happening.actor)
    return seat.party if seat else None
