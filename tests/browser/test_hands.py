"""A thumb on a phone, and a keyboard without a mouse."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.acting import form_of, press, table
from tests.browser.looking import too_wide
from tests.browser.visitors import PHONE, Company

LEAST = 44


def test_a_chief_bargains_on_a_phone(people: Company) -> None:
    script = people.server.script
    root, issue = f"/bargainings/{script.bargainings['zh']}", script.main_issues["zh"]
    union = people.enter("lin", viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    page = union.go(f"{root}/table/{issue}")
    tabs = page.locator(".table-tabs a")
    expect(tabs).to_have_count(5)
    for tab in tabs.all():
        box = tab.bounding_box()
        assert box is not None
        assert box["height"] >= LEAST
        assert box["y"] + box["height"] <= PHONE["height"]
    assert too_wide(page) == []
    for place in ("#issues", "#speaking", "#messages", "#text"):
        page.locator(f'.table-tabs a[href="{place}"]').tap()
        expect(page.locator(place)).to_be_in_viewport()
    page.locator(".table-tabs a.door").tap()
    page.wait_for_url("**/caucus/labour/**")
    union.in_step()
    assert too_wide(page) == []
    table(union)
    page.wait_for_url("**/table/**")
    union.in_step()
    expect(page.locator(".pass-label").last).to_have_text("U-3")
    press(page, "HoldIssue", {"reason": "等公积金数据"})
    expect(page.locator(".issue-head .standing-held")).to_be_visible()


def focused(page: Page, selector: str) -> bool:
    """Say whether the focus is on something."""
    return bool(page.evaluate("(selector) => document.activeElement?.matches(selector) ?? false", selector))


def test_everything_is_reached_by_keys(people: Company) -> None:
    script = people.server.script
    root = f"/bargainings/{script.bargainings['zh']}"
    firm = people.enter("he")
    page = firm.go(f"{root}/table/{script.main_issues['zh']}")
    page.keyboard.press("Tab")
    assert focused(page, ".skip")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()

    page.keyboard.press("n")
    first = page.evaluate("document.activeElement.outerHTML + getSelection().toString() + scrollY")
    page.keyboard.press("n")
    page.keyboard.press("p")
    assert page.locator(".agreement ins").count() > 0
    assert first
    page.keyboard.press("d")
    expect(page.locator(".agreement del").first).to_be_hidden()
    page.keyboard.press("d")
    expect(page.locator(".agreement del").first).to_be_visible()

    page.keyboard.press("m")
    assert focused(page, "textarea[name=text]")
    page.keyboard.type("jkas?")
    expect(form_of(page, "PostMessage").locator("visible=true").first.locator("textarea")).to_have_value("jkas?")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.evaluate("document.activeElement.blur()")

    page.keyboard.press("a")
    dialog = page.locator('dialog[open]:has(form[data-act="InitialText"])')
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.locator(".initials").count() == 0

    page.keyboard.press("j")
    assert focused(page, "[data-issue-link]")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: script.main_issues["zh"] not in url)
    firm.in_step()
    page.keyboard.press("c")
    page.wait_for_url("**/caucus/employer/**")


def test_a_screen_that_follows_the_chair(people: Company) -> None:
    script = people.server.script
    root = f"/bargainings/{script.bargainings['zh']}"
    firm, member, wall = people.enter("he"), people.enter("ding"), people.enter("gao")
    wall.go(f"{root}/wall")
    member.go(f"{root}/table/{script.main_issues['zh']}")
    member.page.locator("[data-follow-toggle]").click()
    expect(member.page.locator("[data-follow-toggle]")).to_have_attribute("aria-pressed", "true")
    following = script.issues["第十五条"]
    firm.go(f"{root}/table/{following}")
    press(firm.page, "DiscussIssue")
    expect(wall.page.locator(f'.wall-text[data-now-discussing="{following}"]')).to_be_visible()
    member.page.wait_for_url(f"**/table/{following}")


def test_a_field_is_empty_again_once_its_words_are_sent(people: Company) -> None:
    script = people.server.script
    root = f"/bargainings/{script.bargainings['zh']}"
    page = people.enter("lin").go(f"{root}/table/{script.main_issues['zh']}")
    press(page, "PostMessage", {"text": "夜班按几个小时算？"})
    expect(page.locator("#messages")).to_contain_text("夜班按几个小时算？")
    expect(page.locator("dialog:has(form[data-act=PostMessage]) textarea").first).to_have_value("")

    clerk = people.enter("xu").go(f"{root}/meetings/{script.meetings['zh'][1]}")
    press(clerk, "AddAgendaItem", {"title": "核对附件"})
    expect(clerk.locator("main")).to_contain_text("核对附件")
    expect(form_of(clerk, "AddAgendaItem").locator("[name=title]")).to_have_value("")


def test_the_buttons_of_a_tablet_stand_apart_and_whole(people: Company) -> None:
    script = people.server.script
    page = people.enter("okafor", viewport={"width": 768, "height": 1024}).go(
        f"/bargainings/{script.bargainings['en']}/table/{script.main_issues['en']}"
    )
    boxes = [box for button in page.locator(".table-side .button:visible").all() if (box := button.bounding_box())]
    assert len(boxes) >= 6
    assert max(box["height"] for box in boxes) <= LEAST + 4
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            aside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            above = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
            assert aside or above, (one, other)
