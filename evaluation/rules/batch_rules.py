"""The kinds of rule over whole columns: exact fractions of whole numbers, as `item_rules` has them for one value."""

from __future__ import annotations

from decimal import Decimal
from functools import singledispatch
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

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
    YesNo,
)
from evaluation.rules.schemes import Item

Integers = NDArray[np.int64]
MISSING = np.iinfo(np.int64).min
NOT_APPLICABLE = MISSING + 1
_LARGEST = 2**62


class TooLarge(OverflowError):
    """Numbers that would not fit into 64 bits; says of which item, or of which sheet."""


class Share(NamedTuple):
    """Scores as fractions: `units / parts`, where parts are one number for all or one for each."""

    units: Integers
    parts: int | Integers

    def kept(self, item: Item, column: Integers, places: int, made: Integers) -> Share:
        """Return what stays where `made` cases were made good (-1: all of them); `scoring._cured` for columns."""
        assert item.cured is not None
        keeps, of = item.cured.as_integer_ratio()
        cases = np.abs(column)
        whole = (made < 0) | (cases == 0)
        some = np.where(whole, 1, made) * 10**places
        cases = np.where(whole, 10**places, cases)
        share = np.where(made == 0, cases * of, cases * of - some * (of - keeps))
        _fits(item.id, self.units, int(np.abs(share).max(initial=1)))
        return Share(self.units * share, self.parts * cases * of)


def places_of(amount: Decimal) -> int:
    """Return how many decimals a number has."""
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def whole(amount: Decimal, places: int) -> int:
    """Return a number in units of 10 ** -places. Raises ArithmeticError when it has more decimals."""
    units = amount.scaleb(places)
    if units != units.to_integral_value():
        raise ArithmeticError(f"{amount} has more than {places} decimals")
    return int(units)


def worked(item: Item, column: Integers, places: int) -> Share:
    """Return the scores of a column whose values have so many places. Raises TooLarge."""
    return _share(item.rule, item.room, column, places, item.id)


def rounded(item: str, share: Share, places: int, mode: str) -> Integers:
    """Return fractions in units of 10 ** -places, rounded as `scoring` rounds. Raises TooLarge."""
    units, parts = share
    if isinstance(parts, int) and 10**places % parts == 0:
        return _times(item, units, 10**places // parts)
    _fits(item, units, 2 * 10**places)
    units = units * 10**places
    falls = len(units) and int(units.min()) < 0
    size = _divided(np.abs(units) if falls else units, parts, mode)
    return np.where(units < 0, -size, size) if falls else size


def _divided(size: Integers, parts: int | Integers, mode: str) -> Integers:
    """Sizes divided and rounded; dividing whole numbers down is what numpy does fastest."""
    if mode == "down":
        return size // parts
    if mode == "up":
        return (size + (parts - 1)) // parts
    doubled = 2 * size + parts
    found = doubled // (2 * parts)
    if mode == "half_even":
        found -= (found % 2 == 1) & (found * 2 * parts == doubled)
    return found


@singledispatch
def _share(rule: Any, room: Leeway, column: Integers, places: int, item: str) -> Share:
    raise TypeError(type(rule).__name__)


@_share.register(Given)
@_share.register(Listed)
def _(rule: Given | Listed, room: Leeway, column: Integers, places: int, item: str) -> Share:
    return Share(column, 10**places)


@_share.register
def _(rule: Parts, room: Leeway, column: Integers, places: int, item: str) -> Share:
    more = places_of(rule.each)
    _fits(item, column, abs(whole(rule.each, more)))
    return Share(column * whole(-rule.each if room.deducts else rule.each, more), 10 ** (places + more))


@_share.register
def _(rule: Checklist, room: Leeway, column: Integers, places: int, item: str) -> Share:
    more = max(places_of(part.points) for part in rule.parts)
    met = np.zeros_like(column)
    for at, part in enumerate(rule.parts):
        met += ((column >> at) & 1) * whole(part.points, more)
    return Share(-met if room.deducts else met, 10**more)


@_share.register
def _(rule: Count, room: Leeway, column: Integers, places: int, item: str) -> Share:
    bound = rule.over if rule.under is None else rule.under
    fine = max(places, places_of(bound))
    column = _times(item, column, 10 ** (fine - places))
    away = column - whole(bound, fine) if rule.under is None else whole(bound, fine) - column
    return _left(rule.floor, room, np.maximum(away, 0), fine, rule.each, item)


@_share.register
def _(rule: Rate, room: Leeway, column: Integers, places: int, item: str) -> Share:
    fine = max(places, places_of(rule.full_at))
    column = _times(item, column, 10 ** (fine - places))
    away = whole(rule.full_at, fine) - column if rule.better == "high" else column - whole(rule.full_at, fine)
    away = np.maximum(away, 0)
    if rule.portion != "exact":
        away, fine = (away + (10**fine - 1 if rule.portion == "begun" else 0)) // 10**fine, 0
    return _left(rule.floor, room, away, fine, rule.each, item)


@_share.register
def _(rule: Bands, room: Leeway, column: Integers, places: int, item: str) -> Share:
    more = max(places_of(band.points) for band in rule.bands)
    bands = sorted(rule.bands, key=lambda band: band.low or (Decimal("-Infinity"), 0))
    fine = max([places, *(places_of(band.low[0]) for band in bands if band.low)])
    column = _times(item, column, 10 ** (fine - places))
    points = np.full_like(column, whole(bands[0].points, more))
    for before, band in pairwise(bands):
        assert band.low is not None
        start = whole(band.low[0], fine)
        reached = column > start if band.low[1] else column >= start
        points += reached * (whole(band.points, more) - whole(before.points, more))
    return Share(points, 10**more)


@_share.register
def _(rule: Ratio, room: Leeway, column: Integers, places: int, item: str) -> Share:
    fine = max(places, places_of(rule.zero_at), places_of(rule.full_at))
    column = _times(item, column, 10 ** (fine - places))
    zero, full = whole(rule.zero_at, fine), whole(rule.full_at, fine)
    way = np.clip((column - zero) * (1 if full > zero else -1), 0, abs(full - zero))
    more = places_of(room.worth)
    _fits(item, way, abs(whole(room.worth, more)))
    return Share(way * whole(room.worth, more), abs(full - zero) * 10**more)


@_share.register
def _(rule: Grades, room: Leeway, column: Integers, places: int, item: str) -> Share:
    more = max(places_of(grade.points) for grade in rule.grades)
    table = np.array([whole(grade.points, more) for grade in rule.grades], dtype=np.int64)
    return Share(table[column], 10**more)


@_share.register
def _(rule: YesNo, room: Leeway, column: Integers, places: int, item: str) -> Share:
    yes = room.worth if rule.yes is None else rule.yes
    more = max(places_of(yes), places_of(rule.no))
    return Share(np.where(column == 1, whole(yes, more), whole(rule.no, more)), 10**more)


def _left(floor: Decimal | None, room: Leeway, away: Integers, places: int, each: Decimal, item: str) -> Share:
    """What is left of the start after a loss for each unit away, not under the floor."""
    least = room.least if floor is None else floor
    more = places_of(each)
    fine = max([places + more, places_of(room.start), places_of(least or ZERO)])
    factor = whole(each, more) * 10 ** (fine - places - more)
    _fits(item, away, factor)
    units = whole(room.start, fine) - away * factor
    return Share(units if least is None else np.maximum(units, whole(least, fine)), 10**fine)


def _times(item: str, column: Integers, factor: int) -> Integers:
    if factor == 1:
        return column
    _fits(item, column, factor)
    return column * factor


def _fits(item: str, column: Integers, factor: int) -> None:
    if len(column) and max(abs(int(column.min())), abs(int(column.max()))) * factor > _LARGEST:
        raise TooLarge(item)
