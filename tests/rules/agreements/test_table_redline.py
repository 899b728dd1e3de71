"""Two states of a wage table as one, row by row and column by column."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.redline import Kind, Run
from agreements.rules.table_redline import RedRow, table_redline
from agreements.rules.tree import Rows

OLD: Rows = (("序号", "岗位", "基本工资", "奖金"), ("1", "钳工", "3800", "600"), ("2", "焊工", "4100", "700"))
_CELL = st.sampled_from(["序号", "岗位", "钳工", "3,800", "3,800元", "", "奖金"])
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(_CELL, min_size=1, max_size=width).map(tuple), max_size=4).map(tuple)
)


def side(rows: list[RedRow], without: Kind) -> Rows:
    """One of the two tables, read out of both."""
    return tuple(
        tuple("".join(run.text for run in c.runs if run.kind != without) for c in row.cells if c.mark != without)
        for row in rows
        if row.mark != without
    )


def marks(row: RedRow) -> list[Kind]:
    return [cell.mark for cell in row.cells]


@given(TABLES, TABLES)
def test_both_tables_can_be_read_out_of_the_one(old: Rows, new: Rows) -> None:
    rows = table_redline(old, new)
    assert (side(rows, "ins"), side(rows, "del")) == (old, new)


def test_a_column_that_came_is_marked_and_what_stayed_is_not() -> None:
    new = tuple((*row[:3], extra, row[3]) for row, extra in zip(OLD, ("夜班津贴", "200", "220"), strict=True))
    rows = table_redline(OLD, new)
    assert [row.mark for row in rows] == ["keep"] * 3
    assert marks(rows[1]) == ["keep", "keep", "keep", "ins", "keep"]
    assert rows[1].cells[3].runs == (Run("ins", "200"),)
    assert rows[1].cells[2].runs == (Run("keep", "3800"),)


def test_a_column_that_went_and_a_figure_that_changed() -> None:
    new = (("序号", "岗位", "基本工资"), ("1", "钳工", "3950"), ("2", "焊工", "4100"))
    rows = table_redline(OLD, new)
    assert marks(rows[1]) == ["keep", "keep", "keep", "del"]
    assert rows[1].cells[2].runs == (Run("del", "3800"), Run("ins", "3950"))


def test_counted_rows_are_known_by_what_they_are_about() -> None:
    new = (OLD[0], OLD[1], ("2", "电工", "4000", "650"), ("3", "焊工", "4100", "700"))
    rows = table_redline(OLD, new)
    assert [row.mark for row in rows] == ["keep", "keep", "ins", "keep"]
    assert rows[3].cells[0].runs == (Run("del", "2"), Run("ins", "3"))


def test_a_heading_with_another_year_beside_a_new_column_is_the_same_column() -> None:
    old: Rows = (("岗位", "2025年标准（元）"), ("钳工", "3800"))
    new: Rows = (("岗位", "2026年标准（元）", "高温津贴"), ("钳工", "3950", "300"))
    assert marks(table_redline(old, new)[1]) == ["keep", "keep", "ins"]


def test_the_first_step_that_goes_is_not_the_last_one_that_comes() -> None:
    old: Rows = (("Grade", "Step 1", "Step 2", "Step 3"), ("A", "24.10", "26.30", "28.75"))
    new: Rows = (("Grade", "Step 1", "Step 3", "Step 4"), ("A", "24.10", "28.75", "31.00"))
    assert marks(table_redline(old, new)[1]) == ["keep", "keep", "del", "keep", "ins"]


def test_a_unit_above_the_headings_hides_no_column() -> None:
    old: Rows = (("单位：元",), ("岗位", "工资", "奖金"), ("钳工", "3800", "600"))
    new: Rows = (("单位：元",), ("岗位", "津贴", "工资", "奖金"), ("钳工", "100", "3800", "600"))
    rows = table_redline(old, new)
    assert marks(rows[2]) == ["keep", "ins", "keep", "keep"]
    assert [row.mark for row in rows] == ["keep"] * 3


def test_tables_with_little_in_common_are_exchanged_row_by_row() -> None:
    rows = table_redline(OLD, (("工龄", "年假"), ("10年", "10天")))
    assert {row.mark for row in rows} == {"del", "ins"}
