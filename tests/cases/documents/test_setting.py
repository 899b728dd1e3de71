"""How a clause tree is set out: one title, two columns of signatures."""

from __future__ import annotations

import pytest

from agreements.documents.html import comparison_html
from agreements.documents.marking import marked
from agreements.documents.setting import paper
from agreements.rules.comparison import compare
from agreements.rules.tree import Clause, Tree
from tests.cases.documents.trees import FIVE
from workbench.documents.blocks import Block, Grid, Paragraph, Piece, Row, said


def lines(blocks: list[Block]) -> list[tuple[str, str]]:
    return [(one.style, said(one.pieces, "del")) for one in blocks if isinstance(one, Paragraph)]


def titles(blocks: list[Block]) -> list[str]:
    return [text for style, text in lines(blocks) if style == "title"]


@pytest.mark.parametrize(
    "opening",
    [
        "Memorandum of Agreement\nmade on 1 May",
        "Letter 7\nMEMORANDUM OF AGREEMENT\nmade on 1 May",
        "Memorandum of Agreement between\nthe Port and the Union",
    ],
)
def test_a_title_that_the_text_says_is_set_once_where_it_stands(opening: str) -> None:
    tree = Tree("Memorandum of Agreement", "en", (Clause("preamble", text=opening), *FIVE))
    assert len(titles(paper(tree))) == 1
    assert [text for _, text in lines(paper(tree))][: opening.count("\n") + 1] == opening.split("\n")
    later = Tree(tree.title, "en", (*tree.clauses, Clause("article", "6", text="New.", printed="6")))
    assert titles(marked(tree, later, compare(tree, later))) == titles(paper(tree))


def test_a_title_that_the_text_does_not_say_is_set_above_it() -> None:
    tree = Tree("集体合同", "zh", (Clause("preamble", text="集体合同书的前言\n甲方"), *FIVE))
    assert lines(paper(tree))[:2] == [("title", "集体合同"), ("body", "集体合同书的前言")]


@pytest.mark.parametrize("gap", ["\t\t\t", "            ", "　　　　　"])
def test_two_columns_of_signatures_stay_two(gap: str) -> None:
    tree = Tree(
        "集体合同", "zh", (*FIVE, Clause("signature", text=f"甲方（盖章）：{gap}乙方（盖章）：\n2026年 5月 1日"))
    )
    assert lines(paper(tree))[-2:] == [("signature", "甲方（盖章）：\t乙方（盖章）："), ("signature", "2026年 5月 1日")]


def test_columns_before_the_signatures_are_columns_and_a_blank_between_words_is_one() -> None:
    tree = Tree(
        "Agreement", "en", (*FIVE, Clause("paragraph", text="For the Port:\t\tFor the Union:\nDone   in two copies"))
    )
    assert lines(paper(tree))[-2:] == [("signature", "For the Port:\tFor the Union:"), ("body", "Done in two copies")]


def test_columns_of_signatures_are_set_beside_each_other_even_where_they_changed() -> None:
    old, new = (
        Tree("集体合同", "zh", (*FIVE, Clause("signature", text=f"{year}年5月1日\t\t\t{year}年5月1日")))
        for year in (2023, 2026)
    )
    made = comparison_html(old, new)
    assert made.count('<span class="column of-2"><del>2023</del><ins>2026</ins>年5月1日</span>') == 2


def test_a_heading_may_take_two_lines_so_that_no_cell_must() -> None:
    rows = (
        ("序号", "岗位", "等级", "岗位工资（元/月）", "技能津贴（元/月）", "夜班津贴（元/班）"),
        ("1", "挡车工", "一级", "3,260", "120", "25"),
    )
    wages = Grid(tuple(Row(tuple((Piece("keep", cell),) for cell in row)) for row in rows), heads=1)
    # Three characters of 11.5 pt and 4 mm of margin, in a text 156 mm wide.
    assert wages.shares[1] >= 100 * (3 * 11.5 * 0.353 + 4) / 156
