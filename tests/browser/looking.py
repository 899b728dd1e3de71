"""What an inspector asks of a page that is open in a browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.stage import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
_RUN_AXE = """async (rules) => {
  const run = rules ? {runOnly: {type: 'rule', values: rules}} : {};
  const found = await axe.run(document, {resultTypes: ['violations'], ...run});
  return found.violations.map(({id, impact, nodes}) => ({id, impact, html: nodes.slice(0, 3).map((node) => node.html.slice(0, 160))}));
}"""
_WORDS = """() => {
  const said = new Set(), add = (text) => { const plain = (text ?? '').replace(/\\s+/g, ' ').trim(); if (plain) said.add(plain); };
  const own = (element) => element.closest('[lang]') === document.documentElement
    && !element.closest('script, style, input, textarea, code, pre');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (own(walker.currentNode.parentElement)) add(walker.currentNode.data);
  for (const template of document.querySelectorAll('template')) for (const word of template.content.children) add(word.textContent);
  for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (element.closest('[lang]') === document.documentElement) add(element.getAttribute(name));
  add(document.title);
  return [...said];
}"""
_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const out = [...document.body.querySelectorAll('*')].filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > width + 1);
  return ['page', ...out.slice(0, 4).map((one) => `${one.tagName.toLowerCase()}.${one.className?.baseVal ?? one.className}`)];
}"""


def axe_faults(page: Page, *rules: str) -> list[dict[str, Any]]:
    """Return what axe-core finds serious or critical, of all rules or of these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate(_RUN_AXE, list(rules) or None)
    return [fault for fault in found if fault["impact"] in GRAVE]


def words(page: Page) -> list[str]:
    """Return every sentence a page says in the page's own language: texts, names for those who listen, hints."""
    said: list[str] = page.evaluate(_WORDS)
    return said


def too_wide(page: Page) -> list[str]:
    """Return what makes the page scroll sideways, nothing when it does not."""
    culprits: list[str] = page.evaluate(_WIDE)
    return culprits
