"""A scheme through the form and back: what nobody touched stays, what was typed is read, and items are added, moved and removed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.item_rules import Rule
from evaluation.rules.scheme_checking import sums
from evaluation.rules.scheme_forms import HEAD, ITEM, ROWS, RULES, Asked, at, edited, fits, kind_of
from evaluation.rules.scheme_reading import read, read_scheme, shipped_names, shipped_text
from evaluation.rules.scheme_writing import written
from tests.rules.evaluation.small_sheet import SHEET


def raw_of(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


def typed(raw: Mapping[str, Any], open_: int | None) -> dict[str, str]:
    """What a browser sends for a form in which nothing was touched."""
    sent = {"filled": "1", "open": "" if open_ is None else str(open_)}
    for asked in HEAD:
        sent |= field(raw, asked, "head")
    for table, columns in ROWS.items():
        sent |= rows(raw.get(table, []), columns, table)
    if open_ is not None:
        item = raw["item"][open_]
        for asked in ITEM:
            sent |= field(item, asked, "item")
        sent["item.kind"] = kind_of(item)
        if isinstance(item.get("rule"), dict):
            for asked in RULES[kind_of(item)]:
                sent |= field(item["rule"], asked, "item.rule")
    return sent


def field(part: Mapping[str, Any], asked: Asked, prefix: str) -> dict[str, str]:
    name, value = f"{prefix}.{asked.name}", at(part, asked.name)
    if asked.kind == "rows":
        return rows(value or [], asked.columns, name)
    if asked.kind == "words":
        both = value if isinstance(value, dict) else {"zh": value or "", "en": ""}
        return {f"{name}.{language}": both[language] for language in ("zh", "en")}
    if asked.kind == "tick":
        return {name: "1"} if value else {}
    if asked.kind == "numbers":
        return {name: " / ".join(map(str, value or ()))}
    if asked.kind in ("lines", "word"):
        lines = value if isinstance(value, list) else [value] if value else []
        return {name: "\n".join(one if isinstance(one, str) else f"{one['zh']} | {one['en']}" for one in lines)}
    if asked.kind == "choice" and value is None:
        return {name: asked.options[0] if asked.options else ""}
    return {name: "" if value is None else str(value)}


def rows(table: Sequence[Mapping[str, Any]], columns: Sequence[Asked], prefix: str) -> dict[str, str]:
    sent: dict[str, str] = {}
    for number, row in enumerate(table):
        for asked in columns:
            sent |= field(row, asked, f"{prefix}.{number}")
    return sent


@pytest.mark.parametrize("name", shipped_names())
def test_writing_and_reading_give_the_same_scheme(name: str) -> None:
    text = shipped_text(name)
    assert read_scheme(written(raw_of(text))).digest == read_scheme(text).digest


@pytest.mark.parametrize("name", shipped_names())
def test_a_form_in_which_nothing_was_typed_changes_nothing(name: str) -> None:
    raw = raw_of(shipped_text(name))
    for open_ in (None, *range(len(raw["item"]))):
        made = edited(raw, typed(raw, open_))
        assert made.open == open_
        assert read_scheme(written(made.raw)).digest == read_scheme(shipped_text(name)).digest, open_


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**60), 2**60) | TEXTS | st.decimals(allow_nan=False, allow_infinity=False, places=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4), st.lists(st.dictionaries(TEXTS, VALUES, max_size=3), max_size=3))
def test_whatever_is_written_is_read_again(head: dict[str, Any], items: list[dict[str, Any]]) -> None:
    data = {name: value for name, value in head.items() if name not in ("item",)} | ({"item": items} if items else {})
    assert raw_of(written(data)) == data


def test_every_kind_of_rule_and_every_field_of_it_has_a_place_in_the_form() -> None:
    kinds = {get_args(one.model_fields["kind"].annotation)[0]: one for one in get_args(get_args(Rule)[0])}
    assert RULES.keys() == kinds.keys()
    for kind, asked in RULES.items():
        known = {field.alias or name for name, field in kinds[kind].model_fields.items()} - {"kind"}
        # What a kind takes from typed numbers and never uses need not be asked.
        unused = {"minimum", "maximum", "whole", "unit"}
        assert known - unused <= {one.name for one in asked} <= known, kind


def small() -> dict[str, Any]:
    return raw_of(SHEET)


def test_a_changed_field_is_read_and_wrong_ones_are_named() -> None:
    raw = small()
    sent = typed(raw, 0) | {"item.points": "7", "item.rule.each": "abc", "head.full": ""}
    text = written(edited(raw, sent).raw)
    assert [(one.where, one.field, one.reason) for one in read(text).faults] == [
        ("item contracts", "rule.each", "not_a_number")
    ]
    assert raw_of(text)["item"][0]["points"] == 7
    assert "full" not in raw_of(text)


def test_items_are_added_behind_the_open_one_moved_and_removed() -> None:
    raw = small()
    ids = [item["id"] for item in raw["item"]]
    added = edited(raw, typed(raw, 0) | {"do": "add"})
    assert [item["id"] for item in added.raw["item"]] == [ids[0], "item-1", *ids[1:]]
    assert added.open == 1
    assert added.raw["item"][1]["block"] == raw["item"][0]["block"]
    lower = edited(raw, typed(raw, 0) | {"do": "down:0"})
    assert ([item["id"] for item in lower.raw["item"]][:2], lower.open) == ([ids[1], ids[0]], 1)
    assert [item["id"] for item in edited(raw, {"do": "up:0"}).raw["item"]] == ids
    gone = edited(raw, typed(raw, 1) | {"do": "remove:0"})
    assert ([item["id"] for item in gone.raw["item"]], gone.open) == (ids[1:], 0)
    assert edited(raw, {"do": "remove:99"}).raw["item"] == raw["item"]
    assert edited(raw, {"do": "open:2"}).open == 2
    assert [item["id"] for item in raw["item"]] == ids, "what came in is left alone"


def test_another_kind_keeps_what_both_know() -> None:
    raw = small()
    sent = typed(raw, 0) | {"item.kind": "count"}
    made = edited(raw, sent).raw["item"][0]
    assert made["rule"] == {"kind": "count", "each": "0.5"}
    assert "rule" not in edited(raw, sent | {"item.kind": "score"}).raw["item"][0]
    assert edited(raw, sent | {"item.kind": "yes_no"}).raw["item"][0]["rule"] == "yes_no"


def test_rows_are_added_below_and_go_when_ticked() -> None:
    raw = small()
    sent = typed(raw, None)
    more = edited(raw, sent | {"block.2.id": "new", "block.2.title.zh": "新"}).raw["block"]
    assert more == [*raw["block"], {"id": "new", "title": "新"}]
    assert edited(raw, sent | {"block.0.gone": "1"}).raw["block"] == raw["block"][1:]
    steps = {"item.kind": "bands", "item.rule.bands.0.from": "0", "item.rule.bands.0.points": "1"}
    raw["item"][0]["rule"] = {"kind": "bands", "bands": []}
    found = edited(raw, typed(raw, 0) | steps).raw["item"][0]
    assert found["rule"] == {"kind": "bands", "bands": [{"from": 0, "points": 1}]}


def test_data_without_tables_of_rows_are_not_for_a_form() -> None:
    assert fits(small())
    assert not fits({"item": {"id": "x"}})
    assert not fits({"item": [1]})


def test_the_sums_are_those_of_the_items() -> None:
    found = {one.where: (one.declared, one.found) for one in sums(read_scheme(shipped_text("suzhou-2019")))}
    assert found[""] == (100, 100)
    assert found["block rules"][1] + found["block institutions"][1] == Decimal("65.5")
