"""The entrance to the sockets: what may be said on a line, how fast, and how many lines one person holds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from workbench.live.entrance import AT_ONCE, LINES, Entrance, Said, Unreadable, listen


@pytest.mark.parametrize("said", ["0", '0{"a":1}', "1", '2["watch",{}]', '20["typing",{}]', '2["presence",{}]'])
def test_what_pages_say_is_read(said: str) -> None:
    assert Said(encoded_packet=said).namespace is None


@pytest.mark.parametrize(
    "said",
    [
        '2["connect",{}]',
        '2["disconnect","x"]',
        '2["watch"]',
        '2["watch",{},{}]',
        "2[[],{}]",
        "2{}",
        "2",
        "x",
        '599999999-["watch",{"_placeholder":true,"num":0}]',
        '2999-["watch",{}]',
        "30[]",
        '4"x"',
        "9",
        "2" + "[" * 30_000,
        "2[" + "9" * 5_000 + "]",
        b"raw",
    ],
)
def test_what_no_page_says_is_not_read(said: str | bytes) -> None:
    with pytest.raises(Unreadable):
        Said(encoded_packet=said)


class Line:
    """Stands for Socket.IO: opens lines and remembers them, what was heard on them, and which were ended."""

    def __init__(self) -> None:
        self.environ: dict[str, dict[str, Any]] = {}
        self.heard: list[str] = []
        self.ended: list[str] = []
        self.hear: Any = None
        self.eio = SimpleNamespace(on=lambda _, hear: setattr(self, "hear", hear), disconnect=self.ended.append)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.environ[str(len(self.environ))] = environ
        start_response("200 OK", [])
        return []

    def _handle_eio_message(self, line: str, said: str) -> None:
        self.heard.append(Said(encoded_packet=said).data[0])


def opened(entrance: Entrance, person: str = "", query: str = "EIO=4", path: str = "/socket.io/") -> str:
    """Try to open a line and return the status."""
    said: list[str] = []
    entrance({"PATH_INFO": path, "QUERY_STRING": query, "person": person}, lambda status, _: said.append(status))
    return said[0][:3]


def test_nobody_holds_all_the_lines_and_strangers_together_hold_no_more_than_one_person() -> None:
    server = Line()
    entrance = Entrance(server, server, lambda environ: environ["person"] or None)
    assert {opened(entrance) for _ in range(LINES)} == {"200"}
    assert opened(entrance) == opened(entrance, query="EIO=4&sid=") == "429"
    assert opened(entrance, "somebody") == opened(entrance, query="EIO=4&sid=x") == opened(entrance, path="/x") == "200"
    server.environ.popitem()
    del server.environ["0"]
    assert opened(entrance) == "200"


def test_a_line_ends_on_nonsense_and_on_a_flood() -> None:
    server = Line()
    listen(server)
    for said in ("5", "", b"raw"):
        server.hear("a", said)
    assert server.ended == ["a", "a", "a"]
    for _ in range(AT_ONCE + 20):
        server.hear("b", '2["watch",{}]')
    assert set(server.ended) == {"a", "b"}
    assert len(server.heard) <= AT_ONCE + 5


def test_the_house_stands_behind_its_entrance(app: Flask) -> None:
    client, path = app.test_client(), "/socket.io/?EIO=4&transport=polling"
    assert [client.get(path).status_code for _ in range(LINES + 1)] == [200] * LINES + [429]
    assert app.extensions["socketio"].server.packet_class is Said
