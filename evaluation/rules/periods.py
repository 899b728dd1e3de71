"""Days of a period, counted in calendar or in working days.

Working days are Monday to Friday. Which public holidays fall in a period and which weekends are worked instead is announced year by
year and is not known here: whoever begins a period may set a later last day, never an earlier one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

Unit = Literal["working", "calendar"]
_SATURDAY = 5


def last_day(begun_on: date, days: int, unit: Unit) -> date:
    """Return the last day of a period of `days` full days; the day on which it begins is not counted, the last one is.

    Raises ValueError for a negative number of days.
    """
    if days < 0:
        raise ValueError("a period has no negative number of days")
    if unit == "calendar":
        return begun_on + timedelta(days=days)
    day = begun_on
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day


def months_later(day: date, months: int) -> date:
    """Return the day `months` calendar months later, the last of the month when it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return _existing(year, month + 1, day.day)


def _existing(year: int, month: int, day: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day, (following - timedelta(days=1)).day))
