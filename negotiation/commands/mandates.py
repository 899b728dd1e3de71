"""Entering and revoking the written mandates of seats."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from negotiation.events.seats import MandateEnded, MandateGranted
from negotiation.models import Mandate, Seat
from negotiation.policy.seating import may_grant, seat_in
from negotiation.policy.seats import seat_of, take_seat
from workbench.kernel import (
    N_,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    line,
    policy,
    prose,
    refused,
)

ENDS_BEFORE_IT_BEGINS = Reason("ends_before_it_begins", N_("The mandate would end before it begins."), 422)
OVER_ALREADY = Reason("over_already", N_("The mandate would be over already: today is %(today)s."), 422)
REVOKED_ALREADY = Reason("mandate_revoked", N_("This mandate was revoked already."), 409)
NUMBER_TAKEN = Reason("mandate_number_taken", N_("This seat has a mandate with this number already."), 409)


class GrantMandate(Command):
    """Enters the written mandate of a seat: its number, who granted it, what for, from which to which day.

    From its first day it replaces the seat's earlier mandates. Without a last day it holds until it is revoked or the
    seat ends. Result: {"mandate": id}.
    """

    sentence = N_("Enter a mandate")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    seat: Id
    number: Annotated[str, line(60)] = Field(title=N_("Number of the mandate"))
    granted_by: Annotated[str, line(200)] = Field(title=N_("Granted by"))
    covers: Annotated[str, prose(5_000, blank=True)] = Field(default="", title=N_("Scope"))
    valid_from: date = Field(title=N_("Valid from"))
    valid_until: date | None = Field(default=None, title=N_("Valid until"))


@policy(GrantMandate)
def may_grant_mandate(question: Question, command: GrantMandate) -> Verdict:
    """Allow the chief of the seat's side."""
    mine = seat_of(question, command.bargaining)
    return may_grant(question, mine, seat_in(question, command.bargaining, command.seat))


@handler(GrantMandate)
def grant_mandate(act: Act, command: GrantMandate) -> Handling:
    """Enter the mandate."""
    take_seat(act, command.bargaining)
    seat = seat_in(act, command.bargaining, command.seat)
    given = granted(
        act, seat, command.number, command.granted_by, command.covers, command.valid_from, command.valid_until
    )
    yield given
    return {"mandate": given.mandate}


class EndMandate(Command):
    """Revokes a mandate before its time. What its seat has started and the other side has not accepted lapses."""

    sentence = N_("Revoke a mandate")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    mandate: Id


@policy(EndMandate)
def may_end_mandate(question: Question, command: EndMandate) -> Verdict:
    """Allow the chief of the seat's side."""
    mine = seat_of(question, command.bargaining)
    mandate = question.find(Mandate, command.mandate)
    verdict = may_grant(question, mine, seat_in(question, command.bargaining, mandate.seat))
    return refused(REVOKED_ALREADY) if verdict and mandate.ended_at is not None else verdict


@handler(EndMandate)
def end_mandate(act: Act, command: EndMandate) -> Handling:
    """Revoke it."""
    take_seat(act, command.bargaining)
    mandate = act.find(Mandate, command.mandate)
    mandate.ended_at = act.now
    yield MandateEnded(bargaining=mandate.bargaining, seat=mandate.seat, mandate=mandate.id)
    return {}


def granted(
    act: Act, seat: Seat, number: str, granted_by: str, covers: str, valid_from: date, valid_until: date | None
) -> MandateGranted:
    """Enter a mandate of `seat` and return the event. Raises Refusal for dates that make no sense and for a number used twice."""
    if valid_until is not None and valid_until < valid_from:
        raise Refusal(ENDS_BEFORE_IT_BEGINS, "valid_until")
    if valid_until is not None and valid_until < act.today:
        raise Refusal(OVER_ALREADY, "valid_until", today=act.today.isoformat())
    if act.first(select(Mandate).where(Mandate.seat == seat.id, Mandate.number == number)) is not None:
        raise Refusal(NUMBER_TAKEN, "number")
    row = Mandate(
        id=act.new_id(),
        stream=seat.stream,
        bargaining=seat.bargaining,
        seat=seat.id,
        number=number,
        granted_by=granted_by,
        scope=covers,
        valid_from=valid_from,
        valid_until=valid_until,
        granted_at=act.now,
    )
    act.add(row)
    return MandateGranted(
        bargaining=seat.bargaining,
        seat=seat.id,
        mandate=row.id,
        number=number,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def end_mandates_of(act: Act, seat: Seat) -> None:
    """End every mandate of a seat that ends."""
    for mandate in act.all(select(Mandate).where(Mandate.seat == seat.id, Mandate.ended_at.is_(None))):
        mandate.ended_at = act.now
