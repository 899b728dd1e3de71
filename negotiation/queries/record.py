"""The record of a bargaining as one file that proves itself, and what the house has signed of it so far."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from negotiation.models import Bargaining
from negotiation.queries.names import names_in
from negotiation.queries.private import caucus_of
from negotiation.rules import streams
from workbench.kernel import Door, Reader
from workbench.kernel.export import export_streams
from workbench.kernel.models import Checkpoint


def record_of(reader: Reader, door: Door, bargaining: str, caucus: str | None = None) -> dict[str, Any]:
    """Return the record of the table, and with it, when a side is named, that side's caucus.

    Supposals are in no record. Raises Absent for a table or a caucus the viewer may not read, and DamagedLedger.
    """
    case = reader.get(Bargaining, bargaining)
    wanted = [streams.table(bargaining)] + ([caucus_of(reader, bargaining, caucus)] if caucus else [])
    return export_streams(reader, door, case.title, wanted, names_in(reader, bargaining))


def signed_heads(reader: Reader, door: Door, bargaining: str) -> dict[str, Any]:
    """Return the note signed over the table's present size and root, and those signed at earlier moments."""
    table = streams.table(bargaining)
    query = select(Checkpoint).where(Checkpoint.stream == table).order_by(Checkpoint.size, Checkpoint.at)
    return {
        "now": reader.now,
        "note": door.checkpoint(table),
        "key": door.key.verifier(),
        "earlier": [{"at": reader.here(one.at), "size": one.size, "note": one.note} for one in reader.all(query)],
    }
