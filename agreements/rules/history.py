"""The versions of a text as a directed acyclic graph: what stands at its ends, what two versions have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Parents = Mapping[str, Sequence[str]]
"""The versions each version was made from."""


@dataclass(frozen=True, slots=True)
class Row:
    """A version's place in the drawing: its lane, and the lines to the row below as (from lane, to lane)."""

    version: str
    lane: int
    lines: tuple[tuple[int, int], ...]
    lanes: int


def ancestors(parents: Parents, version: str) -> frozenset[str]:
    """The version itself and everything it was made from, as far as `parents` knows."""
    found: set[str] = set()
    waiting = [version]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += parents.get(one, ())
    return frozenset(found)


def heads(parents: Parents) -> tuple[str, ...]:
    """The versions nothing was made from yet, in the order of `parents`."""
    used = {parent for made_from in parents.values() for parent in made_from}
    return tuple(version for version in parents if version not in used)


def common_base(parents: Parents, ours: str, theirs: str) -> str | None:
    """The nearest version from which both were made (one of them, when it is the other's forebear), or None.

    Nearest is a common forebear that is no forebear of another one; among several the last in the order of `parents`.
    """
    shared = ancestors(parents, ours) & ancestors(parents, theirs)
    above = {older for one in shared for older in ancestors(parents, one) - {one}}
    nearest = [version for version in parents if version in shared - above]
    return nearest[-1] if nearest else min(shared - above, default=None)


def drawn(parents: Parents, newest_first: Iterable[str]) -> tuple[Row, ...]:
    """The rows of the drawing, newest first. Parents that are not among the rows have no line."""
    order = list(newest_first)
    rows: list[Row] = []
    lanes: list[str | None] = []
    for version in order:
        lane = _lane_for(lanes, version)
        before = list(lanes)
        for at, waiting in enumerate(lanes):
            if waiting == version:
                lanes[at] = None
        ends = _placed(lanes, lane, [one for one in parents.get(version, ()) if one in order])
        straight = {(at, at) for at, one in enumerate(before) if one not in (None, version)}
        rows.append(Row(version, lane, tuple(sorted(straight | {(lane, end) for end in ends})), 0))
        while lanes and lanes[-1] is None:
            lanes.pop()
    width = 1 + max((max(end for line in row.lines for end in line) for row in rows if row.lines), default=0)
    return tuple(Row(row.version, row.lane, row.lines, max(width, row.lane + 1)) for row in rows)


def _lane_for(lanes: list[str | None], version: str) -> int:
    if version in lanes:
        return lanes.index(version)
    if None in lanes:
        return lanes.index(None)
    lanes.append(None)
    return len(lanes) - 1


def _placed(lanes: list[str | None], lane: int, parents: Sequence[str]) -> list[int]:
    """Lanes in which the parents come: the first in the version's own lane unless it already waits elsewhere."""
    ends = []
    for parent in parents:
        if parent in lanes:
            ends.append(lanes.index(parent))
            continue
        at = lane if lanes[lane] is None else _lane_for(lanes, parent)
        lanes[at] = parent
        ends.append(at)
    return ends
