"""What is written at the table, and the foot line that says how far the record goes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from negotiation.models import Bargaining
from negotiation.queries.happenings import table_events
from negotiation.queries.messages import QUIET, messages_at
from negotiation.rules import streams
from workbench.kernel import Reader
from workbench.kernel.models import LedgerEntry
from workbench.live import region


@region("table.messages", listens=table_events() - QUIET, template="negotiation/regions/table_messages.html")
def messages(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return the latest messages and acts, and where the earlier ones are."""
    found = messages_at(reader, bargaining)
    before = found["before"]
    earlier = f"/bargainings/{bargaining}/messages?before={before}" if before is not None else None
    return {"messages": found["messages"], "earlier": earlier}


@region("table.ledger", listens=table_events(), template="negotiation/regions/table_ledger.html")
def ledger(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return number and head of the last entry of the common record."""
    reader.get(Bargaining, bargaining)
    query = select(LedgerEntry).where(LedgerEntry.stream == streams.table(bargaining))
    last = reader.one_or_none(query.order_by(LedgerEntry.seq.desc()))
    return {"entry": last.seq if last else None, "head": last.head if last else ""}
