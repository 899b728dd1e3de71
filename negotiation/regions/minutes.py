"""The live part of a page of minutes: the whole sheet."""

from __future__ import annotations

from typing import Any

from negotiation.events.minutes import (
    CorrectionDecided,
    CorrectionProposed,
    CorrectionWithdrawn,
    MinutesConfirmed,
    MinutesFrozen,
    MinutesWritten,
)
from negotiation.events.seats import SeatEnded
from negotiation.queries.minutes import sheet
from workbench.kernel import Reader
from workbench.live import region

_CORRECTED = (CorrectionDecided, CorrectionProposed, CorrectionWithdrawn)


@region(
    "minutes.sheet",
    (*_CORRECTED, MinutesConfirmed, MinutesFrozen, MinutesWritten, SeatEnded),
    "negotiation/regions/minutes_sheet.html",
)
def sheet_region(reader: Reader, bargaining: str, meeting: str) -> dict[str, Any]:
    """Return the minutes of a meeting."""
    return {"said": sheet(reader, bargaining, meeting)}
