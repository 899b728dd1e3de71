"""Lines that break: nothing is missing, nothing doubled, what was being typed is still there."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.acting import begin_draft, clause, form_of, rewrite, saved, table
from tests.browser.visitors import Company, Visitor

PATIENT = 25_000
# A proxy that does not let WebSockets through: each try fails before it is open.
NO_WEBSOCKETS = """window.WebSocket = class {
  constructor() { setTimeout(() => { this.onerror?.(new Event("error")); this.onclose?.(new CloseEvent("close")); }, 20); }
  send() {} close() {}
}"""


def message_texts(page: Page) -> list[str]:
    """Return what stands in the messages of the table."""
    return [line.strip() for line in page.locator("#messages [data-message]").all_inner_texts()]


def say(visitor: Visitor, text: str) -> None:
    """Write to the table."""
    form = form_of(visitor.page, "PostMessage").locator("visible=true").first
    form.locator("textarea").fill(text)
    form.locator("button[type=submit]").click()


def lost(visitor: Visitor) -> None:
    """Wait until the page says that the connection is lost, and since when."""
    expect(visitor.page.locator("body")).to_have_attribute("data-link-state", "lost", timeout=PATIENT)
    expect(visitor.page.locator("[data-link-banner]")).to_be_visible()


def back(visitor: Visitor) -> None:
    """Wait until the page is in step again."""
    expect(visitor.page.locator("body")).to_have_attribute("data-link-state", "in-step", timeout=PATIENT)
    expect(visitor.page.locator("[data-link-banner]")).to_be_hidden()


def test_a_line_that_drops_during_a_composition_costs_nobody_anything(people: Company) -> None:
    script = people.server.script
    root, issue = f"/bargainings/{script.bargainings['zh']}", script.issues["第五条"]
    union, firm = people.enter("lin"), people.enter("he")
    firm.go(f"{root}/table/{issue}")
    union.go(f"{root}/caucus/labour/{issue}")
    begin_draft(union)
    rewrite(union, "用于生产一线岗位的比例不低于70%。")
    union.page.keyboard.press("Control+End")
    union.compose("z", "zhong", "zhong dian")

    union.context.set_offline(True)
    lost(union)
    union.compose("zhong dian qing xie")
    union.commit("重点倾斜")
    expect(clause(union)).to_contain_text("70%。重点倾斜")
    say(firm, "断线期间说的第一句")
    say(firm, "断线期间说的第二句")

    union.context.set_offline(False)
    back(union)
    saved(union, "用于生产一线岗位的比例不低于70%。重点倾斜")
    assert clause(union).inner_text().strip() == "用于生产一线岗位的比例不低于70%。重点倾斜"
    table(union)
    union.go(f"{root}/table/{issue}")
    for visitor in (union, firm):
        expect(visitor.page.locator(".pass-label")).to_have_text(["U-1"])
        said = "\n".join(message_texts(visitor.page))
        assert [said.count(text) for text in ("断线期间说的第一句", "断线期间说的第二句")] == [1, 1]


def test_what_was_sent_into_a_dead_line_arrives_once(people: Company) -> None:
    script = people.server.script
    root = f"/bargainings/{script.bargainings['zh']}/table/{script.main_issues['zh']}"
    officer, firm = people.enter("gao"), people.enter("he")
    for visitor in (officer, firm):
        visitor.go(root)
    officer.context.set_offline(True)
    lost(officer)
    say(officer, "指导线口径以公布为准")
    expect(form_of(officer.page, "PostMessage").locator("visible=true").first.locator("[role=alert]")).not_to_be_empty()
    say(firm, "同意先按去年口径")
    officer.context.set_offline(False)
    back(officer)
    for visitor in (officer, firm):
        for text in ("指导线口径以公布为准", "同意先按去年口径"):
            expect(visitor.page.locator("#messages [data-message]").filter(has_text=text)).to_have_count(
                1, timeout=PATIENT
            )
    officer.page.reload()
    expect(officer.page.locator("#messages [data-message]").filter(has_text="指导线口径")).to_have_count(1)


def test_without_sockets_the_page_says_as_of_when_and_still_works(people: Company) -> None:
    script = people.server.script
    officer = people.enter("gao")
    officer.context.add_init_script(NO_WEBSOCKETS)
    officer.context.route("**/socket.io/**", lambda route: route.abort())
    officer.go(f"/bargainings/{script.bargainings['zh']}/table/{script.main_issues['zh']}", live=False)
    lost(officer)
    expect(officer.page.locator("[data-link] .if-lost").first).to_be_visible()
    expect(officer.page.locator("[data-link-time]").first).not_to_be_empty()
    say(officer, "没有实时连接也能发言")
    expect(form_of(officer.page, "PostMessage").locator("visible=true").first.locator("textarea")).to_have_value("")
    officer.page.reload()
    expect(officer.page.locator("#messages")).to_contain_text("没有实时连接也能发言")


def test_where_websockets_are_blocked_polling_keeps_the_page_in_step(people: Company) -> None:
    script = people.server.script
    root = f"/bargainings/{script.bargainings['zh']}/table/{script.main_issues['zh']}"
    officer, firm = people.enter("gao"), people.enter("he")
    officer.context.add_init_script(NO_WEBSOCKETS)
    officer.page.goto(people.server.origin + root)
    expect(officer.page.locator("body")).to_have_attribute("data-link-state", "in-step", timeout=PATIENT)
    firm.go(root)
    say(firm, "轮询也能收到")
    expect(officer.page.locator("#messages")).to_contain_text("轮询也能收到", timeout=PATIENT)


def test_a_server_that_restarts_is_found_again(people: Company) -> None:
    script = people.server.script
    root = f"/bargainings/{script.bargainings['zh']}/table/{script.main_issues['zh']}"
    officer, firm = people.enter("gao"), people.enter("he")
    for visitor in (officer, firm):
        visitor.go(root)
    people.server.restart()
    say(firm, "重启之后说的话")
    expect(officer.page.locator("#messages")).to_contain_text("重启之后说的话", timeout=PATIENT)
