"""Reading figures from a table (CSV): every line is judged by itself, every fault is named by line and column.

Columns, in any order, by their English or Chinese name: enterprise, measure, period, value, unit, source and, where there
is any, evidence. The same reader serves the page, the command line and the tests.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from evaluation.rules.measures import Measure, Source, ValueRefused, catalogue, read_value
from evaluation.rules.spans import Span, SpanRefused, span_of
from evaluation.rules.table_words import known, meant
from workbench.text import TextRefused, clean_line

LARGEST = 5_000_000
"""Bytes of a file."""
MOST_ROWS = 2_000
"""Rows of one import: more are divided into several files."""
LONGEST_EVIDENCE = 300
LONGEST_NAME = 200

_REQUIRED = ("measure", "period", "value")


class Fault(NamedTuple):
    """What is wrong in a table: its line (from 1, the head included), the column, a key of FIGURE_FAULTS, and values."""

    line: int
    column: str
    reason: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class FigureLine:
    """A line that says something: `converted` when its unit was a larger one, `enterprise` empty where no column names one."""

    line: int
    enterprise: str
    measure: Measure
    span: Span
    value: Decimal
    source: Source
    evidence: str
    converted: bool = False

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Return what may be said once only: who, what, when, by which source."""
        return self.enterprise, self.measure.id, self.span.text, self.source


@dataclass(frozen=True)
class FigureTable:
    """What was read: the lines that say something, and what is wrong with the others."""

    lines: tuple[FigureLine, ...] = ()
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Fault, ...] = field(default=())


class TableRefused(ValueError):
    """The file is no table of this kind. `reason` is a key of FIGURE_FAULTS, `values` fill its sentence."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


def read_figures(text: str, source: Source = Source.ENTERPRISE) -> FigureTable:
    """Return what a table of figures says; lines that name no source get `source`.

    Raises TableRefused when there is no head, a column is missing or twice there, or there are too many rows.
    """
    rows = table_rows(text)
    places = _places(rows[0][1])
    lines: list[FigureLine] = []
    faults: list[Fault] = []
    for number, cells in rows[1:]:
        if len(cells) > len(rows[0][1]):
            faults.append(Fault(number, "", "too_many_cells", {}))
            continue
        named = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        try:
            lines.append(_line(number, named, source))
        except _LineFault as fault:
            faults.append(fault.fault)
    single, twice = _once(lines)
    return FigureTable(single, tuple(sorted([*faults, *twice], key=lambda fault: fault[:3])), tuple(_doubts(single)))


def table_rows(text: str, most: int = MOST_ROWS) -> list[tuple[int, list[str]]]:
    """Return the rows of a table that are not empty, each with its line number. Raises TableRefused: empty, not_a_table, too_many_rows."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, cells))
            if len(rows) > most + 1:
                raise TableRefused("too_many_rows", limit=str(most))
    except csv.Error as error:
        raise TableRefused("not_a_table", line=str(reader.line_num), why=str(error)) from None
    if len(rows) < 2:
        raise TableRefused("empty_table")
    return rows


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _places(head: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, cell in enumerate(head):
        name = meant("figures", cell)
        if name is None:
            if cell.strip():
                raise TableRefused(
                    "unknown_column", column=cell.strip()[:40], known=", ".join(sorted(known("figures")))
                )
            continue
        if name in places:
            raise TableRefused("column_twice", column=cell.strip())
        places[name] = at
    missing = [name for name in _REQUIRED if name not in places]
    if missing:
        raise TableRefused("column_missing", columns=", ".join(missing))
    return places


class _LineFault(Exception):
    def __init__(self, line: int, column: str, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.fault = Fault(line, column, reason, values)


def _line(number: int, cells: Mapping[str, str], usual: Source) -> FigureLine:
    measure = catalogue().named(cells["measure"])
    if measure is None:
        raise _LineFault(number, "measure", "unknown_measure", value=cells["measure"][:60])
    try:
        span = span_of(cells["period"])
    except SpanRefused:
        raise _LineFault(number, "period", "no_period", value=cells["period"][:40]) from None
    try:
        reading = read_value(measure, cells["value"], cells.get("unit", ""))
    except ValueRefused as refused:
        column = "unit" if refused.reason == "other_unit" else "value"
        raise _LineFault(number, column, refused.reason, **refused.values) from None
    source = meant("sources", cells["source"]) if cells.get("source") else usual.value
    if source is None:
        raise _LineFault(number, "source", "unknown_source", value=cells["source"][:40])
    evidence = _clean(number, "evidence", cells.get("evidence", ""), LONGEST_EVIDENCE)
    enterprise = _clean(number, "enterprise", cells.get("enterprise", ""), LONGEST_NAME)
    return FigureLine(number, enterprise, measure, span, reading.value, Source(source), evidence, reading.converted)


def _clean(number: int, column: str, text: str, limit: int) -> str:
    try:
        return clean_line(text, limit)
    except TextRefused as refused:
        raise _LineFault(number, column, refused.reason, limit=str(limit)) from None


def _once(lines: Sequence[FigureLine]) -> tuple[tuple[FigureLine, ...], list[Fault]]:
    """Return the lines without those that say the same thing again, and a fault for each of those."""
    first: dict[tuple[str, str, str, str], FigureLine] = {}
    faults = []
    for line in lines:
        before = first.setdefault(line.key, line)
        if before is not line:
            faults.append(Fault(line.line, "measure", "twice", {"first": str(before.line)}))
    return tuple(first.values()), faults


def _doubts(lines: Sequence[FigureLine]) -> Iterator[Fault]:
    """Yield what is possible but should be looked at: units converted, a part larger than its whole."""
    stated = {line.key: line for line in lines}
    for line in lines:
        if line.converted:
            yield Fault(line.line, "unit", "converted", {"value": f"{line.value:f}"})
        enterprise, _, span, source = line.key
        whole = stated.get((enterprise, line.measure.within or "", span, source))
        if whole is not None and line.value > whole.value:
            yield Fault(line.line, "value", "over_whole", {"other": str(whole.line)})
