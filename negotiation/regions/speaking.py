"""The floor, at the table and on the wall."""

from __future__ import annotations

from typing import Any

from negotiation.events.attendance import SeatLeft
from negotiation.events.ground_rules import GroundRulesAdopted
from negotiation.events.meetings import (
    CaucusCalled,
    CaucusEnded,
    MeetingAdjourned,
    MeetingClosed,
    MeetingOpened,
    MeetingRecessed,
    MeetingResumed,
)
from negotiation.events.seats import MandateEnded, MandateGranted, SeatEnded
from negotiation.events.speaking import FloorGiven, HandLowered, HandRaised, TurnEnded, TurnsReordered
from negotiation.queries.speaking import shown_floor
from workbench.kernel import Reader
from workbench.live import region

TOUCHING = (
    FloorGiven,
    GroundRulesAdopted,
    HandLowered,
    HandRaised,
    MeetingAdjourned,
    MeetingClosed,
    MeetingOpened,
    MeetingRecessed,
    MeetingResumed,
    SeatEnded,
    SeatLeft,
    TurnEnded,
    TurnsReordered,
)


# What one may press beside the floor follows this region, and changes with mandates and caucuses too.
BESIDE = (CaucusCalled, CaucusEnded, MandateEnded, MandateGranted)


@region("table.speaking", listens=(*TOUCHING, *BESIDE), template="negotiation/regions/table_speaking.html")
def speaking(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return who has the floor, who waits, and the accounts of both sides."""
    return shown_floor(reader, bargaining)


@region("wall.speaking", listens=TOUCHING, template="negotiation/regions/wall_speaking.html")
def wall_speaking(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return the same for the wall."""
    return shown_floor(reader, bargaining)
