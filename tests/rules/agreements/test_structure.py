"""The clause tree: parts, articles, sections, paragraphs, items, tables and annexes, nested as they are numbered."""

import pytest

from agreements.rules.reading import Imported, read_tree
from agreements.rules.tree import Clause, Tree, units, words

Shape = list[object]

CHINESE = """
　　　　星河公司集体合同

第一章　总则
第一条　为规范劳动关系，订立本合同。
第二条　双方约定如下：
（一）工资：
1．月薪；
2．奖金。
（二）工时。
职工代表大会另有决定的除外。

第二章
工资与工时
第三条【工资支付】每月十五日发放。
等级\t月薪
一级\t2,380
二级\t2,590
第三条之一　加班工资
依照第三条执行。
本款自签字之日起生效。
（以下无正文）
甲方（盖章）：　　　　乙方（盖章）：
丙方（鉴证）：
附件一：工资表
第一条　一级2,380元。
（一）甲。
附件二
说明文字。
"""

ENGLISH = """
AGREEMENT BETWEEN THE WORKS AND THE UNION

PART I - GENERAL
ARTICLE 12 – LEAVE
General words stand first.

Section 1. Sick Leave. Employees earn leave.
(a) Full-time employees
   (i) earn eight hours,
   (ii) may carry over.
(b) Part-time employees do not.

Section 2.
Leave is paid. See Section 1(a).
12.3 Vacation
12.3.1 Ten days a year.
Section 3(b) Exceptions apply.

LETTER OF AGREEMENT – REMOTE WORK
1. Staff may work remotely.
2. It is paid as other work.
APPENDIX A
Step   Hourly   Monthly
1      20.10    3,484
2      21.00    3,640
IN WITNESS WHEREOF the parties sign.
"""


def shape(clause: Clause) -> Shape:
    """Kind, number and heading or text of a clause, and its children."""
    named = " ".join(filter(None, (clause.number, clause.heading or clause.text[:12])))
    return [f"{clause.kind} {named}".strip(), *map(shape, clause.children)]


def shapes(text: str) -> list[Shape]:
    return [shape(clause) for clause in read(text).tree.clauses]


def read(text: str, name: str = "") -> Imported:
    found = read_tree(text.encode(), name)
    check_complete(found)
    return found


def squeezed(text: str) -> str:
    return "".join(text.split())


def check_complete(found: Imported) -> None:
    """The words of the tree, in order, are the source but for white space and furniture."""
    furniture = {line.line for line in found.furniture}
    kept = [line for number, line in enumerate(found.text.split("\n"), start=1) if number not in furniture]
    assert squeezed(words(found.tree)) == squeezed("".join(kept))


def reasons(found: Imported) -> list[str]:
    return [doubt.reason for doubt in found.doubts]


def only(tree: Tree) -> Clause:
    (clause,) = tree.clauses
    return clause


def test_chinese_agreement() -> None:
    found = read(CHINESE)
    assert (found.tree.title, found.tree.language) == ("星河公司集体合同", "zh")
    assert [shape(clause) for clause in found.tree.clauses] == [
        ["preamble 星河公司集体合同"],
        [
            "part 第一章 总则",
            ["article 第一条 为规范劳动关系，订立本合"],
            [
                "article 第二条",
                [
                    "paragraph 双方约定如下：",
                    ["item （一） 工资：", ["item 1． 月薪；"], ["item 2． 奖金。"]],
                    ["item （二） 工时。"],
                ],
                ["paragraph 职工代表大会另有决定的除"],
            ],
        ],
        [
            "part 第二章 工资与工时",
            ["article 第三条 工资支付", ["table"]],
            ["article 第三条之一 加班工资", ["paragraph 依照第三条执行。"], ["paragraph 本款自签字之日起生效。"]],
        ],
        ["signature （以下无正文）\n甲方（盖"],
        ["annex 附件一 工资表", ["article 第一条 一级2,380元。", ["item （一） 甲。"]]],
        ["annex 附件二 说明文字。"],
    ]
    table = found.tree.clauses[2].children[0].children[0]
    assert table.rows == (("等级", "月薪"), ("一级", "2,380"), ("二级", "2,590"))
    assert found.tree.clauses[1].children[0].line == 5
    assert reasons(found) == ["columns_read_as_table"]


def test_english_agreement() -> None:
    found = read(ENGLISH)
    assert (found.tree.title, found.tree.language) == ("AGREEMENT BETWEEN THE WORKS AND THE UNION", "en")
    assert [shape(clause) for clause in found.tree.clauses] == [
        ["preamble AGREEMENT BE"],
        [
            "part PART I GENERAL",
            [
                "article ARTICLE 12 LEAVE",
                [
                    "section Section 1 Sick Leave",
                    ["item (a) Full-time em", ["item (i) earn eight h"], ["item (ii) may carry ov"]],
                    ["item (b) Part-time em"],
                ],
                ["section Section 2 Leave is pai"],
                ["section 12.3 Vacation", ["section 12.3.1 Ten days a y"]],
                ["section Section 3(b) Exceptions a"],
            ],
        ],
        ["annex LETTER OF AGREEMENT – REMOTE WORK", ["item 1. Staff may wo"], ["item 2. It is paid a"]],
        ["annex APPENDIX A", ["table"]],
        ["signature IN WITNESS W"],
    ]
    article = found.tree.clauses[1].children[0]
    assert (article.text, article.printed) == ("General words stand first.", "ARTICLE 12 – LEAVE")
    assert (article.children[0].printed, article.children[0].text) == (
        "Section 1. Sick Leave.",
        "Employees earn leave.",
    )
    assert found.tree.clauses[3].children[0].rows[1] == ("1", "20.10", "3,484")
    assert [unit.part for unit in units(found.tree)][1:4] == ["PART I GENERAL", "", ""]


def test_one_paragraph_is_the_text_of_an_article_and_several_are_its_children() -> None:
    one, two = read("第一条 甲。\n（一）乙。\n第二条 丙。\n丁。").tree.clauses
    assert (one.text, [child.kind for child in one.children]) == ("甲。", ["item"])
    assert (two.text, [child.text for child in two.children]) == ("", ["丙。", "丁。"])


@pytest.mark.parametrize(
    ("marks", "nested"),
    [
        (["（一）", "1.", "2.", "（二）", "1."], [0, 1, 1, 0, 1]),
        (["一、", "（一）", "1.", "(1)", "①", "(2)", "2.", "（二）", "二、"], [0, 1, 2, 3, 4, 3, 2, 1, 0]),
        (["a.", "b.", "i.", "ii.", "c."], [0, 0, 1, 1, 0]),
        (["g.", "h.", "i.", "j."], [0, 0, 0, 0]),
        (["(a)", "(1)", "(A)", "(B)", "(2)", "(b)"], [0, 1, 2, 2, 1, 0]),
        (["1.", "•", "•", "2.", "•"], [0, 1, 1, 0, 1]),
        (["1.", "a.", "1.", "2.", "b.", "2."], [0, 1, 2, 2, 1, 0]),
        (["①", "②"], [0, 0]),
    ],
)
def test_items_nest_by_their_marks(marks: list[str], nested: list[int]) -> None:
    text = "ARTICLE 1 - PAY\nIt is agreed:\n" + "\n".join(f"{mark} Words;" for mark in marks)
    if marks[0] == "g.":
        text = text.replace("g. Words;", "\n".join(f"{letter}. Words;" for letter in "abcdefg"))
        nested = [0] * 6 + nested
    found = only(read(text).tree)

    def depths(clause: Clause, depth: int) -> list[int]:
        return [at for child in clause.children for at in (depth, *depths(child, depth + 1)) if child.kind == "item"]

    assert depths(found, 0) == nested


def test_items_go_on_behind_a_paragraph_and_gaps_are_told() -> None:
    found = read("第一条 甲：\n（一）乙。\n说明。\n（二）丙。\n（四）丁。")
    (article,) = found.tree.clauses
    assert [shape(child) for child in article.children] == [
        ["paragraph 甲：", ["item （一） 乙。"]],
        ["paragraph 说明。", ["item （二） 丙。"], ["item （四） 丁。"]],
    ]
    assert [(d.reason, d.line, dict(d.values)) for d in found.doubts] == [
        ("item_out_of_order", 5, {"number": "（四）"})
    ]


@pytest.mark.parametrize(
    "line",
    ["1.5 hours are paid.", "a.m. is the morning.", "(1) and (2) apply.", "Section 2 applies.", "12.5 percent is due."],
)
def test_sentences_that_begin_like_marks_are_none(line: str) -> None:
    article = only(read(f"ARTICLE 12 - PAY\nThe first words.\n{line}").tree)
    assert [child.kind for child in article.children] == ["paragraph", "paragraph"]


WRAPPED = """ARTICLE 1 - PAY

      The parties agree that the Employer shall pay each employee at least one
(1) time a month, and that the pay-
ment is made by transfer under Section
2 of this Article; it includes all full-
time employees of the bargaining unit.
      A second paragraph begins here with an indent and goes on over its line until
it ends.
1.    The Executive Director shall notify the agencies in writing of the names that
      are meant, at least thirty days before, and the agencies answer in due time or
      later.
      a.    An employee who is named here has leave with pay for the time of the work
            that is meant.
2.    Subject to the needs of the unit the employee is released for that time, and
      all agencies are told.
Then the words at the margin are a paragraph of the article once more, and they go
on.
"""


def test_wrapped_lines_are_joined_to_paragraphs() -> None:
    found = read(WRAPPED)
    article = only(found.tree)
    assert [shape(child) for child in article.children] == [
        ["paragraph The parties"],
        ["paragraph A second par", ["item 1. The Executiv", ["item a. An employee"]], ["item 2. Subject to t"]],
        ["paragraph Then the wor"],
    ]
    assert "one (1) time a month, and that the pay-ment is made" in article.children[0].text
    assert "all full-time employees" in article.children[0].text
    assert [(d.reason, d.lines) for d in found.doubts] == [("hyphen_at_line_end", (4, 6))]
    # A word that has its hyphen inside a line as well is no divided word.
    again = read(WRAPPED.replace("of the bargaining unit", "of the full-time unit"))
    assert [(d.reason, d.lines) for d in again.doubts] == [("hyphen_at_line_end", (4,))]


CUT = """第一条　双方同意按照本合同的约定支付工资，并且在每月十五日以前通过银行转账
发放，遇有节假日的提前到最近的工作日发放，工会有权查阅发放的记录。
　　第二款从这里开始，内容同样在行尾处断开，因为这一段文字取自一个版面固定的文
件。
（一）第一项的内容也比较长，超过了一行的宽度，所以在行尾被断开到下一行继续书写
直到结束；
（二）第二项。
"""


def test_wrapped_chinese_lines_are_joined_without_a_blank() -> None:
    article = only(read(CUT).tree)
    assert [shape(child) for child in article.children] == [
        ["paragraph 双方同意按照本合同的约定"],
        ["paragraph 第二款从这里开始，内容同", ["item （一） 第一项的内容也比较长，超"], ["item （二） 第二项。"]],
    ]
    assert "银行转账发放" in article.children[0].text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("工资协议\n一、工资标准\n每月二千元。\n二、支付日期\n每月十五日。\n三、其他。", ["一、", "二、", "三、"]),
        ("AGREEMENT\nSection 1. Pay\nPay is due.\nSection 2. Term\nOne year.", ["Section 1", "Section 2"]),
        (
            "MEMORANDUM OF UNDERSTANDING\n3. Odd words.\n1. Pay is due.\n5. Odd words.\n2. Term is one year.\n   a. And more.",
            ["1.", "2."],
        ),
        (
            "第一章 工资\n一、月薪。\n二、奖金。\n第二章 工时\n一、八小时。\n二、加班。",
            ["一、", "二、", "一、", "二、"],
        ),
    ],
)
def test_without_articles_numbered_paragraphs_divide_the_text(text: str, numbers: list[str]) -> None:
    found = read(text)
    assert [unit.number for unit in units(found.tree) if unit.clause.kind == "article"] == numbers
    assert "numbered_paragraphs" in reasons(found)
    assert "no_articles" not in reasons(found)


def test_a_numbered_heading_is_told_from_a_sentence() -> None:
    found = read("工资协议\n一、工资标准\n每月二千元。\n二、本协议一年有效。")
    first, second = (unit.clause for unit in units(found.tree) if unit.clause.kind == "article")
    assert (first.heading, first.text) == ("工资标准", "每月二千元。")
    assert (second.heading, second.text) == ("", "本协议一年有效。")


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("第１２条　甲。", "第１２条"),
        ("第十二条之一 甲。", "第十二条之一"),
        ("第 十 二 条 甲。", ""),
        ("Article XII. Pay", "Article XII"),
    ],
)
def test_ways_to_write_the_number_of_an_article(line: str, number: str) -> None:
    found = read(line)
    assert [clause.number for clause in found.tree.clauses if clause.kind == "article"] == [number] * bool(number)


def test_justified_lines_and_items_with_wide_gaps_are_no_table() -> None:
    text = (
        "ARTICLE 1 - PAY\n1.     The first      item is\n2.     The second     item is\n3.     The third      item is\n\n"
        "The parties   agree to   this and that\nand also to   a lot of   other things\nwhich are all   set in   justified lines\n"
    )
    found = read(text)
    assert "table" not in str(shape(only(found.tree)))


COLUMNS = """ARTICLE 1 - PAY

   Step       2026       2027
   A          20.00      21.00
              22.00
   C          23.00      24.00
"""


def test_columns_are_a_table_with_its_empty_cells() -> None:
    article = only(read(COLUMNS).tree)
    assert article.children[0].rows == (
        ("Step", "2026", "2027"),
        ("A", "20.00", "21.00"),
        ("", "22.00", ""),
        ("C", "23.00", "24.00"),
    )


def test_cells_that_share_a_column_are_both_kept() -> None:
    rows = "aaaa  bbbb    10    20.00\nwide words    11    21.00\ncc            12    22.00    note\n"
    article = only(read(f"ARTICLE 1 - PAY\n\n{rows}").tree)
    assert article.children[0].rows[0] == ("aaaa bbbb", "10", "20.00", "")
    assert article.children[0].rows[1] == ("wide words", "11", "21.00", "")


def test_parts_stand_in_parts_and_articles_of_an_annex_in_the_annex() -> None:
    assert shapes(
        "第一编 通则\n第一章 总则\n第一条 甲。\n第二章 工资\n第二条 乙。\n第二编 分则\n第三条 丙。\n附件一\n第一章 表\n第一条 丁。"
    ) == [
        [
            "part 第一编 通则",
            ["part 第一章 总则", ["article 第一条 甲。"]],
            ["part 第二章 工资", ["article 第二条 乙。"]],
        ],
        ["part 第二编 分则", ["article 第三条 丙。"]],
        ["annex 附件一", ["part 第一章 表", ["article 第一条 丁。"]]],
    ]


def test_numbered_titles_above_articles_are_parts() -> None:
    text = "行业工资合同\n一、总则\n第一条 甲。\n第二条 乙：\n一、丙；\n二、丁。\n二、劳动报酬\n第 三 条 戊。\n三、附则\n第四条 己。"
    assert shapes(text)[1:] == [
        ["part 一、 总则", ["article 第一条 甲。"], ["article 第二条 乙：", ["item 一、 丙；"], ["item 二、 丁。"]]],
        ["part 二、 劳动报酬", ["article 第 三 条 戊。"]],
        ["part 三、 附则", ["article 第四条 己。"]],
    ]
    assert reasons(read(text)) == []


THREE_SIDES = """第一条 本合同一式三份。
（以下无正文）
甲方（盖章）：            乙方（盖章）：
首席代表（签字）：        首席代表（签字）：
丙方（见证单位盖章）：
　　年　月　日
附件1：
岗位\t单价
快递员\t1.2
分拣员\t0.3
"""


def test_the_signature_block_of_three_sides_stands_before_the_annex() -> None:
    found = read(THREE_SIDES)
    assert [clause.kind for clause in found.tree.clauses] == ["article", "signature", "annex"]
    assert found.tree.clauses[1].text.count("\n") == 4
    assert (found.tree.clauses[2].number, found.tree.clauses[2].children[0].rows[1]) == ("附件1", ("快递员", "1.2"))


def test_nesting_is_bounded() -> None:
    marks = ["1.", "a.", "(1)", "(a)", "1)", "a)", "A.", "(A)", "I.", "①", "一、", "（一）"] * 20
    found = read("ARTICLE 1 - X\nWords:\n" + "\n".join(f"{mark} words;" for mark in marks))

    def depth(clause: Clause) -> int:
        return 1 + max(map(depth, clause.children), default=0)

    assert depth(only(found.tree)) < 30
