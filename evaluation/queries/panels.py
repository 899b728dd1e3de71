"""The chair's board: who can score, who is on which panel, and what may be told of a panel before it opens: nothing but that it is awaited."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from evaluation.models import (
    Application,
    ConflictOfInterest,
    EvaluatorReach,
    PanelProposal,
    PanelSeat,
    Round,
    RoundSeat,
    VisitPlace,
)
from evaluation.policy.panels import SEATED, openings_of, seats_of
from evaluation.rules import streams
from evaluation.rules.matching import Unfit
from evaluation.rules.panels import REQUIRED
from evaluation.rules.words import ApplicationState, Bench, RoundRole
from workbench.kernel import Absent, Reader
from workbench.people.queries import organisation_names


@dataclass(frozen=True)
class Declared:
    """A declared conflict as those read it who may."""

    id: str
    organisation: str
    organisation_name: str
    ground: str
    words: str
    declared_at: datetime
    lifted_at: datetime | None
    lifted_reason: str


@dataclass(frozen=True)
class Evaluator:
    """Somebody who scores in a round: for whom, from where, how much is on hand (panels that have not opened), and of how much."""

    person: str
    name: str
    bench: Bench
    area: str
    at_most: int | None
    load: int
    conflicts: tuple[Declared, ...]


@dataclass(frozen=True)
class Seat:
    """A place on a panel."""

    id: str
    person: str
    name: str
    bench: Bench


@dataclass(frozen=True)
class Panel:
    """The panel of one application. `seats` are by bench; `opened` says since when its sheets may be seen."""

    application: str
    enterprise: str
    state: ApplicationState
    area: str
    seats: Mapping[Bench, Seat]
    opened: datetime | None
    missing: tuple[Bench, ...]

    @property
    def can_change(self) -> bool:
        """Say whether who sits on it can still change."""
        return self.opened is None and self.state in SEATED

    @property
    def standing(self) -> str:
        """Return open, waiting (complete, and nothing more is told), short (a bench is free) or empty."""
        if self.opened is not None:
            return "open"
        return "waiting" if len(self.seats) == len(REQUIRED) else "short" if self.seats else "empty"


@dataclass(frozen=True)
class Place:
    """A proposed place, or (with `why`) one for which nobody fits."""

    application: str
    enterprise: str
    bench: Bench
    name: str
    metres: int | None
    """The way that was reckoned with; None where one of the two areas is not noted."""
    why: tuple[tuple[str, Unfit], ...] = ()


@dataclass(frozen=True)
class Proposal:
    """The newest proposal for a round, while it is not confirmed."""

    id: str
    at: datetime
    places: tuple[Place, ...]
    gaps: tuple[Place, ...]


@dataclass(frozen=True)
class Board:
    """All of a round that concerns its panels. `over` says that the last day to score has passed."""

    round: str
    title: str
    today: date
    score_by: date
    over: bool
    closed: bool
    evaluators: tuple[Evaluator, ...]
    panels: tuple[Panel, ...]
    proposal: Proposal | None

    def free_for(self, panel: Panel, bench: Bench) -> tuple[Evaluator, ...]:
        """Return who is named for a bench and not on this panel; a conflict is refused when it is tried."""
        sitting = {seat.person for seat in panel.seats.values()}
        return tuple(one for one in self.evaluators if one.bench == bench and one.person not in sitting)


def board(reader: Reader, round: str) -> Board:
    """Return the board of a round. Raises Absent for everybody who does not put its panels together."""
    if streams.panels(round) not in reader.viewer.streams:
        raise Absent
    found = reader.get(Round, round)
    applications = _applications(reader, round)
    seats = seats_of(reader, *(one.id for one in applications))
    panels = tuple(_panels(reader, applications, seats))
    waiting = {panel.application for panel in panels if panel.can_change}
    areas = {panel.application: panel.area for panel in panels}
    evaluators = tuple(_evaluators(reader, round, [seat for seat in seats if seat.application in waiting]))
    return Board(
        round=round,
        title=found.title,
        today=reader.now.date(),
        score_by=found.score_by,
        over=reader.now.date() > found.score_by,
        closed=found.closed_at is not None,
        evaluators=evaluators,
        panels=panels,
        proposal=_proposal(reader, round, applications, evaluators, areas),
    )


def declared_by(reader: Reader, *people: str) -> dict[str, tuple[Declared, ...]]:
    """Return what these people declared and the reader may know, lifted ones included, by person, the latest first."""
    query = select(ConflictOfInterest).where(ConflictOfInterest.person.in_(people))
    rows = reader.all(query.order_by(ConflictOfInterest.declared_at.desc(), ConflictOfInterest.id))
    names = organisation_names(reader, [row.organisation for row in rows])
    found: dict[str, list[Declared]] = {}
    for row in rows:
        found.setdefault(row.person, []).append(
            Declared(
                id=row.id,
                organisation=row.organisation,
                organisation_name=names.get(row.organisation, ""),
                ground=row.ground,
                words=row.words,
                declared_at=reader.here(row.declared_at),
                lifted_at=reader.here(row.lifted_at) if row.lifted_at else None,
                lifted_reason=row.lifted_reason,
            )
        )
    return {person: tuple(rows) for person, rows in found.items()}


def _applications(reader: Reader, round: str) -> Sequence[Application]:
    query = select(Application).where(Application.round == round, Application.state != ApplicationState.DRAFT)
    query = query.where(Application.state != ApplicationState.WITHDRAWN)
    return reader.all(query.order_by(Application.enterprise_name, Application.id))


def _panels(reader: Reader, applications: Sequence[Application], seats: Sequence[PanelSeat]) -> list[Panel]:
    areas = {row.application: row.area for row in reader.all(select(VisitPlace))}
    openings = openings_of(reader, *(one.id for one in applications))
    found = []
    for one in applications:
        opening = openings.get(one.id)
        own = [seat for seat in seats if seat.application == one.id]
        panel = Panel(
            application=one.id,
            enterprise=one.enterprise_name,
            state=ApplicationState(one.state),
            area=areas.get(one.id, ""),
            seats={Bench(seat.bench): Seat(seat.id, seat.person, seat.name, Bench(seat.bench)) for seat in own},
            opened=reader.here(opening.at) if opening else None,
            missing=tuple(Bench(word) for word in opening.missing.split(",") if word) if opening else (),
        )
        if own or one.state in SEATED:
            found.append(panel)
    return found


def _evaluators(reader: Reader, round: str, waiting: Sequence[PanelSeat]) -> list[Evaluator]:
    query = select(RoundSeat).where(RoundSeat.round == round, RoundSeat.role == RoundRole.EVALUATOR)
    people = reader.all(query.where(RoundSeat.ended_at.is_(None)).order_by(RoundSeat.name, RoundSeat.person))
    reach = {row.person: row for row in reader.all(select(EvaluatorReach).where(EvaluatorReach.round == round))}
    declared = declared_by(reader, *(one.person for one in people))
    return sorted(
        (
            Evaluator(
                person=one.person,
                name=one.name,
                bench=Bench(str(one.bench)),
                area=reach[one.person].area if one.person in reach else "",
                at_most=reach[one.person].at_most if one.person in reach else None,
                load=sum(seat.person == one.person for seat in waiting),
                conflicts=tuple(found for found in declared.get(one.person, ()) if found.lifted_at is None),
            )
            for one in people
        ),
        key=lambda one: REQUIRED.index(one.bench),
    )


def _proposal(
    reader: Reader,
    round: str,
    applications: Sequence[Application],
    evaluators: Sequence[Evaluator],
    areas: Mapping[str, str],
) -> Proposal | None:
    query = select(PanelProposal).where(PanelProposal.round == round)
    row = reader.one_or_none(query.order_by(PanelProposal.at.desc(), PanelProposal.id))
    if row is None or row.confirmed_at is not None:
        return None
    body = json.loads(row.body)
    called = {one.id: one.enterprise_name for one in applications}
    people = {one.person: one for one in evaluators}

    def name(person: str) -> str:
        return people[person].name if person in people else person

    def place(one: dict[str, Any]) -> Place:
        known = one["person"] in people and people[one["person"]].area and areas.get(one["application"])
        enterprise, bench = called.get(one["application"], ""), Bench(one["bench"])
        return Place(one["application"], enterprise, bench, name(one["person"]), one["metres"] if known else None)

    def gap(one: dict[str, Any]) -> Place:
        why = tuple((name(person), Unfit(why)) for person, why in one["why"])
        return Place(one["application"], called.get(one["application"], ""), Bench(one["bench"]), "", None, why)

    return Proposal(row.id, reader.here(row.at), tuple(map(place, body["places"])), tuple(map(gap, body["gaps"])))
