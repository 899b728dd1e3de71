"""Fields: what a person types is taken, refused with the field's name, or written as the language writes it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.fields import BLANK, Blank, FieldFault, FieldsRefused, Type, written
from agreements.rules.tree import Language

LABELS = {"zh": "甲", "en": "A", "example": "1"}


def blank(kind: Type, **more: object) -> Blank:
    return Blank.model_validate({"type": kind, **LABELS, **more})


def said(field: Blank, typed: str, language: Language = "en") -> str:
    return written({"a": field}, {"a": typed}, language)["a"]


def refused(field: Blank, typed: str) -> FieldFault:
    with pytest.raises(FieldsRefused) as caught:
        said(field, typed)
    (fault,) = caught.value.faults
    return fault


@pytest.mark.parametrize(
    ("kind", "typed", "zh", "en"),
    [
        ("money", "86400", "86400", "86,400"),
        ("money", "86,400.00", "86400", "86,400"),
        ("money", "4.5", "4.50", "4.50"),
        ("percent", "6", "6%", "6%"),
        ("percent", " 6.50 % ", "6.5%", "6.5%"),
        ("percent", "100％", "100%", "100%"),
        ("count", "30", "30", "30"),
        ("date", "2026-05-01", "2026年5月1日", "1 May 2026"),
        ("text", "  甲 公司 ", "甲 公司", "甲 公司"),
        ("lines", "one\r\ntwo", "one\ntwo", "one\ntwo"),
    ],
)
def test_a_value_is_written_as_the_language_writes_it(kind: Type, typed: str, zh: str, en: str) -> None:
    assert (said(blank(kind), typed, "zh"), said(blank(kind), typed, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("kind", "typed", "reason"),
    [
        ("money", "twelve", "number"),
        ("money", "-1", "number"),
        ("money", "1.234", "number"),
        ("money", "1,23", "number"),
        ("money", "1e9", "number"),
        ("money", "NaN", "number"),
        ("money", "１２", "number"),
        ("money", "9" * 14, "number"),
        ("percent", "%", "number"),
        ("count", "1.0", "number"),
        ("date", "2026-02-30", "day"),
        ("date", "1 May 2026", "day"),
        ("date", "2026-W18-5", "day"),
        ("text", "two\nlines", "text"),
        ("text", "a\u202eb", "text"),
        ("text", "x" * 201, "too_long"),
        ("lines", "x" * 50_001, "too_long"),
        ("text", " ", "missing"),
    ],
)
def test_a_value_that_is_none_is_refused_by_name(kind: Type, typed: str, reason: str) -> None:
    fault = refused(blank(kind), typed)
    assert (fault.field, fault.reason) == ("a", reason)


def test_bounds_are_kept_and_named() -> None:
    field = blank("percent", min=150, max=300)
    assert said(field, "150") == "150%"
    assert said(field, "300") == "300%"
    assert refused(field, "149.9") == FieldFault("a", "too_small", "150")
    assert refused(field, "300.5") == FieldFault("a", "too_large", "300")


def test_an_optional_field_left_empty_is_a_line_to_fill_by_hand() -> None:
    assert said(blank("text", required=False), "") == BLANK


def test_every_fault_is_named_in_the_order_of_the_fields() -> None:
    fields = {"b": blank("count"), "a": blank("text")}
    with pytest.raises(FieldsRefused) as caught:
        written(fields, {"b": "x", "z": "1"}, "en")
    assert [(one.field, one.reason) for one in caught.value.faults] == [
        ("z", "unknown"),
        ("b", "number"),
        ("a", "missing"),
    ]


@given(st.sampled_from(["money", "percent", "count", "date", "text", "lines"]), st.text(max_size=30))
def test_whatever_is_typed_is_written_or_refused(kind: Type, typed: str) -> None:
    with suppress(FieldsRefused):
        assert said(blank(kind), typed)
