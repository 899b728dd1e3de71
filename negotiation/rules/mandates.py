"""Which of a seat's written mandates speaks on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import Protocol, TypeVar


class Dated(Protocol):
    """What the rule needs to know of a mandate."""

    valid_from: date
    valid_until: date | None
    granted_at: datetime
    ended_at: datetime | None


D = TypeVar("D", bound="Dated")


def in_force(mandates: Iterable[D], today: date, zone: tzinfo) -> D | None:
    """Return the mandate in force on `today` at the place of the house; the first and the last day count.

    The one entered last among those that have begun replaces all earlier ones, so that an earlier and longer one does
    not come back when it runs out or is revoked; one revoked before its first day replaces nothing.
    """
    begun = [mandate for mandate in mandates if mandate.valid_from <= today and not _never_began(mandate, zone)]
    if not begun:
        return None
    last = max(begun, key=lambda mandate: (mandate.granted_at, mandate.valid_from))
    over = last.ended_at is not None or (last.valid_until is not None and last.valid_until < today)
    return None if over else last


def _never_began(mandate: Dated, zone: tzinfo) -> bool:
    return mandate.ended_at is not None and mandate.ended_at.astimezone(zone).date() < mandate.valid_from
