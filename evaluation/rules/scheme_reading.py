"""A scheme from TOML, by name or from text, with everything that is wrong with it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from evaluation.rules.scheme_checking import check
from evaluation.rules.scheme_faults import Fault, SchemeFaults
from evaluation.rules.schemes import Scheme

FOLDER = Path(__file__).resolve().parents[1] / "facts" / "schemes"
LONGEST = 500_000
_TABLES = ("block", "group", "item", "cap", "tier", "decision", "eligibility")
_REASONS = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "not_a_number": "not_a_number",
    "two_ends": "two_ends",
    "union_tag_invalid": "unknown_kind",
    "union_tag_not_found": "no_kind",
    "literal_error": "unknown_word",
    "string_pattern_mismatch": "not_an_id",
    "string_too_short": "empty",
    "string_too_long": "too_long",
    "too_short": "too_few",
    "too_long": "too_many",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "bool_type": "not_yes_or_no",
    "bool_parsing": "not_yes_or_no",
    "int_type": "not_whole",
    "int_parsing": "not_whole",
    "int_from_float": "not_whole",
}


class Reading(NamedTuple):
    """What became of a text: the scheme, when it can be shown at all, and everything that is wrong with it."""

    scheme: Scheme | None
    faults: tuple[Fault, ...]


def read(text: str) -> Reading:
    """Return the scheme of a TOML text and all its faults; a scheme with faults may be shown, never scored by."""
    try:
        raw = _parsed(text)
    except SchemeFaults as unreadable:
        return Reading(None, unreadable.faults)
    try:
        scheme = Scheme.model_validate(raw)
    except ValidationError as error:
        return Reading(None, tuple(_fault(one, raw) for one in error.errors(include_url=False)))
    return Reading(scheme, check(scheme))


def data_of(text: str) -> dict[str, Any] | None:
    """Return the data of a TOML text, None for what is none."""
    try:
        return _parsed(text)
    except SchemeFaults:
        return None


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise SchemeFaults([Fault("", "", "too_long", {"limit": str(LONGEST)})])
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except RecursionError:
        why = "nested too deeply"
    except (tomllib.TOMLDecodeError, ValueError, ArithmeticError) as error:
        why = str(error)
    raise SchemeFaults([Fault("", "", "not_toml", {"why": why})])


def read_scheme(text: str) -> Scheme:
    """Return the scheme of a TOML text. Raises SchemeFaults with everything that is wrong with it."""
    found = read(text)
    if found.scheme is None or found.faults:
        raise SchemeFaults(found.faults)
    return found.scheme


def shipped_names() -> tuple[str, ...]:
    """Return the names of the schemes that come with the workbench."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def shipped_text(name: str) -> str:
    """Return the TOML text of a scheme that comes with the workbench. Raises KeyError for an unknown name."""
    if name not in shipped_names():
        raise KeyError(name)
    return (FOLDER / f"{name}.toml").read_text("utf-8")


@lru_cache(maxsize=32)
def shipped(name: str) -> Scheme:
    """Return a scheme that comes with the workbench. Raises KeyError for an unknown name."""
    return read_scheme(shipped_text(name))


def _fault(error: Any, raw: Mapping[str, Any]) -> Fault:
    path = list(error["loc"])
    where = ""
    if len(path) > 1 and path[0] in _TABLES and isinstance(path[1], int):
        where, path = f"{path[0]} {_name(raw, path[0], path[1])}", path[2:]
    reason = _REASONS.get(error["type"], "wrong_type")
    values = {key: str(value) for key, value in (error.get("ctx") or {}).items() if not isinstance(value, Exception)}
    if not isinstance(error["input"], Mapping | Sequence) or isinstance(error["input"], str):
        values["value"] = str(error["input"])[:80]
    return Fault(where, ".".join(_fields(path)), reason, values)


def _name(raw: Mapping[str, Any], table: str, index: int) -> str:
    rows = raw.get(table)
    row = rows[index] if isinstance(rows, list) and index < len(rows) else None
    named = (row.get("id") or row.get("key")) if isinstance(row, Mapping) else None
    return str(named) if isinstance(named, str | int) else f"#{index + 1}"


def _fields(path: list[str | int]) -> Iterator[str]:
    """Leave out the tag that a union puts behind `rule`, and count from one."""
    previous: str | int = ""
    for one in path:
        if previous != "rule":
            yield str(one + 1) if isinstance(one, int) else one
        previous = one if previous != "rule" else ""
