"""The live part of the assembly desk."""

from __future__ import annotations

from typing import Any

from negotiation.events.assembly import DraftAssembled, DraftConfirmed
from negotiation.events.seats import SeatEnded
from negotiation.queries.assembly import desk
from negotiation.regions.table import LISTED, STANDINGS
from workbench.kernel import Reader
from workbench.live import region


@region(
    "assembly.desk",
    (*LISTED, *STANDINGS, DraftAssembled, DraftConfirmed, SeatEnded),
    "negotiation/regions/assembly_desk.html",
)
def desk_region(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return the draft with its defects."""
    return desk(reader, bargaining)
