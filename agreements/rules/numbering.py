"""Clause numbers: Chinese, Arabic and Roman numerals, `第十二条之一` and `Article 12A`."""

import re
import unicodedata
from dataclasses import dataclass

LARGEST = 9999
INSERTED = 26

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip

NUMERAL = "[〇零一二三四五六七八九十百千两0-9０-９]"
CHINESE_NUMBER = rf"第[ \u3000]?({NUMERAL}{{1,9}})[ \u3000]?条(?:之([一二三四五六七八九十]{{1,3}}))?"
ENGLISH_NUMBER = r"(?:ARTICLE\s{0,3}|Article\s{1,3})(?:([0-9]{1,4})([A-Z])?|([IVXLCDM]{1,9}))(?!\w)"
_CHINESE = re.compile(CHINESE_NUMBER)
_ENGLISH = re.compile(ENGLISH_NUMBER)


@dataclass(frozen=True, slots=True, order=True)
class ClauseNumber:
    """Number 1 to 9999, and which clause inserted after it: 0 for none, 1 for 之一 or A, to 26.

    Sorts as the clauses stand. Raises ValueError outside these bounds.
    """

    number: int
    inserted: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.number <= LARGEST or not 0 <= self.inserted <= INSERTED:
            raise ValueError(f"no clause number: {self.number}, {self.inserted}")


def chinese_numeral(number: int) -> str:
    """The numeral as it is written in laws and contracts: 12 十二, 20 二十, 103 一百零三.

    Takes 1 to 9999, raises ValueError for others.
    """
    if not 1 <= number <= LARGEST:
        raise ValueError(f"no numeral for {number}")
    digits = str(number)
    places = zip(digits, reversed(_UNITS[: len(digits)]), strict=True)
    spelt = "".join("零" if digit == "0" else _DIGITS[int(digit)] + unit for digit, unit in places)
    spelt = re.sub("零+", "零", spelt).rstrip("零")
    return spelt.removeprefix("一") if spelt.startswith("一十") else spelt


def number_of(numeral: str) -> int | None:
    """The number 1 to 9999 that is written as 十二, 一百〇三, 一〇三, 两百, 12 or full-width １２; None for anything else.

    Numerals that nobody writes, such as 十十 or 百二, are not taken: they are more likely broken than meant.
    """
    plain = unicodedata.normalize("NFKC", numeral).replace("零", "〇").replace("两", "二")
    if re.fullmatch(r"[0-9]{1,4}", plain):
        return int(plain) or None
    if re.fullmatch(f"[{_DIGITS}]{{1,4}}", plain):
        return int("".join(str(_DIGITS.index(digit)) for digit in plain)) or None
    value = _spelt_value(plain)
    return value if value and _spelling(plain) == _spelling(chinese_numeral(value)) else None


def roman_numeral(number: int) -> str:
    """The Roman numeral in capitals. Takes 1 to 9999, raises ValueError for others."""
    if not 1 <= number <= LARGEST:
        raise ValueError(f"no numeral for {number}")
    numeral = ""
    for worth, letters in _ROMAN:
        numeral += letters * (number // worth)
        number %= worth
    return numeral


def letter_numeral(number: int) -> str:
    """A to Z, then AA to ZZ, as Word counts. Takes 1 to 9999, raises ValueError for others."""
    if not 1 <= number <= LARGEST:
        raise ValueError(f"no letter for {number}")
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def letter_value(numeral: str) -> int | None:
    """The number of A, Z, AA, BB; None for anything else."""
    if not re.fullmatch(r"([A-Z])\1{0,20}", numeral):
        return None
    return (len(numeral) - 1) * 26 + ord(numeral[0]) - ord("A") + 1


def roman_value(numeral: str) -> int | None:
    """The number of a Roman numeral in capitals, or None when it is not written the usual way."""
    rest, value = numeral, 0
    for worth, letters in _ROMAN:
        while rest.startswith(letters):
            rest, value = rest[len(letters) :], value + worth
    return value if 0 < value <= LARGEST and not rest and roman_numeral(value) == numeral else None


def chinese_label(number: ClauseNumber) -> str:
    """第十二条, 第十二条之一."""
    inserted = f"之{chinese_numeral(number.inserted)}" if number.inserted else ""
    return f"第{chinese_numeral(number.number)}条{inserted}"


def english_label(number: ClauseNumber) -> str:
    """Article 12, Article 12A."""
    return f"Article {number.number}{chr(ord('A') + number.inserted - 1) if number.inserted else ''}"


def parse_label(label: str) -> ClauseNumber | None:
    """Reads what the two label functions write, and also 第12条, ARTICLE 12A, Article IV; None for anything else."""
    if chinese := _CHINESE.fullmatch(label.strip()):
        return from_chinese(chinese)
    english = _ENGLISH.fullmatch(label.strip())
    return from_english(english) if english else None


def from_chinese(found: re.Match[str]) -> ClauseNumber | None:
    """The number in a match whose first two groups are those of CHINESE_NUMBER."""
    number, inserted = number_of(found[1]), number_of(found[2]) if found[2] else 0
    return None if number is None or inserted is None else _clause_number(number, inserted)


def from_english(found: re.Match[str]) -> ClauseNumber | None:
    """The number in a match whose first three groups are those of ENGLISH_NUMBER."""
    number = int(found[1]) if found[1] else roman_value(found[3])
    return None if number is None else _clause_number(number, ord(found[2]) - ord("A") + 1 if found[2] else 0)


def _clause_number(number: int, inserted: int) -> ClauseNumber | None:
    return ClauseNumber(number, inserted) if 1 <= number <= LARGEST and inserted <= INSERTED else None


def _spelt_value(plain: str) -> int | None:
    if not plain or any(character not in _DIGITS + "十百千" for character in plain):
        return None
    value, digit = 0, 0
    for character in plain:
        if character in _DIGITS:
            digit = _DIGITS.index(character)
        else:
            value, digit = value + (digit or 1) * 10 ** _UNITS.index(character), 0
    value += digit
    return value if value <= LARGEST else None


def _spelling(numeral: str) -> str:
    """十 and 一十 are both written; so are 零 and 〇."""
    return numeral.replace("零", "〇").replace("一十", "十")
