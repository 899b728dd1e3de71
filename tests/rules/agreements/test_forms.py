"""Forms: facts in order, what is typed made ready, and a first draft from the library."""

from __future__ import annotations

import re

import pytest

from agreements.rules.checking import check, load_rules
from agreements.rules.fields import FieldFault, FieldsRefused, samples
from agreements.rules.first_draft import first_draft, with_clause
from agreements.rules.forms import Sheet, forms, ready
from agreements.rules.library import library
from agreements.rules.tree import Clause, Language, Tree, walk, words

HAN = re.compile("[\u4e00-\u9fff]")
in_both = pytest.mark.parametrize("language", ["zh", "en"])
NEEDED = ["offer", "reply", "representatives", "information", "minutes", "tentative", "summary"]


def test_the_forms_that_bargaining_needs_are_there_in_its_order() -> None:
    assert list(forms()) == NEEDED


@pytest.mark.parametrize("key", NEEDED)
def test_a_form_is_whole_in_both_languages(key: str) -> None:
    form = forms()[key]
    for zh, en in [
        (form.zh, form.en),
        (form.who.zh, form.who.en),
        (form.when.zh, form.when.en),
        (form.template("zh"), form.template("en")),
        *((field.zh, field.en) for field in form.fields.values()),
        *((option.zh, option.en) for field in form.fields.values() for option in field.options.values()),
    ]:
        assert HAN.search(zh)
        assert not HAN.search(en)
    assert form.sources


@in_both
@pytest.mark.parametrize("key", NEEDED)
def test_its_examples_are_in_order_and_every_field_stands_in_its_text(key: str, language: Language) -> None:
    form = forms()[key]
    ready(form, samples(form.fields, language), language)
    said = set(re.findall(r"[a-z_]+", "".join(re.findall(r"\{[{%].*?[%}]\}", form.template(language)))))
    assert form.fields.keys() <= said


def test_what_is_typed_is_made_ready() -> None:
    form = forms()["representatives"]
    typed = {**samples(form.fields, "en"), "people": "Ms Lin, F ,chair,chief, no\n\n Mr Zhou，M\n\tF\tfitter, welder\t"}
    assert ready(form, typed, "en")["people"] == Sheet(
        ("Name", "Sex", "Post", "As", "Front line"),
        (
            ("Ms Lin", "F", "chair", "chief", "no"),
            ("Mr Zhou", "M", "", "", ""),
            ("", "F", "fitter, welder", "", ""),
        ),
    )
    minutes = forms()["minutes"]
    held = ready(minutes, {**samples(minutes.fields, "en"), "agreed": "", "next": ""}, "en")
    assert held["labour"] == ("Mr Lin", "Ms Zhou", "Mr Meng")
    assert (held["agreed"], held["next"]) == ((), "")


@pytest.mark.parametrize(
    ("key", "field", "typed", "reason"),
    [
        ("representatives", "people", "a,b,c,d,e,f", "cells"),
        ("representatives", "side", "government", "choice"),
        ("offer", "team", "2", "too_small"),
        ("offer", "topics", " \n ", "missing"),
        ("reply", "received", "yesterday", "day"),
    ],
)
def test_what_cannot_be_filled_in_is_named(key: str, field: str, typed: str, reason: str) -> None:
    form = forms()[key]
    with pytest.raises(FieldsRefused) as caught:
        ready(form, {**samples(form.fields, "en"), field: typed}, "en")
    assert [(one.field, one.reason) for one in caught.value.faults] == [(field, reason)]


# ── a first draft ────────────────────────────────────────


@in_both
def test_a_first_draft_has_the_chosen_clauses_numbered_and_leaves_lines_for_what_is_not_known(
    language: Language,
) -> None:
    typed = {"minimum.amount": "2600", "raise.percent": "6", "term.years": "1"}
    tree = first_draft("wage", ["term", "minimum", "raise", "women_work"], typed, language)
    assert [clause.number for clause in tree.clauses[:-1]] == (
        ["第一条", "第二条", "第三条"] if language == "zh" else ["Article 1", "Article 2", "Article 3"]
    )
    assert tree.clauses[-1].kind == "signature"
    assert tree.title == library().kinds["wage"].name(language)
    said = words(tree)
    assert "6%" in said
    assert "____" in tree.clauses[1].text
    assert ("2600元" if language == "zh" else "2,600 yuan") in said


def test_a_first_draft_names_the_clause_of_a_wrong_field() -> None:
    with pytest.raises(FieldsRefused) as caught:
        first_draft("wage", ["term", "minimum"], {"term.years": "9", "minimum.amount": "much"}, "zh")
    assert caught.value.faults == (FieldFault("minimum.amount", "number"), FieldFault("term.years", "too_large", "3"))


@in_both
@pytest.mark.parametrize("rules", ["cn-national", "cn-shandong"])
@pytest.mark.parametrize("kind", library().kinds)
def test_a_draft_of_all_clauses_passes_the_checks_against_law(kind: str, rules: str, language: Language) -> None:
    clauses = library().of_kind(kind)
    typed = {
        f"{clause.key}.{name}": value for clause in clauses for name, value in samples(clause.fields, language).items()
    }
    tree = first_draft(kind, {clause.key for clause in clauses}, typed, language)
    found = check(tree, load_rules(rules))
    assert not [(one.rule, one.number, one.sentence) for one in found]


def test_no_kind_no_draft() -> None:
    with pytest.raises(KeyError):
        first_draft("marriage", [], {}, "zh")


# ── into an agreement that is there ──────────────────────


def outline(tree: Tree) -> list[str]:
    """Return the printed labels of all clauses, in order."""
    return [clause.printed or clause.kind for clause in walk(tree)]


@pytest.mark.parametrize(
    ("language", "labels", "expected"),
    [
        ("zh", ["第一条", "第九条"], "第十条 新"),
        ("zh", ["第九条之一"], "第十条 新"),
        ("en", ["Article 3"], "Article 4 新"),
        ("en", ["ARTICLE 3"], "ARTICLE 4 新"),
        ("en", ["Preliminary"], "新"),
        ("zh", [], "第一条 新"),
    ],
)
def test_a_clause_is_put_behind_the_last_article_and_numbered_on(
    language: Language, labels: list[str], expected: str
) -> None:
    articles = tuple(Clause("article", label, printed=label) for label in labels)
    tree = Tree("t", language, (*articles, Clause("signature", text="s")))
    assert outline(with_clause(tree, "新", "words")) == [*labels, expected, "signature"]


def test_a_clause_is_put_into_the_last_part_and_not_into_an_annex() -> None:
    part = Clause("part", "第一章", printed="第一章", children=(Clause("article", "第一条", printed="第一条"),))
    annex = Clause("annex", "附件", printed="附件", children=(Clause("article", "第一条", printed="附件第一条"),))
    made = with_clause(Tree("t", "zh", (part, annex)), "新", "字")
    assert outline(made) == ["第一章", "第一条", "第二条 新", "附件", "附件第一条"]
