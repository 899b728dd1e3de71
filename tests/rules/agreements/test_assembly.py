"""The draft of the next agreement follows from the one in force and the ledger, and says where it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.assembly import OpenIssue, Review, Settled, assemble, defects_of, restated
from agreements.rules.text import content_hash
from agreements.rules.tree import Clause, Tree, plain, units, walk, words


def article(number: int, text: str, *children: Clause) -> Clause:
    return Clause("article", f"第{number}条", "", text, children=children, printed=f"第{number}条 ", id=f"c{number}")


BASE = Tree(
    "集体合同",
    "zh",
    (
        Clause(
            "part", "第一章", "总则", printed="第一章 总则", id="p1", children=(article(1, "甲乙双方订立本合同。"),)
        ),
        Clause(
            "part",
            "第二章",
            "工资",
            printed="第二章 工资",
            id="p2",
            children=(article(2, "工资按月支付。"), article(3, "夜班津贴每班二十元。")),
        ),
        Clause("signature", text="甲方：　乙方：", id="s"),
    ),
)


def settled(clause: str, text: str, action: str = "replace", **values: object) -> Settled:
    known = {"issue": f"i-{clause}", "label": "U-1", "text_hash": content_hash(text)} | values
    return Settled(clause=clause, text=text, action=action, **known)  # type: ignore[arg-type]


def said(tree: Tree) -> list[str]:
    return [unit.text for unit in units(tree)]


def test_an_agreed_text_takes_the_place_of_its_clause() -> None:
    assembly = assemble(BASE, [settled("c3", "夜班津贴每班三十元。")])
    assert said(assembly.tree) == ["甲乙双方订立本合同。", "工资按月支付。", "夜班津贴每班三十元。", "甲方：　乙方："]
    assert [clause.id for clause in walk(assembly.tree)] == [clause.id for clause in walk(BASE)]
    assert assembly.defects == ()


def test_nothing_agreed_leaves_the_agreement_in_force() -> None:
    assert assemble(BASE, []).tree == BASE


def test_a_text_that_did_not_change_keeps_the_structure_of_its_clause() -> None:
    nested = article(4, "包括：", Clause("item", "（一）", text="基本工资；", printed="（一）", id="x"))
    base = Tree("集体合同", "zh", (nested,))
    assert assemble(base, [settled("c4", "包括：\n（一）\n基本工资；")]).tree == base


def test_a_blank_between_words_or_figures_is_a_change() -> None:
    clause = Clause("article", "Article 1", "Hours", "Over time is 1 5 hours.", printed="Article 1 Hours", id="c1")
    base = Tree("Agreement", "en", (clause,))
    made = assemble(base, [settled("c1", "Overtime is 15 hours.")]).tree
    assert "Overtime is 15 hours." in words(made)


def test_a_clause_agreed_to_go_is_gone() -> None:
    entry = Settled("i", "U-1", "c3", "delete", "", "")
    assert "夜班" not in words(assemble(BASE, [entry]).tree)
    assert not assemble(BASE, [entry]).defects
    assert not defects_of(assemble(BASE, [entry]).tree, BASE, [entry])


def test_new_clauses_stand_where_they_were_agreed_to_stand() -> None:
    entries = [
        settled("n1", "高温津贴另行约定。", "add", after="c1", number="第二条"),
        settled("n2", "每年调整一次。", "add", part="第二章 工资"),
        settled("n3", "争议先行协商。", "add"),
        settled("n4", "津贴按月发放。", "add", after="n1"),
    ]
    assembly = assemble(BASE, entries)
    order = [clause.id for clause in walk(assembly.tree)]
    assert order == ["p1", "c1", "n1", "n4", "p2", "c2", "c3", "n2", "n3", "s"]
    assert assembly.defects == ()


def test_a_clause_without_a_tentative_agreement_is_named() -> None:
    (defect,) = assemble(BASE, [], [OpenIssue("i2", "U-2", "c2")]).defects
    assert (defect.flaw, defect.number, defect.issue, defect.mend) == ("no_ta", "第2条", "i2", "settle_issue")


def test_a_text_that_is_not_the_one_initialled_stays_outside() -> None:
    entry = replace(settled("c3", "夜班津贴每班三十元。"), text="夜班津贴每班五十元。")
    assembly = assemble(BASE, [entry])
    assert assembly.tree == BASE
    assert [(one.flaw, one.clause, one.mend) for one in assembly.defects] == [("faulty_ta", "c3", "initial_again")]


def test_two_texts_for_one_clause_need_the_parties() -> None:
    assembly = assemble(BASE, [settled("c3", "每班三十元。"), settled("c3", "每班四十元。")])
    assert assembly.tree == BASE
    assert {(one.flaw, one.values["why"]) for one in assembly.defects} == {("party_review_needed", "settled_twice")}


def test_a_side_that_has_to_look_again_is_named() -> None:
    entry = settled("c3", "每班三十元。", reviews=(Review("employer", "mandate_ended"),))
    (defect,) = assemble(BASE, [entry]).defects
    assert (defect.flaw, dict(defect.values)) == (
        "party_review_needed",
        {"side": "employer", "why": "mandate_ended"},
    )


@pytest.mark.parametrize(
    "entry",
    [
        settled("c9", "没有这一条。"),
        settled("n1", "没有前一条。", "add", after="c9"),
        settled("c2", "身份重复。", "add"),
    ],
)
def test_a_text_without_its_place_is_reported_and_not_lost_silently(entry: Settled) -> None:
    assembly = assemble(BASE, [entry])
    assert assembly.tree == BASE
    assert [one.values.get("why") for one in assembly.defects] == ["place_unknown"]


def test_a_later_version_may_change_only_what_was_agreed() -> None:
    entry = settled("c3", "每班三十元。")
    draft = assemble(BASE, [entry]).tree
    assert defects_of(draft, BASE, [entry]) == ()
    tampered = assemble(draft, [settled("c2", "工资按季支付。")]).tree
    assert [(one.flaw, one.clause) for one in defects_of(tampered, BASE, [entry])] == [("changed_without_ta", "c2")]
    assert [(one.flaw, one.clause) for one in defects_of(BASE, BASE, [entry])] == [("changed_without_ta", "c3")]


def test_a_lost_clause_is_a_missing_page() -> None:
    draft = replace(BASE, clauses=BASE.clauses[:1] + BASE.clauses[2:])
    assert [(one.flaw, one.clause) for one in defects_of(draft, BASE, [])] == [
        ("pages_missing", "c2"),
        ("pages_missing", "c3"),
    ]


def test_other_numbers_alone_are_no_change() -> None:
    (part, *rest) = BASE.clauses
    moved = replace(part, children=(replace(part.children[0], number="第9条", printed="第9条 "),))
    assert defects_of(replace(BASE, clauses=(moved, *rest)), BASE, []) == ()


# ── numbers, references, dates ───────────────────────────


def zh(number: str, text: str, key: str) -> Clause:
    return Clause("article", f"第{number}条", "", text, printed=f"第{number}条　", id=key)


NUMBERED = Tree(
    "集体合同",
    "zh",
    (
        zh("一", "订立本合同。", "a"),
        zh("二", "工资按月支付。", "b"),
        zh("三", "加班费依照第二条计算，参照《劳动法》第四条。", "c"),
        zh("四", "违反第二条至第三条的，依照第五条第一款处理。", "d"),
        zh("五", "争议先行协商。", "e"),
    ),
)


def numbers(tree: Tree) -> dict[str, str]:
    return {unit.clause.id: f"{unit.number}{unit.text}" for unit in units(tree)}


def test_a_new_clause_moves_the_numbers_and_references_follow() -> None:
    assembly = assemble(NUMBERED, [settled("n", "津贴依照第二条另行约定。", "add", after="b", number="第三条")])
    assert numbers(assembly.tree) == {
        "a": "第一条订立本合同。",
        "b": "第二条工资按月支付。",
        "n": "第三条津贴依照第二条另行约定。",
        "c": "第四条加班费依照第二条计算，参照《劳动法》第四条。",
        "d": "第五条违反第二条至第四条的，依照第六条第一款处理。",
        "e": "第六条争议先行协商。",
    }
    assert assembly.renumbered == {"c": "第四条", "d": "第五条", "e": "第六条"} | {"n": "第三条"}
    assert assembly.defects == ()
    assert defects_of(assembly.tree, NUMBERED, [settled("n", "津贴依照第二条另行约定。", "add", after="b")]) == ()


def test_a_deleted_clause_leaves_references_dangling() -> None:
    entry = Settled("i", "U-1", "b", "delete", "", "")
    assembly = assemble(NUMBERED, [entry])
    assert numbers(assembly.tree)["d"] == "第三条违反第二条至第二条的，依照第四条第一款处理。"
    assert [(one.flaw, one.clause, one.values["reference"]) for one in assembly.defects] == [
        ("dangling_reference", "c", "第二条"),
        ("dangling_reference", "d", "第二条"),
    ]
    assert assembly.defects[0].mend == "correct_reference"


def test_what_dangled_before_is_no_matter_of_the_ledger() -> None:
    base = replace(NUMBERED, clauses=(*NUMBERED.clauses, zh("六", "依照第九条办理。", "f")))
    assert assemble(base, [settled("a", "订立新合同。")]).defects == ()


def test_english_references_follow_in_their_own_style() -> None:
    def article(number: str, text: str, key: str) -> Clause:
        return Clause("article", f"Article {number}", "", text, printed=f"Article {number}", id=key)

    said = "See Articles 1 and 2, Article 2 - Pay, Section 3, and Section 2 of Article 3. Article 2 of the Labor Act stands."
    base = Tree(
        "Agreement", "en", (article("1", "Union.", "a"), article("2", "Section 3. Pay.", "b"), article("3", said, "c"))
    )
    entry = settled("n", "Recognition.", "add", after="a")
    assert numbers(assemble(base, [entry]).tree)["c"] == (
        "Article 4See Articles 1 and 3, Article 3 - Pay, Section 3, and Section 2 of Article 4. Article 2 of the Labor Act stands."
    )


def test_an_agreement_with_its_own_way_of_numbering_keeps_it() -> None:
    base = replace(NUMBERED, clauses=NUMBERED.clauses[:3] + NUMBERED.clauses[4:])
    assembly = assemble(base, [settled("n", "津贴另行约定。", "add", after="b", number="第二条之一")])
    assert [unit.number for unit in units(assembly.tree)] == ["第一条", "第二条", "第二条之一", "第三条", "第五条"]
    assert assembly.renumbered == {}


def test_a_date_that_hangs_on_something_is_named() -> None:
    entry = settled("b", "新标准自职工代表大会批准之日起施行。")
    (defect,) = assemble(NUMBERED, [entry]).defects
    assert (defect.flaw, defect.clause, defect.mend) == ("conditional_date", "b", "settle_condition")
    assert defect.values["condition"] == "自职工代表大会批准之日起施行"
    fixed = settled("b", "新标准自2027年1月1日起施行。")
    assert assemble(NUMBERED, [fixed]).defects == ()


def test_an_agreed_text_gets_the_structure_that_it_shows() -> None:
    text = "工资包括：\n（一）基本工资；\n（二）奖金。\n奖金按年发放。"
    (clause,) = (one for one in walk(assemble(NUMBERED, [settled("b", text)]).tree) if one.id == "b")
    assert [one.number for one in walk(Tree("", "zh", (clause,))) if one.kind == "item"] == ["（一）", "（二）"]
    assert "".join(plain(clause, printed=False).split()) == "".join(text.split())


TABLE = (("级别", "岗位", "工资", "津贴"), ("一级", "普工", "3200", "200"), ("二级", "技工", "4000", "300"))
LONG = "夜班津贴，按当月实际夜班次数计算，由车间主任核对签字后发放"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("级别\t工资\n一级\t3300", (("级别", "工资"), ("一级", "3300"))),
        ("\t工资\t津贴\n一级\t\t200", (("", "工资", "津贴"), ("一级", "", "200"))),
        (f"项目\t标准\n{LONG}\t三十元", (("项目", "标准"), (LONG, "三十元"))),
        ("\n".join(map("\t".join, TABLE)) + "\n三级\t技师\t5600\t600", (*TABLE, ("三级", "技师", "5600", "600"))),
    ],
)
def test_a_table_that_is_written_on_at_the_table_stays_one(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    annex = Clause("annex", "附件一", "", id="x", children=(Clause("table", rows=TABLE),))
    tree = assemble(Tree("约定", "zh", (*NUMBERED.clauses, annex)), [settled("x", text)]).tree
    assert [one.rows for one in walk(tree) if one.rows] == [rows]


@pytest.mark.parametrize("text", ["（一）\t基本工资；\n（二）\t奖金。", "甲方：\t乙方："])
def test_tabs_that_divide_no_cells_make_no_table(text: str) -> None:
    assert not [one for one in walk(assemble(NUMBERED, [settled("b", text)]).tree) if one.rows]


TEXTS = st.lists(
    st.sampled_from(
        [
            "工资按月支付。",
            "（一）奖金；",
            "(a) Pay.",
            "1. 津贴",
            "Section 2. Leave.",
            "第九条",
            "a\tb\tc",
            "  ",
            "— 12 —",
        ]
    ),
    min_size=1,
    max_size=8,
).map("\n".join)


@given(TEXTS)
def test_no_word_of_an_agreed_text_is_lost(text: str) -> None:
    clause = restated(NUMBERED.clauses[1], text)
    assert "".join(plain(clause, printed=False).split()) == "".join(text.split())
    assert (clause.id, clause.number, clause.printed) == ("b", "第二条", "第二条　")


@given(st.permutations("abcde"), st.integers(0, 5))
def test_what_no_agreement_touches_stays_word_for_word(order: list[str], count: int) -> None:
    entries = [settled(key, f"关于{key}的新约定。") for key in order[:count]]
    made = numbers(assemble(NUMBERED, entries).tree)
    assert {key: made[key] for key in order[count:]} == {key: numbers(NUMBERED)[key] for key in order[count:]}
    assert all(f"关于{key}的新约定。" in made[key] for key in order[:count])


def test_places_to_sign_below_a_wage_table_are_no_row_of_it() -> None:
    rows = (("Grade", "Step 1", "Step 2"), ("Operator", "$24.10", "$26.30"))
    below = Clause("paragraph", text="For the Port:\t\tFor the Union:")
    annex = Clause(
        "annex", "APPENDIX A", "WAGES", printed="APPENDIX A – WAGES", children=(Clause("table", rows=rows), below)
    )
    said = "Grade\tStep 1\tStep 2\nOperator\t$25.00\t$27.00\nFor the Port:\t\tFor the Union:"
    after = restated(annex, said)
    assert [(child.kind, len(child.rows)) for child in after.children] == [("table", 2), ("paragraph", 0)]
    assert after.children[1].text == below.text
