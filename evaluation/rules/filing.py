"""What a sheet becomes when it is handed in: canonical JSON of everything it says, and the digest over it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workbench.kernel.values import in_utc


@dataclass(frozen=True)
class Kept:
    """One entry: the value as typed and the reason for it, either of them perhaps blank."""

    value: str
    reason: str = ""


def stored_entries(entries: Mapping[str, Kept]) -> str:
    """Return entries as canonical JSON: `{item: {"reason": …, "value": …}}`."""
    return canonical({item: {"value": kept.value, "reason": kept.reason} for item, kept in entries.items()})


def restored_entries(text: str) -> dict[str, Kept]:
    """Return what `stored_entries` wrote."""
    return {item: Kept(found["value"], found["reason"]) for item, found in json.loads(text).items()}


def filed_digest(said: Mapping[str, str], at: datetime) -> str:
    """Return the SHA-256, in hexadecimal, of what a filed sheet says and of the moment it was handed in.

    `said` holds its application, sheet, stage, turn, scorer, scheme digest, values and result, each as text. Where a copy
    is kept is no part of it, so a copy told to others later carries the same digest.
    """
    return hashlib.sha256(canonical({**said, "at": in_utc(at)}).encode()).hexdigest()


def canonical(value: Any) -> str:
    """Return JSON with sorted keys and no blanks: the same for the same value always."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
