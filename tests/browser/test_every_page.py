"""Every page of every role: a quiet console, the content policy kept, nothing axe-core finds grave, one language, no sideways scroll."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.browser.looking import axe_faults, too_wide, words
from tests.browser.places import EVERYBODY, ROLES, Role
from tests.browser.visitors import Company, Visitor

NARROW = {"width": 320, "height": 640}
LATIN = re.compile(r"[A-Za-z]{3,}")
HAN = re.compile(r"[\u4e00-\u9fff]")
# Names and data: not words of the product.
NAMES = re.compile(
    r"Tripartite Workbench|English|Python|Markdown|HTML|Word|docx|Article 3|第三条|verify\S+|--key|PDF|JSON|Chromium|Linux|Esc|Ctrl"
    r"|SHA-256|TOTP|Akoma Ntoso|XML|otpauth\S*|\S+@\S+"
    r"|[0-9a-f]{6,}|[0-9A-F]{4} [0-9A-F]{4}|(?:[A-Z2-7]{4} ?){4,}"
    r"|\{\w+\}|https?://\S+|Bearer|API|Port [A-Z][^…]*|Northquay[^…]*|Federation[^…]*|简体中文|三方协商工作台"
    r"|Ruth Ellis|Interviews: [^…]*|github\S*|APPLY|Krippendorff|Gwet|AC1|ICC\S*|(?<![A-Za-z])A{1,3}(?![A-Za-z])"
    r"|\w+\.txt|titles\.\w+|CSV|RFC|UTF|code=|veto|review(?= 年)|Excel|GRI|Ed25519|tripartite-workbench"
)
FOREIGN_DATA = ("/administration", "/bargainings/new", "/schemes/suzhou-2019/text")
"""Pages that list organisations and people of all languages, or a file as it is written."""
CHINESE_DISTRICT = ("applications", "conflicts", "desk", "notices", "register", "schemes", "sheets", "titles", "verify")
"""Where everybody, whatever their language, reads of the demo district's enterprises: by their Chinese names."""


def strange_words(page_words: list[str], language: str) -> list[str]:
    """Return what is said in the other language."""
    other = LATIN if language == "zh" else HAN
    return [said for said in page_words if other.search(NAMES.sub("", said))]


def inspect(visitor: Visitor, path: str, language: str) -> list[str]:
    """Open a page and return what is wrong with it."""
    page = visitor.page
    answer = page.goto(visitor.server.origin + path)
    if answer is None or answer.status >= 400:
        return [f"{path}: answered {answer.status if answer else 'nothing'}"]
    if page.locator("body[data-watch]").count():
        visitor.in_step()
    faults = [f"axe {fault}" for fault in axe_faults(page)]
    page.emulate_media(color_scheme="dark")
    faults += [f"axe in the dark {fault}" for fault in axe_faults(page, "color-contrast")]
    page.emulate_media(color_scheme="light")
    is_foreign = language == "en" and path.split("/")[1] in CHINESE_DISTRICT
    if not path.startswith(FOREIGN_DATA) and not is_foreign:
        faults += [f"says {said!r}" for said in strange_words(words(page), language)]
    if not path.endswith("/wall"):
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        faults += [f"too wide: {wide}" for wide in [too_wide(page)] if wide]
        page.set_viewport_size({"width": 1440, "height": 900})
    return [f"{path}: {fault}" for fault in faults]


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.key)
def test_every_page_of(role: Role, visitors: Company) -> None:
    visitor = visitors.enter(role.key, reduced_motion="reduce")
    faults = [fault for path in role.places(visitors.server.script) for fault in inspect(visitor, path, role.language)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_somebody_who_is_not_signed_in(language: str, visitors: Company) -> None:
    visitor = visitors.enter(None, locale={"zh": "zh_Hans_CN", "en": "en"}[language])
    faults = [fault for path in EVERYBODY for fault in inspect(visitor, f"/{path}", language)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.key)
def test_every_link_leads_somewhere(role: Role, visitors: Company) -> None:
    visitor = visitors.enter(role.key)
    origin, ask = visitors.server.origin, visitor.context.request
    pages = [ask.get(origin + path).text() for path in role.places(visitors.server.script)]
    leads = {href for page in pages for href in re.findall(r'<a [^>]*href="(/[^"#]*)', page)}
    assert len(leads) > 3
    dead = {href: status for href in sorted(leads) if (status := ask.get(origin + unescape(href)).status) >= 400}
    assert dead == {}
