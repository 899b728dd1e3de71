"""A stand-in for the house: one page, a Socket.IO server that says what a test tells it, and a door that answers as told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

import socketio
from flask import Flask, Response, jsonify, request, send_from_directory
from werkzeug.serving import make_server

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
WORDS = {
    "newer-waiting": "newer waits",
    "lost-banner": "lost since {time}",
    "unsent": "not sent",
    "unsent-retry": "will be sent",
    "earlier-sent": "earlier text sent",
    "save-saved": "saved {time}",
    "save-waiting": "not saved yet",
    "save-unsent": "not saved, link down",
    "save-stopped": "not saved",
    "save-first": "draft not saved",
    "new-below-one": "1 new",
    "new-below-many": "{n} new",
    "seat-here": "here",
    "seat-absent": "absent",
}
_HEAD = """<!doctype html><html lang="en"><head><title>Page</title>
<script src="/static/theme.js"></script><script type="module" src="/static/main.js"></script></head>
<body data-watch="token" data-heads='{"table": 1}' data-as-of="10:00:00" data-zone="Asia/Shanghai" data-person="p1" %s>
<p data-link="no-scripts"><time data-link-time>10:00:00</time></p><p data-link-banner hidden></p>
<p data-held-line hidden>waiting</p>"""

Answer = tuple[int, Any]


class House:
    """Serves one page; remembers what it was asked."""

    def __init__(self, static: str) -> None:
        self.body = ""
        self.attributes = ""
        self.fragments: dict[str, str | None] = {}
        self.watches: list[dict[str, Any]] = []
        self.posts: list[dict[str, str]] = []
        self.answers: list[Answer] = []
        self.heads = {"table": 1}
        self.missed: list[dict[str, Any]] = []
        self.reachable = True
        self._io = socketio.Server(async_mode="threading", cors_allowed_origins="*")
        self._io.on("watch", self._watch)
        self._io.on("presence", lambda _sid, _news: None)
        self._app = self._pages(static)
        self._server = make_server("127.0.0.1", 0, self._wsgi, threaded=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let everybody go and stop."""
        self.drop()
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()

    # ── what tests tell it ───────────────────────────────

    def patch(self, address: str, html: str | None) -> None:
        """Push a rendering of a region (None: gone) and how far it leads."""
        self.heads["table"] += 1
        self.news([{"address": address, "gone": True} if html is None else {"address": address, "html": html}])

    def news(self, patches: list[dict[str, Any]]) -> None:
        """Push renderings and say how far the streams are."""
        self._io.emit("news", {"patches": patches, "heads": self.heads, "at": "2026-05-08T02:31:07Z"})

    def say(self, event: str, payload: dict[str, Any]) -> None:
        """Send anything else."""
        self._io.emit(event, payload)

    def drop(self) -> None:
        """Break every connection without a word."""
        for connection in list(self._io.eio.sockets.values()):
            connection.close(wait=False, abort=True)

    # ── how it answers ───────────────────────────────────

    def _watch(self, _sid: str, message: dict[str, Any]) -> dict[str, Any]:
        self.watches.append(message)
        missed, self.missed = self.missed, []
        if missed:
            self.news(missed)
        return {"ok": True, "heads": self.heads, "at": "2026-05-08T02:31:07Z"}

    def _wsgi(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/socket.io"):
            if not self.reachable:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return [b""]
            return socketio.WSGIApp(self._io)(environ, start_response)  # type: ignore[no-any-return]
        return self._app(environ, start_response)

    def _pages(self, static: str) -> Flask:
        app = Flask("house", static_folder=None)
        app.add_url_rule("/page", view_func=self._page)
        app.add_url_rule("/elsewhere", "elsewhere", view_func=lambda: "<title>Elsewhere</title>")
        app.add_url_rule("/fragment/<name>", view_func=self._fragment)
        app.add_url_rule("/do/<name>", view_func=self._do, methods=["POST"])
        app.add_url_rule("/static/<path:name>", "static", view_func=lambda name: send_from_directory(static, name))
        return app

    def _page(self) -> Response:
        words = "".join(f'<span data-word="{name}">{text}</span>' for name, text in WORDS.items())
        page = f'{_HEAD % self.attributes}<main>{self.body}</main><template id="words">{words}</template></body></html>'
        return Response(page, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})

    def _fragment(self, name: str) -> Response:
        html = self.fragments.get(name)
        return Response(status=404) if html is None else Response(html)

    def _do(self, name: str) -> Response:
        self.posts.append({"command": name, **request.form})
        status, body = self.answers.pop(0) if self.answers else (200, {"result": {}, "entries": [], "duplicate": False})
        response = jsonify(body)
        response.status_code = status
        return response
