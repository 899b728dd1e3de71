"""The live parts of a side's own room."""

from __future__ import annotations

from typing import Any

from negotiation.events.agreements import IssueReopened, TentativelyAgreed
from negotiation.events.caucus import CaucusMessagePosted, CaucusNoteRemoved, CaucusNoteWritten
from negotiation.events.drafts import DraftDiscarded, DraftStarted, DraftTabled
from negotiation.events.importing import IssuesImported
from negotiation.events.issues import IssueAdded, IssueHeld, IssueResumed, IssueRevised, IssueWithdrawn
from negotiation.events.proposals import ProposalExpired, ProposalLapsed, ProposalTabled, ProposalWithdrawn
from negotiation.events.seats import SeatEnded, SeatTaken
from negotiation.queries.caucus import caucus_messages, noted_issues
from negotiation.queries.private import caucus_of, readers_of
from negotiation.rules.streams import CAUCUS, TABLE
from workbench.kernel import Reader
from workbench.live import region

_ISSUES = (IssueAdded, IssueHeld, IssueResumed, IssueRevised, IssueWithdrawn, IssuesImported)
_PASSES = (ProposalExpired, ProposalLapsed, ProposalTabled, ProposalWithdrawn, TentativelyAgreed, IssueReopened)
_OWN = (CaucusNoteRemoved, CaucusNoteWritten, DraftDiscarded, DraftStarted, DraftTabled)


@region("caucus.notes", (*_ISSUES, *_PASSES, *_OWN), "negotiation/regions/caucus_notes.html")
def notes_region(reader: Reader, bargaining: str, side: str) -> dict[str, Any]:
    """Return a side's notes by issue."""
    return {"notes": noted_issues(reader, bargaining, side)}


@region("caucus.messages", (CaucusMessagePosted,), "negotiation/regions/caucus_messages.html", reads=(TABLE,))
def messages_region(reader: Reader, bargaining: str, side: str) -> dict[str, Any]:
    """Return the latest messages within a side."""
    return caucus_messages(reader, bargaining, side)


@region("caucus.readers", (SeatTaken, SeatEnded), "negotiation/regions/caucus_readers.html", reads=(CAUCUS,))
def readers_region(reader: Reader, bargaining: str, side: str) -> dict[str, Any]:
    """Return who can read this place now."""
    return {"side": side, "readers": readers_of(reader, bargaining, caucus_of(reader, bargaining, side))}
