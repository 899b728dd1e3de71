"""The public version: what is left out of it, and who may make one."""

from __future__ import annotations

import io
import zipfile

from agreements.commands.texts import StartText
from agreements.rules.stored import stored
from agreements.rules.tree import Clause, Tree
from agreements.rules.words import AgreementKind
from tests.cases.negotiation.conftest import Browser, Case
from workbench.kernel import new_id

TEXT = Tree("工资协议", "zh", (
    Clause("article", "第一条", "工资", "月工资4000元。由段文轩负责核对，电话13912345678。", printed="第一条 工资"),
    Clause("signature", text="企业方首席代表：顾念慈"),
))  # fmt: skip


def kept(case: Case, by: str, place: str) -> str:
    start = StartText(
        place=f"bargaining/{case.id}/{place}", title=TEXT.title, kind=AgreementKind.WAGE, tree=stored(TEXT)
    )
    return f"/texts/versions/{case.do(by, start)['version']}/public"


def test_what_points_to_a_person_is_taken_out(browser: Browser, case: Case) -> None:
    path = kept(case, "r1", "table")
    browser.actor = case.people["u1"]
    html = browser.get(path).text
    assert "月工资4000元" in html
    assert "13912345678" not in html
    assert "顾念慈" not in html
    assert "段文轩" in html


def test_names_that_were_given_are_taken_out_of_the_word_file(browser: Browser, case: Case) -> None:
    path = kept(case, "r1", "table")
    browser.actor = case.people["u1"]
    answer = browser.post(path, {"names": "段文轩\n", "act": "docx"})
    document = zipfile.ZipFile(io.BytesIO(answer.data)).read("word/document.xml").decode()
    assert "4000" in document
    assert "段文轩" not in document
    assert "13912345678" not in document


def test_the_other_side_cannot_make_one_of_a_private_text(browser: Browser, case: Case) -> None:
    path = kept(case, "u1", "caucus/labour")
    browser.actor = case.people["e1"]
    absent = f"/texts/versions/{new_id()}/public"
    assert [browser.get(one).status_code for one in (path, absent)] == [404, 404]
    assert [browser.post(one, {"act": "docx"}).status_code for one in (path, absent)] == [404, 404]
