"""The facts of library and forms: every file is read and shipped, every source is an act, and what was read says when."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from agreements.rules import forms as form_rules
from agreements.rules import library as library_rules
from agreements.rules.forms import forms
from agreements.rules.library import library

ROOT = Path(__file__).resolve().parents[2]
READ = {"V", "V2", "G", "?"}


def test_every_file_of_the_library_is_read() -> None:
    written = {path.name for path in library_rules.FACTS.iterdir()}
    assert written == {f"{name}.toml" for name in ("kinds", *library_rules.ORDER)}


def test_every_form_has_its_text_in_both_languages_and_no_text_is_left_over() -> None:
    written = {path.name for path in form_rules.FACTS.iterdir()}
    assert written == {"forms.toml"} | {f"{key}.{language}.jinja" for key in forms() for language in ("zh", "en")}


def test_the_files_are_shipped() -> None:
    shipped = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]["*"]
    assert "facts/**" in shipped


def test_general_knowledge_names_no_law_as_read() -> None:
    sources = [source for clause in library().clauses.values() for source in clause.sources]
    sources += [source for form in forms().values() for source in form.sources]
    assert {source.mark for source in sources} <= READ
    assert {source.mark for source in sources if source.act == "PRACTICE"} == {"G"}
    assert {source.mark for source in sources if source.act in ("ALGO", "O9", "OPINION309")} == {"V2"}


def test_a_day_of_reading_is_a_day_that_has_been() -> None:
    days = {act.checked for act in library().acts.values() if act.checked}
    assert days
    assert max(days) <= date.today()  # noqa: DTZ011


def test_a_mandatory_clause_rests_on_a_text_that_was_read_or_says_that_it_does_not() -> None:
    held = library()
    for kind in held.kinds:
        for clause in held.of_kind(kind):
            if clause.kinds[kind] == "mandatory" and kind != "platform_algorithm":
                assert any(source.mark in ("V", "V2") for source in clause.sources), clause.key
