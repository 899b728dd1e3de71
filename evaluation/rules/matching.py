"""Who could score which application: few applications each, near by, never with a conflict, one evaluator per bench.

A bench is an assignment problem: an evaluator who already has n applications takes the next one at the cost
`LOAD * (2n + 1)`, the difference of squares, so that the sum of the squares of all loads is least; the way there is added in
metres. Solved exactly (Jonker-Volgenant, scipy's `linear_sum_assignment`) in whole numbers, so the same people and applications
always give the same proposal, in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile
from math import ceil

from evaluation.rules.panels import REQUIRED, Sitting
from evaluation.rules.words import Bench

LOAD = 20_000
"""What one application more than a colleague has is worth: a way of 40 km (twice this, in metres). Our own choice [D]."""
FAR, NEAR = 60_000, 15_000
"""Metres taken for another area and for another part of the same area, where no distance was given. Our own choice [D]."""
_NOBODY, _NEVER = 10**10, 10**13


class Unfit(StrEnum):
    """Why an evaluator of the bench cannot take an application."""

    CONFLICT = "conflict"
    TWO_BENCHES = "two_benches"
    SITS_ALREADY = "sits_already"
    FULL = "full"


@dataclass(frozen=True)
class Evaluator:
    """Somebody named for a bench. `load`: applications already on hand; `at_most`: how many the person can take in all."""

    person: str
    bench: Bench
    area: str = ""
    load: int = 0
    at_most: int | None = None


@dataclass(frozen=True)
class Case:
    """An application, the place it must be visited at, and who already sits on its panel."""

    application: str
    area: str = ""
    seats: tuple[Sitting, ...] = ()


@dataclass(frozen=True)
class Placement:
    """One proposed place on a panel; `metres` is the way that was reckoned with."""

    application: str
    bench: Bench
    person: str
    metres: int


@dataclass(frozen=True)
class Gap:
    """A bench of a panel for which nobody fits, with what stands against each of its evaluators (none: nobody is named for it)."""

    application: str
    bench: Bench
    why: tuple[tuple[str, Unfit], ...]


@dataclass(frozen=True)
class Matching:
    """What is proposed, and what stays open."""

    placements: tuple[Placement, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Ways:
    """What keeps persons from applications, and how far it is: `km` holds distances that were given, by (person, application)."""

    conflicts: Collection[tuple[str, str]] = ()
    km: Mapping[tuple[str, str], Decimal] | None = None

    def metres(self, one: Evaluator, case: Case) -> int:
        """Return the way between an evaluator and an application."""
        given = (self.km or {}).get((one.person, case.application))
        return int(given * 1000) if given is not None else _apart(one.area, case.area)


def propose(
    evaluators: Iterable[Evaluator],
    cases: Iterable[Case],
    conflicts: Collection[tuple[str, str]] = (),
    km: Mapping[tuple[str, str], Decimal] | None = None,
) -> Matching:
    """Return who should take the places that are still free, as many as can be filled and at the least cost.

    `conflicts` are (person, application) pairs, a hard bar; `km` are known distances. Present seats are never moved.
    """
    people = sorted(set(evaluators), key=lambda one: (one.person, one.bench))
    ordered = sorted(cases, key=lambda case: case.application)
    named = [one.person for one in people]
    doubled = frozenset(person for person in named if named.count(person) > 1)
    ways = Ways(frozenset(conflicts), km)
    placed: list[Placement] = []
    gaps: list[Gap] = []
    for bench in REQUIRED:
        free = [case for case in ordered if all(seat.bench != bench for seat in case.seats)]
        bar = {
            (one.person, case.application): unfit
            for one in people
            for case in free
            if one.bench == bench and (unfit := _unfit(one, case, ways, doubled)) is not None
        }
        found, left = _filled(bench, [one for one in people if one.bench == bench], free, bar, ways)
        placed += found
        gaps += left
    return Matching(tuple(placed), tuple(gaps))


def _unfit(one: Evaluator, case: Case, ways: Ways, doubled: Collection[str]) -> Unfit | None:
    if (one.person, case.application) in ways.conflicts:
        return Unfit.CONFLICT
    if one.person in doubled:
        return Unfit.TWO_BENCHES
    if any(seat.person == one.person for seat in case.seats):
        return Unfit.SITS_ALREADY
    return Unfit.FULL if one.at_most is not None and one.load >= one.at_most else None


def _filled(
    bench: Bench, people: Sequence[Evaluator], cases: Sequence[Case], bar: Mapping[tuple[str, str], Unfit], ways: Ways
) -> tuple[list[Placement], list[Gap]]:
    """Return the placements on one bench and its gaps.

    Nobody is offered more places than twice an even share at first; only when that leaves a gap is the number doubled.
    """
    if not cases:
        return [], []
    offered = 2 * ceil((len(cases) + sum(one.load for one in people)) / max(len(people), 1))
    while True:
        placed = _solved(bench, people, cases, bar, ways, min(offered, len(cases)))
        if len(placed) == len(cases) or offered >= len(cases):
            break
        offered *= 2
    open_ = {case.application for case in cases} - {one.application for one in placed}
    return placed, [_gap(bench, people, case, bar) for case in cases if case.application in open_]


def _solved(
    bench: Bench,
    people: Sequence[Evaluator],
    cases: Sequence[Case],
    bar: Mapping[tuple[str, str], Unfit],
    ways: Ways,
    offered: int,
) -> list[Placement]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    slots = [(one, nth) for one in people for nth in _places(one, offered)]
    cost = np.full((len(cases), len(slots) + len(cases)), _NOBODY, dtype=np.float64)
    for row, case in enumerate(cases):
        way = {one: _NEVER if (one.person, case.application) in bar else ways.metres(one, case) for one in people}
        cost[row, : len(slots)] = [way[one] + LOAD * (2 * nth + 1) for one, nth in slots]
    rows, columns = linear_sum_assignment(cost)
    return [
        Placement(cases[row].application, bench, slots[column][0].person, ways.metres(slots[column][0], cases[row]))
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if column < len(slots) and cost[row, column] < _NOBODY
    ]


def _places(one: Evaluator, offered: int) -> Iterator[int]:
    end = one.load + offered if one.at_most is None else min(one.load + offered, one.at_most)
    return iter(range(one.load, end))


def _gap(bench: Bench, people: Sequence[Evaluator], case: Case, bar: Mapping[tuple[str, str], Unfit]) -> Gap:
    """Say what stands against each; who has nothing against them is needed elsewhere up to what they can take."""
    return Gap(
        case.application,
        bench,
        tuple((one.person, bar.get((one.person, case.application), Unfit.FULL)) for one in people),
    )


def _apart(one: str, other: str) -> int:
    """Return the metres taken for two areas written from the large to the small ("青岛市/市南区"); nothing is known: 0."""
    first, second = _parts(one), _parts(other)
    if not first or not second or first == second:
        return 0
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
    if shared == min(len(first), len(second)):
        return 0
    return NEAR if shared else FAR


def _parts(area: str) -> list[str]:
    return [part.strip() for part in area.replace("／", "/").split("/") if part.strip()]
