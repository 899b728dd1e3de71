"""Who sits where, and so who may read which stream: the answers every other policy of bargaining starts from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from negotiation.models import Mandate, Seat
from negotiation.rules import streams
from negotiation.rules.mandates import in_force
from negotiation.rules.words import Party, Role, Side
from workbench.kernel import ALLOWED, N_, Absent, Act, Question, Reason, Refused, Verdict, audience, refused

SIDES = frozenset(side.value for side in Side)
SPEAKS_FOR_A_SIDE = (Role.CHIEF, Role.REPRESENTATIVE)

NOT_YOUR_ROLE = Reason("not_your_role", N_("Only %(roles)s can do this; your seat is %(seat)s."))
NO_MANDATE = Reason("no_mandate", N_("Your seat has no mandate in force today, so you can read but not act."))

ROLE_WORDS = {
    Role.CHIEF: N_("a chief representative"),
    Role.REPRESENTATIVE: N_("a representative"),
    Role.ADVISER: N_("an adviser"),
    Role.RECORDER: N_("the recorder"),
    Role.OBSERVER: N_("an observer"),
    Role.OFFICER: N_("a government officer"),
    Role.MEDIATOR: N_("the mediator"),
}


@audience(streams.TABLE, streams.CAUCUS, streams.CONFIDENCE, streams.SUPPOSALS)
def streams_of(session: Session, person: str, now: datetime, subject: str | None) -> Iterator[str]:
    """Return the streams a person's seats open. A seat that has ended opens nothing."""
    query = select(Seat).where(Seat.person == person, Seat.ended_at.is_(None))
    if subject is not None:
        kind, _, bargaining = subject.partition("/")
        if kind != "bargaining":
            return
        query = query.where(Seat.bargaining == bargaining)
    for seat in session.scalars(query):
        yield from streams_of_seat(seat)


def streams_of_seat(seat: Seat) -> Iterator[str]:
    """Return the streams one seat opens: the table; for a side its caucus and confidence; for the mediator both confidences."""
    yield streams.table(seat.bargaining)
    if seat.role != Role.OBSERVER:
        yield streams.supposals(seat.bargaining)
    if seat.party in SIDES:
        yield streams.caucus(seat.bargaining, seat.party)
        if seat.role in SPEAKS_FOR_A_SIDE:
            yield streams.confidence(seat.bargaining, seat.party)
    if seat.party == Party.MEDIATOR:
        yield from (streams.confidence(seat.bargaining, side) for side in Side)


def seat_of(question: Question, bargaining: str) -> Seat:
    """Return the actor's seat in a bargaining. Raises Absent for one who has none, as if there were no such bargaining."""
    seat = None
    if question.actor.person is not None:
        query = select(Seat).where(Seat.bargaining == bargaining, Seat.person == question.actor.person)
        seat = question.first(query.where(Seat.ended_at.is_(None)))
    if seat is None:
        raise Absent
    return seat


def side_of(seat: Seat) -> Side:
    """Return the side a seat belongs to. Raises Absent for the third party and neutral people."""
    if seat.party not in SIDES:
        raise Absent
    return Side(seat.party)


def mandate_of(question: Question, seat: Seat) -> Mandate | None:
    """Return the mandate under which a seat speaks today."""
    granted = question.all(select(Mandate).where(Mandate.seat == seat.id))
    return in_force(granted, question.today, ZoneInfo(question.zone))


def has_role(seat: Seat, *roles: Role) -> Verdict:
    """Return whether the seat has one of these roles."""
    if seat.role in roles:
        return ALLOWED
    return refused(NOT_YOUR_ROLE, roles=_listed(roles), seat=ROLE_WORDS[Role(seat.role)])


def has_mandate(question: Question, seat: Seat) -> Verdict:
    """Return whether the seat may speak today. Those who represent a side need a written mandate in force; others do not."""
    if seat.party not in SIDES or mandate_of(question, seat) is not None:
        return ALLOWED
    return refused(NO_MANDATE)


def all_of(*verdicts: Verdict) -> Verdict:
    """Return the first refusal among verdicts, or Allowed."""
    return next((verdict for verdict in verdicts if isinstance(verdict, Refused)), ALLOWED)


def take_seat(act: Act, bargaining: str) -> Seat:
    """Return the actor's seat and note under which mandate they act. For handlers."""
    seat = seat_of(act, bargaining)
    mandate = mandate_of(act, seat)
    act.under(mandate.id if mandate else None)
    return seat


def _listed(roles: Iterable[Role]) -> str:
    return ROLE_WORDS[next(iter(roles))]
