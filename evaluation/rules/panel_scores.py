"""What a panel said, side by side: how far its evaluators are apart, how they agree, and which rules make them disagree.

Statistics are floats; the points themselves stay exact decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from evaluation.rules.agreement_coefficients import (
    GOOD,
    TENTATIVE,
    Floats,
    Level,
    alpha,
    gwet_ac1,
    intraclass,
    percent_agreement,
)
from evaluation.rules.drift import Score
from evaluation.rules.panels import REQUIRED
from evaluation.rules.words import Bench

FEW = 5
"""Under so many panels a coefficient of one item says next to nothing. Our own choice [D]."""


@dataclass(frozen=True)
class Voice:
    """What one evaluator said of one item; `score` is what the rule made of the value, None where it makes no points."""

    person: str
    value: str
    reason: str
    score: Decimal | None


@dataclass(frozen=True)
class Row:
    """One item as a panel saw it. `points` is what it is worth, below 0 for a deduction; `voices` are those who gave it a value."""

    item: str
    points: Decimal | None
    voices: Mapping[Bench, Voice]

    @property
    def counts(self) -> bool:
        """Say whether the item is scored in points, so that distances mean something; else its values are mere words."""
        return bool(self.points) and all(voice.score is not None for voice in self.voices.values())

    def place(self, bench: Bench) -> Decimal | None:
        """Return where a bench's score lies between the least (0) and the most (1) the item can be; None for words and silence."""
        voice = self.voices.get(bench)
        if voice is None or voice.score is None or not self.counts or not self.points:
            return None
        share = (voice.score - min(self.points, Decimal(0))) / abs(self.points)
        return min(max(share, Decimal(0)), Decimal(1))

    @property
    def spread(self) -> Decimal | None:
        """The distance of the highest and the lowest score, in points; None for words and for fewer than two voices."""
        scores = [voice.score for voice in self.voices.values() if voice.score is not None]
        return max(scores) - min(scores) if self.counts and len(scores) > 1 else None

    @property
    def alike(self) -> bool | None:
        """Say whether all who spoke said the same: the same score, or the same word. None for fewer than two voices."""
        said = {voice.score if self.counts else voice.value for voice in self.voices.values()}
        return len(said) == 1 if len(self.voices) > 1 else None

    @property
    def apart(self) -> Decimal:
        """How far the voices are apart as a share of the item, from 0 to 1; different words are 1 apart."""
        if self.spread is None or not self.points:
            return Decimal(0 if self.alike in (None, True) else 1)
        return self.spread / abs(self.points)


@dataclass(frozen=True)
class Agreed:
    """How a panel, or an item over panels, agrees. `units`: what was seen by at least two; `alike`: of these said alike by all.

    Coefficients are None where the ratings do not define them. `alpha` is Krippendorff's, of intervals for points and nominal
    for words; `ac1` is Gwet's; `icc` the intraclass correlation ICC(2,1) of points.
    """

    units: int
    alike: int
    percent: float | None
    alpha: float | None
    ac1: float | None
    icc: float | None


@dataclass(frozen=True)
class ItemAgreed:
    """How the panels of a round agree on one item. `doubtful`: enough panels, and they do not: the rule itself should be looked at."""

    item: str
    agreed: Agreed
    apart: Decimal
    """How far the voices were apart on average, as a share of the item."""

    @property
    def few(self) -> bool:
        """Say whether there are too few panels to judge the rule by."""
        return self.agreed.units < FEW

    @property
    def doubtful(self) -> bool:
        """Say whether the rule should be looked at: enough panels, and both the share of agreement and the coefficient are low.

        Both, because a coefficient falls near 0 by itself where nearly all answers are the same. Limits: 0.8 and Krippendorff's
        0.667 [GK].
        """
        if self.few or self.agreed.percent is None or self.agreed.percent >= GOOD:
            return False
        found = [one for one in (self.agreed.alpha, self.agreed.ac1) if one is not None]
        return not found or max(found) < TENTATIVE


def by_difference(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return rows with the largest differences first; equal ones keep the order of the sheet."""
    return tuple(sorted(rows, key=lambda row: -row.apart))


def within(rows: Sequence[Row]) -> Agreed:
    """Return how one panel agrees over its items: units are items, points are taken as shares of what each is worth."""
    return _agreed(rows)


def over_panels(panels: Iterable[Sequence[Row]]) -> tuple[ItemAgreed, ...]:
    """Return how panels agree on each item, the least agreed first: units are panels."""
    by_item: dict[str, list[Row]] = {}
    for rows in panels:
        for row in rows:
            by_item.setdefault(row.item, []).append(row)
    found = [ItemAgreed(item, _agreed(rows), _mean_apart(rows)) for item, rows in by_item.items()]
    return tuple(sorted((one for one in found if one.agreed.units), key=lambda one: (not one.doubtful, -one.apart)))


def totals_agreed(totals: Iterable[Mapping[Bench, Decimal]]) -> Agreed:
    """Return how benches agree on totals: units are panels."""
    rows = [
        Row("", Decimal(1), {bench: Voice("", str(total), "", total) for bench, total in one.items()}) for one in totals
    ]
    return _agreed(rows)


def for_drift(panels: Mapping[str, Sequence[Row]]) -> tuple[Score, ...]:
    """Return each evaluator's sum per panel as a share of what the items scored by all of that panel are worth.

    One number per panel and evaluator, because the items of one enterprise hang together. `panels` are rows by application.
    """
    found: list[Score] = []
    for application, rows in panels.items():
        full = max((len(row.voices) for row in rows), default=0)
        common = [row for row in rows if row.counts and full > 1 and len(row.voices) == full]
        worth = sum((abs(row.points or Decimal(0)) for row in common), Decimal(0))
        sums: dict[str, Decimal] = {}
        for row in common:
            for voice in row.voices.values():
                sums[voice.person] = sums.get(voice.person, Decimal(0)) + (voice.score or Decimal(0))
        found += [Score(person, application, float(total / worth)) for person, total in sums.items()]
    return tuple(found)


def _agreed(rows: Sequence[Row]) -> Agreed:
    seen = [row for row in rows if row.alike is not None]
    counted = [row for row in seen if row.counts]
    shares, names = _shares(counted), _names(seen)
    icc = intraclass(shares) if len(counted) > 1 else None
    return Agreed(
        units=len(seen),
        alike=sum(1 for row in seen if row.alike),
        percent=percent_agreement(names),
        alpha=alpha(shares, Level.INTERVAL) if counted else alpha(names, Level.NOMINAL),
        ac1=gwet_ac1(names) if seen else None,
        icc=icc.agreement if icc else None,
    )


def _shares(rows: Sequence[Row]) -> Floats:
    """Return a table of floats, a row a unit and a column a bench: scores as shares of the item."""
    table = np.full((len(rows), len(REQUIRED)), np.nan)
    for unit, row in enumerate(rows):
        for bench, voice in row.voices.items():
            if voice.score is not None and row.points:
                table[unit, REQUIRED.index(bench)] = float(voice.score / abs(row.points))
    return table


def _names(rows: Sequence[Row]) -> Floats:
    """Return the same table with a number for each different answer: shares of points, or words."""
    codes: dict[object, int] = {}
    table = np.full((len(rows), len(REQUIRED)), np.nan)
    for unit, row in enumerate(rows):
        for bench, voice in row.voices.items():
            said = (
                voice.score / abs(row.points) if row.counts and voice.score is not None and row.points else voice.value
            )
            table[unit, REQUIRED.index(bench)] = codes.setdefault(said, len(codes))
    return table


def _mean_apart(rows: Sequence[Row]) -> Decimal:
    seen = [row.apart for row in rows if row.alike is not None]
    return sum(seen, Decimal(0)) / len(seen) if seen else Decimal(0)
