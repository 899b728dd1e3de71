"""PDF: what is on the paper, what is inside the file, and that it is the same every time."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from agreements.documents.pdf import Edition, agreement_paper, pdf, redline_paper, redline_pdf
from agreements.rules.tree import Clause, Tree, canonical, from_json, tree_key
from tests.cases.documents.trees import WAGES_AFTER, article, chinese, english
from workbench.documents import make_pdf

PARTIES = (("甲方（企业方）", "鲁岳机械制造有限公司"), ("乙方（职工方）", "鲁岳机械制造有限公司工会委员会"))
MADE = date(2026, 4, 16)


def printed(data: bytes, folder: Path, *options: str) -> str:
    """Return the text of a PDF as it is read."""
    if not shutil.which("pdftotext"):
        pytest.skip("poppler-utils is not installed")
    file = folder / "paper.pdf"
    file.write_bytes(data)
    done = subprocess.run(["pdftotext", *options, file, "-"], capture_output=True, text=True, check=True)
    return done.stdout


def enclosed(data: bytes, folder: Path) -> dict[str, bytes]:
    """Return the files inside a PDF."""
    if not shutil.which("pdfdetach"):
        pytest.skip("poppler-utils is not installed")
    file = folder / "paper.pdf"
    file.write_bytes(data)
    subprocess.run(["pdfdetach", "-saveall", "-o", folder, file], check=True, capture_output=True)
    return {one.name: one.read_bytes() for one in folder.iterdir() if one != file}


def long() -> Tree:
    """An agreement of thirty named articles."""
    articles = [article(n, f"第{n}件事情由双方协商确定。" * 12, heading=f"第{n}件事情") for n in range(1, 31)]
    return Tree("集体合同", "zh", tuple(articles))


def test_the_paper_has_parties_text_pages_and_the_number_of_its_contents(tmp_path: Path) -> None:
    text = printed(pdf(chinese(), Edition(parties=PARTIES, verify="https://example.org/c", made=MADE)), tmp_path)
    words = re.sub(r"\s", "", text)
    for said in (
        "工资专项集体合同",
        "鲁岳机械制造有限公司工会委员会",
        "年度工资增长幅度",
        "5,620.50",
        "第2页共3页",
        "https://example.org/c",
    ):
        assert said in words, said
    assert tree_key(chinese()).upper() in words
    assert "草案" not in words


def test_a_draft_says_so_on_every_page_in_the_language_of_the_agreement(tmp_path: Path) -> None:
    drafts = [(chinese(), "草案"), (english(), "Draft")]
    for tree, word in drafts:
        pages = printed(pdf(tree, Edition(draft=True)), tmp_path).strip("\f\n").split("\f")
        # What is printed aslant is read letter by letter.
        assert all(set(word) <= set(page.split("\n")) for page in pages)
        assert not set(word) <= set(printed(pdf(tree), tmp_path).split("\n"))


def test_the_data_is_inside_and_is_the_agreement(tmp_path: Path) -> None:
    data = pdf(chinese(), Edition(made=MADE))
    inside = enclosed(data, tmp_path)
    assert inside["agreement.json"] == canonical(chinese())
    assert from_json(json.loads(inside["agreement.json"])) == chinese()
    assert etree.fromstring(inside["agreement.akn.xml"]).tag.endswith("akomaNtoso")
    for mark in (b"/AFRelationship /Data", b"/StructTreeRoot", b"/OutputIntents", b"/Lang"):
        assert mark in make_open(data), mark


def make_open(data: bytes) -> bytes:
    """Return a PDF with its compressed streams opened."""
    import zlib

    found = [data]
    for stream in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            found.append(zlib.decompress(stream[1]))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_it_claims_pdf_a_3(tmp_path: Path) -> None:
    meta = make_open(pdf(chinese()))
    assert b"<pdfaid:part>3</pdfaid:part>" in meta or b'pdfaid:part="3"' in meta


def test_the_same_agreement_gives_the_same_bytes() -> None:
    edition = Edition(parties=PARTIES, draft=True, verify="https://example.org/c", made=MADE)
    assert pdf(chinese(), edition) == pdf(chinese(), edition)


def test_a_long_agreement_has_contents_bookmarks_and_the_clause_at_the_head_of_its_pages(tmp_path: Path) -> None:
    data = pdf(long())
    first, *others = printed(data, tmp_path, "-layout").split("\f")
    assert "目录" in first
    assert "第三十条 第30件事情" in first
    assert any(re.match(r"\s*集体合同\s+第\S+条 第\d+件事情", page) for page in others)
    assert "第3页" in re.sub(r"\s", "", others[1])
    assert b"/Outlines" in make_open(data)
    assert "目录" not in printed(pdf(chinese()), tmp_path)


def test_a_long_table_repeats_its_head(tmp_path: Path) -> None:
    rows = (("岗位", "月工资（元）"), *((f"岗位{n}", f"{5000 + n:,}") for n in range(90)))
    tree = Tree(
        "工资表",
        "zh",
        (Clause("annex", "附件1", "工资表", printed="附件1　工资表", children=(Clause("table", rows=rows),)),),
    )
    pages = printed(pdf(tree), tmp_path).strip("\f").split("\f")
    assert len(pages) > 2
    assert all("月工资（元）" in page for page in pages[:-1])


def test_the_redline_shows_both_texts_and_says_what_marks_them(tmp_path: Path) -> None:
    old, new = chinese(), replace(chinese(WAGES_AFTER), title="2027年工资专项集体合同")
    data = redline_pdf(old, new, edition=Edition(made=MADE))
    words = re.sub(r"\s", "", printed(data, tmp_path))
    for said in ("删除的文字加删除线", "6,180", "6,240", "数控车工", "与《工资专项集体合同》比较"):
        assert said in words, said
    assert json.loads(enclosed(data, tmp_path)["comparison.json"])["same"] is False


def test_words_are_words_and_never_markup() -> None:
    hostile = '<img src="https://attacker.example/x.png"><script>1</script>{{ 7*7 }}'
    tree = Tree(hostile, "zh", (article(1, hostile, heading=hostile), Clause("table", rows=((hostile, "1"),))))
    for paper in (agreement_paper(tree, Edition(parties=((hostile, hostile),))), redline_paper(chinese(), tree)):
        assert "<img" not in paper.html
        assert "<script" not in paper.html
        assert "49" not in re.sub(r"[0-9A-F]{8}", "", paper.html.partition("<main>")[2].partition("<footer")[0])
        assert make_pdf(paper.html, paper.style).startswith(b"%PDF")
