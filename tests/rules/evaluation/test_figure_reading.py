"""Reading tables of figures: columns in either language, every fault by line and column, nothing taken twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluation.rules.figure_reading import MOST_ROWS, FigureTable, TableRefused, read_figures
from evaluation.rules.measures import Source

HEAD = "enterprise,measure,period,value,unit,source,evidence\n"


def faults(table: FigureTable) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.reason) for fault in table.faults]


def refusal(text: str) -> str:
    with pytest.raises(TableRefused) as refused:
        read_figures(text)
    return refused.value.reason


def test_a_table_is_read_as_it_says() -> None:
    table = read_figures(
        HEAD
        + "鲁岳机械,contracts_signed,2025,58,人,enterprise,名册第3页\n"
        + "\n"
        + "鲁岳机械,contracts_due,2025,60,人,office,\n"
    )
    assert not table.faults
    first, second = table.lines
    assert (first.line, first.enterprise, first.measure.id, first.span.text) == (
        2,
        "鲁岳机械",
        "contracts_signed",
        "2025",
    )
    assert (first.value, first.source, first.evidence) == (58, Source.ENTERPRISE, "名册第3页")
    assert (second.line, second.source, second.evidence) == (4, Source.OFFICE, "")


def test_chinese_heads_names_sources_and_other_separators_are_understood() -> None:
    table = read_figures(
        "\ufeff企业\t指标\t期间\t数值\t计量单位\t来源\n甲公司\t应发工资笔数\t2025年3月\t１，２００\t笔数\t企业\n"
    )
    assert faults(table) == [(2, "unit", "other_unit")]
    table = read_figures("指标;期间;数值\n工资总额;2025年;1200000\n", Source.UNION)
    assert (table.lines[0].measure.id, table.lines[0].value, table.lines[0].source) == ("wage_total", 1200000, "union")


def test_every_fault_is_named_by_line_and_column() -> None:
    table = read_figures(
        HEAD
        + "甲,unheard,2025,1,人,enterprise,\n"
        + "甲,contracts_due,25,1,人,enterprise,\n"
        + "甲,contracts_due,2025,many,人,enterprise,\n"
        + "甲,contracts_due,2025,1,元,enterprise,\n"
        + "甲,contracts_due,2025,1,人,hearsay,\n"
        + "甲,contracts_due,2025,60,人,enterprise,\n"
        + "甲,contracts_due,2025年,61,人,enterprise,\n"
        + "甲,contracts_due,2025,60,人,enterprise,,more\n"
        + "甲,contracts_due,2024,60,人,enterprise,\u202eevil\n"
    )
    assert faults(table) == [
        (2, "measure", "unknown_measure"),
        (3, "period", "no_period"),
        (4, "value", "not_a_number"),
        (5, "unit", "other_unit"),
        (6, "source", "unknown_source"),
        (8, "measure", "twice"),
        (9, "", "too_many_cells"),
        (10, "evidence", "text_bidi"),
    ]
    assert [line.line for line in table.lines] == [7]
    assert table.faults[5].values == {"first": "7"}


def test_the_same_measure_of_two_sources_or_enterprises_is_not_twice() -> None:
    table = read_figures(
        HEAD + "甲,injuries,2025,1,,enterprise,\n甲,injuries,2025,2,,office,\n乙,injuries,2025,1,,enterprise,\n"
    )
    assert (len(table.lines), table.faults) == (3, ())


def test_doubts_are_told_and_taken() -> None:
    table = read_figures(
        HEAD
        + "甲,contracts_signed,2025,61,人,enterprise,\n甲,contracts_due,2025,60,人,enterprise,\n甲,wage_total,2025,12.5,万元,enterprise,\n"
    )
    assert not table.faults
    assert [(doubt.line, doubt.reason, dict(doubt.values)) for doubt in table.doubts] == [
        (2, "over_whole", {"other": "3"}),
        (4, "converted", {"value": "125000"}),
    ]
    assert table.lines[2].value == Decimal(125000)


def test_what_is_no_table_is_refused() -> None:
    assert refusal("") == "empty_table"
    assert refusal(HEAD) == "empty_table"
    assert refusal("measure,period\nx,2025\n") == "column_missing"
    assert refusal("measure,period,value,value\nx,2025,1,2\n") == "column_twice"
    assert refusal("measure,period,value,colour\nx,2025,1,red\n") == "unknown_column"
    assert refusal('measure,period,value\n"x,2025,1\n') == "not_a_table"
    assert refusal("measure,period,value\n" + "injuries,2025,1\n" * (MOST_ROWS + 1)) == "too_many_rows"
