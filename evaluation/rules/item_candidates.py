"""What may be written for an item, from its worst score to its best: the values that bounds and lifting try."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache, singledispatch
from itertools import accumulate
from typing import Any

from evaluation.rules.item_rules import (
    ZERO,
    Bands,
    Checklist,
    Count,
    Given,
    Grades,
    Leeway,
    Listed,
    Parts,
    Rate,
    Ratio,
    Veto,
    YesNo,
)
from evaluation.rules.item_values import Refused, plain, written
from evaluation.rules.schemes import Item

HALF = Decimal("0.5")
MOST = 200
"""How many steps of an item are tried at most."""


@lru_cache(maxsize=4096)
def candidates(item: Item) -> tuple[tuple[str, Decimal], ...]:
    """Return values that may be typed with the score of the item's own rule, the worst first; nothing for a fact.

    A value that is free between bounds is tried in half points, percentage points or twentieths of its span. Shared caps and
    weights of blocks are not in these scores. Both answers to a veto score nothing, yes comes first.
    """
    rule: Any = item.rule
    found: dict[str, Decimal] = {}
    for text in _texts(rule, item.room):
        try:
            value = rule.read(text, item.room)
            found[text] = rule.score(value, item.room).score
        except Refused:
            continue
    behind = item.survey.least if item.survey else None
    ordered = sorted(found.items(), key=lambda one: one[1])
    return tuple((written(text, behind, None), score) for text, score in ordered)


@singledispatch
def _texts(rule: object, room: Leeway) -> Iterable[str]:
    return ()


@_texts.register
def _(rule: Given, room: Leeway) -> Iterable[str]:
    low, high = rule.bounds(room)
    return _steps(low or ZERO, high or ZERO, rule.step or HALF)


@_texts.register
def _(rule: Listed, room: Leeway) -> Iterable[str]:
    return map(plain, rule.values)


@_texts.register
def _(rule: Parts, room: Leeway) -> Iterable[str]:
    return map(str, range(len(rule.parts) + 1))


@_texts.register
def _(rule: Checklist, room: Leeway) -> Iterable[str]:
    dearest = sorted(rule.parts, key=lambda part: -part.points)
    return ["none", *accumulate((part.id for part in dearest), "{} {}".format)]


@_texts.register
def _(rule: Count, room: Leeway) -> Iterable[str]:
    worth = abs(room.worth) or Decimal(10)
    cases = range(min(int(worth / rule.each) + 1 if rule.each else 1, MOST) + 1)
    if rule.under is None:
        return [plain(rule.over + case) for case in cases]
    return [plain(max(rule.under - case, ZERO)) for case in cases]


@_texts.register
def _(rule: Rate, room: Leeway) -> Iterable[str]:
    low, high = rule.minimum or ZERO, rule.full_at * 2 if rule.maximum is None else rule.maximum
    return [plain(rule.full_at), *_steps(low, high, Decimal(1))]


@_texts.register
def _(rule: Bands, room: Leeway) -> Iterator[str]:
    for band in rule.bands:
        low, high = band.low, band.high
        if low is not None:
            beyond = low[0] + 2 if high is None else high[0]
            yield plain((low[0] + beyond) / 2 if low[1] else low[0])
        elif high is not None:
            yield plain(high[0] if high[1] else high[0] - 1)


@_texts.register
def _(rule: Ratio, room: Leeway) -> Iterable[str]:
    return [plain(rule.zero_at + (rule.full_at - rule.zero_at) * part / 20) for part in range(21)]


@_texts.register
def _(rule: Grades, room: Leeway) -> Iterable[str]:
    return [grade.id for grade in rule.grades]


@_texts.register(YesNo)
@_texts.register(Veto)
def _(rule: YesNo | Veto, room: Leeway) -> Iterable[str]:
    return ("yes", "no")


def _steps(low: Decimal, high: Decimal, step: Decimal) -> list[str]:
    step = max(step, (high - low) / MOST)
    return [plain(low + step * number) for number in range(int((high - low) / step) + 1)] + [plain(high)]
