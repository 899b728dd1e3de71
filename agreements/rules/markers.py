"""The marks in front of items: `（一）`, `1、`, `(a)`, `iv.`, `•`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agreements.rules.numbering import (
    chinese_numeral,
    letter_numeral,
    letter_value,
    number_of,
    roman_numeral,
    roman_value,
)

Style = str
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BULLETS = "•●○◦▪■□◆◇▶➢·‣∙\uf0b7\uf0a7\uf0d8"
_BLANKS = "[ \t\u00a0\u3000]"
_NUMERAL = r"[一二三四五六七八九十百〇零]{1,5}|[0-9０-９]{1,3}|[A-Z]{1,2}|[a-z]{1,2}|[ivxl]{1,8}|[IVXL]{1,8}"
_MARK = re.compile(
    rf"(?P<mark>(?P<open>[(（]){_BLANKS}?(?P<inside>{_NUMERAL}){_BLANKS}?[)）]"
    rf"|(?P<plain>{_NUMERAL})(?P<close>[.．、)）]))(?P<gap>{_BLANKS}*)"
    rf"|(?P<circled>[{_CIRCLED}]){_BLANKS}*|(?P<bullet>[{_BULLETS}]){_BLANKS}*|(?P<dash>[-–*]){_BLANKS}+"
)
_SHAPES = {".": "#.", "．": "#.", "、": "#、", ")": "#)", "）": "#)"}
# What follows when the mark belongs to a sentence: (1), (2) and (3); 1.5 hours; a.m.
_GOES_ON = re.compile(r"[,，;；、.)）%]|(?:and|or|to|through)\s+[(\d]|of\b|[和与及或至][(（第\d]")


@dataclass(frozen=True, slots=True)
class Marker:
    """A mark: its length in the line with the blanks behind it, as printed, its shape, and what its numeral may mean.

    `readings` are pairs of style and number; `i` is a Roman 1 or the ninth letter. A bullet has none.
    """

    length: int
    printed: str
    shape: str
    readings: tuple[tuple[Style, int], ...] = ()

    def value(self, style: Style) -> int | None:
        """The number, when the numeral can be read in this style."""
        return dict(self.readings).get(style)


def read_marker(text: str) -> Marker | None:
    """The mark at the beginning of a paragraph, or None. `text` has no blanks in front."""
    found = _MARK.match(text)
    if found is None:
        return None
    length, printed = found.end(), found[0].strip()
    if sign := found["bullet"] or found["dash"]:
        return Marker(length, printed, sign)
    if found["circled"]:
        return Marker(length, printed, "○", (("circled", _CIRCLED.index(found["circled"]) + 1),))
    numeral = found["inside"] or found["plain"]
    readings = tuple(_readings(numeral))
    shape = "(#)" if found["open"] else _SHAPES[found["close"]]
    if not readings or _is_no_mark(text, found, shape, readings[0][0]):
        return None
    return Marker(length, printed, shape, readings)


def item_label(shape: str, style: Style, number: int) -> str:
    """The mark of an item as `read_marker` reads it; brackets and stops of Chinese numerals are full width.

    Raises ValueError for a number that the style cannot show.
    """
    if style == "circled":
        if not 1 <= number <= len(_CIRCLED):
            raise ValueError(f"no circled number {number}")
        return _CIRCLED[number - 1]
    label = shape.replace("#", _numeral(style, number))
    return label.replace("(", "（").replace(")", "）") if style == "chinese" else label


def _is_no_mark(text: str, found: re.Match[str], shape: str, style: Style) -> bool:
    rest = text[found.end() :]
    if _GOES_ON.match(rest):
        return True
    if found["gap"] or not rest or shape == "#、":
        return False
    # Without a blank only Chinese text goes on: 1.甲方, （一）甲方; 1.5 and a.m. are words.
    return (style == "chinese" and shape == "#.") or (rest[0].isascii() and not (shape == "(#)" and rest[0].isalpha()))


def _readings(numeral: str) -> list[tuple[Style, int]]:
    if numeral[0] in "一二三四五六七八九十百〇零" or numeral[0].isdigit():
        value = number_of(numeral)
        style = "decimal" if numeral[0].isdigit() else "chinese"
        return [(style, value)] if value else []
    case = "upper" if numeral.isupper() else "lower"
    readings = [(f"{case}-letter", letter_value(numeral.upper())), (f"{case}-roman", roman_value(numeral.upper()))]
    return [(style, value) for style, value in readings if value]


def _numeral(style: Style, number: int) -> str:
    if style == "chinese":
        return chinese_numeral(number)
    if style == "decimal":
        return str(number)
    numeral = roman_numeral(number) if style.endswith("roman") else letter_numeral(number)
    return numeral if style.startswith("upper") else numeral.lower()
