"""The small line beside an indicator: its values of several periods laid out in a box, with gaps where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 120, 28, 4


@dataclass(frozen=True)
class Trend:
    """Points as (x, y), None where nothing is known, and the lines that join neighbours. In units of a WIDTH x HEIGHT box."""

    points: tuple[tuple[float, float] | None, ...]
    lines: tuple[str, ...]


def trend(values: Sequence[Decimal | None]) -> Trend:
    """Return where the values stand, the oldest first: the least at the bottom, the greatest at the top, equal ones in the middle."""
    known = [value for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (Decimal(0), Decimal(0))
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    points = tuple(
        None if value is None else (round(MARGIN + step * at, 1), _height(value, low, high))
        for at, value in enumerate(values)
    )
    return Trend(points, tuple(_lines(points)))


def _height(value: Decimal, low: Decimal, high: Decimal) -> float:
    share = float((value - low) / (high - low)) if high > low else 0.5
    return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)


def _lines(points: Sequence[tuple[float, float] | None]) -> list[str]:
    lines: list[list[str]] = [[]]
    for point in points:
        if point is None:
            lines.append([])
        else:
            lines[-1].append(f"{point[0]},{point[1]}")
    return [" ".join(line) for line in lines if len(line) > 1]
