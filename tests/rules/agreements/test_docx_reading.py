"""A Word file is read as a reader sees it: numbers, tables, notes; what is tracked stays a proposal; hostile files fail."""

import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.documents.word import redline_word, word
from agreements.rules.decoding import ImportRefused
from agreements.rules.docx_package import LARGEST_FILE, MOST_PARTS
from agreements.rules.docx_reading import MOST_PARAGRAPHS, read_docx
from agreements.rules.reading import Imported, read_tree
from agreements.rules.tree import Tree, units, walk, words

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{overrides}</Types>'
)
OVERRIDE = '<Override PartName="/word/{0}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{0}+xml"/>'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
ME = 'w:id="1" w:author="王" w:date="2026-01-02T03:04:05Z"'


def docx(body: str, *, extra: dict[str, str | bytes] | None = None, **parts: str) -> bytes:
    """Make a .docx file: `parts` are numbering, styles, comments, footnotes and header1 with what stands inside their roots."""
    roots = {"header1": "hdr", "footer1": "ftr"}
    kinds = {"header1": "header", "footer1": "footer"}
    links = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{kinds.get(part, part)}" Target="{part}.xml"/>'
        for n, part in enumerate(parts)
    )
    office = f'<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/>'
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES.format(overrides="".join(OVERRIDE.format(part) for part in parts)),
        "_rels/.rels": RELATIONS.format(office),
        "word/_rels/document.xml.rels": RELATIONS.format(links),
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:mc="urn:x"><w:body>{body}<w:sectPr/></w:body></w:document>',
        **{f"word/{n}.xml": f'<w:{roots.get(n, n)} xmlns:w="{W}">{x}</w:{roots.get(n, n)}>' for n, x in parts.items()},
        **(extra or {}),
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def p(text: str = "", *, number: str = "", level: int = 0, style: str = "", mark: str = "") -> str:
    """Make a paragraph; `text` that begins with `<` is taken as runs."""
    runs = text if text.startswith("<") else r(text)
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    marked = f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{styled}{numbered}{marked}</w:pPr>{runs}</w:p>"


def r(text: str) -> str:
    """Make a run."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def ins(text: str, who: str = ME) -> str:
    """Make an inserted run."""
    return f"<w:ins {who}>{r(text)}</w:ins>"


def dele(text: str, who: str = ME) -> str:
    """Make a deleted run."""
    return f'<w:del {who}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def levels(*formats: tuple[str, str], extra: str = "") -> str:
    """Make an abstract numbering 0 with number 1; each level by its format and text."""
    inside = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{name}"/>{extra}<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (name, text) in enumerate(formats)
    )
    return f'<w:abstractNum w:abstractNumId="0">{inside}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'


def lines(data: bytes) -> list[str]:
    return [line.rstrip() for line in read_docx(data).text.rstrip("\n").split("\n")]


def accepted(found: Imported) -> str:
    """The text after all proposals, made from the text before them."""
    starts, texts = [0], found.text.split("\n")
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    whole = found.text
    for change in reversed(found.proposals):
        at = starts[change.line - 1] + change.at
        assert whole[at : at + len(change.before)] == change.before
        whole = whole[:at] + change.after + whole[at + len(change.before) :]
    return whole.strip("\n")


def test_automatic_numbers_of_several_levels() -> None:
    numbering = levels(("chineseCountingThousand", "第%1条"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    body = (
        p("甲", number="1") + p("乙", number="1", level=1) + p("丙", number="1", level=2) + p("丁", number="1", level=1)
    )
    body += p("无号") + p("戊", number="1") + p("己", number="1", level=1)
    assert lines(docx(body, numbering=numbering)) == [
        *["第一条 甲", "（一） 乙", "1. 丙", "（二） 丁", "无号", "第二条 戊", "（一） 己"]
    ]


def test_a_number_that_word_made_is_never_only_mentioned() -> None:
    said = ["甲。", "第一款所称机构由乙方选定", "第二条规定的丙，包括", "第一行。", "第（一）项的丁。"]
    body = "".join(p(text, number="1") for text in said)
    found = read_tree(docx(body, numbering=levels(("chineseCountingThousand", "第%1条"))))
    assert [clause.number for clause in found.tree.clauses] == [f"第{n}条" for n in "一二三四五"]
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("name", "text", "labels"),
    [
        ("decimal", "第%1条", {1: "第1条", 12: "第12条"}),
        ("chineseCountingThousand", "第%1条", {10: "第十条", 12: "第十二条", 101: "第一百零一条"}),
        ("chineseCounting", "（%1）", {11: "（十一）", 101: "（一〇一）"}),
        ("japaneseCounting", "%1、", {3: "三、", 20: "二十、"}),
        ("ideographTraditional", "%1", {1: "甲", 10: "癸", 11: "11"}),
        ("upperLetter", "%1.", {1: "A.", 26: "Z.", 27: "AA."}),
        ("lowerLetter", "(%1)", {2: "(b)", 28: "(bb)"}),
        ("upperRoman", "ARTICLE %1", {4: "ARTICLE IV", 12: "ARTICLE XII"}),
        ("lowerRoman", "%1)", {9: "ix)"}),
        ("decimalZero", "%1", {7: "07", 12: "12"}),
        ("decimalFullWidth", "第%1条", {12: "第１２条"}),
        ("decimalEnclosedCircle", "%1", {2: "②"}),
        ("chineseLegalSimplified", "%1", {12: "壹拾贰"}),
        ("ordinal", "%1", {1: "1st", 2: "2nd", 11: "11th", 23: "23rd"}),
        ("none", "附", {1: "附", 5: "附"}),
        ("bullet", "\uf0b7", {1: "•", 2: "•"}),
    ],
)
def test_formats_of_automatic_numbers(name: str, text: str, labels: dict[int, str]) -> None:
    found = lines(docx(p("x", number="1") * max(labels), numbering=levels((name, text))))
    assert {at: found[at - 1].removesuffix(" x") for at in labels} == labels


def test_levels_show_the_numbers_above_them_and_start_again() -> None:
    numbering = levels(("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "%1.%2.%3"))
    body = "".join(p("x", number="1", level=level) for level in (1, 2, 2, 0, 1, 2))
    assert [line.removesuffix(" x") for line in lines(docx(body, numbering=numbering))] == [
        *["1.1", "1.1.a", "1.1.b", "2.", "2.1", "2.1.a"]
    ]


def test_legal_numbering_writes_digits() -> None:
    numbering = levels(("upperRoman", "ARTICLE %1"), ("decimal", "%1.%2"))
    legal = numbering.replace('<w:lvl w:ilvl="1">', '<w:lvl w:ilvl="1"><w:isLgl/>')
    body = p("x", number="1") + p("x", number="1") + p("x", number="1", level=1)
    assert lines(docx(body, numbering=legal))[2] == "2.1 x"
    assert lines(docx(body, numbering=numbering))[2] == "II.1 x"


def test_starts_restarts_and_overrides() -> None:
    abstract = (
        '<w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:lvlRestart w:val="0"/><w:numFmt w:val="decimal"/><w:lvlText w:val="(%2)"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = "".join(
        p("x", number=n, level=at) for n, at in (("1", 0), ("1", 1), ("1", 0), ("1", 1), ("2", 0), ("2", 0), ("3", 0))
    )
    assert [line.removesuffix(" x") for line in lines(docx(body, numbering=abstract))] == [
        *["3.", "(1)", "4.", "(2)", "7.", "8.", "9."]
    ]


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="article"/><w:basedOn w:val="a"/><w:pPr>'
    '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="s"><w:name w:val="special"/><w:basedOn w:val="b"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="i"><w:name w:val="item"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)


def test_styles_bring_numbers_by_inheritance_and_by_their_level() -> None:
    numbering = levels(("chineseCountingThousand", "第%1条"), ("chineseCounting", "（%2）")).replace(
        '<w:lvl w:ilvl="1">', '<w:lvl w:ilvl="1"><w:pStyle w:val="i"/>'
    )
    body = p("甲", style="s") + p("乙", style="i") + p("丙", style="b", number="0") + p("丁", style="b")
    assert lines(docx(body, numbering=numbering, styles=STYLES)) == ["第一条 甲", "（一） 乙", "丙", "第二条 丁"]


def test_headings_contents_and_title_are_told_by_style() -> None:
    numbering = levels(("decimal", "ARTICLE %1 -"))
    body = (
        p("Agreement of the Works", style="t")
        + p("ARTICLE 1 - PAY\t3", style="c")
        + p("ARTICLE 2 - TERM\t4", style="c")
    )
    body += p("PAY", style="b") + p("As agreed in") + p("TERM", style="b") + p("One year.")
    found = read_tree(docx(body, numbering=numbering, styles=STYLES), "x.docx")
    assert found.tree.title == "Agreement of the Works"
    assert [(clause.kind, clause.number, clause.heading) for clause in found.tree.clauses] == [
        ("preamble", "", ""),
        ("contents", "", ""),
        ("article", "ARTICLE 1", "PAY"),
        ("article", "ARTICLE 2", "TERM"),
    ]


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    inside = "".join(f"<w:tc><w:tcPr/>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def test_tables_are_rows_with_merged_cells_once_and_nested_tables_flat() -> None:
    spanned = row("合计", "9").replace("<w:tcPr/>", '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>', 1)
    nested = table(row("内一", "内二"))
    body = p("第一条 工资如下：") + table(
        row("等级", "月薪", "注"), row("第一条", f"{p('2,380')}{p('元')}", nested + p()), spanned
    )
    found = read_tree(docx(body))
    (article,) = found.tree.clauses
    assert article.children[0].rows == (("等级", "月薪", "注"), ("第一条", "2,380 元", "内一 内二"), ("合计", "", "9"))


def test_a_table_of_one_column_only_frames_its_paragraphs() -> None:
    found = read_tree(docx(table(row(p("第一条 甲。") + p("第二条 乙。")))))
    assert [clause.number for clause in found.tree.clauses] == ["第一条", "第二条"]


def test_words_in_all_kinds_of_places_are_kept() -> None:
    field = '<w:fldSimple w:instr=" PAGE ">{}</w:fldSimple><w:r><w:instrText> REF x </w:instrText></w:r>'
    box = "<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>"
    pieces = (
        r("甲") + f"<w:hyperlink>{r('乙')}</w:hyperlink><w:smartTag>{r('丙')}</w:smartTag>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{r('丁')}</w:sdtContent></w:sdt>" + field.format(r("戊"))
        + "<w:r><w:t>己</w:t><w:noBreakHyphen/><w:sym w:font='Wingdings' w:char='F0FE'/><w:tab/><w:t>庚</w:t><w:br/><w:t>辛</w:t></w:r>"
        + box.format(p("框中")) + "<w:unknown>" + r("壬") + "</w:unknown>"
    )  # fmt: skip
    body = f"<w:sdt><w:sdtContent>{p(pieces)}</w:sdtContent></w:sdt><w:customXml>{p('癸')}</w:customXml>"
    assert lines(docx(body)) == ["甲乙丙丁戊己-☒\t庚", "辛壬", "框中", "癸"]


def test_of_two_forms_of_the_same_content_one_is_taken() -> None:
    both = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert lines(docx(p(r("甲") + both.format(p("框中"))))) == ["甲", "框中"]


def test_notes_comments_heads_and_hidden_words() -> None:
    footnotes = (
        f'<w:footnote w:type="separator" w:id="0">{p("—")}</w:footnote><w:footnote w:id="2">{p("注文")}</w:footnote>'
    )
    comments = f'<w:comment w:id="5" w:author="李" w:date="2026-03-01T00:00:00Z">{p("太低")}{p("再议")}</w:comment>'
    words_ = (
        r("第一条 甲") + '<w:commentRangeStart w:id="5"/>' + r("乙") + '<w:r><w:commentReference w:id="5"/></w:r>'
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>'
    )  # fmt: skip
    found = read_tree(docx(p(words_) + p("丙"), footnotes=footnotes, comments=comments, header1=p("公司集体合同")))
    assert found.text.rstrip().split("\n") == ["第一条 甲乙[1]暗", "[1] 注文", "丙"]
    assert [(n.where, n.author, n.date, n.text, n.line) for n in found.notes] == [
        ("第一条", "李", "2026-03-01T00:00:00Z", "太低\n再议", 1)
    ]
    assert [(line.line, line.text) for line in found.furniture] == [(0, "公司集体合同")]
    assert [(d.reason, d.lines) for d in found.doubts if d.reason == "hidden_text"] == [("hidden_text", (1,))]


OTHER = 'w:id="2" w:author="Lee" w:date="2026-02-02T00:00:00Z"'
TRACKED = [
    (p(r("按") + dele("十") + ins("二十") + r("元。")), "按十元。", "按二十元。"),
    (p("甲") + p(ins("新"), mark=f"<w:ins {ME}/>") + p("乙"), "甲\n乙", "甲\n新\n乙"),
    (p("甲") + p(dele("旧"), mark=f"<w:del {ME}/>") + p("乙"), "甲\n旧\n乙", "甲\n乙"),
    (p(r("甲"), mark=f"<w:ins {ME}/>") + p("乙"), "甲乙", "甲\n乙"),
    (p(r("甲"), mark=f"<w:del {ME}/>") + p("乙"), "甲\n乙", "甲乙"),
    (p(ins("甲") + f'<w:ins {ME}><w:del {OTHER}><w:r><w:delText>无</w:delText></w:r></w:del></w:ins>' + r("乙")), "乙", "甲乙"),
    (p(ins("甲") + ins("乙", OTHER) + dele("丙", OTHER) + r("丁")), "丙丁", "甲乙丁"),
    (
        p(f"<w:moveFrom {ME}>{r('移')}</w:moveFrom>", mark=f"<w:moveFrom {ME}/>") + p("中")
        + p(f"<w:moveTo {ME}>{r('移')}</w:moveTo>", mark=f"<w:moveTo {ME}/>") + p("尾"),
        "移\n中\n尾",
        "中\n移\n尾",
    ),
    (
        table(row("a", "b"), row("c", "d", properties=f"<w:ins {ME}/>"), row("e", "f", properties=f"<w:del {ME}/>"), row("g", "h")),
        "a\tb\ne\tf\ng\th",
        "a\tb\nc\td\ng\th",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "before", "after"), TRACKED)
def test_tracked_changes_are_proposals_that_can_be_accepted(body: str, before: str, after: str) -> None:
    found = read_tree(docx(body))
    assert [line.rstrip() for line in found.text.strip("\n").split("\n")] == before.split("\n")
    assert [line.rstrip() for line in accepted(found).split("\n")] == after.split("\n")
    assert {change.author for change in found.proposals} <= {"王", "Lee"}


def test_a_proposal_names_clause_author_and_date() -> None:
    numbering = levels(("chineseCountingThousand", "第%1条"))
    body = p("甲。", number="1") + p(ins("插入。"), number="1", mark=f"<w:ins {ME}/>")
    body += p(r("付\u200b ") + dele("十", OTHER) + ins("百", OTHER) + r("元。"), number="1")
    found = read_tree(docx(body, numbering=numbering))
    assert [(c.where, c.author, c.date, c.before, c.after, c.line, c.at) for c in found.proposals] == [
        ("第二条", "王", "2026-01-02T03:04:05Z", "", "插入。\n", 2, 0),
        ("第二条", "Lee", "2026-02-02T00:00:00Z", "十", "百", 2, 6),
    ]
    # An inserted paragraph does not count: what stands is numbered as if it were not there.
    assert found.text.split("\n")[1] == "第二条 付 十元。"


def test_an_inserted_row_does_not_count() -> None:
    numbered = (
        row(p("甲", number="1"), "x"),
        row(p("乙", number="1"), "y", properties=f"<w:ins {ME}/>"),
        row(p("丙", number="1"), "z"),
    )
    assert lines(docx(table(*numbered), numbering=levels(("decimal", "%1.")))) == ["1. 甲\tx", "2. 丙\tz"]


def test_old_properties_number_a_paragraph_whose_numbering_is_tracked() -> None:
    tracked = (
        '<w:p><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr><w:pPrChange w:id="1"><w:pPr><w:numPr><w:ilvl w:val="0"/>'
        f'<w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange></w:pPr>{r("甲")}</w:p>'
    )
    assert lines(docx(tracked, numbering=levels(("decimal", "%1.")))) == ["1. 甲"]


def test_strict_files_and_other_names_of_the_main_part_are_read() -> None:
    with zipfile.ZipFile(BytesIO(docx(p("甲")))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["word/document.xml"] = files["word/document.xml"].replace(
        W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    files["word/other.xml"] = files.pop("word/document.xml")
    files["_rels/.rels"] = files["_rels/.rels"].replace(b"word/document.xml", b"/word/other.xml")
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    assert lines(buffer.getvalue()) == ["甲"]


# What must be refused, or read without doing what it asks for.


def archive_of(**files: str | bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_document(xml: str | bytes) -> bytes:
    return docx("", extra={"word/document.xml": xml})


def encrypted() -> bytes:
    data = bytearray(docx(p("甲")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 1)
    return bytes(data)


def lying_about_its_size() -> bytes:
    """An archive whose entry declares ten bytes and unpacks to hundreds of millions."""
    data = bytearray(with_document(b" " * 200_000_000))
    at = data.find(b"word/document.xml", data.find(b"PK\x01\x02")) - 46
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(data)


ENTITY = (
    '<!DOCTYPE x [<!ENTITY a "{}">]><w:document xmlns:w="'
    + W
    + '"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>'
)
OUTSIDE = ENTITY.replace('"{}"', 'SYSTEM "file:///etc/passwd"')


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: b"%PDF-1.7\n1 0 obj", "pdf"),
        (lambda: b"{\\rtf1 x}", "rtf"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "ole"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 2, "encrypted"),
        (encrypted, "encrypted"),
        (lambda: archive_of(**{"a.txt": "x"}), "not_word"),
        (lambda: with_document("<html/>"), "not_word"),
        (lambda: docx(p("甲"))[:400], "damaged"),
        (lambda: docx(p("甲"))[:-30], "damaged"),
        (lambda: b"PK\x03\x04 no archive", "damaged"),
        (lambda: with_document("<w:document"), "damaged"),
        (lambda: with_document("<a>" * 300), "damaged"),
        (lambda: docx("", extra={f"x{n}": "" for n in range(MOST_PARTS)}), "too_many_parts"),
        (lambda: docx("", extra={"../../etc/cron.d/x": ""}), "unsafe_names"),
        (lambda: docx("", extra={"/etc/x": ""}), "unsafe_names"),
        (lambda: docx("", extra={"C:\\x": ""}), "unsafe_names"),
        (lambda: with_document(b" " * 200_000_000), "unpacks_too_large"),
        (lying_about_its_size, "damaged"),
        (lambda: with_document(ENTITY.format("x")), "entities"),
        (lambda: with_document(OUTSIDE), "entities"),
        (lambda: docx(p("甲") * (MOST_PARAGRAPHS + 1)), "too_many_lines"),
        (lambda: docx(p(" ")), "empty"),
        (lambda: b"PK" + b"\x00" * (LARGEST_FILE + 1), "too_large"),
    ],
)  # fmt: skip
def test_hostile_and_other_files_are_refused_in_time(make: object, reason: str) -> None:
    assert callable(make)
    data = make()
    started = time.process_time()
    with pytest.raises(ImportRefused) as refused:
        read_tree(data, "agreement.docx")
    assert refused.value.reason == reason
    assert time.process_time() - started < 2


def test_macros_and_things_outside_are_left_alone() -> None:
    outside = RELATIONS.format(
        f'<Relationship Id="r1" Type="{R}/numbering" Target="http://example.invalid/n.xml" TargetMode="External"/>'
        f'<Relationship Id="r2" Type="{R}/styles" Target="file:///etc/passwd" TargetMode="External"/>'
        f'<Relationship Id="r3" Type="{R}/comments" Target="../../../etc/passwd"/>'
    )
    body = p("甲", number="1") + '<w:altChunk/><w:p><w:r><w:drawing><a:blip xmlns:a="urn:a"/></w:drawing></w:r></w:p>'
    found = read_tree(docx(body, extra={"word/_rels/document.xml.rels": outside, "word/vbaProject.bin": b"x"}))
    assert found.text.strip() == "甲"
    assert {doubt.reason for doubt in found.doubts} >= {"macros_ignored", "embedded_left_out", "pictures_left_out"}


def test_a_table_of_five_thousand_rows_is_read_in_time() -> None:
    data = docx(p("第一条 工资：") + table(row("一级", "2,380", "元", "月", "税前", "注") * 5_000))
    started = time.process_time()
    (article,) = read_tree(data).tree.clauses
    assert len(article.children[0].rows) == 5_000
    assert time.process_time() - started < 2


NUMBERINGS = [
    levels(("chineseCountingThousand", "第%1条"), ("chineseCounting", "（%2）"), ("decimal", "%3.")),
    levels(("upperRoman", "ARTICLE %1"), ("lowerLetter", "(%2)"), ("lowerRoman", "%3)")),
    levels(("decimal", "%1."), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3")),
]


@pytest.mark.parametrize("numbering", NUMBERINGS)
def test_libreoffice_counts_the_same(numbering: str, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: soffice not found")
    body = "".join(
        p(f"words{n}", number="1", level=level) for n, level in enumerate((0, 1, 1, 2, 2, 1, 0, 1, 2, 0, 0, 2))
    )
    data = docx(body, numbering=numbering)
    (tmp_path / "a.docx").write_bytes(data)
    command = [
        office,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "txt:Text (encoded):UTF8",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "a.docx")], check=True, timeout=100, capture_output=True
    )
    theirs = (tmp_path / "a.txt").read_text(encoding="utf-8-sig").split("\n")
    assert ["".join(line.split()) for line in theirs if line.strip()] == ["".join(line.split()) for line in lines(data)]


PAGE = """<html><body><h1>星河公司工资专项集体合同</h1><p>第一条 依据法律订立。</p><p>第二条 标准如下：</p>
<table border="1"><tr><td>等级</td><td>月薪</td></tr><tr><td>一级</td><td>2,380</td></tr></table>
<p>（一）按月发放；</p><p>（二）<b>足额</b>发放。</p><p>第三条 本合同一年有效。</p><p>甲方（盖章）： 乙方（盖章）：</p></body></html>"""


def test_a_file_made_by_libreoffice_is_read_like_its_page(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: soffice not found")
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--infilter=HTML (StarWriter)"]
    made = [*command, "--convert-to", "docx:Office Open XML Text", "--outdir", str(tmp_path), str(tmp_path / "a.html")]
    subprocess.run(made, check=True, timeout=100, capture_output=True)
    found, page = read_tree((tmp_path / "a.docx").read_bytes()), read_tree(PAGE.encode(), "a.html")
    shown = [
        [(one.kind, one.number, one.heading, one.text, one.rows) for one in walk(tree)]
        for tree in (found.tree, page.tree)
    ]
    assert shown[0] == shown[1]
    assert found.tree.title == "星河公司工资专项集体合同"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("oregon-afscme-deq/2023-2025.txt", "oregon-afscme-deq/2025-2027.txt"),
        ("zh-funv-quanyi-pair/2018-10-26.md", "zh-funv-quanyi-pair/2022-10-30.md"),
    ],
)
def test_what_we_write_to_word_is_read_back(reference: Callable[[str], Path], old: str, new: str) -> None:
    trees = [read_tree(reference(f"agreements/{name}").read_bytes(), name).tree for name in (old, new)]
    papers = [read_tree(word(tree)) for tree in trees]
    assert [unit_names(paper.tree) for paper in papers] == [unit_names(tree) for tree in trees]
    # A paper begins with its title, which a text may have or not.
    assert all(
        squeezed(words(paper.tree)).endswith(squeezed(words(tree))) for paper, tree in zip(papers, trees, strict=True)
    )
    redline = read_tree(redline_word(trees[0], trees[1]))
    assert squeezed(redline.text) == squeezed(papers[0].text)
    assert squeezed(accepted(redline)) == squeezed(papers[1].text)
    assert len(redline.proposals) > 100


def unit_names(tree: Tree) -> list[tuple[str, str, str]]:
    return [(unit.clause.kind, unit.number, unit.heading) for unit in units(tree)]


def squeezed(text: str) -> str:
    return "".join(text.split())


RUNS = st.lists(
    st.tuples(st.sampled_from(["stays", "in", "out"]), st.text("甲乙 a1。", min_size=1, max_size=4)), max_size=4
)
PARAGRAPHS = st.lists(st.tuples(RUNS, st.sampled_from(["stays", "in", "out"])), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None)
@given(PARAGRAPHS)
def test_proposals_lead_from_the_rejected_to_the_accepted_text(
    paragraphs: list[tuple[list[tuple[str, str]], str]],
) -> None:
    make = {"stays": r, "in": ins, "out": dele}
    marks = {"stays": "", "in": f"<w:ins {ME}/>", "out": f"<w:del {ME}/>"}
    # The end of the last paragraph cannot be tracked.
    body = "".join(
        p("<w:r/>" + "".join(make[how](text) for how, text in runs), mark=marks[end]) for runs, end in paragraphs
    ) + p("尾")
    found = read_tree(docx(body))

    def result(left_out: str) -> str:
        kept = (
            "".join(words for how, words in runs if how != left_out) + ("" if end == left_out else "\n")
            for runs, end in paragraphs
        )
        return "".join([*kept, "尾"])

    assert ended(found.text) == ended(result("in"))
    assert ended(accepted(found)) == ended(result("out"))


def ended(text: str) -> str:
    """A text without blanks at its line ends and blank lines at its ends."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def test_all_words_are_in_the_tree() -> None:
    numbering = levels(("chineseCountingThousand", "第%1条"), ("chineseCounting", "（%2）"))
    body = (
        p("星河公司集体合同")
        + p("工资。", number="1")
        + p("甲；", number="1", level=1)
        + table(row("a", "b"), row("c", "d"))
    )
    found = read_tree(docx(body, numbering=numbering))
    assert "".join(words(found.tree).split()) == "".join(found.text.split())
    assert [clause.kind for clause in walk(found.tree)] == ["preamble", "article", "item", "table"]
