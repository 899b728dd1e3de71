"""The tiers of a scheme as a ladder: from the lowest cut-off to the highest, and what each asks of the blocks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from evaluation.rules.schemes import Scheme, Tier


def rising(scheme: Scheme) -> tuple[Tier, ...]:
    """Return the tiers from the lowest cut-off to the highest; equal ones, as in a decision table, stay in the order of the scheme."""
    return tuple(sorted(scheme.tiers, key=lambda tier: tier.cutoff))


def next_tier(scheme: Scheme, tier: str | None) -> Tier | None:
    """Return the tier above another one (None: the lowest), None above the highest."""
    tiers = rising(scheme)
    keys = [one.key for one in tiers]
    place = keys.index(tier) + 1 if tier in keys else 0
    return tiers[place] if place < len(tiers) else None


def at_least(scheme: Scheme, tier: str | None, target: str) -> bool:
    """Say whether a tier is the target or above it."""
    keys = [one.key for one in rising(scheme)]
    return tier in keys and keys.index(tier) >= keys.index(target)


def minima(scheme: Scheme, tier: Tier) -> Mapping[str, Decimal]:
    """Return what a tier asks of each block that has a minimum."""
    found = {block.id: block.minimum for block in scheme.blocks}
    return {block: least for block, least in (found | dict(tier.minima)).items() if least is not None}
