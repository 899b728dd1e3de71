"""The pages of rounds, applications and notices: who sees them, what stands there, in both languages."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from evaluation.commands.notices import FileObjection
from evaluation.commands.titles import RevokeTitle
from evaluation.models import Objection
from evaluation.queries.overview import merged
from evaluation.rules.words import Stage
from tests.cases.evaluation.courses import (
    adopting,
    before_committee,
    named,
    on_notice,
    refusing,
    self_scored,
    submitted,
    today,
)
from tests.cases.evaluation.rounds import OneApplies, RoundHall, held, one
from tests.cases.negotiation.conftest import Browser, browser, hall
from workbench.kernel.blobs import Blobs, Upload

__all__ = ["browser", "hall", "held", "one"]
LANGUAGES = ("en", "zh")


def visit(browser: Browser, held: RoundHall, name: str | None, path: str, lang: str = "en") -> Any:
    browser.actor = held.people[name] if name else None
    return browser.get(f"{path}?lang={lang}")


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.text[:2000]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_of_a_round_is_shown(browser: Browser, one: OneApplies, lang: str) -> None:
    for name in ("office", "boss", "reviewer", "third_evaluator", "stranger"):
        for path in ("/rounds", "/rounds/new", f"/rounds/{one.held.round}", "/notices", "/region"):
            text(visit(browser, one.held, name, path, lang))


def test_only_the_people_of_a_round_see_its_people_and_applications(browser: Browser, one: OneApplies) -> None:
    path = f"/rounds/{one.held.round}"
    shown = text(visit(browser, one.held, "office", path))
    assert "People of the round" in shown
    assert "鲁岳机械" in shown
    assert "Give a role" in shown
    assert "Give a role" not in text(visit(browser, one.held, "reviewer", path))
    for name in ("stranger", "third_evaluator"):
        assert "鲁岳机械" not in text(visit(browser, one.held, name, path)), name
    assert "People of the round" not in text(visit(browser, one.held, "stranger", path))
    assert visit(browser, one.held, None, path).status_code == 303
    assert visit(browser, one.held, "office", "/rounds/aaaaaaaaaaaaaaaa").status_code == 404


def test_an_enterprise_is_offered_the_questions_and_finds_its_application(browser: Browser, held: RoundHall) -> None:
    held.enterprise("海岚")
    shown = text(visit(browser, held, "boss", f"/rounds/{held.round}"))
    assert "Number of staff" in shown
    assert "A union is set up" in shown
    assert "A union is set up" not in text(visit(browser, held, "stranger", f"/rounds/{held.round}"))


def test_the_file_is_absent_to_others(browser: Browser, one: OneApplies) -> None:
    path = f"/applications/{one.id}"
    one.held.enterprise("other", boss="rival", steward="rival_union")
    for name in ("boss", "steward", "office", "reviewer", "committee", "chair"):
        assert visit(browser, one.held, name, path).status_code == 200
    refused = [visit(browser, one.held, name, path) for name in ("rival", "stranger", "third_evaluator")]
    missing = visit(browser, one.held, "stranger", "/applications/aaaaaaaaaaaaaaaa")
    assert {answer.status_code for answer in refused} == {404} == {missing.status_code}
    assert visit(browser, one.held, "stranger", f"{path}/next").status_code == 404


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_shows_the_whole_course(browser: Browser, one: OneApplies, lang: str) -> None:
    path = f"/applications/{one.id}"
    text(visit(browser, one.held, "boss", path, lang))
    named(one)
    one.do(
        "committee",
        RevokeTitle(application=one.id, veto="1095", happened_on=today(one), proof="letter 7", reason="made-up roster"),
    )
    for name in ("boss", "office", "committee"):
        shown = text(visit(browser, one.held, name, path, lang))
        assert "2026-0001" in shown
        assert "made-up roster" in shown
        assert "letter 7" in shown
    assert ("Revoked" if lang == "en" else "撤销") in shown


def test_each_is_offered_what_is_theirs(browser: Browser, one: OneApplies) -> None:
    submitted(one)
    path = f"/applications/{one.id}/next"
    assert "TakeUpApplication" in visit(browser, one.held, "office", path).text
    for name in ("boss", "committee", "reviewer"):
        assert "TakeUpApplication" not in visit(browser, one.held, name, path).text
    assert "WithdrawApplication" in visit(browser, one.held, "boss", path).text


def test_the_enterprise_sees_no_value_of_a_review_and_no_objection(browser: Browser, one: OneApplies) -> None:
    notice = on_notice(one)
    one.held.file_sheet(one.id, Stage.COMMITTEE, total="7.77")
    one.do("stranger", FileObjection(notice=notice, text="canaryobjection", name="canaryname"))
    path = f"/applications/{one.id}"
    for name in ("boss", "steward"):
        answer = visit(browser, one.held, name, path).text
        assert "canary" not in answer
        assert "7.77" not in answer
        assert "bjection" not in re.sub(r'data-[a-z]+="[^"]*"', "", answer.split('id="history"')[1])
    for name in ("reviewer", "chair"):
        assert "canary" not in visit(browser, one.held, name, path).text
    shown = visit(browser, one.held, "committee", path).text
    assert "canaryobjection" in shown
    assert "7.77" in shown
    assert "AnswerObjection" in shown
    assert "AnswerObjection" not in visit(browser, one.held, "office", path).text


def test_values_that_differ_are_marked(browser: Browser, one: OneApplies) -> None:
    before_committee(one)
    assert 'class="differs"' not in visit(browser, one.held, "committee", f"/applications/{one.id}").text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_public_notice_is_there_for_anybody(browser: Browser, one: OneApplies, lang: str) -> None:
    assert "鲁岳机械" not in text(visit(browser, one.held, None, "/notices", lang))
    on_notice(one)
    shown = text(visit(browser, one.held, None, "/notices", lang))
    assert "鲁岳机械" in shown
    one.held.hall.clock.forward(days=8)
    assert "鲁岳机械" not in text(visit(browser, one.held, None, "/notices", lang))
    assert one.held.hall.find(select(Objection)) is None


def test_a_refusal_can_be_appealed_on_the_page(browser: Browser, one: OneApplies) -> None:
    before_committee(one)
    one.do("committee", refusing(one))
    shown = visit(browser, one.held, "boss", f"/applications/{one.id}").text
    assert "FileAppeal" in shown
    assert "wages paid late" in shown
    assert "FileAppeal" not in visit(browser, one.held, "office", f"/applications/{one.id}").text


def test_only_the_office_is_offered_to_end_roles(browser: Browser, one: OneApplies) -> None:
    path = f"/rounds/{one.held.round}/roles"
    assert "EndRoundSeat" in visit(browser, one.held, "office", path).text
    for name in ("reviewer", "boss", "stranger"):
        assert visit(browser, one.held, name, path).status_code == 404


def test_the_minutes_are_read_by_who_reads_the_file(browser: Browser, one: OneApplies) -> None:
    data = b"%PDF-1.7 minutes"
    digest = Blobs(browser.house.config.files).put(data)
    self_scored(one)
    file = Upload(sha256=digest, name="纪要.pdf", size=len(data), media_type="application/pdf")
    adoption = one.do("steward", adopting(one, minutes=file))["adoption"]
    path = f"/applications/{one.id}/minutes/{adoption}"
    answer = visit(browser, one.held, "office", path)
    assert (answer.status_code, answer.data) == (200, data)
    assert "attachment" in answer.headers["Content-Disposition"]
    for name in ("stranger", "third_evaluator"):
        assert visit(browser, one.held, name, path).status_code == 404
    assert visit(browser, one.held, "office", f"/applications/{one.id}/minutes/aaaaaaaaaaaaaaaa").status_code == 404


@pytest.mark.parametrize("left", [None, b"%PDF-1.7 others"])
def test_minutes_that_are_gone_or_swapped_are_named_and_not_handed_out(
    browser: Browser, one: OneApplies, left: bytes | None
) -> None:
    blobs, data = Blobs(browser.house.config.files), b"%PDF-1.7 minutes"
    digest = blobs.put(data)
    self_scored(one)
    file = Upload(sha256=digest, name="纪要.pdf", size=len(data), media_type="application/pdf")
    adoption = one.do("steward", adopting(one, minutes=file))["adoption"]
    blobs.path(digest).unlink()
    if left is not None:
        blobs.path(digest).write_bytes(left)
    answer = visit(browser, one.held, "office", f"/applications/{one.id}/minutes/{adoption}")
    assert answer.status_code == 409
    assert "纪要.pdf" in answer.text


def test_an_office_files_everything_by_forms_alone(browser: Browser, held: RoundHall) -> None:
    enterprise, union = held.enterprise("海岚")
    browser.actor = held.people["boss"]
    data = {"round": held.round, "enterprise": enterprise, "union": union, "tier": "A", "answers": ["yes", "29"]}
    refused = browser.post("/do/Apply", data)
    assert refused.status_code == 409
    assert "Number of staff" in unescape(refused.text)
    done = browser.post("/do/Apply", {**data, "answers": ["yes", "30"], "_next": "/applications/{application}"})
    assert done.status_code == 303, done.text
    assert re.fullmatch(r"/applications/[a-z2-7]{16}", done.location)


def test_a_stranger_objects_by_the_public_page_without_signing_in(browser: Browser, one: OneApplies) -> None:
    notice = on_notice(one)
    browser.actor = None
    assert f'value="{notice}"' in browser.get("/notices").text
    done = browser.post("/do/FileObjection", {"notice": notice, "text": "wages were late", "_next": "/notices"})
    assert (done.status_code, done.location) == (303, "/notices")
    assert one.held.hall.find(select(Objection)).person is None
    missing = browser.post("/do/FileObjection", {"notice": "a" * 16, "text": "x"})
    assert missing.status_code == 404


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"A": 10, "B": 6}, {"A": 10, "B": 6}),
        ({"A": 10, "B": 3, "C": 3}, {"A": 10, "others": 6}),
        ({"A": 10, "B": 6, "C": 2}, {"A": 10, "others": 8}),  # two alone would still be told by the difference
        ({"A": 10, "B": 2}, {"others": 12}),
        ({}, {}),
    ],
)
def test_small_numbers_of_enterprises_are_merged(counts: dict[str, int], shown: dict[str, int]) -> None:
    assert merged(counts) == shown
