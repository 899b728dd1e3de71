"""The catalogue of measures: what a figure in the register can be about, in which unit, and how it is read and added up."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

FOLDER = Path(__file__).resolve().parents[1] / "facts"
LONGEST_VALUE = 24
"""Characters of a value as it is stored: room for any sum of money in fen."""

Mark = Literal["V", "V-part", "GK", "D"]
Kind = Literal["count", "money", "hours", "days", "months", "ratio", "gap"]
Over = Literal["sum", "mean", "last", "own"]
Asked = Literal["enterprise", "union", "office", "survey", "payroll", "record"]

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")


class Source(StrEnum):
    """Where a figure comes from, the most trusted first: what the house itself recorded, then offices, then the parties."""

    RECORD = "record"
    OFFICE = "office"
    FILING = "filing"
    DISCLOSURE = "disclosure"
    PAYROLL = "payroll"
    SURVEY = "survey"
    UNION = "union"
    ENTERPRISE = "enterprise"


TRUST = {source: place for place, source in enumerate(Source)}


class Said(BaseModel):
    """Words in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str


class ValueRefused(ValueError):
    """A value that cannot stand in the register. `reason` is a key of FAULTS in queries, `values` fill its sentence."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


class Unit(BaseModel):
    """A unit: how people write it, how many decimals a figure in it has, and larger units with their factor."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    said: Said
    also: tuple[str, ...] = ()
    places: int = Field(ge=0, le=6)
    multiples: Mapping[str, Decimal] = Field(default_factory=dict)

    def factor(self, written: str, key: str) -> Decimal | None:
        """Return by what a value in the unit `written` is multiplied, 1 for this unit itself, or None for another unit."""
        plain = unicodedata.normalize("NFKC", written).strip().lower()
        own = {unicodedata.normalize("NFKC", name).lower() for name in (key, self.said.zh, self.said.en, *self.also)}
        return Decimal(1) if plain in own else self.multiples.get(plain)


class Measure(BaseModel):
    """What can be measured. `within` names a measure this one is part of; `over` says how shorter periods make a longer one.

    Nothing is kept of fewer than `least` people.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    said: Said
    counts: Said
    unit: str
    kind: Kind
    over: Over
    group: str
    within: str | None = None
    least: int = 0
    asked: Asked
    source: str
    mark: Mark


class Reading(NamedTuple):
    """A value as it is kept, in the measure's own unit, and whether it was converted from a larger one."""

    value: Decimal
    converted: bool


def _with_ids(value: object) -> object:
    return {key: {"id": key, **one} for key, one in value.items()} if isinstance(value, dict) else value


class Catalogue(BaseModel):
    """All measures and units, and where each definition was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    group: Mapping[str, Said]
    unit: Mapping[str, Unit]
    measure: Annotated[Mapping[str, Measure], BeforeValidator(_with_ids)]
    source: Mapping[str, Said]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for one in self.measure.values():
            if one.unit not in self.unit or one.source not in self.source or one.group not in self.group:
                raise ValueError(f"{one.id}: unknown unit, source or group")
            if one.within is not None and one.within not in self.measure:
                raise ValueError(f"{one.id}: within an unknown measure {one.within}")
        return self

    def named(self, written: str) -> Measure | None:
        """Return the measure of this id, or of this name in either language; None when there is none."""
        plain = unicodedata.normalize("NFKC", written).strip()
        return self.measure.get(plain.lower()) or _by_name(self).get(plain.casefold())

    def unit_of(self, measure: Measure) -> Unit:
        """Return the unit of a measure."""
        return self.unit[measure.unit]


def _by_name(catalogue: Catalogue) -> dict[str, Measure]:
    said = ((one, name) for one in catalogue.measure.values() for name in (one.said.zh, one.said.en))
    return {unicodedata.normalize("NFKC", name).casefold(): one for one, name in said}


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Return the shipped catalogue. Raises ValidationError when the file is not as it should be."""
    read: dict[str, Any] = tomllib.loads((FOLDER / "measures.toml").read_text("utf-8"))
    return Catalogue.model_validate(read)


def read_value(measure: Measure, text: str, unit: str) -> Reading:
    """Return the value `text`, written in `unit`, in the measure's own unit. An empty unit means the measure's own.

    Raises ValueRefused: not_a_number, other_unit, negative, not_whole, too_exact, too_large, too_few, over_one,
    over_hundred.
    """
    value = number(text)
    own = catalogue().unit_of(measure)
    factor = Decimal(1) if not unit.strip() else own.factor(unit, measure.unit)
    if factor is None:
        raise ValueRefused("other_unit", unit=unit.strip(), wanted=measure.unit)
    return Reading(_checked(measure, own, value * factor), factor != 1)


def number(text: str) -> Decimal:
    """Return the number written in `text`, full-width digits and grouping commas included. Raises ValueRefused."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(plain):
        raise ValueRefused("not_a_number", value=text.strip()[:LONGEST_VALUE])
    try:
        return Decimal(plain.replace(",", ""))
    except InvalidOperation:
        raise ValueRefused("not_a_number", value=text.strip()[:LONGEST_VALUE]) from None


def _checked(measure: Measure, unit: Unit, value: Decimal) -> Decimal:
    told = plainly(value)
    if len(told) > LONGEST_VALUE or abs(value) >= Decimal(10) ** 15:
        raise ValueRefused("too_large", value=told[:LONGEST_VALUE])
    if value < 0 and measure.kind != "gap":
        raise ValueRefused("negative", value=told)
    if value != round(value, unit.places):
        raise ValueRefused("too_exact" if unit.places else "not_whole", value=told, places=str(unit.places))
    if measure.least and value < measure.least:
        raise ValueRefused("too_few", least=str(measure.least))
    if measure.kind == "ratio" and value > 1:
        raise ValueRefused("over_one", value=told)
    if measure.kind == "gap" and value > 100:
        raise ValueRefused("over_hundred", value=told)
    return Decimal(told)


def plainly(value: Decimal) -> str:
    """Return a number without exponent and without trailing zeros, the form in which it is stored."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
