"""Amounts are found and read exactly, in figures and in words of both languages."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.amounts import PATTERNS, Unit, amount
from agreements.rules.numbering import chinese_numeral


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("每日8小时", "hours", "8"),
        ("每日八小时", "hours", "8"),
        ("每日八个半小时", "hours", "8.5"),
        ("每日７.５小时", "hours", "7.5"),
        ("加班半小时", "hours", "0.5"),
        ("休息90分钟", "hours", "1.5"),
        ("eight (8) hours a day", "hours", "8"),
        ("an 8-hour day", "hours", "8"),
        ("thirty-six hours", "hours", "36"),
        ("百分之一百五十", "percent", "150"),
        ("百分之八十五点五", "percent", "85.5"),
        ("百分之二百", "percent", "200"),
        ("150%", "percent", "150"),
        ("１５０％", "percent", "150"),
        ("1.5倍", "percent", "150"),
        ("一点五倍", "percent", "150"),
        ("一倍半", "percent", "150"),
        ("两倍", "percent", "200"),
        ("工资的八成。", "percent", "80"),
        ("150 percent", "percent", "150"),
        ("one hundred fifty percent (150%)", "percent", "150"),
        ("time and one-half", "percent", "150"),
        ("one and one-half times", "percent", "150"),
        ("double time", "percent", "200"),
        ("three times", "percent", "300"),
        ("10个工作日", "days", "10"),
        ("十五日内", "days", "15"),
        ("九十八天", "days", "98"),
        ("ninety-eight days", "days", "98"),
        ("两个月", "months", "2"),
        ("一个半月", "months", "1.5"),
        ("试用期一年", "months", "12"),
        ("半年", "months", "6"),
        ("two years", "months", "24"),
        ("半年", "years", "0.5"),
        ("三年", "years", "3"),
        ("3年", "years", "3"),
        ("三年半", "years", "3.5"),
        ("18个月", "years", "1.5"),
        ("three (3) years", "years", "3"),
        ("2,200元", "yuan", "2200"),
        ("二千二百元", "yuan", "2200"),
        ("0.22万元", "yuan", "2200"),
        ("两万五千元", "yuan", "25000"),
        ("人民币2200.50元", "yuan", "2200.50"),
        ("2026年1月1日至2028年12月31日", "span", "3"),
        ("2026年3月1日起至2027年2月28日止", "span", "1"),
    ],
)
def test_an_amount_is_read_exactly(text: str, unit: Unit, value: str) -> None:
    found = re.search(PATTERNS[unit], text)
    assert found
    assert amount(found[0], unit) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("2026年1月1日", "years"),
        ("二〇二六年", "years"),
        ("第三年度", "years"),
        ("十十小时", "percent"),
        ("成员三人", "percent"),
        ("第8号", "hours"),
        ("日元", "days"),
    ],
)
def test_other_words_are_no_amount(text: str, unit: Unit) -> None:
    assert not re.search(PATTERNS[unit], text)


def test_a_numeral_nobody_writes_is_not_guessed_at() -> None:
    assert amount("十百小时", "hours") is None


@given(st.integers(1, 9999))
def test_every_numeral_in_words_is_the_number_in_figures(number: int) -> None:
    assert amount(f"{chinese_numeral(number)}天", "days") == number == amount(f"{number}天", "days")
