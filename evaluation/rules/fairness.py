"""Whether totals differ by the size or the sector of the enterprise: a sign to look at the rules, never a proof of anything."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from evaluation.rules.student import quantile

SMALLEST = 5
"""Fewer enterprises than this are not shown as a group, for their scores could be guessed."""
OTHERS = ""
"""The group into which small groups are merged."""


@dataclass(frozen=True)
class GroupTotals:
    """The totals of one group of enterprises beside those of all others: mean, and mean difference with its 95 % interval.

    `differs` says that the interval leaves out 0. With ten groups one in two rounds shows that by chance alone.
    """

    group: str
    enterprises: int
    mean: float
    difference: float
    low: float
    high: float

    @property
    def differs(self) -> bool:
        """Say whether 0 lies outside the interval."""
        return self.low > 0 or self.high < 0


def by_group(totals: Iterable[tuple[str, float]]) -> tuple[GroupTotals, ...]:
    """Return each group beside the rest, in order of name, small ones merged under `OTHERS`.

    Nothing is returned when this leaves fewer than two groups of five: then a comparison would show single enterprises. The
    interval is Welch's: s² = s_a²/n_a + s_b²/n_b, degrees of freedom by Satterthwaite. Source: B. Welch, Biometrika 34 (1947).
    """
    groups = _merged(totals)
    if len(groups) < 2:
        return ()
    found = []
    for name in sorted(groups, key=lambda one: (one == OTHERS, one)):
        own = np.array(groups[name])
        rest = np.array([one for other, values in groups.items() if other != name for one in values])
        difference = float(own.mean() - rest.mean())
        reach = _reach(own, rest)
        found.append(GroupTotals(name, len(own), float(own.mean()), difference, difference - reach, difference + reach))
    return tuple(found)


def size_class(staff: int) -> str:
    """Return the class of an enterprise by its number of staff: bounds of our own, for comparison only [D]."""
    for limit, name in ((20, "1-19"), (100, "20-99"), (300, "100-299"), (1000, "300-999")):
        if staff < limit:
            return name
    return "1000+"


def _merged(totals: Iterable[tuple[str, float]]) -> dict[str, list[float]]:
    """Merge groups under five; while the merged ones are under five themselves the smallest other group joins them."""
    groups: dict[str, list[float]] = defaultdict(list)
    for name, total in totals:
        groups[name].append(total)
    for name in [name for name, values in groups.items() if len(values) < SMALLEST and name != OTHERS]:
        groups[OTHERS].extend(groups.pop(name))
    while 0 < len(groups.get(OTHERS, ())) < SMALLEST and len(groups) > 1:
        smallest = min((name for name in groups if name != OTHERS), key=lambda name: (len(groups[name]), name))
        groups[OTHERS].extend(groups.pop(smallest))
    return {name: values for name, values in groups.items() if len(values) >= SMALLEST}


def _reach(
    own: np.ndarray[tuple[int], np.dtype[np.float64]], rest: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> float:
    one, other = float(own.var(ddof=1)) / len(own), float(rest.var(ddof=1)) / len(rest)
    if one + other == 0:
        return 0.0
    degrees = (one + other) ** 2 / (one**2 / (len(own) - 1) + other**2 / (len(rest) - 1))
    return quantile(0.975, degrees) * math.sqrt(one + other)
