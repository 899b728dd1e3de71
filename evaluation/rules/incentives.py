"""Joint incentives: which of those that were found belong to a title, why, from when and until when.

An incentive is promised only when its source was read (V), it names no condition that the record cannot show, and the title is in
force. Everything else that fits is shown for what it is: not verified, on a condition, or ended with the title.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from evaluation.rules.item_rules import Frozen, Text
from evaluation.rules.periods import months_later

_HOME = Path(__file__).resolve().parents[1] / "facts" / "incentives.toml"
Mark = Literal["V", "V-part", "GK"]
Kind = Literal["credit", "inspection", "funds", "service", "honour", "standing"]


class IncentivesFault(ValueError):
    """The file of incentives is wrong: what, and where."""


class Incentive(Frozen):
    """One incentive as its source gives it; the fields are explained at the head of facts/incentives.toml."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    kind: Kind
    title: Text
    says: Text
    body: Text
    mark: Mark
    source: str
    places: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    months: int | None = Field(default=None, ge=1, le=240)
    condition: Text | None = None
    unknown: bool = False


@dataclass(frozen=True)
class Book:
    """All incentives that were found, and where each was read."""

    incentives: tuple[Incentive, ...]
    sources: Mapping[str, Text]


@dataclass(frozen=True)
class Held:
    """A title as far as incentives depend on it. `place` is the area and the office that named it; the last day counts."""

    scheme: str
    tier: str
    place: str
    named_on: date
    valid_until: date | None
    ended_on: date | None = None
    """The day on which it was revoked or another title took its place."""


class Standing(StrEnum):
    """What can be said of an incentive for a title."""

    ENTITLED = "entitled"
    CONDITIONAL = "conditional"
    UNVERIFIED = "unverified"
    OVER = "over"
    ENDED = "ended"


@dataclass(frozen=True)
class Entitlement:
    """An incentive that fits a title: from its first to its last day (None: as long as the title), and how it stands."""

    incentive: Incentive
    since: date
    until: date | None
    standing: Standing


def read_book(text: str) -> Book:
    """Return the incentives a TOML text holds. Raises IncentivesFault for an unknown key, mark or source, or a name used twice."""
    try:
        written = tomllib.loads(text)
        sources = {key: Text.model_validate(words) for key, words in written.pop("source", {}).items()}
        found = tuple(Incentive.model_validate(one) for one in written.pop("incentive", []))
    except (tomllib.TOMLDecodeError, ValidationError) as fault:
        raise IncentivesFault(str(fault)) from fault
    if written:
        raise IncentivesFault(f"unknown: {', '.join(sorted(written))}")
    ids = [one.id for one in found]
    for one in found:
        if one.source not in sources:
            raise IncentivesFault(f"{one.id}: there is no source {one.source}")
        if ids.count(one.id) > 1:
            raise IncentivesFault(f"{one.id} is there twice")
    if idle := sources.keys() - {one.source for one in found}:
        raise IncentivesFault(f"nothing was read in {', '.join(sorted(idle))}")
    return Book(found, sources)


@cache
def shipped() -> Book:
    """Return the incentives that come with the workbench."""
    return read_book(_HOME.read_text(encoding="utf-8"))


def entitlements(incentives: Iterable[Incentive], held: Held, today: date) -> tuple[Entitlement, ...]:
    """Return the incentives that fit a title, those it is entitled to first; in the order of `incentives` otherwise."""
    order = list(Standing)
    found = [_of(one, held, today) for one in incentives if _fits(one, held)]
    return tuple(sorted(found, key=lambda one: order.index(one.standing)))


def elsewhere(incentives: Iterable[Incentive], held: Held) -> tuple[Incentive, ...]:
    """Return the incentives that other places give to titles of this kind."""
    return tuple(one for one in incentives if _is_for(one, held) and not _fits(one, held))


def _fits(one: Incentive, held: Held) -> bool:
    return _is_for(one, held) and (not one.places or any(place in held.place for place in one.places))


def _is_for(one: Incentive, held: Held) -> bool:
    return (not one.schemes or held.scheme in one.schemes) and (not one.tiers or held.tier in one.tiers)


def _of(one: Incentive, held: Held, today: date) -> Entitlement:
    given = months_later(held.named_on, one.months) - timedelta(days=1) if one.months else None
    until = min((day for day in (given, held.valid_until) if day is not None), default=None)
    if held.ended_on is not None and (until is None or held.ended_on <= until):
        return Entitlement(one, held.named_on, held.ended_on, Standing.ENDED)
    return Entitlement(one, held.named_on, until, _standing(one, until, today))


def _standing(one: Incentive, until: date | None, today: date) -> Standing:
    if until is not None and today > until:
        return Standing.OVER
    if one.mark != "V" or one.unknown:
        return Standing.UNVERIFIED
    return Standing.CONDITIONAL if one.condition else Standing.ENTITLED
