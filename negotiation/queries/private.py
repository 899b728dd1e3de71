"""Private places: who may enter, and who else can read there now."""

from __future__ import annotations

from sqlalchemy import select

from negotiation.models import Seat
from negotiation.policy.seats import streams_of_seat
from negotiation.rules.streams import CAUCUS, CONFIDENCE
from negotiation.rules.words import Party, Role, Side
from workbench.kernel import Absent, Reader

_ROLES = [role.value for role in Role]


def caucus_of(reader: Reader, bargaining: str, side: str) -> str:
    """Return the stream of a side's caucus. Raises Absent for whoever may not read it, as for a side that does not exist."""
    return _entered(reader, CAUCUS.format(bargaining=bargaining, side=side))


def confidence_of(reader: Reader, bargaining: str, side: str) -> str:
    """Return the stream the mediator shares with one side. Raises Absent for whoever may not read it."""
    return _entered(reader, CONFIDENCE.format(bargaining=bargaining, side=side))


def readers_of(reader: Reader, bargaining: str, stream: str) -> list[str]:
    """Return the names of everybody whose seat opens a stream now: chiefs first, then by role and as they sat down."""
    query = select(Seat).where(Seat.bargaining == bargaining, Seat.ended_at.is_(None))
    inside = [seat for seat in reader.all(query) if stream in streams_of_seat(seat)]
    inside.sort(key=lambda seat: (_ROLES.index(seat.role), seat.since, seat.id))
    return [seat.name for seat in inside]


def confidences(reader: Reader, bargaining: str) -> list[dict[str, str]]:
    """Return the doors to the mediator's confidence that are open to the viewer: none, one's own side's, or both.

    Without a mediator, now or before, there is nobody to confide in.
    """
    mediators = select(Seat).where(Seat.bargaining == bargaining, Seat.party == Party.MEDIATOR)
    if reader.one_or_none(mediators) is None:
        return []
    return [
        {"side": side.value, "href": f"/bargainings/{bargaining}/confidence/{side.value}"}
        for side in Side
        if CONFIDENCE.format(bargaining=bargaining, side=side.value) in reader.viewer.streams
    ]


def _entered(reader: Reader, stream: str) -> str:
    if stream not in reader.viewer.streams:
        raise Absent
    return stream
