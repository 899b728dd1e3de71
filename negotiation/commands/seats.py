"""Giving people seats, ending seats, and putting another person in a seat's place."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from negotiation.commands.mandates import end_mandates_of, granted
from negotiation.events.seats import SeatEnded, SeatTaken
from negotiation.models import Seat
from negotiation.policy.seating import may_end, may_replace, may_seat, seat_in
from negotiation.policy.seats import ROLE_WORDS, SIDES, seat_of, take_seat
from negotiation.rules import streams
from negotiation.rules.words import ROLES_OF, Party, Role
from workbench.kernel import (
    N_,
    Absent,
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
)
from workbench.people.queries import is_active

ROLE_OF_ANOTHER_PARTY = Reason("role_of_another_party", N_("This party has no seat for %(role)s."), 422)
ALREADY_SEATED = Reason("already_seated", N_("This person has a seat in this bargaining already."), 409)
HAS_A_CHIEF = Reason("has_a_chief", N_("This side has a chief representative already: replace that seat."), 409)
MANDATE_NEEDED = Reason("mandate_needed", N_("Whoever replaces a side's representative needs a written mandate."), 422)

PersonsName = Annotated[str, line(80)]
Function = Annotated[str, line(120, blank=True)]
Why = Annotated[str, prose(2_000)]


class SeatPerson(Command):
    """Gives somebody a seat in a bargaining. From then on they read what such a seat may read.

    Result: {"seat": id}.
    """

    sentence = N_("Give a seat")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    person: Id = Field(title=N_("Person"))
    name: PersonsName = Field(title=N_("Name"))
    party: Party = Field(title=N_("Party"))
    role: Role = Field(title=N_("Role"))
    function: Function = Field(default="", title=N_("Function"))


@policy(SeatPerson)
def may_seat_person(question: Question, command: SeatPerson) -> Verdict:
    """Allow a side's chief for that side, the third party for third parties, the opener for the first of each."""
    return may_seat(question, seat_of(question, command.bargaining), command.party, command.role)


@handler(SeatPerson)
def seat_person(act: Act, command: SeatPerson) -> Handling:
    """Enter the seat."""
    take_seat(act, command.bargaining)
    check_role(command.party, command.role)
    taken = seated(act, command.bargaining, command.person, command.name, command.party, command.role, command.function)
    yield taken
    return {"seat": taken.seat}


class EndSeat(Command):
    """Ends a seat for a stated reason, with its mandates. What its person has open closes before this is answered."""

    sentence = N_("End a seat")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    seat: Id
    reason: Why = Field(title=N_("Reason"))


@policy(EndSeat)
def may_end_seat(question: Question, command: EndSeat) -> Verdict:
    """Allow everybody to leave, and otherwise whoever decides on such seats; a chief is replaced."""
    mine = seat_of(question, command.bargaining)
    return may_end(question, mine, seat_in(question, command.bargaining, command.seat))


@handler(EndSeat)
def end_seat(act: Act, command: EndSeat) -> Handling:
    """End the seat."""
    take_seat(act, command.bargaining)
    yield _ended(act, seat_in(act, command.bargaining, command.seat), command.reason, None)
    return {}


class ReplaceSeat(Command):
    """Ends a seat and gives its place to another person, for a side under a new written mandate.

    The way in which a side changes its chief representative. Result: {"seat": id of the new seat}.
    """

    sentence = N_("Replace a seat")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    seat: Id
    person: Id = Field(title=N_("Person"))
    name: PersonsName = Field(title=N_("Name"))
    function: Function = Field(default="", title=N_("Function"))
    reason: Why = Field(title=N_("Reason"))
    number: Annotated[str, line(60, blank=True)] = Field(default="", title=N_("Number of the mandate"))
    granted_by: Annotated[str, line(200, blank=True)] = Field(default="", title=N_("Granted by"))
    covers: Annotated[str, prose(5_000, blank=True)] = Field(default="", title=N_("Scope"))
    valid_from: date | None = Field(default=None, title=N_("Valid from"))
    valid_until: date | None = Field(default=None, title=N_("Valid until"))


@policy(ReplaceSeat)
def may_replace_seat(question: Question, command: ReplaceSeat) -> Verdict:
    """Allow whoever decides on such seats; for a chief without a mandate also a representative who has one."""
    mine = seat_of(question, command.bargaining)
    return may_replace(question, mine, seat_in(question, command.bargaining, command.seat))


@handler(ReplaceSeat)
def replace_seat(act: Act, command: ReplaceSeat) -> Handling:
    """End the seat, enter the new one and its mandate."""
    take_seat(act, command.bargaining)
    old = seat_in(act, command.bargaining, command.seat)
    if old.party in SIDES and not (command.number and command.granted_by and command.valid_from):
        raise Refusal(MANDATE_NEEDED, next(name for name in _MANDATE if not getattr(command, name)))
    new = act.new_id()
    ended = _ended(act, old, command.reason, new)
    party, role = Party(old.party), Role(old.role)
    taken = seated(act, old.bargaining, command.person, command.name, party, role, command.function, new)
    yield ended
    yield taken
    if command.number and command.valid_from:
        given = (command.number, command.granted_by, command.covers, command.valid_from, command.valid_until)
        yield granted(act, act.find(Seat, new), *given)
    return {"seat": new}


_MANDATE = ("number", "granted_by", "valid_from")


def check_role(party: Party, role: Role) -> None:
    """Raise Refusal when this party has no such seats."""
    if role not in ROLES_OF[party]:
        raise Refusal(ROLE_OF_ANOTHER_PARTY, "role", role=ROLE_WORDS[role])


def seated(
    act: Act, bargaining: str, person: str, name: str, party: Party, role: Role, function: str, seat: str | None = None
) -> SeatTaken:
    """Enter a seat and return the event. Raises Refusal for somebody who has one, and for a second chief; Absent for nobody."""
    if not is_active(act.session, person):
        raise Absent
    present = select(Seat).where(Seat.bargaining == bargaining, Seat.ended_at.is_(None))
    if act.first(present.where(Seat.person == person)) is not None:
        raise Refusal(ALREADY_SEATED, "person")
    if role == Role.CHIEF and act.first(present.where(Seat.party == party, Seat.role == role)) is not None:
        raise Refusal(HAS_A_CHIEF, "role")
    row = Seat(
        id=seat or act.new_id(),
        stream=streams.table(bargaining),
        bargaining=bargaining,
        person=person,
        name=name,
        party=party,
        role=role,
        function=function,
        since=act.now,
    )
    act.add(row)
    return SeatTaken(bargaining=bargaining, seat=row.id, person=person, name=name, party=party, role=role)


def _ended(act: Act, seat: Seat, reason: str, replaced_by: str | None) -> SeatEnded:
    seat.ended_at, seat.ended_reason, seat.replaced_by = act.now, reason, replaced_by
    end_mandates_of(act, seat)
    act.session.flush()
    return SeatEnded(
        bargaining=seat.bargaining,
        seat=seat.id,
        person=seat.person,
        name=seat.name,
        party=Party(seat.party),
        role=Role(seat.role),
        replaced_by=replaced_by,
        reason=reason,
    )
