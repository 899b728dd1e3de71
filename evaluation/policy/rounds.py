"""Who may open a round, who decides on its seats, and what a person may be in one round at once."""

from __future__ import annotations

from sqlalchemy import select

from evaluation.models import Round, RoundSeat
from evaluation.policy.roles import roles_in
from evaluation.rules.words import RoundRole
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused
from workbench.people.queries import has_function, kind_of, organisations_of

MAY_NOT_OPEN_ROUND = Reason("may_not_open_round", N_("A round is opened by an officer of a government office."))
OFFICE_ONLY = Reason("office_only", N_("Only the office that runs the round can do this."))
ROUND_CLOSED = Reason("round_closed", N_("The round is closed."), 409)
LAST_OFFICE = Reason(
    "last_office", N_("The round would be left without an office. Give somebody this role first."), 409
)

_OPENS = ("officer", "administrator")


def may_open_round(question: Question, organiser: str | None) -> Verdict:
    """Allow officers of a government office: of this one, or of any when none is named yet."""
    own = offices_of(question)
    return ALLOWED if own and organiser in (None, *own) else refused(MAY_NOT_OPEN_ROUND)


def offices_of(question: Question) -> list[str]:
    """Return the government offices for which the actor may open a round."""
    person, now = question.actor.person, question.now
    return [
        one
        for one in sorted(organisations_of(question.session, person, now))
        if kind_of(question.session, one) == "government" and has_function(question.session, person, one, now, *_OPENS)
    ]


def round_of(question: Question, round: str) -> Round:
    """Return a round in which the actor has a role. Raises Absent for everybody else."""
    found = question.find(Round, round)
    if not roles_in(question, round) and not question.actor.is_house:
        raise Absent
    return found


def may_run(question: Question, round: str) -> Verdict:
    """Allow the office of a round that is not closed."""
    found = round_of(question, round)
    if RoundRole.OFFICE not in roles_in(question, round):
        return refused(OFFICE_ONLY)
    return ALLOWED if found.closed_at is None else refused(ROUND_CLOSED)


def seat_in_round(question: Question, round: str, seat: str) -> RoundSeat:
    """Return a seat of this round that has not ended. Raises Absent."""
    found = question.find(RoundSeat, seat)
    if found.round != round or found.ended_at is not None:
        raise Absent
    return found


def may_end_round_seat(question: Question, round: str, seat: str) -> Verdict:
    """Allow everybody to leave and the office to end any seat, but not the last seat of the office."""
    round_of(question, round)
    found = seat_in_round(question, round, seat)
    if found.role == RoundRole.OFFICE and len(seats_of(question, round, RoundRole.OFFICE)) == 1:
        return refused(LAST_OFFICE)
    return ALLOWED if found.person == question.actor.person else may_run(question, round)


def seats_of(question: Question, round: str, *roles: RoundRole, person: str | None = None) -> list[RoundSeat]:
    """Return the present seats of a round: of these roles, or of all; of one person, or of everybody."""
    query = select(RoundSeat).where(RoundSeat.round == round, RoundSeat.ended_at.is_(None))
    if roles:
        query = query.where(RoundSeat.role.in_(roles))
    if person is not None:
        query = query.where(RoundSeat.person == person)
    return list(question.all(query.order_by(RoundSeat.since, RoundSeat.id)))
