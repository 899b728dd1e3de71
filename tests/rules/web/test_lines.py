"""Rows divided by tabs are read as a table, in a text and in a redline; nothing of the words is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.redline import redline
from workbench.web.lines import Block, blocks

TEXTS = st.text(alphabet="工资1 \t\n。ab", max_size=30)


def told(found: list[Block]) -> list[tuple[bool, list[list[str]]]]:
    return [(b.is_table, [["".join(p.text for p in cell) for cell in line.cells] for line in b.lines]) for b in found]


def test_rows_stand_in_a_table_between_paragraphs() -> None:
    assert told(blocks("岗位工资如下：\n岗位\t元\n钳工\t3260\n按月支付。")) == [
        (False, [["岗位工资如下："]]),
        (True, [["岗位", "元"], ["钳工", "3260"]]),
        (False, [["按月支付。"]]),
    ]


def test_a_row_that_came_and_a_figure_that_changed() -> None:
    runs = redline("岗位\t元\n钳工\t3260\n焊工\t3580", "岗位\t元\n钳工\t3440\n电工\t3700\n焊工\t3580")
    (table,) = blocks(runs)
    said = [[[(part.kind, part.text) for part in cell] for cell in line.cells] for line in table.lines]
    assert said[1] == [[("keep", "钳工")], [("del", "3260"), ("ins", "3440")]]
    assert said[2] == [[("ins", "电工")], [("ins", "3700")]]
    assert said[3] == [[("keep", "焊工")], [("keep", "3580")]]


def test_a_column_that_came_beside_figures_that_changed_keeps_the_others_in_their_columns() -> None:
    runs = redline("岗位\t工资\t夜班\n钳工\t3,260\t25", "岗位\t工资\t津贴\t夜班\n钳工\t3,440\t120\t25")
    (table,) = blocks(runs)
    said = [[[(part.kind, part.text) for part in cell] for cell in line.cells] for line in table.lines]
    assert [len(cells) for cells in said] == [4, 4]
    assert said[1][1:] == [[("del", "3,260"), ("ins", "3,440")], [("ins", "120")], [("keep", "25")]]


@given(TEXTS)
def test_no_word_is_lost(text: str) -> None:
    assert "\n".join("\t".join(cells) for _, lines in told(blocks(text)) for cells in lines) == text


@given(TEXTS, TEXTS)
def test_every_run_is_shown_in_its_order(old: str, new: str) -> None:
    runs = redline(old, new)
    shown = [(part.kind, part.text) for block in blocks(runs) for line in block.lines for part in line.parts]
    for kind in ("keep", "del", "ins"):
        said = "".join(run.text for run in runs if run.kind == kind).replace("\n", "")
        assert "".join(text for found, text in shown if found == kind) == said
