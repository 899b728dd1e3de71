"""Who loses a seat is no longer at the meeting: their turn ends and their hand is lowered."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from negotiation.commands.attendance import leaves
from negotiation.events.seats import SeatEnded
from negotiation.models import Meeting
from negotiation.rules.meetings import IN_SESSION
from workbench.kernel import Act, Event, reaction


@reaction(SeatEnded)
def leave_with_the_seat(act: Act, event: SeatEnded) -> Iterator[Event]:
    """Take the seat out of the meeting that is in session."""
    query = select(Meeting).where(Meeting.bargaining == event.bargaining, Meeting.phase.in_(IN_SESSION))
    meeting = act.first(query)
    if meeting is not None:
        yield from leaves(act, meeting, event.seat)
