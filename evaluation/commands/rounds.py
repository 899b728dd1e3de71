"""Opening and closing a round, and giving and ending roles in it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from evaluation.events.rounds import RoundClosed, RoundOpened, RoundSeatEnded, RoundSeatTaken
from evaluation.models import Call, Round, RoundSeat, SchemeVersion
from evaluation.policy import rounds as policy_of
from evaluation.policy.rounds import seat_in_round, seats_of
from evaluation.rules import streams
from evaluation.rules.words import Bench, RoundRole
from workbench.kernel import (
    N_,
    Absent,
    Act,
    Command,
    Handling,
    Id,
    Line,
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

NOT_IN_FORCE = Reason("scheme_not_in_force", N_("This version of the scheme is not in force."), 422)
DATES_IN_ORDER = Reason(
    "dates_in_order", N_("The days must follow one another: opening, last day to apply, last day to score."), 422
)
YEARS_OFF = Reason("years_off", N_("This day is more than %(years)s years off. Look at the year again."), 422)
BENCH_NEEDED = Reason("bench_needed", N_("Say for whom this evaluator scores."), 422)
NO_BENCH = Reason("no_bench", N_("Only an evaluator scores for a bench."), 422)
HAS_THIS_ROLE = Reason("has_this_role", N_("This person has that role in the round already."), 409)
SCORES_APART = Reason(
    "scores_apart", N_("Who scores blind on a panel has no other role in the round, and scores for one bench."), 409
)
_YEARS = 10


class OpenRound(Command):
    """Opens a round: one calling of a scheme in an area and a year. Who opens it gets the role of its office.

    Days are days at the place of the house; the last day counts. Result: {"round": id, "seat": id}.
    """

    sentence = N_("Open a round")
    name: Line = Field(title=N_("Name of the round"))
    scheme: Id = Field(title=N_("Scheme"))
    organiser: Id = Field(title=N_("Office"))
    area: Annotated[str, line(200, blank=True)] = Field(default="", title=N_("District"))
    year: Annotated[int, Field(ge=2000, le=2100)] = Field(title=N_("Year"))
    opens_on: date = Field(title=N_("Applications from"))
    apply_by: date = Field(title=N_("Last day to apply"))
    score_by: date = Field(title=N_("Last day to score"))
    seat_name: Annotated[str, line(80)] = Field(title=N_("Your name in the round"))


@policy(OpenRound)
def may_open_round(question: Question, command: OpenRound) -> Verdict:
    """Allow officers of a government office for that office."""
    return policy_of.may_open_round(question, getattr(command, "organiser", None))


@handler(OpenRound)
def open_round(act: Act, command: OpenRound) -> Handling:
    """Enter the round, its public call and the opener's seat."""
    scheme = act.find(SchemeVersion, command.scheme)
    if scheme.in_force_at is None or scheme.retired_at is not None:
        raise Refusal(NOT_IN_FORCE, "scheme")
    _check_days(act, command)
    round, days = act.new_id(), command.model_dump(include={"opens_on", "apply_by"})
    about = command.model_dump(include={"scheme", "organiser", "area", "year"}) | {"title": command.name} | days
    act.add(Round(id=round, stream=streams.round_(round), score_by=command.score_by, made_at=act.now, **about))
    act.add(Call(id=round, made_at=act.now, **about))
    yield RoundOpened(
        round=round,
        name=command.name,
        scheme=scheme.id,
        scheme_digest=scheme.digest,
        score_by=command.score_by,
        **days,
    )
    taken = seated(act, round, str(act.actor.person), command.seat_name, RoundRole.OFFICE, None)
    yield taken
    return {"round": round, "seat": taken.seat}


def _check_days(act: Act, command: OpenRound) -> None:
    for name in ("opens_on", "apply_by", "score_by"):
        if abs(getattr(command, name).year - act.today.year) > _YEARS:
            raise Refusal(YEARS_OFF, name, years=_YEARS)
    if command.apply_by < command.opens_on:
        raise Refusal(DATES_IN_ORDER, "apply_by")
    if command.score_by < command.apply_by:
        raise Refusal(DATES_IN_ORDER, "score_by")


class CloseRound(Command):
    """Closes a round for a stated reason: nobody applies and nothing is scored in it any more."""

    sentence = N_("Close a round")
    locks = "round/{round}"
    round: Id
    reason: Annotated[str, prose(2_000)] = Field(title=N_("Reason"))


@policy(CloseRound)
def may_close_round(question: Question, command: CloseRound) -> Verdict:
    """Allow the round's office."""
    return policy_of.may_run(question, command.round)


@handler(CloseRound)
def close_round(act: Act, command: CloseRound) -> Handling:
    """Close the round and its call."""
    act.find(Round, command.round).closed_at = act.now
    act.find(Call, command.round).closed_at = act.now
    yield RoundClosed(round=command.round, reason=command.reason)
    return {}


class SeatInRound(Command):
    """Gives somebody a role in a round. An evaluator scores for one bench. Result: {"seat": id}."""

    sentence = N_("Give a role in the round")
    locks = "round/{round}"
    round: Id
    person: Id = Field(title=N_("Person"))
    name: Annotated[str, line(80)] = Field(title=N_("Name"))
    role: RoundRole = Field(title=N_("Role in the round"))
    bench: Bench | None = Field(default=None, title=N_("Scores for"))


@policy(SeatInRound)
def may_seat_in_round(question: Question, command: SeatInRound) -> Verdict:
    """Allow the round's office."""
    return policy_of.may_run(question, command.round)


@handler(SeatInRound)
def seat_in_round_(act: Act, command: SeatInRound) -> Handling:
    """Enter the role."""
    taken = seated(act, command.round, command.person, command.name, command.role, command.bench)
    yield taken
    return {"seat": taken.seat}


class EndRoundSeat(Command):
    """Ends a role in a round for a stated reason. What its person wrote stays."""

    sentence = N_("End a role in the round")
    locks = "round/{round}"
    round: Id
    seat: Id
    reason: Annotated[str, prose(2_000)] = Field(title=N_("Reason"))


@policy(EndRoundSeat)
def may_end_round_seat(question: Question, command: EndRoundSeat) -> Verdict:
    """Allow everybody to leave and otherwise the round's office; a round keeps an office."""
    return policy_of.may_end_round_seat(question, command.round, command.seat)


@handler(EndRoundSeat)
def end_round_seat(act: Act, command: EndRoundSeat) -> Handling:
    """End the role."""
    seat = seat_in_round(act, command.round, command.seat)
    seat.ended_at = act.now
    about = {"place": seat.stream, "round": seat.round, "seat": seat.id, "person": seat.person, "name": seat.name}
    yield RoundSeatEnded(**about, role=RoundRole(seat.role), reason=command.reason)
    return {}


def seated(act: Act, round: str, person: str, name: str, role: RoundRole, bench: Bench | None) -> RoundSeatTaken:
    """Enter a seat and return the event. Raises Refusal for a role that does not go with another, Absent for nobody."""
    if not is_active(act.session, person):
        raise Absent
    _check_role(act, round, person, role, bench)
    place = streams.evaluators(round) if role == RoundRole.EVALUATOR else streams.round_(round)
    row = RoundSeat(
        id=act.new_id(),
        stream=place,
        round=round,
        person=person,
        name=name,
        role=role,
        bench=bench,
        since=act.now,
    )
    act.add(row)
    return RoundSeatTaken(place=place, round=round, seat=row.id, person=person, name=name, role=role, bench=bench)


def _check_role(act: Act, round: str, person: str, role: RoundRole, bench: Bench | None) -> None:
    if role == RoundRole.EVALUATOR and bench is None:
        raise Refusal(BENCH_NEEDED, "bench")
    if role != RoundRole.EVALUATOR and bench is not None:
        raise Refusal(NO_BENCH, "bench")
    present = {seat.role for seat in seats_of(act, round, person=person)}
    if role in present:
        raise Refusal(HAS_THIS_ROLE, "person")
    if present and RoundRole.EVALUATOR in present | {role}:
        raise Refusal(SCORES_APART, "role")
