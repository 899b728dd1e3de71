"""Keeps references true when articles are numbered anew: 第八条 becomes 第九条 wherever it means the clause that did."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from agreements.rules.mentions import ARTICLES, Locator, locators
from agreements.rules.numbering import ClauseNumber, chinese_numeral, number_of, roman_numeral, roman_value
from agreements.rules.places import Index, Place, article_number, index
from agreements.rules.renumbering import renumber
from agreements.rules.tree import Clause, Tree

_Lookup = Callable[[ClauseNumber], ClauseNumber | None]
_CHINESE = re.compile(
    r"(?P<numeral>[〇零一二三四五六七八九十百千两0-9０-９]+)(?P<close>\s?条)?(?:之(?P<inserted>[一二三四五六七八九十]{1,3}))?"
)
_ENGLISH = re.compile(r"(?<![\w(.])(?:(?P<digits>\d{1,4})(?P<letter>[A-Z])?|(?P<roman>[IVXLC]{1,7}))(?![\w.])")


def renumbered(tree: Tree) -> tuple[Tree, Mapping[str, str]]:
    """The tree with consecutive numbers, and with the references to articles that got another one.

    Returns the tree and the new number by clause, as `renumbering.renumber` does. Raises ValueError like it.
    """
    numbered, changed = renumber(tree)
    if not changed:
        return tree, {}
    before, after = index(tree), index(numbered)
    given = {
        old.key: number
        for old, new in zip(before.places, after.places, strict=True)
        if (number := article_number(new.clause.number))
    }
    clauses = _conformed(numbered.clauses, iter(before.places), before, given)
    return replace(numbered, clauses=clauses), changed


def _conformed(
    clauses: tuple[Clause, ...], places: Iterator[Place], before: Index, given: Mapping[str, ClauseNumber]
) -> tuple[Clause, ...]:
    """Walks over the renumbered clauses and, beside them, over their places in the tree before."""
    found = []
    for clause in clauses:
        place = next(places)
        text, rows = clause.text, clause.rows
        if clause.kind != "contents":
            text = _mended(text, place, before, given)
            rows = tuple(tuple(_mended(cell, place, before, given) for cell in row) for row in rows)
        found.append(replace(clause, text=text, rows=rows, children=_conformed(clause.children, places, before, given)))
    return tuple(found)


def _mended(text: str, place: Place, before: Index, given: Mapping[str, ClauseNumber]) -> str:
    def lookup(number: ClauseNumber) -> ClauseNumber | None:
        meant = before.article(place, number)
        return given.get(meant.key) if meant else None

    spans = {(one.start, one.end): one for one in locators(text) if one.base == "article" and not one.outside}
    for (start, end), one in sorted(spans.items(), reverse=True):
        text = text[:start] + _rewritten(text[start:end], one, lookup) + text[end:]
    return text


def _rewritten(said: str, one: Locator, lookup: _Lookup) -> str:
    """The words of one reference with other numbers; those of sections and items stay."""
    head = ARTICLES.search(said)
    if head is None or one.first is None:
        return said
    pattern, rewrite = (_CHINESE, _chinese) if "条" in head[0] else (_ENGLISH, _english)
    return said[: head.start()] + pattern.sub(lambda found: rewrite(found, lookup), head[0]) + said[head.end() :]


def _chinese(found: re.Match[str], lookup: _Lookup) -> str:
    number, inserted = number_of(found["numeral"]), number_of(found["inserted"]) if found["inserted"] else 0
    new = lookup(ClauseNumber(number, inserted or 0)) if number else None
    if new is None:
        return found[0]
    numeral = str(new.number) if found["numeral"].isascii() else chinese_numeral(new.number)
    more = f"之{chinese_numeral(new.inserted)}" if new.inserted else ""
    return f"{numeral}{found['close'] or ''}{more}"


def _english(found: re.Match[str], lookup: _Lookup) -> str:
    number = int(found["digits"]) if found["digits"] else roman_value(found["roman"])
    inserted = ord(found["letter"]) - ord("A") + 1 if found["letter"] else 0
    new = lookup(ClauseNumber(number, inserted)) if number else None
    if new is None:
        return found[0]
    return f"{new.number if found['digits'] else roman_numeral(new.number)}{chr(64 + new.inserted) if new.inserted else ''}"
