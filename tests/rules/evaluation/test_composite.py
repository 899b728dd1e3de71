"""Indices: hand-worked tables, a well-known one recomputed from its published goalposts, and bad specifications."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.composite import Index, IndexFault, index, ranks, read_specification

UNITS = ("Ahe", "Bo", "Cang")
COLUMNS = {"rate": np.array([80.0, 100.0, 90.0]), "disputes": np.array([4.0, 0.0, 1.0])}
PLAIN = """
[[indicator]]
name = "rate"
weight = 3
[[indicator]]
name = "disputes"
direction = "down"
"""


def made(text: str, columns: dict[str, list[float]] | None = None, units: tuple[str, ...] = UNITS) -> Index:
    """Return the index of a specification."""
    given_columns = COLUMNS if columns is None else {name: np.array(column) for name, column in columns.items()}
    return index(read_specification(text), units, given_columns)


def test_min_max_and_weights_as_worked_by_hand() -> None:
    """Rates 0, 100, 50; disputes turned round 0, 100, 75; three to one."""
    found = made(PLAIN)
    assert found.indicators["disputes"].tolist() == [0, 100, 75]
    assert found.scores.tolist() == [0, 100, 56.25]
    assert found.ranks.tolist() == [3, 1, 2]


def test_goalposts_are_taken_instead_of_the_data_and_values_beyond_are_clipped() -> None:
    """From 60 to 90: 80 is two thirds, 100 is clipped unless told otherwise."""
    text = '{} \n[[indicator]]\nname = "rate"\nlowest = 60\nhighest = 90\n'
    assert made(text.format("")).scores == pytest.approx([66.6667, 100, 100], abs=1e-4)
    assert made(text.format("clip = false")).scores == pytest.approx([66.6667, 133.3333, 100], abs=1e-4)


def test_z_scores_have_mean_0_and_spread_1() -> None:
    """80, 100, 90: mean 90, s 10; turned round for disputes."""
    found = made('normalise = "z"' + PLAIN)
    assert found.indicators["rate"].tolist() == [-1, 1, 0]
    assert found.indicators["disputes"].std(ddof=1) == pytest.approx(1)
    assert found.indicators["disputes"][1] > 0


def test_ranks_run_from_the_worst() -> None:
    """Equal values have their mean rank, the index ranks have the better one."""
    text = 'normalise = "rank"\n[[indicator]]\nname = "x"\n'
    found = made(text, {"x": [5, 7, 5]})
    assert found.indicators["x"].tolist() == [1.5, 3, 1.5]
    assert found.ranks.tolist() == [2, 1, 2]


def test_a_human_development_index_comes_out() -> None:
    """Method of UNDP's technical notes: life 20-85, schooling (0-15, 0-18, mean), income as logarithm 100-75000, geometric [GK].

    Life 71.4, schooling 13.2 and 8.1 years, income 12,406: health 0.7908, education (0.7333 + 0.54) / 2, income 0.7282.
    """
    text = """
    scale = [0, 1]
    aggregate = "geometric"
    [[group]]
    name = "education"
    aggregate = "arithmetic"
    [[indicator]]
    name = "life"
    lowest = 20
    highest = 85
    [[indicator]]
    name = "expected"
    group = "education"
    lowest = 0
    highest = 18
    [[indicator]]
    name = "mean years"
    group = "education"
    lowest = 0
    highest = 15
    [[indicator]]
    name = "income"
    transform = "log"
    lowest = 100
    highest = 75000
    """
    columns = {"life": [71.4], "expected": [13.2], "mean years": [8.1], "income": [12406.0]}
    found = made(text, columns, ("Land",))
    assert found.groups["education"][0] == pytest.approx(0.63667, abs=5e-6)
    assert found.scores[0] == pytest.approx((0.790769 * 0.636667 * 0.728204) ** (1 / 3), abs=1e-6)


def test_groups_may_be_nested() -> None:
    """Each level is a mean of its own parts, not of all the indicators below."""
    text = """
    normalise = "none"
    [[group]]
    name = "top"
    weight = 3
    [[group]]
    name = "below"
    group = "top"
    [[indicator]]
    name = "a"
    group = "below"
    [[indicator]]
    name = "b"
    group = "below"
    [[indicator]]
    name = "c"
    group = "top"
    [[indicator]]
    name = "d"
    """
    found = made(text, {"a": [1.0], "b": [3.0], "c": [6.0], "d": [10.0]}, ("X",))
    assert (found.groups["below"][0], found.groups["top"][0], found.scores[0]) == (2, 4, 5.5)


def test_a_geometric_mean_does_not_make_up_for_nought() -> None:
    """One nought and all is nought."""
    text = 'normalise = "none"\naggregate = "geometric"\n[[indicator]]\nname = "a"\n[[indicator]]\nname = "b"\n'
    assert made(text, {"a": [4.0, 0.0], "b": [9.0, 100.0]}, ("X", "Y")).scores == pytest.approx([6.0, 0.0])


@pytest.mark.parametrize(
    ("policy", "scores", "places"),
    [("leave out", [0, 100, 75], [3, 1, 2]), ("worst", [0, 100, 18.75], [3, 1, 2])],
)
def test_missing_values_are_treated_as_said(policy: str, scores: list[float], places: list[int]) -> None:
    """Left out the other indicator counts alone; the worst is the lowest of the scale."""
    found = made(f'missing = "{policy}"' + PLAIN, {"rate": [80, 100, np.nan], "disputes": [4, 0, 1]})
    assert found.scores.tolist() == scores
    assert found.ranks.tolist() == places


def test_a_unit_of_which_nothing_is_known_has_no_rank() -> None:
    """And takes none from others."""
    found = made('missing = "leave out"' + PLAIN, {"rate": [80, 100, np.nan], "disputes": [4, 0, np.nan]})
    assert np.isnan(found.scores[2])
    assert found.ranks.tolist() == [2, 1, 0]


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        (PLAIN, {"rate": [1.0, 2, 3]}, "no column “disputes”"),
        (PLAIN, {"rate": [1.0, np.nan, 3], "disputes": [1.0, 2, 3]}, "Bo has no value in column “rate”"),
        (PLAIN, {"rate": [np.nan] * 3, "disputes": [1.0, 2, 3]}, "“rate” is empty"),
        (
            '[[indicator]]\nname = "x"\ntransform = "log"\n',
            {"x": [1.0, 0, 2]},
            "Bo has 0 in “x”, which has no logarithm",
        ),
        (
            'aggregate = "geometric"\nnormalise = "none"\n[[indicator]]\nname = "x"\n',
            {"x": [1.0, 2, -3]},
            "Cang has -3 in “x”; a geometric mean",
        ),
        ('[[indicator]]\nname = "x"\nlowest = 9\n', {"x": [1.0, 2, 3]}, "beyond its data"),
    ],
)
def test_bad_data_is_refused_by_name(text: str, columns: dict[str, list[float]], said: str) -> None:
    """Unit and column."""
    with pytest.raises(IndexFault, match=said):
        made(text, columns)


ONE = '[[indicator]]\nname = "x"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ?", "line 1"),
        ('title = "none"', "indicator: Field required"),
        (ONE + ONE, "'x' is named twice"),
        (ONE + 'group = "g"\n', "'x' belongs to 'g', which is no group"),
        (ONE + '[[group]]\nname = "g"\n', "'g' has nothing in it"),
        (ONE + "weight = -1\n", "indicator.1.weight"),
        (ONE + "weight = 0\n", "nothing at the top"),
        (ONE + 'colour = "red"\n', "indicator.1.colour"),
        (ONE + "lowest = 3\nhighest = 3\n", "goalposts of 'x' do not rise"),
        (ONE + 'transform = "log"\nlowest = 0\n', "above 0"),
        ("scale = [1, 0]\n" + ONE, "scale rises"),
        (
            ONE + '[[group]]\nname = "g"\ngroup = "h"\n[[group]]\nname = "h"\ngroup = "g"\n',
            "is inside itself",
        ),
        ('normalise = "best"\n' + ONE, "normalise"),
    ],
)
def test_a_bad_specification_is_refused_where_it_is_bad(text: str, said: str) -> None:
    """The place is named."""
    with pytest.raises(IndexFault, match=said):
        read_specification(text)


columns_of_three = st.lists(st.floats(0, 100, width=32), min_size=3, max_size=3)


@given(rate=columns_of_three, disputes=columns_of_three, step=st.floats(1, 50))
def test_more_is_better_where_it_should_be(rate: list[float], disputes: list[float], step: float) -> None:
    """With goalposts a higher rate never lowers an index, more disputes never raise it."""
    text = PLAIN.replace("weight = 3", "weight = 3\nlowest = 0\nhighest = 100") + "lowest = 0\nhighest = 100\n"
    before = made(text, {"rate": rate, "disputes": disputes}).scores
    better = made(text, {"rate": [rate[0] + step, *rate[1:]], "disputes": disputes}).scores
    worse = made(text, {"rate": rate, "disputes": [disputes[0] + step, *disputes[1:]]}).scores
    assert better[0] >= before[0] >= worse[0]
    assert better[1:].tolist() == before[1:].tolist()


def test_equal_scores_share_a_rank_and_a_missing_one_has_none() -> None:
    """1, 1, 3."""
    assert ranks(np.array([2.0, 2.0, 1.0, np.nan])).tolist() == [1, 1, 3, 0]
