"""What changed in a wage table: rows known by their first cell, columns by their heading, merged ones by two of each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from agreements.rules.folding import folded, longest_rising
from agreements.rules.tree import Clause, Rows

# A column that only counts its rows says nothing of what they are about.
_COUNTERS = frozenset(["序号", "编号", "no", "no.", "#"])
# Headings at least this alike name one column, such as that of another year.
_ALIKE = 0.6
_BOTH = " / "
_FIGURE = re.compile(
    r"[$¥￥]?\s?[0-9][0-9.,]*\s?(?:%|％|元|天|日|hrs?|hours?|days?)?|[0-9]{1,2}:[0-9]{2}.*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell: the key of its row, the heading of its column, what stood there and what stands there now."""

    row: str
    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TableChange:
    """What changed between two states of a table. Rows are named by their key, columns by their heading.

    `pairs` are the positions of the rows of both sides that are one another, in the order of the new table.
    """

    heading: str
    old: Rows
    new: Rows
    pairs: tuple[tuple[int, int], ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]
    cells: tuple[CellChange, ...]
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(
            self.added or self.removed or self.moved or self.cells or self.columns_added or self.columns_removed
        )


def tables(clause: Clause) -> tuple[Clause, ...]:
    """The tables in a clause, in reading order."""
    own = (clause,) if clause.rows else ()
    return own + tuple(table for child in clause.children for table in tables(child))


def table_changes(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[TableChange, ...]:
    """The changes between the tables of two clauses: tables with equal first rows are paired, the others in order."""
    pairs = _paired([_header(table) for table in old], [_header(table) for table in new])
    left = [at for at in range(len(old)) if at not in {o for o, _ in pairs}]
    right = [at for at in range(len(new)) if at not in {n for _, n in pairs}]
    in_order = list(zip(left, right, strict=False))
    found = [(at, compare_rows(old[o].rows, new[at].rows, _name(new[at]))) for o, at in [*pairs, *in_order]]
    found += [(at, compare_rows((), new[at].rows, _name(new[at]))) for at in right[len(in_order) :]]
    found += [(len(new), compare_rows(old[at].rows, (), _name(old[at]))) for at in left[len(in_order) :]]
    return tuple(change for _, change in sorted(found, key=lambda one: one[0]) if change)


def compare_rows(old: Rows, new: Rows, heading: str = "") -> TableChange:
    """Compares two tables row by row and cell by cell; white space in cells does not count."""
    left, right = _settled(old), _settled(new)
    columns = _columns(_headings(left), _headings(right))
    old_keys, new_keys = _keys(left), _keys(right)
    pairs = sorted(_paired_rows(left, right), key=lambda pair: pair[1])
    staying = longest_rising(o for o, _ in pairs)
    old_paired, new_paired = {o for o, _ in pairs}, {n for _, n in pairs}
    return TableChange(
        heading, old, new, tuple(pairs),
        added=tuple(key for at, key in enumerate(new_keys) if at not in new_paired),
        removed=tuple(key for at, key in enumerate(old_keys) if at not in old_paired),
        moved=tuple(new_keys[n] for at, (_, n) in enumerate(pairs) if at not in staying),
        cells=tuple(
            cell for o, n in pairs
            for cell in _cells(left[o], right[n], columns, right, old_keys[o], new_keys[n])
        ),
        columns_added=tuple(_named(right, n) for o, n in columns if o < 0),
        columns_removed=tuple(_named(left, o) for o, n in columns if n < 0),
    )  # fmt: skip


def pair_rows(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> dict[int, int]:
    """The positions of the new rows that have the key of an old one, by the old ones."""
    return dict(_paired_rows(old, new))


def pair_columns(old: Rows, new: Rows) -> list[tuple[int, int]]:
    """The positions of the columns of two tables that are one another, in the order of the new one."""
    return [(o, n) for o, n in _columns(_headings(_settled(old)), _headings(_settled(new))) if o >= 0 and n >= 0]


def _name(table: Clause) -> str:
    return " ".join(filter(None, (table.number, table.heading)))


def _header(table: Clause) -> tuple[str, ...]:
    return tuple(folded(cell) for cell in table.rows[0]) if table.rows else ()


def _settled(rows: Rows) -> Rows:
    return tuple(tuple(" ".join(cell.split()) for cell in row) for row in rows)


def _keys(rows: Sequence[Sequence[str]]) -> list[str]:
    """What rows are known by: their first cell, or the second where the first one counts.

    Where that cell reaches over several rows, they are known by the one beside it, too.
    """
    counted = bool(rows) and len(rows[0]) > 1 and folded(rows[0][0]).casefold() in _COUNTERS
    heads, above = _head_rows(rows), ""
    keys = [_cell(rows[0], int(counted))] * heads if rows else []
    for at in range(heads, len(rows)):
        column = int(counted and len(rows[at]) > 1)
        first, second = _cell(rows[at], column), _cell(rows[at], column + 1)
        names = bool(second) and not _FIGURE.fullmatch(second)
        # Where the row below the first one has no key but a name, the first one is no heading.
        above = first or above or (keys[0] if names else "")
        if _FIGURE.fullmatch(above):
            above, names = first, False
        shared = above and (not first or (at + 1 < len(rows) and not _cell(rows[at + 1], column)))
        keys.append(_BOTH.join((above, second)) if shared and names else above)
    return keys


def _head_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many rows the headings take: two, where the second divides what the first has over several columns."""
    if len(rows) < 3 or not _cell(rows[0], 0) or _cell(rows[1], 0):
        return 1
    divided = any(_cell(rows[1], at) and not _cell(rows[0], at) for at in range(1, len(rows[1])))
    return 2 if divided else 1


def _paired_rows(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Rows with equal keys; the first rows, too, when neither has another one: the heading of the keys was reworded."""
    pairs = _paired([folded(key) for key in _keys(old)], [folded(key) for key in _keys(new)])
    if old and new and not any(0 in pair for pair in pairs):
        pairs.append((0, 0))
    return pairs


def _paired(old: Sequence[object], new: Sequence[object]) -> list[tuple[int, int]]:
    """Positions of equal keys; equal keys among themselves in order."""
    places: dict[object, list[int]] = defaultdict(list)
    for at in reversed(range(len(old))):
        places[old[at]].append(at)
    return [(places[key].pop(), at) for at, key in enumerate(new) if places.get(key)]


def _headings(rows: Rows) -> list[str]:
    """The first row, or the first as long as the longest one when that is a single cell: a title or a unit.

    Where a second row of headings divides the first, each with what is said below it.
    """
    width = max(map(len, rows), default=0)
    head = next((row for row in rows if len(row) == width), ()) if rows and len(rows[0]) == 1 else (rows or ((),))[0]
    if _head_rows(rows) == 1:
        return [*head, *[""] * (width - len(head))]
    found, over = [], ""
    for at in range(width):
        below = _cell(rows[1], at)
        over = _cell(rows[0], at) or (over if below else "")
        found.append(_BOTH.join(filter(None, (over, below))))
    return found


def _columns(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Positions of columns that are one another; -1 where there is none.

    Equal headings are paired, then those between them in order: a heading may be reworded with the year.
    """
    if not old or not new:
        return []
    equal = _paired([folded(heading) for heading in old], [folded(heading) for heading in new])
    rest_old = [at for at in range(len(old)) if at not in {o for o, _ in equal}]
    rest_new = [at for at in range(len(new)) if at not in {n for _, n in equal}]
    if len(rest_old) == len(rest_new):
        more = [pair for pair in zip(rest_old, rest_new, strict=True) if not _crosses(pair, equal)]
    else:
        more = _alike(old, new, rest_old, rest_new, equal)
    equal += more
    rest_new = [at for at in rest_new if at not in {n for _, n in more}]
    gone = [(at, -1) for at in rest_old if at not in {o for o, _ in equal}]
    return [*sorted([*equal, *((-1, at) for at in rest_new)], key=lambda pair: pair[1]), *gone]


def _alike(
    old: Sequence[str], new: Sequence[str], olds: list[int], news: list[int], equal: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Columns whose headings are much alike, the best first."""
    found: list[tuple[int, int]] = []
    likeness = {(o, n): Indel.normalized_similarity(folded(old[o]), folded(new[n])) for o in olds for n in news}
    for pair in sorted(likeness, key=lambda pair: -likeness[pair]):
        if likeness[pair] < _ALIKE or any(pair[0] == o or pair[1] == n for o, n in found):
            continue
        if old[pair[0]].strip() and not _crosses(pair, [*equal, *found]):
            found.append(pair)
    return found


def _crosses(pair: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any((o < pair[0]) != (n < pair[1]) for o, n in others)


def _cells(
    old: Sequence[str],
    new: Sequence[str],
    columns: Sequence[tuple[int, int]],
    table: Rows,
    row: str,
    key: str,
) -> list[CellChange]:
    found = []
    for o, n in columns:
        if o == n == 0 and row == key:
            continue
        before, after = _cell(old, o), _cell(new, n)
        if o >= 0 and n >= 0 and before != after and folded(before) != folded(after):
            found.append(CellChange(row, _named(table, n), before, after))
    return found


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if 0 <= at < len(row) else ""


def _named(rows: Rows, at: int) -> str:
    if _head_rows(rows) > 1:
        return _cell(_headings(rows[:3]), at) or str(at + 1)
    return _cell(rows[0], at) or str(at + 1)
