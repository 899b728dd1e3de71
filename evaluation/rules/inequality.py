"""How unequal pay is: Gini, raw gaps between two groups, and the gap that grade, tenure and hours do not explain.

Pay is any amounts above 0 in one unit and for one period, full-time equivalents where hours differ. These are statistics of a
group; what they say about groups under ten is shown to nobody by the pages that use them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.rules.student import quantile

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Gap:
    """Raw gaps between the pay of men and women, as shares of the pay of men: 0.1 says that women have a tenth less.

    quartiles: the share of women in each quarter of the staff by pay, from the lowest; None with fewer than four people.
    """

    men: int
    women: int
    mean: float
    median: float
    quartiles: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class AdjustedGap:
    """The gap among people alike in the controls: exp(b) - 1 with its 95 % interval, n people, k coefficients.

    Below 0 women have less. The interval is wide where n is small, and it is part of the figure.
    """

    gap: float
    low: float
    high: float
    people: int
    coefficients: int
    explained: float


def gini(pay: Sequence[float] | Floats, *, corrected: bool = False) -> float | None:
    """Return the Gini coefficient, 0 for equal pay; None for fewer than two people or a sum of 0.

    G = Σ (2i - n - 1) x_i / (n Σ x), x rising; `corrected` multiplies by n/(n-1) for small groups. Source: the mean-difference
    form of C. Gini, 1912; the correction: G. Deltas, Review of Economics and
    Statistics 85 (2003). Raises ValueError for an amount below 0.
    """
    amounts = np.sort(_amounts(pay, 0))
    n, whole = len(amounts), float(amounts.sum())
    if n < 2 or not whole:
        return None
    found = float((2 * np.arange(1, n + 1) - n - 1) @ amounts) / (n * whole)
    return found * n / (n - 1) if corrected else found


def gap(men: Sequence[float] | Floats, women: Sequence[float] | Floats) -> Gap | None:
    """Return the raw gaps, None when either group is empty.

    (mean_m - mean_w) / mean_m, the same of medians, and quartile shares, as listed in article 9 of EU Directive 2023/970. A quarter
    that cuts through equal amounts takes its part of them. Raises ValueError for an amount that is not above 0.
    """
    of_men, of_women = _amounts(men, 1e-12), _amounts(women, 1e-12)
    if not len(of_men) or not len(of_women):
        return None
    mean = 1 - float(of_women.mean()) / float(of_men.mean())
    median = 1 - float(np.median(of_women)) / float(np.median(of_men))
    return Gap(len(of_men), len(of_women), mean, median, _quartiles(of_men, of_women))


def adjusted_gap(
    pay: Sequence[float] | Floats,
    female: Sequence[bool],
    numbers: Mapping[str, Sequence[float]],
    kinds: Mapping[str, Sequence[str]],
) -> AdjustedGap | None:
    """Return the gap in a regression of log pay on sex and controls: `numbers` (tenure, hours), `kinds` (grade, category).

    None when it is not determined: too few people for the coefficients, one sex only, or sex explained by the controls.
    Ordinary least squares with the usual variance, b ± t(0.975, n-k) s; the gap is exp(b) - 1 [GK]. Raises ValueError when the
    columns differ in length, or pay is not above 0.
    """
    amounts = _amounts(pay, 1e-12)
    n = len(amounts)
    for name, column in {"female": female, **numbers, **kinds}.items():
        if len(column) != n:
            raise ValueError(f"{name} has {len(column)} values for {n} people")
    design = _design(n, female, numbers, kinds)
    k = int(np.linalg.matrix_rank(design)) if n else 0
    others = np.delete(design, 1, axis=1)
    if n <= k or k == (np.linalg.matrix_rank(others) if n else 0):
        return None
    logs = np.log(amounts)
    inverse = np.linalg.pinv(design.T @ design)
    coefficients = inverse @ design.T @ logs
    residual = float(((logs - design @ coefficients) ** 2).sum())
    error = float(np.sqrt(residual / (n - k) * inverse[1, 1]))
    reach = quantile(0.975, n - k) * error
    low, middle, high = (float(np.expm1(coefficients[1] + step)) for step in (-reach, 0.0, reach))
    total = float(((logs - logs.mean()) ** 2).sum())
    return AdjustedGap(middle, low, high, n, k, 1 - residual / total if total else 1.0)


def _amounts(pay: Sequence[float] | Floats, least: float) -> Floats:
    amounts = np.asarray(pay, dtype=np.float64)
    if not np.isfinite(amounts).all():
        raise ValueError("an amount is missing or not finite")
    if (low := amounts < least).any():
        raise ValueError(
            f"amount {int(low.argmax()) + 1} is {amounts[low][0]:g}; pay is {'above 0' if least else '0 or more'}"
        )
    return amounts


def _quartiles(men: Floats, women: Floats) -> tuple[float, float, float, float] | None:
    everybody = np.concatenate([men, women])
    n = len(everybody)
    if n < 4:
        return None
    amounts, counts = np.unique(everybody, return_counts=True)
    share = np.bincount(np.searchsorted(amounts, women), minlength=len(amounts)) / counts
    ends = np.cumsum(counts)
    found = []
    for quarter in range(4):
        low, high = quarter * n / 4, (quarter + 1) * n / 4
        inside = np.clip(np.minimum(ends, high) - np.maximum(ends - counts, low), 0, None)
        found.append(float((inside * share).sum() / (high - low)))
    return found[0], found[1], found[2], found[3]


def _design(
    n: int, female: Sequence[bool], numbers: Mapping[str, Sequence[float]], kinds: Mapping[str, Sequence[str]]
) -> Floats:
    """Return constant, sex, the numbers as differences from their mean, and a column for each kind but the first."""
    columns = [np.ones(n), np.asarray(female, dtype=np.float64)]
    for numeric in numbers.values():
        values = np.asarray(numeric, dtype=np.float64)
        columns.append(values - values.mean())
    for words in kinds.values():
        named = np.asarray(words, dtype=str)
        columns.extend((named == one).astype(np.float64) for one in sorted(set(words))[1:])
    return np.column_stack(columns)
