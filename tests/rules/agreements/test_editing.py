"""Changing one clause: nothing else moves, what stayed keeps its identity, every typed line is in the text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.editing import (
    NoSuchClause,
    added,
    find,
    removed,
    renamed,
    replaced,
    retold,
    segments,
    shifted,
)
from agreements.rules.tree import Clause, Kind, Tree, walk

WORDS = st.text("甲乙丙丁ab 1", min_size=1, max_size=8).map(str.strip).filter(bool)
LINES = st.lists(WORDS, max_size=6)


def numbered(clause: Clause, start: int = 1) -> Clause:
    """Return the clause with identities, in reading order."""
    ids = iter(f"id{n:04d}" for n in range(start, start + 10_000))

    def name(one: Clause) -> Clause:
        return replace(one, id=next(ids), children=tuple(name(child) for child in one.children))

    return name(clause)


@st.composite
def articles(draw: st.DrawFn) -> Clause:
    """Draw an article with text, paragraphs, items with items in them, and tables."""

    def child(depth: int) -> Clause:
        kind: Kind = draw(st.sampled_from(["paragraph", "item", "table"] if depth == 0 else ["item"]))
        if kind == "table":
            return Clause("table", rows=(("a", "b"), (draw(WORDS), draw(WORDS))))
        inner = tuple(child(1) for _ in range(draw(st.integers(0, 2)))) if depth == 0 else ()
        return Clause(kind, text=draw(WORDS), printed="（一）" if kind == "item" else "", children=inner)

    children = tuple(child(0) for _ in range(draw(st.integers(0, 4))))
    text = "\n".join(draw(LINES))
    return numbered(Clause("article", "第一条", "标题", text, children=children, printed="第一条 标题"))


@given(articles())
def test_what_is_typed_back_unchanged_changes_nothing(article: Clause) -> None:
    assert retold(article, [segment.text for segment in segments(article)], {}) == article


@given(articles(), st.data())
def test_every_typed_line_is_in_the_text_and_tables_stay(article: Clause, data: st.DataObject) -> None:
    texts = [
        "" if segment.table or segment.fixed else "\n".join(data.draw(LINES, label="lines"))
        for segment in segments(article)
    ]
    after = retold(article, texts, {})
    kept = [segment for segment in segments(after) if segment.table]
    assert [segment.table for segment in kept] == [one.table for one in segments(article) if one.table]
    typed = "".join("".join(text.split()) for text in texts)
    shown = "".join("".join(segment.text.split()) for segment in segments(after))
    assert shown == typed
    ids = [clause.id for clause in walk(Tree("", "zh", (after,))) if clause.id]
    assert len(ids) == len(set(ids))


def test_a_line_that_changed_keeps_its_place_and_those_around_it_their_identity() -> None:
    items = tuple(
        Clause("item", text=text, printed=mark) for mark, text in (("（一）", "甲"), ("（二）", "乙"), ("（三）", "丙"))
    )
    article = numbered(Clause("article", text="如下：", children=items))
    after = retold(article, ["如下：\n（一） 甲\n（二） 乙和丁\n（三） 丙\n（四） 戊"], {})
    assert [child.id for child in after.children] == [*(child.id for child in article.children), ""]
    assert [(child.printed, child.text) for child in after.children][1:4:2] == [("（二）", "乙和丁"), ("（四）", "戊")]
    assert after.children[0] == article.children[0]


def test_a_table_is_given_other_cells() -> None:
    article = numbered(Clause("article", text="如下：", children=(Clause("table", rows=(("岗位", "工资"),)),)))
    table = article.children[0].id
    after = retold(article, ["如下：", ""], {table: (("岗位", "月工资"), ("操作工", "4200"))})
    assert after.children[0].rows[1] == ("操作工", "4200")
    with pytest.raises(ValueError, match="segments"):
        retold(article, ["如下："], {})


@pytest.mark.parametrize(
    ("printed", "number", "heading", "after"),
    [
        ("ARTICLE 12 - WAGES", "ARTICLE 13", "WAGES", "ARTICLE 13 - WAGES"),
        ("第一条 支付", "第一条", "支付方式", "第一条 支付方式"),
        ("", "第二条", "", "第二条"),
    ],
)
def test_what_was_printed_around_a_heading_stays(printed: str, number: str, heading: str, after: str) -> None:
    old_number, _, old_heading = printed.partition(" - ") if " - " in printed else printed.partition(" ")
    assert renamed(Clause("article", old_number, old_heading, printed=printed), number, heading).printed == after


def tree() -> Tree:
    """Return a part with two articles, and an annex."""
    part = Clause("part", "第一章", children=(Clause("article", "第一条"), Clause("article", "第二条")))
    return Tree("", "zh", numbered(Clause("part", children=(part, Clause("annex", "附件")))).children)


def numbers(tree: Tree) -> list[str]:
    """Return all numbers in reading order."""
    return [clause.number for clause in walk(tree)]


def test_clauses_are_added_removed_and_shifted_where_they_stand() -> None:
    first, second = tree().clauses[0].children
    assert numbers(added(tree(), first.id, Clause("article", "第一条之一"))) == [
        "第一章",
        "第一条",
        "第一条之一",
        "第二条",
        "附件",
    ]
    assert numbers(removed(tree(), first.id)) == ["第一章", "第二条", "附件"]
    assert numbers(shifted(tree(), second.id, -1)) == ["第一章", "第二条", "第一条", "附件"]
    assert shifted(tree(), first.id, -1) == tree()
    assert find(replaced(tree(), first.id, replace(first, text="新")), first.id).text == "新"
    for act in (removed, find):
        with pytest.raises(NoSuchClause):
            act(tree(), "nobody")
        with pytest.raises(NoSuchClause):
            act(tree(), "")
