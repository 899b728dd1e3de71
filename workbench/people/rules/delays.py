"""How long to wait after failed sign-ins: growing, capped, and forgiving after a while.

The wait on one account is short, so that a stranger who fails on purpose cannot lock its owner out for long; at most
about 65 tries an hour pass. The wait on one address starts late, because a whole meeting may share one, and grows far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Patience:
    """How many failures are `free` within `window`, and the longest wait (`cap`) that further ones lead to."""

    free: int
    window: timedelta
    cap: timedelta


ON_ACCOUNT = Patience(free=5, window=timedelta(hours=1), cap=timedelta(seconds=60))
ON_ADDRESS = Patience(free=30, window=timedelta(hours=1), cap=timedelta(minutes=15))


def wait(failures: Sequence[datetime], now: datetime, patience: Patience) -> int:
    """Return for how many whole seconds from `now` no further try is taken; 0 when one may be made.

    `failures` are the times of failed tries since the last success. The wait doubles with each failure after the free
    ones: 2, 4, 8 … seconds, counted from the last failure, never more than the cap.
    """
    recent = [moment for moment in failures if now - moment < patience.window]
    over = len(recent) - patience.free
    if over < 0 or not recent:
        return 0
    length = min(timedelta(seconds=2 ** min(over + 1, 20)), patience.cap)
    left = (max(recent) + length - now).total_seconds()
    return max(0, -int(-left // 1))
