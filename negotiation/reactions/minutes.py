"""When a meeting closes, its minutes are already written: from the ledger, in the same transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select

from negotiation.events.meetings import MeetingClosed, MeetingOpened
from negotiation.events.minutes import MinutesWritten
from negotiation.models import (
    Attendance,
    Bargaining,
    Issue,
    Meeting,
    Minutes,
    Proposal,
    Seat,
    TentativeAgreement,
    Turn,
)
from negotiation.rules import streams
from negotiation.rules.minutes import LEFT_OUT, AgreedIssue, Body, Happening, Present, hash_of, written
from negotiation.rules.speaking import Speech, time_used
from negotiation.rules.words import Party, TurnKind, label
from workbench.kernel import Act, Event, reaction
from workbench.kernel.models import LedgerEntry


@reaction(MeetingClosed)
def write_minutes(act: Act, event: MeetingClosed) -> Iterator[Event]:
    """Write the minutes of the meeting that closed, over the record as it stands, and sign where that record stood."""
    meeting = act.find(Meeting, event.meeting)
    point = act.checkpoint(streams.table(event.bargaining))
    body = written(_body(act, meeting, point.size))
    head = act.first(select(LedgerEntry.head).where(LedgerEntry.stream == point.stream, LedgerEntry.seq == point.size))
    row = Minutes(
        id=act.new_id(),
        stream=point.stream,
        bargaining=event.bargaining,
        meeting=meeting.id,
        edition=1,
        body=body,
        content_hash=hash_of(body),
        ledger_seq=point.size,
        ledger_head=head or "0" * 64,
        checkpoint=point.note,
        written_at=act.now,
    )
    act.add(row)
    yield MinutesWritten(
        bargaining=event.bargaining,
        meeting=meeting.id,
        minutes=row.id,
        number=meeting.number,
        edition=1,
        content_hash=row.content_hash,
    )


def _body(act: Act, meeting: Meeting, last: int) -> Body:
    seats = {seat.id: seat for seat in act.all(select(Seat).where(Seat.bargaining == meeting.bargaining))}
    issues = act.all(select(Issue).where(Issue.bargaining == meeting.bargaining).order_by(Issue.ordinal))
    return Body(
        title=act.find(Bargaining, meeting.bargaining).title,
        number=meeting.number,
        place=meeting.place,
        chair=meeting.chair,
        opened_at=meeting.opened_at or meeting.called_for,
        closed_at=act.now,
        present=tuple(_present(act, meeting, seats)),
        happenings=tuple(_happenings(act, meeting, last)),
        agreed=tuple(_agreed(act, meeting.bargaining, issues)),
        standing=dict(Counter(issue.standing for issue in issues)),
        spoken=_spoken(act, meeting),
        names=_names(seats.values(), issues),
    )


def _names(seats: Iterable[Seat], issues: Iterable[Issue]) -> dict[str, str]:
    names = {key: seat.name for seat in seats for key in (seat.person, seat.id)}
    return names | {issue.id: f"{issue.clause_number} {issue.heading}".strip() for issue in issues}


def _present(act: Act, meeting: Meeting, seats: dict[str, Seat]) -> Iterator[Present]:
    query = select(Attendance).where(Attendance.meeting == meeting.id).order_by(Attendance.arrived_at)
    for row in act.all(query):
        seat = seats[row.seat]
        yield Present(
            seat=seat.id,
            name=seat.name,
            party=seat.party,
            role=seat.role,
            function=seat.function,
            remote=row.remote,
            arrived_at=row.arrived_at,
            left_at=row.left_at,
        )


def _happenings(act: Act, meeting: Meeting, last: int) -> Iterator[Happening]:
    """Yield what happened since the entry that opened the meeting, and not since its time: many entries share a moment."""
    told = select(LedgerEntry).where(LedgerEntry.stream == streams.table(meeting.bargaining), LedgerEntry.seq <= last)
    openings = act.all(told.where(LedgerEntry.event == MeetingOpened.__name__).order_by(LedgerEntry.seq))
    first = next(entry.seq for entry in openings if json.loads(entry.payload)["meeting"] == meeting.id)
    query = told.where(LedgerEntry.seq >= first, LedgerEntry.event.not_in(LEFT_OUT))
    for entry in act.all(query.order_by(LedgerEntry.seq)):
        yield Happening(
            entry=entry.seq, at=entry.at, event=entry.event, actor=entry.actor, payload=json.loads(entry.payload)
        )


def _agreed(act: Act, bargaining: str, issues: Sequence[Issue]) -> Iterator[AgreedIssue]:
    """Yield each agreed issue with the text that was initialled: of two that stood, not always the one tabled last."""
    query = select(TentativeAgreement).where(TentativeAgreement.reopened_at.is_(None))
    agreements = act.all(query.where(TentativeAgreement.bargaining == bargaining))
    initialled = {one.issue: one.proposal for one in agreements}
    for issue in issues:
        if issue.id in initialled:
            proposal = act.find(Proposal, initialled[issue.id])
            yield AgreedIssue(
                issue=issue.id,
                clause_number=issue.clause_number,
                heading=issue.heading,
                label=label(proposal.party, proposal.number),
                content_hash=proposal.content_hash,
                text=proposal.text,
            )


def _spoken(act: Act, meeting: Meeting) -> dict[str, int]:
    turns = act.all(select(Turn).where(Turn.meeting == meeting.id, Turn.started_at.is_not(None)))
    speeches = [
        Speech(Party(turn.party), TurnKind(turn.kind), turn.started_at, turn.ended_at)
        for turn in turns
        if turn.started_at
    ]
    return {side.value: int(used.total_seconds()) for side, used in time_used(speeches, act.now).items()}
