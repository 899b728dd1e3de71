"""The live parts of the place the mediator shares with one side."""

from __future__ import annotations

from typing import Any

from negotiation.events.caucus import ConfidencePosted
from negotiation.events.seats import SeatEnded, SeatTaken
from negotiation.queries.caucus import confidence_messages
from negotiation.queries.private import confidence_of, readers_of
from negotiation.rules.streams import CONFIDENCE, TABLE
from workbench.kernel import Reader
from workbench.live import region


@region("confidence.messages", (ConfidencePosted,), "negotiation/regions/confidence_messages.html", reads=(TABLE,))
def messages_region(reader: Reader, bargaining: str, side: str) -> dict[str, Any]:
    """Return the latest messages between the mediator and one side."""
    return confidence_messages(reader, bargaining, side)


@region("confidence.readers", (SeatTaken, SeatEnded), "negotiation/regions/caucus_readers.html", reads=(CONFIDENCE,))
def readers_region(reader: Reader, bargaining: str, side: str) -> dict[str, Any]:
    """Return who can read this place now."""
    return {"side": "mediator", "readers": readers_of(reader, bargaining, confidence_of(reader, bargaining, side))}
