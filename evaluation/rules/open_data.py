"""The public register as files that anybody may take along: CSV for spreadsheets, and JSON signed by the house.

Without a signature a copy of the register could be changed on the way to somebody who verifies without a network: a revoked title
would be valid again. The message is FORMAT, a line feed, and the JSON without its signature in canonical form (RFC 8785).
"""

from __future__ import annotations

import base64
import csv
import io
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from evaluation.rules.certificates import PublicKey, signature_holds
from evaluation.rules.public_register import TitleState

FORMAT = "tripartite-workbench/public-titles/1"
_WORDS: Mapping[str, Any] = tomllib.loads(
    (Path(__file__).resolve().parents[1] / "facts" / "public_register.toml").read_text(encoding="utf-8")
)
COLUMNS: Mapping[str, Mapping[str, str]] = _WORDS["column"]
"""The columns of the export in their order, with what each means in Chinese (`zh`) and English (`en`)."""
LICENCE: Mapping[str, str] = _WORDS["licence"]
# A spreadsheet takes a cell that begins so for a formula and runs it (CSV injection, CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
Row = Mapping[str, object]


class NoRegister(ValueError):
    """A file is not an export of a public register."""


@dataclass(frozen=True)
class Export:
    """What stands over the rows: the house, its verifier line, the day, the address of the register."""

    house: str
    key: str
    as_of: date
    address: str


@dataclass(frozen=True)
class Listed:
    """What an export says of one title."""

    digest: str
    state: TitleState
    ended_on: date | None


@dataclass(frozen=True)
class RegisterFile:
    """An export of the register, read back: whose it says it is, of which day, what it says of each title by its id."""

    house: str
    as_of: date
    titles: Mapping[str, Listed]
    message: bytes
    signature: bytes

    def holds(self, keys: Sequence[PublicKey]) -> bool:
        """Say whether one of `keys`, under the name of the house it names, signed exactly this."""
        named = (key for key in keys if key.name == self.house)
        return any(signature_holds(self.signature, self.message, key.key) for key in named)


def to_csv(rows: Iterable[Row]) -> bytes:
    """Return the rows as CSV (RFC 4180) in UTF-8 with a byte order mark, for spreadsheets; no cell is a formula.

    `rows` have the keys of COLUMNS. The first line is the head and every other a title; licence and key stand in the JSON.
    """
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow(COLUMNS)
    for row in rows:
        write.writerow([_cell(row[name]) for name in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_json(rows: Iterable[Row], export: Export, sign: Callable[[bytes], bytes]) -> bytes:
    """Return the rows as JSON, with what the columns mean, the licence, the key, and the signature that `sign` makes."""
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
    said["signature"] = base64.b64encode(sign(_message(said))).decode()
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


def read_json(data: bytes) -> RegisterFile:
    """Return what an export as JSON says; its signature is not checked yet. Raises NoRegister for anything else."""
    try:
        said = json.loads(data.decode("utf-8-sig"))
        if said["format"] != FORMAT:
            raise NoRegister("it is of another format")
        signature = base64.b64decode(said.pop("signature"), validate=True)
        titles = {one["title"]: _listed(one) for one in said["titles"]}
        as_of = date.fromisoformat(said["as_of"])
        return RegisterFile(str(said["house"]), as_of, titles, _message(said), signature)
    except NoRegister:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise NoRegister("it is not the JSON of a public register") from fault


def _message(said: Mapping[str, Any]) -> bytes:
    # Of text, whole numbers and null under names of ASCII letters, this is the form of RFC 8785.
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{FORMAT}\n{written}".encode()


def _listed(one: Mapping[str, Any]) -> Listed:
    state, ended = TitleState(one["state"]), one["ended_on"]
    if state in (TitleState.REVOKED, TitleState.FOLLOWED) and not ended:
        raise NoRegister("a title is said to have ended, and not when")
    return Listed(str(one["digest"]), state, date.fromisoformat(ended) if ended else None)


def _cell(value: object) -> str:
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(_FORMULA) else said


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
