"""What minutes hold and when they are settled."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

LEFT_OUT = frozenset({"SeatArrived", "SeatLeft", "HandRaised", "HandLowered", "TurnsReordered", "IssueDiscussed"})
"""Events that the list of those present and the times spoken already tell; minutes that repeat them are not read."""


class Present(BaseModel):
    """Somebody who was at the meeting, and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    seat: str
    name: str
    party: str
    role: str
    function: str
    remote: bool
    arrived_at: datetime
    left_at: datetime | None


class Happening(BaseModel):
    """One act on the record. `correction` holds the words that stand in its place once a correction was accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    entry: int
    at: datetime
    event: str
    actor: str
    payload: dict[str, Any]
    correction: str = ""


class AgreedIssue(BaseModel):
    """An issue that stood tentatively agreed when the meeting closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    issue: str
    clause_number: str
    heading: str
    label: str
    content_hash: str
    text: str


class Body(BaseModel):
    """Everything the minutes say. Names are kept as they were, so that the paper reads the same for ever."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    number: int
    place: str
    chair: str
    opened_at: datetime
    closed_at: datetime
    present: tuple[Present, ...]
    happenings: tuple[Happening, ...]
    agreed: tuple[AgreedIssue, ...]
    standing: dict[str, int]
    spoken: dict[str, int]
    names: dict[str, str]
    general_correction: str = ""


def written(body: Body) -> str:
    """Return the minutes as canonical text: sorted keys, no blanks, every character as it is."""
    return json.dumps(body.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(text: str) -> Body:
    """Return the minutes written as `text`."""
    return Body.model_validate_json(text)


def hash_of(text: str) -> str:
    """Return the content hash representatives confirm: SHA-256 of "workbench minutes 1\\n" and the canonical text, in hex."""
    return hashlib.sha256(f"workbench minutes 1\n{text}".encode()).hexdigest()


def corrected(body: Body, entry: str, text: str) -> Body:
    """Return the minutes with the words of one entry replaced, or, for the entry "", with a general remark added.

    Raises KeyError for an entry the minutes do not have.
    """
    if entry == "":
        joined = f"{body.general_correction}\n{text}".strip()
        return body.model_copy(update={"general_correction": joined})
    if entry not in {str(one.entry) for one in body.happenings}:
        raise KeyError(entry)
    changed = tuple(
        one.model_copy(update={"correction": text}) if str(one.entry) == entry else one for one in body.happenings
    )
    return body.model_copy(update={"happenings": changed})


def to_confirm(present: Iterable[Mapping[str, str]], seated: Sequence[str]) -> tuple[str, ...]:
    """Return the seats whose confirmation settles the minutes: every representative of a side who was there and still sits.

    Source: Shandong wage consultation regulation (in force 1 January 2017): all representatives sign the minutes.
    """
    wanted = (
        one["seat"]
        for one in present
        if one["party"] in ("labour", "employer") and one["role"] in ("chief", "representative")
    )
    return tuple(dict.fromkeys(seat for seat in wanted if seat in seated))
