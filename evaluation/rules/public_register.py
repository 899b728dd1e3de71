"""The public register: how a title stands on a day, and the open data that anybody may take along."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

FORMAT = "tripartite-workbench/public-titles/1"
_WORDS: Mapping[str, Any] = tomllib.loads(
    (Path(__file__).resolve().parents[1] / "facts" / "public_register.toml").read_text(encoding="utf-8")
)
COLUMNS: Mapping[str, Mapping[str, str]] = _WORDS["column"]
"""The columns of the export in their order, with what each means in Chinese (`zh`) and English (`en`)."""
LICENCE: Mapping[str, str] = _WORDS["licence"]
# A spreadsheet takes a cell that begins so for a formula and runs it (CSV injection, CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class TitleState(StrEnum):
    """How a title stands."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    FOLLOWED = "followed"


@dataclass(frozen=True)
class Export:
    """What stands over the rows: the house, its verifier line, the day, the address of the register."""

    house: str
    key: str
    as_of: date
    address: str


def state_on(today: date, valid_until: date | None, ended_on: date | None, ended_by: str) -> TitleState:
    """Return how a title stands on a day: what ended it counts from its first day, the last day of validity is a day of it."""
    if ended_on is not None and ended_on <= today:
        return TitleState(ended_by)
    return TitleState.EXPIRED if valid_until is not None and today > valid_until else TitleState.VALID


def to_csv(rows: Iterable[Mapping[str, object]]) -> bytes:
    """Return the rows as CSV (RFC 4180) in UTF-8 with a byte order mark, for spreadsheets; no cell is a formula.

    `rows` have the keys of COLUMNS. The first line is the head and every other a title; licence and key stand in the JSON.
    """
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow(COLUMNS)
    for row in rows:
        write.writerow([_cell(row[name]) for name in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_json(rows: Iterable[Mapping[str, object]], export: Export) -> bytes:
    """Return the rows as JSON, with what the columns mean, the licence, and the key by which certificates are verified."""
    said: dict[str, Any] = {
        "format": FORMAT,
        "house": export.house,
        "key": export.key,
        "as_of": export.as_of.isoformat(),
        "address": export.address,
        "licence": LICENCE,
        "columns": COLUMNS,
        "titles": [{name: _plain(row[name]) for name in COLUMNS} for row in rows],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


class NoRegister(ValueError):
    """A file is not an export of a public register."""


@dataclass(frozen=True)
class Listed:
    """What an export says of one title."""

    digest: str
    state: TitleState
    ended_on: date | None


@dataclass(frozen=True)
class RegisterFile:
    """An export of the register, read back: of which day it is, and what it says of each title by its id."""

    as_of: date
    titles: Mapping[str, Listed]


def read_json(data: bytes) -> RegisterFile:
    """Return what an export as JSON says. Raises NoRegister for anything else."""
    try:
        said = json.loads(data.decode("utf-8-sig"))
        if said["format"] != FORMAT:
            raise NoRegister("it is of another format")
        titles = {one["title"]: _listed(one) for one in said["titles"]}
        return RegisterFile(date.fromisoformat(said["as_of"]), titles)
    except NoRegister:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise NoRegister("it is not the JSON of a public register") from fault


def _listed(one: Mapping[str, Any]) -> Listed:
    state, ended = TitleState(one["state"]), one["ended_on"]
    if state in (TitleState.REVOKED, TitleState.FOLLOWED) and not ended:
        raise NoRegister("a title is said to have ended, and not when")
    return Listed(str(one["digest"]), state, date.fromisoformat(ended) if ended else None)


def page_of(total: int, asked: int, size: int) -> tuple[int, int]:
    """Return (page, pages) for what was asked: at least 1, at most the last."""
    pages = max(1, -(-total // size))
    return min(max(asked, 1), pages), pages


def shown_pages(page: int, pages: int) -> Sequence[int]:
    """Return the numbers of the pages to be offered: the first, the last, and those next to this one."""
    return sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})


def _cell(value: object) -> str:
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(_FORMULA) else said


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
