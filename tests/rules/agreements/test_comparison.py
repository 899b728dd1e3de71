"""A comparison says what became of each clause, and leads exactly from one text to the other."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.rules.comparison import (
    Comparison,
    NotThisText,
    Status,
    apply,
    compare,
    comparison_json,
    reflowed,
    said,
)
from agreements.rules.folding import folded
from agreements.rules.reading import read_tree
from agreements.rules.redline import Run
from agreements.rules.tree import Clause, Tree, plain, words

Reference = Callable[[str], Path]
PIECES = [
    "应当",
    "可以",
    "协商",
    "2,380",
    "元",
    "15%",
    "shall pay",
    " ",
    "，",
    "。",
    "\n",
    "the employer",
    "工会",
    "Overtime.",
]
TEXT = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
ALLOWANCE = "夜班津贴每班28元，按月发放。遇节假日顺延。"
RECORDS = "The union may inspect pay slips. The employer answers within 5 days."


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Chapters, articles with paragraphs and tables, an annex with its own articles, loose paragraphs."""

    def article(kind: str = "article") -> Clause:
        inside = [Clause("paragraph", text=text) for text in draw(st.lists(TEXT, max_size=2))]
        rows = draw(st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple))
        number, heading = draw(st.sampled_from(["", "第一条", "第12条"])), draw(st.sampled_from(["", "工资", "Pay"]))
        return Clause(
            kind,  # type: ignore[arg-type]
            number,
            heading,
            draw(TEXT),
            children=(*inside, Clause("table", rows=rows)),
            printed=f"{number} {heading}".strip(),
        )

    articles = [article() for _ in range(draw(st.integers(0, 4)))]
    loose = [Clause("paragraph", text=draw(TEXT))] if draw(st.booleans()) else []
    chapter = Clause("part", "第一章", "总则", children=(*articles, *loose), printed="第一章 总则")
    annex = replace(article("annex"), children=(Clause("paragraph", text=draw(TEXT)), article()))
    return Tree("", "zh", (*loose, chapter, annex) if draw(st.booleans()) else tuple(articles))


def tree(*articles: Clause) -> Tree:
    return Tree("", "zh", articles)


def article(number: str, text: str, heading: str = "", **more: object) -> Clause:
    return Clause("article", number, heading, text, printed=f"{number} {heading}", **more)  # type: ignore[arg-type]


def statuses(comparison: Comparison) -> list[Status]:
    return [pair.status for pair in comparison.pairs]


@given(trees())
@settings(max_examples=50, deadline=None)
def test_a_text_is_unchanged_against_itself(one: Tree) -> None:
    comparison = compare(one, one)
    assert comparison.same
    assert set(statuses(comparison)) <= {"unchanged"}
    assert all(not pair["edits"] and not pair["heading_edits"] for pair in comparison_json(comparison)["pairs"])
    assert all(not pair.tables and pair.similarity == 1 for pair in comparison.pairs)


@given(trees(), trees())
@settings(max_examples=50, deadline=None)
def test_the_runs_lead_from_the_old_text_to_the_new(old: Tree, new: Tree) -> None:
    comparison = compare(old, new)
    for pair in comparison.pairs:
        assert apply(pair.runs, said(pair.old)) == said(pair.new)
        calm = reflowed(pair.runs)
        assert "".join(run.text for run in calm if run.kind != "del") == said(pair.new)
        assert folded("".join(run.text for run in calm if run.kind != "ins")) == folded(said(pair.old))


@given(trees(), trees())
@settings(max_examples=50, deadline=None)
def test_every_clause_stands_in_one_pair(old: Tree, new: Tree) -> None:
    comparison = compare(old, new)
    for side, whole in (
        ([u for p in comparison.pairs for u in p.old], old),
        ([u for p in comparison.pairs for u in p.new], new),
    ):
        assert sorted(unit.position for unit in side) == list(range(len(side)))
        assert sorted("".join("".join(plain(unit.clause) for unit in side).split())) == sorted(
            "".join(words(whole).split())
        )
    firsts = [pair.new[0].position for pair in comparison.pairs if pair.new]
    assert firsts == sorted(firsts)


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        (article("第一条", ALLOWANCE), article("第一条", ALLOWANCE), "unchanged"),
        (article("第十二条", ALLOWANCE), article("第12条", ALLOWANCE), "unchanged"),
        (article("第一条", ALLOWANCE, "夜班"), article("第一条", ALLOWANCE, "夜　班"), "unchanged"),
        (
            article("第一条", ALLOWANCE),
            article("第一条", "夜班津贴每班28元，\n　　按月发\n放。遇节假日 顺延。"),
            "unchanged",
        ),
        (article("Article 1", RECORDS), article("Article 1", RECORDS.replace(" ", "\n  ")), "unchanged"),
        (article("Article 1", RECORDS, "PAY - "), article("Article 1", RECORDS, "Pay"), "unchanged"),
        (article("第一条", ALLOWANCE), article("第三条", ALLOWANCE), "renumbered"),
        (article("第一条", ALLOWANCE), article("第一条", ALLOWANCE.replace("28", "35")), "edited"),
        (article("第一条", ALLOWANCE), article("第三条", ALLOWANCE.replace("28", "35")), "edited"),
        (article("第一条", ALLOWANCE, "夜班"), article("第一条", ALLOWANCE, "夜间工作"), "edited"),
        (article("第一条", "工时 2 10 小时"), article("第一条", "工时 210 小时"), "edited"),
    ],
)
def test_status(old: Clause, new: Clause, status: Status) -> None:
    assert statuses(compare(tree(old), tree(new))) == [status]


def test_what_moved_and_what_came_and_went() -> None:
    one, two, three, four = (
        article("第一条", ALLOWANCE), article("第二条", RECORDS), article("第三条", "年休假由职工申请。"),
        article("第四条", "企业每年组织一次体检，费用由企业承担。"),
    )  # fmt: skip
    last = article("第五条", "双方每季度召开一次协商会议。")
    comparison = compare(tree(one, two, three, last), tree(three, one, last, four))
    assert [(pair.status, (pair.new or pair.old)[0].number) for pair in comparison.pairs] == [
        ("unchanged", "第三条"), ("moved", "第一条"), ("removed", "第二条"), ("unchanged", "第五条"), ("added", "第四条")
    ]  # fmt: skip
    assert comparison.counts["moved"] == comparison.counts["removed"] == comparison.counts["added"] == 1
    assert not comparison.same


def test_an_edited_clause_that_moved_is_edited_and_says_that_it_moved() -> None:
    listed = [
        article(f"第{at}条", text)
        for at, text in enumerate((ALLOWANCE, RECORDS, "年休假由职工申请。", "体检每年一次。"), 1)
    ]
    last = replace(listed[0], number="第四条", text=ALLOWANCE.replace("28", "35"))
    pair = compare(tree(*listed), tree(*listed[1:], last)).pairs[-1]
    assert (pair.status, pair.edited, pair.moved, pair.renumbered) == ("edited", True, True, True)
    assert pair.runs == (
        Run("keep", "夜班津贴每班"), Run("del", "28"), Run("ins", "35"), Run("keep", "元，按月发放。遇节假日顺延。")
    )  # fmt: skip


def test_a_split_and_a_merged_clause() -> None:
    first = "工会可以在工作时间召开职工大会，用人单位应当提供会场和必要的设备。"
    second = "会议期间视为正常出勤，工资照发，不得因此扣减奖金或者延长工作时间。"
    whole, parts = tree(article("第一条", first + second)), tree(article("第一条", first), article("第二条", second))
    split, merged = compare(whole, parts), compare(parts, whole)
    assert statuses(split) == ["split"]
    assert [unit.number for unit in split.pairs[0].new] == ["第一条", "第二条"]
    assert statuses(merged) == ["merged"]
    assert not [run for run in reflowed(split.pairs[0].runs) if run.kind != "keep"]


def test_headings_of_chapters_and_loose_paragraphs_are_compared() -> None:
    def draft(heading: str, note: str) -> Tree:
        chapter = Clause(
            "part", "第一章", heading, children=(article("第一条", ALLOWANCE),), printed=f"第一章 {heading}"
        )
        return tree(chapter, Clause("paragraph", text=note))

    comparison = compare(draft("工资", "双方协商一致。"), draft("劳动报酬", "双方协商不一致。"))
    assert statuses(comparison) == ["edited", "unchanged", "edited"]
    assert [run.text for run in comparison.pairs[0].heading if run.kind != "keep"] == ["工资", "劳动报酬"]


def leave(number: int, said: str = "Leave is paid.") -> Tree:
    text = f"ARTICLE {number} - LEAVE\n{number}.1 {said}\n{number}.1.1 It is asked for.\nSection {number}(a) It ends.\n"
    return read_tree(f"ARTICLE 1 - PAY\nWages are paid.\n{text}".encode()).tree


def test_sections_that_follow_the_number_of_their_article_are_renumbered_with_it() -> None:
    found = compare(leave(2), leave(3)).pairs[-1]
    assert (found.status, found.edited) == ("renumbered", False)
    assert apply(found.runs, said(found.old)) == said(found.new)
    assert compare(leave(2), leave(3, "Leave is unpaid.")).pairs[-1].status == "edited"
    # Words that speak of a section are words.
    spoken = leave(2, "Leave is paid by 2.1."), leave(3, "Leave is paid by 3.1.")
    assert compare(*spoken).pairs[-1].status == "edited"
    one, two = (
        leave(2),
        read_tree(
            b"ARTICLE 1 - PAY\nWages are paid.\nARTICLE 3 - LEAVE\n3.1 Leave is paid.\n3.2 It is asked for.\n3.3 It ends."
        ).tree,
    )
    assert compare(one, two).pairs[-1].status == "edited"


OVERTIME = (
    "Overtime is paid at one and one-half times the regular rate for all hours worked in excess of eight in a day.",
    (
        "Overtime is offered by seniority within the classification. An employee may refuse overtime except in an emergency "
        "that endangers life or property."
    ),
)
REWORDED = (
    "Overtime is paid at double the regular rate for hours worked in excess of eight in a day.",
    (
        "Overtime shall be offered by seniority within the classification and the work unit. An employee may refuse overtime "
        "except in an emergency that endangers life."
    ),
)


def articles(*texts: str) -> Tree:
    said = ["Wages are paid twice a month.", *texts, "This Agreement is in effect for two years."]
    return read_tree("".join(f"ARTICLE {at}\n{text}\n" for at, text in enumerate(said, start=1)).encode()).tree


def test_a_clause_that_was_split_or_merged_and_reworded_is_known() -> None:
    whole, parts = articles(" ".join(OVERTIME)), articles(*REWORDED)
    assert [pair.status for pair in compare(whole, parts).pairs] == ["unchanged", "split", "renumbered"]
    assert [pair.status for pair in compare(parts, whole).pairs] == ["unchanged", "merged", "renumbered"]
    others = articles(
        REWORDED[0], "Uniforms are cleaned once a week within the classification at the cost of the employer."
    )
    assert "split" not in {pair.status for pair in compare(whole, others).pairs}


def test_runs_are_refused_by_another_text() -> None:
    runs = compare(tree(article("第一条", ALLOWANCE)), tree(article("第一条", ALLOWANCE + "另计。"))).pairs[0].runs
    assert apply(runs, ALLOWANCE) == ALLOWANCE + "另计。"
    for other in (ALLOWANCE[1:], ALLOWANCE + "。", "", ALLOWANCE.replace("28", "29")):
        with pytest.raises(NotThisText):
            apply(runs, other)


def test_line_breaks_are_no_edits() -> None:
    old = article("第一条", "夜班津贴每班28元，\n按月发放。\n遇节假日顺延。")
    pair = compare(tree(old), tree(article("第一条", "夜班津贴每班35元，按月\n发放。遇节假日顺延。"))).pairs[0]
    assert [(run.kind, run.text) for run in reflowed(pair.runs) if run.kind != "keep"] == [("del", "28"), ("ins", "35")]


def test_json() -> None:
    old = tree(article("第一条", ALLOWANCE, "夜班"), article("第二条", RECORDS))
    new = tree(article("第一条", RECORDS), article("第二条", ALLOWANCE.replace("28", "35"), "夜班津贴"))
    value = json.loads(json.dumps(comparison_json(compare(old, new))))
    assert value["summary"] == {
        "added": 0, "removed": 0, "split": 0, "merged": 0, "edited": 1, "moved": 0, "renumbered": 1, "unchanged": 0
    }  # fmt: skip
    edited = next(pair for pair in value["pairs"] if pair["status"] == "edited")
    assert edited["old"] == [{"number": "第一条", "heading": "夜班", "kind": "article", "part": ""}]
    assert edited["edits"][1:3] == [{"op": "delete", "text": "28"}, {"op": "insert", "text": "35"}]
    assert edited["heading_edits"] == [{"op": "keep", "text": "夜班"}, {"op": "insert", "text": "津贴"}]
    assert edited["renumbered"]


def test_a_wage_table_is_compared_by_row_and_column() -> None:
    def wages(*rows: tuple[str, ...]) -> Tree:
        table = Clause("table", rows=(("职级", "月薪"), *rows))
        return tree(Clause("article", "第一条", "工资", "按下表执行。", children=(table,)))

    pair = compare(wages(("一级", "2380"), ("二级", "2590")), wages(("一级", "2450"), ("三级", "2800"))).pairs[0]
    (change,) = pair.tables
    assert [(cell.row, cell.column, cell.old, cell.new) for cell in change.cells] == [("一级", "月薪", "2380", "2450")]
    assert (change.added, change.removed) == (("三级",), ("二级",))


# Real texts.

_MARKER = re.compile(r"(?:\bNEW:[\d, ]+)?\bREV:\s*(?:\d{4}[ ,]*)+|\bNEW:[\d, ]+", re.IGNORECASE)
# Articles whose marker is wrong, and the sentence that shows it: what was there, and what is there now.
_WRONG_MARKERS = {
    # Not marked 2025, but the address for notices is another one.
    "ARTICLE 13": ("State-Arb- Notice@omls", "LRU@das"),
    # Marked 2025, but every word is the same.
    "ARTICLE 24": None,
    # Already marked 2025 in the agreement of 2023, but the term is another one.
    "ARTICLE 56": ("2025", "2027"),
}


def _without_markers(clause: Clause) -> Clause:
    return replace(
        clause, text=_MARKER.sub("", clause.text), children=tuple(_without_markers(child) for child in clause.children)
    )


def _years(clause: Clause) -> set[str]:
    return {year for marker in _MARKER.findall(plain(clause)) for year in re.findall(r"\d{4}", marker)}


def _read(path: Path) -> Tree:
    return read_tree(path.read_bytes().split(b"\n", 1)[1], path.name).tree


def test_two_terms_agree_with_the_years_of_revision(reference: Reference) -> None:
    old, new = (_read(reference(f"agreements/oregon-afscme-deq/{term}.txt")) for term in ("2023-2025", "2025-2027"))
    years = [
        {clause.number: _years(clause) for clause in tree.clauses if clause.kind == "article"} for tree in (old, new)
    ]
    bare = [replace(tree, clauses=tuple(map(_without_markers, tree.clauses))) for tree in (old, new)]
    pairs = {
        pair.new[0].number: pair for pair in compare(bare[0], bare[1]).pairs if len(pair.new) == len(pair.old) == 1
    }
    marked = [number for number in years[1] if number in pairs and (years[1][number] or years[0].get(number))]
    wrong = {
        number for number in marked
        if pairs[number].edited != ("2025" in years[1][number] - years[0].get(number, set()))
    }  # fmt: skip
    assert len(marked) >= 45
    assert wrong == set(_WRONG_MARKERS)
    assert len(marked) - len(wrong - set(_WRONG_MARKERS)) >= 0.95 * len(marked)
    for number, proof in _WRONG_MARKERS.items():
        changed = [run.text for run in reflowed(pairs[number].runs) if run.kind != "keep"]
        assert (tuple(changed[:2]) or None) == proof


def test_every_article_of_two_terms_finds_itself(reference: Reference) -> None:
    old, new = (_read(reference(f"agreements/oregon-afscme-deq/{term}.txt")) for term in ("2023-2025", "2025-2027"))
    pairs = [pair for pair in compare(old, new).pairs if any(unit.clause.kind == "article" for unit in pair.old)]
    assert len(pairs) >= 69
    assert all(pair.old[0].number == pair.new[0].number and not pair.moved for pair in pairs)


def test_a_law_that_was_renumbered(reference: Reference) -> None:
    old, new = (_read(reference(f"agreements/zh-funv-quanyi-pair/{day}.md")) for day in ("2018-10-26", "2022-10-30"))
    comparison = compare(old, new)
    became = {pair.old[0].number: pair.new[0].number for pair in comparison.pairs if pair.old and pair.new}
    # Equal words, other numbers; the chapter on rights of the person went before those on education and work.
    assert {became[number] for number in ("第九条", "第十五条", "第十九条", "第二十四条", "第四十四条")} == {
        "第十二条", "第三十五条", "第三十八条", "第四十五条", "第六十一条"
    }  # fmt: skip
    assert became["第三十七条"] == "第十九条"
    assert next(pair for pair in comparison.pairs if pair.old and pair.old[0].number == "第三十七条").status == "moved"
    assert became["第一条"] == "第一条"
    assert comparison.counts["renumbered"] >= 9


def test_variants_of_a_model_text(reference: Reference) -> None:
    one, other = (_read(reference(f"agreements/zh-model-texts/zhejiang-women-workers-{which}.txt")) for which in "AB")
    comparison = compare(one, other)
    shared = sum(len(run.text) for pair in comparison.pairs for run in reflowed(pair.runs) if run.kind == "keep")
    assert shared > 0.7 * len(words(other))
