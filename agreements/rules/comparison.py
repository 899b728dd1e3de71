"""The comparison of two versions of an agreement: which clause became which, and what changed in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal, NamedTuple, get_args

from agreements.rules.alignment import Match, align
from agreements.rules.folding import common_ends, folded
from agreements.rules.redline import Run, redline
from agreements.rules.sides import heading_key, pieces
from agreements.rules.table_changes import TableChange, table_changes, tables
from agreements.rules.tree import Clause, Tree, Unit, plain

Status = Literal["added", "removed", "split", "merged", "edited", "moved", "renumbered", "unchanged"]
"""What happened to a clause. The first that applies is its status, so an edited clause that was moved is `edited`.

Sections whose numbers follow that of their article (4.1 becomes 5.1) are renumbered with it, not edited.
"""

FORMAT = "tripartite-workbench/comparison/v1"
_DIGITS = re.compile("[0-9]{1,4}")
_OPERATIONS = {"keep": "keep", "del": "delete", "ins": "insert"}


class Pair(NamedTuple):
    """Old units and the new ones they became.

    Kept and deleted `runs` joined are the words of `old`, kept and inserted ones those of `new` (`said`); numbers and
    headings stand apart: `heading` holds their runs when the heading changed and is empty otherwise. `tables` say what
    changed in tables, beside the runs. `similarity` is the share of common words (in Chinese: characters), 0 to 1.
    """

    status: Status
    old: tuple[Unit, ...]
    new: tuple[Unit, ...]
    similarity: float
    runs: tuple[Run, ...]
    heading: tuple[Run, ...] = ()
    tables: tuple[TableChange, ...] = ()
    edited: bool = False
    moved: bool = False
    renumbered: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pairs: in the order of the new version, each removed clause behind the one it followed."""

    pairs: tuple[Pair, ...]

    @property
    def counts(self) -> dict[Status, int]:
        """How many pairs have each status."""
        found = Counter(pair.status for pair in self.pairs)
        return {status: found[status] for status in get_args(Status)}

    @property
    def same(self) -> bool:
        """Whether nothing changed at all."""
        return all(pair.status == "unchanged" for pair in self.pairs)


class NotThisText(ValueError):
    """Runs were applied to a text they do not lead from."""


def compare(old: Tree, new: Tree) -> Comparison:
    """Compares two versions. White space and the breaking of lines do not count."""
    before, after = pieces(old), pieces(new)
    return Comparison(tuple(_pair(match, before, after) for match in align(before, after)))


def said(units: Iterable[Unit]) -> str:
    """The words of units without their numbers and headings, as `Pair.runs` has them."""
    return "\n".join(unit.text for unit in units if unit.text)


def apply(runs: Iterable[Run], text: str) -> str:
    """The text that the runs lead to from `text`. Raises NotThisText when they do not lead from it."""
    at, made = 0, []
    for run in runs:
        if run.kind != "ins":
            if not text.startswith(run.text, at):
                raise NotThisText(f"at {at}")
            at += len(run.text)
        if run.kind != "del":
            made.append(run.text)
    if at != len(text):
        raise NotThisText(f"at {at}")
    return "".join(made)


def reflowed(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The same runs for reading: edits of white space alone are gone, what stays is laid out as in the new text.

    Kept and inserted runs joined are still the new text, kept and deleted ones the old text but for white space.
    """
    calm: list[Run] = []
    for run in runs:
        before = calm[-1] if calm else Run("keep", "")
        if run.kind == "ins" and before.kind == "del" and folded(before.text) == folded(run.text):
            calm[-1] = Run("keep", run.text)
        elif run.kind == "ins" and not folded(run.text):
            calm.append(Run("keep", run.text))
        elif run.kind != "del" or folded(run.text):
            calm.append(run)
    return _joined(run for run in calm if run.text)


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as values for JSON.

    `summary` counts the pairs by status. Each of `pairs` has `status`, `similarity`, `moved`, `renumbered`, the `old` and
    the `new` clauses (number, heading, kind, part; several for a split or merged one), and what changed: `edits` is the
    list of all runs in order, {op: keep, delete or insert; text}, `heading_edits` the same for the heading, both empty
    when there is nothing; `tables` lists rows and cells.
    """
    return {
        "format": FORMAT,
        "same": comparison.same,
        "summary": dict(comparison.counts),
        "pairs": [_pair_json(pair) for pair in comparison.pairs],
    }


def _pair(match: Match, before: Sequence[Unit], after: Sequence[Unit]) -> Pair:
    old, new = tuple(before[at] for at in match.old), tuple(after[at] for at in match.new)
    if not old or not new:
        return _one_sided(old, new)
    left, right = said(old), said(new)
    heading = _heading_runs(old[0], new[0]) if len(old) == len(new) and old[0].heading != new[0].heading else ()
    changed = left != right and folded(left) != folded(right)
    edited = bool(heading) or (changed and not (match.renumbered and _numbers_follow(old, new)))
    return Pair(
        _status(match, edited), old, new, match.similarity,
        runs=_runs(left, right) if changed else _kept(left, right),
        heading=heading,
        tables=_table_changes(old, new) if changed else (),
        edited=edited, moved=match.moved, renumbered=match.renumbered,
    )  # fmt: skip


def _numbers_follow(old: Sequence[Unit], new: Sequence[Unit]) -> bool:
    """Whether only the numbers of sections changed, and they begin with that of their article: 4.1 became 5.1."""
    if len(old) != 1 or len(new) != 1 or not any(child.kind == "section" for child in old[0].clause.children):
        return False
    said = [_unrooted(unit.clause, found[0]) for unit in (*old, *new) if (found := _DIGITS.search(unit.number))]
    return len(said) == 2 and folded(plain(said[0], printed=False)) == folded(plain(said[1], printed=False))


def _unrooted(clause: Clause, number: str) -> Clause:
    """The clause with the numbers of its sections as they go on behind that of their article."""
    inside = tuple(_unrooted(child, number) if child.kind == "section" else child for child in clause.children)
    printed = (
        re.sub(rf"^(\D{{0,9}}){number}(?=[.(])", r"\1", clause.printed) if clause.kind == "section" else clause.printed
    )
    return replace(clause, printed=printed, children=inside)


def _one_sided(old: tuple[Unit, ...], new: tuple[Unit, ...]) -> Pair:
    text = said(new or old)
    runs = (Run("ins" if new else "del", text),) if text else ()
    return Pair("added" if new else "removed", old, new, 0.0, runs)


def _status(match: Match, edited: bool) -> Status:
    if len(match.new) > 1:
        return "split"
    if len(match.old) > 1:
        return "merged"
    if edited:
        return "edited"
    if match.moved:
        return "moved"
    return "renumbered" if match.renumbered else "unchanged"


def _runs(left: str, right: str) -> tuple[Run, ...]:
    """A redline of what lies between the common beginning and the common end."""
    head, tail = common_ends(left, right)
    middle = redline(left[head : len(left) - tail], right[head : len(right) - tail])
    parts = [Run("keep", left[:head]), *middle, Run("keep", left[len(left) - tail :])]
    return _joined(run for run in parts if run.text)


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    groups = groupby(runs, lambda run: run.kind)
    return tuple(Run(kind, "".join(run.text for run in group)) for kind, group in groups)


def _kept(left: str, right: str) -> tuple[Run, ...]:
    if left != right:
        return redline(left, right)
    return (Run("keep", left),) if left else ()


def _heading_runs(old: Unit, new: Unit) -> tuple[Run, ...]:
    return () if heading_key(old) == heading_key(new) else redline(old.heading, new.heading)


def _table_changes(old: Iterable[Unit], new: Iterable[Unit]) -> tuple[TableChange, ...]:
    before = [table for unit in old for table in tables(unit.clause)]
    after = [table for unit in new for table in tables(unit.clause)]
    return table_changes(before, after) if before or after else ()


def _pair_json(pair: Pair) -> dict[str, Any]:
    value: dict[str, Any] = {
        "status": pair.status,
        "similarity": round(pair.similarity, 4),
        "moved": pair.moved,
        "renumbered": pair.renumbered,
        "old": [_unit_json(unit) for unit in pair.old],
        "new": [_unit_json(unit) for unit in pair.new],
        "edits": _runs_json(pair.runs),
        "heading_edits": _runs_json(pair.heading),
    }
    if pair.tables:
        value["tables"] = [_table_json(change) for change in pair.tables]
    return value


def _unit_json(unit: Unit) -> dict[str, str]:
    return {"number": unit.number, "heading": unit.heading, "kind": unit.clause.kind, "part": unit.part}


def _runs_json(runs: Sequence[Run]) -> list[dict[str, str]]:
    calm = reflowed(runs)
    return [] if _is_kept(calm) else [{"op": _OPERATIONS[run.kind], "text": run.text} for run in calm]


def _is_kept(runs: Sequence[Run]) -> bool:
    return all(run.kind == "keep" for run in runs)


def _table_json(change: TableChange) -> dict[str, Any]:
    return {
        "heading": change.heading,
        "rows_added": list(change.added),
        "rows_removed": list(change.removed),
        "rows_moved": list(change.moved),
        "columns_added": list(change.columns_added),
        "columns_removed": list(change.columns_removed),
        "cells": [{"row": cell.row, "column": cell.column, "old": cell.old, "new": cell.new} for cell in change.cells],
    }
