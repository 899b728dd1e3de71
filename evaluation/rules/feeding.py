"""What the register of figures says about the items of a sheet: the value an indicator gives, with the figures behind it.

It is offered to whoever scores, never written into a sheet by itself. Which item is answered by what: evaluation/facts/feeding.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from evaluation.rules.indicators import Computed, Why, book, compute
from evaluation.rules.item_values import written
from evaluation.rules.measures import FOLDER, catalogue, plainly
from evaluation.rules.picking import Figure, Picked, pick
from evaluation.rules.schemes import Item, Scheme
from evaluation.rules.scoring import ValueRefused, check_value
from evaluation.rules.spans import Span, span_of


class Feed(BaseModel):
    """By what one item is answered: the lowest of some indicators, or one measure, of the round's year or the one before."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    indicators: tuple[str, ...] = ()
    measure: str = ""
    magnitude: bool = False
    year: Literal["before", "of"] = "before"

    @model_validator(mode="after")
    def _known(self) -> Self:
        unknown = [one for one in self.indicators if one not in book().indicator]
        if unknown or bool(self.indicators) == bool(self.measure):
            raise ValueError(f"an item is fed by indicators or by a measure, all of them known: {unknown}")
        if self.measure and self.measure not in catalogue().measure:
            raise ValueError(f"unknown measure {self.measure}")
        return self


class _Feeds(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    feed: Mapping[str, Mapping[str, Feed]]


@dataclass(frozen=True)
class Fed:
    """What one item is told: `value` as it can be written into the sheet, or None with `why`; `rows` are figures' ids.

    `why` is a word of indicators.Why, or "refused" when the item's rule does not take the value.
    """

    item: str
    span: Span
    value: str | None
    why: str
    rows: tuple[str, ...]
    computed: tuple[Computed, ...] = ()
    measure: str = ""


@lru_cache(maxsize=1)
def feeds() -> Mapping[str, Mapping[str, Feed]]:
    """Return by scheme key and item what answers them. Raises ValidationError when the file is not as it should be."""
    return _Feeds.model_validate(tomllib.loads((FOLDER / "feeding.toml").read_text("utf-8"))).feed


def fed(scheme: Scheme, figures: Sequence[Figure], year: int) -> dict[str, Fed]:
    """Return what the figures of one enterprise say about the items of a scheme, in a round of this year, by item."""
    told = ((item.id, fed_item(scheme, item.id, figures, year)) for item in scheme.items)
    return {item: one for item, one in told if one is not None}


def fed_item(scheme: Scheme, item: str, figures: Sequence[Figure], year: int) -> Fed | None:
    """Return what the figures say about one item, None for one that no figure answers."""
    feed = feeds().get(scheme.key, {}).get(item)
    return None if feed is None else _fed(scheme.item(item), feed, figures, year)


def _fed(item: Item, feed: Feed, figures: Sequence[Figure], year: int) -> Fed:
    span = span_of(str(year if feed.year == "of" else year - 1))
    if feed.measure:
        found = pick(catalogue().measure[feed.measure], figures, span)
        if not isinstance(found, Picked):
            return Fed(item.id, span, None, Why.MISSING, (), measure=feed.measure)
        rows = tuple(row.id for row in found.rows)
        return _checked(item, Fed(item.id, span, plainly(found.value), "", rows, measure=feed.measure))
    computed = tuple(compute(book().indicator[one], figures, span) for one in feed.indicators)
    rows = tuple(dict.fromkeys(row for one in computed for row in one.rows))
    if lacking := next((one for one in computed if one.value is None), None):
        value = "na" if lacking.why is Why.NO_CASE and item.not_applicable else None
        return Fed(item.id, span, value, str(lacking.why), rows, computed)
    lowest = min(computed, key=_amount)
    amount = abs(_amount(lowest)) if feed.magnitude else _amount(lowest)
    sample = int(lowest.n) if item.survey and lowest.n is not None else None
    return _checked(item, Fed(item.id, span, written(plainly(amount), sample, None), "", rows, computed))


def _amount(one: Computed) -> Decimal:
    return Decimal(0) if one.value is None else one.value


def _checked(item: Item, told: Fed) -> Fed:
    """Return what is told, without its value where the item's rule does not take it."""
    try:
        check_value(item, told.value or "")
    except ValueRefused:
        return Fed(told.item, told.span, None, "refused", told.rows, told.computed, told.measure)
    return told
