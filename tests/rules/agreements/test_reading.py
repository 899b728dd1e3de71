"""A file of any form becomes a tree with all its words, or is refused with a reason; nothing is fetched or run."""

import html
import re
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.queries import doubts
from agreements.rules import reading
from agreements.rules.decoding import ImportRefused
from agreements.rules.markdown import plain as unmarked
from agreements.rules.reading import Imported, read_tree
from agreements.rules.tree import Tree, from_json, to_json, units, walk, words
from workbench.text import repaired

Reference = Callable[[str], Path]
TEXTS = [
    *["oregon-afscme-deq/2023-2025.txt", "oregon-afscme-deq/2025-2027.txt"],
    *["zh-funv-quanyi-pair/2018-10-26.md", "zh-funv-quanyi-pair/2022-10-30.md"],
    "zh-wage-negotiation-regulations-siblings/shandong-2016.md",
    *[f"zh-model-texts/{name}.txt" for name in ("quzhou-wage-agreement-model", "zhejiang-women-workers-A", "zhejiang-women-workers-B")],
    "oregon-midterm-mous/clackamas-county-2023-26-ratification-moa.txt",
    "oregon-midterm-mous/deschutes-county-mou-dcsea-retro-salary-range-adjustment-dc-2019-741.txt",
]  # fmt: skip


def squeezed(text: str) -> str:
    return "".join(text.split())


def check_complete(found: Imported) -> None:
    """The words of the tree, in order, are the source but for white space and furniture; and the tree can be stored."""
    lines = found.text.split("\n")
    furniture = {line.line for line in found.furniture}
    kept = [line for number, line in enumerate(lines, start=1) if number not in furniture]
    assert squeezed(words(found.tree)) == squeezed("".join(kept))
    assert from_json(to_json(found.tree)) == found.tree
    assert all(1 <= clause.line <= len(lines) for clause in walk(found.tree))


def numbers(tree: Tree) -> list[str]:
    return [unit.number for unit in units(tree) if unit.clause.kind == "article"]


@pytest.mark.parametrize("name", TEXTS)
def test_no_word_of_a_real_text_is_lost(reference: Reference, name: str) -> None:
    path = reference(f"agreements/{name}")
    found = read_tree(path.read_bytes(), path.name)
    check_complete(found)
    # What was read is the file but for Markdown's signs and comments and characters that no text may hold.
    source = repaired(path.read_text(encoding="utf-8").replace("\f", " "))[0]
    if found.form == "markdown":
        source = re.sub(r"(?m)^ ?#+ |<!--.*?-->|\*\*", "", source)
    assert squeezed(found.text) == squeezed(source)


@pytest.mark.parametrize(("name", "articles", "annexes"), [("2023-2025", 70, 34), ("2025-2027", 71, 30)])
def test_the_long_agreement(reference: Reference, name: str, articles: int, annexes: int) -> None:
    path = reference(f"agreements/oregon-afscme-deq/{name}.txt")
    started = time.process_time()
    found = read_tree(path.read_bytes() * 2, path.name)
    assert time.process_time() - started < 3
    found = read_tree(path.read_bytes(), path.name)
    kinds = [unit.clause.kind for unit in units(found.tree)]
    assert (kinds.count("article"), kinds.count("annex")) == (articles, annexes)
    assert found.tree.title.split() == [
        name,
        *["Department", "of", "Environmental", "Quality", "Collective", "Bargaining", "Agreement"],
    ]
    # Counted without the reader: headings of sections at line starts, in articles and letters.
    lines = path.read_text(encoding="utf-8").split("\n")
    sections = [n for n, line in enumerate(lines, start=1) if re.match(r"\s*Section \d+\.?(?:$| +[A-Z])", line)]
    assert [clause.line for clause in walk(found.tree) if clause.kind == "section"] == sections
    revised = re.findall(r"(?mi)^ {20,}Rev: ?[\d, ]+$", path.read_text(encoding="utf-8"))
    own = [clause for clause in walk(found.tree) if re.fullmatch(r"(?i)Rev: ?[\d, ]+", clause.text)]
    assert len(own) == len(revised) > 30


def test_a_law_with_a_heading_missing(reference: Reference) -> None:
    path = reference("agreements/zh-wage-negotiation-regulations-siblings/shandong-2016.md")
    found = read_tree(path.read_bytes(), path.name)
    assert found.tree.title == "山东省企业工资集体协商条例"
    lost = [(d.values["first"], d.values["last"]) for d in found.doubts if d.reason == "missing_number"]
    assert lost == [("第十六条", "第十六条")]
    article = next(unit.clause for unit in units(found.tree) if unit.number == "第十三条")
    duties, chief = article.children
    assert [item.number for item in duties.children] == [f"（{numeral}）" for numeral in "一二三四五六七"]
    assert chief.text.startswith("首席协商代表除履行前款规定的职责外")


MARKDOWN = """# 星河公司集体合同

<!-- 批注 -->
## 第一章 总则

**第一条** 为了规范，订立本合同。

| 等级 | 月薪 |
| --- | ---: |
| 一级 | 2,380 |

---
### 第二条 期限
1\\. 一年。
"""


def test_markdown_loses_its_signs_and_no_word() -> None:
    found = read_tree(MARKDOWN.encode(), "a.md")
    check_complete(found)
    assert (found.form, found.tree.title) == ("markdown", "星河公司集体合同")
    part = found.tree.clauses[1]
    assert (part.printed, [clause.printed for clause in part.children]) == ("第一章 总则", ["第一条", "第二条 期限"])
    assert part.children[0].children[0].rows == (("等级", "月薪"), ("一级", "2,380"))
    assert part.children[1].children[0].printed == "1."
    assert [dict(d.values) for d in found.doubts] == [{"tag": "Markdown", "count": "10"}]
    assert squeezed(found.text) == squeezed(re.sub(r"[#*|\\]|-{3,}:?|<!--.*-->", "", MARKDOWN))


def test_signs_that_mark_nothing_stay() -> None:
    text = "a * b ** c\n# of staff: 3\n#1 item\n2 | 3\n____ signed\n<!-- open\n\\x"
    assert unmarked(text).text == "a * b ** c\nof staff: 3\n#1 item\n2 | 3\n____ signed\n<!-- open\n\\x"
    assert read_tree(text.encode(), "a.txt").text == text


PAGES = """WORKS AGREEMENT
TABLE OF CONTENTS
PREAMBLE                          Page 3
ARTICLE 1 – PAY                   Page 3
   1.1   Wages                    Page 3

                                 2|Page
ARTICLE 2 – LEAVE                 Page 4

ARTICLE 1 – PAY
1.1 Wages
"""


def test_contents_may_lead_to_pages_without_dots() -> None:
    found = read_tree(f"{PAGES}The pay is as follows.\nARTICLE 2 – LEAVE\nLeave is given.\n".encode())
    check_complete(found)
    assert [clause.kind for clause in found.tree.clauses] == ["preamble", "contents", "article", "article"]
    assert [line.text.strip() for line in found.furniture] == ["2|Page"]


def test_what_stands_beside_every_page_number_is_furniture() -> None:
    more = "that go on and on\n" * 12
    pages = "".join(
        f"Words stand here, and more of them,\n{more}Envelope ID: A9\n\n   Works CBA 2026   {n}\n" for n in range(2, 9)
    )
    found = read_tree(f"ARTICLE 1 - PAY\n{pages}The envelope ends.\n".encode())
    check_complete(found)
    assert [line.text.split()[0] for line in found.furniture] == ["Envelope", "Works"] * 7
    assert "that go on" in words(found.tree)


def test_numbers_that_count_the_lines_in_the_margin_are_taken_away() -> None:
    body = [
        "ARTICLE 1 - PAY",
        *["The employer pays the wages that are agreed"] * 28,
        "ARTICLE 2 - TERM",
        *["One year."] * 30,
    ]
    counted = "\n".join(f"{at % 30 + 1:>12}    {line}" for at, line in enumerate(body))
    found = read_tree(counted.encode())
    check_complete(found)
    assert squeezed(found.text) == squeezed("".join(body))
    assert numbers(found.tree) == ["ARTICLE 1", "ARTICLE 2"]
    assert [(d.reason, len(d.lines)) for d in found.doubts] == [("line_numbers_removed", 60)]
    steps = "\n".join(f"{at:>4}   {at * 100}.00" for at in range(1, 40))
    assert squeezed(steps) in squeezed(words(read_tree(f"ARTICLE 1 - PAY\n{steps}".encode()).tree))


@pytest.mark.parametrize(
    ("data", "name", "form"),
    [
        (b"<!DOCTYPE html><p>words</p>", "a.txt", "html"),
        (b"\xef\xbb\xbf<html><body><p>words</p>", "", "html"),
        (b"<p>words</p>", "a.htm", "html"),
        (b"# A\nwords\n# B\nwords\n## C\nwords", "a.txt", "markdown"),
        (b"words", "a.md", "markdown"),
        (b"words", "a.docx", "text"),
        (b"words", "", "text"),
    ],
)
def test_the_form_is_told_by_what_a_file_holds_and_then_by_its_name(data: bytes, name: str, form: str) -> None:
    assert read_tree(data, name).form == form


PAGE = """<html><head><title>x</title><script>fetch("http://example.invalid/")</script>
<link rel="stylesheet" href="http://example.invalid/a.css"></head><body onload="alert(1)"><h1>工资协议</h1>
<p>第一条 甲。</p><p style="display:none">暗。</p><table><tr><th>等级</th><th>月薪</th></tr><tr><td>第一条</td><td>2,380</td></tr></table>
<iframe src="file:///etc/passwd"></iframe><img src="http://example.invalid/p.png"><p>第二条 乙。</p></body></html>"""


def test_a_page_keeps_its_tables_and_runs_nothing() -> None:
    found = read_tree(PAGE.encode(), "a.html")
    check_complete(found)
    assert numbers(found.tree) == ["第一条", "第二条"]
    assert units(found.tree)[1].clause.children[-1].rows == (("等级", "月薪"), ("第一条", "2,380"))
    assert {"hidden_text", "markup_removed"} <= {doubt.reason for doubt in found.doubts}
    assert "example.invalid" not in found.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(encoding: str) -> None:
    found = read_tree("第一条 甲。\r\n第二条 乙。".encode(encoding))
    assert numbers(found.tree) == ["第一条", "第二条"]
    assert ("encoding_guessed" in {doubt.reason for doubt in found.doubts}) == (encoding == "gb18030")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<html><script>1</script></html>", "empty"),
        (b"%PDF-1.4 x", "pdf"),
        (b"PK\x05\x06" + b"\x00" * 18, "not_word"),
        (b'{\n "format": "tripartite-workbench/clause-tree/v1"}', "json"),
        (b'\xef\xbb\xbf{"title": "a",', "json"),
        (b"a\x00b", "binary"),
        (b"a\xff\xff", "encoding"),
        ("第一条 甲。".encode("utf-16-le"), "binary"),
        (b"<div>" * 5_000, "too_deep"),
        ("".join(f"第{n % 9000 + 1}条 甲。\n" for n in range(125_000)).encode(), "too_many_clauses"),
        (b"a\n" * 200_001 + b"a", "too_many_lines"),
    ],
)
def test_what_cannot_be_read_is_refused_in_time(data: bytes, reason: str) -> None:
    started = time.process_time()
    with pytest.raises(ImportRefused) as refused:
        read_tree(data, "a.html" if reason == "too_deep" else "a.docx")
    assert refused.value.reason == reason
    assert time.process_time() - started < 2


RULES = Path(reading.__file__).parent


@pytest.mark.parametrize(("call", "worded"), [("ImportRefused", doubts.UNREADABLE), ("Doubt", doubts.DOUBTS)])
def test_every_reason_has_words(call: str, worded: dict[str, object]) -> None:
    sources = [path.read_text(encoding="utf-8") for path in RULES.glob("*.py")]
    named = {key for source in sources for key in re.findall(rf'\b{call}\(\s*"(\w+)"', source)}
    named |= {"pdf", "rtf", "ole"} if call == "ImportRefused" else set()
    assert len(named) > 10
    assert named <= set(worded)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("一级\t2,380\t元\n", "a.txt"),
        ("| 一级 | 2,380 |\n", "a.md"),
        ("<table><tr><td>一级<td>2,380</table>", "a.html"),
    ],
)
def test_a_table_of_five_thousand_rows_is_read_in_time(row: str, name: str) -> None:
    rows = row * 5_000 if "table" not in row else f"<table>{row[7:-8] * 5_000}</table>"
    started = time.process_time()
    found = read_tree(f"第一条 工资：\n\n{rows}".encode(), name)
    assert time.process_time() - started < 2
    (table,) = (clause for clause in walk(found.tree) if clause.kind == "table")
    assert len(table.rows) == 5_000


def test_a_third_of_a_megabyte_takes_a_third_of_the_memory_allowed() -> None:
    text = "".join(f"第{n % 900 + 1}条 甲方应当支付工资。\n（一）按月；\n（二）足额。\n" for n in range(4_000)).encode()
    tracemalloc.start()
    read_tree(text)
    assert tracemalloc.get_traced_memory()[1] < 150_000_000
    tracemalloc.stop()


REPEATED = [
    *["（一）甲\n", "1. a\n", "Section 1. A\n", "1.1 A\n", "a   b   c\n", "• a\n", "第一章\n", "附件一\n", "一、甲\n"],
    *["the words\n", "a-\n", "**a ", "<!-- ", "\\"],
]


@pytest.mark.parametrize("line", REPEATED)
def test_repetition_costs_no_quadratic_time(line: str) -> None:
    started = time.process_time()
    check_complete(read_tree((line * 15_000).encode(), "a.md"))
    assert time.process_time() - started < 4


# Agreements as they may come, in all forms: what each of them says is in the tree, in order, and nothing else.

ARTICLES = ["第一条", "第二条　", "第三条之一 ", "第2条", "第３条", "第十二条"]
ZH = [
    *["1. 丙；", "2、丁。", "①戊", "一、工资", "二、工时", "第一章 总则", "第二章", "附件一：表", "附件二", "目录", ""],
    *[
        "星河公司集体合同",
        "甲方（盖章）：    乙方（盖章）：",
        "（以下无正文）",
        "等级\t月薪",
        "一级\t2,380",
        "a   b   3",
    ],
    *["第 3 页", "本款说明，", "继续说明。"],
]
EN = [
    *[
        "PART I - GENERAL",
        "APPENDIX A",
        "LETTER OF AGREEMENT - PAY",
        "TABLE OF CONTENTS",
        "ARTICLE 1 - PAY ...... 3",
        "",
    ],
    *["Step    2026    2027", "A       20.1    21.2", "Signed this day", "Page 3 of 9", "SICK LEAVE"],
    *[
        "the parties agree to a full-",
        "time post and to all that follows from it for the employer",
        "      A line set in.",
    ],
]
MARKS = ["1.", "2.", "(a)", "(b)", "   a.", "(i)", "   (ii)", "•", "1.1", "1.2.1", "Section 1.", "Section 2(b)"]
ZH_LINES = st.one_of(
    st.builds("{}{}".format, st.sampled_from(ARTICLES), st.sampled_from(["", "工资", "甲方支付。", "【期限】一年。"])),
    st.builds("（{}）{}".format, st.sampled_from("一二三四"), st.sampled_from(["甲；", "乙方：", ""])),
    st.sampled_from(ZH),
)
EN_LINES = st.one_of(
    st.builds("ARTICLE {}{}".format, st.integers(1, 4), st.sampled_from(["", " - PAY", ". Words go on.", "A – Leave"])),
    st.builds(
        "{} {}".format, st.sampled_from(MARKS), st.sampled_from(["Words;", "the employer", "Leave. It is paid."])
    ),
    st.sampled_from(EN),
)
AGREEMENTS = st.one_of(
    st.lists(ZH_LINES, max_size=40), st.lists(EN_LINES, max_size=40), st.lists(ZH_LINES | EN_LINES, max_size=30)
)


def as_page(lines: Sequence[str]) -> str:
    return "<html><body>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines) + "</body></html>"


def read_or_reason(data: bytes, name: str = "") -> Imported | str:
    try:
        return read_tree(data, name)
    except ImportRefused as refused:
        return refused.reason


@settings(max_examples=150, deadline=None)
@given(AGREEMENTS)
def test_no_word_is_lost_in_any_form(lines: list[str]) -> None:
    text = "\n".join(lines)
    for data, name in ((text, "a.txt"), (text, "a.md"), (as_page(lines), "a.html")):
        found = read_or_reason(data.encode(), name)
        if isinstance(found, str):
            assert (found, text.strip()) == ("empty", "")
        else:
            check_complete(found)
            assert squeezed(found.text) == squeezed(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_with_all_its_words_or_refused(text: str) -> None:
    found = read_or_reason(text.encode(errors="replace"))
    if isinstance(found, str):
        assert found in ("empty", "binary", "text")
    else:
        check_complete(found)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"<html>", b"# "]), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(start: bytes, data: bytes) -> None:
    found = read_or_reason(start + data)
    if not isinstance(found, str):
        check_complete(found)
