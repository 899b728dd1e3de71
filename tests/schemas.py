"""Holding JSON to the schemas of docs/schemas: the part of JSON Schema 2020-12 that they use, and nothing silently skipped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).resolve().parents[1] / "docs" / "schemas"
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
SAID = {"$schema", "$id", "$defs", "title", "description"}
KNOWN = SAID | {
    "type", "properties", "required", "additionalProperties", "items", "enum", "const", "$ref", "anyOf", "minimum", "maximum",
}  # fmt: skip


def schema(name: str) -> dict[str, Any]:
    """Return a schema of the product."""
    found: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def faults(value: object, name: str) -> list[str]:
    """Return where a value is not as the schema says."""
    root = schema(name)
    return list(_faults(value, root, root, "$"))


def _faults(value: object, rule: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    assert rule.keys() <= KNOWN, f"this checker does not know {rule.keys() - KNOWN}"
    if reference := rule.get("$ref"):
        yield from _faults(value, root["$defs"][reference.removeprefix("#/$defs/")], root, at)
    if any_of := rule.get("anyOf"):
        tried = [list(_faults(value, one, root, at)) for one in any_of]
        if all(tried):
            yield f"{at}: none of {len(tried)} holds: {tried[0][0]}"
    if "const" in rule and value != rule["const"]:
        yield f"{at}: not {rule['const']!r}"
    if "enum" in rule and value not in rule["enum"]:
        yield f"{at}: {value!r} is none of the choices"
    if kind := rule.get("type"):
        if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
            yield f"{at}: not {kind}"
            return
        yield from _inside(value, rule, root, at)


def _inside(value: Any, rule: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    if value.__class__ in (int, float) and not rule.get("minimum", value) <= value <= rule.get("maximum", value):
        yield f"{at}: {value} is out of bounds"
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _faults(one, rule.get("items", {}), root, f"{at}[{number}]")
    if isinstance(value, dict):
        listed, more = rule.get("properties", {}), rule.get("additionalProperties", {})
        yield from (f"{at}: {name} is missing" for name in rule.get("required", ()) if name not in value)
        for name, one in value.items():
            if name not in listed and more is False:
                yield f"{at}: {name} is unknown"
            else:
                yield from _faults(one, listed.get(name, more), root, f"{at}.{name}")
