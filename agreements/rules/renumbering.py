"""Consecutive numbers for the articles of an agreement, in the style in which it numbers them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from agreements.rules.markers import item_label, read_marker
from agreements.rules.numbering import (
    CHINESE_NUMBER,
    ENGLISH_NUMBER,
    LARGEST,
    chinese_numeral,
    parse_label,
    roman_numeral,
)
from agreements.rules.tree import Clause, Tree, walk

_CHINESE = re.compile(CHINESE_NUMBER)
_ENGLISH = re.compile(ENGLISH_NUMBER)
_SECTION = re.compile(r"((?:Section|SECTION|Sec\.|SEC\.|§)\s{0,3})(\d{1,4})")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class _Style:
    """How a tree writes the number of an article, and what it sets between number and heading."""

    label: Callable[[int], str]
    separator: str


def renumber(tree: Tree) -> tuple[Tree, dict[str, str]]:
    """Gives the articles consecutive numbers from the first one's number on; no word of the text is touched.

    Inserted articles (第十二条之一, Article 12A) get numbers of their own. Each annex counts for itself, and so does a part
    whose articles began from 1 again. Sections, paragraphs and items keep their numbers.
    Returns the tree, and for every article whose number changed its new one, by the clause's identity, or by its
    place in reading order (from 0) where it has none: references to it, anywhere in the text, are still to be mended.
    Raises ValueError for more articles than a number can show.
    """
    articles = [clause for clause in walk(tree) if clause.kind == "article"]
    style = _style(articles, tree)
    if style is None:
        return tree, {}
    clauses = tuple(_Counter(style).renumbered(tree.clauses))
    new = replace(tree, clauses=clauses)
    changed = {
        before.id or str(place): after.number
        for place, (before, after) in enumerate(zip(walk(tree), walk(new), strict=True))
        if before.number != after.number
    }
    return new, changed


@dataclass(slots=True)
class _Counter:
    style: _Style
    last: int | None = None

    def renumbered(self, clauses: Sequence[Clause]) -> Iterator[Clause]:
        for clause in clauses:
            if clause.kind == "article":
                self.last = self._first(clause) if self.last is None else self.last + 1
                yield _numbered(clause, self.style, self.last)
            elif clause.kind in ("part", "annex"):
                counter = self if clause.kind == "part" and not self._begins_again(clause) else _Counter(self.style)
                yield replace(clause, children=tuple(counter.renumbered(clause.children)))
            else:
                yield clause

    def _first(self, clause: Clause) -> int:
        return _value(clause.number) or 1

    def _begins_again(self, part: Clause) -> bool:
        first = next((one for one in walk(Tree("", "zh", part.children)) if one.kind == "article"), None)
        return self.last is not None and first is not None and _value(first.number) == 1


def _value(number: str) -> int | None:
    """The number of an article as printed, in any of the styles."""
    known = parse_label(number)
    if known is not None:
        return known.number
    section = _SECTION.fullmatch(number)
    if section:
        return int(section[2])
    marker = read_marker(f"{number} ")
    return marker.readings[0][1] if marker and marker.readings else None


def _numbered(clause: Clause, style: _Style, number: int) -> Clause:
    if number > LARGEST:
        raise ValueError(f"more than {LARGEST} articles")
    label = style.label(number)
    old = clause.number
    if not old:
        front = f"{label}{style.separator}{clause.heading}" if clause.heading else label
        return replace(clause, number=label, printed=front)
    found = re.search(r"[ \t\u3000]*".join(map(re.escape, old.replace(" ", "").replace("\u3000", ""))), clause.printed)
    printed = clause.printed[: found.start()] + label + clause.printed[found.end() :] if found else label
    return replace(clause, number=label, printed=printed)


def _style(articles: Sequence[Clause], tree: Tree) -> _Style | None:
    """The style of the first article that has a number; that of the tree's language when none has."""
    if not articles:
        return None
    first = next((one for one in articles if _value(one.number) is not None), None)
    label = _label(first.number) if first else None
    if label is None:
        chinese = tree.language == "zh"
        return _Style(_chinese if chinese else lambda n: f"Article {n}", " " if chinese else " - ")
    return _Style(label, _separator(articles))


def _separator(articles: Sequence[Clause]) -> str:
    for clause in articles:
        if clause.heading and clause.number and clause.printed.startswith(clause.number):
            between, found, _ = clause.printed[len(clause.number) :].partition(clause.heading)
            if found and between:
                return between
    return " "


def _chinese(number: int) -> str:
    return f"第{chinese_numeral(number)}条"


def _label(number: str) -> Callable[[int], str] | None:
    if chinese := _CHINESE.fullmatch(number):
        return _chinese_style(chinese[1])
    if english := _ENGLISH.fullmatch(number):
        word = number[: number.index(english[1] or english[3])]
        return (lambda n: word + str(n)) if english[1] else (lambda n: word + roman_numeral(n))
    if section := _SECTION.fullmatch(number):
        return lambda n: section[1] + str(n)
    marker = read_marker(f"{number} ")
    if marker is None or not marker.readings:
        return None
    shape, style = marker.shape, marker.readings[0][0]
    return lambda n: item_label(shape, style, n)


def _chinese_style(numeral: str) -> Callable[[int], str]:
    if numeral[0] in "0123456789":
        return lambda n: f"第{n}条"
    if numeral[0] in "０１２３４５６７８９":
        return lambda n: f"第{str(n).translate(_FULL_WIDTH)}条"
    return _chinese
