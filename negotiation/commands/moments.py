"""Times that people type: without a zone they mean the place of the house."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from workbench.kernel import N_, Act, Reason, Refusal

PASSED = Reason("passed", N_("This time has passed already."), 422)
FAR_OFF = Reason("far_off", N_("This time is more than %(years)s years off. Look at the year again."), 422)
_YEARS = 10


def moment(act: Act, typed: datetime, field: str) -> datetime:
    """Return a typed time in UTC. Raises Refusal on `field` when it is many years off, as a slip in the year makes it."""
    if abs(typed.year - act.now.year) > _YEARS:
        raise Refusal(FAR_OFF, field, years=_YEARS)
    local = typed if typed.tzinfo is not None else typed.replace(tzinfo=ZoneInfo(act.zone))
    return local.astimezone(UTC)


def later(act: Act, typed: datetime | None, field: str) -> datetime | None:
    """Return a typed time in UTC, or None for none. Raises Refusal on `field` when it is not in the future."""
    if typed is None:
        return None
    found = moment(act, typed, field)
    if found <= act.now:
        raise Refusal(PASSED, field)
    return found
