"""How fast one person may write: a bucket of drops that fills again by itself. What comes too fast is refused in words; nothing is lost.

Threat: a runaway program or a stuck key that keeps everybody else from the one writer. The numbers are far above what hands do
and below what the house can take (see bench/).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Lock

from flask import Flask, request

from workbench.kernel import N_, Reason, Refusal
from workbench.web.house import current_actor

PER_SECOND = 20.0
AT_ONCE = 60
TOO_FAST = Reason("too_fast", N_("Too many requests in a short time. Wait a little; nothing was lost."), 429)
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


def start(app: Flask) -> None:
    """Limit every request of `app` that may write, by person, and by network address for those who are not signed in."""

    @app.before_request
    def limit() -> None:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return
        wait = app.extensions["buckets"].take(current_actor().person or f"from {request.remote_addr}")
        if wait:
            raise Refusal(TOO_FAST, seconds=math.ceil(wait))
