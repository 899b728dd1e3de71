"""What is wrong with a scheme that reads well: sums that do not add up, steps that overlap or leave gaps, names of nothing, circles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import NamedTuple

from evaluation.rules.formulas import BadFormula, formula
from evaluation.rules.item_rules import ZERO, Bands, Checklist, Grades, Listed, Parts, Ratio, YesNo
from evaluation.rules.item_values import plain
from evaluation.rules.scheme_faults import Fault
from evaluation.rules.schemes import Condition, Item, Scheme, Tier


def check(scheme: Scheme) -> tuple[Fault, ...]:
    """Return everything that is wrong with a scheme, in the order of its parts."""
    twice = tuple(_twice(scheme))
    # With two items of one name everything else would be told of the wrong one.
    if twice:
        return twice
    return tuple(
        found
        for part in (_places, _points, _item_rules, _formulas, _caps, _sums, _tiers, _decisions)
        for found in part(scheme)
    )


def _twice(scheme: Scheme) -> Iterator[Fault]:
    tables: dict[str, Iterable[str]] = {
        "block": (one.id for one in scheme.blocks),
        "group": (one.id for one in scheme.groups),
        "item": (one.id for one in scheme.items),
        "cap": (one.id for one in scheme.caps),
        "tier": (one.key for one in scheme.tiers),
        "decision": (one.id for one in scheme.decisions),
        "eligibility": (one.id for one in scheme.eligibility),
    }
    for table, ids in tables.items():
        for name, count in Counter(ids).items():
            if count > 1:
                yield Fault(f"{table} {name}", "key" if table == "tier" else "id", "id_twice", {"count": str(count)})


def _places(scheme: Scheme) -> Iterator[Fault]:
    blocks = {block.id for block in scheme.blocks}
    home = {group.id: group.block for group in scheme.groups}
    for group in scheme.groups:
        if group.block not in blocks:
            yield Fault(f"group {group.id}", "block", "unknown_block", {"value": group.block})
    for item in scheme.items:
        if item.block and item.block not in blocks:
            yield Fault(f"item {item.id}", "block", "unknown_block", {"value": item.block})
        if item.group and item.group not in home:
            yield Fault(f"item {item.id}", "group", "unknown_group", {"value": item.group})
        elif item.group and home[item.group] != item.block:
            yield Fault(f"item {item.id}", "group", "other_block", {"value": item.group, "block": home[item.group]})


def _points(scheme: Scheme) -> Iterator[Fault]:
    for item in scheme.items:
        where = f"item {item.id}"
        if item.role in ("veto", "fact") and item.points is not None:
            yield Fault(where, "points", "points_for_nothing", {"role": item.role})
        if (item.role == "veto") != (item.rule.kind == "veto"):
            yield Fault(where, "rule", "veto_alone", {"kind": item.rule.kind})
        if (item.role == "fact") != (item.rule.kind == "fact"):
            yield Fault(where, "rule", "fact_alone", {"kind": item.rule.kind})
        if item.role == "points" and item.points is None:
            yield Fault(where, "points", "missing")
        if item.cured is not None and item.role != "deduction":
            yield Fault(where, "cured", "only_deductions")


def _item_rules(scheme: Scheme) -> Iterator[Fault]:
    for item in scheme.items:
        rule, where = item.rule, f"item {item.id}"
        if isinstance(rule, Bands):
            yield from _steps(where, rule)
        if isinstance(rule, Ratio) and rule.zero_at == rule.full_at:
            yield Fault(where, "rule.full_at", "no_span", {"value": plain(rule.full_at)})
        if isinstance(rule, Checklist | Grades):
            ids = [one.id for one in (rule.parts if isinstance(rule, Checklist) else rule.grades)]
            yield from (
                Fault(where, "rule", "id_twice", {"value": name, "count": str(count)})
                for name, count in Counter(ids).items()
                if count > 1
            )
        yield from _worth(where, item)


def _steps(where: str, rule: Bands) -> Iterator[Fault]:
    """Every value lies in exactly one step: in order of their lower ends each begins where the one before it ended."""
    lowest = (Decimal("-Infinity"), 0)
    for band in rule.bands:
        low, high = _end(band.low, rule), _end(band.high, rule)
        if low is not None and high is not None and low >= high:
            yield Fault(where, "rule.bands", "empty_step", {"step": band.shown})
    for before, after in pairwise(sorted(rule.bands, key=lambda band: band.low or lowest)):
        said = {"one": before.shown, "other": after.shown}
        high, low = _end(before.high, rule), _end(after.low, rule)
        if high is None or low is None or low < high:
            yield Fault(where, "rule.bands", "steps_overlap", said)
        elif low > high:
            yield Fault(where, "rule.bands", "steps_gap", said)


def _end(end: tuple[Decimal, int] | None, rule: Bands) -> tuple[Decimal, int] | None:
    """An end of a step; of whole numbers the next one, so that 1 to 2 and 3 to 4 meet."""
    if end is None or not rule.whole:
        return end
    floor = end[0].to_integral_value(ROUND_FLOOR)
    return (floor + (1 if end[1] or floor < end[0] else 0), 0)


def _worth(where: str, item: Item) -> Iterator[Fault]:
    """What a rule can give at most is what the item is worth; for what takes away, at most that much."""
    found = _extremes(item)
    if item.points is None or not found or item.role not in ("points", "bonus", "deduction"):
        return
    most = max(abs(one) for one in found) if item.role == "deduction" else max(found)
    if most > item.points:
        yield Fault(where, "rule", "over_points", {"most": plain(most), "points": plain(item.points)})
    elif most < item.points and item.role != "deduction":
        yield Fault(where, "rule", "under_points", {"most": plain(most), "points": plain(item.points)})
    if item.role == "deduction" and any(one > 0 for one in found):
        yield Fault(where, "rule", "deduction_gives", {"most": plain(max(found))})


def _extremes(item: Item) -> Sequence[Decimal]:
    rule = item.rule
    sign = -1 if item.role == "deduction" else 1
    if isinstance(rule, Bands):
        return [band.points for band in rule.bands]
    if isinstance(rule, Grades):
        return [grade.points for grade in rule.grades]
    if isinstance(rule, Listed):
        return rule.values
    if isinstance(rule, Checklist):
        return [sign * sum((max(ZERO, part.points) for part in rule.parts), ZERO)]
    if isinstance(rule, YesNo):
        return [rule.no, item.room.worth if rule.yes is None else rule.yes]
    return [sign * rule.each * len(rule.parts)] if isinstance(rule, Parts) else ()


def _formulas(scheme: Scheme) -> Iterator[Fault]:
    needs: dict[str, tuple[str, ...]] = {}
    for item in scheme.items:
        if not item.of:
            continue
        where = f"item {item.id}"
        try:
            needs[item.id] = formula(item.of).names
        except BadFormula as bad:
            yield Fault(where, "of", "bad_formula", {"at": str(bad.at)})
            continue
        for name in needs[item.id]:
            if name not in scheme.by_id:
                yield Fault(where, "of", "unknown_item", {"value": name})
            elif scheme.by_id[name].rule.kind in ("grades", "checklist"):
                yield Fault(where, "of", "not_a_number_item", {"value": name})
    told: set[str] = set()
    for name in needs:
        circle = _circle(name, needs)
        if circle and told.isdisjoint(circle):
            told.update(circle)
            yield Fault(f"item {name}", "of", "circular", {"circle": " → ".join([*circle, circle[0]])})


def _circle(start: str, needs: dict[str, tuple[str, ...]]) -> list[str]:
    """The items through which one needs itself, or none."""
    path, waiting = {start: [start]}, [start]
    while waiting:
        at = waiting.pop()
        for name in needs.get(at, ()):
            if name == start:
                return path[at]
            if name not in path:
                path[name] = [*path[at], name]
                waiting.append(name)
    return []


def _caps(scheme: Scheme) -> Iterator[Fault]:
    held: dict[str, str] = {}
    for cap in scheme.caps:
        where = f"cap {cap.id}"
        known = [scheme.by_id[name] for name in cap.items if name in scheme.by_id]
        for name in cap.items:
            if name not in scheme.by_id:
                yield Fault(where, "items", "unknown_item", {"value": name})
            if name in held:
                yield Fault(where, "items", "in_two_caps", {"value": name, "other": held[name]})
            held[name] = cap.id
        if any(one.role in ("veto", "fact") for one in known):
            yield Fault(where, "items", "capped_nothing")
        elif len({(one.block, one.role == "deduction") for one in known}) > 1:
            yield Fault(where, "items", "cap_across")
        if cap.minimum is not None and cap.maximum is not None and cap.minimum > cap.maximum:
            yield Fault(where, "minimum", "ends_crossed", {"low": plain(cap.minimum), "high": plain(cap.maximum)})
        if cap.minimum is None and cap.maximum is None and cap.best is None:
            yield Fault(where, "maximum", "caps_nothing")


class Sum(NamedTuple):
    """What the items of the sheet, of a block or of a group add up to beside what is declared; `where` is blank for the sheet."""

    where: str
    field: str
    declared: Decimal | None
    found: Decimal


def sums(scheme: Scheme) -> Iterator[Sum]:
    """Yield the sums of a scheme, without bonus and deductions: the sheet's after the weights of blocks, the others before."""
    yield Sum("", "full", scheme.full, _worth_of(scheme, scheme.items, weighed=True))
    for block in scheme.blocks:
        inside = [item for item in scheme.items if item.block == block.id]
        yield Sum(f"block {block.id}", "points", block.points, _worth_of(scheme, inside, weighed=False))
    for group in scheme.groups:
        inside = [item for item in scheme.items if item.group == group.id]
        yield Sum(f"group {group.id}", "points", group.points, _worth_of(scheme, inside, weighed=False))


def _sums(scheme: Scheme) -> Iterator[Fault]:
    """Declared sums are what the items add up to."""
    for one in sums(scheme):
        if one.declared is not None and one.found != one.declared:
            off = plain(one.found - one.declared)
            values = {"declared": plain(one.declared), "sum": plain(one.found), "off": off}
            yield Fault(one.where, one.field, "points_do_not_add_up", values)


def _worth_of(scheme: Scheme, items: Sequence[Item], *, weighed: bool) -> Decimal:
    weight = {block.id: block.weight for block in scheme.blocks} if weighed else {}
    inside = {item.id for item in items}
    total = ZERO
    for item in items:
        if item.role == "points" and item.id not in scheme.cap_of:
            total += (item.points or ZERO) * weight.get(item.block, Decimal(1))
    for cap in scheme.caps:
        known = [scheme.by_id[name] for name in cap.items if name in scheme.by_id]
        if not known or known[0].id not in inside or known[0].role == "bonus":
            continue
        points = sorted((one.points or ZERO for one in known if one.role == "points"), reverse=True)
        amount = cap.base + sum(points[: cap.best], ZERO)
        limited = amount if cap.maximum is None else min(amount, cap.maximum)
        total += limited * weight.get(known[0].block, Decimal(1))
    return total


def _tiers(scheme: Scheme) -> Iterator[Fault]:
    for before, after in pairwise(scheme.tiers):
        if scheme.kind == "points" and after.cutoff <= before.cutoff:
            values = {"value": plain(after.cutoff), "other": before.key, "before": plain(before.cutoff)}
            yield Fault(f"tier {after.key}", "cutoff", "cutoffs_out_of_order", values)
    lower: set[str] = set()
    for tier in scheme.tiers:
        yield from _tier(scheme, tier, lower)
        lower.add(tier.key)
    for block in scheme.blocks:
        if block.minimum is not None and block.points is not None and block.minimum > block.points:
            values = {"value": plain(block.minimum), "full": plain(block.points)}
            yield Fault(f"block {block.id}", "minimum", "out_of_reach", values)


def _tier(scheme: Scheme, tier: Tier, lower: Collection[str]) -> Iterator[Fault]:
    where = f"tier {tier.key}"
    if tier.from_tier and tier.from_tier not in lower:
        yield Fault(where, "from_tier", "not_a_lower_tier", {"value": tier.from_tier})
    if tier.min_months and not tier.from_tier:
        yield Fault(where, "min_months", "months_of_nothing")
    if scheme.full is not None and tier.cutoff > (scheme.total_maximum or scheme.full):
        yield Fault(where, "cutoff", "out_of_reach", {"value": plain(tier.cutoff), "full": plain(scheme.full)})
    blocks = {block.id for block in scheme.blocks}
    yield from (Fault(where, "minima", "unknown_block", {"value": name}) for name in tier.minima if name not in blocks)


def _decisions(scheme: Scheme) -> Iterator[Fault]:
    keys = {tier.key for tier in scheme.tiers}
    if (scheme.kind == "decision") != bool(scheme.decisions):
        yield Fault("", "decision", "no_rows" if scheme.kind == "decision" else "rows_for_points")
    for at, row in enumerate(scheme.decisions):
        where = f"decision {row.id}"
        if row.tier not in keys:
            yield Fault(where, "tier", "unknown_tier", {"value": row.tier})
        if not row.any and not row.all and at < len(scheme.decisions) - 1:
            yield Fault(where, "any", "hides_the_rest")
        for one in (*row.any, *row.all):
            yield from _condition(scheme, where, one)


def _condition(scheme: Scheme, where: str, one: Condition) -> Iterator[Fault]:
    asked = [one.is_, one.at_least, one.above, one.at_most, one.below]
    if one.item not in scheme.by_id:
        yield Fault(where, "item", "unknown_item", {"value": one.item})
    if all(part is None for part in asked):
        yield Fault(where, "item", "asks_nothing", {"value": one.item})
