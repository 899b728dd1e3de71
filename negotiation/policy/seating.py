"""Who may give, replace and end which seats and mandates.

A side is its chief's affair alone: nobody else can bring a person into its caucus. What belongs to both sides (the
recorder) or to neither is seated by the third party.
"""

from __future__ import annotations

from sqlalchemy import select

from negotiation.models import Seat
from negotiation.policy.cases import opener_of
from negotiation.policy.seats import SIDES, mandate_of
from negotiation.rules.words import Party, Role
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused

ONLY_OWN_CHIEF = Reason(
    "only_own_chief", N_("Only the chief representative of that side decides on its seats and mandates.")
)
ONLY_THIRD_PARTY = Reason("only_third_party", N_("Only a government officer can give or end this seat."))
ONLY_CHIEF_OR_OFFICER = Reason(
    "only_chief_or_officer", N_("The recorder is designated by a chief representative or a government officer.")
)
CHIEF_IS_REPLACED = Reason(
    "chief_is_replaced", N_("A side always has a chief representative: replace the seat instead of ending it."), 409
)
NO_MANDATE_NEEDED = Reason("no_mandate_needed", N_("Only seats of the two sides have mandates."), 422)


def seat_in(question: Question, bargaining: str, seat: str) -> Seat:
    """Return a present seat of this bargaining. Raises Absent."""
    found = question.find(Seat, seat)
    if found.bargaining != bargaining or found.ended_at is not None:
        raise Absent
    return found


def may_seat(question: Question, mine: Seat, party: str, role: str) -> Verdict:
    """Return whether the holder of `mine` may give somebody a seat of this party and role."""
    if _is_first_of_its_kind(question, mine, party, role):
        return ALLOWED
    return may_manage(question, mine, party, role)


def may_manage(question: Question, mine: Seat, party: str, role: str) -> Verdict:
    """Return whether the holder of `mine` decides on seats of this party and role."""
    if party in SIDES:
        return ALLOWED if mine.role == Role.CHIEF and mine.party == party else refused(ONLY_OWN_CHIEF)
    if mine.role == Role.OFFICER or _is_house_opener(question, mine):
        return ALLOWED
    if role == Role.RECORDER:
        return ALLOWED if mine.role == Role.CHIEF else refused(ONLY_CHIEF_OR_OFFICER)
    return refused(ONLY_THIRD_PARTY)


def may_end(question: Question, mine: Seat, seat: Seat) -> Verdict:
    """Return whether the holder of `mine` may end `seat`: its own, or one it decides on, but never a chief's."""
    if seat.party in SIDES and seat.role == Role.CHIEF:
        verdict = may_replace(question, mine, seat)
        return refused(CHIEF_IS_REPLACED) if verdict else verdict
    return ALLOWED if mine.id == seat.id else may_manage(question, mine, seat.party, seat.role)


def may_replace(question: Question, mine: Seat, seat: Seat) -> Verdict:
    """Return whether the holder of `mine` may put another person in the place of `seat`.

    A chief whose own mandate is no longer in force can also be replaced by a representative of the same side whose is.
    """
    orphaned = seat.role == Role.CHIEF and mandate_of(question, seat) is None
    if orphaned and mine.party == seat.party and mine.role == Role.REPRESENTATIVE and mandate_of(question, mine):
        return ALLOWED
    return may_manage(question, mine, seat.party, seat.role)


def may_grant(question: Question, mine: Seat, seat: Seat) -> Verdict:
    """Return whether the holder of `mine` may enter or end mandates of `seat`."""
    if seat.party not in SIDES:
        return refused(NO_MANDATE_NEEDED)
    return may_manage(question, mine, seat.party, seat.role)


def _is_first_of_its_kind(question: Question, mine: Seat, party: str, role: str) -> bool:
    """Say whether this would be the first chief of a side, or the first officer, brought in by who may.

    From outside, a side gets its chief only while it never had any seat: else whoever opened the case could, once the
    other side's people have left, seat a friend in its caucus.
    """
    is_opener = question.actor.person == opener_of(question, mine.bargaining)
    seats = question.all(select(Seat).where(Seat.bargaining == mine.bargaining, Seat.party == party))
    if party in SIDES and role == Role.CHIEF:
        if mine.party == party:
            return is_opener and all(seat.role != Role.CHIEF for seat in seats)
        return (is_opener or mine.role == Role.OFFICER) and not seats
    return party == Party.GOVERNMENT and role == Role.OFFICER and is_opener and not seats


def _is_house_opener(question: Question, mine: Seat) -> bool:
    return mine.party not in SIDES and question.actor.person == opener_of(question, mine.bargaining)
