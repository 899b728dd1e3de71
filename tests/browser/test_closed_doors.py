"""What one side does among itself leaves no trace in the other side's browser, and a door that is closed closes at once."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from tests.browser.acting import begin_draft, form_of, press, rewrite, table, until
from tests.browser.test_lost_lines import PATIENT
from tests.browser.visitors import Company, Visitor

SECRET = "底线五点六三"


def news_in(frames: list[str]) -> list[dict[str, object]]:
    """Return what the live link said in these frames, heartbeats and presence apart."""
    said = [json.loads(frame[2:]) for frame in frames if frame.startswith('42["news"')]
    return [payload for _, payload in said if payload["patches"]]


def heads_in(frames: list[str]) -> list[dict[str, int]]:
    """Return the stream numbers that frames speak of."""
    said = [json.loads(frame[2:]) for frame in frames if frame.startswith('42["news"')]
    return [payload["heads"] for _, payload in said]


def test_the_other_side_is_sent_nothing_while_a_side_confers(people: Company) -> None:
    script = people.server.script
    root, issue = f"/bargainings/{script.bargainings['zh']}", script.issues["第六条"]
    firm, officer, union = people.enter("he"), people.enter("gao"), people.enter("lin")
    for watcher in (firm, officer):
        watcher.record()
        watcher.go(f"{root}/table/{issue}")
    member = people.enter("zhou")
    member.go(f"{root}/caucus/labour/{issue}")
    union.go(f"{root}/caucus/labour/{issue}")
    for watcher in (firm, officer):
        until(lambda watcher=watcher: any("presence" in frame for frame in watcher.received))
        watcher.received.clear()

    begin_draft(union)
    rewrite(union, f"计件单价以95%以上职工能够完成的劳动定额为依据确定。{SECRET}")
    press(union.page, "PostCaucusMessage", {"text": f"大家看一下 {SECRET}"})
    expect(member.page.locator(".caucus-talk")).to_contain_text(SECRET)
    press(union.page, "WriteNote", {"text": f"笔记 {SECRET}"})
    firm.page.wait_for_timeout(1500)
    for watcher in (firm, officer):
        assert news_in(watcher.received) == []
        assert not any(SECRET in heard or "caucus" in heard for heard in watcher.received)
        kinds = {re.match(r'42\["(\w+)"', frame)[1] for frame in watcher.received if frame.startswith("42[")}  # type: ignore[index]
        assert kinds <= {"presence", "news"}
        assert [heard for heard in watcher.received if not heard.startswith(("42[", "2", "3"))] == []

    # the gate would notice: the same browser hears of it as soon as it is tabled
    rewrite(union, "计件单价以92%以上职工能够完成的劳动定额为依据确定。")
    table(union)
    until(lambda: news_in(firm.received))
    assert "92%" in "".join(firm.received)
    assert SECRET not in "".join(firm.received) + firm.page.content()
    for path in (f"caucus/labour/{issue}", "caucus/labour", "caucus/labour/notes", "confidence/labour"):
        assert firm.context.request.get(f"{people.server.origin}{root}/{path}").status == 404


def ended(chief: Visitor, root: str, name: str) -> None:
    """Let a chief end the seat of somebody by name."""
    chief.go(f"{root}/seats", live=False)
    dialogs = chief.page.locator('dialog:has(form[data-act="EndSeat"])').filter(has_text=name)
    number = dialogs.first.get_attribute("id")
    chief.page.locator(f'[data-opens="{number}"]').click()
    dialogs.first.locator("[name=reason]").fill("另有任用")
    dialogs.first.locator("button[type=submit]").click()


def test_whoever_loses_the_seat_loses_every_open_page(people: Company) -> None:
    script = people.server.script
    root, issue = f"/bargainings/{script.bargainings['zh']}", script.main_issues["zh"]
    chief, leaving = people.enter("lin"), people.enter("song")
    leaving.go(f"{root}/caucus/labour/{issue}")
    second = leaving.context.new_page()
    second.goto(f"{people.server.origin}{root}/table/{issue}")
    expect(second.locator("body")).to_have_attribute("data-link-state", "in-step")
    ended(chief, root, "宋雨")
    for page in (leaving.page, second):
        expect(page.locator("[data-region]")).to_have_count(0, timeout=PATIENT)
        expect(page.locator("main.error-page")).to_be_visible()
    for path in ("", "/table", f"/caucus/labour/{issue}", "/wall"):
        assert leaving.context.request.get(f"{people.server.origin}{root}{path}").status == 404


def test_signing_out_empties_the_browser(people: Company) -> None:
    script = people.server.script
    root = f"/bargainings/{script.bargainings['zh']}"
    union = people.enter("zhou")
    union.go(f"{root}/caucus/labour/{script.main_issues['zh']}")
    form_of(union.page, "PostCaucusMessage").locator("textarea").fill("还没发出的话")
    union.go("/bargainings", live=False)
    union.page.locator("details.me summary").click()
    union.page.locator('form[action="/sign-out"] button').click()
    union.page.wait_for_url("**/sign-in*")
    assert union.page.evaluate("JSON.stringify(localStorage)").count("还没发出") == 0
    assert union.context.request.get(f"{people.server.origin}{root}").status in (303, 404, 200)
    union.page.goto(f"{people.server.origin}{root}/table")
    assert "第三条" not in union.page.content()
