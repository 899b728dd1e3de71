"""Wage tables are compared by row and column, wherever their rows and columns now stand."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.table_changes import CellChange, TableChange, compare_rows, pair_rows, table_changes, tables
from agreements.rules.tree import Clause, Rows

OLD: Rows = (
    ("职级", "月薪", "夜班津贴"),
    ("一级", "2,380", "28"),
    ("二级", "2,590", "28"),
    ("三级", "2,800", "32"),
)
ROWS = st.lists(st.tuples(*[st.sampled_from(["一级", "二级", "2380", "", " 28 "])] * 3), max_size=5).map(tuple)


def told(change: TableChange) -> list[tuple[str, str, str, str]]:
    return [(cell.row, cell.column, cell.old, cell.new) for cell in change.cells]


def test_cells() -> None:
    new = (OLD[0], ("一级", "2,450", "28"), ("二级", "2,590", " 30\n"), OLD[3])
    change = compare_rows(OLD, new)
    assert told(change) == [("一级", "月薪", "2,380", "2,450"), ("二级", "夜班津贴", "28", "30")]
    assert (change.added, change.removed, change.moved) == ((), (), ())


def test_blanks_in_cells_are_no_change() -> None:
    assert not compare_rows(
        OLD,
        tuple(tuple(f"{cell[:1]} {cell[1:]}" if at == 1 else cell for cell in row) for at, row in enumerate(OLD, 1)),
    )
    assert told(compare_rows((("级", "时"), ("一", "2 10")), (("级", "时"), ("一", "210")))) == [
        ("一", "时", "2 10", "210")
    ]


def test_rows_that_come_go_and_move() -> None:
    new = (OLD[0], OLD[3], ("四级", "3,050", "32"), OLD[1])
    change = compare_rows(OLD, new)
    assert (change.added, change.removed, len(change.moved)) == (("四级",), ("二级",), 1)
    assert change.pairs == ((0, 0), (3, 1), (1, 3))
    assert told(change) == []


def test_columns_that_come_go_and_move() -> None:
    new = (("职级", "夜班津贴", "月薪", "高温津贴"), ("一级", "28", "2,400", "15"), ("二级", "28", "2,590", "15"))
    change = compare_rows(OLD[:3], new)
    assert (change.columns_added, change.columns_removed) == (("高温津贴",), ())
    assert told(change) == [("一级", "月薪", "2,380", "2,400")]
    assert compare_rows(new, OLD[:3]).columns_removed == ("高温津贴",)


def test_a_column_whose_heading_names_another_year_is_the_same_column() -> None:
    old: Rows = (("Grade", "July 2024"), ("1", "2,380"))
    new: Rows = (("Grade", "July 2026"), ("1", "2,500"))
    assert told(compare_rows(old, new)) == [
        ("Grade", "July 2026", "July 2024", "July 2026"),
        ("1", "July 2026", "2,380", "2,500"),
    ]


def test_rows_longer_than_the_first_one_are_compared_to_their_end() -> None:
    old: Rows = (("工资表",), ("一级", "2,380"))
    assert told(compare_rows(old, (("工资标准表",), ("一级", "2,450")))) == [
        ("工资表", "工资标准表", "工资表", "工资标准表"),
        ("一级", "2", "2,380", "2,450"),
    ]


def test_equal_keys_are_paired_in_order() -> None:
    old: Rows = (("级", "元"), ("", "1"), ("", "2"))
    assert told(compare_rows(old, (("级", "元"), ("", "1"), ("", "3")))) == [("", "元", "2", "3")]
    assert pair_rows(old, old[:2]) == {0: 0, 1: 1}


@given(ROWS)
def test_a_table_does_not_differ_from_itself(rows: Rows) -> None:
    assert not compare_rows(rows, rows)
    assert not compare_rows(rows, tuple(tuple(f" {cell}\n" for cell in row) for row in rows))


@given(ROWS, ROWS)
def test_every_row_is_paired_added_or_removed(old: Rows, new: Rows) -> None:
    change = compare_rows(old, new)
    assert len(change.pairs) + len(change.removed) == len(old)
    assert len(change.pairs) + len(change.added) == len(new)
    back = compare_rows(new, old)
    assert sorted((cell.old, cell.new) for cell in change.cells) == sorted((cell.new, cell.old) for cell in back.cells)


def test_tables_are_found_inside_clauses_and_paired_by_their_first_row() -> None:
    days: Rows = (("工龄", "年休假"), ("10年", "10天"))
    more: Rows = (("工龄", "年休假"), ("10年", "12天"))

    def clause(*found: Rows) -> Clause:
        return Clause(
            "article", children=(Clause("paragraph", children=tuple(Clause("table", rows=rows) for rows in found)),)
        )

    old, new = tables(clause(OLD, days)), tables(clause(more, OLD))
    assert [table.rows for table in old] == [OLD, days]
    (change,) = table_changes(old, new)
    assert change.cells == (CellChange("10年", "年休假", "10天", "12天"),)
    gone = table_changes(old, ())
    assert [len(change.removed) for change in gone] == [4, 2]


def test_a_table_of_five_thousand_rows_takes_no_time() -> None:
    rows: Rows = tuple((str(at), str(at * 7), str(at % 5)) for at in range(5_000))
    start = time.perf_counter()
    change = compare_rows(rows, rows[2_500:] + rows[:2_500])
    assert time.perf_counter() - start < 2
    assert len(change.moved) == 2_500


MERGED: Rows = (
    ("岗位", "等级", "月工资"),
    ("", "", "2024年", "2025年"),
    ("操作工", "初级", "3200", "3400"),
    ("", "中级", "3600", "3800"),
    ("技术员", "初级", "4000", "4200"),
    ("", "中级", "4600", "4900"),
)


def test_merged_cells_are_named_by_what_reaches_over_them() -> None:
    new = (
        *MERGED[:3],
        ("", "中级", "3600", "3950"),
        MERGED[4],
        ("", "中级", "4600", "5050"),
        ("", "高级", "5200", "5600"),
    )
    change = compare_rows(MERGED, new)
    assert told(change) == [
        ("操作工 / 中级", "月工资 / 2025年", "3800", "3950"), ("技术员 / 中级", "月工资 / 2025年", "4900", "5050")
    ]  # fmt: skip
    assert (change.added, change.removed, change.moved) == (("技术员 / 高级",), (), ())
    # The first row of a group goes: what stood below it is not taken for it.
    gone = compare_rows(MERGED, (*MERGED[:4], ("技术员", "中级", "4600", "4900"), ("", "高级", "5200", "5600")))
    assert (gone.removed, gone.added) == (("技术员 / 初级",), ("技术员 / 高级",))
    assert told(gone) == []


def test_a_table_without_headings_may_begin_with_a_group() -> None:
    old: Rows = (("操作工", "初级", "3200"), ("", "中级", "3600"), ("技工", "初级", "4000"))
    assert told(compare_rows(old, (old[0], ("", "中级", "3700"), old[2]))) == [
        ("操作工 / 中级", "3200", "3600", "3700")
    ]


def test_values_beside_a_merged_cell_are_no_names() -> None:
    old: Rows = (("假别", "天数"), ("护理假", "15天"), ("", "20"))
    assert told(compare_rows(old, (old[0], ("护理假", "16天"), old[2]))) == [("护理假", "天数", "15天", "16天")]
    # Figures name no group.
    hours: Rows = (("Monday", "Friday"), ("8.5 hrs", "8 hrs"), ("", "Leave"), ("", "Closed"))
    assert told(compare_rows(hours, (*hours[:2], ("", "Open"), hours[3]))) == [("", "Friday", "Leave", "Open")]
