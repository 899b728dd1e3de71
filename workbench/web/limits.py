"""How fast one person may write: a bucket of drops that fills again by itself. What comes too fast is refused in words; nothing is lost.

Threat: a runaway program or a stuck key that keeps everybody else from the one writer. The numbers are far above what hands do
and below what the house can take (see bench/).
"""

from __future__ import annotations

import math

from flask import Flask, request

from workbench.kernel import N_, Reason, Refusal
from workbench.kernel.buckets import Buckets
from workbench.web.house import current_actor

__all__ = ["Buckets", "start"]

TOO_FAST = Reason("too_fast", N_("Too many requests in a short time. Wait a little; nothing was lost."), 429)


def start(app: Flask) -> None:
    """Limit every request of `app` that may write, by person, and by network address for those who are not signed in."""

    @app.before_request
    def limit() -> None:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return
        wait = app.extensions["buckets"].take(current_actor().person or f"from {request.remote_addr}")
        if wait:
            raise Refusal(TOO_FAST, seconds=math.ceil(wait))
