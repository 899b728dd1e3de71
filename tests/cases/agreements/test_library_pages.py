"""The pages of the clause library and of the forms: for signed-in people, in both languages, without scripts."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import Any

import pytest

from agreements.rules.fields import samples
from agreements.rules.forms import forms
from agreements.rules.library import library as clause_library
from tests.cases.agreements.conftest import Browser, Hall, Library
from workbench.kernel import Actor, new_id

LIBRARY = clause_library()
PAGES = ["/library", "/library/pay_day", "/forms", "/forms/offer", "/forms/agreement"]


@pytest.fixture
def reader(browser: Browser, member: Actor) -> Browser:
    """Somebody signed in."""
    browser.actor = member
    return browser


def seen(answer: Any) -> str:
    """Return a page's words."""
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_only_people_who_signed_in_are_let_in(browser: Browser, path: str) -> None:
    browser.actor = Actor(person=None)
    answer = browser.get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")
    assert browser.post(path, {}).status_code >= 300


@pytest.mark.parametrize(
    "path", ["/library?kind=marriage", "/library/no_such", "/forms/no_such", "/forms/agreement?kind=x"]
)
def test_what_is_not_there_is_not_there(reader: Browser, path: str) -> None:
    assert reader.get(path).status_code == 404


@pytest.mark.parametrize("kind", LIBRARY.kinds)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_kind_lists_its_clauses(reader: Browser, kind: str, lang: str) -> None:
    page = seen(reader.get(f"/library?kind={kind}&lang={lang}"))
    for clause in LIBRARY.of_kind(kind):
        assert f'id="clause-{clause.key}"' in page
        assert clause.heading.said("zh" if lang == "zh" else "en") in page
    assert page.count('class="panel library-clause"') == len(LIBRARY.of_kind(kind))


def test_search_keeps_what_holds_the_words(reader: Browser) -> None:
    page = seen(reader.get("/library?kind=wage&q=法定节假日+overtime&lang=en"))
    assert re.findall(r'id="clause-(\w+)"', page) == ["overtime_pay"]
    assert "1 of 21 clauses" in page
    nothing = seen(reader.get("/library?kind=wage&q=<script>&lang=en"))
    assert "No clause holds these words" in nothing
    assert 'value="<script>"' in nothing
    assert "<script>alert" not in reader.get("/library?q=<script>alert(1)</script>").text


def test_a_clause_says_how_sure_its_source_is(reader: Browser) -> None:
    page = seen(reader.get("/library/platform_income?lang=en"))
    assert "read in a secondary source" in page
    assert "Guide to Consultation on Platform Rules" in page


@pytest.mark.parametrize(("language", "said"), [("zh", "企业每月10日以货币形式"), ("en", "On day 10 of each month")])
def test_a_clause_filled_in_is_shown_in_the_language_asked_for(reader: Browser, language: str, said: str) -> None:
    answer = reader.post("/library/pay_day", {"day": "10", "years": "3", "text_language": language})
    assert said in seen(answer)


def test_a_clause_filled_in_wrongly_comes_back_with_every_fault_beside_its_field(reader: Browser) -> None:
    page = seen(reader.post("/library/pay_day?lang=en", {"day": "31", "years": ""}))
    assert "2 things need another look" in page
    assert "“Pay day of the month” must be at most 28." in page
    assert "“Years records are kept” is missing." in page
    assert 'value="31"' in page
    assert 'id="filled-text"' not in page


def test_what_is_typed_is_shown_as_it_is(reader: Browser) -> None:
    clause = LIBRARY.clauses["parties"]
    values = {**samples(clause.fields, "en"), "employer": "<b>A & B</b>", "text_language": "en"}
    answer = reader.post("/library/parties", values)
    assert "between &lt;b&gt;A &amp; B&lt;/b&gt;" in answer.text


# ── forms ────────────────────────────────────────────────


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("key", forms())
def test_a_form_is_shown_filled_in_and_taken_as_word(reader: Browser, key: str, lang: str) -> None:
    form = forms()[key]
    language = "zh" if lang == "zh" else "en"
    assert form.name(language) in seen(reader.get(f"/forms?lang={lang}"))
    page = seen(reader.get(f"/forms/{key}?lang={lang}&example=1"))
    assert all(f'name="{name}"' in page for name in form.fields)
    values = {**samples(form.fields, language), "text_language": language}
    assert "____" in seen(reader.post(f"/forms/{key}", {**values, "act": "show"})) or key in (
        "representatives",
        "summary",
    )
    answer = reader.post(f"/forms/{key}", {**values, "act": "docx"})
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as word:
        assert "<w:document" in word.read("word/document.xml").decode()


def test_a_form_is_taken_as_pdf_by_whoever_ordered_it(reader: Browser, hall: Hall) -> None:
    form = forms()["offer"]
    ordered = reader.post("/forms/offer", {**samples(form.fields, "zh"), "text_language": "zh", "act": "pdf"})
    assert ordered.status_code == 303
    path = ordered.headers["Location"]
    answer = reader.get(path)
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    assert reader.get(path[:-3]).status_code == 404
    reader.actor = hall.person("another")
    assert reader.get(path).status_code == 404


def test_a_form_filled_in_wrongly_comes_back(reader: Browser) -> None:
    form = forms()["offer"]
    values = {**samples(form.fields, "en"), "team": "1", "due": "soon", "act": "pdf"}
    page = seen(reader.post("/forms/offer?lang=en", values))
    assert "“Representatives on each side” must be at least 3." in page
    assert "“Reply asked by” has to be a day" in page


# ── a first draft ────────────────────────────────────────


def test_a_first_draft_is_shown_with_lines_for_what_is_not_known(reader: Browser) -> None:
    values = {"kind": "wage", "take": ["minimum", "term"], "minimum.amount": "2600", "title": "甲公司工资协议"}
    page = seen(reader.post("/forms/agreement?lang=zh", {**values, "text_language": "zh", "act": "show"}))
    assert "每月不低于2600元" in page
    assert "____年" in page
    assert "甲公司工资协议" in page


def test_a_first_draft_with_a_wrong_field_comes_back_open_at_it(reader: Browser) -> None:
    values = {"kind": "wage", "take": ["term"], "term.years": "5", "title": "A"}
    page = seen(reader.post("/forms/agreement?lang=en", {**values, "act": "keep"}))
    assert "“Years” must be at most 3." in page
    assert "<details open>" in page


def test_a_first_draft_is_kept_as_a_text(reader: Browser, union: str) -> None:
    assert f'value="{union}"' in seen(reader.get("/forms/agreement?kind=sector"))
    values = {"kind": "sector", "take": ["sector_minimum", "term"], "title": "纺织行业集体合同", "text_language": "zh"}
    kept = reader.post("/forms/agreement", {**values, "act": "keep", "place": union, "_key": new_id() + new_id()})
    assert kept.status_code == 303, kept.text
    page = seen(reader.get(kept.headers["Location"]))
    assert "纺织行业集体合同" in page
    assert "第二条" in page


def test_a_draft_is_kept_nowhere_until_a_place_is_chosen(reader: Browser) -> None:
    values = {"kind": "wage", "take": ["term"], "title": "A", "act": "keep", "place": "", "_key": new_id() + new_id()}
    page = seen(reader.post("/forms/agreement?lang=en", values))
    assert '<a href="#place">Choose where the text is kept.</a>' in page
    assert "No text yet" in seen(reader.get("/texts?lang=en"))


def test_a_draft_is_not_kept_where_one_may_not(reader: Browser, hall: Hall) -> None:
    other = f"organisation/{hall.organisation('employer')}"
    values = {
        "kind": "wage",
        "take": ["term"],
        "title": "A",
        "act": "keep",
        "place": other,
        "_key": new_id() + new_id(),
    }
    assert reader.post("/forms/agreement", values).status_code in (403, 404)


# ── what is filled in already ────────────────────────────


def test_what_the_address_names_is_filled_in(reader: Browser) -> None:
    page = seen(reader.get("/forms/tentative?clause=第九条&number=7&unknown=x"))
    assert 'value="第九条"' in page
    assert 'value="7"' in page
    assert "unknown" not in page


def test_the_summary_for_members_is_filled_in_from_two_versions(
    reader: Browser, library: Library, member: Actor, union: str, hall: Hall
) -> None:
    saved = library.start(member, union)
    later = library.reword(member, saved, 0, "每月十五日支付工资。")
    path = f"/forms/summary?old={saved['version']}&new={later['version']}"
    page = seen(reader.get(path))
    assert "第一条 支付\t每月二十日支付工资。\t每月十五日支付工资。" in page
    assert 'data-private="' not in page
    reader.actor = hall.person("another")
    assert reader.get(path).status_code == 404


# ── into a text ──────────────────────────────────────────


def test_a_clause_is_put_behind_the_last_article_of_a_text(
    reader: Browser, library: Library, member: Actor, union: str
) -> None:
    saved = library.start(member, union)
    values = {"day": "10", "years": "3", "text_language": "zh"}
    assert f'<option value="{saved["text"]}">' in seen(reader.post("/library/pay_day", values))
    put = reader.post("/library/pay_day", {**values, "act": "put", "into": saved["text"], "_key": new_id() + new_id()})
    assert (put.status_code, put.headers["Location"]) == (303, f"/texts/{saved['text']}/edit")
    page = seen(reader.get(f"/texts/{saved['text']}"))
    assert page.index("第二条") < page.index("第三条") < page.index("企业每月10日以货币形式")


def test_a_clause_is_put_into_no_text_of_others(
    reader: Browser, library: Library, member: Actor, union: str, hall: Hall
) -> None:
    saved = library.start(member, union)
    reader.actor = hall.person("another")
    values = {"day": "10", "years": "3", "text_language": "zh"}
    assert saved["text"] not in seen(reader.post("/library/pay_day", values))
    sent = {**values, "act": "put", "into": saved["text"], "_key": new_id() + new_id()}
    assert reader.post("/library/pay_day", sent).status_code == 404
