"""Charts of candidates laid out in a box, in units of its pixels: a dot plot of totals and a radar of blocks.

Only places are computed here; words, lines and patterns are drawn by `evaluation/_charts.html`, and a table with the same figures
stands beside every chart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, LEFT, RIGHT, TOP, ROW = 720, 190, 30, 34, 26
RADAR_WIDTH, RADIUS = 460, 125
AT_MOST = 5
"""More shapes than this cannot be told apart in a radar without colour."""


@dataclass(frozen=True)
class Row:
    """A line of a dot plot: a total, and the interval in which it lies under other weights, where that is known."""

    label: str
    total: Decimal | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Dot:
    """A row laid out; x is None where there is no total."""

    label: str
    y: float
    x: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Line:
    """An upright line at x, with its words: a mark of the axis or a cut-off."""

    x: float
    label: str


@dataclass(frozen=True)
class DotPlot:
    """Dots on one axis."""

    height: float
    marks: tuple[Line, ...]
    cutoffs: tuple[Line, ...]
    dots: tuple[Dot, ...]
    width: float = WIDTH


@dataclass(frozen=True)
class Spoke:
    """An axis of a radar: its end, and where its words stand; `anchor` is start, middle or end."""

    label: str
    x: float
    y: float
    text_x: float
    text_y: float
    anchor: str


@dataclass(frozen=True)
class Shape:
    """One candidate in a radar: the corners, and all of them as one text; an unknown share is left out."""

    label: str
    corners: tuple[tuple[float, float], ...]

    @property
    def points(self) -> str:
        """The corners as an SVG polygon wants them."""
        return " ".join(f"{x},{y}" for x, y in self.corners)


@dataclass(frozen=True)
class Radar:
    """Shares of blocks, 0 in the middle and 1 at the rim."""

    spokes: tuple[Spoke, ...]
    rings: tuple[Shape, ...]
    shapes: tuple[Shape, ...]
    middle: tuple[float, float]
    height: float
    width: float = RADAR_WIDTH


def dot_plot(rows: Sequence[Row], cutoffs: Sequence[tuple[str, Decimal]]) -> DotPlot:
    """Return totals as dots, a row a candidate. The axis begins and ends at a round number beyond everything that is shown."""
    shown = [float(one) for row in rows for one in (row.total, row.low, row.high) if one is not None]
    shown += [float(cutoff) for _, cutoff in cutoffs]
    step = _step(min(shown, default=0), max(shown, default=100))
    low = math.floor(min(shown, default=0) / step) * step
    high = max(math.ceil(max(shown, default=100) / step) * step, low + step)

    def at(value: float | Decimal | None) -> float | None:
        return None if value is None else round(LEFT + (float(value) - low) / (high - low) * (WIDTH - LEFT - RIGHT), 1)

    marks = [low + step * number for number in range(round((high - low) / step) + 1)]
    return DotPlot(
        height=TOP + ROW * len(rows) + 22,
        marks=tuple(Line(at(mark) or 0, f"{mark:g}") for mark in marks),
        cutoffs=tuple(Line(at(cutoff) or 0, name) for name, cutoff in cutoffs),
        dots=tuple(
            Dot(row.label, TOP + ROW * (place + 0.5), at(row.total), at(row.low), at(row.high))
            for place, row in enumerate(rows)
        ),
    )


def radar(spokes: Sequence[str], shapes: Sequence[tuple[str, Sequence[float | None]]]) -> Radar | None:
    """Return shares from 0 to 1 on one spoke a block; None for fewer than three blocks, which make no surface."""
    count = len(spokes)
    if count < 3:
        return None
    middle = RADAR_WIDTH / 2, RADIUS * 1.14 + 20

    def at(place: int, share: float) -> tuple[float, float]:
        angle = 2 * math.pi * place / count
        x, y = middle[0] + RADIUS * share * math.sin(angle), middle[1] - RADIUS * share * math.cos(angle)
        return round(x, 1), round(y, 1)

    def spoke(place: int, label: str) -> Spoke:
        (x, y), (text_x, text_y) = at(place, 1), at(place, 1.14)
        side = math.sin(2 * math.pi * place / count)
        anchor = "middle" if abs(side) < 0.2 else "start" if side > 0 else "end"
        return Spoke(label, x, y, text_x, text_y + 4, anchor)

    ends = tuple(spoke(place, label) for place, label in enumerate(spokes))
    return Radar(
        spokes=ends,
        rings=tuple(
            Shape(f"{ring} %", tuple(at(place, ring / 100) for place in range(count))) for ring in (25, 50, 75, 100)
        ),
        shapes=tuple(
            Shape(
                label,
                tuple(at(place, min(max(share, 0), 1)) for place, share in enumerate(shares) if share is not None),
            )
            for label, shares in shapes[:AT_MOST]
        ),
        middle=middle,
        height=max(end.text_y for end in ends) + 14,
    )


def _step(low: float, high: float) -> float:
    """Return the round number (1, 2 or 5 times a power of ten) that divides a span into four to ten parts."""
    span = max(high - low, 1e-9)
    power = 10.0 ** math.floor(math.log10(span / 4))
    return next(power * times for times in (1, 2, 5, 10) if span / (power * times) <= 8)
