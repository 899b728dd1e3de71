"""A redline paragraph by paragraph: to fold what did not change, and to set the old beside the new line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from agreements.rules.redline import Run

Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the old text beside the one of the new text; None where one of them has nothing."""

    old: Runs | None
    new: Runs | None
    changed: bool


def blocks(runs: Iterable[Run]) -> list[Runs]:
    """Divide a redline where both texts end a paragraph; the line ends that divide are left out."""
    found: list[list[Run]] = [[]]
    for run in runs:
        if run.kind != "keep":
            found[-1].append(run)
            continue
        first, *rest = run.text.split("\n")
        found[-1] += [Run("keep", first)] if first else []
        found += [[Run("keep", part)] if part else [] for part in rest]
    return [tuple(block) for block in found]


def lines(runs: Iterable[Run]) -> tuple[Line, ...]:
    """Set the two texts of a redline beside each other, a paragraph of one against a paragraph of the other."""
    return tuple(line for block in blocks(runs) for line in _lines(block))


def is_changed(block: Iterable[Run]) -> bool:
    """Return whether anything was deleted or inserted."""
    return any(run.kind != "keep" for run in block)


def _lines(block: Runs) -> Iterator[Line]:
    """Whole paragraphs that only open the block stand alone; then the two sides run beside each other."""
    ahead, rest = _ahead(block)
    for part in (ahead, rest):
        for old, new in zip_longest(_side(part, "del"), _side(part, "ins")):
            if old or new:
                yield Line(old or None, new or None, old != new)


def _ahead(block: Runs) -> tuple[Runs, Runs]:
    """Part the whole paragraphs that are deleted or inserted at the beginning of a block from what follows."""
    at = next((n for n, run in enumerate(block) if run.kind == "keep"), len(block))
    ahead = [Run(run.kind, run.text.rpartition("\n")[0]) for run in block[:at]]
    rest = [Run(run.kind, run.text.rpartition("\n")[2]) for run in block[:at]]
    return tuple(ahead), (*rest, *block[at:])


def _side(block: Runs, mine: str) -> list[Runs]:
    """Return the paragraphs of one of the two texts: what stays, and what is deleted or inserted there."""
    found: list[list[Run]] = [[]]
    for run in block:
        if run.kind in ("keep", mine) and run.text:
            first, *rest = run.text.split("\n")
            found[-1] += [Run(run.kind, first)] if first else []
            found += [[Run(run.kind, part)] if part else [] for part in rest]
    return [tuple(paragraph) for paragraph in found]
