"""What people do with their hands, the same in both languages: open a dialog, fill it in, press its button; write; table."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.visitors import PATIENCE, Visitor
from workbench.demo.fill import DEMO_PASSWORD


def until(is_so: Callable[[], Any], patience: float = PATIENCE / 1000) -> None:
    """Wait until something that no page shows has happened."""
    end = monotonic() + patience
    while not is_so():
        assert monotonic() < end, "it never came"
        sleep(0.05)


def sign_in(visitor: Visitor, key: str, then: str = "/bargainings") -> None:
    """Sign in by the form, as people do."""
    page = visitor.page
    page.goto(f"{visitor.server.origin}/sign-in?next={then}")
    page.locator("input[name=email]").fill(f"{key}@demo.example")
    page.locator("input[name=password]").fill(DEMO_PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_url(f"**{then}")


def form_of(page: Page, command: str, **hidden: str) -> Locator:
    """Return the form of a command, perhaps the one with these hidden values."""
    with_values = "".join(f':has(input[type=hidden][name="{name}"][value="{value}"])' for name, value in hidden.items())
    return page.locator(f'form[data-act="{command}"]{with_values}')


def press(page: Page, command: str, typed: dict[str, str] | None = None, **hidden: str) -> None:
    """Do an act by its button, through its dialog when it has one."""
    forms = form_of(page, command, **hidden)
    forms.first.wait_for(state="attached")
    own_dialog = page.locator("dialog:not(#more-acts)").filter(has=forms).first
    if own_dialog.count():
        if not own_dialog.is_visible():
            opener(page, str(own_dialog.get_attribute("id"))).click()
        expect(own_dialog).to_be_visible()
    elif not forms.locator("visible=true").count():
        opener(page, "more-acts").click()
    form = forms.locator("visible=true").first
    for name, text in (typed or {}).items():
        form.locator(f'[name="{name}"]').fill(text)
    form.locator("button[type=submit]").first.click()


def opener(page: Page, dialog: str) -> Locator:
    """Return the button that opens a dialog; on a phone it may stand in the sheet of further acts, which is opened then."""
    buttons = page.locator(f'[data-opens="{dialog}"]')
    if not buttons.locator("visible=true").count() and dialog != "more-acts":
        opener(page, "more-acts").click()
    return buttons.locator("visible=true").first


def begin_draft(visitor: Visitor, answers: bool = False) -> Locator:
    """Begin a draft in the open caucus page and return the field one writes in."""
    forms = form_of(visitor.page, "StartDraft")
    (forms.first if answers else forms.last).locator("button[type=submit]").click()
    return clause(visitor)


def clause(visitor: Visitor) -> Locator:
    """Return the editor of the open caucus page."""
    box = visitor.page.locator("clause-editor [contenteditable=true]")
    box.wait_for()
    return box


def rewrite(visitor: Visitor, text: str) -> None:
    """Replace the whole text of the draft and wait until it is saved."""
    clause(visitor).click()
    visitor.page.keyboard.press("Control+a")
    visitor.page.keyboard.insert_text(text)
    saved(visitor, text)


_SHOWN = """(text) => [...document.querySelectorAll('[data-region^="caucus.draft:"] .agreement')].some((shown) => {
  const copy = shown.cloneNode(true);
  for (const one of copy.querySelectorAll('del, .aloud, .article, .break')) one.remove();
  return copy.textContent.trim() === text.replaceAll('\\n', '').trim();
})"""


def saved(visitor: Visitor, text: str) -> None:
    """Wait until the server has this text as the draft, and shows it against what it would change."""
    visitor.page.wait_for_function(_SHOWN, arg=text)


def table(visitor: Visitor) -> None:
    """Table the draft on the screen."""
    press(visitor.page, "TableProposal")
    expect(form_of(visitor.page, "TableProposal")).to_have_count(0)


def rows(page: Page, standing: str) -> Locator:
    """Return the rows of the list of issues that stand so."""
    return page.locator(f"#issues [data-standing={standing}]")
