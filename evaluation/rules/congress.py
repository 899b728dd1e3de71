"""When a workers' congress has adopted something.

A congress resolves when at least two thirds of its representatives are present; it passes what more than half of all its
representatives vote for, not of those present (Zhejiang regulation on open factory affairs, art. 15; Henan, art. 19). A scheme
may count those present instead, and may ask besides what share of the staff is satisfied.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

PassRule = Literal["all", "present"]


@dataclass(frozen=True)
class Count:
    """A vote of the congress: all its representatives, those present, and how they voted."""

    representatives: int
    present: int
    in_favour: int
    against: int
    abstained: int


def fault_in(count: Count) -> str | None:
    """Return the field in which a count contradicts itself, or None."""
    if count.present > count.representatives:
        return "present"
    return "in_favour" if count.in_favour + count.against + count.abstained > count.present else None


def is_quorate(count: Count) -> bool:
    """Say whether enough representatives were present."""
    return 3 * count.present >= 2 * count.representatives


def is_adopted(count: Count, rule: PassRule, satisfied: Decimal | None, least: Decimal | None) -> bool:
    """Say whether the congress adopted: by its rule, and with the share of satisfied staff (per cent) where one is asked."""
    if least is not None and (satisfied is None or satisfied < least):
        return False
    whole = count.representatives if rule == "all" else count.present
    return 2 * count.in_favour > whole
