"""Whether an evaluator is strict or lenient: how far off those who scored the same thing, with an interval."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from evaluation.rules.student import quantile


@dataclass(frozen=True)
class Score:
    """What one evaluator gave one thing (an item of an enterprise, or its total), as a share of its points."""

    evaluator: str
    thing: str
    value: float


@dataclass(frozen=True)
class Drift:
    """How far an evaluator is off the mean of his co-scorers: `by` on average over `things`, with its 95 % interval.

    Below 0 is strict. Without interval (None) fewer than three things were scored together. `off` says the interval leaves out 0.
    """

    evaluator: str
    things: int
    by: float
    low: float | None
    high: float | None

    @property
    def off(self) -> bool:
        """Say whether 0 lies outside the interval."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def drift(scores: Iterable[Score]) -> tuple[Drift, ...]:
    """Return the drift of each evaluator who scored something together with others, in order of name.

    d = own value - mean of the others' values of the same thing; mean d ± t(0.975, m-1) s/√m over m things [D]. The interval takes
    things as independent; items of one enterprise are not, so totals are the safer things where there are enough of them.
    Raises ValueError when an evaluator scored a thing twice.
    """
    by_thing: dict[str, dict[str, float]] = defaultdict(dict)
    for score in scores:
        if score.evaluator in by_thing[score.thing]:
            raise ValueError(f"{score.evaluator} scored {score.thing} twice")
        by_thing[score.thing][score.evaluator] = score.value
    found: dict[str, list[float]] = defaultdict(list)
    for values in by_thing.values():
        whole = sum(values.values())
        for evaluator, value in values.items():
            if len(values) > 1:
                found[evaluator].append(value - (whole - value) / (len(values) - 1))
    return tuple(_of(evaluator, found[evaluator]) for evaluator in sorted(found))


def _of(evaluator: str, differences: list[float]) -> Drift:
    count, mean = len(differences), math.fsum(differences) / len(differences)
    if count < 3:
        return Drift(evaluator, count, mean, None, None)
    reach = quantile(0.975, count - 1) * float(np.std(differences, ddof=1)) / math.sqrt(count)
    return Drift(evaluator, count, mean, mean - reach, mean + reach)
