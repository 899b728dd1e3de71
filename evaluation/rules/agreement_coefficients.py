"""How far raters of the same units agree: percent agreement, alpha, AC1, Fleiss, Brennan-Prediger, Conger, intraclass correlation.

Everywhere `ratings` is a table of floats, a row a unit and a column a rater, NaN where a rater left a unit out. Nothing is
filled in for a missing rating. A coefficient that the ratings do not define (nobody rated the same unit twice, nothing
varies at all) is None, never 0 and never 1. Whoever asks for several coefficients of the same ratings makes a `Rated` of them once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

GOOD, TENTATIVE = 0.800, 0.667
"""Krippendorff's usual advice [GK]: from 0.800 on conclusions are sound, from 0.667 on tentative."""
_PAIRS_AT_ONCE = 4_000_000


class Level(StrEnum):
    """What the distance of two values means."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class Rated:
    """Ratings with what all coefficients start from. Raises ValueError when they are no table, or hold an infinity."""

    def __init__(self, ratings: Floats) -> None:
        self.ratings = np.asarray(ratings, dtype=np.float64)
        if self.ratings.ndim != 2:
            raise ValueError("ratings are a table: a row a unit, a column a rater")
        if np.isinf(self.ratings).any():
            raise ValueError("a rating is a finite number")
        self.given = ~np.isnan(self.ratings)
        self.per_unit: Whole = self.given.sum(axis=1)

    @classmethod
    def of(cls, ratings: Floats | Rated) -> Rated:
        """Return the table of ratings, or what is one already."""
        return ratings if isinstance(ratings, Rated) else cls(ratings)

    @cached_property
    def paired(self) -> Rated:
        """The units that two raters at least have rated."""
        some = self.per_unit > 1
        return self if some.all() else Rated(self.ratings[some])

    @cached_property
    def values(self) -> Floats:
        """The different values in rising order."""
        return self._coded[0]

    @cached_property
    def codes(self) -> Whole:
        """For each rating given, row by row, the number of its value."""
        return self._coded[1]

    @cached_property
    def _coded(self) -> tuple[Floats, Whole]:
        values, codes = np.unique(self.ratings[self.given], return_inverse=True)
        return values, codes.astype(np.int64)

    @cached_property
    def units(self) -> Whole:
        """For each rating given, row by row, the number of its unit."""
        return np.repeat(np.arange(len(self.ratings)), self.per_unit)

    @cached_property
    def cells(self) -> tuple[Whole, Whole, Whole]:
        """The occupied cells of the table of units by values: unit, value, how many raters."""
        many = max(len(self.values), 1)
        found, counts = np.unique(self.units * many + self.codes, return_counts=True)
        return found // many, found % many, counts.astype(np.int64)


def alpha(ratings: Floats | Rated, level: Level) -> float | None:
    """Return Krippendorff's alpha: 1 - observed / expected disagreement.

    Source: K. Krippendorff, Content Analysis, 2004, ch. 11: with m_u ratings in unit u, n of them in units rated at least
    twice and d² the squared distance of a level of measurement, observed = 1/n Σ_u 1/(m_u-1) Σ d², expected =
    1/(n(n-1)) Σ d². The ordinal distance is the difference of mid-ranks, so it is the interval distance of mid-ranks.
    """
    table = Rated.of(ratings).paired
    if not len(table.ratings):
        return None
    if level == Level.NOMINAL:
        return _from_sums(table, *_nominal(table))
    if level == Level.RATIO:
        return _from_sums(table, *_ratio(table))
    places = table.values if level == Level.INTERVAL else _mid_ranks(table)
    return _from_sums(table, *_interval(table, places))


def percent_agreement(ratings: Floats | Rated) -> float | None:
    """Return the mean share of agreeing pairs of raters over the units rated at least twice. Source: K. Gwet, 2014, ch. 3."""
    return _observed(Rated.of(ratings))


def gwet_ac1(ratings: Floats | Rated, categories: int | None = None) -> float | None:
    """Return Gwet's AC1, which holds when nearly all answers are the same.

    `categories` is the number of possible answers, by default those that occur (at least two). Source: K. Gwet, Handbook of
    Inter-Rater Reliability, 2014, ch. 3: by chance Σ π(1-π) / (q-1), π the mean share of an answer over all rated units.
    """
    table = Rated.of(ratings)
    shares, many = _shares(table), _categories(table, categories)
    return _over_chance(_observed(table), float((shares * (1 - shares)).sum() / (many - 1)))


def fleiss(ratings: Floats | Rated) -> float | None:
    """Return Fleiss' kappa in Gwet's form for missing ratings: by chance Σ π². Source: K. Gwet, 2014, ch. 3."""
    table = Rated.of(ratings)
    return _over_chance(_observed(table), float((_shares(table) ** 2).sum()))


def brennan_prediger(ratings: Floats | Rated, categories: int | None = None) -> float | None:
    """Return Brennan and Prediger's coefficient: by chance 1/q. Source: K. Gwet, 2014, ch. 3."""
    table = Rated.of(ratings)
    return _over_chance(_observed(table), 1 / _categories(table, categories))


def conger(ratings: Floats | Rated) -> float | None:
    """Return Conger's kappa, in which each rater has habits of his own: by chance Σ_k (p̄_k² - s_k²/r).

    p_gk is the share of answer k among the ratings of rater g, s² its variance over the r raters. Raters without a rating
    do not count. Source: K. Gwet, 2014, ch. 3.
    """
    table = Rated.of(ratings)
    table = Rated(table.ratings[:, table.given.any(axis=0)])
    raters, many = table.ratings.shape[1], len(table.values)
    if raters < 2:
        return None
    columns = np.nonzero(table.given)[1]
    counts = np.bincount(columns * many + table.codes, minlength=raters * many).reshape(raters, many)
    shares = counts / counts.sum(axis=1, keepdims=True)
    return _over_chance(_observed(table), float((shares.mean(axis=0) ** 2 - shares.var(axis=0, ddof=1) / raters).sum()))


@dataclass(frozen=True)
class Intraclass:
    """Intraclass correlations of the units that every rater rated: `units` of them, by `raters`.

    one_way, agreement, consistency are ICC(1,1), (2,1), (3,1) of Shrout and Fleiss: one rater's score; the forms with
    `_of_means` are (1,k), (2,k), (3,k): the mean of all raters.
    """

    units: int
    raters: int
    one_way: float
    agreement: float
    consistency: float
    one_way_of_means: float
    agreement_of_means: float
    consistency_of_means: float


def intraclass(ratings: Floats | Rated) -> Intraclass | None:
    """Return the intraclass correlations; units with a missing rating are left out.

    None when fewer than two units or raters are left, or nothing varies. Source: P. Shrout and J. Fleiss, Intraclass
    correlations, Psychological Bulletin 86 (1979), 420-428.
    """
    given = Rated.of(ratings)
    table = given.ratings[given.given.all(axis=1)]
    n, k = table.shape
    if n < 2 or k < 2 or np.ptp(table) == 0:
        return None
    table = table - table.mean()
    units, raters = table.mean(axis=1), table.mean(axis=0)
    between = k * float(units @ units) / (n - 1)
    judges = n * float(raters @ raters) / (k - 1)
    within = float(((table - units[:, None]) ** 2).sum()) / (n * (k - 1))
    error = float(((table - units[:, None] - raters) ** 2).sum()) / ((n - 1) * (k - 1))
    found = (
        _quotient(between - within, between + (k - 1) * within),
        _quotient(between - error, between + (k - 1) * error + k * (judges - error) / n),
        _quotient(between - error, between + (k - 1) * error),
        _quotient(between - within, between),
        _quotient(between - error, between + (judges - error) / n),
        _quotient(between - error, between),
    )
    defined = [one for one in found if one is not None]
    return Intraclass(n, k, *defined) if len(defined) == len(found) else None


@dataclass(frozen=True)
class Agreement:
    """All coefficients of one table: how many `units` and `raters` there are, and how many `ratings` meet another one."""

    units: int
    raters: int
    ratings: int
    pairable: int
    percent: float | None
    alpha_nominal: float | None
    alpha_ordinal: float | None
    alpha_interval: float | None
    ac1: float | None
    fleiss: float | None
    brennan_prediger: float | None
    conger: float | None
    icc: Intraclass | None


def agreement(ratings: Floats | Rated, categories: int | None = None, *, numbers: bool = True) -> Agreement:
    """Return all coefficients; without `numbers` the values are mere names, and those that need an order are None."""
    table = Rated.of(ratings)
    return Agreement(
        units=len(table.ratings),
        raters=table.ratings.shape[1],
        ratings=int(table.given.sum()),
        pairable=int(table.per_unit[table.per_unit > 1].sum()),
        percent=percent_agreement(table),
        alpha_nominal=alpha(table, Level.NOMINAL),
        alpha_ordinal=alpha(table, Level.ORDINAL) if numbers else None,
        alpha_interval=alpha(table, Level.INTERVAL) if numbers else None,
        ac1=gwet_ac1(table, categories),
        fleiss=fleiss(table),
        brennan_prediger=brennan_prediger(table, categories),
        conger=conger(table),
        icc=intraclass(table) if numbers else None,
    )


def _from_sums(table: Rated, observed: float, expected: float) -> float | None:
    n = int(table.per_unit.sum())
    return None if expected <= 0 else 1 - (n - 1) * observed / expected


def _nominal(table: Rated) -> tuple[float, float]:
    units, _, counts = table.cells
    same = np.bincount(units, weights=counts**2, minlength=len(table.ratings))
    of_values = np.bincount(table.codes)
    observed = ((table.per_unit**2 - same) / (table.per_unit - 1)).sum()
    return float(observed), float(of_values.sum() ** 2 - (of_values**2).sum())


def _mid_ranks(table: Rated) -> Floats:
    counts = np.bincount(table.codes)
    return np.asarray(np.cumsum(counts) - counts / 2, dtype=np.float64)


def _interval(table: Rated, places: Floats) -> tuple[float, float]:
    given = (places - places.mean())[table.codes]
    sums = np.bincount(table.units, weights=given, minlength=len(table.ratings))
    squares = np.bincount(table.units, weights=given**2, minlength=len(table.ratings))
    observed = (2 * (table.per_unit * squares - sums**2) / (table.per_unit - 1)).sum()
    if len(places) < 2:
        return 0.0, 0.0
    return float(observed), float(2 * (len(given) * (given**2).sum() - given.sum() ** 2))


def _ratio(table: Rated) -> tuple[float, float]:
    """Sum by coincidences, a slice of the square of the values at a time."""
    values, many = table.values, len(table.values)
    if many and values[0] < 0:
        raise ValueError("a ratio is of values from 0 on")
    units, codes, counts = table.cells
    totals = np.bincount(table.codes).astype(np.float64)
    observed = expected = 0.0
    for low in range(0, many, step := max(1, _PAIRS_AT_ONCE // max(many, 1))):
        some = values[low : low + step, None]
        with np.errstate(invalid="ignore"):
            distance = np.nan_to_num(((some - values) / (some + values)) ** 2)
        expected += float(totals[low : low + step] @ distance @ totals)
    weights = counts / (table.per_unit[units] - 1)
    starts = np.searchsorted(units, np.arange(len(table.ratings) + 1))
    widest = int(np.diff(starts).max(initial=0))
    for shift in range(1, widest):
        first = np.nonzero(units[:-shift] == units[shift:])[0]
        one, other = values[codes[first]], values[codes[first + shift]]
        observed += 2 * float((weights[first] * counts[first + shift] * ((one - other) / (one + other)) ** 2).sum())
    return observed, expected


def _observed(table: Rated) -> float | None:
    """Return the mean share of agreeing pairs over the units rated at least twice."""
    paired = table.per_unit > 1
    if not paired.any():
        return None
    units, _, counts = table.cells
    agreeing = np.bincount(units, weights=counts * (counts - 1), minlength=len(table.ratings))[paired]
    return float((agreeing / (table.per_unit * (table.per_unit - 1))[paired]).mean())


def _shares(table: Rated) -> Floats:
    """Return the mean share of each value over the units that have a rating."""
    units, codes, counts = table.cells
    rated = max(int((table.per_unit > 0).sum()), 1)
    return np.asarray(np.bincount(codes, weights=counts / table.per_unit[units]) / rated, dtype=np.float64)


def _categories(table: Rated, categories: int | None) -> int:
    if categories is not None and categories < len(table.values):
        raise ValueError(
            f"there are {len(table.values)} different answers, more than the {categories} said to be possible"
        )
    return max(categories or len(table.values), 2)


def _over_chance(observed: float | None, chance: float) -> float | None:
    return None if observed is None else _quotient(observed - chance, 1 - chance)


def _quotient(above: float, below: float) -> float | None:
    return None if abs(below) < 1e-12 else above / below
