"""How fast somebody may do something: a bucket of drops for each name, which fills again by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

PER_SECOND = 20.0
AT_ONCE = 60
_MANY = 10_000


class Buckets:
    """A bucket for each name. `clock` returns seconds."""

    def __init__(
        self, per_second: float = PER_SECOND, at_once: int = AT_ONCE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = per_second
        self._size = float(at_once)
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def take(self, name: str) -> float:
        """Take a drop from the bucket of `name`; return 0, or how many seconds it is until there is one again."""
        with self._lock:
            now = self._clock()
            if name not in self._left and len(self._left) >= _MANY:
                self._forget_full(now)
            left = self._filled(name, now)
            self._left[name] = (left - 1 if left >= 1 else left, now)
            return 0.0 if left >= 1 else (1 - left) / self._rate

    def _filled(self, name: str, now: float) -> float:
        left, since = self._left.get(name, (self._size, now))
        return min(self._size, left + (now - since) * self._rate)

    def _forget_full(self, now: float) -> None:
        self._left = {name: kept for name, kept in self._left.items() if self._filled(name, now) < self._size}
