"""How fast one person may write, and how much somebody may send who is not signed in.

Each person has a bucket of drops that fills again by itself. What comes too fast is refused in words; nothing is lost. Threat:
a runaway program or a stuck key that keeps everybody else from the one writer. The numbers are far above what hands do and
below what the house can take (see bench/).

Threat: anybody can send as many megabytes as a file may have. Strangers are answered unread when they send more than the
longest text that somebody was typing when their login ran out: that one comes back to them on the page that says so.
A view that takes larger things from everybody says how large by its attribute `strangers_may_send` (bytes).
"""

from __future__ import annotations

import math

from flask import Flask, request

from workbench.kernel import N_, SIGN_IN_FIRST, Reason, Refusal
from workbench.kernel.buckets import Buckets
from workbench.web.house import current_actor

__all__ = ["STRANGERS_MAY_SEND", "Buckets", "start"]

STRANGERS_MAY_SEND = 256 * 1024
TOO_FAST = Reason("too_fast", N_("Too many requests in a short time. Wait a little; nothing was lost."), 429)


def start(app: Flask) -> None:
    """Limit every request of `app` that may write, by person, and by network address for those who are not signed in."""

    @app.before_request
    def limit() -> None:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return
        if current_actor().person is None:
            view = app.view_functions.get(request.endpoint or "")
            most: int = getattr(view, "strangers_may_send", STRANGERS_MAY_SEND)
            request.max_content_length = most
            if (request.content_length or 0) > most:
                raise Refusal(SIGN_IN_FIRST)
        wait = app.extensions["buckets"].take(current_actor().person or f"from {request.remote_addr}")
        if wait:
            raise Refusal(TOO_FAST, seconds=math.ceil(wait))
