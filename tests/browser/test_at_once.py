"""Two people at the same thing at the same time: one is told, neither loses a word."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.acting import begin_draft, clause, form_of, opener, rewrite, saved
from tests.browser.visitors import Company


def test_two_members_write_in_one_draft(people: Company) -> None:
    script = people.server.script
    room = f"/bargainings/{script.bargainings['zh']}/caucus/labour/{script.issues['第十三条']}"
    first, second = people.enter("lin"), people.enter("zhou")
    first.go(room)
    begin_draft(first)
    rewrite(first, "班组长津贴每月300元。")
    second.go(room)
    clause(second)

    # a second member who is not writing follows; one who writes is asked
    rewrite(first, "班组长津贴每月320元。")
    expect(clause(second)).to_contain_text("320元")
    clause(second).click()
    second.page.keyboard.press("Control+End")
    second.context.set_offline(True)
    second.page.keyboard.insert_text("与考核挂钩。")
    rewrite(first, "班组长津贴每月350元。")
    second.context.set_offline(False)
    conflict = second.page.locator("[data-conflict]")
    expect(conflict).to_be_visible(timeout=25_000)
    expect(conflict.locator("[data-conflict-text]")).to_contain_text("350元")
    expect(clause(second)).to_contain_text("320元。与考核挂钩。")
    conflict.locator("[data-conflict-keep]").click()
    saved(second, "班组长津贴每月320元。与考核挂钩。")
    # whoever has the cursor in the text gets the other text when it leaves
    first.page.locator("h1").first.click()
    expect(clause(first)).to_contain_text("与考核挂钩")


def armed(page: Page, command: str, proposal: str | None = None) -> None:
    """Open the dialog of an act, so that one press does it."""
    hidden = {"proposal": proposal} if proposal else {}
    dialog = page.locator("dialog:not(#more-acts)").filter(has=form_of(page, command, **hidden)).first
    dialog.wait_for(state="attached")
    opener(page, str(dialog.get_attribute("id"))).click()
    expect(dialog).to_be_visible()


def test_two_chiefs_act_in_the_same_moment(people: Company) -> None:
    script = people.server.script
    table = f"/bargainings/{script.bargainings['zh']}/table/{script.issues['第九条']}"
    union, firm = people.enter("lin"), people.enter("he")
    for visitor in (union, firm):
        visitor.go(table)
    theirs = form_of(union.page, "InitialText").first.locator("[name=proposal]").input_value()
    armed(union.page, "InitialText", theirs)
    armed(firm.page, "WithdrawProposal")
    form_of(firm.page, "WithdrawProposal").locator("visible=true").locator("textarea").fill("重新测算")
    initial = form_of(union.page, "InitialText", proposal=theirs).locator("visible=true").first
    withdraw = form_of(firm.page, "WithdrawProposal").locator("visible=true").first
    with union.page.expect_response("**/do/InitialText"), firm.page.expect_response("**/do/WithdrawProposal"):
        withdraw.locator("button[type=submit]").first.click()
        initial.locator("button[type=submit]").first.click()
    # whichever came second was refused, and both screens end the same
    for visitor in (union, firm):
        visitor.go(table)
        expect(visitor.page.locator(".passes li").last).to_contain_text("已撤回")
        expect(visitor.page.locator(".initials")).to_have_count(0)
        expect(form_of(visitor.page, "InitialText", proposal=theirs)).to_have_count(0)
