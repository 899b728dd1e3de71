"""What every page must keep: the security policy's ban on inline code, the exact text of a clause, complete samples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from agreements.rules.redline import Run, redline
from tests.look import render, sample
from tests.look.clauses import E_2, OLD

PAGES = sorted({shot.page for shot in render.SHOTS})


def in_chinese(zh: str, en: str) -> str:
    """Choose the Chinese words."""
    del en
    return zh


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_holds_inline_styles_or_scripts(name: str, locale: str, tmp_path: Path) -> None:
    render.page(name, locale, tmp_path)
    html = (tmp_path / f"{name}-{locale}.html").read_text(encoding="utf-8")
    assert not re.search(r"<[^>]*\sstyle=", html)
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<[^>]*\son\w+=", html)


@pytest.mark.parametrize("name", PAGES)
def test_every_id_stands_once_and_every_reference_leads_somewhere(name: str, tmp_path: Path) -> None:
    render.page(name, "en", tmp_path)
    html = (tmp_path / f"{name}-en.html").read_text(encoding="utf-8")
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), sorted(one for one in ids if ids.count(one) > 1)
    for attribute in ("aria-labelledby", "popovertarget", "for", "data-opens"):
        assert set(re.findall(rf'\s{attribute}="([^"]+)"', html)) <= set(ids)


def test_each_sample_of_a_region_has_its_template() -> None:
    folder = render.ROOT / "negotiation" / "templates" / "negotiation" / "regions"
    templates = {path.stem for path in folder.glob("*.html")}
    assert {name.replace(".", "_") for name in sample.regions(in_chinese)} <= templates


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OLD[0], E_2[0]),
        (OLD[1], E_2[1]),
        ("一。\n二。", "一。二。"),
        ("一。二。", "一。\n二。"),
        ("a  b\n\nc", "a b\n\nc d"),
        ("只有旧", "全是新的\n两段"),
        ("<b>&amp;</b>", "<b>&lt;</b>"),
    ],
)
def test_a_redline_shows_both_texts_exactly(old: str, new: str, tmp_path: Path) -> None:
    env, _ = render.environment("en", tmp_path)
    html = str(env.get_template("text.html").module.redline(redline(old, new)))  # type: ignore[attr-defined]
    assert shown(html, without="ins") == old.replace("\n", "")
    assert shown(html, without="del") == new.replace("\n", "")
    assert html.count("<p>") == sum(run.text.count("\n") for run in redline(old, new)) + 1


def test_a_moved_run_says_so_to_those_who_cannot_see_it(tmp_path: Path) -> None:
    env, _ = render.environment("zh", tmp_path)
    moved = type("Moved", (), {"kind": "moved", "text": "夜班津贴另列"})()
    html = str(env.get_template("text.html").module.redline([Run("keep", "甲"), moved]))  # type: ignore[attr-defined]
    assert '<span class="moved"><span class="aloud">移动 </span>夜班津贴另列</span>' in html


def shown(html: str, without: str) -> str:
    """Return the text of an element without the words read aloud and without one kind of change."""

    def words(element: ElementTree.Element) -> Iterator[str]:
        if element.tag == without or element.get("class") in ("aloud", "break"):
            return
        yield element.text or ""
        for child in element:
            yield from words(child)
            yield child.tail or ""

    return "".join(words(ElementTree.fromstring(html.replace(" data-redline", ""))))
