"""Places in charts: what is greater stands further out, nothing leaves the box, what is unknown has no place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.plots import LEFT, RADIUS, WIDTH, Row, dot_plot, radar

totals = st.lists(st.none() | st.decimals(-26, 110, places=2), min_size=0, max_size=12)


def test_an_axis_has_round_marks_and_holds_its_cut_offs() -> None:
    """Totals from 76.5 to 93, cut-offs at 80, 85, 90."""
    cutoffs = [("A", Decimal(80)), ("AA", Decimal(85)), ("AAA", Decimal(90))]
    plot = dot_plot([Row("one", Decimal("76.5"), 74.0, 79.0), Row("two", Decimal(93))], cutoffs)
    assert [mark.label for mark in plot.marks] == ["70", "75", "80", "85", "90", "95"]
    assert [one.x for one in plot.cutoffs] == [plot.marks[2].x, plot.marks[3].x, plot.marks[4].x]
    one, two = plot.dots
    assert one.low is not None and one.x is not None and one.high is not None and two.x is not None  # noqa: PT018
    assert LEFT <= one.low < one.x < one.high < two.x <= WIDTH
    assert two.low is None


@given(values=totals)
def test_dots_stay_in_the_box_and_in_order(values: list[Decimal | None]) -> None:
    """Whatever the totals are."""
    plot = dot_plot([Row(str(place), total) for place, total in enumerate(values)], [("A", Decimal(80))])
    assert [dot.x is None for dot in plot.dots] == [total is None for total in values]
    placed = [
        (total, dot.x) for total, dot in zip(values, plot.dots, strict=True) if total is not None and dot.x is not None
    ]
    assert all(LEFT <= x <= WIDTH for _, x in placed)
    assert [x for _, x in sorted(placed)] == sorted(x for _, x in placed)
    assert 2 <= len(plot.marks) <= 12


def test_a_radar_reaches_its_rim_at_full_points() -> None:
    """Four blocks: straight up, right, down, left."""
    plot = radar(["a", "b", "c", "d"], [("full", [1, 1, 1, 1]), ("half", [0.5, 0.5, None, 0.5])])
    assert plot is not None
    x, y = plot.middle
    assert plot.shapes[0].corners == ((x, y - RADIUS), (x + RADIUS, y), (x, y + RADIUS), (x - RADIUS, y))
    assert plot.shapes[1].corners == ((x, y - RADIUS / 2), (x + RADIUS / 2, y), (x - RADIUS / 2, y))
    assert [spoke.anchor for spoke in plot.spokes] == ["middle", "start", "middle", "end"]


def test_shares_beyond_their_points_end_at_the_rim() -> None:
    """A bonus does not leave the chart, a deduction does not turn it inside out."""
    plot = radar(["a", "b", "c"], [("x", [1.5, -0.5, 1])])
    assert plot is not None
    assert plot.shapes[0].corners[0] == (plot.middle[0], plot.middle[1] - RADIUS)
    assert plot.shapes[0].corners[1] == plot.middle


@pytest.mark.parametrize("blocks", [[], ["a"], ["a", "b"]])
def test_fewer_than_three_blocks_make_no_radar(blocks: list[str]) -> None:
    """They make no surface."""
    assert radar(blocks, [("x", [1.0] * len(blocks))]) is None
