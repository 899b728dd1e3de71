"""Cross-references are found in both languages, led to their clause, and those of other laws left alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agreements.rules.reading import read_tree
from agreements.rules.references import reference_graph, references_json, touched_by
from agreements.rules.tree import Clause, Tree


def zh_article(number: str, text: str, *children: Clause, heading: str = "") -> Clause:
    return Clause(
        "article", f"第{number}条", heading, text, children=children, printed=f"第{number}条 ", id=f"第{number}条"
    )


def paragraph(key: str, text: str, *children: Clause) -> Clause:
    return Clause("paragraph", text=text, children=children, id=key)


def item(number: str, text: str, key: str) -> Clause:
    return Clause("item", number, text=text, printed=number, id=key)


def chinese(said: str) -> Tree:
    """An agreement in which article 六 says something."""
    return Tree(
        "集体合同",
        "zh",
        (
            Clause(
                "part", "第一章", "总则", printed="第一章 总则", id="章一", children=(zh_article("一", "订立本合同。"),)
            ),
            zh_article(
                "二",
                "工资包括：",
                item("（一）", "基本工资；", "二一"),
                item("（二）", "奖金。", "二二"),
                paragraph("二款", "奖金按年发放。"),
            ),
            Clause("article", "第二条之一", "", "津贴。", id="第二条之一"),
            zh_article("三", "工时。"),
            zh_article("四", "休假。"),
            zh_article("五", "年休假。\n年休假不得取消。"),
            zh_article("六", said),
            Clause("annex", "附件一", "工资表", printed="附件一 工资表", id="附件一"),
        ),
    )


def found(tree: Tree, source: str = "第六条") -> tuple[list[str], list[str]]:
    references = reference_graph(tree)
    mentions = [one for one in references.mentions if one.source == source]
    return [key for one in mentions for key in one.targets], [one.missing for one in mentions if one.missing]


@pytest.mark.parametrize(
    ("said", "targets"),
    [
        ("按照第三条执行。", ["第三条"]),
        ("按照第3条执行。", ["第三条"]),
        ("按照第二条之一执行。", ["第二条之一"]),
        ("按照第二条第一款第（二）项执行。", ["二二"]),
        ("按照第二条第二款执行。", ["二款"]),
        ("按照第二条第（一）、（二）项执行。", ["二一", "二二"]),
        ("按照第五条第二款执行。", ["第五条"]),
        ("按照第二条至第四条执行。", ["第二条", "第二条之一", "第三条", "第四条"]),
        ("按照第三至五条执行。", ["第三条", "第四条", "第五条"]),
        ("按照第三、五条执行。", ["第三条", "第五条"]),
        ("按照第三条和第五条执行。", ["第三条", "第五条"]),
        ("按照前条执行。", ["第五条"]),
        ("按照前两条执行。", ["第四条", "第五条"]),
        ("本条所称工资。", ["第六条"]),
        ("依照本条第一款执行。", ["第六条"]),
        ("依照本合同第三条执行。", ["第三条"]),
        ("依照第一章执行。", ["章一"]),
        ("标准见附件一。", ["附件一"]),
        ("标准见附件1。", ["附件一"]),
        ("标准见本合同附件。", ["附件一"]),
        ("首款说明。\n前款所称标准，另行约定。", ["第六条"]),
    ],
)
def test_a_chinese_reference_is_led_to_its_clause(said: str, targets: list[str]) -> None:
    assert found(chinese(said)) == (targets, [])


@pytest.mark.parametrize(
    "said",
    [
        "依照《劳动法》第四十四条支付。",
        "依照《中华人民共和国劳动法》（2018年修正）第四十四条支付。",
        "依照劳动合同法第四十七条支付。",
        "依照《劳动法》第三条、第五条支付。",
        "依照《劳动法》第三条第一款、第二款的规定支付。",
        "依照女职工劳动保护特别规定第七条执行。",
        "第一条件是安全，第二款式不限，以前条件不变。",
        "企业章程第三章另有规定。",
        "本合同附件一式三份，第一章程序从略。",
        "本合同一式三份，前项工作照旧。",
    ],
)
def test_another_law_and_other_words_are_no_reference(said: str) -> None:
    assert found(chinese(said)) == ([], [])


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("按照第十二条执行。", ["第十二条"]),
        ("按照第二条第五款执行。", ["第二条第五款"]),
        ("按照第二条第（七）项执行。", ["第二条第（七）项"]),
        ("按照第三条至第九条执行。", ["第九条"]),
        ("按照第八章执行。", ["第八章"]),
        ("标准见附件三。", ["附件三"]),
        ("前款所称标准，另行约定。", ["前款"]),
    ],
)
def test_a_chinese_reference_to_nothing_dangles(said: str, missing: list[str]) -> None:
    assert found(chinese(said))[1] == missing


def test_a_law_after_this_contract_does_not_hide_it() -> None:
    targets, missing = found(chinese("依照《劳动法》第四十四条和本合同第三条支付，并按第四条办理。"))
    assert (targets, missing) == (["第三条", "第四条"], [])


def english(said: str, *more: Clause) -> Tree:
    sections = tuple(
        Clause(
            "section",
            f"Section {number}",
            text="Leave is granted.",
            printed=f"Section {number}.",
            id=f"a3s{number}",
            children=(item("(a)", "With pay.", f"a3s{number}a"), item("(b)", "Without pay.", f"a3s{number}b")),
        )
        for number in (1, 2, 3)
    )
    return Tree(
        "Agreement",
        "en",
        (
            Clause("article", "ARTICLE 1", "RECOGNITION", "Section 1.\nThe Union is recognised.", id="a1"),
            Clause("article", "ARTICLE 3", "LEAVE", children=sections, id="a3"),
            Clause("article", "ARTICLE 3A", "FLEXTIME", "By agreement.", id="a3A"),
            Clause("article", "ARTICLE 4", "PAY", f"Section 1.\n{said}", id="a4"),
            Clause("annex", "", "APPENDIX A - SALARIES", printed="APPENDIX A - SALARIES", id="xA"),
            Clause("annex", "", "LETTER OF AGREEMENT - ARTICLE 3 - LEAVE", "Section 9 is amended.", id="loa"),
            *more,
        ),
    )


@pytest.mark.parametrize(
    ("said", "targets"),
    [
        ("See Article 3.", ["a3"]),
        ("As provided in\n      Article 3 of this Agreement.", ["a3"]),
        ("As stated in Article 3A above.", ["a3A"]),
        ("Under Article III, leave is granted.", ["a3"]),
        ("Under Article 3, Section 2, leave is granted.", ["a3s2"]),
        ("Under Article 3 - Leave, Section 2(b), leave is granted.", ["a3s2b"]),
        ("Under Section 3(b) of Article 3 leave is granted.", ["a3s3b"]),
        ("Under Article 3, Sections 1 and 3, leave is granted.", ["a3s1", "a3s3"]),
        ("Under Article 3, Sections 1-3, leave is granted.", ["a3s1", "a3s2", "a3s3"]),
        ("Articles 1 and 3 apply.", ["a1", "a3"]),
        ("Articles 1 through 3A apply.", ["a1", "a3", "a3A"]),
        ("This follows from Section 1 above.", ["a4"]),
        ("Under this Article nothing changes.", ["a4"]),
        ("Subject to the preceding Article.", ["a3A"]),
        ("Rates are in Appendix A.", ["xA"]),
        ("See the attached Letter of Agreement.", ["loa"]),
    ],
)
def test_an_english_reference_is_led_to_its_clause(said: str, targets: list[str]) -> None:
    assert found(english(said), "a4") == (targets, [])


@pytest.mark.parametrize(
    "said",
    [
        "Pursuant to ORS 243.650, bargaining is a duty.",
        "Under 42 CFR Part 2, Section 12 records are closed.",
        "Under Article 15 of the Fair Labor Standards Act wages are due.",
        "Under Section 8(d) of the NLRA the parties bargain.",
        "Internal Revenue Code, Section 125 applies.",
        "Under Section 457 plans savings are allowed.",
        "Under Section 5 of the prior collective bargaining agreement pay rose.",
        "The text “Section 12. Subject to approval” is replaced.",
        "The employee works in section with 3 colleagues; articles of clothing are returned.",
    ],
)
def test_another_statute_and_other_words_do_not_dangle(said: str) -> None:
    assert found(english(said), "a4") == ([], [])


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("See Article 33.", ["Article 33"]),
        ("Under Article 3, Section 7, leave is granted.", ["Article 3, Section 7"]),
        ("Under Section 6 of this Article leave is granted.", ["Section 6"]),
        ("Rates are in Appendix C.", ["Appendix C"]),
        ("Articles 3 and 44 apply.", ["Article 44"]),
    ],
)
def test_an_english_reference_to_nothing_dangles(said: str, missing: list[str]) -> None:
    assert found(english(said), "a4")[1] == missing


def test_sections_numbered_through_are_found_by_their_number() -> None:
    inner = tuple(
        Clause("section", f"2.{at}", text="Pay.", id=f"2.{at}", children=(item("(a)", "x", f"2.{at}a"),))
        for at in (1, 2)
    )
    said = "See Section 2.1, Clause 2.2(a), Section 2 and Section 2.9."
    clauses = (Clause("article", "1.", text=said, id="1"), Clause("article", "2.", children=inner, id="2"))
    assert found(Tree("Agreement", "en", clauses), "1") == (["2.1", "2.2a", "2"], ["Section 2.9"])


def test_references_in_a_text_that_was_read_lead_to_its_sections_and_annexes() -> None:
    text = (
        "ARTICLE 1 - PAY\n\n1.1 See Section 2.1.1, Section 13A.1, Appendix B and Letter of Understanding No. 3.\n\n"
        '1.2 See Section 13A.7.\n\nARTICLE 2 - TERMS\n\n2.1 In this Agreement:\n\n2.1.1 "Yard" means a yard.\n\n'
        "ARTICLE 13A - HEAT\n\n13A.1 Water is provided.\n\nLetter of Understanding No. 3\n\nA.\n\nAppendix B: Rates\n\nB."
    )
    tree = read_tree(text.encode()).tree
    graph = reference_graph(tree)
    assert [one.missing for one in graph.dangling] == ["Section 13A.7"]
    targets = [graph.places[key].clause for one in graph.mentions for key in one.targets]
    assert [one.number or one.heading for one in targets] == [
        "2.1.1",
        "13A.1",
        "Appendix B",
        "Letter of Understanding No. 3",
    ]


def test_chinese_clauses_without_the_word_are_found_by_their_number() -> None:
    clauses = (
        Clause("article", "一、", text="依照第二条办理。", id="一"),
        Clause("article", "二、", text="工资。", id="二"),
    )
    assert found(Tree("协议", "zh", clauses), "一") == (["二"], [])


def test_a_heading_is_no_reference_but_a_wrapped_line_is() -> None:
    tree = english("Section 2. Shift pay.\nPaid.\nLonger shifts are described in\n     Section 2. They are paid.")
    assert found(tree, "a4") == (["a4"], [])


def test_a_letter_about_an_article_speaks_of_its_sections() -> None:
    assert found(
        english("x", Clause("annex", "", "LETTER OF AGREEMENT - ARTICLE 3", "Delete Section 2.", id="l2")), "l2"
    ) == (
        ["a3s2"],
        [],
    )


def test_numbers_side_by_side_are_neighbours() -> None:
    items = (item("1.", "One.", "i1"), item("2.", "Two.", "i2"))
    section = Clause(
        "section", "Section 5", children=(Clause("item", "f.", text="Either:", children=items, id="f"),), id="s5"
    )
    tree = english("See Article 8, Section 5(f) (1) (2).", Clause("article", "ARTICLE 8", children=(section,), id="a8"))
    assert found(tree, "a4") == (["i2", "i1"], [])


def test_a_memorandum_speaks_of_the_articles_of_its_agreement() -> None:
    clauses = (Clause("article", "1.", text="Article 13, section B is amended.", id="one"),)
    assert found(Tree("Memorandum", "en", clauses), "one") == ([], [])


def test_an_amendment_touches_what_hangs_on_it_the_nearest_first() -> None:
    tree = Tree(
        "集体合同",
        "zh",
        (
            zh_article("一", "本合同所称“基本工资”，是指岗位工资。"),
            zh_article("二", "加班费以基本工资为基数。", paragraph("二2", "奖金另计。")),
            zh_article("三", "津贴依照第二条第一款计算。"),
            zh_article("四", "补发依照第三条办理。"),
            zh_article("五", "奖金依照第二条第二款计算。"),
            zh_article("六", "与工资无关。"),
        ),
    )
    references = reference_graph(tree)
    assert [(one.key, one.distance, one.kind) for one in touched_by(references, "第一条")] == [
        ("第二条", 1, "uses"),
        ("第三条", 2, "refers"),
        ("第五条", 2, "refers"),
        ("第四条", 3, "refers"),
    ]
    assert [one.key for one in touched_by(references, "二2")] == ["第五条"]
    assert touched_by(references, "第六条") == ()
    with pytest.raises(KeyError):
        touched_by(references, "第九条")


def test_articles_of_an_annex_count_apart() -> None:
    annex = Clause(
        "annex",
        "附件一",
        "细则",
        children=(
            Clause("article", "第一条", text="甲。", id="附1"),
            Clause("article", "第二条", text="依照第一条。", id="附2"),
        ),
    )
    tree = Tree("集体合同", "zh", (zh_article("一", "乙。"), zh_article("三", "丙。"), annex))
    assert found(tree, "附2") == (["附1"], [])


def test_the_contents_are_no_references() -> None:
    tree = Tree("集体合同", "zh", (Clause("contents", text="第九条 附则", id="目录"), zh_article("一", "甲。")))
    assert reference_graph(tree).mentions == ()


def test_values_for_json() -> None:
    tree = chinese("按照第三条和第十二条执行，标准见附件一。")
    value: dict[str, Any] = json.loads(json.dumps(references_json(reference_graph(tree), tree)))
    assert value["summary"] == {"references": 2, "dangling": 1, "definitions": 0, "unused": 0, "circular": 0}
    (dangling,) = value["dangling"]
    assert dangling["where"]["number"] == "第六条"
    assert dangling["missing"] == "第十二条"
    assert dangling["sentence"] == "按照第三条和第十二条执行，标准见附件一。"


OREGON = "agreements/oregon-afscme-deq/2023-2025.txt"
SHANDONG = "agreements/zh-wage-negotiation-regulations-siblings/shandong-2016.md"


def test_a_real_agreement_has_two_stale_references(reference: Callable[[str], Path]) -> None:
    """Section 3 of Article 20 is about protected positions and has no items; Section 5 there ends with item e."""
    path = reference(OREGON)
    references = reference_graph(read_tree(path.read_bytes(), path.name).tree)
    assert sum(len(one.targets) for one in references.mentions) > 150
    assert [one.missing for one in references.dangling] == [
        "Article 20, Section 3(g)(1)",
        "Article 20, Section 5(f)(4)(A)",
    ]
    (layoff,) = (place for place in references.places.values() if place.clause.number == "ARTICLE 20")
    sections = {one.clause.number: one for one in layoff.inside}
    assert [one.clause.number for one in sections["Section 3"].inside] == []
    assert [one.clause.number for one in sections["Section 5"].inside][-1] == "e."


def test_a_real_regulation_has_no_stale_reference(reference: Callable[[str], Path]) -> None:
    path = reference(SHANDONG)
    references = reference_graph(read_tree(path.read_bytes(), path.name).tree)
    assert len(references.mentions) > 20
    assert references.dangling == ()


def test_schedules_are_annexes_that_a_text_speaks_of() -> None:
    text = (
        'ARTICLE 1 - PAY\nWages stand in Schedule A and in Schedule B.\nSCHEDULE "A"\nWAGES\nDeckhands are paid 20.\n'
    )
    found = references_json(reference_graph(tree := read_tree(text.encode()).tree), tree)
    assert [one["targets"][0]["number"] for one in found["references"]] == ['SCHEDULE "A"']
    assert [one["text"] for one in found["dangling"]] == ["Schedule B"]
