"""Filled-in sheets from a table: `enterprise,item_id,value[,stage]`, a row an entry, in any order; commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import NamedTuple

from evaluation.rules.schemes import Item, Scheme
from evaluation.rules.scoring import ValueRefused, check_value

NEEDED = ("enterprise", "item_id", "value")
KNOWN = frozenset({*NEEDED, "stage"})
LONGEST = 200
REMEMBERED = 100_000
"""Of so many different values it is known whether they can be taken."""
_Fault = tuple[str, Mapping[str, str]]


class DataFault(NamedTuple):
    """What is wrong in a table: the line (1 is the head), a key of `FAULTS` or of `sayings.REFUSALS`, the values of its sentence."""

    line: int
    reason: str
    values: Mapping[str, str] = {}


class DataFaults(ValueError):
    """A table of which nothing is taken; `faults` are all that was found."""

    def __init__(self, faults: list[DataFault]) -> None:
        super().__init__(f"{len(faults)} faults, the first in line {faults[0].line}: {faults[0].reason}")
        self.faults = tuple(faults)


class Filled(NamedTuple):
    """The entries of one enterprise at one stage (blank without one)."""

    enterprise: str
    stage: str
    values: dict[str, str]


def read_sheets(scheme: Scheme, text: str) -> list[Filled]:
    """Return the sheets of a table in the order of their first rows. Raises DataFaults with everything that is wrong.

    A blank value is none. Every value is read by the rule of its item, so what comes back can be scored.
    """
    text = text.removeprefix("\ufeff")
    head = text[:1000].partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    taking: _Taking | None = None
    faults: list[DataFault] = []
    try:
        names = [name.strip() for name in next(rows, [])]
        _check_head(names)
        taking = _Taking(scheme, names, faults)
        for row in rows:
            if row:
                taking.take(row, rows.line_num)
    except csv.Error as error:
        faults.append(DataFault(rows.line_num, "not_csv", {"why": str(error)}))
    if faults:
        raise DataFaults(faults)
    if taking is None or not taking.sheets:
        raise DataFaults([DataFault(1, "no_rows")])
    return list(taking.sheets.values())


def _check_head(names: list[str]) -> None:
    wrong = [DataFault(1, "no_column", {"name": name}) for name in NEEDED if name not in names]
    wrong += [DataFault(1, "unknown_column", {"name": name}) for name in names if name not in KNOWN]
    wrong += [DataFault(1, "column_twice", {"name": name}) for name in sorted(KNOWN) if names.count(name) > 1]
    if wrong:
        raise DataFaults(wrong)


class _Taking:
    """Rows taken one after another into their sheets. The same value of the same item is judged, and held in memory, once."""

    def __init__(self, scheme: Scheme, names: list[str], faults: list[DataFault]) -> None:
        self.sheets: dict[tuple[str, str], Filled] = {}
        self._scheme, self._names, self._faults = scheme, names, faults
        self._at = {name: names.index(name) for name in names}
        self._lines: dict[tuple[str, str], dict[str, int]] = {}
        self._judged: dict[tuple[str, str], tuple[str, _Fault | None]] = {}

    def take(self, row: list[str], line: int) -> None:
        """Take one row, or note what is wrong with it."""
        if len(row) != len(self._names):
            values = {"count": str(len(row)), "columns": str(len(self._names))}
            self._faults.append(DataFault(line, "cells", values))
            return
        cells = [cell.strip() for cell in row]
        fault = self._taken(cells, line)
        if fault is not None:
            self._faults.append(DataFault(line, *fault))

    def _taken(self, cells: list[str], line: int) -> _Fault | None:
        if max(map(len, cells)) > LONGEST:
            name = next(name for name, cell in zip(self._names, cells, strict=True) if len(cell) > LONGEST)
            return "too_long_cell", {"name": name, "limit": str(LONGEST)}
        enterprise, named, typed = (cells[self._at[name]] for name in NEEDED)
        if not enterprise:
            return "no_enterprise", {}
        item = self._scheme.by_id.get(named)
        if item is None:
            return "no_such_item", {"item": named}
        value, fault = self._judge(item, typed)
        if fault is not None:
            return fault
        key = enterprise, cells[self._at["stage"]] if "stage" in self._at else ""
        first = self._lines.setdefault(key, {}).setdefault(item.id, line)
        if first != line:
            return "row_twice", {"enterprise": enterprise, "item": item.id, "first": str(first)}
        filled = self.sheets.setdefault(key, Filled(*key, {}))
        if value:
            filled.values[item.id] = value
        return None

    def _judge(self, item: Item, value: str) -> tuple[str, _Fault | None]:
        key = item.id, value
        if key not in self._judged:
            if len(self._judged) >= REMEMBERED:
                self._judged.clear()
            self._judged[key] = value, _wrong(item, value)
        return self._judged[key]


def _wrong(item: Item, value: str) -> _Fault | None:
    if not value:
        return None
    if item.of:
        return "computed_item", {"item": item.id}
    try:
        check_value(item, value)
    except ValueRefused as refused:
        return refused.reason, {"item": item.id, **refused.values}
    return None
