"""Dates are read in both languages and told apart: from when, when paid, until when, on what condition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.dates import Dated, dates, read_date
from agreements.rules.numbering import chinese_numeral
from agreements.rules.reading import read_tree
from agreements.rules.tree import Clause, Tree

MEMORANDA = "agreements/oregon-midterm-mous"


def found(text: str) -> list[tuple[str, str]]:
    tree = Tree("合同", "zh", (Clause("article", "第一条", text=text, id="c1"),))
    return [(one.kind, str(one.date or one.condition)) for one in dates(tree)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("本合同自2026年1月1日起施行。", [("effective", "2026-01-01")]),
        ("本合同自二〇二六年一月一日起生效。", [("effective", "2026-01-01")]),
        ("本合同自2026年1月1日起至2028年12月31日止。", [("effective", "2026-01-01"), ("expiry", "2028-12-31")]),
        ("合同有效期至2028年12月31日。", [("expiry", "2028-12-31")]),
        ("补发工资于2026年3月15日发放。", [("processing", "2026-03-15")]),
        ("新标准自2026年1月1日起执行，差额于2026年3月15日补发。", [("effective", "2026-01-01"), ("processing", "2026-03-15")]),
        ("本合同自审查同意之日起生效。", [("conditional", "自审查同意之日起生效")]),
        ("本合同自职工代表大会批准之日起施行。", [("conditional", "自职工代表大会批准之日起施行")]),
        ("如果利润增长，新标准自2026年7月1日起执行。", [("conditional", "2026-07-01")]),
        ("Effective July 1, 2026, rates rise.", [("effective", "2026-07-01")]),
        ("This letter expires on 30 June 2027.", [("expiry", "2027-06-30")]),
        ("The Agreement is in effect from July 1, 2025 through June 30, 2027.", [("effective", "2025-07-01"), ("expiry", "2027-06-30")]),
        ("The lump sum is paid on December 8, 2026.", [("processing", "2026-12-08")]),
        ("Changes carry the November 8, 2026 effective date.", [("effective", "2026-11-08")]),
        ("This letter takes effect on ratification by both sides.", [("conditional", "on ratification by both sides")]),
        ("Effective July 1, 2026 or upon ratification, whichever is later, rates rise.", [("conditional", "2026-07-01")]),
        ("A second payment is processed in February 2027.", [("processing", "February 2027")]),
    ],
)  # fmt: skip
def test_what_a_date_means(text: str, kinds: list[tuple[str, str]]) -> None:
    assert found(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "双方于2026年1月5日举行会议。",
        "参照2025年12月1日签订于济南的合同。",
        "The agreement dated July 1, 2019 is amended.",
        "Hours between May 1, 2026 and June 1, 2026 are counted.",
        "2026年13月45日起施行。",
        "If approved, the effective date of the change is told to staff.",
    ],
)
def test_other_dates_are_left_out(text: str) -> None:
    assert found(text) == []


def test_a_date_names_its_clause_and_sentence() -> None:
    clauses = (
        Clause("article", "第一条", text="总则。\n本合同自2026年1月1日起施行。", id="c1"),
        Clause("contents", text="2026年1月1日起"),
    )
    sentence = "本合同自2026年1月1日起施行。"
    assert dates(Tree("合同", "zh", clauses)) == (Dated("effective", date(2026, 1, 1), "", "c1", sentence),)


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_a_date_is_read_in_every_writing(day: date) -> None:
    digits = "".join("〇一二三四五六七八九"[int(one)] for one in f"{day.year:04}")
    assert read_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert read_date(f"{digits}年{chinese_numeral(day.month)}月{chinese_numeral(day.day)}日") == day
    assert read_date(day.strftime("%B ") + f"{day.day}, {day.year}") == day
    assert read_date(f"{day.day} " + day.strftime("%b ") + f"{day.year}") == day
    assert read_date(day.isoformat()) == day


def test_a_real_memorandum_tells_effect_and_payment_apart(reference: Callable[[str], Path]) -> None:
    (path,) = reference(MEMORANDA).glob("clackamas*")
    read = dates(read_tree(path.read_bytes(), path.name).tree)
    by_kind = {kind: {one.date for one in read if one.kind == kind} for kind in ("effective", "processing")}
    assert by_kind["processing"] == {date(2023, 12, 8), date(2024, 1, 5), None}
    assert {date(2023, 11, 8), date(2023, 11, 11), date(2023, 12, 9)} <= by_kind["effective"]
    assert [one.condition for one in read if one.kind == "conditional"] == ["upon execution by the parties"]
    assert date(2023, 7, 1) not in {one.date for one in read}
