"""The desk and the sheet's page: what waits, what stands beside a value, plain forms, and pages that give nothing away."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from evaluation.commands.sheets import HandInSheet
from evaluation.models import Entry, Return
from evaluation.rules import streams
from evaluation.rules.words import ApplicationState, Stage
from tests.cases.evaluation.applied import Applied, applied, visit
from tests.cases.evaluation.test_sheets import ALL, BLIND, fill, handed_in, keep, opened, returned
from tests.cases.negotiation.conftest import Browser, browser, hall
from workbench.kernel import new_id

__all__ = ["applied", "browser", "hall"]

HAN = re.compile("[\u4e00-\u9fff]")


def shown(browser: Browser, applied: Applied, name: str, path: str, lang: str = "en") -> str:
    """Return a page that must open for somebody."""
    answer = visit(browser, applied, name, f"{path}?lang={lang}")
    assert answer.status_code == 200, answer.text[-1500:]
    return str(answer.text)


def row_of(page: str, item: str) -> str:
    """Return the row of an item."""
    found = re.search(rf'<tr class="score-row" id="item-{item}".*?</tr>', page, re.DOTALL)
    assert found
    return found[0]


def fields_of(row: str) -> dict[str, Any]:
    """Return the hidden fields of a row's form but the proof, which belongs to another browser."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', row))
    return {name: value for name, value in found.items() if name != "_csrf"}


# ── the desk ─────────────────────────────────────────────


def test_the_desk_says_what_waits_how_far_it_is_and_until_when(browser: Browser, applied: Applied) -> None:
    page = shown(browser, applied, "boss", "/desk")
    assert "Self-assessment" in page
    assert f'name="application" value="{applied.id}"' in page  # the form that opens it
    sheet = opened(applied)
    keep(applied, "boss", sheet, "1003", "4")
    page = shown(browser, applied, "boss", "/desk")
    assert f'href="/sheets/{sheet}"' in page
    assert "1 / 3" in page
    assert "1 Jun" in page
    fill(applied, "steward", sheet, {"1004": "4", "1063": "0.9 n=34"})
    applied.do("boss", HandInSheet(sheet=sheet))
    applied.stands(ApplicationState.SELF_SCORED)
    page = shown(browser, applied, "boss", "/desk")
    assert "No sheet waits for you" in page
    assert f'href="/sheets/{sheet}"' in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_empty_desk_says_what_will_stand_there(browser: Browser, applied: Applied, lang: str) -> None:
    page = shown(browser, applied, "stranger", "/desk", lang)
    assert 'href="/rounds"' in page
    assert ("没有等你填写的评分表" in page) == (lang == "zh")


def test_the_desk_of_reviewers_shows_their_stage_only(browser: Browser, applied: Applied) -> None:
    applied.stands(ApplicationState.FIRST_REVIEW)
    assert "First review" in shown(browser, applied, "office", "/desk")
    assert "No sheet waits for you" in shown(browser, applied, "reviewer", "/desk")
    applied.stands(ApplicationState.SECOND_REVIEW)
    assert "Blind panel" in shown(browser, applied, "blind", "/desk")
    assert "Blind panel" not in shown(browser, applied, "reviewer", "/desk")


# ── the sheet ────────────────────────────────────────────


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_in_one_language(browser: Browser, applied: Applied, lang: str) -> None:
    sheet = opened(applied)
    keep(applied, "boss", sheet, "1003", "4")
    page = shown(browser, applied, "boss", f"/sheets/{sheet}", lang)
    words = re.sub(r"<script.*?</script>|<template.*?</template>|鲁岳机械", " ", page, flags=re.DOTALL)
    words = re.sub(r"<[^>]*>", " ", words)
    assert bool(HAN.search(words)) == (lang == "zh")


def test_a_row_works_as_a_plain_form_and_leads_to_the_next_item(browser: Browser, applied: Applied) -> None:
    sheet = opened(applied)
    page = shown(browser, applied, "boss", f"/sheets/{sheet}")
    row = row_of(page, "1003")
    answer = browser.post("/do/KeepEntry", fields_of(row) | {"value": "4.5", "reason": "roster seen"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/sheets/{sheet}?item=1004#item-1004"
    again = row_of(shown(browser, applied, "boss", f"/sheets/{sheet}"), "1003")
    assert 'value="4.5"' in again
    assert "roster seen" in again
    assert 'name="version" value="1"' in again


def test_sums_and_reasons_come_from_the_rules_after_each_save(browser: Browser, applied: Applied) -> None:
    sheet = opened(applied)
    keep(applied, "boss", sheet, "1003", "4.5")
    keep(applied, "boss", sheet, "1004", "0.1")
    found = visit(browser, applied, "boss", f"/sheets/{sheet}/standing?item=1003").get_json()
    assert found["texts"]["total"] == "4.6"
    assert found["texts"]["done"] == "2"
    assert found["texts"]["block-1"] == "4.6 / 10"
    assert found["bars"] == {"done": 2}
    assert "4.5" in found["why"]


def test_beside_an_item_stand_its_rule_and_the_evidence_asked_for(browser: Browser, applied: Applied) -> None:
    sheet = opened(applied)
    beside = shown(browser, applied, "boss", f"/sheets/{sheet}/items/1003")
    assert "Any value from 0 to 5." in beside
    assert "the roster" in beside
    assert visit(browser, applied, "boss", f"/sheets/{sheet}/items/none").status_code == 404


def test_reviewers_see_the_stages_before_them_and_evaluators_only_the_self_assessment(
    browser: Browser, applied: Applied
) -> None:
    handed_in(applied, "boss", Stage.SELF, ALL | {"1003": "4.9"})
    applied.stands(ApplicationState.FIRST_REVIEW)
    handed_in(applied, "office", Stage.FIRST, ALL | {"1003": "3.7"})
    applied.stands(ApplicationState.SECOND_REVIEW)
    second = shown(browser, applied, "reviewer", f"/sheets/{opened(applied, 'reviewer', Stage.SECOND)}")
    blind = shown(browser, applied, "blind", f"/sheets/{opened(applied, 'blind', Stage.PANEL)}")
    assert "4.9" in row_of(second, "1003")
    assert "3.7" in row_of(second, "1003")
    assert "4.9" in row_of(blind, "1003")
    assert ">3.7<" not in blind
    assert "before all have handed in" in blind


def test_a_handed_in_sheet_is_shown_as_it_was_and_takes_no_entry(browser: Browser, applied: Applied) -> None:
    sheet = handed_in(applied, "boss", Stage.SELF)
    page = shown(browser, applied, "boss", f"/sheets/{sheet}")
    assert "data-entry" not in page.replace("data-entry-", "")
    assert "9.4" in page


def test_to_everybody_else_a_blind_sheet_does_not_exist(browser: Browser, applied: Applied) -> None:
    handed_in(applied, "boss", Stage.SELF)
    applied.stands(ApplicationState.SECOND_REVIEW)
    before = {
        name: shown(browser, applied, name, "/desk") for name in ("office", "reviewer", "committee", "blind2", "boss")
    }
    sheet = opened(applied, "blind", Stage.PANEL)
    for item, value in ALL.items():
        keep(applied, "blind", sheet, item, value, reason=BLIND)
    applied.do("blind", HandInSheet(sheet=sheet))
    paths = (f"/sheets/{sheet}", f"/sheets/{sheet}/items/1003", f"/sheets/{sheet}/standing")
    for name in before:
        for path in paths:
            answer = visit(browser, applied, name, path)
            nothing = visit(browser, applied, name, path.replace(sheet, "a" * 16))
            assert answer.status_code == nothing.status_code == 404
        assert _still(shown(browser, applied, name, "/desk")) == _still(before[name]), name


def _still(page: str) -> str:
    """Return a page without what is minted anew each time."""
    return re.sub(r'(name="_(?:key|csrf)" value=")[^"]*', r"\1", page)


def test_another_sign_in_of_the_same_account_is_shown(browser: Browser, applied: Applied) -> None:
    sheet = opened(applied)
    keep(applied, "boss", sheet, "1003", "4")
    with applied.hall.door.store.writing("test") as session:
        session.scalars(select(Entry).where(Entry.sheet == sheet)).one().login = "another-login"
        session.commit()
    assert "Another sign-in of your account" in shown(browser, applied, "boss", f"/sheets/{sheet}")
    applied.hall.clock.forward(minutes=11)
    assert "Another sign-in of your account" not in shown(browser, applied, "boss", f"/sheets/{sheet}")


def test_a_late_sheet_says_so_and_keeps_what_was_typed_in_sight(browser: Browser, applied: Applied) -> None:
    sheet = opened(applied)
    keep(applied, "boss", sheet, "1003", "4.25")
    applied.hall.clock.forward(days=60)
    page = shown(browser, applied, "boss", f"/sheets/{sheet}")
    assert "The last day for this was 2026-06-01" in page
    assert "4.25" in row_of(page, "1003")


def test_a_returned_sheet_names_what_is_to_be_corrected_and_its_own_last_day(
    browser: Browser, applied: Applied
) -> None:
    handed_in(applied, "boss", Stage.SELF)
    returned(applied)
    until = applied.hall.clock.now.date() + timedelta(days=5)
    row = Return(
        id=new_id(), stream=streams.file(applied.id), application=applied.id, state=ApplicationState.FIRST_REVIEW
    )
    row.reason, row.corrections, row.due_on = (
        "The roster is last year's.",
        '{"1003": "bring this year\'s roster"}',
        until,
    )
    row.returned_by, row.at = str(applied.people["office"].person), applied.hall.clock.now
    applied.hall.put(row)
    sheet = opened(applied)
    page = shown(browser, applied, "boss", f"/sheets/{sheet}")
    assert "Returned for correction" in page
    assert "The roster is last year&#39;s." in page
    assert "bring this year&#39;s roster" in shown(browser, applied, "boss", f"/sheets/{sheet}/items/1003")
    assert "bring this year" not in shown(browser, applied, "boss", f"/sheets/{sheet}/items/1004")
    assert f"{until.day} Apr" in shown(browser, applied, "boss", "/desk")
    applied.hall.clock.forward(days=6)
    assert applied.refused("boss", HandInSheet(sheet=sheet)).values["day"] == until.isoformat()


def test_a_refused_value_is_named_in_words(browser: Browser, applied: Applied) -> None:
    sheet = opened(applied)
    row = row_of(shown(browser, applied, "boss", f"/sheets/{sheet}"), "1003")
    answer = browser.post("/do/KeepEntry", fields_of(row) | {"value": "7"}, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    error = answer.get_json()["error"]
    assert error["message"] == "Item 1003 takes at most 5, not “7”."
    assert error["field"] == "value"
