"""The whole story as plain forms: no script runs, every act is a form, every page says as of when it is."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.acting import form_of, press, sign_in
from tests.browser.visitors import Company, Visitor


def plain(people: Company, key: str) -> Visitor:
    """Let somebody in whose browser runs no scripts."""
    return people.enter(key, java_script_enabled=False)


def writes(visitor: Visitor, path: str, text: str) -> None:
    """Begin a draft in a room, write it and table it, each by its plain form."""
    visitor.go(path, live=False)
    form_of(visitor.page, "StartDraft").last.locator("button[type=submit]").click()
    draft = form_of(visitor.page, "SaveProposalDraft")
    draft.locator("textarea[name=text]").fill(text)
    draft.locator("button[type=submit]").first.click()
    expect(visitor.page.locator('[data-region^="caucus.draft:"] .agreement')).to_contain_text(text[-4:])
    press(visitor.page, "TableProposal")
    expect(visitor.page.locator(".pass-label").last).to_be_visible()


def test_the_story_without_scripts(people: Company) -> None:
    script = people.server.script
    root, issue = f"/bargainings/{script.bargainings['zh']}", script.issues["第七条"]
    meeting = script.meetings["zh"][1]
    union = people.enter(None, java_script_enabled=False)
    sign_in(union, "lin")
    firm, recorder = plain(people, "he"), plain(people, "xu")

    writes(union, f"{root}/caucus/labour/{issue}", "试用期工资不低于本岗位最低档工资的90%。")
    firm.go(f"{root}/table/{issue}", live=False)
    expect(firm.page.locator(".agreement ins").first).to_be_visible()
    expect(firm.page.locator("[data-link] .if-no-scripts").first).to_be_visible()
    writes(firm, f"{root}/caucus/employer/{issue}", "试用期工资不低于本岗位最低档工资的85%。")

    union.go(f"{root}/table/{issue}", live=False)
    theirs = form_of(union.page, "InitialText").first.locator("[name=proposal]").input_value()
    for visitor in (union, firm):
        visitor.go(f"{root}/table/{issue}", live=False)
        press(visitor.page, "InitialText", proposal=theirs)
    expect(firm.page.locator(".issue-head .standing-agreed")).to_be_visible()

    recorder.go(f"{root}/meetings/{meeting}", live=False)
    press(recorder.page, "CloseMeeting")
    for key in ("lin", "zhou", "song", "he", "tang", "fan"):
        visitor = {"lin": union, "he": firm}.get(key) or plain(people, key)
        visitor.go(f"{root}/minutes/{meeting}", live=False)
        press(visitor.page, "ConfirmMinutes")
    recorder.go(f"{root}/minutes/{meeting}", live=False)
    expect(recorder.page.locator(".minutes-head .tag-good")).to_be_visible()


def test_a_refused_plain_form_says_why_and_gives_the_text_back(people: Company) -> None:
    script = people.server.script
    root, issue = f"/bargainings/{script.bargainings['zh']}", script.issues["第七条"]
    first, second = plain(people, "lin"), plain(people, "zhou")
    first.go(f"{root}/caucus/labour/{issue}", live=False)
    form_of(first.page, "StartDraft").last.locator("button[type=submit]").click()
    for visitor in (first, second):
        visitor.go(f"{root}/caucus/labour/{issue}", live=False)
    for visitor, text in ((first, "第一个人写的文本。"), (second, "第二个人写的文本。")):
        draft = form_of(visitor.page, "SaveProposalDraft")
        draft.locator("textarea[name=text]").fill(text)
        draft.locator("button[type=submit]").first.click()
    expect(second.page.locator(".error-page")).to_be_visible()
    expect(second.page.locator(".error-page textarea").first).to_have_value("第二个人写的文本。")
    second.go(f"{root}/caucus/labour/{issue}", live=False)
    expect(form_of(second.page, "SaveProposalDraft").locator("textarea[name=text]")).to_have_value("第一个人写的文本。")


def test_nothing_is_shown_that_only_scripts_could_keep_true(people: Company) -> None:
    script = people.server.script
    page = plain(people, "lin").go(f"/bargainings/{script.bargainings['zh']}/table", live=False)
    expect(page.locator(".messages > li").last).to_be_in_viewport()
    expect(page.locator(".table-side")).not_to_contain_text("未连接", use_inner_text=True)
    expect(page.locator(".key:visible")).to_have_count(0)
