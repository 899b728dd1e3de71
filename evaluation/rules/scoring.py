"""A sheet scored: every item by its rule, caps and blocks summed exactly, then what is named by it and what decided that.

What an item without a value does is said by its scheme: `zero` gives it no points, `undecided` leaves the whole undecided. Both name it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from evaluation.rules.deciding import decided
from evaluation.rules.formulas import formula
from evaluation.rules.item_rules import ZERO, Scored
from evaluation.rules.item_values import NOT_APPLICABLE, Refused, Said, Typed, plain, typed
from evaluation.rules.ladder import minima, rising
from evaluation.rules.schemes import Cap, Item, Rounding, Scheme

ONE = Decimal(1)
_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}


class ValueRefused(ValueError):
    """A value that an item cannot take: which item, why (a key of `sayings.REFUSALS`), and the values of that sentence."""

    def __init__(self, item: str, reason: str, **values: str) -> None:
        super().__init__(f"{item}: {reason} {values}")
        self.item, self.reason, self.values = item, reason, values


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item: its value as written (None without one), its score (None: undecided), the kind of its rule, and why it is that."""

    item: str
    value: str | None
    score: Decimal | None
    rule: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class BlockScore:
    """The sum of a block, weighed; None while something in it is undecided."""

    block: str
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a sheet comes to. `total` and `tier` are None while undecided; `tier` also when nothing is named,
    `total` also of a decision table.

    `deductions` is a sum of what was taken away, zero or less. `decided_by` names what settled the tier: `veto:1091`, `row:C` of a
    decision table, `cutoff:AA`, `minimum:rules` of a block, `below` every cut-off, `no_tiers`, or `missing`.
    """

    blocks: tuple[BlockScore, ...]
    positive: Decimal | None
    deductions: Decimal | None
    total: Decimal | None
    vetoed: bool
    tier: str | None
    decided_by: str
    items: tuple[ItemScore, ...]
    missing: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return the result as plain data; numbers are exact decimals as text."""
        return {
            "blocks": {one.block: _shown(one.score) for one in self.blocks},
            "positive": _shown(self.positive),
            "deductions": _shown(self.deductions),
            "total": _shown(self.total),
            "vetoed": self.vetoed,
            "tier": self.tier,
            "decided_by": self.decided_by,
            "missing": list(self.missing),
            "undecided": list(self.undecided),
            "items": [_item_data(one) for one in self.items],
        }

    def to_json(self) -> str:
        """Return the result as canonical JSON: sorted keys, no blanks."""
        return json.dumps(self.as_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def check_value(item: Item, text: str) -> Decimal | str:
    """Return one entry as it is read, `na` for one that does not apply. Raises ValueRefused."""
    return _read(item, typed(text))


def score(scheme: Scheme, values: Mapping[str, str]) -> Result:
    """Return what a sheet comes to. Raises ValueRefused: unknown_item, computed_item, or whatever its rule refuses."""
    for name, text in values.items():
        if name not in scheme.by_id:
            raise ValueRefused(name, "unknown_item")
        if scheme.by_id[name].of and text.strip():
            raise ValueRefused(name, "computed_item")
    read = _Read(scheme, values)
    items = tuple(_item(scheme, item, read) for item in scheme.items)
    scores = {one.item: one.score for one in items}
    missing = tuple(item.id for item in scheme.items if not item.of and not read.texts.get(item.id))
    undecided = tuple(one.item for one in items if one.score is None)
    blocks, positive, deductions = _sums(scheme, scores)
    is_known = positive is not None and deductions is not None and scheme.kind == "points"
    total = _limited(scheme, (positive or ZERO) + (deductions or ZERO)) if is_known else None
    vetoes = [item.id for item in scheme.items if item.role == "veto" and read.value(item.id) == "yes"]
    tier, by = _named(scheme, read, blocks, total, vetoes, undecided)
    return Result(blocks, positive, deductions, total, bool(vetoes), tier, by, items, missing, undecided)


def score_of(scheme: Scheme, item: Item, values: Mapping[str, str]) -> Decimal | None:
    """Return the score of one item alone, None while it is undecided. Raises ValueRefused for a value of the sheet."""
    return _item(scheme, item, _Read(scheme, values)).score


class _Read:
    """The values of a sheet as their rules read them, those of computed items worked out when they are asked for."""

    def __init__(self, scheme: Scheme, values: Mapping[str, str]) -> None:
        self.scheme = scheme
        self.texts = {name: text.strip() for name, text in values.items()}
        self.typed = {name: typed(text) for name, text in self.texts.items() if text}
        self._found: dict[str, Decimal | str | None] = {}
        for name, one in self.typed.items():
            self._found[name] = _read(scheme.by_id[name], one)

    def value(self, name: str) -> Decimal | str | None:
        """Return a value, None where there is none (yet)."""
        if name not in self._found:
            self._found[name] = None
            item = self.scheme.by_id[name]
            if item.of:
                self._found[name] = self._computed(item)
        return self._found[name]

    def _computed(self, item: Item) -> Decimal | None:
        try:
            worked = formula(item.of).work_out(self._number)
        except (_NoNumber, ZeroDivisionError):
            return None
        bounds = getattr(item.rule, "bounds", None)
        low, high = bounds(item.room) if bounds else (None, None)
        worked = worked if low is None else max(low, worked)
        return worked if high is None else min(high, worked)

    def _number(self, name: str) -> Decimal:
        value = self.value(name)
        if isinstance(value, Decimal):
            return value
        if value in ("yes", "no"):
            return Decimal(value == "yes")
        raise _NoNumber


class _NoNumber(Exception):
    pass


def _read(item: Item, one: Typed) -> Decimal | str:
    try:
        if one.cured is not None and item.cured is None:
            raise Refused("not_curable")
        if item.survey is None and one.sample is not None:
            raise Refused("no_survey")
        if one.is_not_applicable:
            if not item.not_applicable:
                raise Refused("always_applies")
            return NOT_APPLICABLE
        if item.survey is not None and one.sample is None:
            raise Refused("sample_needed")
        rule: Any = item.rule
        found: Decimal | str = rule.read(one.text, item.room)
        if one.cured is not None and one.cured > 0 and (not isinstance(found, Decimal) or one.cured > abs(found)):
            raise Refused("too_many_cured", cured=str(one.cured), value=one.text)
    except Refused as refused:
        raise ValueRefused(item.id, refused.reason, **refused.values) from None
    return found


def _item(scheme: Scheme, item: Item, read: _Read) -> ItemScore:
    value, one = read.value(item.id), read.typed.get(item.id)
    kind: str = item.rule.kind
    text = read.texts.get(item.id) or (plain(value) if isinstance(value, Decimal) else None)
    if value is None:
        return ItemScore(item.id, None, *_without(scheme, item, kind))
    if value == NOT_APPLICABLE:
        return ItemScore(item.id, text, max(ZERO, item.room.start), kind, (Said("not_applicable"),))
    if item.survey and one and one.sample is not None and one.sample < item.survey.least:
        few = Said("too_few_answers", {"n": str(one.sample), "least": str(item.survey.least)})
        nothing = ZERO if item.survey.too_few == "zero" else None
        return ItemScore(item.id, text, nothing, kind, (few,))
    try:
        rule: Any = item.rule
        found: Scored = rule.score(value, item.room)
    except Refused:
        return ItemScore(item.id, text, *_without(scheme, item, kind))
    points, said = _cured(item, found, one, value)
    return ItemScore(item.id, text, _rounded(points, scheme.rounding), kind, said)


def _without(scheme: Scheme, item: Item, kind: str) -> tuple[Decimal | None, str, tuple[Said, ...]]:
    """An item without a value: nothing, or undecided. What is only asked for, and a veto, count for nothing in points either way."""
    if scheme.missing == "zero" or item.role in ("fact", "bonus"):
        return ZERO, kind, (Said("missing_zero"),)
    return None, kind, (Said("missing_undecided"),)


def _cured(item: Item, found: Scored, one: Typed | None, value: Decimal | str) -> tuple[Decimal, tuple[Said, ...]]:
    """What stays of a deduction whose cause was made good, in whole or for some of its cases."""
    if one is None or not one.cured or item.cured is None:
        return found.score, (found.said,)
    told = {"share": plain(item.cured), "before": plain(found.score)}
    cases, made = (abs(value), Decimal(one.cured)) if one.cured > 0 and isinstance(value, Decimal) else (ONE, ONE)
    # Divided last, so that an exact half is rounded as one.
    kept = found.score * (cases - made * (1 - item.cured)) / cases
    if made == cases:
        return kept, (found.said, Said("cured", told))
    return kept, (found.said, Said("cured_some", told | {"made": plain(made), "cases": plain(cases)}))


def _rounded(points: Decimal, rounding: Rounding) -> Decimal:
    exact = points.quantize(Decimal(1).scaleb(-rounding.places), _MODES[rounding.mode])
    return exact.normalize() + 0 if exact else ZERO


def _sums(
    scheme: Scheme, scores: Mapping[str, Decimal | None]
) -> tuple[tuple[BlockScore, ...], Decimal | None, Decimal | None]:
    """The blocks, what was given, and what was taken away outside of limits that start from points of their own."""
    given = dict[str, Decimal | None]({"": ZERO}) | {block.id: ZERO for block in scheme.blocks}
    taken: Decimal | None = ZERO
    for item in scheme.items:
        if item.id in scheme.cap_of or item.role in ("veto", "fact"):
            continue
        if item.role == "deduction":
            taken = _plus(taken, scores[item.id])
        else:
            given[item.block] = _plus(given[item.block], scores[item.id])
    for cap in scheme.caps:
        first, amount = scheme.by_id[cap.items[0]], _capped(cap, [scores[one] for one in cap.items])
        if first.role == "deduction" and not cap.base:
            taken = _plus(taken, amount)
        else:
            given[first.block] = _plus(given[first.block], amount)
    blocks = tuple(BlockScore(block.id, _times(block.weight, given[block.id])) for block in scheme.blocks)
    positive = given[""]
    for one in blocks:
        positive = _plus(positive, one.score)
    return blocks, positive, taken


def _plus(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    return None if left is None or right is None else left + right


def _times(weight: Decimal, amount: Decimal | None) -> Decimal | None:
    return None if amount is None else weight * amount


def _capped(cap: Cap, scores: Iterable[Decimal | None]) -> Decimal | None:
    """Items that share a limit: only the best count where so many do, and their sum stays within the limits."""
    found = [one for one in scores if one is not None]
    if len(found) < len(cap.items):
        return None
    if cap.best is not None:
        found = sorted(found, key=abs, reverse=True)[: cap.best]
    amount = cap.base + sum(found, ZERO)
    amount = amount if cap.minimum is None else max(cap.minimum, amount)
    return amount if cap.maximum is None else min(cap.maximum, amount)


def _limited(scheme: Scheme, total: Decimal) -> Decimal:
    total = total if scheme.total_minimum is None else max(scheme.total_minimum, total)
    return total if scheme.total_maximum is None else min(scheme.total_maximum, total)


def _named(
    scheme: Scheme,
    read: _Read,
    blocks: tuple[BlockScore, ...],
    total: Decimal | None,
    vetoes: list[str],
    undecided: tuple[str, ...],
) -> tuple[str | None, str]:
    if vetoes:
        return None, f"veto:{vetoes[0]}"
    if any(scheme.by_id[one].role == "veto" for one in undecided):
        return None, "missing"
    if scheme.kind == "decision":
        return decided(scheme, read.value)
    if total is None:
        return None, "missing"
    if not scheme.tiers:
        return None, "no_tiers"
    scores = {one.block: one.score or ZERO for one in blocks}
    stopped = ""
    for tier in reversed(rising(scheme)):
        if total < tier.cutoff:
            continue
        short = next((block for block, least in minima(scheme, tier).items() if scores[block] < least), None)
        if short is None:
            return tier.key, stopped or f"cutoff:{tier.key}"
        stopped = stopped or f"minimum:{short}"
    return None, stopped or "below"


def _shown(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)


def _item_data(one: ItemScore) -> dict[str, Any]:
    said = [{"key": why.key, "values": dict(why.values)} for why in one.said]
    return {"item": one.item, "value": one.value, "score": _shown(one.score), "rule": one.rule, "said": said}
