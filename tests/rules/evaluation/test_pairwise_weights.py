"""Weights from comparisons: Saaty's published matrices, exact fractions, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.pairwise_weights import MatrixFault, read_matrix, weigh

HOUSE = """1 5 3 7 6 6 1/3 1/4;1/5 1 1/3 5 3 3 1/5 1/7;1/3 3 1 6 3 4 6 1/5;1/7 1/5 1/6 1 1/3 1/4 1/7 1/8;
1/6 1/3 1/3 3 1 1/2 1/5 1/6;1/6 1/3 1/4 4 2 1 1/5 1/6;3 5 1/6 7 5 5 1 1/2;4 7 5 8 6 6 2 1"""
DRINKS = """1 9 5 2 1 1 1/2;1/9 1 1/3 1/9 1/9 1/9 1/9;1/5 3 1 1/3 1/4 1/3 1/9;1/2 9 3 1 1/2 1 1/3;
1 9 4 2 1 2 1/2;1 9 3 1 1/2 1 1/3;2 9 9 3 2 3 1"""


def cells(text: str) -> list[list[str]]:
    """Return the cells of a matrix whose rows end with a semicolon."""
    return [line.split() for line in text.split(";")]


def golden(reference: Callable[[str], Path], name: str) -> dict[str, object]:
    """One of the published examples."""
    found: dict[str, object] = json.loads(reference("evaluation/agreement_ahp_goldens.json").read_text())[name]
    return found


def test_the_house_comes_out_as_published_and_is_refused(reference: Callable[[str], Path]) -> None:
    """Its comparisons do not fit: garden against finance, say."""
    published = golden(reference, "saaty_house_8x8")
    found = weigh(read_matrix(cells(HOUSE)))
    assert (round(found.eigenvalue, 4), round(found.index, 4), round(found.ratio, 4)) == (9.6689, 0.2384, 0.1691)
    assert [round(one, 4) for one in found.weights] == published["weights"]
    assert not found.consistent
    assert found.worst is not None
    assert (found.worst.first, found.worst.second, found.worst.judged) == (2, 6, Fraction(6))
    assert found.worst.implied == pytest.approx(0.188 / 0.167, abs=0.01)


def test_the_drinks_come_out_as_published(reference: Callable[[str], Path]) -> None:
    """Seven drinks in the United States."""
    published = golden(reference, "saaty_drinks_7x7")
    found = weigh(read_matrix(cells(DRINKS)))
    assert round(found.eigenvalue, 4) == published["lambda_max"]
    assert round(found.index, 4) == published["CI"]
    assert round(found.ratio, 4) == 0.0223
    assert [round(one, 3) for one in found.weights] == published["weights"]
    assert found.consistent


def test_three_criteria() -> None:
    """Worked in the facts."""
    found = weigh(read_matrix(cells("1 3 5;1/3 1 2;1/5 1/2 1")))
    assert (round(found.eigenvalue, 5), round(found.ratio, 4)) == (3.00369, 0.0032)
    assert [round(one, 4) for one in found.weights] == [0.6483, 0.2297, 0.1220]


def test_decimals_are_read_as_the_fractions_they_round() -> None:
    """0.33 beside 3 is a third; beside 2 it is a mistake."""
    assert read_matrix(cells("1 3;0.33 1"))[1][0] == Fraction(1, 3)
    assert read_matrix(cells("1 0.14;7 1"))[0][1] == Fraction(1, 7)
    with pytest.raises(MatrixFault, match=r"0\.33 is not the reciprocal of 2"):
        read_matrix(cells("1 2;0.33 1"))


@pytest.mark.parametrize(
    ("matrix", "row", "column", "said"),
    [
        ("1 3;1/2 1", 2, 1, "reciprocal"),
        ("1 3;1/3 2", 2, 2, "itself"),
        ("1 x;1/3 1", 1, 2, "no number"),
        ("1 1/0;1/3 1", 1, 2, "no number"),
        ("1 0;1/3 1", 1, 2, "above 0"),
        ("1 -3;1/3 1", 1, 2, "no number"),
        ("1 3 1;1/3 1 1;1 1", 3, None, "2 cells"),
        (";".join(" ".join(["1"] * 10) for _ in range(10)), 1, None, "10 criteria"),
    ],
)
def test_a_bad_matrix_is_refused_where_it_is_bad(matrix: str, row: int, column: int | None, said: str) -> None:
    """Row and column are named."""
    with pytest.raises(MatrixFault, match=said) as caught:
        read_matrix(cells(matrix))
    assert (caught.value.line, caught.value.column) == (row, column)


@pytest.mark.parametrize("size", [1, 2])
def test_one_or_two_criteria_always_fit(size: int) -> None:
    """There is nothing to contradict."""
    found = weigh([[Fraction(1)]] if size == 1 else read_matrix(cells("1 4;1/4 1")))
    assert found.ratio == 0
    assert found.weights == pytest.approx([1.0] if size == 1 else [0.8, 0.2])


@given(weights=st.lists(st.integers(1, 9), min_size=3, max_size=9))
def test_comparisons_taken_from_weights_give_them_back(weights: list[int]) -> None:
    """A matrix of ratios fits exactly."""
    found = weigh([[Fraction(one, other) for other in weights] for one in weights])
    assert found.weights == pytest.approx([one / sum(weights) for one in weights])
    assert found.ratio == pytest.approx(0, abs=1e-9)
