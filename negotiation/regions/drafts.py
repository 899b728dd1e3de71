"""The live part of a side's room that shows its draft."""

from __future__ import annotations

from typing import Any

from negotiation.events.drafts import (
    DraftAttached,
    DraftDetached,
    DraftDiscarded,
    DraftSaved,
    DraftStarted,
    DraftTabled,
)
from negotiation.events.issues import IssueRevised
from negotiation.queries.drafts import draft_on, shown_draft
from negotiation.queries.issues import issue_in, row
from workbench.kernel import Reader
from workbench.live import region


@region(
    "caucus.draft",
    (DraftAttached, DraftDetached, DraftDiscarded, DraftSaved, DraftStarted, DraftTabled, IssueRevised),
    "negotiation/regions/caucus_draft.html",
)
def draft(reader: Reader, bargaining: str, side: str, issue: str) -> dict[str, Any]:
    """Return a side's draft on an issue. Raises Absent for whoever may not enter that side's room."""
    found, unsent = issue_in(reader, bargaining, issue), draft_on(reader, bargaining, side, issue)
    return {
        "issue": row(reader, bargaining, issue),
        "draft": shown_draft(reader, found, unsent) if unsent else None,
    }
