"""A decision table: the first row whose conditions hold decides. What is not known is neither true nor false."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from evaluation.rules.schemes import Condition, Decision, Scheme

Value = Callable[[str], Decimal | str | None]


def decided(scheme: Scheme, value: Value) -> tuple[str | None, str]:
    """Return the tier of the first row that holds and `row:<id>`; `missing` when an earlier one might, `below` when none does."""
    for row in scheme.decisions:
        holds = _holds(row, value, zero=scheme.missing == "zero")
        if holds is None:
            return None, "missing"
        if holds:
            return row.tier, f"row:{row.id}"
    return None, "below"


def _holds(row: Decision, value: Value, *, zero: bool) -> bool | None:
    every = _all(_met(one, value(one.item), zero=zero) for one in row.all)
    some = _any(_met(one, value(one.item), zero=zero) for one in row.any) if row.any else True
    return _all((every, some))


def _met(condition: Condition, value: Decimal | str | None, *, zero: bool) -> bool | None:
    """Whether a condition is met; one about what nobody has said is not, where the scheme counts that for nothing."""
    if value is None:
        return False if zero else None
    if condition.is_ is not None:
        return value == condition.is_ or (isinstance(value, Decimal) and condition.is_ == f"{value:f}")
    if not isinstance(value, Decimal):
        return False
    return (
        (condition.at_least is None or value >= condition.at_least)
        and (condition.above is None or value > condition.above)
        and (condition.at_most is None or value <= condition.at_most)
        and (condition.below is None or value < condition.below)
    )


def _all(found: Iterable[bool | None]) -> bool | None:
    seen = list(found)
    return False if False in seen else None if None in seen else True


def _any(found: Iterable[bool | None]) -> bool | None:
    seen = list(found)
    return True if True in seen else None if None in seen else False
