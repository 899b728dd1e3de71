"""Numerals and clause numbers are read as they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.numbering import (
    ClauseNumber,
    chinese_label,
    chinese_numeral,
    english_label,
    number_of,
    parse_label,
    roman_value,
)

NUMBERS = st.builds(ClauseNumber, st.integers(1, 9999), st.integers(0, 26))


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (100, "一百"),
        (103, "一百零三"),
        (110, "一百一十"),
        (112, "一百一十二"),
        (1003, "一千零三"),
        (1012, "一千零一十二"),
        (2024, "二千零二十四"),
        (5050, "五千零五十"),
        (9999, "九千九百九十九"),
    ],
)
def test_numerals(number: int, numeral: str) -> None:
    assert chinese_numeral(number) == numeral
    assert number_of(numeral) == number


def test_every_numeral_comes_back() -> None:
    assert [number_of(chinese_numeral(number)) for number in range(1, 10_000)] == list(range(1, 10_000))


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("一十二", 12),
        ("一百〇三", 103),
        ("一〇三", 103),
        ("二〇二四", 2024),
        ("两百", 200),
        ("一百十二", 112),
        ("１２", 12),
        ("12", 12),
    ],
)
def test_variants(numeral: str, number: int) -> None:
    assert number_of(numeral) == number


@pytest.mark.parametrize(
    "numeral", ["", "零", "0", "十十", "百二", "一百二", "一百零零三", "十二三", "一千一千", "12345", "甲", "一2"]
)
def test_broken_numerals_are_not_taken(numeral: str) -> None:
    assert number_of(numeral) is None


@given(NUMBERS)
def test_labels_come_back(number: ClauseNumber) -> None:
    assert parse_label(chinese_label(number)) == number
    assert parse_label(english_label(number)) == number


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("第十二条之一", ClauseNumber(12, 1)),
        ("第 12 条", ClauseNumber(12)),
        ("ARTICLE 24A", ClauseNumber(24, 1)),
        ("Article XIV", ClauseNumber(14)),
    ],
)
def test_labels_read(label: str, number: ClauseNumber) -> None:
    assert parse_label(label) == number


@pytest.mark.parametrize(
    "label", ["第十十条", "第零条", "Article 0", "Article IIII", "Article", "第十二条的", "article 3", "第二十章"]
)
def test_no_labels(label: str) -> None:
    assert parse_label(label) is None


def test_labels_are_written() -> None:
    assert (chinese_label(ClauseNumber(12)), chinese_label(ClauseNumber(12, 1))) == ("第十二条", "第十二条之一")
    assert (english_label(ClauseNumber(12)), english_label(ClauseNumber(24, 1))) == ("Article 12", "Article 24A")


@pytest.mark.parametrize(
    ("numeral", "value"), [("IV", 4), ("XCIX", 99), ("MMXXVI", 2026), ("IIX", None), ("VX", None), ("", None)]
)
def test_roman(numeral: str, value: int | None) -> None:
    assert roman_value(numeral) == value


@pytest.mark.parametrize("bounds", [(0, 0), (10_000, 0), (1, 27), (1, -1)])
def test_numbers_outside_are_refused(bounds: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no clause number"):
        ClauseNumber(*bounds)
