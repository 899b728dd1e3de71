"""A merge loses nothing, prefers no side, and leaves to people what only people can decide."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.rules.merging import Merged, merge
from agreements.rules.tree import Clause, Tree, tree_key, words

SENTENCES = [
    "用人单位应当按月足额发放工资。",
    "夜班津贴每班28元。",
    "工会有权查阅工资清单，用人单位应当在5日内提供。",
    "年休假由职工申请，班组长在3日内答复。",
    "The employer pays for safety shoes once a year. ",
    "Overtime needs the consent of the employee. ",
    "Meetings are held every 30 days. ",
]
TEXT = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map("".join)
ROWS = st.lists(st.tuples(st.sampled_from("一二三四"), st.sampled_from(["2380", "2590", "2800"])), max_size=3).map(
    tuple
)


@st.composite
def clauses(draw: st.DrawFn, known: bool) -> Clause:
    """An article, perhaps with paragraphs and a table."""
    inside = [Clause("paragraph", text=text) for text in draw(st.lists(TEXT, max_size=2))]
    rows = draw(ROWS)
    table = [Clause("table", rows=rows)] if rows else []
    number = draw(st.sampled_from(["第一条", "第二条", "第三条", "第十条"]))
    heading = draw(st.sampled_from(["", "工资", "工时"]))
    article = Clause("article", number, heading, draw(TEXT), children=(*inside, *table), printed=f"{number} {heading}")
    return replace(article, id=draw(st.sampled_from("abcdefgh"))) if known else article


@st.composite
def trees(draw: st.DrawFn, known: bool | None = None) -> Tree:
    """Chapters and articles, with identities or without."""
    with_ids = draw(st.booleans()) if known is None else known
    articles = draw(st.lists(clauses(with_ids), max_size=5, unique_by=(lambda clause: clause.id) if with_ids else None))
    cut = draw(st.integers(0, len(articles)))
    chapter = Clause("part", "第一章", draw(st.sampled_from(["总则", "报酬"])), children=tuple(articles[cut:]))
    return Tree("集体合同", "zh", (*articles[:cut], *([chapter] if draw(st.booleans()) else articles[cut:])))


def article(number: int, text: str, **more: object) -> Clause:
    return Clause("article", f"第{number}条", text=text, printed=f"第{number}条", id=f"c{number}", **more)  # type: ignore[arg-type]


def tree(*articles: Clause) -> Tree:
    return Tree("", "zh", articles)


def texts(merged: Merged) -> list[str]:
    return [clause.text for clause in merged.tree.clauses]


BASE = tree(
    article(1, "夜班津贴每班28元，按月发放。遇节假日顺延。"),
    article(2, "工会有权查阅工资清单。用人单位应当在5日内提供。"),
    article(3, "年休假由职工申请。"),
)


def changed(at: int, text: str, base: Tree = BASE) -> Tree:
    listed = list(base.clauses)
    listed[at] = replace(listed[at], text=text)
    return replace(base, clauses=tuple(listed))


@given(trees(), trees())
@settings(max_examples=60, deadline=None)
def test_who_changes_alone_has_it(one: Tree, other: Tree) -> None:
    for ours, theirs in ((one, other), (other, one)):
        merged = merge(one, ours, theirs)
        assert tree_key(merged.tree) == tree_key(other)
        assert merged.conflicts == ()
        assert merged.joint_readings == ()


@given(trees(), trees())
@settings(max_examples=60, deadline=None)
def test_what_both_did_alike_is_no_conflict(base: Tree, both: Tree) -> None:
    merged = merge(base, both, both)
    assert tree_key(merged.tree) == tree_key(both)
    assert merged.conflicts == ()
    assert all(joint.alike for joint in merged.joint_readings)


@given(trees(), trees(), trees())
@settings(max_examples=100, deadline=None)
def test_no_side_is_preferred(base: Tree, ours: Tree, theirs: Tree) -> None:
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert tree_key(one.tree) == tree_key(other.tree)
    mine = [(c.reason, c.base, c.ours, c.theirs) for c in one.conflicts]
    yours = [(c.reason, c.base, c.theirs, c.ours) for c in other.conflicts]
    assert sorted(map(repr, mine)) == sorted(map(repr, yours))
    assert [joint.base for joint in one.joint_readings] == [joint.base for joint in other.joint_readings]


@given(trees(), trees(), trees())
@settings(max_examples=60, deadline=None)
def test_nothing_new_is_lost(base: Tree, ours: Tree, theirs: Tree) -> None:
    merged = merge(base, ours, theirs)
    decided = "".join(repr(conflict) for conflict in merged.conflicts)
    said = words(merged.tree)
    for side in (ours, theirs):
        for sentence in SENTENCES:
            if sentence in words(side) and sentence not in words(base):
                assert sentence.strip() in said or sentence in decided


def test_changes_in_different_clauses_merge_without_reading() -> None:
    merged = merge(BASE, changed(0, "夜班津贴每班35元，按月发放。遇节假日顺延。"), changed(2, "年休假由职工书面申请。"))
    assert texts(merged) == [
        "夜班津贴每班35元，按月发放。遇节假日顺延。",
        BASE.clauses[1].text,
        "年休假由职工书面申请。",
    ]
    assert merged.conflicts == ()
    assert merged.joint_readings == ()


def test_changes_in_one_clause_merge_but_must_be_read_together() -> None:
    ours = changed(1, "工会有权查阅、复制工资清单。用人单位应当在5日内提供。")
    theirs = changed(1, "工会有权查阅工资清单。用人单位应当在7日内提供。")
    merged = merge(BASE, ours, theirs)
    assert texts(merged)[1] == "工会有权查阅、复制工资清单。用人单位应当在7日内提供。"
    assert merged.conflicts == ()
    assert [(joint.merged.text, joint.alike) for joint in merged.joint_readings] == [(texts(merged)[1], False)]


def test_changes_of_the_same_words_are_for_people() -> None:
    merged = merge(
        BASE,
        changed(0, "夜班津贴每班35元，按月发放。遇节假日顺延。"),
        changed(0, "夜班津贴每班32元，按月发放。遇节假日顺延。"),
    )
    conflict = merged.conflicts[0]
    assert (conflict.reason, len(merged.conflicts)) == ("edited", 1)
    assert [(clash.base, clash.ours, clash.theirs) for clash in conflict.clashes] == [("28", "35", "32")]
    assert texts(merged) == [clause.text for clause in BASE.clauses]


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [("1,234", "1,239", "2,234"), ("2.5", "2.6", "3.5"), ("5 %", "7 %", "5 ‰"), ("l'an", "l'eau", "d'an")],
)
@pytest.mark.parametrize("frame", ["津贴为{}，按月发放。", "Pay: {} more, monthly. ", "{}"])
def test_no_number_and_no_word_is_put_together_of_two(frame: str, base: str, ours: str, theirs: str) -> None:
    versions = [tree(Clause("article", "第一条", text=frame.format(said), id="a")) for said in (base, ours, theirs)]
    (conflict,) = merge(*versions).conflicts
    assert [(clash.ours, clash.theirs) for clash in conflict.clashes] == [(ours, theirs)]


def test_two_places_of_one_side_leave_the_words_between_to_the_other() -> None:
    ours = changed(0, "夜班津贴每班35元，按月发放。遇节假日提前。")
    theirs = changed(0, "夜班津贴每班28元，按周发放。遇节假日顺延。")
    merged = merge(BASE, ours, theirs)
    assert texts(merged)[0] == "夜班津贴每班35元，按周发放。遇节假日提前。"
    assert merged.conflicts == ()


def test_a_sentence_that_both_put_anew_is_not_woven_together() -> None:
    base = changed(2, "甲乙丙丁戊己庚辛壬癸")
    ours, theirs = changed(2, "一乙丙丁五己庚辛壬癸"), changed(2, "甲乙三丁戊己庚辛壬癸")
    assert [conflict.reason for conflict in merge(base, ours, theirs).conflicts] == ["edited"]


def test_changes_that_touch_are_for_people() -> None:
    ours = changed(2, "年休假由本人申请。")
    theirs = changed(2, "年休假由职工书面申请。")
    assert [conflict.reason for conflict in merge(BASE, ours, theirs).conflicts] == ["edited"]


def test_deleting_what_the_other_edited_is_for_people() -> None:
    gone = replace(BASE, clauses=BASE.clauses[1:])
    edited = changed(0, "夜班津贴每班35元，按月发放。遇节假日顺延。")
    merged = merge(BASE, gone, edited)
    assert [(c.reason, c.ours, c.theirs) for c in merged.conflicts] == [("deleted", None, edited.clauses[0])]
    assert texts(merged)[0] == BASE.clauses[0].text
    assert texts(merge(BASE, gone, BASE)) == texts(merge(BASE, gone, gone)) == [c.text for c in BASE.clauses[1:]]


def test_a_line_break_gives_way_to_words() -> None:
    ours = changed(0, "夜班津贴每班\n28元，按月发放。遇节假日顺延。")
    theirs = changed(0, "夜班津贴每班35元，按月发放。遇节假日顺延。")
    merged = merge(BASE, ours, theirs)
    assert merged.conflicts == ()
    assert "35" in texts(merged)[0]


def test_additions_of_both_sides_stay_in_order() -> None:
    first, *rest = BASE.clauses
    ours = tree(first, article(11, "高温津贴每日15元。"), article(12, "降温用品另行发放。"), *rest)
    theirs = tree(first, *rest, article(13, "The joint committee meets every month."))
    assert texts(merge(BASE, ours, theirs)) == [
        first.text, "高温津贴每日15元。", "降温用品另行发放。", rest[0].text, rest[1].text,
        "The joint committee meets every month.",
    ]  # fmt: skip


def test_the_same_addition_in_other_words_is_for_people() -> None:
    ours = tree(*BASE.clauses, Clause("article", "第四条", "高温津贴", "每日发给高温津贴15元，6月至9月发放。"))
    theirs = tree(*BASE.clauses, Clause("article", "第四条", "高温津贴", "每日发给高温津贴12元，7月至9月发放。"))
    merged = merge(BASE, ours, theirs)
    assert [(c.reason, c.base) for c in merged.conflicts] == [("added", None)]
    assert len(merged.tree.clauses) == 5
    assert texts(merge(BASE, ours, ours)) == texts(merge(BASE, ours, BASE))


def test_one_moves_and_the_other_edits() -> None:
    first, second, third = BASE.clauses
    merged = merge(BASE, tree(third, first, second), changed(2, "年休假由职工书面申请。"))
    assert texts(merged) == ["年休假由职工书面申请。", first.text, second.text]
    assert merged.conflicts == ()


def test_moving_to_two_places_is_for_people() -> None:
    many = tree(*(article(at, f"{SENTENCES[at]}") for at in range(6)))
    listed = list(many.clauses)
    ours, theirs = tree(*listed[1:], listed[0]), tree(*listed[1:3], listed[0], *listed[3:])
    merged = merge(many, ours, theirs)
    assert [conflict.reason for conflict in merged.conflicts] == ["moved"]
    assert texts(merged) == texts(merge(many, many, many))


def test_a_wage_table_merges_by_cell() -> None:
    rows = (("职级", "月薪", "津贴"), ("一级", "2380", "100"), ("二级", "2590", "120"))
    base, ours, theirs = (
        tree(Clause("article", "第一条", "工资", id="w", children=(Clause("table", rows=with_rows),)))
        for with_rows in (
            rows,
            (rows[0], ("一级", "2400", "100"), rows[2]),
            (rows[0], ("一级", "2380", "110"), rows[2], ("三级", "2800", "150")),
        )
    )
    merged = merge(base, ours, theirs)
    assert merged.conflicts == ()
    assert merged.tree.clauses[0].children[0].rows == (
        rows[0], ("一级", "2400", "110"), rows[2], ("三级", "2800", "150"),
    )  # fmt: skip
    clash = merge(
        base, ours, tree(replace(base.clauses[0], children=(Clause("table", rows=(rows[0], ("一级", "2410", "100"))),)))
    )
    assert [conflict.reason for conflict in clash.conflicts] == ["edited"]


@pytest.mark.parametrize("number", ["第四条", "第十条"])
def test_where_both_renumbered_the_higher_number_stands(number: str) -> None:
    ours = replace(BASE, clauses=(replace(BASE.clauses[0], number="第三条", printed="第三条"), *BASE.clauses[1:]))
    theirs = replace(BASE, clauses=(replace(BASE.clauses[0], number=number, printed=number), *BASE.clauses[1:]))
    for merged in (merge(BASE, ours, theirs), merge(BASE, theirs, ours)):
        assert (merged.tree.clauses[0].number, merged.tree.clauses[0].printed) == (number, number)
        assert merged.conflicts == ()


def test_chapters_that_swap_places_keep_their_articles() -> None:
    first, second, third = BASE.clauses
    a, b = Clause("part", "第一章", "甲", id="a"), Clause("part", "第二章", "乙", id="b")
    base = tree(replace(a, children=(first,)), replace(b, children=(second, third)))
    ours = tree(replace(a, children=(first, replace(b, children=(second, third)))))
    theirs = tree(replace(b, children=(second, third, replace(a, children=(first,)))))
    merged = merge(base, ours, theirs)
    assert tree_key(merged.tree) == tree_key(merge(base, theirs, ours).tree)
    assert sorted(words(merged.tree)) == sorted(words(base))
