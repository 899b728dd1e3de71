"""Which clause of one version is which of another, when clauses were renumbered, moved, split and merged."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from agreements.rules.folding import stretches
from agreements.rules.pairing import Pairing, sharing, similarity
from agreements.rules.sides import Side, places
from agreements.rules.tree import Unit

CONTAINED = 0.8
"""From this share of its stretches of three words on, a clause counts as having come out of another."""

_SHORTEST_PART = 5
_REWORDED, _KEPT, _GROWN = 0.5, 0.5, 1.5


class Match(NamedTuple):
    """The units, by position, of the old and of the new version that are one another; either side may be empty."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    similarity: float
    moved: bool = False
    renumbered: bool = False


def align(old: Sequence[Unit], new: Sequence[Unit]) -> tuple[Match, ...]:
    """Pairs all units: in the order of the new version, each removed one behind what it followed.

    Identity comes first, then equal words, then similar ones, best first; number, heading and neighbours decide between
    near-identical clauses. What is left and is contained in a changed clause was split from it or merged into it.
    """
    pairing = Pairing(Side(old), Side(new))
    parts = _parts(pairing.old, pairing.new, pairing.new_of, pairing.open_new())
    split = {new for group in parts.values() for new in group}
    whole_of = {new: old for new, old in pairing.old_of.items() if old not in parts}
    left = [at for at in pairing.open_old() if at not in parts]
    wholes = _parts(pairing.new, pairing.old, whole_of, left, barred=split)
    return _ordered(pairing, parts, wholes)


def pair(old: Sequence[Unit], new: Sequence[Unit]) -> Mapping[int, int]:
    """The positions of the new units that are one with old ones, by the old ones; as `align`, but one by one only."""
    return Pairing(Side(old), Side(new)).new_of


def _parts(
    whole: Side, part: Side, paired: Mapping[int, int], open_parts: Sequence[int], barred: Collection[int] = ()
) -> dict[int, list[int]]:
    """The open units of `part` whose words a changed unit of `whole` had and its own pair no longer has."""
    if not open_parts:
        return {}
    where = _stretches_lost(whole, part, paired, open_parts, barred)

    @cache
    def lost_from(place: int) -> _Lost:
        return _Lost(whole.words(place), part.words(paired[place]) if place in paired else "")

    shares: dict[int, dict[int, float]] = defaultdict(dict)
    for at in open_parts:
        for place in sharing(part.shingles(at), where)[:1]:
            if len(part.shingles(at) & whole.shingles(place)) >= _REWORDED * len(part.shingles(at)):
                shares[place][at] = lost_from(place).share(stretches(part.words(at)))
    found = {}
    for place, share in shares.items():
        group = _together(share, CONTAINED if place in paired else _REWORDED) + (
            [paired[place]] if place in paired else []
        )
        if len(group) > 1 and _lives_on(whole, place, part, group):
            found[place] = group
    return found


def _stretches_lost(
    whole: Side, part: Side, paired: Mapping[int, int], open_parts: Sequence[int], barred: Collection[int]
) -> dict[str, list[int]]:
    """Where the stretches of words of open parts stand in units that lost half as much as the shortest of these, or are gone."""
    least = min(len(part.units[at].text) for at in open_parts) // 2
    wanted = frozenset[str]().union(*map(part.shingles, open_parts))
    where: dict[str, list[int]] = defaultdict(list)
    for at in range(len(whole)):
        lost = len(whole.units[at].text) - (len(part.units[paired[at]].text) if at in paired else 0)
        if at not in barred and lost > least:
            for shingle in whole.shingles(at) & wanted:
                where[shingle].append(at)
    return where


def _together(shares: Mapping[int, float], least: float) -> list[int]:
    """The parts that came out of one whole; between certain ones and beside them a reworded one is believed too.

    Certain are those from the share `least` on: of a whole that is gone, its parts need not be as it was.
    """
    certain = [at for at, share in shares.items() if share >= least]
    if not certain:
        return []
    between = range(min(certain) - 2, max(certain) + 3)
    return [at for at, share in shares.items() if share >= least or (share >= _REWORDED and at in between)]


def _lives_on(whole: Side, at: int, part: Side, group: Sequence[int]) -> bool:
    """Whether the parts together are the whole, rather than several clauses that each resemble it."""
    of_parts = frozenset[str]().union(*map(part.shingles, group))
    if sum(len(part.words(one)) for one in group) > _GROWN * len(whole.words(at)):
        return False
    return len(whole.shingles(at) & of_parts) >= _KEPT * len(whole.shingles(at))


class _Lost:
    """What a whole had, and what became of it no longer has."""

    def __init__(self, whole: Sequence[str], kept: Sequence[str]) -> None:
        self._where = places(stretches(whole))
        self._kept = Counter(stretches(kept))

    def share(self, part: Sequence[str]) -> float:
        """How much of a part, given by its stretches of words, stands in one piece in what was lost."""
        where = {one: found for one in part if (found := self._where.get(one))}
        lost = sum(
            min(n, max(0, len(where[one]) - self._kept[one])) for one, n in Counter(part).items() if one in where
        )
        shifts = sorted(where[one][0] - at for at, one in enumerate(part) if len(where.get(one, ())) == 1)
        if len(part) < _SHORTEST_PART or lost * 2 < len(part) or not shifts:
            return 0.0
        middle, reach = shifts[len(shifts) // 2], len(part) // 5 + 3
        return sum(one in where and _is_near(where[one], at + middle, reach) for at, one in enumerate(part)) / len(part)


def _is_near(rising: Sequence[int], place: int, reach: int) -> bool:
    at = bisect_left(rising, place - reach)
    return at < len(rising) and rising[at] <= place + reach


def _ordered(
    pairing: Pairing, parts: Mapping[int, Sequence[int]], wholes: Mapping[int, Sequence[int]]
) -> tuple[Match, ...]:
    staying = {old for old, _ in pairing.staying()}
    of_new = {
        new: Match(
            (old,),
            (new,),
            pairing.likeness(old, new),
            old not in staying,
            pairing.old.numbers[old] != pairing.new.numbers[new],
        )
        for old, new in pairing.new_of.items()
    }
    later: set[int] = set()
    for old, group in parts.items():
        first, *rest = sorted(group)
        of_new[first] = _joined(pairing, (old,), (first, *rest))
        later.update(rest)
    for new, group in wholes.items():
        of_new[new] = _joined(pairing, tuple(sorted(group)), (new,))
    matches = [of_new.get(at, Match((), (at,), 0.0)) for at in range(len(pairing.new)) if at not in later]
    return _with_removed(matches, len(pairing.old))


def _joined(pairing: Pairing, olds: tuple[int, ...], news: tuple[int, ...]) -> Match:
    old = [word for at in olds for word in pairing.old.words(at)]
    new = [word for at in news for word in pairing.new.words(at)]
    return Match(olds, news, similarity(old, new))


def _with_removed(matches: Sequence[Match], count: int) -> tuple[Match, ...]:
    """Puts each old unit that has no pair behind the one that stood before it."""
    kept = {old for match in matches for old in match.old}
    behind: dict[int, list[Match]] = defaultdict(list)
    last = -1
    for old in range(count):
        if old in kept:
            last = old
        else:
            behind[last].append(Match((old,), (), 0.0))
    ordered = list(behind[-1])
    for match in matches:
        ordered.append(match)
        ordered += [removed for old in match.old for removed in behind[old]]
    return tuple(ordered)
