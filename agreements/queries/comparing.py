"""A comparison of two trees as its page shows it: clause by clause, paragraph by paragraph, tables by row and cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

from agreements.rules.beside import Line, Runs, blocks, is_changed, lines
from agreements.rules.comparison import Comparison, Pair, Status, compare
from agreements.rules.folding import folded
from agreements.rules.redline import Kind, Run
from agreements.rules.table_changes import TableChange
from agreements.rules.table_redline import RedCell, RedRow, table_redline
from agreements.rules.tree import Unit

_OPENING = 24
# Comparing is pure and takes half a second for a whole agreement; who may see the trees was asked before they came here.
compared = lru_cache(maxsize=8)(compare)


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring paragraphs or table rows that all changed or all stayed. Rows hold a redline for each cell."""

    changed: bool
    paragraphs: int
    runs: Runs = ()
    rows: tuple[tuple[Runs, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and what stood there when that was something else; `mark`: of a column that came or went."""

    new: str
    old: str | None = None
    mark: Kind = "keep"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table that changed."""

    status: Literal["unchanged", "edited", "added", "removed"]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TableShown:
    """A table that changed: its heading, its first row, its other rows."""

    heading: str
    head: tuple[Cell, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause of either version, or of both, as the page shows it."""

    anchor: str
    status: Status
    old_number: str
    new_number: str
    old_heading: str
    new_heading: str
    opening: str
    old_part: str
    new_part: str
    segments: tuple[Segment, ...]
    lines: tuple[Line, ...]
    tables: tuple[TableShown, ...]
    kind: str
    is_part: bool

    @property
    def short(self) -> str:
        """Return what the clause is called where there is little room."""
        return self.new_number or self.old_number or self.new_heading or self.old_heading or self.opening

    @property
    def name(self) -> str:
        """Return number and heading as they are now, or as they were when the clause is gone."""
        new, old = (f"{self.new_number} {self.new_heading}", f"{self.old_number} {self.old_heading}")
        return new.strip() or old.strip() or self.opening

    @property
    def renamed(self) -> bool:
        """Say whether it had another number or heading."""
        named = self.status not in ("added", "removed")
        return named and (folded(self.old_number), folded(self.old_heading)) != (
            folded(self.new_number),
            folded(self.new_heading),
        )


def shown(comparison: Comparison, *, beside: bool = False) -> list[Shown]:
    """Return every pair of a comparison for the page; `beside` adds the lines of the two texts next to each other."""
    return [_shown(at, pair, beside) for at, pair in enumerate(comparison.pairs, start=1)]


def folded_up(pairs: Sequence[Shown]) -> list[tuple[bool, list[Shown]]]:
    """Return the clauses in runs of those that stayed (True) and those that changed (False)."""
    clauses = [pair for pair in pairs if not pair.is_part]
    return [(same, list(group)) for same, group in groupby(clauses, key=lambda pair: pair.status == "unchanged")]


def _shown(at: int, pair: Pair, beside: bool) -> Shown:
    unit = (pair.new or pair.old)[0]
    return Shown(
        anchor=f"clause-{at}",
        status=pair.status,
        old_number=_listed(one.number for one in pair.old),
        new_number=_listed(one.number for one in pair.new),
        old_heading=_listed(one.heading for one in pair.old),
        new_heading=_listed(one.heading for one in pair.new),
        opening=_opening(unit),
        old_part=pair.old[0].part if pair.old else "",
        new_part=pair.new[0].part if pair.new else "",
        segments=tuple(_segments(pair)),
        lines=tuple(line for line in lines(pair.runs) if not _is_shown_in_a_table(line, pair)) if beside else (),
        tables=tuple(_table(change) for change in pair.tables),
        kind=unit.clause.kind,
        is_part=unit.clause.kind == "part" and pair.status == "unchanged",
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(filter(None, words))


def _opening(unit: Unit) -> str:
    text = " ".join(unit.text[: 4 * _OPENING].split())
    return text if len(text) <= _OPENING else f"{text[:_OPENING]}…"


def _segments(pair: Pair) -> Iterator[Segment]:
    """Changed rows of tables are left out where `tables` shows them cell by cell; words beside them never are."""
    kinds = groupby(blocks(pair.runs), key=lambda block: (is_changed(block), _is_table(block)))
    for (changed, tabular), group in kinds:
        members = [block for block in group if any(run.text.strip() for run in block)]
        if tabular and not (changed and pair.tables):
            yield Segment(changed, len(members), rows=tuple(_cells(block) for block in members))
        elif members and not tabular:
            yield Segment(changed, len(members), runs=tuple(_joined(members)))


def _is_table(block: Runs) -> bool:
    """Return whether a block holds rows of a table and nothing else, in either text."""
    said = [
        row
        for line in lines(block)
        for side in (line.old, line.new)
        if (row := "".join(r.text for r in side or ())).strip()
    ]
    return bool(said) and all("\t" in row for row in said)


def _is_tabular(block: Runs) -> bool:
    return any("\t" in run.text for run in block)


def _is_shown_in_a_table(line: Line, pair: Pair) -> bool:
    return bool(pair.tables or not line.changed) and _is_tabular((*(line.old or ()), *(line.new or ())))


def _joined(members: Sequence[Runs]) -> Iterator[Run]:
    for at, block in enumerate(members):
        if at:
            yield Run("keep", "\n")
        yield from block


def _cells(block: Runs) -> tuple[Runs, ...]:
    """Return a row's cells. Rows that were added or removed as a whole have runs of one kind, and so have their cells."""
    found: list[list[Run]] = [[]]
    for run in block:
        first, *rest = run.text.split("\t")
        found[-1] += [Run(run.kind, first)] if first else []
        found += [[Run(run.kind, part)] if part else [] for part in rest]
    return tuple(tuple(cell) for cell in found)


def _table(change: TableChange) -> TableShown:
    rows = [_row(row) for row in table_redline(change.old, change.new)]
    titled = bool(rows) and rows[0].status in ("unchanged", "edited") and len(rows) > 1
    return TableShown(change.heading, rows[0].cells if titled else (), tuple(rows[1:] if titled else rows))


def _row(row: RedRow) -> TableRow:
    cells = tuple(_cell(cell, row.mark) for cell in row.cells)
    if row.mark != "keep":
        return TableRow("added" if row.mark == "ins" else "removed", cells)
    return TableRow("edited" if any(cell.old is not None for cell in cells) else "unchanged", cells)


def _cell(cell: RedCell, row: Kind) -> Cell:
    """Return a cell with what it was; in a row that came or went as a whole every cell stands as it is."""
    old, new = ("".join(run.text for run in cell.runs if run.kind != other) for other in ("ins", "del"))
    is_same = row != "keep" or (cell.mark == "keep" and folded(old) == folded(new))
    return Cell(new, None if is_same else old, cell.mark)
