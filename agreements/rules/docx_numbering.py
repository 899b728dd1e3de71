"""Automatic numbers of a Word file: styles and `numbering.xml` resolved to what a reader sees in front of a paragraph.

Source: ECMA-376-1, 17.9 (numbering) and 17.18.59 (number formats).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from agreements.rules.docx_package import W
from agreements.rules.numbering import chinese_numeral, letter_numeral, roman_numeral

_LEVELS = 9
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_FORMAL = str.maketrans("一二三四五六七八九十百千〇零", "壹贰叁肆伍陆柒捌玖拾佰仟零零")
_PLACE = re.compile("%([1-9])")


def _digits(characters: str) -> Callable[[int], str]:
    return lambda number: str(number).translate(str.maketrans("0123456789", characters))


def _series(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if number <= len(characters) else str(number)


def _counting(number: int) -> str:
    return chinese_numeral(number) if number < 100 else _digits("〇一二三四五六七八九")(number)


def _formal(number: int) -> str:
    spelt = chinese_numeral(number).translate(_FORMAL)
    return f"壹{spelt}" if spelt.startswith("拾") else spelt


def _ordinal(number: int) -> str:
    teen = 10 <= number % 100 <= 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _series(_CIRCLED),
    "decimalEnclosedCircleChinese": _series(_CIRCLED),
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "upperLetter": letter_numeral,
    "lowerLetter": lambda number: letter_numeral(number).lower(),
    "upperRoman": roman_numeral,
    "lowerRoman": lambda number: roman_numeral(number).lower(),
    "ordinal": _ordinal,
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": chinese_numeral,
    "taiwaneseCountingThousand": chinese_numeral,
    "japaneseCounting": chinese_numeral,
    "chineseLegalSimplified": _formal,
    "ideographDigital": _digits("〇一二三四五六七八九"),
    "japaneseDigitalTenThousand": _digits("〇一二三四五六七八九"),
    "taiwaneseDigital": _digits("○一二三四五六七八九"),
    "ideographTraditional": _series(_STEMS),
    "ideographZodiac": _series(_BRANCHES),
    "none": lambda number: "",
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbering: where it starts, how it is written, and what makes it start again."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class _Numbering:
    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int]


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says about numbers and headings, its ancestors included."""

    name: str = ""
    number: str = ""
    level: int | None = None
    outline: int | None = None


class Styles:
    """The paragraph styles of a file."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._known: dict[str, Style] = {}
        self.default = ""
        for element in root.iterchildren(f"{W}style") if root is not None else ():
            name = element.get(f"{W}styleId", "")
            self._elements[name] = element
            if element.get(f"{W}default") in ("1", "true") and element.get(f"{W}type") == "paragraph":
                self.default = name

    def style(self, name: str) -> Style:
        """The style of this id, with what it inherits; an empty one when there is none."""
        if name not in self._known:
            self._known[name] = self._resolved(name)
        return self._known[name]

    def _resolved(self, name: str) -> Style:
        chain: list[etree._Element] = []
        while (element := self._elements.get(name)) is not None and element not in chain and len(chain) < 50:
            chain.append(element)
            name = value(element, "basedOn")
        found = Style(value(chain[0], "name").lower() if chain else "")
        for element in chain:
            properties = element.find(f"{W}pPr")
            if properties is not None:
                number, level = numbered(properties)
                found = Style(
                    found.name,
                    found.number or number,
                    level if found.level is None and not found.number else found.level,
                    _whole(value(properties, "outlineLvl")) if found.outline is None else found.outline,
                )
        return found


@dataclass(slots=True)
class Numbers:
    """Counts through a document, paragraph by paragraph. `unknown` are number formats that were written in digits."""

    numberings: dict[str, _Numbering]
    unknown: set[str] = field(default_factory=set)
    _counters: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def label(self, number: str, level: int | None, style: str) -> str:
        """The number of the next paragraph with this numbering, level and style; "" when it has none."""
        numbering = self.numberings.get(number)
        if numbering is None or number == "0":
            return ""
        if level is None:
            level = next((at for at, one in numbering.levels.items() if style and one.style == style), 0)
        if not 0 <= level < _LEVELS or level not in numbering.levels:
            return ""
        return self._written(numbering, level, self._count(number, numbering, level))

    def _count(self, number: str, numbering: _Numbering, level: int) -> list[int | None]:
        counters = self._counters.setdefault(numbering.abstract, [None] * _LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            for at in numbering.starts:
                counters[at] = None
        for at in range(level):
            if counters[at] is None:
                counters[at] = _start(numbering, at)
        before = counters[level]
        counters[level] = _start(numbering, level) if before is None else before + 1
        for at in range(level + 1, _LEVELS):
            restart = numbering.levels[at].restart if at in numbering.levels else None
            if restart is None or level < restart:
                counters[at] = None
        return counters

    def _written(self, numbering: _Numbering, level: int, counters: list[int | None]) -> str:
        own = numbering.levels[level]
        if own.format == "bullet":
            sign = own.text.strip()
            return sign if sign and sign.isascii() and sign not in ("o", "n", "l", "u") else "•"

        def place(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            of = numbering.levels.get(at, Level())
            name = "decimal" if own.legal and of.format != "none" else of.format
            return self._numeral(name, counters[at] or _start(numbering, at))

        return _PLACE.sub(place, own.text)

    def _numeral(self, name: str, number: int) -> str:
        write = _FORMATS.get(name)
        if write is None:
            self.unknown.add(name)
        try:
            return (write or str)(number)
        except ValueError:
            return str(number)


def read_numbers(root: etree._Element | None, styles: Styles) -> Numbers:
    """The numberings of `numbering.xml`; an abstract numbering may be that of a style (w:numStyleLink)."""
    if root is None:
        return Numbers({})
    abstracts = {element.get(f"{W}abstractNumId", ""): element for element in root.iterchildren(f"{W}abstractNum")}
    nums = {element.get(f"{W}numId", ""): element for element in root.iterchildren(f"{W}num")}
    found: dict[str, _Numbering] = {}
    for name, element in nums.items():
        abstract = value(element, "abstractNumId")
        linked = value(abstracts[abstract], "numStyleLink") if abstract in abstracts else ""
        if linked and (other := nums.get(styles.style(linked).number)) is not None:
            abstract = value(other, "abstractNumId")
        if abstract in abstracts:
            found[name] = _numbering(abstract, abstracts[abstract], element)
    return Numbers(found)


def numbered(properties: etree._Element) -> tuple[str, int | None]:
    """Numbering and level that paragraph properties name; "" and None where they are silent."""
    numbers = properties.find(f"{W}numPr")
    if numbers is None:
        return "", None
    return value(numbers, "numId"), _whole(value(numbers, "ilvl"))


def value(element: etree._Element, name: str) -> str:
    """The w:val of a child, or "" when there is none."""
    child = element.find(f"{W}{name}")
    return child.get(f"{W}val", "") if child is not None else ""


def _numbering(abstract: str, element: etree._Element, num: etree._Element) -> _Numbering:
    levels = dict(_level(level) for level in element.iterchildren(f"{W}lvl"))
    starts: dict[int, int] = {}
    for override in num.iterchildren(f"{W}lvlOverride"):
        at = _whole(override.get(f"{W}ilvl", "")) or 0
        level = override.find(f"{W}lvl")
        if level is not None:
            levels[at] = _level(level)[1]
        start = _whole(value(override, "startOverride"))
        if start is not None:
            starts[at] = start
    return _Numbering(abstract, levels, {at: start for at, start in starts.items() if 0 <= at < _LEVELS})


def _level(element: etree._Element) -> tuple[int, Level]:
    start = _whole(value(element, "start"))
    written = next(element.iter(f"{W}numFmt"), None)
    legal = element.find(f"{W}isLgl")
    level = Level(
        1 if start is None else start,
        written.get(f"{W}val", "decimal") if written is not None else "decimal",
        value(element, "lvlText"),
        _whole(value(element, "lvlRestart")),
        legal is not None and legal.get(f"{W}val", "1") not in ("0", "false"),
        value(element, "pStyle"),
    )
    return _whole(element.get(f"{W}ilvl", "")) or 0, level


def _start(numbering: _Numbering, level: int) -> int:
    return numbering.starts.get(level, numbering.levels.get(level, Level()).start)


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else None
