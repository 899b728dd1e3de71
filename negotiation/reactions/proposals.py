"""What becomes of proposals and initials when a seat, a mandate or a meeting ends."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from negotiation.commands.proposals import about, end, expire, lapse
from negotiation.events.meetings import MeetingClosed
from negotiation.events.proposals import ProposalLapsed
from negotiation.events.seats import MandateEnded, SeatEnded
from negotiation.models import Initial, Issue, Proposal, Seat
from negotiation.policy.proposals import live_initials
from negotiation.policy.seats import mandate_of
from negotiation.rules.expiry import outlives_its_seat
from negotiation.rules.words import Fate, Standing
from workbench.kernel import Act, Event, reaction


@reaction(MeetingClosed)
def expire_with_the_meeting(act: Act, event: MeetingClosed) -> Iterator[Event]:
    """End the proposals that were bound to the meeting."""
    yield from expire(act, event.bargaining)


@reaction(SeatEnded)
def lapse_with_the_seat(act: Act, event: SeatEnded) -> Iterator[Event]:
    """Let what the seat started lapse, unless the other side had accepted it."""
    yield from _lapse_all(act, event.seat)


@reaction(MandateEnded)
def lapse_with_the_mandate(act: Act, event: MandateEnded) -> Iterator[Event]:
    """Do the same when a seat is left without any mandate in force."""
    seat = act.find(Seat, event.seat)
    if seat.ended_at is None and mandate_of(act, seat) is None:
        yield from _lapse_all(act, seat.id)


def _lapse_all(act: Act, seat: str) -> Iterator[Event]:
    given = select(Initial).where(Initial.seat == seat, Initial.lapsed_at.is_(None)).order_by(Initial.at, Initial.id)
    for initial in act.all(given):
        if act.find(Issue, initial.issue).standing != Standing.AGREED:
            yield lapse(act, initial, act.find(Proposal, initial.proposal))
    tabled = select(Proposal).where(Proposal.tabled_by == seat, Proposal.fate == Fate.STANDING)
    for proposal in act.all(tabled.order_by(Proposal.tabled_at, Proposal.id)):
        initialled = {one.side for one in live_initials(act, proposal.issue) if one.proposal == proposal.id}
        if not outlives_its_seat(frozenset(initialled), proposal.party):
            yield from end(act, proposal, Fate.LAPSED)
            yield ProposalLapsed(**about(proposal), seat=seat)
