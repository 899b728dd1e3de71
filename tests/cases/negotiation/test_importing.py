"""Importing clauses: by command, and through the preview page, with files people really have and files nobody should send."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from agreements.commands.texts import StartText
from agreements.models import TextVersion
from agreements.rules.reading import read_tree
from agreements.rules.stored import restored, stored
from agreements.rules.tree import Clause, Kind, Tree, Unit, units
from agreements.rules.words import AgreementKind
from negotiation.commands.importing import ChosenClause, ImportIssues
from negotiation.events.importing import IssuesImported
from negotiation.models import Bargaining, Issue
from negotiation.rules.importing import LONGEST_TEXT, MOST_CLAUSES, offered
from tests.cases.negotiation.conftest import Browser, Case
from workbench.kernel import Committed

SOURCE = "0" * 64
ARTICLES = "第一章 总则\n\n第一条 【目的】为了协商。\n第二条 工资按月发放。\n第四条 本合同一式两份。\n"


def importing(case: Case, *clauses: ChosenClause) -> ImportIssues:
    return ImportIssues(bargaining=case.id, source=SOURCE, file_name="old.txt", clauses=list(clauses))


def issues(case: Case) -> list[Issue]:
    with case.hall.door.store.reading() as session:
        return list(session.scalars(select(Issue).order_by(Issue.ordinal)))


# The command


@pytest.mark.parametrize(
    ("opening", "take"),
    [("# 集体合同", False), ("# 集体合同\n\n本合同依法订立。", True), ("本合同依法订立。", True)],
)
def test_the_title_of_an_agreement_is_no_issue_beforehand(opening: str, take: bool) -> None:
    preamble, article = offered(units(read_tree(f"{opening}\n\n第一条 甲。\n".encode(), "a.md").tree))
    assert (preamble.kind, preamble.take, article.take) == ("preamble", take, True)


def test_clauses_become_open_issues_with_their_text_in_force(case: Case) -> None:
    told: list[Committed] = []
    case.hall.door.on_commit(told.extend)
    first = ChosenClause(number="第一条", heading="目的", part="第一章 总则", text="为了协商。")
    case.do("u1", importing(case, first, ChosenClause(heading="报酬")))
    case.do("r1", importing(case, ChosenClause(heading="third")))
    rows = issues(case)
    assert [(row.ordinal, row.clause_number, row.heading, row.part, row.current_text) for row in rows] == [
        (1, "第一条", "目的", "第一章 总则", "为了协商。"),
        (2, "", "报酬", "", ""),
        (3, "", "third", "", ""),
    ]
    assert {row.standing for row in rows} == {"open"}
    assert {row.stream for row in rows} == {f"bargaining/{case.id}/table"}
    event = told[0].event
    assert isinstance(event, IssuesImported)
    assert (event.source, event.file_name, event.count) == (SOURCE, "old.txt", 2)
    assert [(one.issue, one.ordinal, one.current_text) for one in event.issues] == [
        (rows[0].id, 1, "为了协商。"),
        (rows[1].id, 2, ""),
    ]


@pytest.mark.parametrize("name", ["u3", "o1", "m1", "g1"])
def test_who_may_not_add_an_issue_may_not_import(case: Case, name: str) -> None:
    assert case.refusal(name, importing(case, ChosenClause(heading="x"))) in {"not_your_role", "no_mandate"}


def test_a_stranger_finds_nothing_to_import_into(case: Case) -> None:
    case.people["x"] = case.hall.person("x", "union")
    assert case.refusal("x", importing(case, ChosenClause(heading="x"))) == "absent"


def test_the_list_is_bounded(case: Case) -> None:
    with pytest.raises(ValidationError):
        importing(case)
    with pytest.raises(ValidationError):
        importing(case, *[ChosenClause(heading="x")] * (MOST_CLAUSES + 1))
    with pytest.raises(ValidationError):
        ChosenClause(heading="x", text="字" * (LONGEST_TEXT + 1))
    case.do("u1", importing(case, *[ChosenClause(heading="x")] * MOST_CLAUSES))
    assert case.refusal("u1", importing(case, ChosenClause(heading="x"))) == "list_full"
    assert len(issues(case)) == MOST_CLAUSES


# The pages


@pytest.fixture
def path(case: Case) -> str:
    return f"/bargainings/{case.id}/import"


def upload(browser: Browser, path: str, data: bytes, name: str = "agreement.txt") -> Any:
    answer = browser.post(path, {"file": (io.BytesIO(data), name)}, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # the test client leaves large bodies open
    return answer


def fields_of(page: str) -> dict[str, Any]:
    """Return what a browser would send back from the preview when nothing is changed."""
    form: dict[str, Any] = {"take": re.findall(r'name="take" value="(\d+)" checked', page)}
    for name, value in re.findall(r'name="((?:number|heading|part)-\d+|source|_key)"[^>]*? value="([^"]*)"', page):
        form[name] = unescape(value)
    return form


def test_a_file_is_shown_before_anything_is_put_on_the_list(case: Case, browser: Browser, path: str) -> None:
    browser.actor = case.people["u1"]
    assert browser.get(path).status_code == 200
    page = upload(browser, path, ARTICLES.encode())
    assert page.status_code == 200
    assert "工资按月发放。" in page.text
    assert "第三条" in page.text  # the missing number is doubted
    assert issues(case) == []
    answer = browser.post(f"{path}/chosen", fields_of(page.text))
    assert (answer.status_code, answer.location) == (303, f"/bargainings/{case.id}/table")
    assert [(row.clause_number, row.heading, row.current_text) for row in issues(case)] == [
        ("第一条", "目的", "为了协商。"),
        ("第二条", "工资按月发放。", "工资按月发放。"),
        ("第四条", "本合同一式两份。", "本合同一式两份。"),
    ]
    assert issues(case)[0].part.startswith("第一章")


def test_only_what_is_ticked_is_taken_under_the_names_typed(case: Case, browser: Browser, path: str) -> None:
    browser.actor = case.people["e2"]
    form = fields_of(upload(browser, path, ARTICLES.encode()).text)
    second = form["take"][1]
    browser.post(f"{path}/chosen", {**form, "take": [second, "999"], f"heading-{second}": "Pay day"})
    assert [(row.heading, row.current_text) for row in issues(case)] == [("Pay day", "工资按月发放。")]
    assert browser.post(f"{path}/chosen", {**form, "take": []}).status_code == 422
    assert browser.post(f"{path}/chosen", {**form, f"heading-{second}": ""}).status_code == 422
    assert len(issues(case)) == 1


def test_a_repeated_answer_imports_once(case: Case, browser: Browser, path: str) -> None:
    browser.actor = case.people["u1"]
    form = fields_of(upload(browser, path, ARTICLES.encode()).text)
    for _time in range(2):
        assert browser.post(f"{path}/chosen", form).status_code == 303
    assert len(issues(case)) == 3


def test_another_persons_preview_is_not_taken(case: Case, browser: Browser, path: str) -> None:
    browser.actor = case.people["u1"]
    form = fields_of(upload(browser, path, ARTICLES.encode()).text)
    browser.actor = case.people["e1"]
    assert browser.post(f"{path}/chosen", form).status_code == 409
    browser.actor = case.people["u1"]
    assert browser.post(f"{path}/chosen", {**form, "source": form["source"] + "x"}).status_code == 409
    assert browser.post(f"{path}/chosen", {"take": "0"}).status_code == 409
    assert issues(case) == []


def test_strangers_and_readers_read_no_file(case: Case, browser: Browser, path: str) -> None:
    browser.actor = case.hall.person("x", "union", "house")
    assert browser.get(path).status_code == 404
    assert upload(browser, path, ARTICLES.encode()).status_code == 404
    assert browser.post(f"{path}/chosen", {"take": "0"}).status_code == 404
    browser.actor = case.people["o1"]
    assert browser.get(path).status_code == 200
    assert upload(browser, path, ARTICLES.encode()).status_code == 403
    assert not [file for file in browser.house.config.files.rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    ("data", "name", "status"),
    [
        (b"", "a.txt", 422),
        (b" \n\n", "a.txt", 422),
        (b"%PDF-1.7 x", "a.txt", 422),
        (b"PK\x03\x04 docx", "a.md", 422),
        (b"\x00\x01\x02" * 99, "a.txt", 422),
        (b"\xff\xff\xff\xfe\x81", "a.txt", 422),
        (b"hello", "a.exe", 422),
        (b"hello", "a.txt\x00.exe", 422),
        (b"hello", "a\u202etxt.txt".encode().decode("utf-8"), 422),
        (b"x" * 5_000_001, "a.txt", 413),
        (b"<div>" * 100_000 + b"x", "a.html", 422),
        (("e" + "\u0301" * 400).encode(), "a.txt", 422),
    ],
)
def test_hostile_files_are_refused_in_words(
    case: Case, browser: Browser, path: str, data: bytes, name: str, status: int
) -> None:
    browser.actor = case.people["u1"]
    answer = upload(browser, path, data, name)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert f'href="{path}"' in answer.text
    assert issues(case) == []


def test_nothing_in_a_file_becomes_markup_of_the_page(case: Case, browser: Browser, path: str) -> None:
    browser.actor = case.people["u1"]
    text = '第一条 <script>alert(1)</script> "><img src=x onerror=alert(1)>\n第二条 \u202e反\u200b话。\n'
    page = upload(browser, path, text.encode(), "<b>.txt")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert "<b>.txt" not in page.text
    browser.post(f"{path}/chosen", fields_of(page.text))
    assert issues(case)[1].current_text == "\ufffd反话。"


def test_markup_of_html_is_left_out_and_said(case: Case, browser: Browser, path: str) -> None:
    browser.actor = case.people["u1"]
    html = "<html><body><p>Article 1 Pay</p><p>Paid monthly.</p><script>evil()</script></body></html>"
    page = upload(browser, path, html.encode(), "old.html")
    assert page.status_code == 200
    assert "evil()" not in page.text
    browser.post(f"{path}/chosen", fields_of(page.text))
    assert issues(case)[0].current_text == "Paid monthly."


def test_an_upload_from_another_site_is_refused(case: Case, browser: Browser, path: str) -> None:
    browser.actor = case.people["u1"]
    answer = browser.client.post(path, data={"_csrf": "guess", "file": (io.BytesIO(b"x"), "a.txt")})
    assert answer.status_code == 403


REFERENCES = [
    ("agreements/zh-model-texts/quzhou-wage-agreement-model.txt", 10),
    ("agreements/zh-model-texts/zhejiang-women-workers-A.txt", 1),  # one long line: doubted, not divided
    ("agreements/zh-model-texts/zhejiang-women-workers-B.txt", 10),
    ("agreements/zh-wage-negotiation-regulations-siblings/shandong-2016.md", 40),
    ("agreements/oregon-afscme-deq/2023-2025.txt", 50),
]


@pytest.mark.parametrize(("relative", "least"), REFERENCES)
def test_reference_texts_are_imported_word_for_word(
    case: Case, browser: Browser, path: str, reference: Callable[[str], Path], relative: str, least: int
) -> None:
    file = reference(relative)
    browser.actor = case.people["r1"]
    page = upload(browser, path, file.read_bytes(), file.name)
    assert page.status_code == 200
    form = fields_of(page.text)
    assert browser.post(f"{path}/chosen", form).status_code == 303
    rows = issues(case)
    assert len(rows) == len(form["take"]) >= least
    found = read_tree(file.read_bytes(), file.name)
    left_out = {line.line for line in found.furniture}
    lines = [line for at, line in enumerate(found.text.split("\n"), start=1) if at not in left_out]
    words = re.sub(r"\s+", "", "".join(lines))
    for row in rows:
        for line in row.current_text.split("\n"):
            assert re.sub(r"\s+", "", line) in words
    with case.hall.door.store.reading() as session:
        assert session.scalar(select(func.count(Issue.id.distinct()))) == len(rows)


def unit(kind: Kind, text: str, number: str = "", heading: str = "", part: str = "") -> Unit:
    return Unit(Clause(kind, number, heading, text, id=number), part, 0, text)


def test_offers_cut_names_and_never_texts() -> None:
    units = [
        unit("article", "text", "n" * 60, "h" * 300, "p" * 300),
        unit("article", "字" * (LONGEST_TEXT + 1)),
        unit("contents", "contents"),
    ]
    long, huge, contents = offered(units)
    assert (len(long.part), len(long.number), len(long.heading)) == (120, 40, 200)
    assert (huge.too_long, huge.take, len(huge.text)) == (True, False, LONGEST_TEXT + 1)
    assert len(huge.heading) <= 24
    assert not contents.take


def test_what_is_on_the_list_is_not_offered_again() -> None:
    first, second = offered([unit("article", "a", "1"), unit("article", "b", "2")], frozenset({"1"}))
    assert (first.listed, first.take) == (True, False)
    assert (second.listed, second.take) == (False, True)


def test_a_markdown_sign_is_no_part_of_a_name_or_a_text() -> None:
    source = "# 集体合同\n本合同依法订立。\n\n## 第一章 报酬\n\n### 第一条 工资\n每月 #1 账户发放。\n"
    preamble, article = offered(units(read_tree(source.encode(), "a.md").tree))
    assert (preamble.heading, preamble.text) == ("集体合同", "集体合同\n本合同依法订立。")
    assert (article.part, article.heading, article.text) == ("第一章 报酬", "工资", "每月 #1 账户发放。")


# The agreement in force


def base_of(case: Case) -> str | None:
    found: Bargaining = case.hall.find(select(Bargaining).where(Bargaining.id == case.id))
    return found.base_version


def test_the_whole_text_is_kept_at_the_table_and_issues_name_its_clauses(
    case: Case, browser: Browser, path: str
) -> None:
    browser.actor = case.people["u1"]
    form = fields_of(upload(browser, path, ARTICLES.encode()).text)
    browser.post(f"{path}/chosen", {**form, "take": form["take"][1:]})
    version: TextVersion = case.hall.find(select(TextVersion).where(TextVersion.id == base_of(case)))
    with case.hall.door.store.reading() as session:
        tree = restored(session.scalars(select(TextVersion.tree)).one())
    assert version.stream == f"bargaining/{case.id}/table"
    clauses = {one.clause.id: one for one in units(tree)}
    assert len(clauses) >= 3
    rows = issues(case)
    assert [clauses[str(row.clause)].number for row in rows] == ["第二条", "第四条"]
    assert [clauses[str(row.clause)].text for row in rows] == [row.current_text for row in rows]


def test_a_stored_text_is_picked_and_its_clauses_are_listed_once(case: Case, browser: Browser, path: str) -> None:
    browser.actor = case.people["r1"]
    form = fields_of(upload(browser, path, ARTICLES.encode()).text)
    first = form["take"][0]
    browser.post(f"{path}/chosen", {**form, "take": [first]})
    version = base_of(case)
    assert f"{path}?version={version}" in browser.get(path).text
    page = browser.get(f"{path}?version={version}")
    again = fields_of(page.text)
    assert first not in again["take"]
    chosen = {**again, "version": version}
    assert browser.post(f"{path}/chosen", chosen).status_code == 303
    assert [row.clause_number for row in issues(case)] == ["第一条", "第二条", "第四条"]
    assert browser.post(f"{path}/chosen", {**chosen, "_key": "another-key-1"}).status_code == 409
    assert len(issues(case)) == 3


def test_another_base_is_refused_and_a_second_file_stands_alone(case: Case, browser: Browser, path: str) -> None:
    browser.actor = case.people["u1"]
    browser.post(f"{path}/chosen", fields_of(upload(browser, path, ARTICLES.encode()).text))
    base = base_of(case)
    browser.post(f"{path}/chosen", fields_of(upload(browser, path, "第九条 另一份。\n第十条 完。\n".encode()).text))
    assert base_of(case) == base
    assert issues(case)[-1].clause is None
    tree = stored(Tree("other", "zh", (Clause("article", "第一条", text="甲。"),)))
    command = StartText(place=f"bargaining/{case.id}/table", title="x", kind=AgreementKind.WAGE, tree=tree)
    other = case.do("u1", command)["version"]
    taken = importing(case, ChosenClause(heading="x")).model_copy(update={"version": other})
    assert case.refusal("u1", taken) == "other_base"


def test_a_text_of_a_sides_own_room_is_no_base_of_the_table(case: Case, browser: Browser, path: str) -> None:
    tree = stored(Tree("CANARY own", "zh", (Clause("article", "第一条", text="CANARY"),)))
    command = StartText(place=f"bargaining/{case.id}/caucus/labour", title="own", kind=AgreementKind.WAGE, tree=tree)
    own = case.do("u1", command)["version"]
    for name in ("u1", "e1", "r1"):
        browser.actor = case.people[name]
        assert browser.get(f"{path}?version={own}").status_code == 404
        taken = importing(case, ChosenClause(heading="x")).model_copy(update={"version": own})
        assert case.refusal(name, taken) == "absent"
        assert "CANARY" not in browser.get(path).text
    assert case.refusal("e1", command) == "absent"
    assert base_of(case) is None


@pytest.mark.parametrize(("name", "place", "answer"), [
    ("u2", "table", "not_chief"), ("o1", "table", "not_chief"), ("r1", "table", None), ("e1", "table", None),
    ("u3", "caucus/labour", "not_your_role"), ("u2", "caucus/labour", None), ("m1", "caucus/labour", "absent"),
])  # fmt: skip
def test_who_keeps_texts_where(case: Case, name: str, place: str, answer: str | None) -> None:
    tree = stored(Tree("t", "zh", (Clause("article", "第一条", text="甲。"),)))
    command = StartText(place=f"bargaining/{case.id}/{place}", title="t", kind=AgreementKind.WAGE, tree=tree)
    assert (case.refusal(name, command) if answer else case.do(name, command) and None) == answer


def test_issues_that_were_there_before_are_named_with_their_clause(case: Case, browser: Browser, path: str) -> None:
    case.do("u1", importing(case, ChosenClause(number="第二条", heading="工资", text="工资 按月发放。")))
    browser.actor = case.people["u1"]
    told: list[Committed] = []
    case.hall.door.on_commit(told.extend)
    browser.post(f"{path}/chosen", fields_of(upload(browser, path, ARTICLES.encode()).text))
    rows = issues(case)
    assert [row.clause_number for row in rows] == ["第二条", "第一条", "第四条"]
    assert all(row.clause for row in rows)
    event = next(one.event for one in told if isinstance(one.event, IssuesImported))
    assert [(one.issue, one.clause) for one in event.linked] == [(rows[0].id, rows[0].clause)]
    assert event.count == 2


def test_a_clause_that_is_not_in_the_text_is_refused(case: Case) -> None:
    tree = stored(Tree("t", "zh", (Clause("article", "第一条", text="甲。"),)))
    strange = ChosenClause(heading="x", clause="a" * 16)
    assert case.refusal("u1", importing(case, strange).model_copy(update={"tree": tree})) == "unknown_clause"
    assert base_of(case) is None
    case.do("u1", importing(case, strange))
    assert issues(case)[0].clause is None


def test_a_text_imported_as_a_whole_leads_to_the_list(case: Case, browser: Browser, path: str) -> None:
    browser.actor = case.people["r1"]
    file = {"file": (io.BytesIO(ARTICLES.encode()), "last.txt"), "place": f"bargaining/{case.id}/table"}
    review = browser.post("/texts/import", file, content_type="multipart/form-data")
    fields = dict(re.findall(r'name="(source|_key|title|place|text)"[^>]*? value="([^"]*)"', review.text))
    kept = browser.post("/texts/import/saved", {**{k: unescape(v) for k, v in fields.items()}, "kind": "wage"})
    assert kept.status_code == 303, kept.text
    reading = browser.get(kept.location)
    [leads] = re.findall(rf'href="({path}\?version=[a-z2-7]{{16}})"', reading.text)
    form = {**fields_of(browser.get(leads).text), "version": leads.rpartition("=")[2]}
    assert browser.post(f"{path}/chosen", form).status_code == 303
    assert [row.clause_number for row in issues(case)] == ["第一条", "第二条", "第四条"]
    assert all(row.clause for row in issues(case))
    assert base_of(case) == form["version"]
