"""What would lift an enterprise to a higher tier at least effort, from the rules and maxima of its items.

Effort is the number of items that must get better, and among as few items the fewest points [D]: a rule of our own, shown as such.
A veto is never lifted by points; what stands in the way besides points is named.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluation.rules.item_candidates import candidates
from evaluation.rules.item_rules import ZERO
from evaluation.rules.ladder import at_least, minima, next_tier
from evaluation.rules.schemes import Item, Scheme, Tier
from evaluation.rules.scoring import Result, score


@dataclass(frozen=True)
class Step:
    """One item that gets better: from which value to which, and what that adds to the total at its turn."""

    item: str
    now: str
    then: str
    gain: Decimal


@dataclass(frozen=True)
class Lift:
    """The way to a tier. `steps` are enough where `reached`; otherwise they are all there are, and lead to `total`.

    vetoes: items that rule every title out. months: how long the tier `after` must have been held first.
    """

    tier: str
    reached: bool
    total: Decimal
    steps: tuple[Step, ...]
    vetoes: tuple[str, ...]
    after: str
    months: int


@dataclass(frozen=True)
class Headroom:
    """What one item still could add to the total, alone: its value now, its best, and the points between."""

    item: str
    now: str
    best: str
    gain: Decimal


def room(scheme: Scheme, values: Mapping[str, str]) -> tuple[Headroom, ...]:
    """Return what each item could still add to the total, the most first; items that could add nothing are left out."""
    start = score(scheme, values)
    found = [
        Headroom(
            item.id, values.get(item.id, ""), text, _total(score(scheme, {**values, item.id: text})) - _total(start)
        )
        for item in scheme.items
        for text in _best(item)
    ]
    return tuple(sorted((one for one in found if one.gain > 0), key=lambda one: (-one.gain, one.item)))


def lift(
    scheme: Scheme, values: Mapping[str, str], tier: str | None = None, gains: Sequence[Headroom] | None = None
) -> Lift | None:
    """Return the way from `values` to a tier (the next one unless named); None when there is none above. `gains`: `room`, where known.

    The items with most to add are taken until the tier is reached, vetoes set aside; then those that turn out not to be needed are put
    back, and each is made only as good as it has to be. Raises KeyError for an unknown tier, ValueRefused for a value that cannot be scored.
    """
    vetoes = tuple(
        item.id for item in scheme.items if item.role == "veto" and values.get(item.id, "no") not in ("no", "")
    )
    clean = dict(values) | dict.fromkeys(vetoes, "no")
    target = next_tier(scheme, score(scheme, clean).tier) if tier is None else _tier(scheme, tier)
    if target is None:
        return None
    chosen = _taken(scheme, clean, target, room(scheme, values) if gains is None else gains)
    reached = _reaches(scheme, score(scheme, clean | chosen), target)
    if reached:
        chosen = _trimmed(scheme, clean, _needed(scheme, clean, chosen, target), target)
    return Lift(
        tier=target.key,
        reached=reached,
        total=_total(score(scheme, clean | chosen)),
        steps=tuple(_steps(scheme, clean, chosen)),
        vetoes=vetoes,
        after=target.from_tier,
        months=target.min_months,
    )


def _tier(scheme: Scheme, key: str) -> Tier:
    found = next((tier for tier in scheme.tiers if tier.key == key), None)
    if found is None:
        raise KeyError(key)
    return found


def _best(item: Item) -> Iterator[str]:
    """Yield the best value of an item, where somebody types one and it moves the total."""
    if item.role not in ("veto", "fact") and not item.of and (tried := candidates(item)):
        yield tried[-1][0]


def _total(result: Result) -> Decimal:
    return ZERO if result.total is None else result.total


def _reaches(scheme: Scheme, result: Result, target: Tier) -> bool:
    return at_least(scheme, result.tier, target.key)


def _taken(scheme: Scheme, values: Mapping[str, str], target: Tier, room: Sequence[Headroom]) -> dict[str, str]:
    """Take items, the one with most to add first, and among equal ones in the order of the sheet, until the tier is reached.

    Items of a block that is under its minimum come before all others.
    """
    gains = {one.item: one for one in room}
    place = {item.id: number for number, item in enumerate(scheme.items)}
    chosen: dict[str, str] = {}
    while gains:
        result = score(scheme, {**values, **chosen})
        if _reaches(scheme, result, target):
            break
        short = _short(scheme, result, target)
        urgent = {item for item in gains if scheme.item(item).block in short}
        item = min(urgent or gains, key=lambda one: (-gains[one].gain, place[one]))
        chosen[item] = gains.pop(item).best
    return chosen


def _short(scheme: Scheme, result: Result, target: Tier) -> set[str]:
    """Return the blocks under what the tier asks of them."""
    scores = {one.block: one.score for one in result.blocks}
    return {block for block, least in minima(scheme, target).items() if (scores.get(block) or ZERO) < least}


def _needed(scheme: Scheme, values: Mapping[str, str], chosen: dict[str, str], target: Tier) -> dict[str, str]:
    """Put back, the least gain first, what the tier is reached without."""
    for item in reversed(list(chosen)):
        without = {one: text for one, text in chosen.items() if one != item}
        if _reaches(scheme, score(scheme, {**values, **without}), target):
            chosen = without
    return chosen


def _trimmed(scheme: Scheme, values: Mapping[str, str], chosen: dict[str, str], target: Tier) -> dict[str, str]:
    """Make each item only as good as the tier needs, the one with the least to add first."""
    for item in reversed(list(chosen)):
        chosen = {**chosen, item: _least(scheme, {**values, **chosen}, item, target)}
    return chosen


def _least(scheme: Scheme, values: Mapping[str, str], item: str, target: Tier) -> str:
    """Return the worst value of an item with which the tier is still reached, for a better score never names a lower tier."""
    tried = candidates(scheme.item(item))

    def enough(one: tuple[str, Decimal]) -> bool:
        return _reaches(scheme, score(scheme, {**values, item: one[0]}), target)

    return tried[min(bisect_left(tried, True, key=enough), len(tried) - 1)][0]


def _steps(scheme: Scheme, values: Mapping[str, str], chosen: Mapping[str, str]) -> Iterator[Step]:
    reached: dict[str, str] = {}
    total = _total(score(scheme, values))
    for item, text in chosen.items():
        reached[item] = text
        now = _total(score(scheme, {**values, **reached}))
        yield Step(item, values.get(item, ""), text, now - total)
        total = now
