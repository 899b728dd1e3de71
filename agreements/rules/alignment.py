"""Which clause of one version is which of another, when clauses were renumbered, moved, split and merged."""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from rapidfuzz.distance import Indel

from agreements.rules.folding import folded, folded_heading, longest_rising, shingles, words
from agreements.rules.numbering import ClauseNumber, parse_label
from agreements.rules.tree import UNITS, Clause, Tree, Unit, plain

ALIKE = 0.55
"""From this share of common characters on, two clauses that share nothing else are taken for one clause."""
CONTAINED = 0.8
"""From this share of its stretches of three words on, a clause counts as having come out of another."""

_ALIKE_NAMED = 0.3
_RARE = 24
_CANDIDATES = 4
_GAP = 100
_NOTHING = frozenset(["", ("", "")])
_TRUSTED = 0.5
_SHORTEST_PART = 5
# What speaks for a pair besides its words, in shares of similarity: where clauses are near-identical, these decide.
_ANNEX_LABEL = re.compile(
    r"\s*(?:(?:appendix|annex|schedule|exhibit)\s+(?:[0-9]{1,3}|[A-Z]|[IVX]{1,5})(?!\w)|附[件录表]\s*[0-9一二三四五六七八九十]{0,3})",
    re.IGNORECASE,
)
_BY_HEADING, _BY_NUMBER, _BY_NEIGHBOUR = 0.15, 0.06, 0.04


@dataclass(frozen=True, slots=True)
class Match:
    """The units, by position, of the old and of the new version that are one another; either side may be empty."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    similarity: float
    moved: bool = False


class Side:
    """The units of one version, with what they are told apart by."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self.texts = [folded(unit.text) for unit in units]
        self.headings = [heading_key(unit) for unit in units]
        self.numbers = [number_key(unit) for unit in units]
        self._words: dict[int, list[str]] = {}
        self._shingles: dict[int, frozenset[str]] = {}

    def __len__(self) -> int:
        return len(self.units)

    def words(self, at: int) -> list[str]:
        """The words of a unit."""
        if at not in self._words:
            self._words[at] = words(self.units[at].text)
        return self._words[at]

    def shingles(self, at: int) -> frozenset[str]:
        """The stretches of three words of a unit."""
        if at not in self._shingles:
            self._shingles[at] = shingles(self.words(at))
        return self._shingles[at]

    @cached_property
    def named(self) -> Mapping[Hashable, list[int]]:
        """Where each heading stands."""
        return _places(self.headings)

    @cached_property
    def slots(self) -> Mapping[Hashable, list[int]]:
        """Where each number and heading stands."""
        return _places(zip(self.numbers, self.headings, strict=True))


def pieces(tree: Tree) -> tuple[Unit, ...]:
    """The units of a tree, and whatever stands outside of them, such as headings of parts: together every word of it."""
    found: list[tuple[Clause, str]] = []
    for clause in tree.clauses:
        _collect(clause, (), found)
    return tuple(Unit(clause, part, at, plain(clause, printed=False)) for at, (clause, part) in enumerate(found))


def number_key(unit: Unit) -> ClauseNumber | str:
    """The number of a unit, equal for 第十二条 and 第12条; that of an annex may stand in its heading. "" for none."""
    if unit.number:
        return parse_label(unit.number) or folded(unit.number).casefold()
    label = _ANNEX_LABEL.match(unit.heading)
    return folded(label[0]).casefold() if label else ""


def heading_key(unit: Unit) -> str:
    """The heading of a unit without case, blanks, marks at its ends, and without the number of an annex."""
    return folded_heading(_ANNEX_LABEL.sub("", unit.heading))


def align(old: Sequence[Unit], new: Sequence[Unit]) -> tuple[Match, ...]:
    """Pairs all units: in the order of the new version, each removed one behind what it followed.

    Identity comes first, then equal words, then similar ones, best first; number, heading and neighbours decide between
    near-identical clauses. What is left and is contained in a changed clause was split from it or merged into it.
    """
    return _Alignment(Side(old), Side(new)).matches()


def _collect(clause: Clause, above: tuple[str, ...], found: list[tuple[Clause, str]]) -> None:
    apart = [c for c in clause.children if clause.kind == "part" or c.kind in UNITS or c.kind == "part"]
    own = replace(clause, children=tuple(c for c in clause.children if c not in apart)) if apart else clause
    if clause.kind != "part" or own.printed or own.number or own.heading or own.text or own.rows or not apart:
        found.append((own, " / ".join(above)))
    named = " ".join(filter(None, (clause.number, clause.heading)))
    inside = (*above, named) if clause.kind in ("part", "annex") else above
    for child in apart:
        _collect(child, inside, found)


def _places(keys: Iterable[Hashable]) -> Mapping[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        found[key].append(at)
    return found


class _Alignment:
    """Pairs found so far, from both sides."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.new_of: dict[int, int] = {}
        self.old_of: dict[int, int] = {}
        self.likeness: dict[tuple[int, int], float] = {}

    def matches(self) -> tuple[Match, ...]:
        self._by_identity()
        self._by_words()
        self.trust = self._number_trust()
        self._keep_numbers()
        self._by_likeness()
        return self._ordered(*self._divided())

    def _pair(self, old: int, new: int, likeness: float) -> None:
        self.new_of[old], self.old_of[new] = new, old
        self.likeness[old, new] = likeness

    def _free(self, old: int, new: int) -> bool:
        return old not in self.new_of and new not in self.old_of

    def _open(self, side: Side, taken: dict[int, int]) -> list[int]:
        return [at for at in range(len(side)) if at not in taken]

    def _by_identity(self) -> None:
        known = {unit.clause.id: at for at, unit in reversed(list(enumerate(self.old.units))) if unit.clause.id}
        for at, unit in enumerate(self.new.units):
            found = known.pop(unit.clause.id, None)
            if found is not None:
                same = self.old.texts[found] == self.new.texts[at]
                self._pair(found, at, 1.0 if same else self._similarity(found, at))

    def _by_words(self) -> None:
        """Pairs equal words: those that occur once first, then repeated ones beside them, by number, and in order."""
        for keys in (self._full_keys, self._word_keys):
            old, new = keys(self.old), keys(self.new)
            olds = {key: at for key, at in _places(old).items() if key not in _NOTHING}
            groups = [(olds[key], at) for key, at in _places(new).items() if key in olds]
            for left, right in groups:
                if len(left) == len(right) == 1 and self._free(left[0], right[0]):
                    self._pair(left[0], right[0], 1.0)
            repeated = [(left, right) for left, right in groups if len(left) > 1 or len(right) > 1]
            self._repeated(repeated, old, new)

    @staticmethod
    def _full_keys(side: Side) -> list[Hashable]:
        return [(text, heading) for text, heading in zip(side.texts, side.headings, strict=True)]

    @staticmethod
    def _word_keys(side: Side) -> list[Hashable]:
        return list(side.texts)

    def _repeated(
        self, groups: Sequence[tuple[list[int], list[int]]], old: Sequence[Hashable], new: Sequence[Hashable]
    ) -> None:
        for step, order in ((1, 1), (-1, -1)):
            for at in sorted((at for _, right in groups for at in right), reverse=order < 0):
                beside = self.old_of.get(at - step)
                there = -1 if beside is None else beside + step
                if 0 <= there < len(old) and old[there] == new[at] and self._free(there, at):
                    self._pair(there, at, 1.0)
        for left, right in groups:
            numbered = {(self.old.numbers[at], self.old.headings[at]): at for at in reversed(left)}
            for at in right:
                there = numbered.get((self.new.numbers[at], self.new.headings[at]), -1)
                if there >= 0 and self._free(there, at):
                    self._pair(there, at, 1.0)
            rest = [at for at in left if at not in self.new_of], [at for at in right if at not in self.old_of]
            for there, at in zip(*rest, strict=False):
                self._pair(there, at, 1.0)

    def _number_trust(self) -> float:
        """The share of pairs that kept their number: what a number is worth as a sign."""
        numbered = [(o, n) for o, n in self.new_of.items() if self.old.numbers[o] != ""]
        kept = sum(self.old.numbers[o] == self.new.numbers[n] for o, n in numbered)
        return kept / len(numbered) if numbered else _TRUSTED

    def _keep_numbers(self) -> None:
        """Undoes pairs of a series of near-identical clauses whose contents moved up by one.

        Where wages of grade 1, 2, 3 become what was paid to grade 2, 3, 4, equal words would pair 2 with 1, 3 with 2, and
        have grade 1 removed and another one added. Where numbers are kept, the number decides.
        """
        if self.trust < _TRUSTED:
            return
        for start in self._open(self.old, self.new_of):
            chain: list[tuple[int, int]] = []
            at = start
            while len(chain) <= len(self.old):
                slot = self.new.slots.get((self.old.numbers[at], self.old.headings[at]), [])
                if len(slot) != 1 or self._similarity(at, slot[0]) < 1 - 2 * _BY_NUMBER:
                    break
                chain.append((at, slot[0]))
                if slot[0] not in self.old_of:
                    self._repair(chain)
                    break
                at = self.old_of[slot[0]]

    def _repair(self, chain: Sequence[tuple[int, int]]) -> None:
        for old, new in chain:
            self.new_of.pop(old, None)
            self.old_of.pop(new, None)
        for old, new in chain:
            self._pair(old, new, self._similarity(old, new))

    def _similarity(self, old: int, new: int, floor: float = 0.0) -> float:
        left, right = self.old.words(old), self.new.words(new)
        if not left and not right:
            return 1.0
        if 2 * min(len(left), len(right)) < floor * (len(left) + len(right)):
            return 0.0
        return Indel.normalized_similarity(left, right, score_cutoff=floor or None)

    def _floor(self, old: int, new: int) -> float:
        """How similar two units must be at least, given how they are named."""
        kind = self.old.units[old].clause.kind
        if kind == self.new.units[new].clause.kind in ("preamble", "contents"):
            return 0.0
        heading = self.old.headings[old]
        if not heading or heading != self.new.headings[new]:
            return ALIKE
        alone = len(self.old.named[heading]) == len(self.new.named[heading]) == 1
        return 0.0 if alone or self.old.numbers[old] == self.new.numbers[new] else _ALIKE_NAMED

    def _score(self, old: int, new: int) -> float | None:
        """What speaks for a pair, or None when it is none."""
        known = self.likeness.get((old, new))
        likeness = self._similarity(old, new, self._floor(old, new)) if known is None else known
        if likeness < self._floor(old, new) or not self._same_sort(old, new):
            return None
        self.likeness[old, new] = likeness
        heading = bool(self.old.headings[old]) and self.old.headings[old] == self.new.headings[new]
        number = self.old.numbers[old] != "" and self.old.numbers[old] == self.new.numbers[new]
        beside = sum(self.new_of.get(old + step, -9) == new + step for step in (-1, 1))
        return likeness + _BY_HEADING * heading + _BY_NUMBER * self.trust * number + _BY_NEIGHBOUR * beside

    def _same_sort(self, old: int, new: int) -> bool:
        """Headings of parts are paired with each other only."""
        return (self.old.units[old].clause.kind == "part") == (self.new.units[new].clause.kind == "part")

    def _by_likeness(self) -> None:
        """Takes the best pair first; each pair taken speaks for the ones beside it."""
        heap: list[tuple[float, int, int, int]] = []

        def offer(old: int, new: int) -> None:
            if 0 <= old < len(self.old) and 0 <= new < len(self.new) and self._free(old, new):
                score = self._score(old, new)
                if score is not None:
                    away = abs(old * len(self.new) - new * len(self.old))
                    heapq.heappush(heap, (-score, away, old, new))

        for old, new in self._candidates():
            offer(old, new)
        while heap:
            _, _, old, new = heapq.heappop(heap)
            if self._free(old, new):
                self._pair(old, new, self.likeness[old, new])
                offer(old - 1, new - 1)
                offer(old + 1, new + 1)

    def _candidates(self) -> Iterator[tuple[int, int]]:
        olds, news = self._open(self.old, self.new_of), self._open(self.new, self.old_of)
        yield from self._by_rare_words(olds, news)
        for old_keys, new_keys in (
            (self.old.headings, self.new.headings),
            (self.old.numbers, self.new.numbers),
        ):
            there = _places(new_keys[at] for at in news)
            yield from ((at, news[place]) for at in olds if old_keys[at] != "" for place in there.get(old_keys[at], ()))
        yield from self._by_gap()

    def _by_rare_words(self, olds: Sequence[int], news: Sequence[int]) -> Iterator[tuple[int, int]]:
        """For each open new unit those old ones that share most of its rarest stretches of three words."""
        where: dict[str, list[int]] = defaultdict(list)
        for at in olds:
            for shingle in self.old.shingles(at):
                where[shingle].append(at)
        for new in news:
            shared = [where[shingle] for shingle in self.new.shingles(new) if shingle in where]
            rare = heapq.nsmallest(_RARE, shared, key=len)
            votes = Counter(at for places in rare for at in places)
            for old, _ in votes.most_common(_CANDIDATES):
                yield old, new

    def _by_gap(self) -> Iterator[tuple[int, int]]:
        """All pairs between two neighbours that stay in order, when they are not too many; and those beside a pair."""
        for old, new in self.new_of.items():
            yield from ((old + step, new + step) for step in (-1, 1))
        pairs = [(-1, -1), *self._in_order(), (len(self.old), len(self.new))]
        for (old, new), (old_end, new_end) in pairwise(pairs):
            if 0 < (old_end - old - 1) * (new_end - new - 1) <= _GAP:
                yield from ((o, n) for o in range(old + 1, old_end) for n in range(new + 1, new_end))

    def _in_order(self) -> list[tuple[int, int]]:
        """The pairs that stand in the same order in both versions."""
        pairs = sorted(self.new_of.items())
        staying = longest_rising(new for _, new in pairs)
        return [pair for at, pair in enumerate(pairs) if at in staying]

    def _divided(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Old units that became several new ones, and new units that became of several old ones."""
        parts = _parts(self.old, self.new, self.new_of, self._open(self.new, self.old_of))
        rest = {new for group in parts.values() for new in group}
        old_of = {new: old for new, old in self.old_of.items() if old not in parts}
        open_old = [at for at in self._open(self.old, self.new_of) if at not in parts]
        wholes = _parts(self.new, self.old, old_of, open_old, rest)
        return parts, wholes

    def _ordered(self, parts: dict[int, list[int]], wholes: dict[int, list[int]]) -> tuple[Match, ...]:
        staying = {old for old, _ in self._in_order()}
        of_new = {
            new: Match((old,), (new,), self.likeness[old, new], old not in staying) for old, new in self.new_of.items()
        }
        later: set[int] = set()
        for old, group in parts.items():
            first, *rest = sorted({*group, *([self.new_of[old]] if old in self.new_of else [])})
            of_new[first] = self._joined((old,), (first, *rest))
            later.update(rest)
        for new, group in wholes.items():
            olds = sorted({*group, *([self.old_of[new]] if new in self.old_of else [])})
            of_new[new] = self._joined(tuple(olds), (new,))
        matches = [of_new.get(at, Match((), (at,), 0.0)) for at in range(len(self.new)) if at not in later]
        return _with_removed(matches, len(self.old))

    def _joined(self, olds: tuple[int, ...], news: tuple[int, ...]) -> Match:
        old, new = (
            [word for at in group for word in side.words(at)] for side, group in ((self.old, olds), (self.new, news))
        )
        return Match(olds, news, Indel.normalized_similarity(old, new))


def _parts(
    whole: Side, part: Side, paired: dict[int, int], open_parts: Sequence[int], barred: Iterable[int] = ()
) -> dict[int, list[int]]:
    """The open units of `part` whose words a changed unit of `whole` had and its own pair no longer has."""
    if not open_parts:
        return {}
    barred = set(barred)
    wholes = [
        at for at in range(len(whole))
        if at not in barred and (at not in paired or whole.texts[at] != part.texts[paired[at]])
    ]  # fmt: skip
    where: dict[str, list[int]] = defaultdict(list)
    for at in wholes:
        for shingle in whole.shingles(at):
            where[shingle].append(at)
    found: dict[int, list[int]] = defaultdict(list)
    for at in open_parts:
        own = part.shingles(at)
        votes = Counter(place for shingle in own for place in where.get(shingle, ()))
        for place, shared in votes.most_common(1):
            kept = part.shingles(paired[place]) if place in paired else frozenset[str]()
            lost = len((own & whole.shingles(place)) - kept)
            if len(own) >= _SHORTEST_PART and shared >= CONTAINED * len(own) and lost * 2 >= len(own):
                found[place].append(at)
    return {at: group for at, group in found.items() if len(group) + (at in paired) > 1}


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
