"""The comparison page: what it shows of two versions and two files, and to whom."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import pytest

from agreements.commands.texts import SaveVersion, StartText
from agreements.rules.stored import stored
from agreements.rules.tree import Clause, Tree
from agreements.rules.words import AgreementKind
from tests.cases.negotiation.conftest import Browser, Case
from workbench.kernel import NOBODY, new_id

PAY = Clause("article", "第二条", "工资", "月工资4000元。\n每月5日发放。", printed="第二条 工资")
SCALE = Clause("table", rows=(("岗位", "元"), ("一级", "4000"), ("二级", "4300")))
OLD = Tree("集体合同", "zh", (
    Clause("article", "第一条", "目的", "为了协商。", printed="第一条 目的"),
    PAY,
    Clause("article", "第三条", "押金", "新职工交押金三百元，离职时退还。", printed="第三条 押金"),
    Clause("annex", "附件", "工资表", printed="附件 工资表", children=(SCALE,)),
))  # fmt: skip
NEW = Tree("集体合同", "zh", (
    OLD.clauses[0],
    replace(PAY, text="月工资4250元。\n每月5日发放。"),
    Clause("article", "第三条", "夜班", "夜班每次补贴四十元，次月发放，不得折抵。", printed="第三条 夜班"),
    replace(OLD.clauses[3], children=(replace(SCALE, rows=(("岗位", "元"), ("一级", "4250"), ("二级", "4300"), ("三级", "4700"))),)),
))  # fmt: skip


@dataclass
class Two:
    """Two versions of a text kept somewhere."""

    old: str
    new: str

    def path(self, ending: str = "", **more: str) -> str:
        """Return the address of the comparison."""
        extra = "".join(f"&{name}={value}" for name, value in more.items())
        return f"/texts/compare{ending}?old={self.old}&new={self.new}{extra}"


def kept(case: Case, by: str, place: str) -> Two:
    """Keep both versions of the text at a place."""
    start = StartText(
        place=f"bargaining/{case.id}/{place}", title="集体合同", kind=AgreementKind.WAGE, tree=stored(OLD)
    )
    first = case.do(by, start)
    second = case.do(by, SaveVersion(text=first["text"], base=first["version"], tree=stored(NEW)))
    return Two(first["version"], second["version"])


@pytest.fixture
def two(case: Case) -> Two:
    """Two versions at the table."""
    return kept(case, "r1", "table")


def page(browser: Browser, case: Case, name: str, path: str) -> str:
    browser.actor = case.people[name]
    answer = browser.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.text[:2000]
    return unescape(answer.text)


def upload(browser: Browser, old: tuple[bytes, str], new: tuple[bytes, str], **more: str) -> Any:
    files = {"old": (io.BytesIO(old[0]), old[1]), "new": (io.BytesIO(new[0]), new[1])}
    answer = browser.post("/texts/compare", {**files, **more}, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # the test client leaves large bodies open
    return answer


@pytest.mark.parametrize("view", ["changes", "inline", "side", "nonsense"])
def test_every_clause_is_on_the_map_and_every_change_in_the_list(
    browser: Browser,
    case: Case,
    two: Two,
    view: str,
) -> None:
    html = page(browser, case, "o1", two.path(view=view))
    assert "第一条 目的: unchanged" in html
    assert "第二条 工资: edited" in html
    assert "第三条 押金: removed" in html
    assert "第三条 夜班: added" in html
    assert "附件 工资表: edited" in html
    assert "4 clauses of 5 differ." in html
    assert "1 is the same, word for word." in html


def test_the_list_of_texts_leads_to_the_comparison_of_files(browser: Browser, case: Case) -> None:
    assert 'href="/texts/compare"' in page(browser, case, "u1", "/texts")


def test_changes_only_folds_what_stayed(browser: Browser, case: Case, two: Two) -> None:
    changes = page(browser, case, "u1", two.path(view="changes"))
    inline = page(browser, case, "u1", two.path(view="inline"))
    assert "1 clause unchanged: 第一条" in changes
    assert "为了协商。" not in changes
    assert "为了协商。" in inline
    assert "1 paragraph unchanged" in changes
    assert "<del>4000</del>" in "".join(changes.split('<span class="aloud">removed </span>'))
    assert "<ins>4250</ins>" in "".join(changes.split('<span class="aloud">added </span>'))


@pytest.mark.parametrize("view", ["changes", "inline", "side"])
def test_words_that_take_the_place_of_a_table_are_shown(browser: Browser, case: Case, view: str) -> None:
    flat = Clause("annex", "附件", "工资表", "岗位 元\n一级 4000\n二级 4300\n三级 7000", printed="附件 工资表")
    start = StartText(place=f"bargaining/{case.id}/table", title="集体合同", kind=AgreementKind.WAGE, tree=stored(OLD))
    first = case.do("r1", start)
    flattened = stored(replace(OLD, clauses=(*OLD.clauses[:3], flat)))
    second = case.do("r1", SaveVersion(text=first["text"], base=first["version"], tree=flattened))
    two = Two(first["version"], second["version"])
    assert "7000" in page(browser, case, "u1", two.path(view=view))
    assert "7000" in page(browser, case, "u1", two.path("/summary"))


def test_tables_are_shown_row_by_row_and_cell_by_cell(browser: Browser, case: Case, two: Two) -> None:
    html = page(browser, case, "u1", two.path(view="inline"))
    assert "<ins>4250</ins><del>4000</del>" in html
    assert "row added </span>三级" in html
    assert "\t" not in html.partition("compare-text")[2]


def test_a_column_that_went_and_one_that_came_are_marked_as_columns(browser: Browser, case: Case, two: Two) -> None:
    wide = replace(SCALE, rows=(("岗位", "津贴", "元"), ("一级", "80", "4250"), ("二级", "90", "4300")))
    start = StartText(place=f"bargaining/{case.id}/table", title="集体合同", kind=AgreementKind.WAGE, tree=stored(OLD))
    first = case.do("r1", start)
    tree = stored(replace(OLD, clauses=(*OLD.clauses[:3], replace(OLD.clauses[3], children=(wide,)))))
    second = case.do("r1", SaveVersion(text=first["text"], base=first["version"], tree=tree))
    came = page(browser, case, "u1", Two(first["version"], second["version"]).path(view="changes"))
    assert "column added </span><ins>津贴</ins>" in came
    assert '<td class="column-ins"><ins>80</ins></td><td><ins>4250</ins><del>4000</del></td>' in came
    summary = page(browser, case, "u1", Two(first["version"], second["version"]).path("/summary"))
    assert "column added: 津贴" in summary
    assert "1 figure of the table changed" in summary
    assert "0 row" not in summary
    went = page(browser, case, "u1", Two(second["version"], first["version"]).path(view="changes"))
    assert "column removed </span><del>津贴</del>" in went
    assert '<td class="column-del"><del>80</del></td>' in went


def test_side_by_side_has_each_text_in_its_column(browser: Browser, case: Case, two: Two) -> None:
    html = page(browser, case, "u1", two.path(view="side"))
    assert "Not in the old text" in html
    assert "Not in the new text" in html
    columns = html.partition('<div class="beside">')[2]
    left, right = columns.split('<div class="agreement" lang="zh-Hans">')[1:3]
    assert "<ins>" not in left
    assert "<del>" not in right


def test_a_table_in_which_nothing_changed_is_a_table_side_by_side(browser: Browser, case: Case, two: Two) -> None:
    html = page(browser, case, "u1", Two(two.old, two.old).path(view="side"))
    assert "\t" not in html.partition("compare-text")[2]
    assert html.count("<td>二级</td>") == 2, "for wide screens and for narrow ones"


def test_the_same_text_has_no_difference(browser: Browser, case: Case, two: Two) -> None:
    html = page(browser, case, "u1", Two(two.new, two.new).path())
    assert "No difference" in html
    assert "<ins>" not in html.partition("compare-text")[2]


def test_what_is_downloaded_is_the_same_comparison(browser: Browser, case: Case, two: Two) -> None:
    browser.actor = case.people["e1"]
    value = json.loads(browser.get(two.path(".json")).data)
    assert value["summary"] == {
        **dict.fromkeys(value["summary"], 0),
        "unchanged": 1,
        "edited": 2,
        "added": 1,
        "removed": 1,
    }
    document = zipfile.ZipFile(io.BytesIO(browser.get(two.path(".docx")).data)).read("word/document.xml").decode()
    assert "<w:ins " in document
    assert "<w:del " in document
    assert "夜班" in document
    assert "押金" in document


def test_the_redline_is_printed(browser: Browser, case: Case, two: Two) -> None:
    browser.actor = case.people["o1"]
    answer = browser.get(two.path(".pdf"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")


@pytest.mark.parametrize("ending", ["", ".json", ".docx", ".pdf", "/summary"])
def test_what_may_not_be_read_is_not_there(browser: Browser, case: Case, two: Two, ending: str) -> None:
    own = kept(case, "u1", "caucus/labour")
    case.people["x"] = case.hall.person("x", "union")
    for name, versions in (
        ("e1", own), ("r1", own), ("m1", Two(two.old, own.new)), ("e1", Two(own.old, two.new)), ("x", two),
        ("u1", Two(two.old, new_id())), ("u1", Two("x" * 500, "../")), ("u1", Two(two.old, "")),
    ):  # fmt: skip
        browser.actor = case.people[name]
        assert browser.get(versions.path(ending)).status_code == 404, (name, versions)
    browser.actor = case.people["u1"]
    assert browser.get(Two(two.old, own.new).path(ending)).status_code == 200


def test_a_comparison_with_a_sides_own_text_is_framed_as_private(browser: Browser, case: Case, two: Two) -> None:
    own = kept(case, "u1", "caucus/labour")
    assert 'data-private="labour"' in page(browser, case, "u1", Two(two.old, own.new).path())
    assert 'data-private="labour"' in page(browser, case, "u1", Two(own.old, two.new).path())
    assert "data-private" not in page(browser, case, "u1", two.path())


# Two files


OLD_FILE = (b"Article 1 Pay\nPay is 4,000 a month.\n\nArticle 2 Leave\nTen days a year.\n", "old.txt")
NEW_FILE = (b"Article 1 Pay\nPay is 4,250 a month.\n\nArticle 2 Leave\nTen days a year.\n", "new.txt")


def test_two_files_are_compared_and_not_kept(browser: Browser, case: Case) -> None:
    html = page(browser, case, "u1", "/texts/compare")
    assert 'name="old"' in html
    answer = upload(browser, OLD_FILE, NEW_FILE)
    assert answer.status_code == 200
    assert "4,250" in answer.text
    assert "old.txt" in answer.text
    assert json.loads(upload(browser, OLD_FILE, NEW_FILE, **{"as": "json"}).data)["summary"]["edited"] == 1
    assert upload(browser, OLD_FILE, NEW_FILE, **{"as": "docx"}).data.startswith(b"PK")
    assert not [file for file in browser.house.config.files.rglob("*") if file.is_file()]


@pytest.mark.parametrize(("old", "new", "status"), [
    ((b"", "a.txt"), NEW_FILE, 422),
    (OLD_FILE, (b"\x00\x01\x02" * 99, "b.txt"), 422),
    (OLD_FILE, (b"x" * 5_000_001, "b.txt"), 413),
    ((b"x", ""), NEW_FILE, 422),
    ((b"hello", "a\u202etxt.txt"), NEW_FILE, 422),
])  # fmt: skip
def test_bad_files_are_refused_in_words(
    browser: Browser,
    case: Case,
    old: tuple[bytes, str],
    new: tuple[bytes, str],
    status: int,
) -> None:
    browser.actor = case.people["u1"]
    answer = upload(browser, old, new)
    assert answer.status_code == status
    assert 'href="/texts/compare"' in answer.text


def test_markup_in_a_file_stays_text(browser: Browser, case: Case) -> None:
    browser.actor = case.people["u1"]
    hostile = (b'Article 1 <script>alert(1)</script>\n"><img src=x onerror=alert(1)>\n', "<b>.txt")
    html = upload(browser, OLD_FILE, hostile).text
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "<b>.txt" not in html


def test_strangers_compare_nothing(browser: Browser) -> None:
    browser.actor = NOBODY
    assert browser.get("/texts/compare").status_code == 303
    assert upload(browser, OLD_FILE, NEW_FILE).status_code in (303, 401, 404)


def test_another_sites_form_is_refused(browser: Browser, case: Case) -> None:
    browser.actor = case.people["u1"]
    files = {"old": (io.BytesIO(b"x"), "a.txt"), "new": (io.BytesIO(b"y"), "b.txt")}
    assert browser.client.post("/texts/compare", data={"_csrf": "guess", **files}).status_code == 403


# The summary for members


def test_the_summary_names_what_is_added_revised_and_deleted(browser: Browser, case: Case, two: Two) -> None:
    html = page(browser, case, "o1", two.path("/summary"))
    added, revised, deleted = (html.index(f"<h2>{word}") for word in ("Additions", "Revisions", "Deletions"))
    assert added < html.index("夜班每次补贴四十元") < revised
    assert revised < html.index("月工资4250元") < deleted < html.index("离职时退还")
    assert "1 row added" in html
    assert "为了协商" not in html
    assert "No difference" in page(browser, case, "o1", Two(two.old, two.old).path("/summary"))
