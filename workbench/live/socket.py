"""The socket: watching, presence and typing. Nothing is ever written through it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Request, request
from flask_socketio import SocketIO
from itsdangerous import BadSignature, URLSafeSerializer

from workbench.kernel import Actor, Door
from workbench.live.entrance import Entrance, KnowsPerson, Said, listen
from workbench.live.hub import Hub
from workbench.live.render import render_inner

KnowsPeople = Callable[[Mapping[str, str], Mapping[str, str]], Actor | None]
_BACKLOG = 200
_REGIONS = 200
_SALT = "page"


class _PlainJson:
    """JSON with Chinese as it is: escaped, each character would take six bytes instead of three."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        """Return `value` as JSON text."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    loads = staticmethod(json.loads)


class SocketWire:
    """The hub's hands on Socket.IO."""

    def __init__(self, socketio: SocketIO) -> None:
        self._io = socketio

    def send(self, to: str, event: str, payload: Mapping[str, Any]) -> None:
        """Send to a room or a single client."""
        self._io.emit(event, payload, to=to)

    def enter(self, client: str, room: str) -> None:
        """Put a client into a room."""
        self._io.server.enter_room(client, room, namespace="/")

    def leave(self, client: str, room: str) -> None:
        """Take a client out of a room."""
        self._io.server.leave_room(client, room, namespace="/")

    def drop(self, client: str) -> None:
        """Close a client's connection; it comes back and catches up."""
        self._io.server.disconnect(client, namespace="/")

    def is_slow(self, client: str) -> bool:
        """Say whether more packets wait for this client than a healthy one ever has."""
        engine = self._io.server.manager.eio_sid_from_sid(client, "/")
        connection = self._io.server.eio.sockets.get(engine)
        return connection is not None and connection.queue.qsize() > _BACKLOG


def page_token(app: Flask, page: str, subject: str, locale: str) -> str:
    """Return the signed token by which a page says what it is about. It gives no right to anything."""
    return str(URLSafeSerializer(str(app.secret_key), salt=_SALT).dumps([f"{subject}/{page}", subject, locale]))


def open_sockets(
    app: Flask, door: Door, origin: str, identify: KnowsPeople, name_of: Callable[[str], str]
) -> tuple[SocketIO, Hub]:
    """Attach Socket.IO to `app` and return it with its hub. `identify` knows a person by cookies and headers, `name_of` their name."""
    socketio = SocketIO(
        app,
        async_mode="threading",
        cors_allowed_origins=[origin],
        max_http_buffer_size=64_000,
        manage_session=False,
        async_handlers=False,
        json=_PlainJson,
        serializer=Said,
        ping_interval=20,
        ping_timeout=20,
    )
    hub = Hub(
        door,
        SocketWire(socketio),
        render=lambda address, viewer: render_inner(app, door, address, viewer),
        identify=lambda credentials: identify(*credentials),
    )
    listen(socketio.server)
    app.wsgi_app = Entrance(app.wsgi_app, socketio.server, _person_behind(identify))  # type: ignore[method-assign]
    talk = _Talk(URLSafeSerializer(str(app.secret_key), salt=_SALT), hub, origin, name_of)
    for name in ("connect", "disconnect", "watch", "presence", "typing"):
        socketio.on_event(name, getattr(talk, name))
    return socketio, hub


class _Talk:
    """What clients may say on the socket."""

    def __init__(self, serializer: URLSafeSerializer, hub: Hub, origin: str, name_of: Callable[[str], str]) -> None:
        self._name_of = name_of
        self._serializer = serializer
        self._hub = hub
        self._origin = origin

    def connect(self, auth: object = None) -> bool:
        if not _comes_from(self._origin):
            return False
        return self._hub.connect(_client(), _credentials(request))

    def disconnect(self, reason: object = None) -> None:
        self._hub.disconnect(_client())

    def watch(self, message: object) -> dict[str, Any]:
        asked = _read_watch(self._serializer, message)
        if asked is None:
            return {"ok": False}
        page, subject, locale, regions, cursors = asked
        return self._hub.watch(_client(), page, subject, regions, cursors, locale)

    def presence(self, message: object) -> None:
        if isinstance(message, dict):
            self._hub.presence(_client(), str(message.get("state")))

    def typing(self, message: object) -> None:
        self._hub.typing(_client(), self._name_of)


def _credentials(asked: Request) -> tuple[dict[str, str], dict[str, str]]:
    headers = {name: value for name, value in asked.headers.items() if name == "User-Agent"}
    return dict(asked.cookies), headers


def _person_behind(identify: KnowsPeople) -> KnowsPerson:
    def knows(environ: dict[str, Any]) -> str | None:
        actor = identify(*_credentials(Request(environ)))
        return actor.person if actor else None

    return knows


def _comes_from(origin: str) -> bool:
    """Say whether a handshake comes from a page of this house.

    engineio lets one without Origin pass; with cookies as credentials it must not (ASVS 4.4.2). Browsers leave Origin
    out when a page polls its own server; Referer then names the page, and no other site can set it.
    """
    sent = request.headers.get("Origin")
    return sent == origin if sent is not None else request.headers.get("Referer", "").startswith(f"{origin}/")


def _client() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _read_watch(
    serializer: URLSafeSerializer, message: object
) -> tuple[str, str, str, list[str], dict[str, int]] | None:
    if not isinstance(message, dict):
        return None
    try:
        page, subject, locale = serializer.loads(str(message.get("page", "")))
    except (BadSignature, ValueError):
        return None
    regions, cursors = message.get("regions"), message.get("cursors") or {}
    if not isinstance(regions, list) or not isinstance(cursors, dict) or len(regions) > _REGIONS:
        return None
    if not all(isinstance(address, str) for address in regions):
        return None
    numbers = {str(stream): seq for stream, seq in cursors.items() if type(seq) is int}
    return page, subject, locale, regions, numbers


def start_feeding(hub: Hub) -> threading.Event:
    """Start the thread that feeds the watches; set the returned event to end it."""
    stop = threading.Event()
    threading.Thread(target=hub.run, args=(stop,), name="live-feed", daemon=True).start()
    return stop
