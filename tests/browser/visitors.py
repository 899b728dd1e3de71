"""People in their browsers: each with a context of its own, whose faults and traffic are written down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, ConsoleMessage, Page, Response, WebSocket, expect

from tests.browser.stage import Server

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 10_000
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# What Chromium says about answers a test provokes on purpose; everything else on the console is a fault.
EXPECTED = re.compile(r"Failed to load resource|net::ERR_|WebSocket connection to .* failed|WebSocket is closed before")


@dataclass
class Visitor:
    """Somebody of the demo world, signed in, in a browser of their own."""

    key: str
    server: Server
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    """Everything the server sent to this browser: bodies and socket frames."""

    def go(self, path: str, *, live: bool = True) -> Page:
        """Open a page and, for a live one, wait until it is in step."""
        self.page.goto(self.server.origin + path)
        if live:
            self.in_step()
        return self.page

    def in_step(self) -> None:
        """Wait until the page has all there is."""
        expect(self.page.locator("body")).to_have_attribute("data-link-state", "in-step", timeout=PATIENCE)

    def devtools(self) -> CDPSession:
        """Return the wire to the browser's own tools."""
        return self.context.new_cdp_session(self.page)

    def compose(self, *parts: str) -> None:
        """Compose with an input method: each part replaces the one before; nothing is committed yet."""
        tools = self.devtools()
        for part in parts:
            end = len(part)
            tools.send("Input.imeSetComposition", {"text": part, "selectionStart": end, "selectionEnd": end})
        tools.detach()

    def commit(self, text: str) -> None:
        """Commit a composition as `text`."""
        tools = self.devtools()
        tools.send("Input.insertText", {"text": text})
        tools.detach()

    def record(self) -> None:
        """Write down from now on everything that reaches this browser."""
        self.page.on("response", self._keep_body)
        self.page.on("websocket", self._keep_frames)

    def _keep_body(self, answer: Response) -> None:
        if answer.request.resource_type in ("document", "xhr", "fetch") and "transport=polling" not in answer.url:
            self.received.append(f"{answer.status} {answer.url} {answer.headers}")

    def _keep_frames(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: self.received.append(str(payload)))


def _note(visitor: Visitor, line: ConsoleMessage) -> None:
    if line.type in ("error", "warning") and not EXPECTED.search(line.text):
        visitor.faults.append(f"{line.type}: {line.text}")


class Company:
    """Lets people in, and finds out at the end whether any of their browsers complained."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser = browser
        self.server = server
        self.visitors: list[Visitor] = []

    def enter(self, key: str | None, *, locale: str | None = None, **context: Any) -> Visitor:
        """Open a browser for `key` (None: nobody signed in). `context` goes to Playwright, such as `viewport`."""
        options = {"viewport": DESKTOP, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **context}
        opened = self.browser.new_context(**options)
        opened.set_default_timeout(PATIENCE)
        cookies = {"login": self.server.script.logins[key]} if key else {}
        if locale:
            cookies["language"] = locale
        opened.add_cookies(
            [{"name": name, "value": value, "url": self.server.origin} for name, value in cookies.items()]
        )
        visitor = Visitor(key or "", self.server, opened, opened.new_page())
        visitor.page.on("pageerror", lambda error: visitor.faults.append(f"script: {error}"))
        visitor.page.on("console", lambda line: _note(visitor, line))
        self.visitors.append(visitor)
        return visitor

    def leave(self) -> list[str]:
        """Close all browsers and return what they complained about."""
        faults = [f"{one.key}: {fault}" for one in self.visitors for fault in one.faults]
        for one in self.visitors:
            one.context.close()
        self.visitors.clear()
        return faults


@contextmanager
def company(browser: Browser, server: Server) -> Iterator[Company]:
    """Yield a company; fails when a browser or the server complained."""
    made = Company(browser, server)
    try:
        yield made
    finally:
        faults = made.leave()
    assert faults == []
    assert server.complaints() == []
