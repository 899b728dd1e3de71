"""Many sheets scored at once, exactly as `scoring.score` does one: whole numbers of a smallest part of a point, a row an item.

Sums are int64 and never rounded; what would not fit into them is refused. Values are written by `encode`, which reads each by its rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.rules.batch_rules import MISSING, NOT_APPLICABLE, Integers, places_of, rounded, whole, worked
from evaluation.rules.item_rules import ZERO, Checklist, Grades, Veto
from evaluation.rules.item_values import NOT_APPLICABLE as NA
from evaluation.rules.item_values import typed
from evaluation.rules.ladder import minima, rising
from evaluation.rules.schemes import Cap, Item, Scheme
from evaluation.rules.scoring import ValueRefused, check_value, score, score_of

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Matrix:
    """Filled-in sheets: `values[item, enterprise]` in units of 10 ** -places[item]; yes is 1, a grade its place, parts met are bits.

    A computed item holds its score. `samples` and `cured` are of the items that have them, by their places in the scheme: the answers
    behind a value, and how many cases were made good (-1: all). `decided` is the tier of each sheet by a decision table, whose
    conditions ask for values and not for points: a place in `ladder.rising(scheme)`, -1 for none; None for a scheme of points.
    """

    values: Integers
    places: tuple[int, ...]
    samples: Mapping[int, Integers]
    cured: Mapping[int, Integers]
    decided: NDArray[np.int16] | None = None


@dataclass(frozen=True)
class Scores:
    """What the sheets come to, in units of 10 ** -places of a point. `tier` is a place in `ladder.rising(scheme)`, -1 for none.

    Where `undecided` is true the sums say nothing.
    """

    places: int
    blocks: Integers
    positive: Integers
    deductions: Integers
    total: Integers
    vetoed: Flags
    undecided: Flags
    tier: NDArray[np.int16]


class _Amount(NamedTuple):
    """A sum for every enterprise, and where something in it is undecided (None: nowhere)."""

    units: Integers
    open: Flags | None


def encode(scheme: Scheme, sheets: Sequence[Mapping[str, str]]) -> Matrix:
    """Return sheets as a matrix. Raises ValueRefused as `scoring.score` does, OverflowError for a number too long."""
    for sheet in sheets:
        for name in sheet.keys() - scheme.by_id.keys():
            raise ValueRefused(name, "unknown_item")
    values = np.empty((len(scheme.items), len(sheets)), dtype=np.int64)
    places: list[int] = []
    for at, item in enumerate(scheme.items):
        found = [_value(scheme, item, sheet) for sheet in sheets]
        places.append(max((places_of(one) for one in found if isinstance(one, Decimal)), default=0))
        values[at] = [_code(item, one, places[at]) for one in found]
    beside = {
        at: [typed(sheet.get(item.id, "")) for sheet in sheets]
        for at, item in enumerate(scheme.items)
        if item.survey is not None or item.cured is not None
    }
    samples = {at: _column(one.sample or 0 for one in found) for at, found in beside.items() if scheme.items[at].survey}
    cured = {at: _column(one.cured or 0 for one in found) for at, found in beside.items()}
    return Matrix(
        values, tuple(places), samples, cured, _decided(scheme, sheets) if scheme.kind == "decision" else None
    )


def _decided(scheme: Scheme, sheets: Sequence[Mapping[str, str]]) -> NDArray[np.int16]:
    places = {tier.key: at for at, tier in enumerate(rising(scheme))}
    found = (score(scheme, sheet).tier for sheet in sheets)
    return np.fromiter((-1 if tier is None else places[tier] for tier in found), dtype=np.int16)


def score_all(scheme: Scheme, matrix: Matrix) -> Scores:
    """Return what every sheet comes to; a decision table names a tier and has no total. Raises TooLarge."""
    places = _places_needed(scheme)
    finer = max((places_of(block.weight) for block in scheme.blocks), default=0)
    given, taken, vetoed = _amounts(scheme, matrix, places)
    weights = {"": Decimal(1)} | {block.id: block.weight for block in scheme.blocks}
    blocks = {name: _Amount(one.units * whole(weights[name], finer), one.open) for name, one in given.items()}
    positive = reduce(_plus, blocks.values())
    taken = _Amount(taken.units * 10**finer, taken.open)
    places += finer
    total, unknown = _plus(positive, taken)
    if scheme.total_minimum is not None:
        total = np.maximum(total, whole(scheme.total_minimum, places))
    if scheme.total_maximum is not None:
        total = np.minimum(total, whole(scheme.total_maximum, places))
    undecided = np.zeros(len(total), dtype=np.bool_) if unknown is None else unknown
    table = np.array([blocks[block.id].units for block in scheme.blocks]).reshape(len(scheme.blocks), len(total))
    if matrix.decided is not None:
        return Scores(
            places, table, positive.units, taken.units, np.zeros_like(total), vetoed, undecided, matrix.decided
        )
    tier = _tiers(scheme, places, total, blocks, vetoed | undecided | _unanswered(scheme, matrix))
    return Scores(places, table, positive.units, taken.units, total, vetoed, undecided, tier)


def _amounts(scheme: Scheme, matrix: Matrix, places: int) -> tuple[dict[str, _Amount], _Amount, Flags]:
    """What was given in each block, what was taken away, and who is ruled out; `scoring._sums` for columns."""
    count = matrix.values.shape[1]
    given = {name: _nothing(count) for name in ("", *(block.id for block in scheme.blocks))}
    taken, vetoed = _nothing(count), np.zeros(count, dtype=np.bool_)
    held: dict[str, list[_Amount]] = {cap.id: [] for cap in scheme.caps}
    for at, item in enumerate(scheme.items):
        if isinstance(item.rule, Veto):
            vetoed |= matrix.values[at] == 1
        if item.role in ("veto", "fact"):
            continue
        amount = _item(scheme, at, matrix, places)
        if item.id in scheme.cap_of:
            held[scheme.cap_of[item.id].id].append(amount)
        elif item.role == "deduction":
            taken = _added(taken, amount)
        else:
            given[item.block] = _added(given[item.block], amount)
    for cap in scheme.caps:
        first, amount = scheme.by_id[cap.items[0]], _capped(cap, held[cap.id], places)
        if first.role == "deduction" and not cap.base:
            taken = _added(taken, amount)
        else:
            given[first.block] = _added(given[first.block], amount)
    return given, taken, vetoed


def _unanswered(scheme: Scheme, matrix: Matrix) -> Flags:
    """Where a veto without an answer leaves the tier open."""
    found = np.zeros(matrix.values.shape[1], dtype=np.bool_)
    for at, item in enumerate(scheme.items):
        if scheme.missing == "undecided" and item.role == "veto":
            found |= matrix.values[at] == MISSING
    return found


def _item(scheme: Scheme, at: int, matrix: Matrix, places: int) -> _Amount:
    """The scores of one item; `scoring._item` for columns."""
    item, column, rounding = scheme.items[at], matrix.values[at], scheme.rounding
    special = column if len(column) and int(column.min()) <= NOT_APPLICABLE else None
    if special is not None:
        column = np.where(column <= NOT_APPLICABLE, 0, column)
    if item.of:
        units = column * 10 ** (places - matrix.places[at])
    else:
        share = worked(item, column, matrix.places[at])
        if at in matrix.cured and matrix.cured[at].any():
            share = share.kept(item, column, matrix.places[at], matrix.cured[at])
        units = rounded(item.id, share, rounding.places, rounding.mode)
        units = units if places == rounding.places else units * 10 ** (places - rounding.places)
    unknown: Flags | None = None
    if item.survey is not None and at in matrix.samples:
        few = matrix.samples[at] < item.survey.least
        units, unknown = np.where(few, 0, units), few if item.survey.too_few == "undecided" else None
    if special is None:
        return _Amount(units, unknown)
    full = whole(max(ZERO, item.room.start), places)
    units = np.where(special == MISSING, 0, np.where(special == NOT_APPLICABLE, full, units))
    unknown = None if unknown is None else unknown & (special > NOT_APPLICABLE)
    if (scheme.missing == "undecided" and item.role != "bonus") or item.of:
        unknown = _either(unknown, special == MISSING)
    return _Amount(units, unknown)


def _capped(cap: Cap, amounts: Sequence[_Amount], places: int) -> _Amount:
    units = np.array([amount.units for amount in amounts])
    if cap.best is not None:
        order = np.argsort(-np.abs(units), axis=0, kind="stable")[: cap.best]
        units = np.take_along_axis(units, order, axis=0)
    sums = units.sum(axis=0) + whole(cap.base, places)
    if cap.minimum is not None:
        sums = np.maximum(sums, whole(cap.minimum, places))
    if cap.maximum is not None:
        sums = np.minimum(sums, whole(cap.maximum, places))
    return _Amount(sums, reduce(_either, (amount.open for amount in amounts)))


def _tiers(
    scheme: Scheme, places: int, total: Integers, blocks: Mapping[str, _Amount], out: Flags
) -> NDArray[np.int16]:
    """The highest tier whose cut-off and minima of blocks are reached."""
    found = np.full(len(total), -1, dtype=np.int16)
    for at, tier in enumerate(rising(scheme)):
        reached = total >= whole(tier.cutoff, places)
        for block, least in minima(scheme, tier).items():
            reached &= blocks[block].units >= whole(least, places)
        found[reached] = at
    found[out] = -1
    return found


def _value(scheme: Scheme, item: Item, sheet: Mapping[str, str]) -> Decimal | str | None:
    text = sheet.get(item.id, "").strip()
    if item.of:
        if text:
            raise ValueRefused(item.id, "computed_item")
        return score_of(scheme, item, sheet)
    return check_value(item, text) if text else None


def _code(item: Item, value: Decimal | str | None, places: int) -> int:
    """One value as a whole number."""
    if value is None:
        return MISSING
    if isinstance(value, Decimal):
        return whole(value, places)
    if value == NA:
        return NOT_APPLICABLE
    if isinstance(item.rule, Grades):
        return [grade.id for grade in item.rule.grades].index(value)
    if isinstance(item.rule, Checklist):
        met = value.split()
        return sum(1 << at for at, part in enumerate(item.rule.parts) if part.id in met)
    return int(value == "yes")


def _places_needed(scheme: Scheme) -> int:
    """How many decimals hold every score of an item, every limit and every cut-off exactly."""
    return max([scheme.rounding.places, *map(places_of, _limits(scheme))])


def _limits(scheme: Scheme) -> Iterator[Decimal]:
    ends = [scheme.total_minimum, scheme.total_maximum, *(item.points for item in scheme.items)]
    ends += [end for cap in scheme.caps for end in (cap.base, cap.minimum, cap.maximum)]
    ends += [block.minimum for block in scheme.blocks]
    ends += [end for tier in scheme.tiers for end in (tier.cutoff, *tier.minima.values())]
    return (end for end in ends if end is not None)


def _column(numbers: Iterable[int]) -> Integers:
    return np.fromiter(numbers, dtype=np.int64)


def _nothing(count: int) -> _Amount:
    return _Amount(np.zeros(count, dtype=np.int64), None)


def _added(into: _Amount, amount: _Amount) -> _Amount:
    """Add to a sum that nobody else holds."""
    np.add(into.units, amount.units, out=into.units)
    return _Amount(into.units, _either(into.open, amount.open))


def _plus(left: _Amount, right: _Amount) -> _Amount:
    return _Amount(left.units + right.units, _either(left.open, right.open))


def _either(left: Flags | None, right: Flags | None) -> Flags | None:
    return right if left is None else left if right is None else left | right
