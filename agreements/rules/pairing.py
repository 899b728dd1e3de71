"""Which clause of one version is which of another, one by one."""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise

from rapidfuzz.distance import Indel

from agreements.rules.folding import longest_rising, stretches
from agreements.rules.sides import Side, places

ALIKE = 0.55
"""From this share of common words on, two clauses that share nothing else are taken for one clause."""

_ALIKE_NAMED = 0.3
_ALIKE_IN_PLACE = 0.75
_RARE = 24
_CANDIDATES = 4
_GAP = 100
_ROUNDS = 4
# A number, heading or stretch of words that stands in more places than this tells nothing.
_COMMON = 50
# Comparing two texts needs one bit for each pair of words; longer ones are compared by their stretches of three words.
_PAIRS = 400_000_000
# What speaks for a pair besides its words, in shares of similarity: where clauses are near-identical, these decide.
_BY_HEADING, _BY_NUMBER, _BY_NEIGHBOUR = 0.15, 0.06, 0.04
_BY_OWN_WORDS, _OWN_WORDS = 0.03, 3
_FIGURE = re.compile(r"([0-9][0-9,.]*)")
_NOTHING: frozenset[Hashable] = frozenset(["", ("", "", False), ("", "", True)])


class Pairing:
    """The pairs found so far, from both sides."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.new_of: dict[int, int] = {}
        self.old_of: dict[int, int] = {}
        self._known: set[int] = set()
        self._likeness: dict[tuple[int, int], float] = {}
        self._own_words: Counter[tuple[int, int]] = Counter()
        self._by_identity()
        self._by_words()
        self._trust = self._number_trust()
        self._keep_numbers()
        self._in_place()
        for _ in range(_ROUNDS):
            if not self._by_likeness():
                break

    def likeness(self, old: int, new: int) -> float:
        """The share of common words, 0 to 1."""
        found = self._likeness.get((old, new))
        if found is None:
            found = self._likeness[old, new] = similarity(self.old.words(old), self.new.words(new))
        return found

    def staying(self) -> list[tuple[int, int]]:
        """The pairs that stand in the same order in both versions."""
        pairs = sorted(self.new_of.items())
        kept = longest_rising([new for _, new in pairs])
        return [pair for at, pair in enumerate(pairs) if at in kept]

    def open_old(self) -> list[int]:
        """Units of the old version without a pair."""
        return [at for at in range(len(self.old)) if at not in self.new_of]

    def open_new(self) -> list[int]:
        """Units of the new version without a pair."""
        return [at for at in range(len(self.new)) if at not in self.old_of]

    def _pair(self, old: int, new: int) -> None:
        self.new_of[old], self.old_of[new] = new, old

    def _equal(self, old: int, new: int) -> None:
        self._pair(old, new)
        self._likeness[old, new] = 1.0

    def _free(self, old: int, new: int) -> bool:
        return old not in self.new_of and new not in self.old_of

    def _by_identity(self) -> None:
        known = {unit.clause.id: at for at, unit in enumerate(self.old.units) if unit.clause.id}
        for at, unit in enumerate(self.new.units):
            if unit.clause.id in known:
                self._pair(known.pop(unit.clause.id), at)
        self._known = set(self.new_of)

    def _by_words(self) -> None:
        """Pairs equal words: those that occur once first, then repeated ones beside them, by number, and in order."""
        for keys in (_printed, _said, Side.text):
            olds, news = self.open_old(), self.open_new()
            old, new = {at: keys(self.old, at) for at in olds}, {at: keys(self.new, at) for at in news}
            where, there = places(old.values()), places(new.values())
            groups = [
                ([olds[at] for at in where[key]], [news[at] for at in found])
                for key, found in there.items()
                if key in where and key not in _NOTHING
            ]
            for left, right in groups:
                if len(left) == len(right) == 1:
                    self._equal(left[0], right[0])
            repeated = [group for group in groups if len(group[0]) > 1 or len(group[1]) > 1]
            self._beside(sorted(at for _, right in repeated for at in right), old, new)
            for left, right in repeated:
                self._repeated(left, right)

    def _beside(self, news: Sequence[int], old: dict[int, Hashable], new: dict[int, Hashable]) -> None:
        """Pairs repeated words that stand beside a pair."""
        for step, order in ((1, news), (-1, news[::-1])):
            for at in order:
                there = self.old_of.get(at - step, -9) + step
                if there in old and old[there] == new[at] and self._free(there, at):
                    self._equal(there, at)

    def _repeated(self, left: Sequence[int], right: Sequence[int]) -> None:
        numbered = {(self.old.numbers[at], self.old.headings[at]): at for at in reversed(left)}
        for at in right:
            there = numbered.get((self.new.numbers[at], self.new.headings[at]), -1)
            if there >= 0 and self._free(there, at):
                self._equal(there, at)
        rest = [at for at in left if at not in self.new_of], [at for at in right if at not in self.old_of]
        for there, at in zip(*rest, strict=False):
            self._equal(there, at)

    def _same_number(self, old: int, new: int) -> bool:
        return self.old.numbers[old] != "" and self.old.numbers[old] == self.new.numbers[new]

    def _same_heading(self, old: int, new: int) -> bool:
        return self.old.headings[old] != "" and self.old.headings[old] == self.new.headings[new]

    def _number_trust(self) -> float:
        """The share of pairs that kept their number: what a number is worth as a sign."""
        numbered = [(old, new) for old, new in self.new_of.items() if self.old.numbers[old] != ""]
        return sum(self._same_number(*pair) for pair in numbered) / len(numbered) if numbered else 0.5

    def _keep_numbers(self) -> None:
        """Undoes pairs of a series of clauses that differ by a figure only, when the figures moved up by one.

        Where wages of grade 1, 2, 3 become what was paid to grade 2, 3, 4, equal words would pair 2 with 1, 3 with 2, and
        have grade 1 removed and another one added. Where the clauses around them keep their numbers, the number decides.
        """
        for start in self.open_old() if self._trust else ():
            chain = self._chain(start)
            if len(chain) > 1 and self._numbers_hold_around(chain):
                for old, _ in chain[1:]:
                    del self.old_of[self.new_of.pop(old)]
                for old, new in chain:
                    self._pair(old, new)

    def _chain(self, start: int) -> list[tuple[int, int]]:
        """From an open old unit over those it would push aside to an open new one; empty when there is no such way."""
        chain: list[tuple[int, int]] = []
        at = start
        while True:
            slot = self.new.slots.get((self.old.numbers[at], self.old.headings[at]), [])
            if len(slot) != 1 or not self.old.numbers[at] or not _one_figure(self.old.text(at), self.new.text(slot[0])):
                return []
            chain.append((at, slot[0]))
            if slot[0] not in self.old_of:
                return chain
            at = self.old_of[slot[0]]
            if at in self._known or len(chain) > len(self.old):
                return []

    def _numbers_hold_around(self, chain: Sequence[tuple[int, int]]) -> bool:
        """Whether the chain is one stretch on both sides, and the pairs beside it kept their numbers."""
        (first, new_first), (last, new_last) = min(chain), max(chain)
        if last - first + 1 != len(chain) or new_last - new_first + 1 != len(chain):
            return False
        around = [at for at in (first - 1, last + 1) if 0 <= at < len(self.old)]
        return all(at in self.new_of and self._same_number(at, self.new_of[at]) for at in around)

    def _gaps(self) -> Iterator[tuple[range, range]]:
        """What stands between neighbours that stay in order."""
        for (old, new), (old_end, new_end) in pairwise([(-1, -1), *self.staying(), (len(self.old), len(self.new))]):
            if old + 1 < old_end and new + 1 < new_end:
                yield range(old + 1, old_end), range(new + 1, new_end)

    def _in_place(self) -> None:
        """Pairs clauses that were edited where they stand, between the same neighbours."""
        for olds, news in list(self._gaps()):
            left = [at for at in olds if at not in self.new_of]
            right = [at for at in news if at not in self.old_of]
            if len(left) == len(right) == 1:
                old, new = left[0], right[0]
                agreed = self.old.headings[old] == self.new.headings[new]
                if agreed and self._same_sort(old, new) and self.likeness(old, new) >= _ALIKE_IN_PLACE:
                    self._pair(old, new)

    def _same_sort(self, old: int, new: int) -> bool:
        """Headings of parts are paired with each other only."""
        return (self.old.units[old].clause.kind == "part") == (self.new.units[new].clause.kind == "part")

    def _by_likeness(self) -> bool:
        """Takes the best pair first; each pair taken speaks for the ones beside it.

        Returns whether another round may find more: a clause is left whose candidates were taken by others.
        """
        heap: list[tuple[float, int, int, int]] = []
        refused: set[tuple[int, int]] = set()
        beaten: list[tuple[int, int]] = []

        def offer(old: int, new: int) -> None:
            if not (0 <= old < len(self.old) and 0 <= new < len(self.new) and self._free(old, new)):
                return
            score = None if (old, new) in refused else self._score(old, new)
            if score is None:
                refused.add((old, new))
            else:
                heapq.heappush(heap, (-score, abs(old * len(self.new) - new * len(self.old)), old, new))

        for old, new in dict.fromkeys(self._candidates()):
            offer(old, new)
        while heap:
            _, _, old, new = heapq.heappop(heap)
            if self._free(old, new):
                self._pair(old, new)
                offer(old - 1, new - 1)
                offer(old + 1, new + 1)
            else:
                beaten.append((old, new))
        left_old = {old for old, _ in beaten if old not in self.new_of}
        return bool(left_old) and any(new not in self.old_of for _, new in beaten)

    def _score(self, old: int, new: int) -> float | None:
        """What speaks for a pair, or None when it is none."""
        floor = self._floor(old, new)
        lengths = len(self.old.words(old)), len(self.new.words(new))
        if 2 * min(lengths) < floor * sum(lengths) or not self._same_sort(old, new):
            return None
        likeness = self.likeness(old, new)
        if likeness < floor:
            return None
        beside = sum(self.new_of.get(old + step, -9) == new + step for step in (-1, 1))
        return (
            likeness
            + _BY_HEADING * self._same_heading(old, new)
            + _BY_NUMBER * self._trust * self._same_number(old, new)
            + _BY_NEIGHBOUR * beside
            + _BY_OWN_WORDS * min(self._own_words[old, new], _OWN_WORDS)
        )

    def _floor(self, old: int, new: int) -> float:
        """How similar two units must be at least, given how they are named."""
        if self.old.units[old].clause.kind == self.new.units[new].clause.kind in ("preamble", "contents"):
            return 0.0
        if not self._same_heading(old, new):
            return ALIKE
        heading = self.old.headings[old]
        alone = len(self.old.named[heading]) == len(self.new.named[heading]) == 1
        return 0.0 if alone or self._same_number(old, new) else _ALIKE_NAMED

    def _candidates(self) -> Iterator[tuple[int, int]]:
        olds, news = self.open_old(), self.open_new()
        if not olds or not news:
            return
        yield from self._by_rare_words(olds, news)
        sides = (self.old.headings, self.new.headings), (self.old.numbers, self.new.numbers)
        for old_keys, new_keys in sides:
            there = places(new_keys[at] for at in news)
            telling = {key: found for key, found in there.items() if key != "" and len(found) <= _COMMON}
            yield from ((at, news[place]) for at in olds for place in telling.get(old_keys[at], ()))
        for old in olds:
            yield from ((old, self.new_of[old + step] - step) for step in (-1, 1) if old + step in self.new_of)
        for left, right in self._gaps():
            if len(left) * len(right) <= _GAP:
                yield from ((old, new) for old in left for new in right)

    def _by_rare_words(self, olds: Sequence[int], news: Sequence[int]) -> Iterator[tuple[int, int]]:
        """For each open new unit those old ones that share most of its rarest stretches of three words.

        Notes which pairs share stretches that no other clause has.
        """
        wanted = frozenset[str]().union(*map(self.new.shingles, news))
        where: dict[str, list[int]] = defaultdict(list)
        for old in olds:
            for shingle in self.old.shingles(old) & wanted:
                where[shingle].append(old)
        held = [(new, _held(self.new.shingles(new), where)) for new in news]
        times = Counter(shingle for _, found in held for _, shingle, _ in found)
        self._own_words = Counter(
            (there[0], new) for new, found in held for n, shingle, there in found if n == 1 and times[shingle] == 1
        )
        for new, found in held:
            for old in _voted(found):
                yield old, new


# How many places have a stretch of words, the stretch, and the places.
_Held = tuple[int, str, list[int]]


def _held(shingles: frozenset[str], where: Mapping[str, list[int]]) -> list[_Held]:
    return [(len(found), shingle, found) for shingle in shingles if (found := where.get(shingle))]


def _voted(held: Sequence[_Held]) -> list[int]:
    rarest = sorted(one for one in held if one[0] <= _COMMON)[:_RARE]
    votes = Counter(at for *_, found in rarest for at in found)
    return [at for at, _ in votes.most_common(_CANDIDATES)]


def sharing(shingles: frozenset[str], where: Mapping[str, list[int]]) -> list[int]:
    """The places that share most of the rarest of these stretches of words."""
    return _voted(_held(shingles, where))


def similarity(old: Sequence[str], new: Sequence[str]) -> float:
    """The share of common words, 0 to 1; two empty texts are equal."""
    if len(old) * len(new) > _PAIRS:
        left, right = Counter(stretches(old)), Counter(stretches(new))
        return 2 * (left & right).total() / (left.total() + right.total())
    return Indel.normalized_similarity(old, new) if old or new else 1.0


def _one_figure(old: str, new: str) -> bool:
    """Whether two texts differ by one figure and nothing else."""
    first, other = _FIGURE.search(old), _FIGURE.search(new)
    if not first or not other or old[: first.start()] != new[: other.start()]:
        return False
    left, right = _FIGURE.split(old), _FIGURE.split(new)
    return len(left) == len(right) and sum(map(str.__ne__, left, right)) == 1 and left[::2] == right[::2]


def _printed(side: Side, at: int) -> Hashable:
    return side.units[at].text, side.headings[at], side.units[at].clause.kind == "part"


def _said(side: Side, at: int) -> Hashable:
    return side.text(at), side.headings[at], side.units[at].clause.kind == "part"
