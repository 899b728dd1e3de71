"""Who may correct, decide on and confirm minutes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from negotiation.models import Attendance, Confirmation, Correction, Meeting, Minutes, Seat
from negotiation.policy.seats import NOT_YOUR_ROLE, ROLE_WORDS, has_mandate, has_role, seat_of
from negotiation.rules.words import Party, Role
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused

FROZEN = Reason("minutes_frozen", N_("These minutes were confirmed by everybody and change no more."), 409)
ALREADY_CONFIRMED = Reason("already_confirmed", N_("You have confirmed this edition of the minutes."), 409)
NOT_PRESENT = Reason("not_present", N_("Representatives who were at the meeting confirm its minutes; you were not."))
UNDECIDED = Reason(
    "corrections_open",
    N_("Proposed corrections are not decided yet (%(count)s); then the minutes can be confirmed."),
    409,
)
DECIDED = Reason("correction_decided", N_("This correction was decided already."), 409)
NOT_YOURS = Reason("not_your_correction", N_("Only who proposed a correction can take it back."))


def minutes_of(question: Question, bargaining: str, minutes: str) -> Minutes:
    """Return the minutes of this bargaining. Raises Absent for those of another."""
    found = question.find(Minutes, minutes)
    if found.bargaining != bargaining:
        raise Absent
    return found


def correction_of(question: Question, bargaining: str, correction: str) -> Correction:
    """Return the proposed correction of this bargaining. Raises Absent for one of another."""
    found = question.find(Correction, correction)
    if found.bargaining != bargaining:
        raise Absent
    return found


def open_corrections(question: Question, minutes: Minutes) -> Sequence[Correction]:
    """Return the corrections nobody has decided on."""
    query = select(Correction).where(Correction.minutes == minutes.id, Correction.verdict == "open")
    return question.all(query.order_by(Correction.at))


def confirming(minutes: Minutes) -> Select[Seat]:
    """Return the query for the seats whose confirmation settles these minutes: representatives who were there and still sit.

    For a side of which nobody is left, its chief: else one side alone could settle what the other had no part in.
    """
    other = aliased(Seat)
    here = select(Attendance.seat).where(Attendance.meeting == minutes.meeting)
    heard = select(other.party).where(
        other.id.in_(here), other.ended_at.is_(None), other.role.in_((Role.CHIEF, Role.REPRESENTATIVE))
    )
    was_here = Seat.id.in_(here) & Seat.role.in_((Role.CHIEF, Role.REPRESENTATIVE))
    stands_in = (Seat.role == Role.CHIEF) & Seat.party.not_in(heard)
    sides = select(Seat).where(Seat.bargaining == minutes.bargaining, Seat.party.in_((Party.LABOUR, Party.EMPLOYER)))
    return sides.where(Seat.ended_at.is_(None), was_here | stands_in).order_by(Seat.since, Seat.id)


def confirming_seats(question: Question, minutes: Minutes) -> list[Seat]:
    """Return the seats that `confirming` names."""
    return list(question.all(confirming(minutes)))


def confirmations(question: Question, minutes: Minutes) -> Sequence[Confirmation]:
    """Return the confirmations of the present edition."""
    query = select(Confirmation).where(Confirmation.minutes == minutes.id, Confirmation.edition == minutes.edition)
    return question.all(query)


def may_correct(question: Question, bargaining: str, minutes: str) -> Verdict:
    """Return whether the actor may propose a correction: everybody with a voice at the table, until the minutes are frozen."""
    seat = seat_of(question, bargaining)
    if minutes_of(question, bargaining, minutes).frozen_at is not None:
        return refused(FROZEN)
    if seat.role == Role.OBSERVER:
        return has_role(seat, Role.REPRESENTATIVE)
    return has_mandate(question, seat)


def may_decide(question: Question, bargaining: str, correction: str) -> Verdict:
    """Return whether the actor may decide on a correction: the recorder; where there is none, the chief who presided."""
    seat = seat_of(question, bargaining)
    found = correction_of(question, bargaining, correction)
    minutes = question.find(Minutes, found.minutes)
    if found.verdict != "open":
        return refused(DECIDED)
    recorders = select(Seat).where(Seat.bargaining == bargaining, Seat.role == Role.RECORDER, Seat.ended_at.is_(None))
    if question.first(recorders) is not None:
        return has_role(seat, Role.RECORDER)
    presided = question.find(Meeting, minutes.meeting).chair
    return ALLOWED if seat.role == Role.CHIEF and seat.party == presided else refused(NOT_YOUR_ROLE, **_presiding(seat))


def may_take_back(question: Question, bargaining: str, correction: str) -> Verdict:
    """Return whether the actor may take a proposed correction back."""
    seat = seat_of(question, bargaining)
    found = correction_of(question, bargaining, correction)
    if found.verdict != "open":
        return refused(DECIDED)
    return ALLOWED if found.seat == seat.id else refused(NOT_YOURS)


def may_confirm(question: Question, bargaining: str, minutes: str) -> Verdict:
    """Return whether the actor may confirm the present edition."""
    seat = seat_of(question, bargaining)
    found = minutes_of(question, bargaining, minutes)
    if seat.party not in (Party.LABOUR, Party.EMPLOYER) or seat.role not in (Role.CHIEF, Role.REPRESENTATIVE):
        return has_role(seat, Role.REPRESENTATIVE)
    if found.frozen_at is not None:
        return refused(FROZEN)
    if seat.id not in {one.id for one in confirming_seats(question, found)}:
        return refused(NOT_PRESENT)
    if waiting := len(open_corrections(question, found)):
        return refused(UNDECIDED, count=waiting)
    if seat.id in {one.seat for one in confirmations(question, found)}:
        return refused(ALREADY_CONFIRMED)
    return has_mandate(question, seat)


def _presiding(seat: Seat) -> dict[str, str]:
    return {"roles": N_("the recorder"), "seat": ROLE_WORDS[Role(seat.role)]}
