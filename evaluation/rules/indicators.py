"""Indicators: computed from the register of figures by formulas that are data, with the figures behind each value.

What is missing is named, never taken for zero. Formulas, sources and marks: evaluation/facts/indicators.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from evaluation.rules.measures import FOLDER, Mark, Said, catalogue
from evaluation.rules.picking import Figure, Gap, Picked, pick
from evaluation.rules.spans import Span

PLACES = Decimal("0.000001")
"""Values are kept to six decimals, rounded half up: what is shown is what a score sheet is given."""
_EXACT = Context(prec=40)


class Why(StrEnum):
    """Why there is no value."""

    MISSING = "missing"
    NO_CASE = "no_case"
    TOO_FEW = "too_few"
    OVER_WHOLE = "over_whole"


class Threshold(BaseModel):
    """A bound of privacy, with what it protects and where it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    value: int
    says: Said
    source: str
    mark: Mark


class Indicator(BaseModel):
    """A formula over measures: `numerator` / `denominator` x `multiplier`, a `gap` of two, or one measure's own `value`.

    `people` (and `also_people`) say of how many people it tells; below the bound `min_n` it is not shown.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    fact: str = ""
    group: str
    said: Said
    formula: Said
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    multiplier: Decimal = Decimal(1)
    part: bool = False
    gap: tuple[str, ...] = ()
    value: str | None = None
    low: str | None = None
    high: str | None = None
    unit: str
    better: Literal["up", "down", "zero"]
    people: str | None = None
    also_people: str | None = None
    min_n: Literal["wage", "survey"] | None = None
    source: str
    mark: Mark

    @model_validator(mode="after")
    def _one_formula(self) -> Self:
        forms = [bool(self.numerator and self.denominator), len(self.gap) == 2, self.value is not None]
        if forms.count(True) != 1:
            raise ValueError(f"{self.id} needs exactly one formula")
        return self

    def measures(self) -> tuple[str, ...]:
        """Return the measures it needs, each once, in the order of the formula."""
        named = (*self.numerator, *self.denominator, *self.gap, self.value, self.low, self.high)
        return tuple(dict.fromkeys(one for one in (*named, self.people, self.also_people) if one))


def _with_ids(value: object) -> object:
    return {key: {"id": key, **one} for key, one in value.items()} if isinstance(value, dict) else value


class Book(BaseModel):
    """All indicators, their units, the bounds of privacy, and where formulas were read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    indicator: Annotated[Mapping[str, Indicator], BeforeValidator(_with_ids)]
    unit: Mapping[str, Said]
    source: Mapping[str, Said]
    privacy: Mapping[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known(self) -> Self:
        measures, sources = catalogue().measure, {**catalogue().source, **self.source}
        for one in self.indicator.values():
            unknown = [name for name in one.measures() if name not in measures]
            if unknown or one.unit not in self.unit or one.source not in sources or one.group not in catalogue().group:
                raise ValueError(f"{one.id}: unknown measure, unit, source or group {unknown}")
        return self

    def threshold(self, name: str) -> int:
        """Return the least number of people of this bound."""
        return Threshold.model_validate(self.privacy[name]).value

    def said_source(self, key: str) -> Said:
        """Return where a formula was read."""
        return self.source.get(key) or catalogue().source[key]


@lru_cache(maxsize=1)
def book() -> Book:
    """Return the shipped indicators. Raises ValidationError when the file is not as it should be."""
    return Book.model_validate(tomllib.loads((FOLDER / "indicators.toml").read_text("utf-8")))


@dataclass(frozen=True)
class Computed:
    """What came of one indicator for one period: a value with its rows, or why there is none and what is missing.

    `n` is the number of people it tells of. `publishable` is False where so few people are behind an exact value that it
    could be led back to one of them.
    """

    indicator: Indicator
    span: Span
    value: Decimal | None = None
    why: Why | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    n: Decimal | None = None
    picked: tuple[Picked, ...] = ()
    missing: tuple[Gap, ...] = ()
    least: int = 0
    publishable: bool = True
    rows: tuple[str, ...] = field(default=())

    @property
    def disputed(self) -> tuple[Picked, ...]:
        """Return what another source states differently."""
        return tuple(one for one in self.picked if one.others)


def compute_all(figures: Sequence[Figure], span: Span) -> tuple[Computed, ...]:
    """Return every indicator for one period, in the order of the file. `figures` are those of one enterprise."""
    by_measure = _by_measure(figures)
    return tuple(_computed(one, by_measure, span) for one in book().indicator.values())


def compute(indicator: Indicator, figures: Sequence[Figure], span: Span) -> Computed:
    """Return one indicator for one period from the figures of one enterprise, in whatever order these come."""
    return _computed(indicator, _by_measure(figures), span)


def _by_measure(figures: Iterable[Figure]) -> Mapping[str, Sequence[Figure]]:
    found: dict[str, list[Figure]] = {}
    for one in figures:
        found.setdefault(one.measure, []).append(one)
    return found


def _computed(indicator: Indicator, figures: Mapping[str, Sequence[Figure]], span: Span) -> Computed:
    found = {name: pick(catalogue().measure[name], figures.get(name, ()), span) for name in indicator.measures()}
    needed = _needed(indicator)
    picked = tuple(one for one in found.values() if isinstance(one, Picked))
    missing = tuple(one for name, one in found.items() if isinstance(one, Gap) and name in needed)
    known = {one.measure: one.value for one in picked}
    rows = tuple(dict.fromkeys(row.id for one in picked for row in one.rows))
    base = Computed(indicator, span, picked=picked, missing=missing, rows=rows)
    if missing:
        return _with(base, why=Why.MISSING)
    return _judged(indicator, base, known)


def _needed(indicator: Indicator) -> frozenset[str]:
    """Return what must be there: the number of people only where a bound of privacy hangs on it, an interval never."""
    names = {*indicator.numerator, *indicator.denominator, *indicator.gap, indicator.value}
    if indicator.min_n:
        names |= {indicator.people, indicator.also_people}
    return frozenset(name for name in names if name)


def _judged(indicator: Indicator, base: Computed, known: Mapping[str, Decimal]) -> Computed:
    people = [known[name] for name in (indicator.people, indicator.also_people) if name and name in known]
    n = sum(people, Decimal(0)) if people else None
    if indicator.min_n is not None and min(people) < (least := book().threshold(indicator.min_n)):
        # Neither the value nor the figures it could be worked out from.
        return _with(base, why=Why.TOO_FEW, least=least, picked=(), rows=())
    value = _value(indicator, known)
    if isinstance(value, Why):
        return _with(base, why=value, n=n)
    few = indicator.unit == "percent" and bool(people) and min(people) < book().threshold("percent")
    ends = {name: known.get(key) for name, key in (("low", indicator.low), ("high", indicator.high)) if key}
    return _with(base, value=value, n=n, publishable=not few, **ends)


def _value(indicator: Indicator, known: Mapping[str, Decimal]) -> Decimal | Why:
    if indicator.value is not None:
        return rounded(known[indicator.value])
    if indicator.gap:
        first, second = (known[name] for name in indicator.gap)
        return Why.NO_CASE if first == 0 else rounded(_EXACT.divide((first - second) * 100, first))
    top, bottom = (
        sum((known[one] for one in names), Decimal(0)) for names in (indicator.numerator, indicator.denominator)
    )
    if bottom == 0:
        return Why.OVER_WHOLE if indicator.part and top else Why.NO_CASE
    if indicator.part and top > bottom:
        return Why.OVER_WHOLE
    return rounded(_EXACT.divide(_EXACT.multiply(top, indicator.multiplier), bottom))


def rounded(value: Decimal) -> Decimal:
    """Return a value to six decimals, rounded half up."""
    return value.quantize(PLACES, ROUND_HALF_UP, _EXACT)


def _with(base: Computed, **changes: Any) -> Computed:
    return Computed(**{**base.__dict__, **changes})


def asked_for(computed: Iterable[Computed]) -> dict[str, tuple[str, ...]]:
    """Return who is asked for which measures that indicators lack: each measure once, under whom the catalogue names."""
    asked: dict[str, list[str]] = {}
    for one in computed:
        for gap in one.missing:
            names = asked.setdefault(catalogue().measure[gap.measure].asked, [])
            if gap.measure not in names:
                names.append(gap.measure)
    return {who: tuple(names) for who, names in asked.items()}
