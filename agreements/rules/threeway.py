"""Three-way merge of lists: what stays, what both sides changed, and in which order it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from agreements.rules.folding import longest_rising

T = TypeVar("T")
Reason = Literal["edited", "deleted", "moved", "added"]
Key = Hashable
"""A place in the base, or (side, place) for what a side added."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that both sides changed: what stood there, and what each side put there."""

    base: str
    ours: str
    theirs: str


class Clashes(Exception):
    """Something that both sides changed in ways that cannot be merged."""

    def __init__(self, reason: Reason, *clashes: Clash) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.clashes = clashes


@dataclass(frozen=True, slots=True)
class Dispute(Generic[T]):
    """What cannot be merged, as each version has it; None where it has none."""

    reason: Reason
    base: T | None
    ours: T | None
    theirs: T | None
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True, slots=True)
class Sort(Generic[T]):
    """What a merge must know of the things in its lists.

    `pairs` gives the places in two lists of what is one thing, `added` the same for what both sides added, `same` says
    whether two are alike, `merged` merges base, ours and theirs or raises Clashes, `rank` puts all in one order.
    """

    pairs: Callable[[Sequence[T], Sequence[T]], Mapping[int, int]]
    added: Callable[[Sequence[T], Sequence[T]], Mapping[int, int]]
    same: Callable[[T, T], bool]
    merged: Callable[[T, T, T], T]
    rank: Callable[[T], Any]


@dataclass(slots=True)
class Outcome(Generic[T]):
    """What a merge came to: keys in their order, what each stands for, the keys of both sides by place, and disputes."""

    order: list[Key]
    kept: dict[Key, T]
    sides: tuple[list[Key], list[Key]]
    disputes: list[Dispute[T]] = field(default_factory=list)
    both: list[tuple[T, T, T, T]] = field(default_factory=list)
    """Base, ours, theirs and result of everything that both changed and that merged clean."""


def merge_lists(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T], sort: Sort[T]) -> Outcome[T]:
    """Merges two lists that came from `base`. What is disputed stays as in the base; what both added, both stay."""
    at = sort.pairs(base, ours), sort.pairs(base, theirs)
    outcome: Outcome[T] = Outcome([], {}, (_keys(0, ours, at[0]), _keys(1, theirs, at[1])))
    left_at, right_at = at[0].get, at[1].get
    for key, before in enumerate(base):
        left, right = left_at(key), right_at(key)
        _decide(
            outcome, sort, key, before, None if left is None else ours[left], None if right is None else theirs[right]
        )
    _add(outcome, sort, ours, theirs)
    order, disputed = _in_order(len(base), outcome, lambda key: sort.rank(outcome.kept[key]))
    outcome.order = order
    outcome.disputes += [Dispute("moved", base[key], ours[at[0][key]], theirs[at[1][key]]) for key in disputed]
    return outcome


def chosen(base: T, ours: T, theirs: T) -> T:
    """The one that was changed; the base when both were, differently."""
    if ours == theirs or theirs == base:
        return ours
    return theirs if ours == base else base


def _keys(side: int, things: Sequence[object], at: Mapping[int, int]) -> list[Key]:
    known = {place: key for key, place in at.items()}
    return [known.get(place, (side, place)) for place in range(len(things))]


def _decide(outcome: Outcome[T], sort: Sort[T], key: int, base: T, ours: T | None, theirs: T | None) -> None:
    if ours is None or theirs is None:
        left = theirs if ours is None else ours
        if left is not None and not sort.same(base, left):
            outcome.kept[key] = base
            outcome.disputes.append(Dispute("deleted", base, ours, theirs))
        return
    if sort.same(base, ours):
        outcome.kept[key] = theirs
        return
    if sort.same(base, theirs):
        outcome.kept[key] = ours
        return
    try:
        outcome.kept[key] = sort.merged(base, ours, theirs)
    except Clashes as clash:
        outcome.kept[key] = base
        outcome.disputes.append(Dispute(clash.reason, base, ours, theirs, clash.clashes))
    else:
        outcome.both.append((base, ours, theirs, outcome.kept[key]))


def _add(outcome: Outcome[T], sort: Sort[T], ours: Sequence[T], theirs: Sequence[T]) -> None:
    """Takes over what was added; what both added alike gets one key, in other words it is disputed."""
    left, right = ([at for at, key in enumerate(keys) if isinstance(key, tuple)] for keys in outcome.sides)
    outcome.kept |= {outcome.sides[0][at]: ours[at] for at in left}
    both = sort.added([ours[at] for at in left], [theirs[at] for at in right]) if left and right else {}
    for one, other in both.items():
        mine, yours = left[one], right[other]
        if sort.same(ours[mine], theirs[yours]):
            outcome.sides[1][yours] = outcome.sides[0][mine]
        else:
            outcome.disputes.append(Dispute("added", None, ours[mine], theirs[yours]))
    outcome.kept |= {outcome.sides[1][at]: theirs[at] for at in right}


def _in_order(count: int, outcome: Outcome[T], rank: Callable[[Key], Any]) -> tuple[list[Key], list[int]]:
    """The kept keys in order, and the places in the base of what both sides moved to different places.

    What neither side moved keeps the order of the base; behind each of these stands what a side added or moved there.
    """
    moved = [_moved(keys, outcome.kept) for keys in outcome.sides]
    steady = [key for key in range(count) if key in outcome.kept and key not in moved[0] and key not in moved[1]]
    standing = set(steady)
    runs = [_runs(keys, standing, outcome.kept, own) for keys, own in zip(outcome.sides, moved, strict=True)]
    behind = [{key: anchor for anchor, run in side.items() for key in run} for side in runs]
    disputed = sorted(key for key in moved[0] & moved[1] if behind[0][key] != behind[1][key])
    anchors = sorted([*steady, *disputed])
    order: list[Key] = []
    seen: set[Key] = set(disputed)
    for anchor in (-1, *anchors):
        if anchor >= 0:
            order.append(anchor)
        if anchor not in runs[0] and anchor not in runs[1]:
            continue
        both = [side.get(anchor, []) for side in runs]
        if all(both):
            both.sort(key=lambda run: [rank(key) for key in run])
        for run in both:
            order += [key for key in run if key not in seen]
            seen.update(run)
    return order, disputed


def _moved(keys: Sequence[Key], kept: Collection[Key]) -> set[int]:
    """The keys of the base that stand out of its order."""
    known = [key for key in keys if isinstance(key, int) and key in kept]
    staying = longest_rising(known)
    return {key for at, key in enumerate(known) if at not in staying}


def _runs(keys: Sequence[Key], steady: set[int], kept: Collection[Key], moved: set[int]) -> Mapping[int, list[Key]]:
    """What a side added or moved, by the steady key it stands behind; -1 for the beginning."""
    found: dict[int, list[Key]] = defaultdict(list)
    anchor = -1
    for key in keys:
        if key in steady:
            anchor = key
        elif key in kept and (not isinstance(key, int) or key in moved):
            found[anchor].append(key)
    return found
