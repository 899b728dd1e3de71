"""What one side notes and says among itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select

from negotiation.models import CaucusMessage, CaucusNote, ConfidenceMessage, Issue, Proposal, ProposalDraft
from negotiation.queries.meetings import side_shown
from negotiation.queries.names import seats_in
from negotiation.queries.private import caucus_of, confidence_of
from negotiation.rules.words import Standing, label
from workbench.kernel import Absent, Reader

LATEST = 100
SETTLED = (Standing.AGREED, Standing.WITHDRAWN)


def caucus_messages(reader: Reader, bargaining: str, side: str, before: str | None = None) -> dict[str, Any]:
    """Return the latest messages older than `before`, oldest first, and the address of those before them (or None)."""
    caucus_of(reader, bargaining, side)
    query = select(CaucusMessage).where(CaucusMessage.bargaining == bargaining, CaucusMessage.side == side)
    return _page(reader, query, CaucusMessage, before, f"/bargainings/{bargaining}/caucus/{side}/messages")


def confidence_messages(reader: Reader, bargaining: str, side: str, before: str | None = None) -> dict[str, Any]:
    """Return what passed between the mediator and one side, in the same way."""
    confidence_of(reader, bargaining, side)
    query = select(ConfidenceMessage).where(ConfidenceMessage.bargaining == bargaining, ConfidenceMessage.side == side)
    return _page(reader, query, ConfidenceMessage, before, f"/bargainings/{bargaining}/confidence/{side}/messages")


Written = type[CaucusMessage] | type[ConfidenceMessage]


def _page(reader: Reader, query: Select[Any], kind: Written, before: str | None, address: str) -> dict[str, Any]:
    if before is not None:
        mark: CaucusMessage | ConfidenceMessage | None = reader.one_or_none(query.where(kind.id == before))
        if mark is None:
            raise Absent
        query = query.where((kind.at < mark.at) | ((kind.at == mark.at) & (kind.id < mark.id)))
    found = list(reader.all(query.order_by(kind.at.desc(), kind.id.desc()).limit(LATEST + 1)))
    latest = found[:LATEST][::-1]
    more = len(found) > LATEST
    seats = {seat.id: seat for seat in seats_in(reader, latest[0].bargaining)} if latest else {}
    return {
        "messages": [
            {
                "id": one.id,
                "side": side_shown(seats[one.seat].party),
                "name": seats[one.seat].name,
                "at": reader.here(one.at),
                "text": one.text,
            }
            for one in latest
        ],
        "earlier": f"{address}?before={latest[0].id}" if more else None,
    }


def noted_issues(reader: Reader, bargaining: str, side: str) -> list[dict[str, Any]]:
    """Return the issues that are not settled, and those that are but carry a note or a draft of this side, in their order."""
    caucus_of(reader, bargaining, side)
    notes = _notes_by_issue(reader, bargaining, side)
    drafts = _draft_labels(reader, bargaining, side)
    issues = reader.all(select(Issue).where(Issue.bargaining == bargaining).order_by(Issue.ordinal, Issue.id))
    return [
        {
            "issue": issue.id,
            "href": f"/bargainings/{bargaining}/caucus/{side}/{issue.id}",
            "article": issue.clause_number,
            "title": issue.heading,
            "standing": issue.standing,
            "draft": drafts.get(issue.id),
            "text": "\n".join(note.text for note in notes.get(issue.id, ())),
        }
        for issue in issues
        if issue.standing not in SETTLED or issue.id in notes or issue.id in drafts
    ]


def notes_on(reader: Reader, bargaining: str, side: str, issue: str | None) -> list[dict[str, Any]]:
    """Return a side's notes on one issue, or (None) those on the bargaining as a whole, oldest first.

    Raises Absent for an issue of another bargaining.
    """
    caucus_of(reader, bargaining, side)
    if issue is not None and reader.get(Issue, issue).bargaining != bargaining:
        raise Absent
    names = {seat.id: seat.name for seat in seats_in(reader, bargaining)}
    return [
        {
            "id": note.id,
            "text": note.text,
            "version": note.version,
            "by": names[note.seat],
            "at": reader.here(note.at),
        }
        for note in _notes_by_issue(reader, bargaining, side).get(issue, ())
    ]


def _notes_by_issue(reader: Reader, bargaining: str, side: str) -> dict[str | None, Sequence[CaucusNote]]:
    query = select(CaucusNote).where(
        CaucusNote.bargaining == bargaining, CaucusNote.side == side, CaucusNote.removed_at.is_(None)
    )
    notes = sorted(reader.all(query), key=lambda note: (note.issue or "", note.at, note.id))
    return {issue: list(found) for issue, found in groupby(notes, key=lambda note: note.issue)}


def _draft_labels(reader: Reader, bargaining: str, side: str) -> dict[str, str]:
    """Return, for each issue with an open draft, the label it would be tabled under."""
    drafts = select(ProposalDraft.issue).where(
        ProposalDraft.bargaining == bargaining,
        ProposalDraft.side == side,
        ProposalDraft.tabled_as.is_(None),
        ProposalDraft.discarded_at.is_(None),
    )
    last = select(Proposal.issue, func.max(Proposal.number)).where(
        Proposal.bargaining == bargaining, Proposal.party == side
    )
    numbers: dict[str, int] = dict(reader.rows(last.group_by(Proposal.issue)))
    return {issue: label(side, numbers.get(issue, 0) + 1) for issue in reader.all(drafts)}
