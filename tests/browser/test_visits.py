"""A visit on a phone: written without a line, reloaded without a line, sent when it is back, nothing lost and nothing doubled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from evaluation.models import Application, Call, Piece, Round, RoundSeat, SchemeVersion, Visit, VisitEntry
from evaluation.rules import streams
from evaluation.rules.words import ApplicationState, RoundRole
from tests.browser.stage import Server, settings
from tests.browser.visitors import PHONE, Company, Visitor
from tests.cases.evaluation.applied import SHEET
from workbench.kernel import Door, new_id
from workbench.people.models import Organisation
from workbench.rooms import open_door

PATIENT = 30_000


@pytest.fixture
def visit(people: Company) -> Iterator[str]:
    """A visit that an officer of the played world has begun, by its id."""
    server = people.server
    door = open_door(settings(server.data, server.port))
    yield _begun(door, server.script.people["gao"])
    door.store.close()


def _begun(door: Door, officer: str) -> str:
    now = door.clock()
    with door.store.writing("test") as session:
        firm = bureau = session.scalars(select(Organisation)).all()[0]
        scheme = SchemeVersion(id=new_id(), key="small", number=1, title="Small", source=SHEET, digest="0" * 64)
        scheme.made_by, scheme.made_at, scheme.in_force_at = "house", now, now
        session.add(scheme)
        session.flush()
        days = {"opens_on": date(2026, 4, 1), "apply_by": date(2026, 6, 1)}
        about: dict[str, Any] = {
            "id": new_id(),
            "title": "2026",
            "scheme": scheme.id,
            "organiser": bureau.id,
            "year": 2026,
            **days,
        }
        stream = streams.round_(about["id"])
        session.add_all(
            [Round(stream=stream, made_at=now, score_by=date(2026, 9, 1), **about), Call(made_at=now, **about)]
        )
        session.flush()
        seat = RoundSeat(id=new_id(), stream=stream, round=about["id"], person=officer, name="g", role=RoundRole.OFFICE)
        seat.since = now
        application = Application(id=new_id(), round=about["id"], enterprise=firm.id, enterprise_name="鲁岳机械")
        application.stream, application.state = streams.file(application.id), ApplicationState.FIRST_REVIEW
        application.applied_by, application.applied_at, application.state_since = officer, now, now
        session.add_all([seat, application])
        session.flush()
        visit = Visit(
            id=new_id(), stream=streams.office(application.id), application=application.id, cause="spot check"
        )
        visit.opened_by, visit.opened_at = officer, now
        session.add(visit)
        session.commit()
        return str(visit.id)


def rows(server: Server, model: type[Any]) -> list[Any]:
    """Return all rows of a table as the house has them."""
    door = open_door(settings(server.data, server.port))
    with door.store.reading() as session:
        found = list(session.scalars(select(model)))
    door.store.close()
    return found


def phone(people: Company, visit: str) -> Visitor:
    """Let the officer open the sheet on a phone, and wait until it opens without a line, too."""
    officer = people.enter("gao", viewport=PHONE, has_touch=True)
    officer.go(f"/visits/{visit}", live=False)
    expect(officer.page.locator("[data-visit-kept]")).to_contain_text("没有网络时也能打开", timeout=PATIENT)
    return officer


def write(page: Page, item: str, finding: str, note: str) -> None:
    """Write down what was found at an item."""
    row = page.locator(f'[data-visit-item="{item}"]')
    row.locator(f'input[value="{finding}"]').check()
    row.locator("textarea").fill(note)


def is_as(page: Page, item: str, finding: str, note: str) -> None:
    """See what stands in the fields of an item."""
    row = page.locator(f'[data-visit-item="{item}"]')
    expect(row.locator(f'input[value="{finding}"]')).to_be_checked()
    expect(row.locator("textarea")).to_have_value(note)


def all_sent(page: Page) -> None:
    """Wait until the page says that everything is with the house."""
    expect(page.locator("[data-visit-line]")).to_have_text("全部已发送。", timeout=PATIENT)


def test_a_visit_without_a_line_loses_and_doubles_nothing(people: Company, visit: str, tmp_path: Path) -> None:
    officer = phone(people, visit)
    page, picture = officer.page, tmp_path / "gate.jpg"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(picture, quality=95)
    write(page, "1003", "as_said", "网通时写的")
    all_sent(page)

    officer.context.set_offline(True)
    write(page, "1004", "otherwise", "少三份合同")
    page.locator("#photo-1004").set_input_files(picture)
    expect(page.locator("[data-visit-line]")).to_contain_text("未发送：1条记录、1张照片")
    write(page, "1003", "not_seen", "断网后改写")
    expect(page.locator("[data-visit-line]")).to_contain_text("未发送：2条记录、1张照片")

    page.reload()
    expect(page.locator("[data-visit-line]")).to_contain_text("未发送：2条记录、1张照片", timeout=PATIENT)
    is_as(page, "1004", "otherwise", "少三份合同")
    is_as(page, "1003", "not_seen", "断网后改写")

    officer.context.set_offline(False)
    all_sent(page)
    page.reload()
    is_as(page, "1004", "otherwise", "少三份合同")
    is_as(page, "1003", "not_seen", "断网后改写")
    entries = rows(people.server, VisitEntry)
    written = [(row.item, row.finding, row.note) for row in sorted(entries, key=lambda row: row.number)]
    assert written.count(("1004", "otherwise", "少三份合同")) == 1
    assert written[-1] == ("1003", "not_seen", "断网后改写")
    [photo] = rows(people.server, Piece)
    assert 0 < photo.size < picture.stat().st_size
    expect(page.locator('[data-visit-item="1004"] img')).to_have_count(1)


def test_an_answer_that_got_lost_is_not_written_twice(people: Company, visit: str) -> None:
    officer = phone(people, visit)
    page = officer.page
    calls: list[str] = []

    def swallow(route: Route) -> None:
        calls.append(route.request.url)
        if len(calls) > 1:
            route.continue_()
            return
        # The house does it; its answer never arrives.
        assert route.fetch().ok
        route.abort()

    page.route("**/do/KeepVisitEntry", swallow)
    page.locator('[data-visit-item="1003"] input[value="otherwise"]').check()
    all_sent(page)
    assert len(calls) == 2
    assert len(rows(people.server, VisitEntry)) == 1


def test_the_page_says_unsent_in_the_very_moment_of_writing(people: Company, visit: str) -> None:
    page = phone(people, visit).page
    said = page.locator('[data-visit-item="1003"] input[value="otherwise"]').evaluate(
        """(radio) => { radio.click(); return document.querySelector("[data-visit-line]").textContent; }"""
    )
    assert "未发送：1条记录" in said
    all_sent(page)
    assert len(rows(people.server, VisitEntry)) == 1


def test_what_the_house_does_not_take_stays_and_is_said(people: Company, visit: str) -> None:
    officer, other = phone(people, visit), people.enter("gao")
    officer.context.set_offline(True)
    write(officer.page, "1004", "otherwise", "关闭之后才到")
    expect(officer.page.locator("[data-visit-line]")).to_contain_text("未发送：1条记录")
    other.go(f"/visits/{visit}", live=False)
    other.page.locator('form[data-act="CloseVisit"] button[type="submit"]').click()
    expect(other.page.locator("h1")).to_be_visible()
    expect(other.page.locator('form[data-act="CloseVisit"]')).to_have_count(0)
    officer.context.set_offline(False)
    refused = officer.page.locator("[data-visit-unsent] li[data-refused]")
    expect(refused).to_contain_text("本次核查已经结束", timeout=PATIENT)
    expect(refused).to_contain_text("关闭之后才到")
    refused.locator("button").click()
    all_sent(officer.page)


def test_signing_out_leaves_no_sheet_on_the_phone(people: Company, visit: str) -> None:
    officer = phone(people, visit)
    page = officer.page
    page.evaluate(
        """() => { const form = document.querySelector('form[data-signs-out]');
        form.closest('details')?.setAttribute('open', ''); form.requestSubmit(); }"""
    )
    page.wait_for_url("**/sign-in**")
    page.wait_for_function("() => caches.keys().then((names) => !names.includes('visits'))")
    officer.context.set_offline(True)
    with pytest.raises(Exception, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        page.goto(f"{people.server.origin}/visits/{visit}")
