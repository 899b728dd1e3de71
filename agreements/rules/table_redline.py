"""Two states of a table as one: rows and columns that stay, came or went, and a redline in every cell that is in both.

Exact: without what was inserted the rows have the cells of the old table, without what was deleted those of the new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agreements.rules.folding import longest_rising
from agreements.rules.redline import Kind, Run, redline
from agreements.rules.table_changes import compare_rows, pair_columns
from agreements.rules.tree import Rows

# A table with more columns than this cannot be read with those of both states beside each other.
_WIDEST = 12


@dataclass(frozen=True, slots=True)
class RedCell:
    """A cell; `mark` says whether only one of the two tables has it."""

    runs: tuple[Run, ...]
    mark: Kind = "keep"


@dataclass(frozen=True, slots=True)
class RedRow:
    """A row; `mark` says whether it was inserted or deleted as a whole."""

    cells: tuple[RedCell, ...]
    mark: Kind = "keep"


Places = list[tuple[int, int]]


def table_redline(old: Rows, new: Rows) -> list[RedRow]:
    """Both tables as one. A row that is as long in both stays one row; other rows are deleted and inserted as a whole."""
    columns = _columns(old, new)
    rows = [pair for pair in compare_rows(old, new).pairs if _fits(old[pair[0]], new[pair[1]], columns)]
    return [_row(old[o] if o >= 0 else None, new[n] if n >= 0 else None, columns) for o, n in _woven(rows, old, new)]


def _columns(old: Rows, new: Rows) -> Places:
    """The columns of both tables in one order; none where they are the same, or too different to be set as one."""
    wide = [range(max(map(len, rows), default=0)) for rows in (old, new)]
    pairs = pair_columns(old, new)
    woven = list(_woven(pairs, *wide))
    if all(o >= 0 and n >= 0 for o, n in woven) or len(woven) > _WIDEST or 2 * len(pairs) < max(map(len, wide)):
        return []
    return woven


def _woven(pairs: Sequence[tuple[int, int]], old: Sequence[object], new: Sequence[object]) -> Iterator[tuple[int, int]]:
    """The places of both sides in one order that keeps each side's own; -1 where the other side has nothing."""
    steady = longest_rising(o for o, _ in pairs)
    at_old = at_new = 0
    for o, n in [*(pair for at, pair in enumerate(pairs) if at in steady), (len(old), len(new))]:
        yield from ((at, -1) for at in range(at_old, o))
        yield from ((-1, at) for at in range(at_new, n))
        if n < len(new):
            yield o, n
        at_old, at_new = o + 1, n + 1


def _fits(old: Sequence[str], new: Sequence[str], columns: Places) -> bool:
    """Whether two rows can be set as one: both whole, or both of as many cells."""
    return (_is_whole(old, columns, 0) and _is_whole(new, columns, 1)) or len(old) == len(new)


def _is_whole(row: Sequence[str], columns: Places, side: int) -> bool:
    return bool(columns) and len(row) == sum(place[side] >= 0 for place in columns)


def _row(old: Sequence[str] | None, new: Sequence[str] | None, columns: Places) -> RedRow:
    if old is None or new is None:
        mark: Kind = "ins" if old is None else "del"
        return RedRow(tuple(_one_sided(new or old or (), mark, columns, int(old is None))), mark)
    if not (_is_whole(old, columns, 0) and _is_whole(new, columns, 1)):
        return RedRow(tuple(RedCell(redline(left, right)) for left, right in zip(old, new, strict=True)))
    return RedRow(tuple(_cell(old, new, place) for place in columns))


def _one_sided(row: Sequence[str], mark: Kind, columns: Places, side: int) -> Iterator[RedCell]:
    """The cells of a row that only one table has; where it has no column an empty cell keeps the place."""
    if not _is_whole(row, columns, side):
        yield from (RedCell(_run("keep", cell)) for cell in row)
        return
    other: Kind = "ins" if mark == "del" else "del"
    for place in columns:
        yield RedCell(_run("keep", row[place[side]])) if place[side] >= 0 else RedCell((), other)


def _cell(old: Sequence[str], new: Sequence[str], place: tuple[int, int]) -> RedCell:
    o, n = place
    if o >= 0 and n >= 0:
        return RedCell(redline(old[o], new[n]))
    return RedCell(_run("del", old[o]), "del") if o >= 0 else RedCell(_run("ins", new[n]), "ins")


def _run(kind: Kind, text: str) -> tuple[Run, ...]:
    return (Run(kind, text),) if text else ()
