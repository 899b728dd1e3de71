"""Facts: each file in a facts room is read by somebody, each fact says where it was read and how sure it is, in both languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agreements.rules.forms import forms
from agreements.rules.library import library
from agreements.rules.rulebook import load_rules, rule_names
from evaluation.rules import incentives, open_data
from evaluation.rules.feeding import feeds
from evaluation.rules.indicators import book as indicators
from evaluation.rules.measures import catalogue
from evaluation.rules.scheme_reading import shipped, shipped_names
from evaluation.rules.surveys import questionnaire
from evaluation.rules.table_words import known
from tests.visits import HAN

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for package in ROOT.glob("*/facts") for path in package.rglob("*.toml"))
MARKS = {"agreements": {"V", "V2", "G", "?"}, "evaluation": {"V", "V-part", "GK", "D", "ours", "example"}}
"""By package, how sure a fact can be: read, read at second hand or in part, general knowledge, advice, our own, an example."""
OWN = {"ours", "example"}
"""What we made ourselves was read nowhere."""
WITHOUT_FACTS = {"kinds", "feeding", "tables", "public_register"}
"""Files of words and names only."""
READERS: dict[str, Callable[[], object]] = {
    "library": library,
    "forms": forms,
    "checks": lambda: [load_rules(name) for name in rule_names()],
    "facts": lambda: [catalogue(), indicators(), feeds(), known("figures"), incentives.shipped(), open_data.FORMAT],
    "schemes": lambda: [shipped(name) for name in shipped_names()],
    "questionnaires": lambda: questionnaire("staff"),
}
"""Who reads the files of a folder; a new folder of facts is entered here with its reader."""


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tables(value: object, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of a file with its place in it."""
    if isinstance(value, dict):
        yield where, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield from tables(one, f"{where}.{key}".strip("."))


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def test_every_facts_file_has_a_reader_that_takes_it() -> None:
    assert FILES
    assert {path.parent.name for path in FILES} == set(READERS)
    for reader in READERS.values():
        assert reader()


@pytest.mark.parametrize("path", FILES, ids=names)
def test_every_mark_stands_beside_its_source(path: Path) -> None:
    marked = [(where, one) for where, one in tables(read(path)) if isinstance(one.get("mark"), str)]
    assert {one["mark"] for _, one in marked} <= MARKS[path.relative_to(ROOT).parts[0]]
    silent = [where for where, one in marked if not (one.get("source") or one.get("act")) and one["mark"] not in OWN]
    assert not silent


@pytest.mark.parametrize("path", FILES, ids=names)
def test_every_fact_has_a_mark(path: Path) -> None:
    book = read(path)
    facts = [*book.get("fact", {}).values()]
    facts += [one for kind in ("clause", "form") for entry in book.get(kind, {}).values() for one in entry["sources"]]
    facts += [*book.get("measure", {}).values(), *book.get("indicator", {}).values(), *book.get("incentive", [])]
    facts += [book] if path.parent.name in ("schemes", "questionnaires") or path.stem == "scheme_beginning" else []
    assert all(one.get("mark") in MARKS[path.relative_to(ROOT).parts[0]] for one in facts)
    assert facts or path.stem in WITHOUT_FACTS


@pytest.mark.parametrize("path", FILES, ids=names)
def test_what_facts_say_is_said_in_both_languages(path: Path) -> None:
    for where, one in tables(read(path)):
        for zh, en in [("zh", "en"), *((key, f"{key[:-2]}en") for key in one if key.endswith("_zh"))]:
            assert (zh in one) == (en in one), where
            if isinstance(one.get(zh), str):
                assert HAN.search(one[zh]) or not re.search("[A-Za-z]", one[zh]), where
                assert not HAN.search(one[en]), where


@pytest.mark.parametrize("name", rule_names())
def test_nothing_that_was_not_read_is_shown_as_law(name: str) -> None:
    rules = load_rules(name)
    for rule in rules.rules:
        fact = rules.facts[rule.fact]
        assert rule.severity != "error" or fact.mark == "V", rule.id
        assert (fact.law is None) == (fact.mark in ("G", "?")), rule.fact
        assert fact.mark == "V" or HAN.search(rules.marks[fact.mark].zh)


def test_library_and_checks_are_equally_sure_of_the_same_article() -> None:
    acts = library().acts
    sure = {
        (acts[source.act].zh, source.art): source.mark
        for clause in library().clauses.values()
        for source in clause.sources
    }
    compared = 0
    for name in rule_names():
        for key, fact in load_rules(name).facts.items():
            for (act, article), mark in sure.items():
                if fact.law and act.strip("《》") in fact.law.zh and article and article == fact.article:
                    compared += 1
                    assert fact.mark == mark, key
    assert compared > 10
