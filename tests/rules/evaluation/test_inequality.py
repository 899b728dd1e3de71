"""Inequality of pay: hand-worked cases, a planted gap that the regression finds, and what is not determined."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import linregress

from evaluation.rules.inequality import adjusted_gap, gap, gini


@pytest.mark.parametrize(
    ("pay", "found", "corrected"),
    [([1, 2, 3, 4, 5], 0.266667, 0.333333), ([7, 7, 7, 7], 0.0, 0.0), ([0, 0, 0, 1], 0.75, 1.0)],
)
def test_gini_is_as_worked(pay: list[float], found: float, corrected: float) -> None:
    """As in the facts."""
    assert gini(pay) == pytest.approx(found, abs=5e-7)
    assert gini(pay, corrected=True) == pytest.approx(corrected, abs=5e-7)


@pytest.mark.parametrize("pay", [[], [5000], [0, 0]])
def test_gini_of_nothing_is_none(pay: list[float]) -> None:
    """One person is not unequal, and nothing cannot be shared."""
    assert gini(pay) is None


def test_raw_gaps_as_worked_by_hand() -> None:
    """Men 100, 200, 300 (mean 200, median 200); women 90, 110, 150, 250 (mean 150, median 130)."""
    found = gap([100, 200, 300], [90, 110, 150, 250])
    assert found is not None
    assert (found.mean, found.median) == pytest.approx((0.25, 0.35))
    assert found.quartiles == pytest.approx((1 / 1.75, 1.5 / 1.75, 0.75 / 1.75, 0.75 / 1.75))


def quartiles(men: list[float], women: list[float]) -> tuple[float, ...] | None:
    """Return the share of women in each quarter."""
    found = gap(men, women)
    assert found is not None
    return found.quartiles


def test_quartiles_share_what_is_equal() -> None:
    """Four men and four women by turns; all alike; apart; too few."""
    half = (0.5, 0.5, 0.5, 0.5)
    assert quartiles([2, 4, 6, 8], [1, 3, 5, 7]) == half
    assert quartiles([5, 5, 5, 5], [5, 5, 5, 5]) == half
    assert quartiles([10, 11, 12, 13], [1, 2, 3, 4]) == (1, 1, 0, 0)
    assert quartiles([2], [1, 1]) is None
    assert gap([], [1]) is None


def test_a_gap_of_nobody_else_is_the_difference_of_log_means() -> None:
    """Without controls the regression is that of two groups: compared with scipy's."""
    draw = np.random.default_rng(3)
    female = draw.random(200) < 0.4
    pay = np.exp(8.5 + draw.normal(0, 0.3, 200) - 0.08 * female)
    found = adjusted_gap(pay, female.tolist(), {}, {})
    peer = linregress(female.astype(float), np.log(pay))
    assert found is not None
    assert (found.people, found.coefficients) == (200, 2)
    assert found.gap == pytest.approx(np.expm1(peer.slope))
    assert found.high == pytest.approx(np.expm1(peer.slope + 1.9720175 * peer.stderr), abs=1e-6)
    assert found.explained == pytest.approx(peer.rvalue**2)


def test_a_planted_gap_is_found_behind_grades() -> None:
    """Raw nearly a third, because women are in the lower grades; among people alike five percent."""
    draw = np.random.default_rng(5)
    female = draw.random(2000) < 0.5
    high = draw.random(2000) < np.where(female, 0.2, 0.7)
    tenure = draw.integers(0, 20, 2000).astype(float)
    pay = np.exp(8 + 0.7 * high + 0.01 * tenure + np.log(0.95) * female + draw.normal(0, 0.05, 2000))
    found = adjusted_gap(
        pay, female.tolist(), {"tenure": tenure.tolist()}, {"grade": np.where(high, "B", "A").tolist()}
    )
    raw = gap(pay[~female], pay[female])
    assert found is not None and raw is not None  # noqa: PT018
    assert raw.mean > 0.25
    assert found.low < -0.05 < found.high
    assert found.high - found.low < 0.02
    assert found.coefficients == 4


@pytest.mark.parametrize(
    ("female", "grade"),
    [([True] * 6, ["A", "B"] * 3), ([True, False] * 3, ["A", "B"] * 3), ([True, False] * 3, list("ABCDEF"))],
)
def test_what_is_not_determined_is_none(female: list[bool], grade: list[str]) -> None:
    """One sex only; sex is the grade; as many grades as people."""
    assert adjusted_gap([100, 110, 120, 130, 140, 155], female, {}, {"grade": grade}) is None


def test_nobody_has_no_gap() -> None:
    """No rows at all."""
    assert adjusted_gap([], [], {}, {}) is None


def test_columns_of_other_lengths_and_bad_amounts_are_refused() -> None:
    """Named."""
    with pytest.raises(ValueError, match="tenure has 1 values for 2 people"):
        adjusted_gap([1, 2], [True, False], {"tenure": [1]}, {})
    with pytest.raises(ValueError, match="amount 2 is 0; pay is above 0"):
        gap([1, 0], [1])
    with pytest.raises(ValueError, match="amount 1 is -5; pay is 0 or more"):
        gini([-5, 1])
    with pytest.raises(ValueError, match="missing"):
        gini([1, float("nan")])


amounts = st.lists(st.integers(1, 10**6), min_size=2, max_size=30)


@given(pay=amounts, times=st.integers(2, 4))
def test_gini_knows_neither_currency_nor_order_nor_size(pay: list[int], times: int) -> None:
    """Scaled, turned round, each person doubled."""
    found = gini(pay)
    assert found is not None
    assert 0 <= found < 1
    assert gini([one * 7.5 for one in reversed(pay)]) == pytest.approx(found, abs=1e-12)
    assert gini(pay * times) == pytest.approx(found, abs=1e-12)


@given(pay=amounts)
def test_giving_from_rich_to_poor_never_raises_gini(pay: list[int]) -> None:
    """The principle of transfers."""
    ordered = sorted(float(one) for one in pay)
    give = (ordered[-1] - ordered[0]) / 2
    after = gini([ordered[0] + give, *ordered[1:-1], ordered[-1] - give])
    before = gini(ordered)
    assert after is not None and before is not None  # noqa: PT018
    assert after <= before + 1e-12
