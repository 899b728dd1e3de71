"""From scored sheets to what sensitivity tries: shares of points, weights, and what no weight changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np

from evaluation.rules.item_rules import ZERO
from evaluation.rules.ladder import minima, rising
from evaluation.rules.schemes import Item, Scheme, Tier
from evaluation.rules.scoring import Result
from evaluation.rules.sensitivity import NOTHING, Case
from evaluation.rules.statistic_faults import StatisticFault


def weighed_items(scheme: Scheme) -> tuple[Item, ...]:
    """Return the items whose points are weights."""
    return tuple(item for item in scheme.items if item.role == "points" and item.points)


def case_of(scheme: Scheme, results: Sequence[Result]) -> Case:
    """Return what there is to weigh. Raises ValueError without enterprises, weights or a total.

    A total is Σ points x block weight x share of the item, and what is left is fixed: bonus, deductions, and what caps took or gave.
    So under the weights as they are every total is exactly that of the scheme.
    """
    items = weighed_items(scheme)
    if not results or not items:
        raise StatisticFault(NOTHING)
    blocks = [block.id for block in scheme.blocks if any(item.block == block.id for item in items)]
    weights = {item.id: (item.points or ZERO) * _weight(scheme, item) for item in items}
    shares, fixed = [], []
    for result in results:
        if result.total is None:
            raise ValueError("a sheet without a total cannot be weighed; see what is missing")
        scores = {one.item: one.score or ZERO for one in result.items}
        row = [scores.get(item.id, ZERO) / (item.points or Decimal(1)) for item in items]
        shares.append([float(share) for share in row])
        fixed.append(
            float(result.total - sum((weights[item.id] * share for item, share in zip(items, row, strict=True)), ZERO))
        )
    tiers = rising(scheme)
    return Case(
        shares=np.array(shares),
        weights=np.array([float(weights[item.id]) for item in items]),
        blocks=[blocks.index(item.block) if item.block in blocks else len(blocks) for item in items],
        fixed=np.array(fixed),
        barred=np.array([result.vetoed for result in results], dtype=bool),
        cutoffs=tuple(float(tier.cutoff) for tier in tiers),
        ceiling=np.array([_ceiling(scheme, tiers, result) for result in results], dtype=np.int64),
    )


def _weight(scheme: Scheme, item: Item) -> Decimal:
    return scheme.block(item.block).weight if item.block else Decimal(1)


def _ceiling(scheme: Scheme, tiers: Iterable[Tier], result: Result) -> int:
    """Return the highest tier, counted from 1, whose minima the blocks reach."""
    scores = {one.block: one.score for one in result.blocks}
    met = (all((scores.get(block) or ZERO) >= least for block, least in minima(scheme, tier).items()) for tier in tiers)
    return max((number for number, one in enumerate(met, 1) if one), default=0)
