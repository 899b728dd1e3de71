"""The live parts of the page of a case."""

from __future__ import annotations

from typing import Any

from negotiation.events.agreements import IssueReopened, TentativelyAgreed, TextInitialled
from negotiation.events.assembly import DraftAssembled, DraftConfirmed
from negotiation.events.cases import BargainingOpened
from negotiation.events.ground_rules import GroundRulesAdopted, GroundRulesProposed
from negotiation.events.importing import IssuesImported
from negotiation.events.issues import IssueAdded
from negotiation.events.meetings import (
    MeetingAdjourned,
    MeetingCalled,
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingRecessed,
    MeetingResumed,
    MeetingRevised,
)
from negotiation.events.minutes import CorrectionDecided, MinutesConfirmed, MinutesFrozen, MinutesWritten
from negotiation.events.proposals import ProposalExpired, ProposalLapsed, ProposalTabled, ProposalWithdrawn
from negotiation.events.seats import MandateEnded, MandateGranted, SeatEnded, SeatTaken
from negotiation.queries.cases import case_of, course, meeting_lines, papers
from negotiation.queries.ground_rules import ground_rules
from negotiation.queries.seats import parties
from workbench.kernel import Reader
from workbench.live import region

_MEETINGS = (
    MeetingAdjourned,
    MeetingCalled,
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingRecessed,
    MeetingResumed,
    MeetingRevised,
)
_DRAFTS = (DraftAssembled, DraftConfirmed)
_TALKS = (
    IssueAdded,
    IssueReopened,
    IssuesImported,
    ProposalExpired,
    ProposalLapsed,
    ProposalTabled,
    ProposalWithdrawn,
    TentativelyAgreed,
    TextInitialled,
)
_MINUTES = (CorrectionDecided, MinutesConfirmed, MinutesFrozen, MinutesWritten)
_PLACE = "negotiation/regions/"


@region(
    "case.timeline",
    listens=(BargainingOpened, SeatEnded, GroundRulesAdopted, *_MEETINGS, *_TALKS, *_MINUTES, *_DRAFTS),
    template=f"{_PLACE}case_timeline.html",
)
def timeline_region(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return what has happened and the meetings."""
    return {
        "happened": course(reader, bargaining),
        "meetings": meeting_lines(reader, bargaining),
        "today": reader.now.date(),
    }


@region(
    "case.seats",
    listens=(SeatTaken, SeatEnded, MandateGranted, MandateEnded),
    template=f"{_PLACE}case_seats.html",
)
def seats_region(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return who sits where."""
    case_of(reader, bargaining)
    return {"parties": parties(reader, bargaining), "today": reader.now.date()}


@region(
    "case.papers",
    listens=(ProposalTabled, TentativelyAgreed, IssueReopened, SeatEnded, *_MINUTES, *_DRAFTS),
    template=f"{_PLACE}case_papers.html",
)
def papers_region(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return minutes and files."""
    case_of(reader, bargaining)
    return {"papers": papers(reader, bargaining)}


@region("case.rules", listens=(GroundRulesProposed, GroundRulesAdopted), template=f"{_PLACE}case_rules.html")
def rules_region(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return the ground rules in force and those proposed."""
    return {"bargaining": bargaining, "today": reader.now.date(), **ground_rules(reader, bargaining)}
