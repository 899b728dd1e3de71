"""Who puts panels together, whom they may name, and when what was scored blind may be seen.

Threat: before a panel opens nobody may learn from any answer whether an evaluator has handed in. So no verdict here depends on
a sheet before that; replacing, recusing and opening late depend on seats, days and openings alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from evaluation.models import Application, FiledSheet, PanelOpening, PanelSeat, Round, RoundSeat
from evaluation.policy.conflicts import SEATS_PANELS, bars_of, unbiased
from evaluation.policy.roles import application_of, roles_in
from evaluation.rules import streams
from evaluation.rules.conflicts import Bar
from evaluation.rules.panels import Sitting, seat_clash
from evaluation.rules.words import ApplicationState, Bench, RoundRole, Stage
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Refusal, Verdict, audience, refused
from workbench.people.queries import is_active

ONLY_CHAIR_OR_OFFICE = Reason("only_chair_or_office", N_("Only the chair of the panels or the office can do this."))
ONLY_CHAIR = Reason("only_chair", N_("Only the chair of the panels can do this."))
PANEL_IS_OPEN = Reason(
    "panel_is_open", N_("The panel's sheets are open; who sits on it does not change any more."), 409
)
PANEL_NOT_OPEN = Reason("panel_not_open", N_("The panel's sheets are not open yet."), 409)
NOT_SCORED_NOW = Reason(
    "not_scored_now", N_("A panel scores between application and committee; this one is not there."), 409
)
ROUND_OVER = Reason("round_over", N_("The round is closed."), 409)
STILL_TIME = Reason(
    "still_time",
    N_("Evaluators can hand in until %(day)s. A panel is opened without some of them only after that."),
    409,
)
NOTHING_IN = Reason("nothing_in", N_("No evaluator of this panel has handed in, so there is nothing to open."), 409)
NOT_NAMED = Reason("not_named", N_("%(name)s is not named as an evaluator of this round."), 422)
HAS_A_CONFLICT = Reason(
    "has_a_conflict", N_("%(name)s has a conflict of interest with this enterprise or its union."), 409
)
OTHER_BENCH = Reason("other_bench", N_("Replace an evaluator by one who scores for the same side."), 422)
SITS_ALREADY = Reason("sits_already", N_("%(name)s is on this panel already; nobody scores an application twice."), 409)
BENCH_TAKEN = Reason("bench_taken", N_("Somebody scores for this side on this panel already: replace that seat."), 409)
_CLASHES = {"sits_already": SITS_ALREADY, "bench_taken": BENCH_TAKEN}
_SCORED = (ApplicationState.SUBMITTED, ApplicationState.FIRST_REVIEW, ApplicationState.SECOND_REVIEW)
SEATED = (ApplicationState.ADOPTED, ApplicationState.RETURNED, *_SCORED)
"""The states in which a panel can be put together or changed; it scores in the last three of them."""

T = TypeVar("T")


class Looks(Protocol):
    """Whoever can look rows up: a question, or a reader on somebody's behalf."""

    def all(self, query: Select[T]) -> Sequence[T]: ...


@audience(streams.PANELS)
def rounds_seated(session: Session, person: str, now: datetime, subject: str | None) -> Iterator[str]:
    """Return the streams in which the rounds are planned whose panels a person puts together."""
    if subject is not None and not subject.startswith("round/"):
        return
    if not is_active(session, person):
        return
    query = select(RoundSeat.round).where(RoundSeat.person == person, RoundSeat.ended_at.is_(None))
    query = query.where(RoundSeat.role.in_(SEATS_PANELS))
    if subject is not None:
        query = query.where(RoundSeat.round == subject.removeprefix("round/"))
    yield from (streams.panels(round) for round in sorted(set(session.scalars(query))))


def may_plan(question: Question, round: str | None) -> Verdict:
    """Allow the chair and the office of a round. Raises Absent for who has no role in it."""
    found, roles = question.find(Round, round), roles_in(question, str(round))
    if not roles:
        raise Absent
    if not roles & set(SEATS_PANELS):
        return refused(ONLY_CHAIR_OR_OFFICE)
    return ALLOWED if found.closed_at is None else refused(ROUND_OVER)


def may_seat(question: Question, application: str) -> Verdict:
    """Allow the chair and the office to change who sits on a panel that has not opened, unless they are partial themselves."""
    found = application_of(question, application)
    verdict = _of_this_round(question, found)
    if not verdict:
        return verdict
    if opening_of(question, found.id) is not None:
        return refused(PANEL_IS_OPEN)
    if found.state not in SEATED:
        return refused(NOT_SCORED_NOW)
    return unbiased(question, found)


def may_recuse(question: Question, application: str) -> Verdict:
    """Allow whoever sits on a panel to leave it before it opens. Raises Absent for everybody else."""
    own_seat(question, application)
    return refused(PANEL_IS_OPEN) if opening_of(question, application) is not None else ALLOWED


def may_open_late(question: Question, application: str) -> Verdict:
    """Allow the chair and the office to open a panel without some sheets once the last day to score has passed."""
    found = application_of(question, application)
    verdict = _of_this_round(question, found)
    if not verdict:
        return verdict
    if opening_of(question, found.id) is not None:
        return refused(PANEL_IS_OPEN)
    last = question.find(Round, found.round).score_by
    return ALLOWED if question.today > last else refused(STILL_TIME, day=last.isoformat())


def may_reconcile(question: Question, application: str) -> Verdict:
    """Allow the chair, once the panel's sheets are open, unless partial."""
    found = application_of(question, application)
    if RoundRole.CHAIR not in roles_in(question, found.round):
        return refused(ONLY_CHAIR)
    return unbiased(question, found) if opening_of(question, found.id) is not None else refused(PANEL_NOT_OPEN)


def own_seat(question: Question, application: str) -> PanelSeat:
    """Return the actor's present seat on a panel. Raises Absent."""
    found = [seat for seat in seats_of(question, application) if seat.person == question.actor.person]
    if not found:
        raise Absent
    return found[0]


def seats_of(looks: Looks, *applications: str) -> list[PanelSeat]:
    """Return the present seats on the panels of these applications."""
    query = select(PanelSeat).where(PanelSeat.application.in_(applications), PanelSeat.ended_at.is_(None))
    return list(looks.all(query.order_by(PanelSeat.assigned_at, PanelSeat.id)))


def opening_of(looks: Looks, application: str) -> PanelOpening | None:
    """Return the opening that counts: the last one, unless the enterprise has handed in its own sheet anew since."""
    return openings_of(looks, application).get(application)


def openings_of(looks: Looks, *applications: str) -> dict[str, PanelOpening]:
    """Return the openings that count of these applications."""
    query = select(PanelOpening).where(PanelOpening.application.in_(applications)).order_by(PanelOpening.number)
    last = {opening.application: opening for opening in looks.all(query)}
    own = select(FiledSheet).where(FiledSheet.application.in_(last), FiledSheet.stage == Stage.SELF)
    since = {sheet.application: sheet.at for sheet in looks.all(own.order_by(FiledSheet.at))}
    return {one: opening for one, opening in last.items() if one not in since or opening.at >= since[one]}


def began(looks: Looks, application: str) -> datetime | None:
    """Return since when sheets of the panel count: since the enterprise last handed in its own."""
    query = select(FiledSheet).where(FiledSheet.application == application, FiledSheet.stage == Stage.SELF)
    last = next(iter(looks.all(query.order_by(FiledSheet.at.desc()).limit(1))), None)
    return last.at if last is not None else None


def panel_is_awaited(looks: Looks, application: str) -> bool:
    """Say whether somebody sits on the panel and it has not opened: all that may be told of it before."""
    return bool(seats_of(looks, application)) and opening_of(looks, application) is None


def sittings(seats: Sequence[PanelSeat]) -> tuple[Sitting, ...]:
    """Return seats as the rules know them."""
    return tuple(Sitting(seat.person, Bench(seat.bench)) for seat in seats)


def named_for(question: Question, round: str, person: str) -> RoundSeat | None:
    """Return somebody's present place as an evaluator of a round."""
    query = select(RoundSeat).where(RoundSeat.round == round, RoundSeat.person == person, RoundSeat.ended_at.is_(None))
    return question.first(query.where(RoundSeat.role == RoundRole.EVALUATOR))


def check_fit(question: Question, application: Application, person: str, seats: Sequence[PanelSeat]) -> RoundSeat:
    """Return the place by which somebody can join the present `seats` of a panel. Raises Refusal saying what stands against it."""
    named = named_for(question, application.round, person)
    if named is None or named.bench is None:
        raise Refusal(NOT_NAMED, "person", name=_name(question, person))
    clash = seat_clash(sittings(seats), person, Bench(named.bench))
    if clash is not None:
        raise Refusal(_CLASHES[clash], "person", name=named.name)
    if bars_of(question, person, [application]):
        raise Refusal(HAS_A_CONFLICT, "person", name=named.name)
    return named


def barred(
    question: Question, people: Sequence[str], applications: Sequence[Application]
) -> dict[tuple[str, str], Bar]:
    """Return what bars whom from what, by (person, application)."""
    return {
        (person, application): bar
        for person in people
        for application, bar in bars_of(question, person, applications).items()
    }


def _of_this_round(question: Question, application: Application) -> Verdict:
    """Allow chair and office of the application's round; to who has another place in it they are named, to others absent."""
    if not roles_in(question, application.round) & set(SEATS_PANELS):
        return refused(ONLY_CHAIR_OR_OFFICE)
    return ALLOWED if question.find(Round, application.round).closed_at is None else refused(ROUND_OVER)


def _name(question: Question, person: str) -> str:
    query = select(RoundSeat.name).where(RoundSeat.person == person).order_by(RoundSeat.since.desc())
    return question.first(query) or person
