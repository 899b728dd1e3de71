"""The clauses of one version as a comparison sees them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from agreements.rules.folding import folded, folded_heading, stretches, words
from agreements.rules.numbering import chinese_label, english_label, parse_label
from agreements.rules.tree import UNITS, Clause, Tree, Unit, plain

_ANNEX_LABEL = re.compile(
    r"[\W_]*(?:(?:appendix|annex|schedule|exhibit)\s+(?:[0-9]{1,3}|[A-Z]|[IVX]{1,5})(?!\w)"
    r"|附[件录表]\s*[0-9一二三四五六七八九十]{0,3})",
    re.IGNORECASE,
)
# Numbers that may be written in another way as well.
_SPELT = re.compile(r"第[ \u3000]?[0-9０-９]|〇|article\s+[ivxlcdm]+\Z", re.IGNORECASE)


class Side:
    """The units of one version, with what they are told apart by."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self.headings = [heading_key(unit) for unit in units]
        self.numbers = [number_key(unit) for unit in units]
        self._texts: dict[int, str] = {}
        self._words: dict[int, Sequence[str]] = {}
        self._shingles: dict[int, frozenset[str]] = {}

    def __len__(self) -> int:
        return len(self.units)

    def text(self, at: int) -> str:
        """What counts of the text of a unit when it is compared."""
        if at not in self._texts:
            self._texts[at] = folded(self.units[at].text)
        return self._texts[at]

    def words(self, at: int) -> Sequence[str]:
        """The words of a unit."""
        if at not in self._words:
            self._words[at] = words(self.units[at].text)
        return self._words[at]

    def shingles(self, at: int) -> frozenset[str]:
        """The stretches of three words of a unit."""
        if at not in self._shingles:
            self._shingles[at] = frozenset(stretches(self.words(at)))
        return self._shingles[at]

    @cached_property
    def named(self) -> Mapping[Hashable, list[int]]:
        """Where each heading stands."""
        return places(self.headings)

    @cached_property
    def slots(self) -> Mapping[Hashable, list[int]]:
        """Where each number with its heading stands."""
        return places(zip(self.numbers, self.headings, strict=True))


def places(keys: Iterable[Hashable]) -> Mapping[Hashable, list[int]]:
    """Where each key stands."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        found[key].append(at)
    return found


def pieces(tree: Tree) -> tuple[Unit, ...]:
    """The units of a tree, and whatever stands outside of them, such as headings of parts: together every word of it."""
    found: list[tuple[Clause, str]] = []
    for clause in tree.clauses:
        _collect(clause, (), found)
    return tuple(Unit(clause, part, at, plain(clause, printed=False)) for at, (clause, part) in enumerate(found))


def own_children(clause: Clause) -> int:
    """How many children belong to a clause itself; from the first one that is a unit or a part on, each stands apart."""
    if clause.kind == "part" or not clause.children:
        return 0
    apart = (at for at, child in enumerate(clause.children) if child.kind in UNITS or child.kind == "part")
    return next(apart, len(clause.children))


def number_key(unit: Unit) -> str:
    """The number of a unit, equal for 第十二条 and 第12条; that of an annex may stand in its heading. "" for none."""
    if unit.number:
        return _number(unit.number)
    of_annex = _ANNEX_LABEL.match(unit.heading) if unit.heading else None
    return folded_heading(of_annex[0]) if of_annex else ""


@lru_cache(maxsize=10_000)
def _number(label: str) -> str:
    found = parse_label(label) if _SPELT.search(label) else None
    if found is None:
        return folded(label).casefold()
    return folded((chinese_label if "第" in label else english_label)(found)).casefold()


def heading_key(unit: Unit) -> str:
    """The heading of a unit without case, blanks, marks at its ends, and without the number of an annex."""
    label = _ANNEX_LABEL.match(unit.heading) if unit.heading else None
    return folded_heading(unit.heading[label.end() :] if label else unit.heading)


def _collect(clause: Clause, above: tuple[str, ...], found: list[tuple[Clause, str]]) -> None:
    own = own_children(clause)
    apart = clause.children[own:]
    found.append((replace(clause, children=clause.children[:own]) if apart else clause, " / ".join(above)))
    named = " ".join(filter(None, (clause.number, clause.heading)))
    inside = (*above, named) if clause.kind in ("part", "annex") else above
    for child in apart:
        _collect(child, inside, found)
