"""Coefficients of agreement: published examples to their printed digits, a peer on made-up data, what must hold always."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.agreement_coefficients import (
    Floats,
    Level,
    agreement,
    alpha,
    brennan_prediger,
    conger,
    fleiss,
    gwet_ac1,
    intraclass,
    percent_agreement,
)

NAN = float("nan")


@pytest.fixture(scope="module")
def goldens(reference: Callable[[str], Path]) -> dict[str, dict[str, object]]:
    """The published examples."""
    found: dict[str, dict[str, object]] = json.loads(reference("evaluation/agreement_ahp_goldens.json").read_text())
    return found


def table(rows: list[list[float | None]]) -> Floats:
    """Return ratings with NaN for what is missing."""
    return np.array([[NAN if one is None else one for one in row] for row in rows], dtype=float)


def of_three(golden: dict[str, object]) -> Floats:
    """The three coders, units in rows."""
    lines: list[str] = golden["data"]  # type: ignore[assignment]
    return table([[None if one == "*" else float(one) for one in line.split()] for line in lines]).T


def of_four(golden: dict[str, object]) -> Floats:
    """The four raters of the C data, units in rows: the list runs rater by rater within each unit."""
    return table(np.array(golden["column_major_4_raters"], dtype=object).reshape(12, 4).tolist())


@pytest.mark.parametrize("level", list(Level))
def test_alpha_is_the_published_one(goldens: dict[str, dict[str, object]], level: Level) -> None:
    """Wikipedia's three coders, the C data of R's irr."""
    three, four = goldens["krippendorff_wiki_3x15"], goldens["krippendorff_C_4x12"]
    assert alpha(of_three(three), level) == pytest.approx(three[level], abs=5e-7)
    assert alpha(of_four(four), level) == pytest.approx(four[level], abs=5e-7)


def test_coefficients_over_chance_are_the_published_ones(goldens: dict[str, dict[str, object]]) -> None:
    """AC1 and its siblings on the C data."""
    golden = goldens["krippendorff_C_4x12"]
    data = of_four(golden)
    assert gwet_ac1(data) == pytest.approx(golden["gwet_ac1"], abs=5e-6)
    assert fleiss(data) == pytest.approx(golden["fleiss"], abs=5e-6)
    assert brennan_prediger(data) == pytest.approx(golden["brennan_prediger"], abs=5e-6)
    assert conger(data) == pytest.approx(golden["conger"], abs=5e-6)


def test_intraclass_correlations_are_those_of_shrout_and_fleiss(goldens: dict[str, dict[str, object]]) -> None:
    """Six targets, four judges; the paper prints two digits, the recomputation six."""
    golden = goldens["shrout_fleiss_1979"]
    found = intraclass(np.array(golden["ratings"], dtype=float))
    assert found is not None
    got = (found.one_way, found.agreement, found.consistency)
    means = (found.one_way_of_means, found.agreement_of_means, found.consistency_of_means)
    assert got == pytest.approx([golden[name] for name in ("ICC1", "ICC2", "ICC3")], abs=5e-7)
    assert means == pytest.approx([golden[name] for name in ("ICC1k", "ICC2k", "ICC3k")], abs=5e-7)
    assert [f"{one:.2f}".lstrip("0") for one in (*got, *means)] == [".17", ".29", ".71", ".44", ".62", ".91"]


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("seed", range(6))
def test_alpha_agrees_with_the_peer(level: Level, seed: int) -> None:
    """The krippendorff package on made-up ratings with a fifth missing."""
    draw = np.random.default_rng(seed)
    ratings = draw.choice([0.0, 0.5, 1.0, 2.0, 3.5, 5.0], size=(60, 5), p=[0.4, 0.2, 0.1, 0.1, 0.1, 0.1])
    ratings[draw.random(ratings.shape) < 0.2] = NAN
    peer = krippendorff.alpha(reliability_data=ratings.T, level_of_measurement=level.value)
    assert alpha(ratings, level) == pytest.approx(peer, abs=1e-10)


def test_a_unit_that_only_one_rated_says_nothing_about_alpha() -> None:
    """Nor does a unit that nobody rated."""
    data = table([[1, 1, 2], [2, 2, None], [3, 2, 3]])
    more = np.vstack([data, table([[9, None, None], [None, None, None]])])
    for level in Level:
        assert alpha(more, level) == pytest.approx(alpha(data, level))


def test_ac1_holds_where_alpha_falls_over() -> None:
    """Two raters, 100 vetoes, one disagreement: nearly everything agrees, yet alpha is about nought."""
    data = np.zeros((100, 2))
    data[0, 0] = 1
    found = alpha(data, Level.NOMINAL), gwet_ac1(data)
    assert found[0] == pytest.approx(0.0, abs=0.01)
    assert found[1] == pytest.approx(0.9899, abs=5e-5)


def test_what_is_not_defined_is_none() -> None:
    """One rater; nothing that varies; no rating at all. AC1 of one and the same answer is full agreement."""
    alone, same, none = table([[1, None], [None, 2]]), np.ones((4, 3)), np.full((3, 2), NAN)
    for data in (alone, none):
        found = agreement(data)
        assert {found.percent, found.alpha_nominal, found.alpha_interval, found.ac1, found.conger, found.icc} == {None}
    assert [alpha(same, level) for level in Level] == [None] * 4
    assert gwet_ac1(same) == 1.0
    assert percent_agreement(same) == 1.0
    assert fleiss(same) is None
    assert intraclass(same) is None


def test_names_have_no_order() -> None:
    """Text ratings get no ordinal coefficients."""
    found = agreement(table([[0, 1], [1, 1], [0, 0]]), numbers=False)
    assert found.alpha_nominal is not None
    assert (found.alpha_ordinal, found.alpha_interval, found.icc) == (None, None, None)


@pytest.mark.parametrize(
    ("ratings", "said"),
    [(np.array([1.0, 2.0]), "a row a unit"), (np.array([[1.0, float("inf")]]), "finite")],
)
def test_no_table_is_refused(ratings: Floats, said: str) -> None:
    """A list, an infinity."""
    with pytest.raises(ValueError, match=said):
        alpha(ratings, Level.NOMINAL)


def test_too_few_categories_are_refused() -> None:
    """Three answers cannot be of two possible ones."""
    with pytest.raises(ValueError, match="3 different answers"):
        gwet_ac1(table([[1, 2], [3, 1]]), categories=2)


def test_a_ratio_is_of_nothing_negative() -> None:
    """Deductions need the interval level."""
    with pytest.raises(ValueError, match="from 0 on"):
        alpha(table([[-1, 2], [3, 1]]), Level.RATIO)


tables = st.lists(st.lists(st.sampled_from([NAN, 0.0, 1.0, 2.5, 4.0]), min_size=3, max_size=3), min_size=2, max_size=8)


@given(rows=tables, seed=st.integers(0, 99))
def test_order_of_units_and_raters_is_irrelevant(rows: list[list[float]], seed: int) -> None:
    """Shuffle rows and columns."""
    data, draw = np.array(rows), np.random.default_rng(seed)
    mixed = data[draw.permutation(len(data))][:, draw.permutation(3)]
    one, other = agreement(data), agreement(mixed)
    for name in ("percent", "alpha_nominal", "alpha_ordinal", "alpha_interval", "ac1", "fleiss", "conger"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-9), name


@given(rows=tables)
def test_nothing_is_above_one(rows: list[list[float]]) -> None:
    """And one only where all pairs agree."""
    data = np.array(rows)
    agreed = percent_agreement(data)
    for found in [*(alpha(data, level) for level in Level), gwet_ac1(data), fleiss(data), conger(data)]:
        assert found is None or found <= 1 + 1e-9
        if found is not None and agreed is not None and agreed < 1:
            assert found < 1


@given(rows=tables, scale=st.sampled_from([0.5, 2.0, 10.0]), shift=st.sampled_from([0.0, 3.0, -7.0]))
def test_units_of_measurement_do_not_matter(rows: list[list[float]], scale: float, shift: float) -> None:
    """Interval: any line; ordinal: any rising curve."""
    data = np.array(rows)
    assert alpha(data * scale + shift, Level.INTERVAL) == pytest.approx(alpha(data, Level.INTERVAL), abs=1e-9)
    assert alpha(data**3, Level.ORDINAL) == pytest.approx(alpha(data, Level.ORDINAL), abs=1e-9)
