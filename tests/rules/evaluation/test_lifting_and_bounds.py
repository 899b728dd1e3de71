"""The way to the next tier, the bounds of what is missing, and what sensitivity is given: a small sheet worked by hand, and random ones."""

from __future__ import annotations

import random
from decimal import Decimal as D

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.rules.bounds import bounds, missing
from evaluation.rules.item_candidates import candidates
from evaluation.rules.item_rules import Fact
from evaluation.rules.ladder import at_least, next_tier
from evaluation.rules.lifting import lift, room
from evaluation.rules.scheme_reading import shipped, shipped_names
from evaluation.rules.schemes import Scheme
from evaluation.rules.scoring import score
from evaluation.rules.sensitivity import Draws, sensitivity
from evaluation.rules.weighing import case_of
from tests.rules.evaluation.small_sheet import FULL, POOR, SMALL


def test_the_ladder_runs_by_cut_off() -> None:
    """Nothing, A, AA, the top."""
    assert [getattr(next_tier(SMALL, tier), "key", None) for tier in (None, "A", "AA")] == ["A", "AA", None]
    assert at_least(SMALL, "AA", "A")
    assert not at_least(SMALL, None, "A")


def test_room_is_what_each_item_could_add_alone() -> None:
    """Contracts 96 % have 6 of 8; training 0 of 6; library 0 of 4; rest 1 of 2."""
    assert score(SMALL, POOR).total == 7
    assert [(one.item, one.gain) for one in room(SMALL, POOR)] == [
        ("training", D(6)),
        ("library", D(4)),
        ("contracts", D(2)),
        ("rest", D(1)),
    ]


def test_one_item_is_enough_and_only_as_good_as_it_has_to_be() -> None:
    """From 7 to 12 with training alone, which has no step between 3 and 6."""
    found = lift(SMALL, POOR)
    assert found is not None
    assert (found.tier, found.reached, found.total, found.after) == ("A", True, D(13), "")
    assert [(one.item, one.now, one.then, one.gain) for one in found.steps] == [("training", "10", "40", D(6))]


def test_two_items_and_the_months_that_points_cannot_buy() -> None:
    """From 7 to 16: training 6 and library 4 are 17; nothing can be left out."""
    found = lift(SMALL, POOR, "AA")
    assert found is not None
    assert {one.item for one in found.steps} == {"training", "library"}
    assert (found.total, found.after, found.months) == (D(17), "A", 12)


def test_a_value_is_raised_no_further_than_needed() -> None:
    """14 to 16: one complaint fewer is enough, though all four points could come back."""
    values = FULL | {"rest": "0", "complaints": "-4"}
    assert score(SMALL, values).total == 14
    found = lift(SMALL, values)
    assert found is not None
    assert [(one.item, one.now, one.then, one.gain) for one in found.steps] == [("complaints", "-4", "-2", D(2))]


def test_a_block_under_its_minimum_comes_first() -> None:
    """17 points would be AA, but rules have 5 of the 6 they need."""
    values = FULL | {"contracts": "92", "rest": "1"}
    assert score(SMALL, values).tier is None
    found = lift(SMALL, values)
    assert found is not None
    assert [(one.item, one.then) for one in found.steps] == [("contracts", "94")]


def test_a_veto_is_named_and_no_points_make_up_for_it() -> None:
    """The way is that of the sheet without it."""
    found = lift(SMALL, POOR | {"accident": "yes"})
    assert found is not None
    assert found.vetoes == ("accident",)
    assert [one.item for one in found.steps] == ["training"]


def test_above_the_highest_tier_there_is_nothing() -> None:
    """And an unknown tier is an error."""
    assert lift(SMALL, FULL) is None
    with pytest.raises(KeyError):
        lift(SMALL, FULL, "AAAA")


def test_bounds_are_worked_by_hand() -> None:
    """Training and complaints missing: 4 to 14 of what else is there (10 + 4); a missing veto may be one."""
    values = {item: value for item, value in FULL.items() if item not in ("training", "complaints")}
    found = bounds(SMALL, values)
    assert found.missing == missing(SMALL, values) == ("training", "complaints")
    assert (found.worst.total, found.best.total) == (D(10), D(20))
    assert (found.worst.tier, found.best.tier, found.decided) == (None, "AA", False)
    assert bounds(SMALL, FULL).decided


def test_a_missing_veto_is_not_taken_for_none() -> None:
    """At worst it is there."""
    found = bounds(SMALL, {item: value for item, value in FULL.items() if item != "accident"})
    assert (found.worst.vetoed, found.best.vetoed) == (True, False)
    assert (found.worst.tier, found.decided) == (None, False)


def test_a_missing_fact_of_a_decision_table_decides_nothing() -> None:
    """Without the number of violations no grade is sure, however the table reads what is there."""
    scheme = shipped("labour-law-grade")
    asked = {
        item.id: "0" if isinstance(item.rule, Fact) and item.rule.ask == "number" else "no" for item in scheme.items
    }
    assert bounds(scheme, asked).decided
    name = scheme.items[0].id
    found = bounds(scheme, {item: value for item, value in asked.items() if item != name})
    assert found.unbounded == (name,)
    assert not found.decided


def filled(scheme: Scheme, draw: random.Random) -> dict[str, str]:
    """Return a value for every item that takes one."""
    found = {}
    for item in scheme.items:
        if item.of:
            continue
        tried = [text for text, _ in candidates(item)]
        if isinstance(item.rule, Fact):
            tried = ["yes", "no"] if item.rule.ask == "yes_no" else [str(draw.randint(1, 100))]
        found[item.id] = draw.choice(tried)
    return found


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_sheet_lies_between_its_bounds(name: str) -> None:
    """Values at random, a third of them missing, facts behind computed items among them."""
    scheme, draw = shipped(name), random.Random(5)
    for _ in range(25):
        values = filled(scheme, draw)
        found = bounds(scheme, {item: value for item, value in values.items() if draw.random() < 0.67})
        true, low, high = (one.total for one in (score(scheme, values), found.worst, found.best))
        if true is not None and low is not None and high is not None:
            assert low <= true <= high
        if found.decided:
            assert score(scheme, values).tier == found.worst.tier


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_sheet_with_points_can_be_lifted(name: str) -> None:
    """A way that is said to reach a tier reaches it."""
    scheme, draw = shipped(name), random.Random(6)
    if scheme.kind != "points" or not scheme.tiers:
        return
    for _ in range(3):
        values = filled(scheme, draw)
        found = lift(scheme, values)
        if found and found.reached:
            then = values | dict.fromkeys(found.vetoes, "no") | {one.item: one.then for one in found.steps}
            assert at_least(scheme, score(scheme, then).tier, found.tier)


values_of_items = st.fixed_dictionaries(
    {
        "contracts": st.sampled_from(["80", "92.5", "96", "100"]),
        "rest": st.sampled_from(["0", "0.5", "1.25", "2"]),
        "training": st.sampled_from(["10", "20", "55"]),
        "library": st.sampled_from(["yes", "no"]),
        "complaints": st.sampled_from(["0", "-2", "-4"]),
        "accident": st.sampled_from(["yes", "no"]),
    }
)


@settings(max_examples=60)
@given(values=values_of_items, left_out=st.sets(st.sampled_from(list(FULL))))
def test_what_comes_in_lies_between_the_bounds(values: dict[str, str], left_out: set[str]) -> None:
    """Whatever the missing values turn out to be."""
    found = bounds(SMALL, {item: value for item, value in values.items() if item not in left_out})
    true = score(SMALL, values)
    assert found.worst.total is not None and true.total is not None and found.best.total is not None  # noqa: PT018
    assert found.worst.total <= true.total <= found.best.total
    if found.decided:
        assert true.tier == found.worst.tier


@settings(max_examples=60)
@given(values=values_of_items)
def test_a_way_that_is_shown_leads_there(values: dict[str, str]) -> None:
    """Every step is needed, and all together are enough."""
    found = lift(SMALL, values)
    if found is None:
        return
    clean = values | {"accident": "no"}
    then = clean | {one.item: one.then for one in found.steps}
    assert found.reached
    assert at_least(SMALL, score(SMALL, then).tier, found.tier)
    for one in found.steps:
        assert one.gain > 0
        assert not at_least(SMALL, score(SMALL, then | {one.item: clean[one.item]}).tier, found.tier)


def test_weights_as_they_are_give_the_total_of_the_scheme() -> None:
    """Shares, weights and what is fixed add up; a veto bars, a block under its minimum keeps from every tier."""
    sheets = [
        FULL,
        POOR,
        FULL | {"complaints": "-4"},
        FULL | {"accident": "yes"},
        FULL | {"contracts": "90", "rest": "0"},
    ]
    results = [score(SMALL, values) for values in sheets]
    case = case_of(SMALL, results)
    totals = case.shares @ case.weights + case.fixed
    assert totals == pytest.approx([float(result.total or 0) for result in results])
    assert case.fixed[2] == -4
    found = sensitivity(case, Draws(500, 1))
    assert found.tiers[3].tolist() == [1, 0, 0]
    assert found.tiers[4].tolist() == [1, 0, 0]
    assert found.tiers[0].tolist() == [0, 0, 1]
    assert np.isclose(found.low[0], 20)
    with pytest.raises(ValueError, match="no enterprise"):
        case_of(SMALL, [])
