"""A line to the live server: Socket.IO spoken by hand over a real websocket, so that anything at all can be said."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import websocket
from flask import Flask
from werkzeug.serving import make_server

from workbench.live.socket import start_feeding

WAIT = 20.0


class Closed(Exception):
    """The other end has closed the line, or never opened it."""


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """Serve an application on a loopback port with its live feed, and yield the port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    stop = start_feeding(app.extensions["house"].hub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        stop.set()
        server.shutdown()
        thread.join()
        server.server_close()


class Line:
    """One client. Raises Closed when it is not let in."""

    def __init__(self, port: int, origin: str | None, cookie: str = "") -> None:
        self._number = 0
        self._kept: list[tuple[str, Any]] = []
        options = {"origin": origin} if origin else {"suppress_origin": True}
        url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        self._socket = websocket.WebSocket()
        self._socket.settimeout(WAIT)
        try:
            self._socket.connect(url, cookie=cookie, **options)
        except websocket.WebSocketException as refused:
            self.close()
            raise Closed(str(refused)) from None
        self.say("40")
        try:
            answer = self._packet("40", "44")
        except Closed:
            self.close()
            raise
        if answer.startswith("44"):
            self.close()
            raise Closed(answer)

    def say(self, text: str | bytes) -> None:
        """Send a packet as it is."""
        try:
            send = self._socket.send_binary if isinstance(text, bytes) else self._socket.send
            send(text)  # type: ignore[operator]
        except (websocket.WebSocketException, OSError) as gone:
            raise Closed(str(gone)) from None

    def emit(self, event: str, *payload: Any) -> None:
        """Say something and expect no answer."""
        self.say("42" + json.dumps([event, *payload]))

    def ask(self, event: str, *payload: Any) -> Any:
        """Say something and return the acknowledgement; what comes before it is kept for `next`."""
        self._number += 1
        self.say(f"42{self._number}" + json.dumps([event, *payload]))
        answer = self._packet(f"43{self._number}[")
        return json.loads(answer.removeprefix(f"43{self._number}"))[0]

    def next(self, *events: str, within: float = WAIT) -> tuple[str, Any]:
        """Return the next event of these kinds (any, when none is named). Raises TimeoutError."""
        while True:
            for place, (name, payload) in enumerate(self._kept):
                if not events or name in events:
                    del self._kept[place]
                    return name, payload
            self._packet("42", within=within)

    def all(self, *events: str, within: float = 0.5) -> list[tuple[str, Any]]:
        """Return the events of these kinds that came, and that come within a time."""
        found = []
        while True:
            try:
                found.append(self.next(*events, within=within))
            except (TimeoutError, Closed):
                return found

    def close(self) -> None:
        """Hang up."""
        self._socket.shutdown()

    def _packet(self, *wanted: str, within: float = WAIT) -> str:
        while True:
            self._socket.settimeout(within)
            try:
                found = self._socket.recv()
            except websocket.WebSocketTimeoutException:
                raise TimeoutError from None
            except (websocket.WebSocketException, OSError) as gone:
                raise Closed(str(gone)) from None
            packet = found.decode() if isinstance(found, bytes) else str(found)
            if packet == "2":
                self.say("3")
            elif not packet:
                raise Closed("closed")
            elif packet.startswith("42"):
                name, *payload = json.loads(packet[2:])
                self._kept.append((name, payload[0] if payload else None))
            if packet.startswith(wanted):
                return packet
