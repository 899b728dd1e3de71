"""A scheme's data written as TOML: what a form changed, in the order people read a sheet. Comments of an older text are not in data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

TABLES = ("block", "group", "item", "cap", "tier", "decision", "eligibility")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def written(raw: Mapping[str, Any]) -> str:
    """Return data as TOML text: what is read from it is the same data. The data are those that tomllib gives for a scheme."""
    lines = [f"{_key(name)} = {_value(value)}" for name, value in raw.items() if name not in TABLES]
    for table in TABLES:
        for row in raw.get(table, ()):
            lines += ["", f"[[{table}]]", *_row(row)]
    return "\n".join(lines) + "\n"


def _row(row: Mapping[str, Any]) -> Iterator[str]:
    for name, value in row.items():
        yield f"{_key(name)} = {_value(value)}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items()) + " }" if value else "{}"
        )
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _number(value) if isinstance(value, Decimal) else str(value)


def _number(value: Decimal) -> str:
    """A decimal is written with a point, so that it is read as one again."""
    text = f"{value:f}" if value.is_finite() else str(value).lower().replace("infinity", "inf")
    return text if "." in text or not value.is_finite() else f"{text}.0"


def _text(text: str) -> str:
    # JSON writes what TOML reads, but for the one control character that JSON lets stand.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
