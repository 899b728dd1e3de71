"""The page of terms, for everybody, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask

from workbench.kernel import REGISTRY
from workbench.rooms import import_rooms
from workbench.web.fields import titles_of
from workbench.web.glossary import found, terms


@pytest.mark.parametrize("text", ["caucus", "CAUCUS", " 内部会商 ", "数不到"])
def test_a_term_is_found_by_its_words_and_by_what_it_means(text: str) -> None:
    assert "Caucus" in {term.key for term in found(text)}


def test_everything_is_shown_to_who_looks_for_nothing_and_nothing_for_no_word() -> None:
    assert len(found("")) == len(terms()) > 30
    assert found("zebra") == []


@pytest.mark.parametrize(("language", "note"), [("en", "A side's own room"), ("zh-CN", "一方自己的房间")])
def test_anybody_reads_it_in_their_language(app: Flask, language: str, note: str) -> None:
    page = app.test_client().get("/glossary?text=caucus", headers={"Accept-Language": language})
    assert page.status_code == 200
    assert note.replace("'", "&#39;") in page.text
    assert 'id="Caucus"' in page.text
    assert 'id="Minutes"' not in page.text


def test_what_was_looked_for_is_text(app: Flask) -> None:
    page = app.test_client().get("/glossary", query_string={"text": '"><script>'})
    assert "<script>&" not in page.text
    assert 'value="&#34;&gt;&lt;script&gt;"' in page.text


def test_every_field_of_every_command_has_a_name_for_people() -> None:
    import_rooms()
    nameless = {
        f"{name}.{field}"
        for name, kind in REGISTRY.commands().items()
        for field in kind.model_fields.keys() - titles_of(kind).keys()
    }
    assert nameless == set()
