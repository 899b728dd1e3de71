"""Tables for statistics: how they may be written, and what is named by line and column."""

from __future__ import annotations

import math

import numpy as np
import pytest

from evaluation.rules.statistic_tables import TableFault, read_columns, read_comparisons, read_ratings

WIDE = "unit,Ana,Bo\nfirm 1,3,4\nfirm 2,,2\nfirm 3,1.5,*\n"


def nans(values: list[list[float]]) -> list[list[float | None]]:
    """Return None for what is missing."""
    return [[None if math.isnan(one) else one for one in row] for row in values]


def test_ratings_are_read_wide() -> None:
    """A column a rater; nothing is filled in."""
    found = read_ratings(WIDE)
    assert (found.raters, found.units) == (("Ana", "Bo"), ("firm 1", "firm 2", "firm 3"))
    assert nans(found.values.tolist()) == [[3, 4], [None, 2], [1.5, None]]


def test_ratings_are_read_long_in_any_order() -> None:
    """All columns but rater and value name the unit."""
    text = "enterprise,item_id,rater,value\nA,1003,Bo,2\nA,1003,Ana,1\nA,1004,Ana,0.5\nB,1003,Bo,2.5\n"
    found = read_ratings(text)
    assert found.units == ("A / 1003", "A / 1004", "B / 1003")
    assert found.raters == ("Bo", "Ana")
    assert nans(found.values.tolist()) == [[2, 1], [None, 0.5], [2.5, None]]


def test_stages_are_raters_where_nobody_is_named() -> None:
    """As in the data of a sheet; with a rater the stage belongs to the unit."""
    found = read_ratings("enterprise,item_id,value,stage\nA,1003,2,self\nA,1003,1.5,first\n")
    assert (found.units, found.raters) == (("A / 1003",), ("self", "first"))
    found = read_ratings("enterprise,stage,rater,value\nA,panel,Ana,2\nA,panel,Bo,1.5\n")
    assert (found.units, found.raters) == (("A / panel",), ("Ana", "Bo"))


@pytest.mark.parametrize(
    ("text", "raters"),
    [
        ("A;B\n1;2\n3;3\n", ("A", "B")),
        ("A\tB\n1\t2\n3\t3\n", ("A", "B")),
        ("1,2\n3,3\n", ("1", "2")),
        ("\ufeff企业,甲,乙\n一,1,2\n二,3,3\n", ("甲", "乙")),
        ("firm,A,B\nx,1,2\ny,3,3\n", ("A", "B")),
        ("A,B\r\n1,2\r\n\r\n3,3\r\n", ("A", "B")),
    ],
)
def test_ratings_may_be_written_in_several_ways(text: str, raters: tuple[str, ...]) -> None:
    """Separators, no heading, a byte order mark, another heading over names, empty lines."""
    found = read_ratings(text)
    assert found.raters == raters
    assert found.values.tolist() == [[1, 2], [3, 3]]


def test_raters_may_stand_in_rows() -> None:
    """As in the books on reliability."""
    found = read_ratings("rater,u1,u2,u3\nA,1,2,3\nB,1,*,2\n", raters_in_rows=True)
    assert (found.raters, found.units) == (("A", "B"), ("u1", "u2", "u3"))
    assert nans(found.values.tolist()) == [[1, 1], [2, None], [3, 2]]


def test_words_are_answers_when_all_are_words() -> None:
    """Each stands for its place in the alphabet, and is named."""
    found = read_ratings("unit,A,B\n1,yes,no\n2,yes,yes\n3,no,\n")
    assert found.words == ("no", "yes")
    assert nans(found.values.tolist()) == [[1, 0], [1, 1], [0, None]]


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("", None, None, "empty"),
        ("\n\n", None, None, "empty"),
        ("unit,A,B\n1,2,3\n2,4x,3\n", 3, 2, "“4x” is no number"),
        ("unit,A,B\n1,2,3\n2,inf,3\n", 3, 2, "“inf” is no number"),
        ("unit,A,B\n1,2\n", 2, None, "has 2 cells, the head 3"),
        ('unit,A,B\n1,2,"3\n', 2, None, "unexpected end"),
        ("unit,A,A\n1,2,3\n", 1, 3, "“A” is named twice"),
        ("unit,A,B\n", 1, None, "no rating"),
        ("unit,A,B\n1,,\n", None, None, "no rating"),
        ("unit,A\n1,3\n", None, None, "two raters"),
        ("unit,rater,value\n1,A,2\n1,A,3\n", 3, 3, "A rated this unit in line 2 already"),
        ("unit,rater,value\n1,A,2\n1,B,viel\n", 3, 3, "“viel” is no number"),
        ("unit,rater,value\n1,,2\n1,B,3\n", 2, 2, "The rater has no name"),
    ],
)
def test_bad_ratings_are_named(text: str, line: int | None, column: int | None, said: str) -> None:
    """Line and column of the file."""
    with pytest.raises(TableFault, match=said) as caught:
        read_ratings(text)
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    ("text", "names", "start"),
    [
        ("1,3\n1/3,1\n", ("1", "2"), (1, 1)),
        ("pay,rest\n1,3\n1/3,1\n", ("pay", "rest"), (2, 1)),
        (",pay,rest\npay,1,3\nrest,1/3,1\n", ("pay", "rest"), (2, 2)),
        ("pay,1,3\nrest,1/3,1\n", ("pay", "rest"), (1, 2)),
    ],
)
def test_comparisons_may_have_names(text: str, names: tuple[str, ...], start: tuple[int, int]) -> None:
    """Across, down, both or none."""
    found = read_comparisons(text)
    assert found == (names, [["1", "3"], ["1/3", "1"]], start)


def test_columns_of_numbers() -> None:
    """The first column names the unit."""
    units, columns = read_columns("town,rate,disputes\nA,80,\nB,100,4\n")
    assert units == ("A", "B")
    assert columns["rate"].tolist() == [80, 100]
    assert np.isnan(columns["disputes"][0])


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("town,rate\n", 1, None, "a line a unit"),
        ("town,rate\nA,1\nA,2\n", 3, 1, "“A” stands in line 2 already"),
        ("town,rate\n,1\n", 2, 1, "no name"),
        ("town,rate,rate\nA,1,2\n", 1, 3, "named twice"),
        ("town,rate,\nA,1,2\n", 1, 3, "no name"),
        ("town,rate\nA,one\n", 2, 2, "“one” is no number"),
    ],
)
def test_bad_columns_are_named(text: str, line: int | None, column: int | None, said: str) -> None:
    """Line and column of the file."""
    with pytest.raises(TableFault, match=said) as caught:
        read_columns(text)
    assert (caught.value.line, caught.value.column) == (line, column)
