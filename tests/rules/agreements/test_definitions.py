"""Defined terms are found in both languages; unused, circular and repeated ones are named."""

from __future__ import annotations

import pytest

from agreements.rules.reading import read_tree
from agreements.rules.references import References, reference_graph
from agreements.rules.tree import Clause, Tree


def read(*texts: str) -> References:
    articles = (Clause("article", f"第{at}条", text=text, id=f"c{at}") for at, text in enumerate(texts, 1))
    return reference_graph(Tree("集体合同", "zh", tuple(articles)))


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("本合同所称“夜班”，是指二十二时至次日六时的班次。", "夜班"),
        ("本合同所称基本工资，是指岗位工资与技能工资之和。", "基本工资"),
        ("“综合工时”是指以月为周期计算的工时。", "综合工时"),
        ("海港公司（以下简称“甲方”）与其工会订立本合同。", "甲方"),
        ("海港公司工会（以下简称乙方）。", "乙方"),
        ("“Workday” means a period of eight hours.", "Workday"),
        ('"Shift Pay" shall mean pay for work at night.', "Shift Pay"),
        ("The Clerks' Association, hereinafter “the Union”, agrees.", "Union"),
        ("Harbour Ltd, hereinafter referred to as the Employer, agrees.", "Employer"),
        ("Harbour Ltd (the “Company”) agrees.", "Company"),
    ],
)
def test_a_definition_is_found(text: str, term: str) -> None:
    assert [one.term for one in read(text).definitions] == [term]


@pytest.mark.parametrize(
    "text",
    [
        "“安全第一”是我们的口号。",
        "指定的地点另行公布。",
        "The notice says “closed” on Mondays.",
        "By any means necessary the parties meet.",
    ],
)
def test_other_quotations_are_no_definitions(text: str) -> None:
    assert read(text).definitions == ()


def test_a_term_that_nobody_uses_is_named() -> None:
    references = read("本合同所称“夜班”，是指夜间的班次；“早班”是指早晨的班次。", "夜班津贴另行约定。")
    assert [one.term for one in references.unused] == ["早班"]


def test_a_use_inside_the_definition_does_not_count() -> None:
    assert [one.term for one in read("“Workday” means a day. “Shift” means a part of a Workday.").unused] == ["Shift"]
    assert [one.term for one in read("“Workday” means that a Workday has eight hours.", "Rest.").unused] == ["Workday"]


def test_an_english_term_is_used_as_a_whole_word() -> None:
    assert [one.term for one in read("“Step” means a rate.", "Stepping stones.").unused] == ["Step"]
    assert read("“Step” means a rate.", "Two Steps up.").unused == ()


def test_terms_that_explain_each_other_are_circular() -> None:
    references = read(
        "“岗位工资”是指按基本工资计算的工资。", "“基本工资”是指岗位工资的八成。", "“奖金”是指一次性的钱。按奖金发。"
    )
    assert references.circular == (("基本工资", "岗位工资"),)


def test_a_term_that_explains_itself_is_circular() -> None:
    assert read("“加班”是指在法定时间外加班的劳动。").circular == ()
    assert read("“加班”是指加班，不含值班。").circular == (("加班",),)
    assert read("“Overtime” means all Overtime worked.").circular == (("Overtime",),)


def test_a_longer_term_is_not_read_as_the_shorter_one_in_it() -> None:
    references = read("“工资”是指劳动报酬。“加班工资”是指加班的工资。", "加班工资按月支付。")
    assert references.circular == ()
    assert {one.term for one in references.unused} == set()


def test_a_term_defined_twice_is_named() -> None:
    assert read("“夜班”是指晚上的班。", "“夜班”是指深夜的班。", "夜班。").repeated == ("夜班",)


def test_who_uses_a_term_hangs_on_its_definition() -> None:
    graph = read("“夜班”是指晚上的班。", "夜班津贴二十元。").graph
    assert list(graph.edges(data="kind")) == [("c2", "c1", "uses")]


def test_an_article_of_definitions_is_read_line_by_line() -> None:
    text = "Day: Calendar day unless otherwise specified.\nPaid Status: Compensable hours, at most 8:30 a day."
    glossary = Clause("article", "ARTICLE 7", "DEFINITIONS", text, id="c1")
    other = Clause("article", "ARTICLE 8", "NOTICE", "Note: within a day of paid status.", id="c2")
    references = reference_graph(Tree("Agreement", "en", (glossary, other)))
    assert [one.term for one in references.definitions] == ["Day", "Paid Status"]
    assert references.unused == ()
    zh = Clause("article", "第一条", "定义", "（一）夜班：夜间的班次。\n早班：早晨的班次。", id="c1")
    assert [one.term for one in reference_graph(Tree("集体合同", "zh", (zh,))).definitions] == ["夜班", "早班"]


def test_a_term_defined_twice_is_named_whatever_its_capitals() -> None:
    assert read("“Regular Hours” means paid hours. “Regular hours” means extra hours.", "Regular hours.").repeated == (
        "Regular hours",
    )


def test_a_list_of_terms_is_read_item_by_item() -> None:
    items = "（一）年度，指公历年；\n（二）计件工资，是指按件计算的工资；\n（三）工会派一人。"
    text = f"第一条 本合同下列用语的含义：\n{items}\n第二条 每年度一次。"
    found = reference_graph(read_tree(text.encode()).tree)
    assert [one.term for one in found.definitions] == ["年度", "计件工资"]
    other = "第一条 双方约定：\n（一）工会，指定一人。"
    assert reference_graph(read_tree(other.encode()).tree).definitions == ()
