"""Which figures speak for a period: the one stated for it, or those of shorter periods that cover it without a gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal

from evaluation.rules.measures import TRUST, Measure, Source
from evaluation.rules.spans import Span, covering

_EXACT = Context(prec=40)


@dataclass(frozen=True)
class Figure:
    """A figure as the rules see it: one source's statement about one measure and period. `id` leads back to its row."""

    id: str
    measure: str
    span: Span
    value: Decimal
    source: Source


@dataclass(frozen=True)
class Picked:
    """The value of a measure for a period, the rows it was made of, and the rows of other sources that say otherwise."""

    measure: str
    value: Decimal
    rows: tuple[Figure, ...]
    others: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Gap:
    """A measure without a value for a period: `since` is the first day that no figure covers, when some days are covered."""

    measure: str
    since: date | None = None


def pick(measure: Measure, figures: Iterable[Figure], span: Span) -> Picked | Gap:
    """Return the value of one measure for one period, or what is missing. The order of `figures` does not matter."""
    by_span: dict[Span, list[Figure]] = defaultdict(list)
    for one in figures:
        if one.measure == measure.id and span.holds(one.span):
            by_span[one.span].append(one)
    if span in by_span:
        return _stated(measure, by_span[span])
    if measure.over == "last":
        return _last(measure, by_span, span)
    return Gap(measure.id) if measure.over == "own" else _combined(measure, by_span, span)


def _stated(measure: Measure, rows: Sequence[Figure]) -> Picked:
    best, *rest = sorted(rows, key=lambda one: (TRUST[one.source], one.id))
    return Picked(measure.id, best.value, (best,), tuple(one for one in rest if one.value != best.value))


def _last(measure: Measure, by_span: Mapping[Span, list[Figure]], span: Span) -> Picked | Gap:
    """Return what is stated for the shortest period that ends on the last day."""
    ending = [one for one in by_span if one.last == span.last]
    return _stated(measure, by_span[max(ending)]) if ending else Gap(measure.id)


def _combined(measure: Measure, by_span: Mapping[Span, list[Figure]], span: Span) -> Picked | Gap:
    usable = by_span if measure.over == "sum" else [one for one in by_span if one.months]
    parts, since = covering(span, usable)
    if not parts or since is not None:
        return Gap(measure.id, since if parts else None)
    stated = [_stated(measure, by_span[part]) for part in parts]
    total = sum((one.value * _weight(measure, part) for one, part in zip(stated, parts, strict=True)), Decimal(0))
    weight = sum((_weight(measure, part) for part in parts), Decimal(0)) if measure.over == "mean" else Decimal(1)
    rows = tuple(row for one in stated for row in one.rows)
    return Picked(measure.id, _EXACT.divide(total, weight), rows, tuple(row for one in stated for row in one.others))


def _weight(measure: Measure, part: Span) -> Decimal:
    return Decimal(part.months if measure.over == "mean" else 1)
