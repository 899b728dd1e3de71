"""Filled-in sheets from a table: `enterprise,item_id,value[,stage]`, a row an entry, in any order."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import NamedTuple

from evaluation.rules.schemes import Scheme
from evaluation.rules.scoring import ValueRefused, check_value

NEEDED = ("enterprise", "item_id", "value")
KNOWN = frozenset({*NEEDED, "stage"})
LONGEST = 200


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
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    faults: list[DataFault] = []
    sheets: dict[tuple[str, str], Filled] = {}
    lines: dict[tuple[str, str, str], int] = {}
    try:
        names = [name.strip() for name in next(rows, [])]
        _check_head(names)
        for row in rows:
            if row:
                _take(scheme, names, row, rows.line_num, sheets, lines, faults)
    except csv.Error as error:
        faults.append(DataFault(rows.line_num, "not_csv", {"why": str(error)}))
    if faults:
        raise DataFaults(faults)
    if not sheets:
        raise DataFaults([DataFault(1, "no_rows")])
    return list(sheets.values())


def _check_head(names: list[str]) -> None:
    wrong = [DataFault(1, "no_column", {"name": name}) for name in NEEDED if name not in names]
    wrong += [DataFault(1, "unknown_column", {"name": name}) for name in names if name not in KNOWN]
    wrong += [DataFault(1, "column_twice", {"name": name}) for name in sorted(KNOWN) if names.count(name) > 1]
    if wrong:
        raise DataFaults(wrong)


def _take(
    scheme: Scheme,
    names: list[str],
    row: list[str],
    line: int,
    sheets: dict[tuple[str, str], Filled],
    lines: dict[tuple[str, str, str], int],
    faults: list[DataFault],
) -> None:
    if len(row) != len(names):
        faults.append(DataFault(line, "cells", {"count": str(len(row)), "columns": str(len(names))}))
        return
    cells = {name: cell.strip() for name, cell in zip(names, row, strict=True)}
    enterprise, item, value, stage = cells["enterprise"], cells["item_id"], cells["value"], cells.get("stage", "")
    fault = _fault(scheme, cells)
    if fault is None and (first := lines.setdefault((enterprise, stage, item), line)) != line:
        fault = ("row_twice", {"enterprise": enterprise, "item": item, "first": str(first)})
    if fault is not None:
        faults.append(DataFault(line, *fault))
        return
    filled = sheets.setdefault((enterprise, stage), Filled(enterprise, stage, {}))
    if value:
        filled.values[item] = value


def _fault(scheme: Scheme, cells: Mapping[str, str]) -> tuple[str, Mapping[str, str]] | None:
    long = next((name for name, cell in cells.items() if len(cell) > LONGEST), None)
    if long is not None:
        return "too_long_cell", {"name": long, "limit": str(LONGEST)}
    if not cells["enterprise"]:
        return "no_enterprise", {}
    item = scheme.by_id.get(cells["item_id"])
    if item is None:
        return "no_such_item", {"item": cells["item_id"]}
    if not cells["value"]:
        return None
    if item.of:
        return "computed_item", {"item": item.id}
    try:
        check_value(item, cells["value"])
    except ValueRefused as refused:
        return refused.reason, {"item": item.id, **refused.values}
    return None
