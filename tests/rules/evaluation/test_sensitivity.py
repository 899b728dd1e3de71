"""Weights drawn at random: cases with a known answer, and what no draw may change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.sensitivity import Case, Draws, Floats, acceptance, ranked, sensitivity, weightings

UNIFORM = Draws(20_000, 7, "uniform")


def case(shares: list[list[float]], weights: list[float] | None = None, **more: object) -> Case:
    """Return a case of items that are each a block, without fixed points, bars or tiers unless given."""
    table = np.array(shares, dtype=float)
    count, items = table.shape
    given_weights = np.array(weights or [1 / items] * items)
    plain = Case(table, given_weights, range(items), np.zeros(count), np.zeros(count, dtype=bool))
    return replace(plain, **more)  # type: ignore[arg-type]


def test_two_criteria_have_the_shares_of_the_plane() -> None:
    """A(1,0), B(.6,.6), C(0,1) under uniform weights: A is first where w > 0.6, C where w < 0.4."""
    found = sensitivity(case([[1, 0], [0.6, 0.6], [0, 1]]), UNIFORM)
    assert found.acceptability[:, 0] == pytest.approx([0.4, 0.2, 0.4], abs=0.012)


def test_three_unit_vectors_are_first_a_third_of_the_time() -> None:
    """By symmetry every rank is as likely as every other."""
    found = sensitivity(case(np.eye(3).tolist()), UNIFORM)
    assert found.acceptability == pytest.approx(np.full((3, 3), 1 / 3), abs=0.012)
    assert found.mean_rank == pytest.approx([2, 2, 2], abs=0.02)


def test_the_interval_of_a_uniform_weight_is_the_one_of_the_line() -> None:
    """One criterion alone, its weight uniform from 0 to 1: percentiles 5, 50 and 95 of the total are .05, .5 and .95."""
    found = sensitivity(case([[1, 0]]), UNIFORM)
    assert (found.low[0], found.middle[0], found.high[0]) == pytest.approx((0.05, 0.5, 0.95), abs=0.012)


def test_tiers_are_kept_as_often_as_the_line_says() -> None:
    """Total = weight of the first, uniform from 0 to 1: below 0.3 no tier, to 0.8 the first, above the second."""
    found = sensitivity(case([[1, 0]], cutoffs=(0.3, 0.8)), UNIFORM)
    assert found.tiers[0] == pytest.approx([0.3, 0.5, 0.2], abs=0.012)
    assert found.tier[0] == 1
    assert found.kept[0] == pytest.approx(0.5, abs=0.012)


@pytest.mark.parametrize("model", ["noise", "dirichlet", "uniform"])
def test_draws_keep_the_sum_and_the_seed_keeps_the_draws(model: str) -> None:
    """100 points stay 100 points; a weight of nought stays nought; noise stays within its spread before scaling."""
    weights = np.array([50.0, 30.0, 20.0, 0.0])
    draws = Draws(500, 3, model)  # type: ignore[arg-type]
    drawn = weightings(weights, draws)
    assert drawn.sum(axis=1) == pytest.approx(np.full(500, 100.0))
    assert not drawn[:, 3].any()
    assert np.array_equal(drawn, weightings(weights, draws))
    assert not np.array_equal(drawn, weightings(weights, replace(draws, seed=4)))
    if model == "noise":
        most = float((drawn[:, 0] / drawn[:, 1]).max())
        assert 2.5 < most <= 50 * 1.25 / (30 * 0.75)


def test_a_dirichlet_has_its_weights_for_mean() -> None:
    """And the variance w(1-w)/(k+1)."""
    drawn = weightings(np.array([0.7, 0.2, 0.1]), Draws(40_000, 1, "dirichlet", concentration=9))
    assert drawn.mean(axis=0) == pytest.approx([0.7, 0.2, 0.1], abs=0.005)
    assert drawn.var(axis=0) == pytest.approx([0.021, 0.016, 0.009], abs=0.001)


def test_no_draw_makes_up_for_a_veto() -> None:
    """Full marks and barred: never a tier, and always behind one who has nothing."""
    barred = np.array([True, False])
    found = sensitivity(case([[1, 1], [0, 0.1]], cutoffs=(0.5,), barred=barred), UNIFORM)
    assert found.tiers[0].tolist() == [1, 0]
    assert (found.best_rank.tolist(), found.worst_rank.tolist()) == ([2, 1], [2, 1])
    assert found.acceptability.tolist() == [[0, 0], [1, 0]]


def test_no_draw_makes_up_for_a_block_under_its_minimum() -> None:
    """Full marks, but the minima allow the first tier only."""
    held = case([[1, 1]], cutoffs=(0.5, 0.9), ceiling=np.array([1]))
    assert sensitivity(held, UNIFORM).tiers[0].tolist() == [0, 1, 0]


def test_what_is_fixed_is_not_weighed() -> None:
    """A deduction of 4 stays 4."""
    found = sensitivity(case([[1, 1]], [60, 40], fixed=np.array([-4.0])), UNIFORM)
    assert (found.total[0], found.low[0], found.high[0]) == (96, 96, 96)


def test_a_total_at_its_cut_off_stays_there() -> None:
    """Nine tenths everywhere is 90 under all weights, however it is added up."""
    items = 70
    found = sensitivity(case([[0.9] * items], [100 / items] * items, cutoffs=(90.0,)), Draws(2000, 1), by_item=True)
    assert found.kept[0] == 1
    assert found.tier[0] == 1


def test_items_of_a_block_move_together() -> None:
    """Two items of one block trade nothing; two blocks do."""
    together = case([[1, 0]], [5, 5], blocks=(0, 0))
    assert np.ptp([sensitivity(together, UNIFORM).low, sensitivity(together, UNIFORM).high]) == 0
    assert sensitivity(together, UNIFORM, by_item=True).high[0] > 9


def test_memory_is_taken_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small the parts are, the figures are the same."""
    drawn = case(np.random.default_rng(1).random((40, 6)).tolist(), cutoffs=(0.4, 0.6))
    whole = sensitivity(drawn, Draws(300, 2), ranks=40)
    monkeypatch.setattr("evaluation.rules.sensitivity._AT_ONCE", 700)
    parts = sensitivity(drawn, Draws(300, 2), ranks=40)
    for name in ("kept", "low", "high", "mean_rank", "best_rank", "worst_rank", "acceptability"):
        assert getattr(parts, name) == pytest.approx(getattr(whole, name)), name


def test_equal_totals_share_the_better_rank() -> None:
    """1, 2, 2, 4."""
    totals, barred = np.array([[5.0, 3.0, 9.0, 5.0], [1, -2, 0.5, 7]]), np.zeros(4, dtype=bool)
    assert ranked(totals, barred).tolist() == [[2, 4, 1, 2], [2, 4, 3, 1]]
    barred[2:] = True
    assert ranked(totals, barred).tolist() == [[1, 2, 3, 3], [1, 2, 3, 3]]


shares = st.lists(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=3, max_size=3), min_size=2, max_size=6)


@given(table=shares, seed=st.integers(0, 50))
def test_order_of_enterprises_is_irrelevant(table: list[list[float]], seed: int) -> None:
    """Shuffled rows have their own figures."""
    order = np.random.default_rng(seed).permutation(len(table))
    one = sensitivity(case(table), Draws(50, seed))
    other = sensitivity(case([table[place] for place in order]), Draws(50, seed))
    for name in ("total", "low", "high", "mean_rank", "best_rank", "worst_rank"):
        assert getattr(other, name) == pytest.approx(getattr(one, name)[order]), name


@given(table=shares)
def test_who_is_at_least_as_good_everywhere_never_ranks_behind(table: list[list[float]]) -> None:
    """Dominance holds under every weighting."""
    better = [[min(1.0, one + 0.25) for one in table[0]], *table]
    found = sensitivity(case(better), Draws(50, 1))
    assert found.mean_rank[0] <= found.mean_rank[1] + 1e-12
    assert found.low[0] >= found.low[1] - 1e-12


def spoilt(**more: object) -> Case:
    """A case with one part that does not fit."""
    return replace(case([[1, 0], [0, 1]]), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (spoilt(weights=np.zeros(2)), "above 0"),
        (spoilt(weights=np.array([1.0, -1.0])), "0 or more"),
        (spoilt(weights=np.ones(1)), "2 items"),
        (spoilt(fixed=np.zeros(1)), "2 enterprises"),
        (spoilt(shares=np.array([[1, np.nan], [0, 1]])), "missing"),
        (spoilt(shares=np.zeros((0, 2))), "no enterprise"),
        (spoilt(cutoffs=(90.0, 80.0)), "rise"),
    ],
)
def test_a_case_that_does_not_fit_is_refused(bad: Case, said: str) -> None:
    """Each part is named."""
    with pytest.raises(ValueError, match=said):
        sensitivity(bad, Draws(10))


@pytest.mark.parametrize(
    "wrong", [{"number": 0}, {"number": 2_000_000}, {"seed": -1}, {"spread": 1.0}, {"concentration": 0.0}]
)
def test_draws_that_cannot_be_drawn_are_refused(wrong: dict[str, float]) -> None:
    """Before anything is drawn."""
    with pytest.raises(ValueError, match=r"draws|seed|spread|concentration"):
        Draws(**wrong)  # type: ignore[arg-type]


def test_given_weights_are_taken_as_they_are() -> None:
    """Two weightings, two orders."""
    weights: Floats = np.array([[1.0, 0.0], [0.0, 1.0]])
    found = acceptance(case([[1, 0], [0, 1]]), weights, Draws(2))
    assert found.acceptability.tolist() == [[0.5, 0.5], [0.5, 0.5]]
