"""Between which totals and tiers an enterprise lies while values are missing: the worst and the best they could be, never silently zero."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluation.rules.item_candidates import candidates
from evaluation.rules.schemes import Item, Scheme
from evaluation.rules.scoring import Result, score


@dataclass(frozen=True)
class Bounds:
    """The result at worst and at best. `missing`: items nobody has given a value. `unbounded`: those of them that have no end, and
    missing facts that a decision table asks for; with any of these, worst and best are not known and nothing is decided.

    What is computed from a missing fact is taken between nothing and all of its points. Where items share a cap the ends are still
    reached, for a cap never turns more into less.
    """

    missing: tuple[str, ...]
    unbounded: tuple[str, ...]
    worst: Result
    best: Result

    @property
    def decided(self) -> bool:
        """Say whether what is missing no longer matters for the tier."""
        return not self.unbounded and self.worst.tier == self.best.tier and self.worst.vetoed == self.best.vetoed


def missing(scheme: Scheme, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the items that should have a value and have none, in the order of the sheet."""
    return tuple(item.id for item in scheme.items if not item.of and not values.get(item.id, "").strip())


def bounds(scheme: Scheme, values: Mapping[str, str]) -> Bounds:
    """Return the worst and the best case. Raises ValueRefused for a value that is given and cannot be scored."""
    absent = missing(scheme, values)
    given = {item: value for item, value in values.items() if item not in absent}
    freed = _freed(scheme, absent)
    open_ = [item for item in freed.items if item.id not in given and not item.of and item.role != "fact"]
    asked = {one.item for row in scheme.decisions for one in (*row.any, *row.all)}
    endless = {item.id for item in open_ if not candidates(item)} | (asked & set(absent))
    unbounded = tuple(name for name in absent if name in endless)
    low = score(freed, given | _ends(open_, 0))
    high = score(freed, given | _ends(open_, -1))
    return Bounds(absent, unbounded, low, high)


def _ends(items: Iterable[Item], end: int) -> dict[str, str]:
    return {item.id: tried[end][0] for item in items if (tried := candidates(item))}


def _freed(scheme: Scheme, absent: tuple[str, ...]) -> Scheme:
    """Let items that are computed from a missing fact be typed, so that they can be tried at both ends."""
    facts = [name for name in absent if scheme.item(name).role == "fact"]
    if not facts:
        return scheme
    items = tuple(
        item.model_copy(update={"of": ""}) if item.of and any(_names(item.of, fact) for fact in facts) else item
        for item in scheme.items
    )
    # A copy by pydantic would keep what was worked out from the old items.
    parts = {name: getattr(scheme, name) for name in Scheme.model_fields}
    return Scheme.model_construct(**parts | {"items": items})


def _names(formula: str, fact: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(fact)}(?!\w)", formula) is not None
