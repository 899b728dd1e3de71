"""What can be put into a command's fields: a right value made from the field's schema, and everything that is not one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.databases import house_tables
from tests.worlds import World
from workbench.kernel import Command

Schema = Mapping[str, Any]
Ids = Mapping[str, Sequence[str]]
NO_ID = "a" * 16


def ids_of(world: World) -> dict[str, list[str]]:
    """Return the ids of everything there is, by table."""
    with world.door.store.reading() as session:
        return {
            table.name: list(session.scalars(table.select().with_only_columns(table.c.id).limit(40)))
            for table in house_tables()
            if "id" in table.c and getattr(table.c.id.type, "length", None) == 16
        }


def right_fields(kind: type[Command], ids: Ids) -> dict[str, Any]:
    """Return a right value for every field of a command; ids name things that exist."""
    schema = kind.model_json_schema()
    return {name: _right(name, field, schema, ids) for name, field in schema.get("properties", {}).items()}


def id_fields(kind: type[Command]) -> list[str]:
    """Return the names of the fields that name something by its id."""
    schema = kind.model_json_schema()
    return [name for name, field in schema.get("properties", {}).items() if "{16}" in str(field)]


def _right(name: str, field: Schema, whole: Schema, ids: Ids) -> Any:
    if "$ref" in field:
        return _right(name, whole["$defs"][field["$ref"].rpartition("/")[2]], whole, ids)
    if "anyOf" in field:
        return _right(name, field["anyOf"][0], whole, ids)
    if "enum" in field or "const" in field:
        return field.get("const") or field["enum"][0]
    if field.get("type") == "array":
        return [_right(name.removesuffix("s"), field["items"], whole, ids)]
    if field.get("type") == "object":
        return {part: _right(part, inner, whole, ids) for part, inner in field["properties"].items()}
    if field.get("type") in ("boolean", "integer"):
        return field.get("minimum", 0) if field["type"] == "integer" else False
    return _text(name, field, ids)


def _text(name: str, field: Schema, ids: Ids) -> str:
    pattern = field.get("pattern", "")
    if "{16}" in pattern:
        return next(iter(ids.get(_TABLES.get(name, f"{name}s")) or ids["people"]))
    if "{64}" in pattern:
        return "0" * 64
    if "{43}" in pattern:
        return "a" * 43
    if "d{0,9}" in pattern:
        return "1"
    dates = {"date": "2026-05-01", "date-time": "2026-04-20T10:00:00+08:00"}
    return dates.get(field.get("format", "")) or ("x@demo.example" if name == "email" else "一段文字")


_TABLES = {
    "person": "people",
    "entry": "ledger_entries",
    "minutes": "minutes",
    "rules": "ground_rules",
    "draft": "proposal_drafts",
    "note": "caucus_notes",
    "text": "agreement_texts",
    "version": "text_versions",
    "base": "text_versions",
    "also": "text_versions",
    "item": "agenda_items",
    "parent": "organisations",
    "answers": "proposals",
    "after": "proposals",
    "instead_of": "turns",
    "employer_organisation": "organisations",
    "labour_organisation": "organisations",
}

HOSTILE = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\u202eabc",
    "a\u200bb",
    "\ud800",
    "x" * 25_000,
    "<script>alert(1)</script>",
    "%s %(x)s {y} {0.__class__}",
    "'; DROP TABLE people; --",
    "e" + "\u0301" * 40,
    "a\nb\u2028c",
    "０１２",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "2026-04-20T10:00",
    "nan",
    NO_ID,
    NO_ID.upper(),
    "0" * 64,
)
ODD = (None, True, 0, -1, 1.5, 2**31, 2**63, 10**30, -(2**63) - 1, 1e308, [], {}, [[]], [None], {"a": 1}, ["x"] * 300)


def wrong() -> st.SearchStrategy[Any]:
    """Return a strategy for what a careless or hostile sender puts into any field."""
    return st.sampled_from(HOSTILE) | st.sampled_from(ODD) | st.text(max_size=40) | st.integers()
