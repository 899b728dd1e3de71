"""What every answer carries and every write must bring: headers, content policy, proof that a form is ours."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from flask import Flask, Request, Response, abort, current_app, g, request

from workbench.kernel import N_, Reason, Refusal
from workbench.web.house import house

VISITOR = "visitor"
FOREIGN_FORM = Reason(
    "foreign_form", N_("This form is too old or came from another page. Load the page again; your text is kept."), 403
)

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self' {socket}; frame-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_SAFE = ("GET", "HEAD", "OPTIONS")


def start(app: Flask) -> None:
    """Guard every request of `app`."""
    app.before_request(_refuse_nul)
    app.before_request(_check_origin)
    app.after_request(_add_headers)


def csrf_token() -> str:
    """Return the proof a form must bring back, bound to this browser's cookie."""
    return _proof(_visitor())


def check_csrf(token: str) -> None:
    """Raise Refusal unless `token` was made for this browser."""
    cookie = request.cookies.get(VISITOR, "")
    if not cookie or not hmac.compare_digest(token.encode(), _proof(cookie).encode()):
        raise Refusal(FOREIGN_FORM)


def _visitor() -> str:
    if "visitor" not in g:
        g.visitor = request.cookies.get(VISITOR) or secrets.token_urlsafe(24)
    return str(g.visitor)


def _proof(visitor: str) -> str:
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"csrf\n{visitor}".encode(), hashlib.sha256).hexdigest()


def uses_token(request: Request) -> bool:
    """Say whether a request is a program's, which has no cookies to be abused."""
    return request.headers.get("Authorization", "").lower().startswith("bearer ")


def _refuse_nul() -> None:
    # No database takes it in a text, and nothing of ours is called so.
    if "\0" in request.path:
        abort(404)
    if b"%00" in request.query_string:
        abort(400)


def _check_origin() -> None:
    if request.method in _SAFE or uses_token(request):
        return
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if (origin is not None and origin != house().config.origin) or site not in ("same-origin", "none"):
        abort(403)


def _add_headers(response: Response) -> Response:
    origin = house().config.origin
    socket = origin.replace("http", "ws", 1)
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _POLICY.format(socket=socket))
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if origin.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if not request.path.startswith("/static/"):
        headers["Cache-Control"] = "no-store"
    if "visitor" in g and VISITOR not in request.cookies:
        response.set_cookie(VISITOR, g.visitor, httponly=True, samesite="Lax", secure=house().config.secure_cookies)
    return response
