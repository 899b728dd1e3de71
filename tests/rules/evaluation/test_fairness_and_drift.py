"""Differences between groups of enterprises and between evaluators: planted ones are found, small groups are not shown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp, ttest_ind

from evaluation.rules.drift import Score, drift
from evaluation.rules.fairness import OTHERS, SMALLEST, by_group, size_class


def groups(**totals: list[float]) -> list[tuple[str, float]]:
    """Return (group, total) pairs."""
    return [(name, total) for name, values in totals.items() for total in values]


def test_the_interval_is_welchs() -> None:
    """Compared with scipy."""
    draw = np.random.default_rng(2)
    small, large = draw.normal(82, 4, 14), draw.normal(88, 2, 30)
    found = by_group(groups(small=small.tolist(), large=large.tolist()))
    peer = ttest_ind(small, large, equal_var=False).confidence_interval(0.95)
    assert [one.group for one in found] == ["large", "small"]
    assert (found[1].low, found[1].high) == pytest.approx((peer.low, peer.high))
    assert found[1].differs
    assert found[0].difference == pytest.approx(-found[1].difference)


def test_small_groups_are_merged() -> None:
    """Three and two make five others; four others take the smallest group with them."""
    found = by_group(groups(a=[80.0] * 6, b=[81.0] * 3, c=[82.0] * 2))
    assert [(one.group, one.enterprises) for one in found] == [("a", 6), (OTHERS, 5)]
    found = by_group(groups(a=[80.0] * 6, b=[81.0] * 5, c=[82.0] * 4))
    assert [(one.group, one.enterprises) for one in found] == [("a", 6), (OTHERS, 9)]


@pytest.mark.parametrize("sizes", [(4, 0), (12, 0), (6, 4), (4, 3)])
def test_nothing_is_shown_that_would_tell_of_single_enterprises(sizes: tuple[int, int]) -> None:
    """One group, or one group and a rest under five."""
    assert by_group(groups(a=[80.0] * sizes[0], b=[90.0] * sizes[1])) == ()


@given(counts=st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9)), seed=st.integers(0, 99))
def test_no_group_is_ever_under_five_and_nobody_is_lost(counts: dict[str, int], seed: int) -> None:
    """Whatever the groups are."""
    draw = np.random.default_rng(seed)
    totals = [(name, float(draw.normal(80, 5))) for name, count in counts.items() for _ in range(count)]
    found = by_group(totals)
    assert all(one.enterprises >= SMALLEST for one in found)
    assert sum(one.enterprises for one in found) in (0, len(totals))


def test_equal_totals_do_not_differ() -> None:
    """Nor do they divide by nought."""
    found = by_group(groups(a=[80.0] * 5, b=[80.0] * 5))
    assert [(one.difference, one.low, one.high, one.differs) for one in found] == [(0, 0, 0, False)] * 2


@pytest.mark.parametrize(
    ("staff", "name"), [(1, "1-19"), (19, "1-19"), (20, "20-99"), (999, "300-999"), (1000, "1000+")]
)
def test_sizes_have_their_classes(staff: int, name: str) -> None:
    """The bounds belong to the upper class."""
    assert size_class(staff) == name


def scored(**values: list[float]) -> list[Score]:
    """Return what each evaluator gave things 1, 2, 3, …"""
    return [Score(name, str(thing), value) for name, given_ in values.items() for thing, value in enumerate(given_)]


def test_a_strict_evaluator_is_found() -> None:
    """A tenth below the others: d is own value less the mean of the two others; compared with scipy."""
    draw = np.random.default_rng(4)
    truth = draw.uniform(0.5, 0.9, 20)
    strict, one, two = truth - 0.1 + draw.normal(0, 0.03, 20), truth + draw.normal(0, 0.03, 20), truth.copy()
    found = {drift_.evaluator: drift_ for drift_ in drift(scored(s=strict.tolist(), a=one.tolist(), b=two.tolist()))}
    differences = strict - (one + two) / 2
    peer = ttest_1samp(differences, 0).confidence_interval(0.95)
    assert found["s"].by == pytest.approx(differences.mean())
    assert (found["s"].low, found["s"].high) == pytest.approx((peer.low, peer.high))
    assert found["s"].off
    assert found["s"].by < 0 < found["a"].by


def test_few_things_have_no_interval() -> None:
    """Two things: the mean is shown, nothing is concluded."""
    found = drift(scored(a=[1.0, 0.0], b=[0.5, 0.0]))
    assert [(one.by, one.low, one.off, one.things) for one in found] == [
        (0.25, None, False, 2),
        (-0.25, None, False, 2),
    ]


def test_who_scored_alone_has_no_drift() -> None:
    """There is nobody to be off."""
    assert drift([Score("a", "1", 0.5), Score("b", "2", 0.9)]) == ()


def test_a_second_score_is_refused() -> None:
    """Two values of one evaluator for one thing."""
    with pytest.raises(ValueError, match="a scored 1 twice"):
        drift([Score("a", "1", 0.5), Score("a", "1", 0.9)])
