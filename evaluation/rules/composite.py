"""Composite indices: normalise indicators, weigh them, add them up level by level, rank.

The steps are those of the OECD/JRC Handbook on constructing composite indicators (2008) [GK]. A *specification* is a TOML file
(docs/evaluation-statistics.md). All figures are floats: an index is a statistic, no points of a sheet.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from scipy.stats import rankdata

from evaluation.rules.sayings import N_
from evaluation.rules.statistic_faults import StatisticFault

Floats = NDArray[np.float64]
Normalisation = Literal["min-max", "z", "rank", "none"]
Aggregation = Literal["arithmetic", "geometric"]
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Number = Annotated[float, Field(allow_inf_nan=False)]
NO_VALUE = N_("%(unit)s has no value in column “%(name)s”.")
NO_LOGARITHM = N_("%(unit)s has %(value)s in “%(name)s”, which has no logarithm.")
NEGATIVE = N_("%(unit)s has %(value)s in “%(name)s”; a geometric mean needs values of 0 and more.")
BEYOND = N_("The goalpost of “%(name)s” lies beyond its data.")


class IndexFault(StatisticFault):
    """What is wrong with a specification or its data, said in one sentence that names where."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    name: Annotated[str, Field(min_length=1)]
    group: str = ""
    weight: Weight = 1.0


class Indicator(_Part):
    """One column of the data. `lowest` and `highest` are goalposts; without them the data's own are taken."""

    direction: Literal["up", "down"] = "up"
    normalise: Normalisation | None = None
    transform: Literal["none", "log"] = "none"
    lowest: Number | None = None
    highest: Number | None = None


class Group(_Part):
    """A level between indicators and index. `aggregate` is the index's own unless said."""

    aggregate: Aggregation | None = None


class Specification(BaseModel):
    """How an index is made; see docs/evaluation-statistics.md."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = ""
    normalise: Normalisation = "min-max"
    scale: tuple[Number, Number] = (0.0, 100.0)
    clip: bool = True
    aggregate: Aggregation = "arithmetic"
    missing: Literal["refuse", "leave out", "worst"] = "refuse"
    group: tuple[Group, ...] = ()
    indicator: Annotated[tuple[Indicator, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        parts: tuple[_Part, ...] = (*self.group, *self.indicator)
        names = [part.name for part in parts]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{twice[0]!r} is named twice")
        if self.scale[0] >= self.scale[1]:
            raise ValueError("scale rises")
        groups = {group.name: group.group for group in self.group}
        for part in parts:
            if part.group and part.group not in groups:
                raise ValueError(f"{part.name!r} belongs to {part.group!r}, which is no group")
        for name in groups:
            _above(name, groups)
            if not any(part.group == name and part.weight for part in parts):
                raise ValueError(f"group {name!r} has nothing in it that weighs")
        if not any(not part.group and part.weight for part in parts):
            raise ValueError("nothing at the top of the index weighs anything")
        for indicator in self.indicator:
            _goalposts(indicator)
        return self


@dataclass(frozen=True)
class Index:
    """The result, one row a unit in the order of the data: normalised indicators, groups, index, rank (1 the highest).

    A unit whose index could not be computed because nothing of it is known has NaN and rank 0.
    """

    units: tuple[str, ...]
    indicators: Mapping[str, Floats]
    groups: Mapping[str, Floats]
    scores: Floats
    ranks: NDArray[np.int64]


def read_specification(text: str) -> Specification:
    """Return the specification a TOML text stands for. Raises IndexFault naming the place and what is wrong there."""
    try:
        return Specification.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as broken:
        raise IndexFault(N_("This is not TOML: %(why)s."), why=broken) from None
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = ".".join(str(one + 1 if isinstance(one, int) else one) for one in first["loc"])
        said = str(first["msg"]).removeprefix("Value error, ")
        raise IndexFault(N_("%(place)s: %(why)s"), place=place or "the file", why=said) from None


def index(specification: Specification, units: Sequence[str], columns: Mapping[str, Floats]) -> Index:
    """Return the index of units; a column is one number a unit, NaN where it is missing.

    Raises IndexFault for a missing column or value (where the specification refuses them), a logarithm of what is not above 0,
    and a geometric mean of what is below 0.
    """
    normalised = {
        indicator.name: _normalised(specification, indicator, units, columns) for indicator in specification.indicator
    }
    made: dict[str, Floats] = dict(normalised)
    while todo := [group for group in specification.group if group.name not in made]:
        for group in todo:
            parts = _within(specification, group.name)
            if all(part.name in made for part in parts):
                made[group.name] = _mean(group.aggregate or specification.aggregate, parts, made, units)
    scores = _mean(specification.aggregate, _within(specification, ""), made, units)
    groups = {group.name: made[group.name] for group in specification.group}
    return Index(tuple(units), normalised, groups, scores, ranks(scores))


def ranks(scores: Floats) -> NDArray[np.int64]:
    """Return the rank of each score, 1 for the highest; equal ones share the better rank, a missing one has 0."""
    known = ~np.isnan(scores)
    found = np.zeros(len(scores), dtype=np.int64)
    found[known] = rankdata(-np.round(scores[known], 9), method="min")
    return found


def _above(name: str, groups: Mapping[str, str]) -> None:
    seen = {name}
    while name := groups[name]:
        if name not in groups:
            return
        if name in seen:
            raise ValueError(f"group {name!r} is inside itself")
        seen.add(name)


def _goalposts(indicator: Indicator) -> None:
    low, high = indicator.lowest, indicator.highest
    if low is not None and high is not None and low >= high:
        raise ValueError(f"the goalposts of {indicator.name!r} do not rise from {low:g} to {high:g}")
    if indicator.transform == "log" and any(post is not None and post <= 0 for post in (low, high)):
        raise ValueError(f"the goalposts of {indicator.name!r} are above 0, for it is taken as a logarithm")


def _within(specification: Specification, group: str) -> list[_Part]:
    parts: tuple[_Part, ...] = (*specification.group, *specification.indicator)
    return [part for part in parts if part.group == group and part.weight]


def _normalised(
    specification: Specification, indicator: Indicator, units: Sequence[str], columns: Mapping[str, Floats]
) -> Floats:
    name = indicator.name
    if name not in columns:
        raise IndexFault(N_("There is no column “%(name)s”."), name=name)
    column = np.asarray(columns[name], dtype=np.float64)
    missing = np.isnan(column)
    if missing.all():
        raise IndexFault(N_("The column “%(name)s” is empty."), name=name)
    if missing.any() and specification.missing == "refuse":
        raise IndexFault(NO_VALUE, unit=units[int(missing.argmax())], name=name)
    if indicator.transform == "log" and (low := column <= 0).any():
        raise IndexFault(NO_LOGARITHM, unit=units[int(low.argmax())], value=f"{column[low][0]:g}", name=name)
    method = indicator.normalise or specification.normalise
    found = _METHODS[method](_moved(indicator, column), indicator, specification)
    if specification.missing == "worst":
        found[missing] = specification.scale[0] if method == "min-max" else np.nanmin(found)
    return found


def _moved(indicator: Indicator, column: Floats) -> Floats:
    return np.log(column) if indicator.transform == "log" else column.copy()


def _min_max(column: Floats, indicator: Indicator, specification: Specification) -> Floats:
    """x' = (x - lowest) / (highest - lowest), turned round when less is better; a column that never varies is in the middle."""
    move: Callable[[float], float] = math.log if indicator.transform == "log" else float
    low = float(np.nanmin(column)) if indicator.lowest is None else move(indicator.lowest)
    high = float(np.nanmax(column)) if indicator.highest is None else move(indicator.highest)
    if high < low:
        raise IndexFault(BEYOND, name=indicator.name)
    share = np.where(np.isnan(column), np.nan, 0.5) if high == low else (column - low) / (high - low)
    if indicator.direction == "down":
        share = 1 - share
    if specification.clip:
        share = np.clip(share, 0, 1)
    return np.asarray(specification.scale[0] + share * (specification.scale[1] - specification.scale[0]))


def _z(column: Floats, indicator: Indicator, _: Specification) -> Floats:
    """x' = (x - mean) / s, s with n-1; a column that never varies is 0."""
    known = column[~np.isnan(column)]
    spread = float(known.std(ddof=1)) if len(known) > 1 else 0.0
    found = (column - known.mean()) / (spread or 1.0)
    return np.asarray(-found if indicator.direction == "down" else found)


def _rank(column: Floats, indicator: Indicator, _: Specification) -> Floats:
    """1 for the worst, n for the best; equal ones have their mean rank."""
    found = np.full(len(column), np.nan)
    known = ~np.isnan(column)
    found[known] = rankdata(-column[known] if indicator.direction == "down" else column[known])
    return found


def _none(column: Floats, indicator: Indicator, _: Specification) -> Floats:
    return np.asarray(-column if indicator.direction == "down" else column)


_METHODS: dict[Normalisation, Callable[[Floats, Indicator, Specification], Floats]] = {
    "min-max": _min_max,
    "z": _z,
    "rank": _rank,
    "none": _none,
}


def _mean(kind: Aggregation, parts: Sequence[_Part], made: Mapping[str, Floats], units: Sequence[str]) -> Floats:
    """Σ w x / Σ w, or exp(Σ w ln x / Σ w), over the parts that are known."""
    table = np.column_stack([made[part.name] for part in parts])
    weights = np.where(np.isnan(table), 0.0, [part.weight for part in parts])
    whole = weights.sum(axis=1)
    if kind == "geometric" and (negative := table < 0).any():
        unit, part = (int(one) for one in np.argwhere(negative)[0])
        raise IndexFault(NEGATIVE, unit=units[unit], value=f"{table[unit, part]:g}", name=parts[part].name)
    with np.errstate(divide="ignore", invalid="ignore"):
        known = np.where(weights > 0, np.log(table) if kind == "geometric" else table, 0.0)
        summed = np.where(weights > 0, weights * known, 0.0).sum(axis=1) / whole
    return np.asarray(np.exp(summed) if kind == "geometric" else summed, dtype=np.float64)
