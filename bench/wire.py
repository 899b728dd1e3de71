"""A light Socket.IO watcher for load: one asyncio task each, frames by wsproto, nothing parsed that need not be."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Ping, Request, TextMessage

Heard = Callable[[float, str], None]
"""(time of arrival, the `news` message as JSON text)."""


@dataclass
class Watcher:
    """Watches one page as a browser would, and gives every `news` to `heard`."""

    origin: str
    cookie: str
    page: str
    regions: Sequence[str]
    cursors: dict[str, int]
    heard: Heard
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    answer: str = ""

    async def run(self) -> None:
        """Connect, watch, listen until the server ends the connection."""
        address = urlsplit(self.origin)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        socket = WSConnection(ConnectionType.CLIENT)
        headers = [(b"Origin", self.origin.encode()), (b"Cookie", self.cookie.encode())]
        host, target = f"{address.hostname}:{address.port}", "/socket.io/?EIO=4&transport=websocket"
        writer.write(socket.send(Request(host=host, target=target, extra_headers=headers)))
        message = ""
        while data := await reader.read(65536):
            socket.receive_data(data)
            for event in socket.events():
                if isinstance(event, TextMessage):
                    message += event.data
                    if event.message_finished:
                        for reply in self._hear(message):
                            writer.write(socket.send(TextMessage(data=reply)))
                        message = ""
                elif isinstance(event, Ping):
                    writer.write(socket.send(event.response()))
                elif isinstance(event, CloseConnection):
                    return
                else:
                    assert isinstance(event, AcceptConnection), event
            await writer.drain()

    def _hear(self, message: str) -> list[str]:
        at = time.time()
        if message.startswith("0"):
            return ["40"]
        if message.startswith("40"):
            asked = {"page": self.page, "regions": list(self.regions), "cursors": self.cursors}
            return ["420" + json.dumps(["watch", asked])]
        if message.startswith("430"):
            self.answer = message
            self.ready.set()
        if message.startswith('42["news"'):
            self.heard(at, message)
        return ["3"] if message == "2" else []
