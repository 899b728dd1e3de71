"""Times that people type: without a zone they mean the place of the house."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from workbench.kernel import N_, Act, Reason, Refusal

PASSED = Reason("passed", N_("This time has passed already."), 422)


def moment(act: Act, typed: datetime) -> datetime:
    """Return a typed time in UTC."""
    local = typed if typed.tzinfo is not None else typed.replace(tzinfo=ZoneInfo(act.zone))
    return local.astimezone(UTC)


def later(act: Act, typed: datetime | None, field: str) -> datetime | None:
    """Return a typed time in UTC, or None for none. Raises Refusal on `field` when it is not in the future."""
    if typed is None:
        return None
    found = moment(act, typed)
    if found <= act.now:
        raise Refusal(PASSED, field)
    return found
