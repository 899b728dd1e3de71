"""The catalogue of measures and how values are read, and the periods figures are about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from evaluation.rules.measures import ValueRefused, catalogue, plainly, read_value
from evaluation.rules.spans import SpanRefused, covering, span_of


def reason(measure: str, value: str, unit: str = "") -> str:
    with pytest.raises(ValueRefused) as refused:
        read_value(catalogue().measure[measure], value, unit)
    return refused.value.reason


def test_a_value_is_read_in_the_units_people_write() -> None:
    money, people = catalogue().measure["wage_total"], catalogue().measure["contracts_signed"]
    assert read_value(money, "1,340,982.50", "元") == (Decimal("1340982.50"), False)
    assert read_value(money, "12.5", "万元") == (Decimal("125000"), True)
    assert read_value(money, "12.5", "CNY").value == Decimal("12.5")
    assert read_value(people, "１２０", "人").value == 120
    assert read_value(people, "120", "").value == 120
    assert str(read_value(money, "100.00", "yuan").value) == "100"


@pytest.mark.parametrize(
    ("measure", "value", "unit", "expected"),
    [
        ("contracts_signed", "viele", "人", "not_a_number"),
        ("contracts_signed", "", "人", "not_a_number"),
        ("contracts_signed", "1e3", "人", "not_a_number"),
        ("contracts_signed", "1,2", "人", "not_a_number"),
        ("contracts_signed", "nan", "人", "not_a_number"),
        ("contracts_signed", "12.5", "人", "not_whole"),
        ("contracts_signed", "-1", "人", "negative"),
        ("contracts_signed", "12", "元", "other_unit"),
        ("wage_total", "0.001", "元", "too_exact"),
        ("wage_total", "9" * 40, "元", "too_large"),
        ("wage_total", "999999999", "亿元", "too_large"),
        ("survey_answers", "9", "人", "too_few"),
        ("women_paid", "4", "人", "too_few"),
        ("wage_gini", "1.2", "ratio", "over_one"),
        ("pay_gap_adjusted", "101", "%", "over_hundred"),
    ],
)
def test_what_is_no_value_is_named(measure: str, value: str, unit: str, expected: str) -> None:
    assert reason(measure, value, unit) == expected


def test_a_gap_may_be_negative_and_a_count_may_be_zero() -> None:
    assert read_value(catalogue().measure["pay_gap_adjusted"], "-3.25", "%").value == Decimal("-3.25")
    assert read_value(catalogue().measure["pay_gap_adjusted"], "−3", "%").value == -3
    assert plainly(read_value(catalogue().measure["injuries"], "-0", "").value) == "0"


def test_measures_are_found_by_id_and_by_their_names() -> None:
    book = catalogue()
    assert book.named("contracts_signed") is book.named("已签书面劳动合同的职工") is book.named(" Contracts_Signed ")
    assert book.named("employees with a signed written contract") is book.named("contracts_signed")
    assert book.named("unheard") is None
    names = [name for one in book.measure.values() for name in (one.said.zh, one.said.en)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("written", "text", "first", "last"),
    [
        ("2025", "2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025年", "2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-H2", "2025-H2", date(2025, 7, 1), date(2025, 12, 31)),
        ("2025年上半年", "2025-H1", date(2025, 1, 1), date(2025, 6, 30)),
        ("2025-q4", "2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("2025年第三季度", "2025-Q3", date(2025, 7, 1), date(2025, 9, 30)),
        ("2024-02", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-2", "2025-02", date(2025, 2, 1), date(2025, 2, 28)),
        ("2025/3/5", "2025-03-05", date(2025, 3, 5), date(2025, 3, 5)),
    ],
)
def test_periods_have_one_written_form(written: str, text: str, first: date, last: date) -> None:
    span = span_of(written)
    assert (span.text, span.first, span.last) == (text, first, last)


@pytest.mark.parametrize("written", ["", "25", "2025-13", "2025-02-30", "2025-Q5", "last year", "2025-H3", "2025-00"])
def test_what_is_no_period_is_refused(written: str) -> None:
    with pytest.raises(SpanRefused):
        span_of(written)


def test_shorter_periods_cover_a_longer_one_or_leave_a_gap() -> None:
    year = span_of("2025")
    parts = [span_of(text) for text in ("2025-12", "2025-H1", "2025-Q3", "2025-01", "2025-10", "2025-11", "2024-12")]
    assert [part.text for part in covering(year, parts)[0]] == ["2025-H1", "2025-Q3", "2025-10", "2025-11", "2025-12"]
    assert covering(year, parts)[1] is None
    assert covering(year, parts[:3])[1] == date(2025, 10, 1)
    assert covering(year, [year, span_of("2025-02")]) == ((), date(2025, 1, 1))


def test_a_year_before() -> None:
    assert span_of("2025-Q3").before().text == "2024-Q3"
    assert span_of("2024-02-29").before().text == "2023-02-28"
