"""The live parts of the table and of the wall that are about issues."""

from __future__ import annotations

from typing import Any

from negotiation.events.agreements import (
    InitialLapsed,
    InitialUndone,
    IssueReopened,
    TentativelyAgreed,
    TextInitialled,
)
from negotiation.events.importing import IssuesImported
from negotiation.events.issues import (
    DiscussionLeft,
    IssueAdded,
    IssueDiscussed,
    IssueHeld,
    IssueResumed,
    IssueRevised,
    IssueWithdrawn,
)
from negotiation.events.proposals import ProposalExpired, ProposalLapsed, ProposalTabled, ProposalWithdrawn
from negotiation.events.supposals import SupposalOffered, SupposalsErased, SupposalWithdrawn
from negotiation.models import Bargaining
from negotiation.queries.cases import counts
from negotiation.queries.issues import groups, head, held, issue_in, language, row
from negotiation.queries.proposals import (
    against_current,
    agreement,
    first_initials,
    passes,
    proposals_on,
    shown_of,
    supposals,
)
from negotiation.rules import streams
from workbench.kernel import Absent, Reader
from workbench.live import region

LISTED = (IssueAdded, IssueRevised, IssuesImported)
STANDINGS = (
    IssueHeld,
    IssueReopened,
    IssueResumed,
    IssueWithdrawn,
    ProposalExpired,
    ProposalLapsed,
    ProposalTabled,
    ProposalWithdrawn,
    TentativelyAgreed,
)
INITIALS = (InitialLapsed, InitialUndone, TextInitialled)
DISCUSSED = (DiscussionLeft, IssueDiscussed)


@region("table.progress", (*LISTED, *STANDINGS), "negotiation/regions/table_progress.html")
def progress(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return how many issues stand how."""
    reader.get(Bargaining, bargaining)
    return {"bargaining": bargaining, "counts": counts(reader, bargaining)}


@region("table.issues", (*LISTED, IssueReopened, TentativelyAgreed), "negotiation/regions/table_issues.html")
def issues(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return the list of issues in its parts; each row is a live part of its own."""
    return {"bargaining": bargaining, "groups": groups(reader, bargaining)}


@region("table.row", (IssueRevised, *STANDINGS, *DISCUSSED), "negotiation/regions/table_row.html")
def one_row(reader: Reader, bargaining: str, issue: str) -> dict[str, Any]:
    """Return one row of the list."""
    return {"issue": row(reader, bargaining, issue)}


@region("table.issue", (*LISTED, *STANDINGS, *INITIALS, *DISCUSSED), "negotiation/regions/table_issue.html")
def one_issue(reader: Reader, bargaining: str, issue: str) -> dict[str, Any]:
    """Return an issue with its passes, the newest one as a redline, and how far it is agreed."""
    found = issue_in(reader, bargaining, issue)
    agreed = agreement(reader, found)
    return {
        **_texts(reader, bargaining, issue),
        "agreed": agreed,
        "initialled": None if agreed else first_initials(reader, found),
        "held": held(reader, found),
    }


@region(
    "table.supposals",
    (SupposalOffered, SupposalsErased, SupposalWithdrawn),
    "negotiation/regions/table_supposals.html",
    reads=(streams.TABLE,),
)
def explored(reader: Reader, bargaining: str, issue: str) -> dict[str, Any]:
    """Return what is explored off the record on an issue. Raises Absent for observers."""
    if streams.supposals(bargaining) not in reader.viewer.streams:
        raise Absent
    issue_in(reader, bargaining, issue)
    return {"supposals": supposals(reader, bargaining, issue)}


@region("wall.issue", (*LISTED, *STANDINGS, *DISCUSSED), "negotiation/regions/wall_issue.html")
def wall_issue(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return the issue under discussion with its newest text, for everybody in the room to read."""
    discussing = reader.get(Bargaining, bargaining).discussing
    if discussing is None:
        no_text = {"shown": None, "current_text": None, "current_lang": None}
        return {**no_text, "issue": None, "passes": [], "today": reader.now.date()}
    return _texts(reader, bargaining, discussing)


@region("wall.foot", (*LISTED, *STANDINGS), "negotiation/regions/wall_foot.html")
def wall_foot(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return how many issues stand how."""
    reader.get(Bargaining, bargaining)
    return {"counts": counts(reader, bargaining)}


def _texts(reader: Reader, bargaining: str, issue: str) -> dict[str, Any]:
    found, proposals = issue_in(reader, bargaining, issue), proposals_on(reader, issue)
    shown = shown_of(proposals)
    return {
        "issue": head(reader, bargaining, issue),
        "today": reader.now.date(),
        "passes": passes(reader, found, proposals),
        "shown": against_current(reader, found, shown) if shown else None,
        "current_text": found.current_text or None,
        "current_lang": language(reader.get(Bargaining, bargaining)),
    }
