"""Where the house meets the network: one address for all, and what a proxy in front of it may say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from workbench.config import Config


def stand_at_the_edge(app: Flask, config: Config) -> Flask:
    """Let `app` answer at the house's one address: directly, or behind exactly one proxy when the settings say so.

    Threat: a header that says where a request came from is anybody's to write. It is believed only behind a proxy, which
    writes it anew, and only its last word.
    """
    if config.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    else:
        app.wsgi_app = OneAddress(app.wsgi_app, config.origin)  # type: ignore[method-assign]
    return app


class OneAddress:
    """Middleware that leads a browser which came by another name (localhost for 127.0.0.1) to the address of the house.

    At the other one it could read, but each form and each socket would be refused as coming from elsewhere. Behind a proxy
    this is the proxy's affair: it may well name another host to us than the browser named to it.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], origin: str) -> None:
        self._app = app
        self._origin = origin
        self._host = urlsplit(origin).netloc

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Pass the request on, or answer where to go. Only reading is led on: a form sent elsewhere is refused further in."""
        host = environ.get("HTTP_HOST", "").lower()
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or host.removesuffix(":80") == self._host:
            return self._app(environ, start_response)
        path = quote(environ.get("PATH_INFO", "/").encode("latin-1"), safe="/:@!$&'()*+,;=~-._")
        query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
        headers = [("Location", f"{self._origin}/{path.lstrip('/')}{query}"), ("Cache-Control", "no-store")]
        start_response("307 Temporary Redirect", [*headers, ("Content-Length", "0")])
        return []
