"""When a proposal ends by itself."""

from __future__ import annotations

from datetime import date


def is_over(expires_on: date | None, today: date, *, ends_with_meeting: bool, meeting_closed: bool) -> bool:
    """Return whether a proposal can no longer be accepted: its last day has passed, or the meeting it was bound to has closed."""
    return (expires_on is not None and today > expires_on) or (ends_with_meeting and meeting_closed)


def outlives_its_seat(initialled_by: frozenset[str], party: str) -> bool:
    """Return whether a proposal still stands after the seat that tabled it ended: only when the other side has accepted it.

    `initialled_by` are the sides whose initials stand under it; `party` is the side that tabled it.
    """
    return bool(initialled_by - {party})
