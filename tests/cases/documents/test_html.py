"""The pages that need nothing else: whole, safe, and with both sides of a comparison."""

from __future__ import annotations

import re

from lxml import html as parser

from agreements.documents.html import comparison_html, html
from agreements.rules.tree import Tree, tree_key, words
from tests.cases.documents.trees import FIVE, WAGES_AFTER, article, chinese, english


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_page_has_every_word_and_calls_for_nothing() -> None:
    for tree, lang in ((chinese(), "zh-Hans"), (english(), "en")):
        page = html(tree)
        root = parser.document_fromstring(page)
        said = squeezed("".join(root.find(".//main").itertext()))  # type: ignore[union-attr]
        assert squeezed(tree.title + words(tree)).replace("\t", "") == said
        assert root.get("lang") == lang
        assert tree_key(tree) in page
        assert not root.xpath("//script | //link | //img | //*[@style] | //*[starts-with(@href, 'http')]")


def test_a_comparison_has_the_old_beside_the_new() -> None:
    root = parser.document_fromstring(comparison_html(chinese(), chinese(WAGES_AFTER)))
    inline, beside = root.findall(".//main")
    assert {"6,180", "6,240"} <= {cell.text_content() for cell in inline.iter("td")}
    old, new = (
        squeezed("".join(pair[side].text_content() for pair in list(beside.iterfind("div"))[1:])) for side in (0, 1)
    )
    assert old == squeezed(words(chinese()))
    assert new == squeezed(words(chinese(WAGES_AFTER)))
    anchors = [one.get("id") for one in root.xpath("//*[@id]")]
    assert len(set(anchors)) == len(anchors)
    targets = {one.get("href")[1:] for one in root.xpath("//details//a")}
    assert targets
    assert targets <= set(anchors)


def test_a_moved_clause_is_named_where_it_stood_and_where_it_stands() -> None:
    old = Tree("集体合同", "zh", tuple(FIVE))
    new = Tree("集体合同", "zh", (FIVE[0], FIVE[3], FIVE[1], FIVE[2], FIVE[4]))
    text = parser.document_fromstring(comparison_html(old, new)).find(".//main").text_content()  # type: ignore[union-attr]
    assert text.index("移至此处") < text.index("由此移走")


def test_words_are_words_and_never_markup() -> None:
    hostile = "<script>alert(1)</script><b onclick=x>"
    page = comparison_html(chinese(), Tree(hostile, "zh", (article(1, hostile),)))
    assert "<script" not in page
    assert "onclick=x>" not in page.replace("&lt;b onclick=x&gt;", "")
