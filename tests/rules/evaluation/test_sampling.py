"""The draw of whom to visit: the same again from its seed, fair, and honest about what it can say."""

from __future__ import annotations

import hashlib
from collections import Counter
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.sampling import CannotDraw, Key, Unit, allocate, bounds, draw, margin, size_of

KEYS = [Key(size, sector, area) for size in ("small", "large") for sector in ("C", "G") for area in ("north", "south")]
populations = st.lists(st.sampled_from(KEYS), min_size=1, max_size=60).map(
    lambda keys: [Unit(f"e{number:02}", key) for number, key in enumerate(keys)]
)


@given(populations, st.data())
def test_every_stratum_is_visited_and_nobody_twice(units: list[Unit], data: st.DataObject) -> None:
    strata = len({unit.key for unit in units})
    number = data.draw(st.integers(strata, len(units)))
    drawn = draw(units, number, "seed")
    assert len(drawn.drawn) == len(set(drawn.drawn)) == number
    assert drawn.population == len(units)
    assert all(stratum.drawn for stratum in drawn.strata)
    assert all(set(stratum.drawn) <= set(stratum.units) for stratum in drawn.strata)


@given(populations, st.randoms(use_true_random=False))
def test_the_order_of_the_list_draws_nobody(units: list[Unit], random: object) -> None:
    number = max(len({unit.key for unit in units}), len(units) // 2)
    first = draw(units, number, "seed")
    random.shuffle(units)  # type: ignore[attr-defined]
    assert draw(units, number, "seed") == first


def test_the_draw_can_be_done_again_with_any_tool_that_makes_sha256() -> None:
    units = [Unit(f"e{number}", KEYS[0]) for number in range(20)]
    drawn = draw(units, 5, "2026-1").drawn
    order = sorted((hashlib.sha256(f"2026-1|e{number}".encode()).hexdigest(), f"e{number}") for number in range(20))
    assert list(drawn) == [unit for _, unit in order[:5]]
    assert draw(units, 5, "2026-2").drawn != drawn


def test_each_is_drawn_as_often_as_any_other() -> None:
    units = [Unit(f"e{number}", KEYS[0]) for number in range(10)]
    counts = Counter(unit for seed in range(2000) for unit in draw(units, 3, str(seed)).drawn)
    # 600 expected, standard deviation 20.5.
    assert all(510 < counts[unit.id] < 690 for unit in units), counts


@given(populations)
def test_one_visit_more_takes_no_visit_away(units: list[Unit]) -> None:
    strata = len({unit.key for unit in units})
    for number in range(strata, len(units)):
        assert set(draw(units, number, "s").drawn) < set(draw(units, number + 1, "s").drawn)


def test_places_are_shared_in_proportion() -> None:
    assert allocate({"a": 60, "b": 30, "c": 10}, 10) == {"a": 6, "b": 3, "c": 1}
    assert allocate({"a": 97, "b": 2, "c": 1}, 10) == {"a": 8, "b": 1, "c": 1}
    assert allocate({"a": 2, "b": 2}, 4) == {"a": 2, "b": 2}


@pytest.mark.parametrize(("number", "reason", "limit"), [(1, "too_few", 2), (5, "too_many", 4)])
def test_a_sample_that_cannot_be_is_refused_with_the_number_that_can(number: int, reason: str, limit: int) -> None:
    units = [Unit(str(n), KEYS[n % 2]) for n in range(4)]
    with pytest.raises(CannotDraw) as refused:
        draw(units, number, "s")
    assert (refused.value.reason, refused.value.limit) == (reason, limit)


def test_an_enterprise_listed_twice_is_refused() -> None:
    with pytest.raises(CannotDraw, match="doubled"):
        draw([Unit("a", KEYS[0]), Unit("a", KEYS[1])], 2, "s")


def test_sizes_have_their_bounds() -> None:
    assert [size_of(n) for n in (None, -1, 0, 19, 20, 299, 300, 999, 1000)] == [
        "unknown", "unknown", "micro", "micro", "small", "small", "medium", "medium", "large"
    ]  # fmt: skip


def test_the_margin_is_that_of_the_textbook() -> None:
    # 384.16 answers of very many give ±5 points; of 1,000 the finite correction √(1−n/N) makes 278 enough.
    assert margin([(10**9, 385)]) == pytest.approx(0.05, abs=1e-4)
    assert margin([(1000, 278)]) == pytest.approx(0.05, abs=1e-4)
    assert margin([(12, 12)]) == 0
    assert margin([(10, 1), (10, 1)]) == pytest.approx(1.959964 * (2 * 0.25 * 0.9 * (10 / 9) / 4) ** 0.5, abs=1e-6)
    with pytest.raises(ValueError, match="every stratum"):
        margin([(10, 0)])


def test_nothing_found_still_leaves_something_possible() -> None:
    low, high = bounds(40, 10, 0)
    assert low == 0
    # 11 of 40 would escape ten visits in under 2.5 % of draws, 10 would in more.
    assert Fraction(comb(40 - high, 10), comb(40, 10)) > Fraction(25, 1000)
    assert Fraction(comb(40 - high - 1, 10), comb(40, 10)) <= Fraction(25, 1000)
    assert bounds(40, 40, 7) == (7, 7)
    assert bounds(40, 0, 0) == (0, 40)
    for wrong in ((5, 6, 0), (5, 3, 4), (5, 3, -1)):
        with pytest.raises(ValueError, match="not a sample"):
            bounds(*wrong)


@given(st.integers(1, 30), st.data())
def test_the_bounds_miss_the_truth_in_no_more_than_one_draw_of_twenty(population: int, data: st.DataObject) -> None:
    visited = data.draw(st.integers(0, population))
    having = data.draw(st.integers(0, population))
    missed = 0
    for found in range(max(0, visited - (population - having)), min(visited, having) + 1):
        low, high = bounds(population, visited, found)
        if not low <= having <= high:
            missed += comb(having, found) * comb(population - having, visited - found)
    assert Fraction(missed, comb(population, visited)) <= Fraction(5, 100)
