"""Where browsers come in: how many lines one person may hold, how fast and in what words they speak on them.

Threats: each open line costs a thread, known or not, so strangers could hold them all; Socket.IO keeps binary attachments
without end until the last has come; and it lets a client say `connect` once more, as an ordinary event, after which the house
would no longer know what the line watches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from socketio import Server
from socketio.packet import CONNECT, DISCONNECT, EVENT, Packet

from workbench.kernel.buckets import Buckets

LINES = 100
PER_SECOND = 3.0
AT_ONCE = 300
_SAID = ("watch", "presence", "typing")
_WHO = "workbench.person"
_PATH = "/socket.io/"

KnowsPerson = Callable[[dict[str, Any]], "str | None"]


class Unreadable(ValueError):
    """A client said what no page of ours says."""


class Said(Packet):  # type: ignore[misc]
    """What a client may say: hello, goodbye, and the three events of the house, as text."""

    def decode(self, encoded_packet: str | bytes) -> int:
        """Read a packet. Raises Unreadable."""
        try:
            attachments: int = super().decode(encoded_packet)
        except (ValueError, TypeError, IndexError, RecursionError):
            raise Unreadable from None
        if attachments or not (self.packet_type in (CONNECT, DISCONNECT) or self._is_said()):
            raise Unreadable
        return 0

    def _is_said(self) -> bool:
        return (
            self.packet_type == EVENT and isinstance(self.data, list) and len(self.data) == 2 and self.data[0] in _SAID
        )


class Entrance:
    """Middleware before Socket.IO: knows who opens a line, and opens no more than LINES for one person, nor for all strangers.

    It keeps permessage-deflate off as well: for small texts that costs more than it saves (docs/decisions).
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], server: Server, knows: KnowsPerson) -> None:
        self._app = app
        self._server = server
        self._knows = knows

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Pass the request on, or refuse a line too many."""
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        if _opens_a_line(environ):
            environ[_WHO] = who = self._knows(environ) or ""
            if sum(line.get(_WHO) == who for line in list(self._server.environ.values())) >= LINES:
                start_response("429 Too Many Requests", [("Content-Length", "0"), ("Retry-After", "20")])
                return []
        return self._app(environ, start_response)


def _opens_a_line(environ: dict[str, Any]) -> bool:
    opens: bool = environ["PATH_INFO"].startswith(_PATH) and "sid" not in parse_qs(environ.get("QUERY_STRING", ""))
    return opens


def listen(server: Server) -> None:
    """Let `server` hear no more than people say, and end a line on which something unreadable is said."""
    buckets = Buckets(PER_SECOND, AT_ONCE)

    def hear(line: str, said: str | bytes) -> None:
        wait = buckets.take(server.environ.get(line, {}).get(_WHO, ""))
        try:
            if said and not wait:
                server._handle_eio_message(line, said)
                return
        except Unreadable:
            pass
        server.eio.disconnect(line)

    server.eio.on("message", hear)
