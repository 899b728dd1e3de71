"""Rules and reasons in words: every kind, in both languages, with the step that a value hits."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from evaluation.policy.schemes import scheme_from
from evaluation.queries.sheet_page import field_of, value_words
from evaluation.queries.standing import score_words, standing_of
from evaluation.queries.wording import points_of, rule_words
from evaluation.rules.scheme_reading import shipped, shipped_names
from evaluation.rules.schemes import Item, Scheme

HAN = re.compile("[\u4e00-\u9fff]")
HEAD = """
key = "kinds"
version = "1"
title = {zh = "各种规则", en = "All kinds"}
mark = "ours"
source = "made for tests"
"""


def scheme_of(rule: str, more: str = "", points: str = "10", role: str = "points") -> Scheme:
    """Return a scheme of one item with this rule."""
    worth = f'points = "{points}"' if points else ""
    item = f'[[item]]\nid = "i"\ntitle = {{zh = "项目", en = "the item"}}\nrole = "{role}"\n{worth}\n{more}\n{rule}\n'
    return scheme_from(HEAD + item)


BANDS = 'rule = {kind = "bands", bands = [{from = "80", points = "10"}, {from = "50", to = "80", points = "4"}, {to = "50", points = "0"}]}'
GRADES = (
    'rule = {kind = "grades", grades = [{id = "a", title = {zh = "好", en = "good"}, points = "10"}, '
    '{id = "b", title = {zh = "中", en = "fair"}, points = "6"}]}'
)
CHECKLIST = (
    'rule = {kind = "checklist", parts = [{id = "x", title = {zh = "甲", en = "first"}, points = "4"}, '
    '{id = "y", title = {zh = "乙", en = "second"}, points = "6"}]}'
)
PARTS = 'rule = {kind = "parts", each = "5", parts = [{zh = "甲", en = "first"}, {zh = "乙", en = "second"}]}'
KINDS = [
    ("", {}, "8", "Any value from 0 to 10.", "8 of 10 points were given.", "8"),
    ('rule = {kind = "score", step = "0.5"}', {}, "7.5", "in steps of 0.5", "7.5 of 10", "7.5"),
    (
        'rule = {kind = "rate", full_at = "100", each = "0.2"}',
        {},
        "95",
        "Full at 100%",
        "95% is 5 points below 100%",
        "9",
    ),
    ('rule = {kind = "rate", full_at = "100", each = "0.2"}', {}, "100", "Full at 100%", "nothing is lost", "10"),
    (BANDS, {}, "60", "the step in which the value lies", "60 lies in the step ≥ 50, < 80", "4"),
    (GRADES, {}, "b", "the grade that describes it best", "Grade: fair.", "6"),
    (CHECKLIST, {}, "y", "with its own points", "Parts met: second; together 6.", "6"),
    (PARTS, {}, "1", "2 parts, each worth 5", "1 of 2 parts are met", "5"),
    (
        'rule = {kind = "ratio", zero_at = "50", full_at = "100"}',
        {},
        "75",
        "nothing at 50, full at 100",
        "75 between",
        "5",
    ),
    ('rule = {kind = "count", each = "3"}', {}, "2", "3 is lost for each case.", "2 of them above 0", "4"),
    ('rule = {kind = "count", each = "3", over = "1"}', {}, "2", "each case above 1", "1 of them above 1", "7"),
    ('rule = "yes_no"', {}, "yes", "Yes is worth 10, no 0.", "Answered with yes.", "10"),
    ('rule = "veto"', {"points": "", "role": "veto"}, "yes", "rules out a title", "this rules out a title", "0"),
    ('rule = "fact"', {"points": "", "role": "fact"}, "3", "Only asked for", "no points hang on it", "0"),
    (
        'rule = {kind = "listed", values = ["0", "-2", "-4"]}',
        {"points": "4", "role": "deduction"},
        "-2",
        "0 / −2 / −4",
        "−2, one of 0 / −2 / −4.",
        "−2",
    ),
    ("", {"more": "not_applicable = true"}, "na", "Where it does not apply", "It does not apply", "10"),
    ("", {"more": "survey = {least = 10}"}, "8 n=9", "at least 10 answers", "9 answers; at least 10", ""),
]


@pytest.mark.parametrize(("rule", "more", "value", "asks", "why", "points"), KINDS)
def test_a_rule_and_what_came_of_it_are_said_in_both_languages(
    app: Flask, rule: str, more: dict[str, str], value: str, asks: str, why: str, points: str
) -> None:
    scheme = scheme_of(rule, **more)
    item = scheme.items[0]
    english, reason, score = _said(app, scheme, item, value, "en")
    assert asks in english
    assert why in reason
    assert score == points
    chinese, grund, _score = _said(app, scheme, item, value, "zh")
    assert HAN.search(chinese)
    assert HAN.search(grund)
    assert not re.search("[a-z]{4,}", chinese.replace("none", "")), chinese


def _said(app: Flask, scheme: Scheme, item: Item, value: str, lang: str) -> tuple[str, str, str]:
    with app.test_request_context(f"/?lang={lang}"):
        rule = rule_words(scheme, item, value)
        standing = standing_of(scheme, {item.id: value})
        score = standing.scores.get(item.id)
        return (
            " ".join(rule.sentences),
            " ".join(score_words(item, standing)),
            "" if score is None else f"{score.normalize():f}".replace("-", "−"),
        )


@pytest.mark.parametrize(
    ("lang", "all_met", "one", "none"),
    [("en", "first, second", "second", "none of the parts"), ("zh", "甲、乙", "乙", "均不符合")],
)
def test_the_parts_of_a_short_checklist_are_chosen_and_told_by_their_titles(
    app: Flask, lang: str, all_met: str, one: str, none: str
) -> None:
    item = scheme_of(CHECKLIST).items[0]
    with app.test_request_context(f"/?lang={lang}"):
        offered = {choice.value: choice.words for choice in field_of(item).choices}
        assert (offered["x y"], offered["y"], offered["none"]) == (all_met, one, none)
        assert len(offered) == 4
        assert [value_words(item, value) for value in ("y x", "y", "none")] == [all_met, one, none]
        long = scheme_of(
            CHECKLIST.replace("]}", "".join(f', {{id = "{at}", title = "{at}", points = "0"}}' for at in "abc") + "]}")
        )
        assert field_of(long.items[0]).kind == "words"
        assert value_words(long.items[0], "y x") == all_met


def test_the_table_of_a_rule_marks_the_line_that_is_hit(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        for rule, value, hit in ((BANDS, "80", 0), (BANDS, "79.9", 1), (GRADES, "a", 0), (CHECKLIST, "y", 1)):
            scheme = scheme_of(rule)
            lines = rule_words(scheme, scheme.items[0], value).lines
            assert [line.hit for line in lines].index(True) == hit
            assert not any(line.hit for line in rule_words(scheme, scheme.items[0]).lines)


@pytest.mark.parametrize("name", shipped_names())
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_item_of_every_shipped_sheet_has_words_and_a_field(app: Flask, name: str, lang: str) -> None:
    scheme = shipped(name)
    with app.test_request_context(f"/?lang={lang}"):
        for item in scheme.items:
            assert rule_words(scheme, item).sentences, item.id
            assert points_of(item)
            assert field_of(item).kind in ("number", "words", "choice", "computed")


def test_sums_count_only_what_has_a_value_and_are_the_rules_own(app: Flask) -> None:
    scheme = shipped("suzhou-2019")
    with app.test_request_context("/?lang=en"):
        nothing = standing_of(scheme, {})
        some = standing_of(scheme, {"1003": "2.5", "1004": "1.5", "1082": "-4", "1095": "no"})
        vetoed = standing_of(scheme, {"1095": "yes"})
    assert (nothing.done, nothing.items, nothing.total) == (0, 70, "0")
    assert (some.done, some.total, some.vetoed) == (4, "0", False)
    assert vetoed.vetoed
