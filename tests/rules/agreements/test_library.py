"""The clause library: complete in both languages, sourced, true to the law's bounds, and filled in or refused by field."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from agreements.rules.fields import FieldFault, FieldsRefused, samples
from agreements.rules.library import Library, LibraryClause, example, fill, library
from agreements.rules.tree import Language

HAN = re.compile("[\u4e00-\u9fff]")
LIBRARY = library()
EVERY = list(LIBRARY.clauses.values())
named = pytest.mark.parametrize("clause", EVERY, ids=lambda clause: clause.key)
in_both = pytest.mark.parametrize("language", ["zh", "en"])

MUST_NAME = {
    "general": {"term", "change", "disputes", "liability", "other"},
    "wage": {"term", "pay_system", "raise", "allowances", "pay_day", "change", "liability", "other"},
    "safety": {"safety_duty", "safety_conditions", "safety_rules", "safety_gear", "safety_checks", "safety_disease",
               "safety_training", "safety_funds"},
    "women_workers": {"women_work", "women_training", "women_period", "women_pregnancy", "women_maternity", "women_nursing",
              "women_health", "women_family"},
}  # fmt: skip
"""What a text of the kind must settle: Order 22 art. 8; Order 9 art. 7 (average and change are one clause here, change
and end another); Zhejiang arts 21 and 22."""

FLOORS = {
    ("overtime_pay", "weekday"): "149", ("overtime_pay", "restday"): "199", ("overtime_pay", "holiday"): "299",
    ("special_pay", "sick"): "79", ("special_pay", "probation"): "79", ("norms", "share"): "89",
    ("women_maternity", "days"): "97", ("leave", "rest"): "0", ("layoffs", "days"): "29",
}  # fmt: skip
CEILINGS = {
    ("term", "years"): "4", ("deductions", "share"): "21", ("overtime", "hours"): "37", ("hours", "day"): "9",
    ("hours", "week"): "41", ("women_pregnancy", "months"): "8", ("effect", "filing_days"): "11",
}  # fmt: skip


@pytest.mark.parametrize("kind", LIBRARY.kinds)
def test_each_kind_has_its_clauses_in_the_order_of_an_agreement(kind: str) -> None:
    clauses = LIBRARY.of_kind(kind)
    assert len(clauses) >= 8
    assert {"mandatory", "usual"} == {clause.kinds[kind] for clause in clauses}
    keys = [clause.key for clause in clauses]
    assert keys[0] in {"parties", "sector_parties", "platform_parties"}
    assert keys.index("term") > next(at for at, clause in enumerate(clauses) if clause.subject != "framework")


@pytest.mark.parametrize("kind", MUST_NAME)
def test_what_the_law_names_for_a_kind_is_marked_mandatory(kind: str) -> None:
    assert {clause.key for clause in LIBRARY.of_kind(kind) if clause.kinds[kind] == "mandatory"} == MUST_NAME[kind]


@named
def test_both_languages_are_whole(clause: LibraryClause) -> None:
    for words in (clause.heading, clause.why):
        assert HAN.search(words.zh)
        assert not HAN.search(words.en)
    assert HAN.search(clause.raw("zh"))
    assert not HAN.search(clause.raw("en"))
    assert not re.search(r'[,;:?!"]|(?<!\d)\.', re.sub(r"\{\w+\}", "", clause.raw("zh"))), (
        "Chinese is written with Chinese marks"
    )
    for field in clause.fields.values():
        assert HAN.search(field.zh)
        assert not HAN.search(field.en)
    if len(clause.fields) > 1:
        assert len({field.zh for field in clause.fields.values()}) == len(clause.fields)


@named
@in_both
def test_examples_fill_every_blank(clause: LibraryClause, language: Language) -> None:
    said = example(clause, language)
    assert "{" not in said
    assert "____" not in said
    assert bool(HAN.search(said)) == (language == "zh")


@named
@in_both
def test_every_field_is_missed_by_name(clause: LibraryClause, language: Language) -> None:
    for name, field in clause.fields.items():
        values = {**samples(clause.fields, language), name: " "}
        if not field.required:
            assert "____" in fill(clause, values, language)
            continue
        with pytest.raises(FieldsRefused) as caught:
            fill(clause, values, language)
        assert caught.value.faults == (FieldFault(name, "missing"),)


@pytest.mark.parametrize(("key", "field"), [*FLOORS, *CEILINGS])
def test_no_clause_of_ours_can_be_filled_in_below_the_law(key: str, field: str) -> None:
    clause = LIBRARY.clauses[key]
    wrong = {**FLOORS, **CEILINGS}[key, field]
    with pytest.raises(FieldsRefused) as caught:
        fill(clause, {**samples(clause.fields, "zh"), field: wrong}, "zh")
    assert caught.value.faults[0].reason == ("too_small" if (key, field) in FLOORS else "too_large")


def test_a_value_is_put_in_as_it_is_and_never_read_as_a_blank() -> None:
    clause = LIBRARY.clauses["parties"]
    values = {**samples(clause.fields, "en"), "employer": "{union} {0} {{x}} %(union)s"}
    assert "between {union} {0} {{x}} %(union)s (" in fill(clause, values, "en")


def test_blanks_are_shown_with_their_labels() -> None:
    clause = LIBRARY.clauses["pay_day"]
    assert "每月【每月发薪日】日" in clause.blank("zh")
    assert "day [Pay day of the month] of" in clause.blank("en")


def test_search_wants_every_word_in_either_language() -> None:
    clauses = LIBRARY.of_kind("wage")
    assert [one.key for one in LIBRARY.search(clauses, "法定节假日 OVERTIME")] == ["overtime_pay"]
    assert LIBRARY.search(clauses, "zebra") == ()
    assert LIBRARY.search(clauses, "  ") == clauses


def test_sources_are_cited_with_their_articles() -> None:
    (law, rules) = LIBRARY.clauses["overtime_pay"].sources
    assert LIBRARY.source_words(law, "zh") == "《劳动法》第44条"
    assert LIBRARY.source_words(rules, "en") == "Interim Provisions on Wage Payment, art. 13"


def test_every_kind_and_act_is_used() -> None:
    assert {act for clause in EVERY for act in (source.act for source in clause.sources)} == set(LIBRARY.acts)
    assert {kind for clause in EVERY for kind in clause.kinds} == set(LIBRARY.kinds)


@pytest.mark.parametrize(
    "change",
    [
        {"zh": "没有空格。"},
        {"kinds": {"marriage": "usual"}},
        {"kinds": {"wage": "perhaps"}},
        {"sources": [{"act": "LL", "art": "1", "mark": "sure"}]},
        {"sources": [{"act": "NOWHERE", "art": "1", "mark": "V"}]},
        {"sources": []},
        {"colour": "red"},
    ],
)
def test_a_facts_file_that_is_not_in_order_is_refused(change: dict[str, object]) -> None:
    whole = LIBRARY.model_dump()
    Library.model_validate(whole, strict=False)
    whole["clauses"]["pay_day"] |= change
    with pytest.raises(ValidationError):
        Library.model_validate(whole, strict=False)
