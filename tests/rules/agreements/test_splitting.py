"""Splitting finds the articles, doubts aloud and loses no word."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.rules.decoding import LARGEST, ImportRefused
from agreements.rules.numbering import parse_label
from agreements.rules.splitting import Import, read_agreement, split
from workbench.text import TextRefused, clean, repaired

Reference = Callable[[str], Path]

CHINESE = """
　　　　星河公司集体合同

　　　　　　　目　录
第一章　总则
第二章　报酬
附件一：工资表

第一章　总则
第一条　为规范劳动关系，订立本合同。
第二条本合同所称职工，是指全体员工。
第二章　报酬
第三条【工资支付】每月十五日发放，遇有
第一条规定的情形顺延，并参照
第九条 处理。
第四条　加班工资
　　依照第三条、第二条执行。
甲方（盖章）：　　　　乙方（盖章）：
附件一：工资表
第一条　一级2,380元。
第二条　二级2,590元。
"""

ENGLISH = """
AGREEMENT
TABLE OF CONTENTS
ARTICLE 1 - PURPOSE ........ 1
ARTICLE 2 - STEWARDS ....... 2
ARTICLE 3 - PAY ............ 4

PART I - GENERAL
ARTICLE 1 - PURPOSE
The parties agree to co-operate as provided in
Article 2 – Stewards, stewards may attend, and in
Article 3 - Pay.
Article 2 shall prevail.

ARTICLE 2 - STEWARDS AND
   DELEGATES
See article 1.
Article 2A. Release Time
Stewards are released.

Article 4
TERM
The term is one year.
IN WITNESS WHEREOF the parties sign.
"""


def squeezed(text: str) -> str:
    return "".join(text.split())


def rebuilt(found: Import) -> str:
    return squeezed("".join(clause.printed + clause.text for clause in found.clauses))


def check_complete(text: str, found: Import) -> None:
    """The clauses are the source but for white space and the furniture, which is listed as it stands."""
    lines = text.split("\n")
    assert all(lines[line.line - 1].rstrip() == line.text for line in found.furniture)
    furniture = {line.line for line in found.furniture}
    kept = [line for number, line in enumerate(lines, start=1) if number not in furniture]
    assert rebuilt(found) == squeezed("".join(kept))


def numbers(found: Import) -> list[str]:
    return [clause.number for clause in found.clauses if clause.kind == "article"]


def reasons(found: Import) -> list[str]:
    return [doubt.reason for doubt in found.doubts]


def test_chinese_agreement() -> None:
    found = split(CHINESE)
    check_complete(CHINESE, found)
    assert [(c.kind, c.part, c.number, c.heading) for c in found.clauses] == [
        ("preamble", None, "", ""),
        ("contents", None, "", ""),
        ("article", "第一章 总则", "第一条", ""),
        ("article", "第一章 总则", "第二条", ""),
        ("article", "第二章 报酬", "第三条", "工资支付"),
        ("article", "第二章 报酬", "第四条", "加班工资"),
        ("tail", None, "", ""),
        ("annex", None, "", "附件一：工资表"),
        ("article", "附件一：工资表", "第一条", ""),
        ("article", "附件一：工资表", "第二条", ""),
    ]
    assert found.clauses[3].text == "本合同所称职工，是指全体员工。"
    assert found.clauses[4].text == "每月十五日发放，遇有\n第一条规定的情形顺延，并参照\n第九条 处理。"
    assert found.doubts == ()


def test_english_agreement() -> None:
    found = split(ENGLISH)
    check_complete(ENGLISH, found)
    assert [(c.kind, c.part, c.number, c.heading) for c in found.clauses] == [
        ("preamble", None, "", ""),
        ("contents", None, "", ""),
        ("article", "PART I GENERAL", "ARTICLE 1", "PURPOSE"),
        ("article", "PART I GENERAL", "ARTICLE 2", "STEWARDS AND DELEGATES"),
        ("article", "PART I GENERAL", "Article 2A", "Release Time"),
        ("article", "PART I GENERAL", "Article 4", "TERM"),
        ("tail", None, "", ""),
    ]
    assert [(d.reason, d.line, dict(d.values)) for d in found.doubts] == [
        ("heading_lost", 6, {"number": "ARTICLE 3"}),
        ("missing_number", 21, {"first": "Article 3", "last": "Article 3"}),
    ]


def test_a_wrapped_reference_does_not_displace_the_heading() -> None:
    text = "第一条 甲。\n第二条 乙，参见\n第三条 丙的部分。\n第三条 丁。\n第四条 戊。"
    found = split(text)
    assert numbers(found) == ["第一条", "第二条", "第三条", "第四条"]
    assert found.clauses[2].text == "丁。"


def test_a_heading_under_an_unfinished_line_is_taken_with_a_doubt() -> None:
    found = split("第一条 甲。\n（一）工资 \n第二条 乙。\n第三条 丙。".replace("）工资", "、工资"))
    assert numbers(found) == ["第一条", "第二条", "第三条"]
    assert reasons(found) == ["heading_uncertain"]


def test_repeated_and_misplaced_numbers_are_reported() -> None:
    found = split("第一条 甲。\n第二条 乙。\n第二条 丙。\n第三条 丁。\n第一条 戊。\n第四条 己。")
    assert numbers(found) == ["第一条", "第二条", "第二条", "第三条", "第四条"]
    assert [(d.reason, d.line) for d in found.doubts] == [("duplicate_number", 3), ("heading_out_of_order", 5)]
    assert found.clauses[3].text == "丁。\n第一条 戊。"


def test_parts_may_count_from_one_again() -> None:
    found = split("第一章 总则\n第一条 甲。\n第二条 乙。\n第二章 工资\n第一条 丙。")
    assert [(c.part, c.number) for c in found.clauses] == [
        *[("第一章 总则", "第一条"), ("第一章 总则", "第二条"), ("第二章 工资", "第一条")]
    ]
    assert found.doubts == ()


def test_nested_parts_and_markdown() -> None:
    found = split("## 第一编 通则\n### **第一章** 总则\n**第一条** 甲。\n## 第二编 分则\n#### 第2条 工资\n乙。")
    assert [(c.part, c.number, c.heading, c.text) for c in found.clauses] == [
        ("第一编 通则 / 第一章 总则", "第一条", "", "甲。"),
        ("第二编 分则", "第2条", "工资", "乙。"),
    ]


def test_two_languages_are_divided_once() -> None:
    found = split("第一条 甲。\nArticle 1 A.\n第二条 乙。\nArticle 2 B.\n第三条 丙。")
    assert numbers(found) == ["第一条", "第二条", "第三条"]
    assert reasons(found) == ["other_numbering"]


def test_page_furniture_is_taken_out_and_listed() -> None:
    body = "\n".join(f"Line {n} of the text stands here.\nSection 1.\n" for n in range(6))
    text = "ARTICLE 1 - PAY\n" + "".join(f"{body}\n2024 Agreement   {page}   of the Works\n" for page in range(3, 9))
    found = split(text)
    assert [line.text for line in found.furniture] == [
        f"2024 Agreement   {page}   of the Works" for page in range(3, 9)
    ]
    assert found.doubts[0].reason == "page_furniture_removed"
    assert found.doubts[0].lines == tuple(line.line for line in found.furniture)
    check_complete(text, found)
    assert found.clauses[0].text.count("Section 1.") == 36


@pytest.mark.parametrize(
    ("line", "gap"),
    [
        ("Section {n}.", 12),
        ("标准{n}：职工工资按下列标准执行", 2),
        ("Level {n} of the works pays {pay} yuan", 12),
        ("Level of the works 7 with no rising number", 12),
    ],
)
def test_lines_of_the_agreement_are_no_furniture(line: str, gap: int) -> None:
    between = "\nwords of the agreement" * gap
    text = "ARTICLE 1 - PAY" + "".join(f"\n{line.format(n=n, pay=n * 100)}{between}" for n in range(1, 8))
    assert split(text).furniture == ()


def test_a_sentence_about_an_article_at_a_line_start_is_no_heading() -> None:
    found = split("第一条 甲。\n第二条规定的乙。\n第二条、第三条的丙。\n第三条 丁。")
    assert numbers(found) == ["第一条", "第三条"]
    assert [dict(d.values) for d in found.doubts] == [{"first": "第二条", "last": "第二条"}]


def test_an_article_may_begin_with_a_number_of_its_own() -> None:
    found = split(
        "第一条 甲。\n第二条 第一季度奖金于四月发放。\n第三条 第二条所称奖金，不含加班工资。\n"
        "第四条第三方机构由双方选定。\n第五条 第一款所称机构的费用由公司承担。\n"
        "第六条 乙，并依照\n第七条 第一款处理。\n第七条 丙。\n第七条第二款为丁。\n第七条 第（一）项为戊。"
    )
    assert numbers(found) == [f"第{n}条" for n in "一二三四五六七"]
    assert [(d.reason, d.line) for d in found.doubts] == [("heading_uncertain", 3), ("heading_uncertain", 5)]


@pytest.mark.parametrize(
    "line",
    [
        *["Appendix B", "Appendix B: Rates", "Annex 2 - Leave", "Exhibit IV", "SCHEDULE A", "Schedule 1. Pay"],
        "Side Letter 2",
        *["Letter of Agreement No. 3", "Letter of Agreement 24.00-344", "Letter of Understanding – Split Shifts"],
        *["LETTER OF UNDERSTANDING NO. 3", "LETTER OF AGREEMENT 24.00-344", "Memorandum of Understanding"],
    ],
)
def test_annexes_of_english_agreements(line: str) -> None:
    text = f"ARTICLE 1 - PAY\n\nPay is weekly.\n\n{line}\n\nThe parties agree."
    found = split(text)
    check_complete(text, found)
    assert [(c.kind, c.heading) for c in found.clauses] == [("article", "PAY"), ("annex", line)]


@pytest.mark.parametrize(
    "lines",
    [
        *["Appendix B applies.", "Appendix B.", "Appendix B,", "Appendix B shall apply", "Exhibit's end"],
        *["Letter of Agreement binds B", "The rates stand in\nAppendix B"],
        "It lists:\nAppendix A: Rates\nAppendix B: Leave\nARTICLE 2 - LEAVE\nLeave is yearly.",
    ],
)
def test_mentions_of_english_annexes_are_none(lines: str) -> None:
    assert {c.kind for c in split(f"ARTICLE 1 - PAY\nPay is weekly.\n\n{lines}").clauses} == {"article"}


def test_of_an_annex_that_the_last_article_lists_the_later_line_is_its_heading() -> None:
    found = split(
        "ARTICLE 1 - PAY\nAttached are:\n\nAppendix A: Rates\n\nAppendix B: Leave\n\nAppendix A: Rates\n\n$ 20"
    )
    assert [(c.heading, c.line) for c in found.clauses if c.kind == "annex"] == [
        ("Appendix B: Leave", 6),
        ("Appendix A: Rates", 8),
    ]


def test_letters_without_a_number_may_have_the_same_heading() -> None:
    found = split("ARTICLE 1 - PAY\nPay.\n\nLetter of Agreement\n\nOne.\n\nLetter of Agreement\n\nTwo.")
    assert [c.text.strip() for c in found.clauses if c.kind == "annex"] == ["One.", "Two."]


def test_the_sequence_decides_between_sure_headings() -> None:
    found = split("第一条 甲。\n第二条 乙。\n第九条 引。\n第十二条 引。\n第十五条 引。\n第三条 丙。\n第四条 丁。")
    assert numbers(found) == ["第一条", "第二条", "第三条", "第四条"]
    assert reasons(found) == ["heading_out_of_order"] * 3


def test_a_number_alone_is_only_suspected() -> None:
    found = split("第一条 甲。\n1\n第二条 乙。")
    assert reasons(found) == ["page_number_suspected"]
    assert found.clauses[0].text == "甲。\n1"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("第一条 甲。".encode(), "utf-8"),
        ("第一条 甲。".encode("utf-8-sig"), "utf-8-sig"),
        ("第一条 甲。".encode("utf-16"), "utf-16"),
        ("第一条 甲。".encode("gb18030"), "gb18030"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    found = read_agreement(data)
    assert (numbers(found), found.encoding) == (["第一条"], encoding)
    assert reasons(found) == (["encoding_guessed"] if encoding == "gb18030" else [])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        ("\u200b".encode(), "empty"),
        (b"%PDF-1.7 x", "binary"),
        (b"PK\x03\x04 x", "binary"),
        (b"abc\x00def", "binary"),
        (b"\x01\x02 text", "binary"),
        (b"a\xff\xff\xff", "encoding"),
        (b"a" * (LARGEST + 1), "too_large"),
        (b"a\n" * 200_001, "too_many_lines"),
        (b"a" + "\u0301".encode() * 40, "text"),
    ],
)
def test_refused_files(data: bytes, reason: str) -> None:
    if reason == "too_many_lines":
        data += b"a"
    with pytest.raises(ImportRefused) as refused:
        read_agreement(data)
    assert refused.value.reason == reason


def test_characters_out_of_place_are_replaced_and_reported() -> None:
    found = read_agreement("第一条 甲\u200b乙。\n第二条 丙\x03丁\u202e。\ue000".encode() + b" text" * 60)
    assert found.clauses[0].text == "甲乙。"
    assert found.clauses[1].text.startswith("丙\ufffd丁\ufffd。")
    assert [(d.reason, d.line) for d in found.doubts] == [
        *[("invisible_removed", 1), ("character_replaced", 2), ("character_replaced", 2), ("private_use", 2)]
    ]


def test_html() -> None:
    page = (
        "<html><head><title>x</title><script>第九条</script></head><body><h2>第一章 总则</h2><!-- 第八条 -->"
        "<p>第一条　<b>依据</b>\n法律。</p><p style='display: none'>隐藏</p>"
        "<table><tr><th>等级</th><th><p>月薪</p></th></tr><tr><td>一级</td><td>2,380<br>元</td></tr></table>"
        "<div>第二条 工资</div>按月发放。<ol><li>甲</li></ol><img src='http://example.invalid/x.png'></body></html>"
    )
    found = read_agreement(page.encode(), "html")
    assert [(c.part, c.number, c.heading) for c in found.clauses] == [
        *[("第一章 总则", "第一条", ""), ("第一章 总则", "第二条", "工资")]
    ]
    assert found.clauses[0].text == "依据 法律。\n\n隐藏\n\n等级\t月薪\n一级\t2,380 元"
    assert found.clauses[1].text == "按月发放。\n\n甲"
    removed = {doubt.values["tag"] for doubt in found.doubts if doubt.reason == "markup_removed"}
    assert removed == {"title", "script", "img"}
    assert {"hidden_text", "list_numbers_lost"} < set(reasons(found))


@pytest.mark.parametrize("depth", [201, 100_000])
def test_hostile_nesting_is_refused(depth: int) -> None:
    with pytest.raises(ImportRefused, match="too_deep"):
        read_agreement(b"<div>" * depth + b"x", "html")


@pytest.mark.parametrize(
    "line", ["第一条\n", "ARTICLE 1 - X\n", "第一章 总则\n", "目录\n第一条 ....... 1\n", "附件一\n"]
)
def test_repetition_costs_no_quadratic_time(line: str) -> None:
    found = split(line * 20_000)
    assert rebuilt(found) == squeezed(line * 20_000)


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "",
                "目录",
                "第一章 总则",
                "第二章　工资",
                "附件一：表",
                "APPENDIX A",
                "PART II",
                "ARTICLE 2 - PAY",
                "Article 3, which",
                "TITLE IN CAPITALS",
                "甲方（盖章）",
            ]
        ),
        st.builds(
            "第{}条{}{}".format,
            st.sampled_from("一二三四五六"),
            st.sampled_from(["", " ", "　"]),
            st.sampled_from(["", "工资", "甲。", "的规定", "【乙】丙"]),
        ),
        st.builds(
            "{} - {} ........ {}".format,
            st.sampled_from(["ARTICLE 1", "ARTICLE 2"]),
            st.sampled_from("XY"),
            st.integers(1, 9),
        ),
        st.builds("- {} -".format, st.integers(1, 99)),
        st.text(max_size=12),
    ),
    max_size=40,
)


@settings(max_examples=300)
@given(LINES)
def test_no_word_is_lost(lines: list[str]) -> None:
    text, _ = repaired("\n".join(lines).replace("\f", " "))
    try:
        stored = clean(text, 100_000)
    except TextRefused:
        return
    check_complete(stored, split(stored))


def arabic(number: str) -> int:
    label = parse_label(number)
    assert label is not None
    return label.number


def source(path: Path) -> str:
    """The file without its control characters, which the import replaces."""
    return re.sub("[\x03\x0f]", "\ufffd", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "last", "pages", "annexes"),
    # The tables of contents end with articles 69 and 70, and both name a 24A. All pages have a foot with a number but the
    # cover and a signature page. The contents name 3 and 4 appendices,
    # 31 and 26 letters, at line starts; in the text these have a mark or an indent.
    [("2023-2025", 69, 145, 34), ("2025-2027", 70, 152, 30)],
)
def test_oregon_agreement(reference: Reference, name: str, last: int, pages: int, annexes: int) -> None:
    path = reference(f"agreements/oregon-afscme-deq/{name}.txt")
    found = read_agreement(path.read_bytes())
    check_complete(source(path), found)

    named = re.findall(r"(?m)^\f?ARTICLE (\d+A?) .*\.{4}", source(path))
    assert [number.removeprefix("ARTICLE ") for number in numbers(found)] == named
    assert len(named) == last + 1

    feet = re.findall(
        rf"(?m)^\s*{name} Department of Environmental Quality +(\d+) +Collective Bargaining Agreement$", source(path)
    )
    assert [line.text.split()[5] for line in found.furniture] == feet
    assert len(feet) == pages - 2

    listed = re.findall(r"(?m)^\f?(?:APPENDIX|LETTER OF) ", source(path))
    assert [clause.kind for clause in found.clauses].count("annex") == len(listed) == annexes
    assert found.clauses[-1].kind == "tail"
    assert found.clauses[-1].text.lstrip().startswith("SIGNATURE PAGE")
    # A letter of agreement quotes article 20 under a heading of its own: not an article of this agreement.
    assert [d.values["number"] for d in found.doubts if d.reason == "heading_out_of_order"] == ["Article 20"]
    assert not {"missing_number", "duplicate_number", "heading_lost", "heading_uncertain"} & set(reasons(found))


@pytest.mark.parametrize(
    ("name", "count", "chapters", "missing"),
    # The first two say their number of articles in their own last article; the copy of the third lacks one heading of 55.
    [
        ("zh-funv-quanyi-pair/2018-10-26.md", 61, 9, []),
        ("zh-funv-quanyi-pair/2022-10-30.md", 86, 10, []),
        ("zh-wage-negotiation-regulations-siblings/shandong-2016.md", 54, 9, [("第十六条", "第十六条", 85)]),
    ],
)
def test_chinese_laws(
    reference: Reference, name: str, count: int, chapters: int, missing: list[tuple[str, str, int]]
) -> None:
    path = reference(f"agreements/{name}")
    found = read_agreement(path.read_bytes())
    check_complete(source(path), found)
    # Counted without the splitter: in these files each article begins a paragraph and is followed by a blank.
    assert numbers(found) == re.findall("(?m)^(第[一二三四五六七八九十]+条)[ \u3000]", source(path))
    assert len(numbers(found)) == count
    assert len({clause.part for clause in found.clauses if clause.part}) == chapters
    assert [
        (d.values["first"], d.values["last"], d.line) for d in found.doubts if d.reason == "missing_number"
    ] == missing
    assert len(found.doubts) == len(missing)


@pytest.mark.parametrize(
    ("name", "last", "kinds", "doubts"),
    # A complete model of ten articles; a beginning that breaks off in article 11, with one stray page number; and the same
    # beginning with all articles run together in three lines, where no heading begins a line.
    [
        ("quzhou-wage-agreement-model", 10, ["preamble", "article", "tail"], []),
        ("zhejiang-women-workers-B", 11, ["preamble", "article"], ["page_number_suspected"]),
        ("zhejiang-women-workers-A", 0, ["preamble"], ["no_articles", "headings_inside_lines"]),
    ],
)
def test_chinese_models(reference: Reference, name: str, last: int, kinds: list[str], doubts: list[str]) -> None:
    path = reference(f"agreements/zh-model-texts/{name}.txt")
    found = read_agreement(path.read_bytes())
    check_complete(source(path), found)
    assert [arabic(number) for number in numbers(found)] == list(range(1, last + 1))
    assert list(dict.fromkeys(clause.kind for clause in found.clauses)) == kinds
    assert reasons(found) == doubts


@pytest.mark.parametrize(
    "name",
    [
        "clackamas-county-2023-26-ratification-moa",
        "deschutes-county-mou-dcsea-retro-salary-range-adjustment-dc-2019-741",
    ],
)
def test_memoranda_have_no_articles(reference: Reference, name: str) -> None:
    # They speak of articles of other agreements, at line starts too, but have only numbered paragraphs.
    path = reference(f"agreements/oregon-midterm-mous/{name}.txt")
    found = read_agreement(path.read_bytes())
    check_complete(source(path), found)
    assert [clause.kind for clause in found.clauses] == ["preamble", "tail"]
    assert reasons(found) == ["no_articles"]
