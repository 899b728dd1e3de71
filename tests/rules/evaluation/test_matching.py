"""The proposal of who scores what: hard bars, even loads, short ways, the same answer every time."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.rules.matching import FAR, LOAD, NEAR, Case, Evaluator, Gap, Matching, Unfit, propose
from evaluation.rules.panels import REQUIRED, Sitting
from evaluation.rules.words import Bench

UNION, WORKERS, THIRD = REQUIRED
AREAS = ("", "青岛市/市南区", "青岛市/市北区", "烟台市/芝罘区")


def loads(found: Matching, bench: Bench) -> Counter[str]:
    return Counter(one.person for one in found.placements if one.bench == bench)


def person(found: Matching, application: str, bench: Bench) -> str | None:
    return next((p.person for p in found.placements if (p.application, p.bench) == (application, bench)), None)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Evaluator], list[Case], set[tuple[str, str]]]:
    benches = draw(st.lists(st.sampled_from(Bench), max_size=7))
    evaluators = [
        Evaluator(
            f"p{number}",
            bench,
            draw(st.sampled_from(AREAS)),
            draw(st.integers(0, 3)),
            draw(st.none() | st.integers(0, 4)),
        )
        for number, bench in enumerate(benches)
    ]
    cases = [Case(f"a{number}", draw(st.sampled_from(AREAS))) for number in range(draw(st.integers(0, 6)))]
    pairs = [(one.person, case.application) for one in evaluators for case in cases]
    return evaluators, cases, set(draw(st.lists(st.sampled_from(pairs)))) if pairs else set()


@given(worlds())
@settings(max_examples=80, deadline=None)
def test_bars_hold_and_every_place_is_either_filled_once_or_explained(
    world: tuple[list[Evaluator], list[Case], set[tuple[str, str]]],
) -> None:
    evaluators, cases, conflicts = world
    found = propose(evaluators, cases, conflicts)
    known = {one.person: one for one in evaluators}
    for place in found.placements:
        assert (place.person, place.application) not in conflicts
        assert known[place.person].bench == place.bench
    filled = [(one.application, one.bench) for one in found.placements]
    open_ = [(one.application, one.bench) for one in found.gaps]
    assert sorted(filled + open_) == sorted(product([case.application for case in cases], REQUIRED))
    for name, number in Counter(place.person for place in found.placements).items():
        limit = known[name].at_most
        assert limit is None or known[name].load + number <= limit
    assert len({(place.application, place.person) for place in found.placements}) == len(found.placements)


@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_in_which_people_and_applications_come_is_irrelevant(
    world: tuple[list[Evaluator], list[Case], set[tuple[str, str]]], dice: random.Random
) -> None:
    evaluators, cases, conflicts = world
    found = propose(evaluators, cases, conflicts)
    dice.shuffle(evaluators)
    dice.shuffle(cases)
    assert propose(evaluators, cases, conflicts) == found


@given(worlds())
@settings(max_examples=60, deadline=None)
def test_no_other_filling_of_a_bench_leaves_fewer_places_open(
    world: tuple[list[Evaluator], list[Case], set[tuple[str, str]]],
) -> None:
    evaluators, cases, conflicts = world
    found = propose(evaluators, cases, conflicts)
    for bench in REQUIRED:
        people = [one for one in evaluators if one.bench == bench]
        assert len([one for one in found.placements if one.bench == bench]) == most(people, cases, conflicts)


def most(people: list[Evaluator], cases: list[Case], conflicts: set[tuple[str, str]]) -> int:
    """Return how many places can be filled at all: augmenting paths, written without any library."""
    room = {one.person: len(cases) if one.at_most is None else max(one.at_most - one.load, 0) for one in people}
    taken: dict[str, list[str]] = {one.person: [] for one in people}

    def place(application: str, seen: set[str]) -> bool:
        for one in people:
            if one.person in seen or (one.person, application) in conflicts:
                continue
            seen.add(one.person)
            if len(taken[one.person]) < room[one.person]:
                taken[one.person].append(application)
                return True
            for other in list(taken[one.person]):
                if place(other, seen):
                    taken[one.person].remove(other)
                    taken[one.person].append(application)
                    return True
        return False

    return sum(place(case.application, set()) for case in cases)


def test_the_cost_is_the_least_of_all_fillings() -> None:
    people = [Evaluator("a", UNION, "青岛市/市南区"), Evaluator("b", UNION, "烟台市/芝罘区", 1)]
    cases = [Case("x", "青岛市/市南区"), Case("y", "青岛市/市北区"), Case("z", "烟台市/芝罘区")]
    way = {("a", "x"): 0, ("a", "y"): NEAR, ("a", "z"): FAR, ("b", "x"): FAR, ("b", "y"): FAR, ("b", "z"): 0}

    def cost(filling: tuple[str, ...]) -> int:
        ends = Counter(filling)
        squares = ends["a"] ** 2 + (1 + ends["b"]) ** 2 - 1
        return LOAD * squares + sum(way[who, case.application] for who, case in zip(filling, cases, strict=True))

    best = min(product("ab", repeat=3), key=cost)
    found = propose(people, cases)
    assert tuple(person(found, case.application, UNION) for case in cases) == best == ("a", "a", "b")


def test_work_is_shared_evenly() -> None:
    people = [Evaluator(name, UNION) for name in "abcd"]
    found = propose(people, [Case(f"x{number:02}") for number in range(40)])
    assert set(loads(found, UNION).values()) == {10}


def test_who_has_much_already_gets_less() -> None:
    people = [Evaluator("busy", WORKERS, load=4), Evaluator("idle", WORKERS)]
    found = propose(people, [Case(f"x{number}") for number in range(6)])
    assert loads(found, WORKERS) == {"idle": 5, "busy": 1}


def test_the_nearer_one_goes_and_a_given_distance_overrules_the_area() -> None:
    people = [Evaluator("near", THIRD, "青岛市/市南区"), Evaluator("far", THIRD, "烟台市/芝罘区")]
    case = Case("x", "青岛市/市南区")
    assert person(propose(people, [case]), "x", THIRD) == "near"
    km = {("near", "x"): Decimal("90.5"), ("far", "x"): Decimal("3")}
    found = propose(people, [case], km=km)
    assert person(found, "x", THIRD) == "far"
    assert found.placements[0].metres == 3000


@pytest.mark.parametrize(("way", "taken"), [("39", {"a": 1, "b": 1}), ("41", {"a": 2})])
def test_one_application_more_than_a_colleague_is_worth_forty_kilometres(way: str, taken: dict[str, int]) -> None:
    km = {(name, case): Decimal(way if name == "b" else "0") for name in "ab" for case in "xy"}
    found = propose([Evaluator("a", UNION), Evaluator("b", UNION)], [Case("x"), Case("y")], km=km)
    assert loads(found, UNION) == taken


def test_an_area_within_another_is_no_way_at_all() -> None:
    people = [Evaluator("city", UNION, "青岛市"), Evaluator("other", UNION, "青岛市/市北区")]
    assert person(propose(people, [Case("x", "青岛市／市南区")]), "x", UNION) == "city"


def test_why_nobody_fits_is_said_person_by_person() -> None:
    people = [
        Evaluator("kin", UNION),
        Evaluator("full", UNION, load=2, at_most=2),
        Evaluator("both", UNION),
        Evaluator("both", WORKERS),
    ]
    found = propose(people, [Case("x")], {("kin", "x")})
    assert found.placements == ()
    assert found.gaps == (
        Gap("x", UNION, (("both", Unfit.TWO_BENCHES), ("full", Unfit.FULL), ("kin", Unfit.CONFLICT))),
        Gap("x", WORKERS, (("both", Unfit.TWO_BENCHES),)),
        Gap("x", THIRD, ()),
    )


def test_who_is_needed_elsewhere_up_to_the_limit_is_full() -> None:
    found = propose([Evaluator("one", THIRD, at_most=1)], [Case("x"), Case("y")])
    gap = next(gap for gap in found.gaps if gap.bench == THIRD)
    assert gap.why == (("one", Unfit.FULL),)
    assert loads(found, THIRD) == {"one": 1}


def test_present_seats_stay_and_keep_their_person_off_the_other_benches() -> None:
    people = [Evaluator("wu", WORKERS), Evaluator("li", WORKERS)]
    seated = Case("x", seats=(Sitting("wu", UNION),))
    found = propose(people, [seated])
    assert all(one.bench != UNION for one in found.placements)
    assert all(gap.bench != UNION for gap in found.gaps)
    assert person(found, "x", WORKERS) == "li"
    alone = propose(people[:1], [seated])
    assert Gap("x", WORKERS, (("wu", Unfit.SITS_ALREADY),)) in alone.gaps


def test_a_crowded_bench_still_takes_everything_when_all_others_are_barred() -> None:
    people = [Evaluator(f"p{number}", UNION) for number in range(10)]
    cases = [Case(f"x{number:02}") for number in range(30)]
    barred = {(f"p{number}", case.application) for number in range(1, 10) for case in cases}
    assert loads(propose(people, cases, barred), UNION) == {"p0": 30}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_equal_costs_are_decided_alike_in_every_order(order: tuple[int, ...]) -> None:
    people = [Evaluator(name, UNION) for name in "abc"]
    cases = [Case(name) for name in "xyz"]
    expected = propose(people, cases)
    assert propose([people[at] for at in order], [cases[at] for at in order]) == expected
