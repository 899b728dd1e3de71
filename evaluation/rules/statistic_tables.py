"""Tables that statistics start from, read from CSV text: ratings (wide or long), comparisons of criteria, columns of numbers.

docs/evaluation-statistics.md describes the formats with examples. What is wrong is named by line and column of the file, from 1.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.rules.sayings import N_
from evaluation.rules.statistic_faults import StatisticFault

Floats = NDArray[np.float64]

MISSING = frozenset({"", "*", ".", "-", "na", "n/a", "nan", "null", "none", "缺"})
"""How a missing value may be written."""
UNITS = frozenset(
    {"unit", "units", "id", "item", "item_id", "enterprise", "target", "subject", "case", "", "单位", "企业", "项目"}
)
RATERS = ("rater", "raters", "evaluator", "scorer", "judge", "coder", "评价人", "评分人", "stage", "阶段")
"""The headings of a column of raters, the clearest first: stages are compared as raters only where nobody is named."""
VALUES = frozenset({"value", "rating", "score", "分值", "得分", "值"})
LARGEST = 20_000_000
"""The most cells a table may have."""
CELLS = N_("The row has %(count)s cells, the head %(columns)s.")
ALREADY = N_("“%(name)s” stands in line %(first)s already.")
TWICE = N_("“%(name)s” is named twice.")
RATED = N_("%(name)s rated this unit in line %(first)s already.")
NO_UNITS = N_("There should be a line of names, and under it a line a unit: its name, then its numbers.")


class TableFault(StatisticFault):
    """What is wrong in a table, at a line and column of the file."""


class Row(NamedTuple):
    """A line of the file that is not empty."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Ratings:
    """Ratings, a row a unit and a column a rater. `words`: what the numbers stand for when answers are words, else empty."""

    units: tuple[str, ...]
    raters: tuple[str, ...]
    values: Floats
    words: tuple[str, ...]


def read_rows(text: str) -> list[Row]:
    """Return the lines of a CSV text without blanks around cells; commas, semicolons or tabs between them, as in its first line.

    Raises TableFault when there is nothing, a quotation mark is not closed, or a line has more or fewer cells than the first.
    """
    text = text.removeprefix("\ufeff")
    first = text.lstrip().partition("\n")[0]
    between = max(",;\t", key=first.count)
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(reader.line_num, tuple(cell.strip() for cell in cells)))
    except csv.Error as error:
        raise TableFault(N_("This is not CSV: %(why)s."), max(reader.line_num, 1), why=error) from None
    if not rows:
        raise TableFault(N_("The file is empty."))
    for row in rows:
        if len(row.cells) != len(rows[0].cells):
            raise TableFault(CELLS, row.line, count=len(row.cells), columns=len(rows[0].cells))
    if len(rows) * len(rows[0].cells) > LARGEST:
        raise TableFault(N_("There are more than %(limit)s cells."), limit=LARGEST)
    return rows


def read_ratings(text: str, *, raters_in_rows: bool = False) -> Ratings:
    """Return the ratings of a CSV text, wide or long.

    Long: a column of raters and one of values by their names, and what names the unit in all others. Wide: a column a rater, with
    a first column of unit names when its heading says so; without a heading (only ratings in the first line) raters are numbered.
    Raises TableFault naming line and column: two values of a rater for a unit, words among numbers, no value, fewer than two raters.
    """
    rows = read_rows(text)
    header = [cell.lower() for cell in rows[0].cells]
    found = _long(rows, header) if _is_long(header) else _wide(rows, header, raters_in_rows)
    if len(found.raters) < 2:
        raise TableFault(N_("Agreement needs two raters at least."))
    return found


def read_grouped(text: str, column: str) -> dict[str, Ratings]:
    """Return the ratings of a long table apart for each value of a column, in the order in which they first stand.

    So items of which some take numbers and some yes or no can stand in one file. Raises TableFault as `read_ratings`, and where
    the table is not long or has no such column.
    """
    rows = read_rows(text)
    header = [cell.lower() for cell in rows[0].cells]
    if not _is_long(header) or column.lower() not in header:
        raise TableFault(N_("There is no long table with a column “%(name)s”."), rows[0].line, name=column)
    place = header.index(column.lower())
    groups: dict[str, list[Row]] = {}
    for row in rows[1:]:
        groups.setdefault(row.cells[place], []).append(row)
    return {name: _long([rows[0], *some], header) for name, some in groups.items()}


def read_comparisons(text: str) -> tuple[tuple[str, ...], list[list[str]], tuple[int, int]]:
    """Return names of criteria, the cells of their matrix, and the line and column of the file where its first cell stands.

    Names may stand in the first line, the first column, or both; without names criteria are numbered. Raises TableFault.
    """
    rows = read_rows(text)
    across = not all(_is_comparison(cell) for cell in rows[0].cells[1:])
    down = not all(_is_comparison(row.cells[0]) for row in rows[1:]) and len(rows[0].cells) > 1
    body = rows[1:] if across else rows
    if not body:
        raise TableFault(N_("There are names, but no comparisons."), rows[0].line)
    start = 1 if down else 0
    cells = [list(row.cells[start:]) for row in body]
    if across:
        names = rows[0].cells[start:]
    elif down:
        names = tuple(row.cells[0] for row in body)
    else:
        names = tuple(str(number) for number in range(1, len(body) + 1))
    return names, cells, (body[0].line, start + 1)


def read_columns(text: str) -> tuple[tuple[str, ...], dict[str, Floats]]:
    """Return the units of the first column and the other columns as numbers, NaN where a value is missing.

    Raises TableFault for a unit or column named twice or not at all, and text for numbers.
    """
    rows = read_rows(text)
    names = rows[0].cells[1:]
    if not names or len(rows) < 2:
        raise TableFault(NO_UNITS, rows[0].line)
    _once(names, rows[0].line)
    units = tuple(row.cells[0] for row in rows[1:])
    seen: dict[str, int] = {}
    for row in rows[1:]:
        if not row.cells[0]:
            raise TableFault(N_("The unit has no name."), row.line, 1)
        if row.cells[0] in seen:
            raise TableFault(ALREADY, row.line, 1, name=row.cells[0], first=seen[row.cells[0]])
        seen[row.cells[0]] = row.line
    table = _numbers([row.cells[1:] for row in rows[1:]], [row.line for row in rows[1:]], 2)
    return units, {name: table[:, place] for place, name in enumerate(names)}


def _once(names: Sequence[str], line: int) -> None:
    for place, name in enumerate(names):
        if not name:
            raise TableFault(N_("The column has no name."), line, place + 2)
        if name in names[:place]:
            raise TableFault(TWICE, line, place + 2, name=name)


def _is_long(header: Sequence[str]) -> bool:
    return len(header) >= 3 and not set(RATERS).isdisjoint(header) and not VALUES.isdisjoint(header)


def _long(rows: list[Row], header: list[str]) -> Ratings:
    of_rater = header.index(next(name for name in RATERS if name in header))
    of_value = next(place for place, name in enumerate(header) if name in VALUES)
    of_unit = [place for place in range(len(header)) if place not in (of_rater, of_value)]
    units: dict[str, int] = {}
    raters: dict[str, int] = {}
    seen: dict[tuple[int, int], int] = {}
    for row in rows[1:]:
        if not row.cells[of_rater]:
            raise TableFault(N_("The rater has no name."), row.line, of_rater + 1)
        unit = units.setdefault(" / ".join(row.cells[place] for place in of_unit), len(units))
        place = unit, raters.setdefault(row.cells[of_rater], len(raters))
        if place in seen:
            raise TableFault(RATED, row.line, of_value + 1, name=row.cells[of_rater], first=seen[place])
        seen[place] = row.line
    codes, words = _ratings([[row.cells[of_value]] for row in rows[1:]], [row.line for row in rows[1:]], of_value + 1)
    values = np.full((len(units), len(raters)), np.nan)
    for (unit, rater), code in zip(seen, codes[:, 0], strict=True):
        values[unit, rater] = code
    return Ratings(tuple(units), tuple(raters), values, words)


def _wide(rows: list[Row], header: list[str], raters_in_rows: bool) -> Ratings:
    named = header[0] in UNITS or header[0] in RATERS or _are_names(rows[1:])
    headed = named or not all(_is_rating(cell) for cell in rows[0].cells)
    body, start = rows[1:] if headed else rows, 1 if named else 0
    if not body or len(header) <= start:
        raise TableFault(N_("There is no rating."), rows[0].line)
    across = rows[0].cells[start:] if headed else tuple(str(place + 1) for place in range(len(header)))
    if headed:
        for place, name in enumerate(across):
            if name and name in across[:place]:
                raise TableFault(TWICE, rows[0].line, place + start + 1, name=name)
    down = tuple(row.cells[0] if named else str(place + 1) for place, row in enumerate(body))
    values, words = _ratings([row.cells[start:] for row in body], [row.line for row in body], start + 1)
    return Ratings(across, down, values.T, words) if raters_in_rows else Ratings(down, across, values, words)


def _ratings(cells: Sequence[Sequence[str]], lines: Sequence[int], column: int) -> tuple[Floats, tuple[str, ...]]:
    """Return ratings as numbers; when none of them is a number they are words, each standing for its place in the alphabet."""
    if any(_number(cell) is not None for line in cells for cell in line):
        return _numbers(cells, lines, column), ()
    words = tuple(sorted({cell for line in cells for cell in line if cell.lower() not in MISSING}))
    if not words:
        raise TableFault(N_("There is no rating."))
    codes = {word: float(place) for place, word in enumerate(words)}
    return np.array([[codes.get(cell, math.nan) for cell in line] for line in cells], dtype=np.float64), words


def _numbers(cells: Sequence[Sequence[str]], lines: Sequence[int], column: int) -> Floats:
    found = np.empty((len(cells), len(cells[0])))
    for place, (row, line) in enumerate(zip(cells, lines, strict=True)):
        found[place] = [_finite(cell, line, column + across) for across, cell in enumerate(row)]
    return found


def _finite(cell: str, line: int, column: int) -> float:
    value = _number(cell)
    if value is not None:
        return value
    if cell.lower() in MISSING:
        return math.nan
    raise TableFault(N_("“%(cell)s” is no number."), line, column, cell=cell)


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in cell else None


def _are_names(rows: Sequence[Row]) -> bool:
    """Say whether the first column names units: nothing in it can be a rating, and beside it there are numbers."""
    beside = any(_number(cell) is not None for row in rows for cell in row.cells[1:])
    return beside and not any(_is_rating(row.cells[0]) for row in rows)


def _is_rating(cell: str) -> bool:
    return cell.lower() in MISSING or _number(cell) is not None


def _is_comparison(cell: str) -> bool:
    above, slash, below = cell.partition("/")
    return _number(above) is not None and (not slash or _number(below) is not None)
