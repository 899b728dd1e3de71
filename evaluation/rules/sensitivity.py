"""How much a result hangs on the weights: totals, tiers and ranks under many weightings drawn at random.

The weights of a sheet are its points: an item of 2 of 100 points weighs 0.02. A draw changes the weights of the blocks (or of
the items), keeps their sum, and leaves alone what is no weight: deductions, bonus, vetoes and the minima of blocks. So no
draw makes up for a veto. Draws come from numpy's PCG64 with a recorded seed: the same seed gives the same draws.

Source: stochastic multicriteria acceptability, R. Lahdelma and P. Salminen, SMAA-2, Operations Research 49 (2001); noisy
weights as in step 7 of the OECD/JRC Handbook on composite indicators (2008) [GK].
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluation.rules.sayings import N_
from evaluation.rules.statistic_faults import StatisticFault

Floats = NDArray[np.float64]
Model = Literal["noise", "dirichlet", "uniform"]

NOTHING = N_("There is nothing to weigh: no enterprise, or no item that gives points.")
MOST_CONCENTRATED = 1e9
_AT_ONCE = 200_000
"""How many totals are held in memory at a time."""
_EXACT = 6
"""Totals are compared to this many places, so that the same total is the same however it was added up."""


@dataclass(frozen=True)
class Draws:
    """How weights are drawn: how many times, from which seed, how.

    noise: each weight times a number from 1-spread to 1+spread. dirichlet: around the weights, the more closely the greater
    the concentration. uniform: every weighting is as likely as every other. All are then scaled to the sum of the weights.
    Raises StatisticFault for what cannot be drawn.
    """

    number: int = 10_000
    seed: int = 1
    model: Model = "noise"
    spread: float = 0.25
    concentration: float = 100.0

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 1_000_000:
            raise StatisticFault(N_("%(number)s draws cannot be: there are 1 to 1,000,000."), number=self.number)
        if self.seed < 0:
            raise StatisticFault(N_("A seed is 0 or more."))
        if not 0 <= self.spread < 1:
            raise StatisticFault(N_("A spread is from 0 to below 1: 0.25 is 25 percent either way."))
        if not 0 < self.concentration <= MOST_CONCENTRATED:
            raise StatisticFault(N_("A concentration is above 0, and 1,000,000,000 at most."))


@dataclass(frozen=True)
class Case:
    """What is tried, for n enterprises and m items.

    shares: n x m, the part of its points that an enterprise has in an item, 0 to 1. weights: m, the points of the items.
    blocks: m, the number of each item's block. fixed: n, what no weight changes (bonus, deductions). barred: n, True where
    a veto or a minimum keeps an enterprise from every tier. cutoffs: the least total of each tier, from the lowest on.
    ceiling: n, the highest tier (from 1) that the minima of an enterprise's blocks allow; none given: every tier.
    """

    shares: Floats
    weights: Floats
    blocks: Sequence[int]
    fixed: Floats
    barred: NDArray[np.bool_]
    cutoffs: tuple[float, ...] = ()
    ceiling: NDArray[np.int64] | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of all its numbers: with the same draws the same comes of it."""
        ceiling = b"" if self.ceiling is None else self.ceiling.tobytes()
        parts = (self.shares, self.weights, np.array(self.blocks), self.fixed, self.barred, np.array(self.cutoffs))
        return hashlib.sha256(
            b"".join((repr(self.shares.shape).encode(), *(one.tobytes() for one in parts), ceiling))
        ).hexdigest()


@dataclass(frozen=True)
class Robustness:
    """What came of the draws, by enterprise; `tier` counts from 0, no tier, to the highest.

    kept: share of draws in the tier of the weights as they are. tiers: n x (tiers + 1), the share of draws in each. low, middle,
    high: the 5th, 50th and 95th percentile of the total. acceptability: n x ranks, the share of draws at rank 1, 2, …;
    those behind the last of these ranks are not shown. Equal totals have the same rank; who is barred stands behind all
    others, and is accepted at no rank.
    """

    draws: Draws
    total: Floats
    tier: NDArray[np.int64]
    kept: Floats
    tiers: Floats
    low: Floats
    middle: Floats
    high: Floats
    mean_rank: Floats
    best_rank: NDArray[np.int64]
    worst_rank: NDArray[np.int64]
    acceptability: Floats


def weightings(weights: Floats, draws: Draws) -> Floats:
    """Return number x m weights, each row with the sum of `weights`. Raises ValueError when these are no weights."""
    whole = float(weights.sum())
    if not whole > 0 or (weights < 0).any():
        raise ValueError("weights are 0 or more, and one at least is above 0")
    source, shape = np.random.Generator(np.random.PCG64(draws.seed)), (draws.number, len(weights))
    if draws.model == "noise":
        drawn = weights * source.uniform(1 - draws.spread, 1 + draws.spread, shape)
    elif draws.model == "dirichlet":
        drawn = source.standard_gamma(np.broadcast_to(weights / whole * draws.concentration, shape))
    else:
        drawn = np.where(weights > 0, source.standard_exponential(shape), 0.0)
    return np.asarray(drawn * (whole / drawn.sum(axis=1, keepdims=True)), dtype=np.float64)


def sensitivity(case: Case, draws: Draws, *, by_item: bool = False, ranks: int | None = None) -> Robustness:
    """Return how totals, tiers and ranks hold when the weights of blocks (`by_item`: of items) are drawn anew.

    `ranks` says how many ranks are shown, by default ten at most. Memory grows with draws x items and with enterprises, not with
    their product. Raises ValueError when the parts of the case do not fit together.
    """
    _check(case)
    tried = case if by_item else _of_blocks(case)
    return acceptance(tried, weightings(tried.weights, draws), draws, ranks)


def acceptance(case: Case, weights: Floats, draws: Draws, ranks: int | None = None) -> Robustness:
    """Return the same for weights that were drawn already: draws x m."""
    steps = _steps(case, weights, draws, ranks)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Robustness = end.value
            return found


def in_steps(case: Case, draws: Draws) -> Generator[float, None, Robustness]:
    """Do what `sensitivity` does for the weights of blocks, yielding how much of it is done, from 0 to 1. Raises ValueError as it does."""
    _check(case)
    tried = _of_blocks(case)
    return (yield from _steps(tried, weightings(tried.weights, draws), draws, None))


def _steps(case: Case, weights: Floats, draws: Draws, ranks: int | None) -> Generator[float, None, Robustness]:
    """The totals of every enterprise are the one half of the work, the ranks of every draw the other."""
    count = len(case.shares)
    shown = min(count, 10 if ranks is None else ranks)
    total = _totals(case, slice(None), case.weights[None, :])[:, 0]
    tier = _tiers(case, slice(None), total[:, None])[:, 0]
    tiers = np.zeros((count, len(case.cutoffs) + 1))
    spread = np.zeros((3, count))
    for part in _parts(count, len(weights)):
        totals = _totals(case, part, weights)
        spread[:, part] = np.percentile(totals, (5, 50, 95), axis=1)
        reached = _tiers(case, part, totals)
        for number in range(tiers.shape[1]):
            tiers[part, number] = (reached == number).mean(axis=1)
        yield part.stop / count / 2
    found = yield from _ranks(case, weights, shown)
    kept = tiers[np.arange(count), tier]
    return Robustness(draws, total, tier, kept, tiers, spread[0], spread[1], spread[2], *found)


def _check(case: Case) -> None:
    count, items = case.shares.shape
    if not count or not items:
        raise StatisticFault(NOTHING)
    if len(case.weights) != items or len(case.blocks) != items:
        raise ValueError(f"{items} items with {len(case.weights)} weights and {len(case.blocks)} blocks")
    if len(case.fixed) != count or len(case.barred) != count:
        raise ValueError(f"{count} enterprises with {len(case.fixed)} fixed points and {len(case.barred)} bars")
    if not np.isfinite(case.shares).all():
        raise ValueError("a share is missing; say what a missing value counts before it is weighed")
    if list(case.cutoffs) != sorted(case.cutoffs):
        raise ValueError("the cut-offs rise from the lowest tier to the highest")


def _of_blocks(case: Case) -> Case:
    """Return the case with one item a block; inside it the items keep their proportions."""
    members = np.zeros((len(case.weights), max(case.blocks) + 1))
    members[np.arange(len(case.weights)), list(case.blocks)] = case.weights
    weights = members.sum(axis=0)
    shares = np.divide(
        case.shares @ members, weights, out=np.zeros((len(case.shares), len(weights))), where=weights > 0
    )
    return replace(case, shares=shares, weights=weights, blocks=range(len(weights)))


def _parts(count: int, each: int) -> Iterator[slice]:
    step = max(1, _AT_ONCE // each)
    return (slice(low, min(low + step, count)) for low in range(0, count, step))


def _totals(case: Case, part: slice, weights: Floats) -> Floats:
    """Return enterprises x draws."""
    totals = case.shares[part] @ weights.T
    totals += case.fixed[part, None]
    return np.round(totals, _EXACT, out=totals)


def _tiers(case: Case, part: slice, totals: Floats) -> NDArray[np.int64]:
    reached = np.zeros(totals.shape, dtype=np.int64)
    for cutoff in case.cutoffs:
        reached += totals >= cutoff
    if case.ceiling is not None:
        np.minimum(reached, case.ceiling[part, None], out=reached)
    reached[case.barred[part]] = 0
    return reached


Ranks = tuple[Floats, NDArray[np.int64], NDArray[np.int64], Floats]


def _ranks(case: Case, weights: Floats, shown: int) -> Generator[float, None, Ranks]:
    count = len(case.shares)
    summed, best = np.zeros(count), np.full(count, count, dtype=np.int64)
    worst, accepted = np.zeros(count, dtype=np.int64), np.zeros((count, shown))
    columns = np.arange(count) * (shown + 1) - 1
    for part in _parts(len(weights), count):
        ranks = ranked(weights[part] @ case.shares.T + case.fixed, case.barred)
        summed += ranks.sum(axis=0)
        best, worst = np.minimum(best, ranks.min(axis=0)), np.maximum(worst, ranks.max(axis=0))
        places = np.minimum(ranks, shown + 1) + columns
        accepted += np.bincount(places.ravel(), minlength=count * (shown + 1)).reshape(count, -1)[:, :shown]
        yield (1 + part.stop / len(weights)) / 2
    accepted[case.barred] = 0
    return summed / len(weights), best, worst, accepted / len(weights)


def ranked(totals: Floats, barred: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the rank of each total in its row, 1 for the greatest; equal ones share the better rank, barred ones come last.

    A total and its place are packed into one whole number, for plain numbers are sorted several times as fast as places.
    """
    count = totals.shape[1]
    bits = count.bit_length()
    keys = np.rint(totals * -(10.0**_EXACT)).astype(np.int64)
    keys[:, barred] = np.int64(1) << (62 - bits)
    keys = (keys << bits) | np.arange(count)
    keys.sort(axis=1)
    falling = keys >> bits
    first = np.ones(totals.shape, dtype=np.int64)
    first[:, 1:] = np.where(falling[:, 1:] != falling[:, :-1], np.arange(2, count + 1), 1)
    keys &= (1 << bits) - 1
    keys += np.arange(len(totals))[:, None] * count
    ranks = np.empty(totals.shape, dtype=np.int64)
    ranks.reshape(-1)[keys] = np.maximum.accumulate(first, axis=1)
    return ranks
