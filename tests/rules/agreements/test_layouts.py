"""Agreements as people have them: short ones with page heads, sections counted by letters, tables with merged cells."""

import time

import pytest

from agreements.rules.reading import Imported, read_tree
from agreements.rules.tree import Clause, units, walk, words


def read(text: str, name: str = "agreement.txt") -> Imported:
    """Read a text, and make sure that no word of it is lost."""
    found = read_tree(text.encode(), name)
    furniture = {line.line for line in found.furniture}
    kept = [line for at, line in enumerate(found.text.split("\n"), start=1) if at not in furniture]
    assert "".join(words(found.tree).split()) == "".join("".join(kept).split())
    return found


def heads(found: Imported) -> list[str]:
    return [" ".join(line.text.split()) for line in found.furniture]


def tables(found: Imported) -> list[Clause]:
    return [clause for clause in walk(found.tree) if clause.kind == "table"]


def pages(*ends: str) -> str:
    body = "The parties meet every month and keep minutes of what was said.\n" * 12
    return "ARTICLE 1 - MEETINGS\n" + "".join(f"{body}\n{end}\n\n" for end in ends)


@pytest.mark.parametrize(
    ("ends", "found"),
    [
        # Two pages, the number at the other side of the paper.
        (["Quayside Works CBA          1", "Quayside Works CBA          2"], 2),
        # A page counted in small Roman numbers before the first.
        (["Quayside Works CBA          i", "Quayside Works CBA          1", "Quayside Works CBA          2"], 3),
        (["- iv -"], 1),
        (["Page iv"], 1),
        (["i", "ii", "1", "2", "3"], 5),
        # What counts something else stays: amounts, and lines that do not begin with the first page.
        (["Cranes of the first class          40", "Cranes of the first class          41"], 0),
        (["Quayside Works CBA          1", "Quayside Works CBA          3"], 0),
    ],
)
def test_page_heads_of_short_texts(ends: list[str], found: int) -> None:
    assert len(heads(read(pages(*ends)))) == found


def test_lines_at_the_edges_of_known_pages_are_heads_without_a_number() -> None:
    head, table = "Quayside Works and Dockers Union", "Rank      2024      2025\nMate      30      31\n"
    pages = [f"{head}\n\nWords of page {at} go on and on.\nIt ends with words of its own.\n" for at in (1, 2, 3)]
    text = "\f".join([*pages, table, table])
    assert heads(read(text)) == [head] * 3
    assert heads(read(text.replace("\f", "\n"))) == []


def test_heads_that_say_page_need_no_blank_line_beside_them() -> None:
    head = "City of Marlow          Page {}\n"
    body = "Wages are paid twice a month and never late.\n" * 5
    text = f"ARTICLE 1 - PAY\n{body}{head.format(1)}{body}{head.format(2)}ARTICLE 2 - TERM\nOne year.\n"
    assert heads(read(text)) == ["City of Marlow Page 1", "City of Marlow Page 2"]


def test_rows_of_two_tables_are_no_page_heads() -> None:
    table = "Rank          Men\nMate            9\nDeckhand        {}\nCook            3\n"
    text = f"ARTICLE 1 - CREWS\n{table.format(1)}{'Words stand between the tables here.' * 2}\n"
    again = "".join(f"Words of line {'x' * at}.\n" for at in range(12))
    assert heads(read(f"{text}{again}{table.format(2)}")) == []


def test_sections_are_counted_by_decimals_with_small_letters_and_brackets() -> None:
    found = read(
        "ARTICLE 12\nLEAVES\n12.1 Annual leave\n12.1.1 Employees have 20 days.\n12.2a Unpaid leave lasts a year.\n"
        "12.2b Return is to the same post.\n12.3(a) Parental leave is 18 weeks.\nARTICLE 13\nHOLIDAYS\n"
        "Section 13.1. Days\nThere are ten holidays.\nSection 13.1.a. Eligibility\nAfter 90 days.\n"
    )
    leaves, holidays = (unit.clause for unit in units(found.tree))
    assert [child.number for child in leaves.children] == ["12.1", "12.2a", "12.2b", "12.3(a)"]
    assert [child.number for child in leaves.children[0].children] == ["12.1.1"]
    assert [child.number for child in holidays.children] == ["Section 13.1"]
    assert [child.number for child in holidays.children[0].children] == ["Section 13.1.a"]


@pytest.mark.parametrize("title", ["附则", "附　则", "**附则**"])
def test_a_bare_title_above_an_article_is_a_chapter(title: str) -> None:
    found = read(f"第一章 总则\n第一条 甲。\n第二章 工资\n第二条 乙方适用本附则。\n{title}\n第三条 丙。\n")
    assert [part.heading.replace("*", "") for part in found.tree.clauses] == ["总则", "工资", title.strip("*")]
    assert [[child.number for child in part.children] for part in found.tree.clauses] == [
        ["第一条"],
        ["第二条"],
        ["第三条"],
    ]
    assert found.tree.clauses[1].children[0].text == "乙方适用本附则。"
    # Where no article stands below, it is a line like others.
    assert len(read(f"第一条 甲。\n{title}\n乙。\n").tree.clauses) == 1


@pytest.mark.parametrize(
    ("label", "title"),
    [('SCHEDULE "A"', "WAGES"), ("Appendix B", "Bargaining Unit"), ("附件1", "协商代表名单"), ("附件", "工资表")],
)
def test_the_title_of_an_annex_may_stand_on_the_line_below(label: str, title: str) -> None:
    first = "第一条 甲。" if label.startswith("附") else "ARTICLE 1 - PAY\nWages are paid."
    annex = read(f"{first}\n\n{label}\n{title}\n\nWords stand here, and they end.\n").tree.clauses[-1]
    assert (annex.kind, annex.number, annex.heading) == ("annex", label, title)
    plain = read(f"{first}\n\n{label}\nWages are paid, as said above.\n").tree.clauses[-1]
    assert (plain.number, plain.heading) == (label, "")


def test_annexes_stand_apart_where_sections_divide_the_text() -> None:
    found = read(
        "LETTER OF AGREEMENT\nSection 1. Pay. It is set out in Appendix A.\nSection 2. Term. One year.\n\n"
        "APPENDIX A\nSALARIES\nClerks are paid 3,200.\n"
    )
    assert [(c.kind, c.number, c.heading) for c in found.tree.clauses[1:]] == [
        ("article", "Section 1", "Pay"), ("article", "Section 2", "Term"), ("annex", "APPENDIX A", "SALARIES"),
    ]  # fmt: skip


def test_an_annex_named_in_small_letters_is_one_where_the_file_says_so() -> None:
    found = read("# A\n\n## Article 1. Pay\n\nWages.\n\n## Appendix A: Job descriptions\n\nDeckhand.\n", "a.md")
    assert [c.kind for c in found.tree.clauses] == ["preamble", "article", "annex"]


def test_merged_cells_of_a_page_leave_room_in_their_rows_and_columns() -> None:
    found = read(
        "<html><body><p>第一条 假期如下：</p><table><tr><td rowspan=2>假别</td><td colspan=2>天数</td><td rowspan=2>工资</td></tr>"
        "<tr><td>顺产</td><td>难产</td></tr>\n<tr><td>产假</td> <td>158</td><td>173</td><td>全额</td></tr>"
        "<tr><td rowspan=2>护理假</td><td>15</td><td></td><td>全额</td></tr><tr><td>20</td><td>20</td><td>半额</td></tr>"
        "</table><p>依据有关规定，\n制定本条。</p></body></html>",
        "a.html",
    )
    assert tables(found)[0].rows == (
        ("假别", "天数", "", "工资"), ("", "顺产", "难产"), ("产假", "158", "173", "全额"),
        ("护理假", "15", "", "全额"), ("", "20", "20", "半额"),
    )  # fmt: skip
    assert "依据有关规定，制定本条。" in found.text


@pytest.mark.parametrize("indent", ["", "\t"])
def test_an_empty_first_cell_keeps_its_column_and_a_caption_is_no_row(indent: str) -> None:
    rows = "岗位\t等级\t月薪\n操作工\t初级\t3200\n\t中级\t3600\n班组长\t\t4800".replace("\n", f"\n{indent}")
    found = read(f"第一条 标准如下：\n表一  工资标准（元）\n{indent}{rows}\n第二条 乙。\n")
    assert tables(found)[0].rows == (
        ("岗位", "等级", "月薪"), ("操作工", "初级", "3200"), ("", "中级", "3600"), ("班组长", "", "4800")
    )  # fmt: skip


DIVIDED = """ARTICLE 1 - PAY
All employees of the Company are paid twice a month, and so is a new em-
  ployee, like other employees. Each of them, and of all the other em-
ployees, is paid for overtime at the rate of time and at least one-
half; after the end of the year no one who has signed it has to re-
sign it, and nothing that is said here is meant to be a final settle-
ment.
He may re-sign it, or resign, and the words that follow are only here
to make the lines of this text as long as those of a printed page are.
"""


def test_words_divided_at_line_ends_are_made_whole_where_they_stand_whole_elsewhere() -> None:
    found = read(DIVIDED)
    said = words(found.tree)
    assert "of all the other employees, is paid" in said
    # Without a sign that it is one word, or with signs of both, the hyphen stays, and is told.
    assert all(kept in said for kept in ("new em-ployee, like", "one-half; after", "re-sign it, and", "settle-ment."))
    told = [(doubt.reason, doubt.lines) for doubt in found.doubts]
    assert ("hyphens_removed", (3,)) in told
    assert ("hyphen_at_line_end", (2, 4, 6)) in told


def test_cells_that_span_without_end_are_bounded() -> None:
    rows = "".join(f"<tr><td rowspan=99999 colspan=99999>{at}</td><td>b</td></tr>" for at in range(2_000))
    start = time.perf_counter()
    found = read(f"<html><p>第一条 表：</p><table>{rows}</table></html>", "a.html")
    assert time.perf_counter() - start < 2
    assert max(len(row) for row in tables(found)[0].rows) <= 128


@pytest.mark.parametrize(
    "signed", ["甲方代表：            乙方代表：", "首席代表：", "企业方首席代表：____  职工方首席代表：____"]
)
def test_sides_that_sign_in_columns_are_no_part_of_the_last_article(signed: str) -> None:
    dates = "2025年5月1日          2025年5月1日"
    found = read(
        f"第一条 甲。\n第二条 有效期一年。\n{signed}\n（盖章）              （盖章）\n{dates}\n附表1\n工资表\n工资照旧。\n"
    )
    assert [(c.kind, c.heading) for c in found.tree.clauses[1:]] == [
        ("article", ""),
        ("signature", ""),
        ("annex", "工资表"),
    ]
    assert found.tree.clauses[1].text == "有效期一年。"
    # What names somebody behind the colon is a list.
    named = read("第一条 甲。\n第二条 双方代表如下。\n甲方代表：王强、李梅\n乙方代表：赵刚\n第三条 乙。\n")
    assert "signature" not in {clause.kind for clause in named.tree.clauses}
