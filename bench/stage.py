"""A running house for the benchmarks: its own database with the demo world, a real server process, people signed in."""

from __future__ import annotations

import html
import json
import os
import platform
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from workbench.demo import DEMO_PASSWORD
from workbench.kernel import new_id

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Stage:
    """A served house. `pid` is the web process."""

    origin: str
    data: Path
    pid: int

    def memory(self) -> float:
        """Return the resident memory of the web process in MB."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0


@dataclass
class Page:
    """What a browser needs of a live page in order to watch it."""

    token: str
    regions: list[str]
    cursors: dict[str, int]
    text: str


@dataclass
class Visitor:
    """Somebody signed in by the form."""

    stage: Stage
    key: str
    jar: CookieJar = field(default_factory=CookieJar)
    opener: OpenerDirector = field(init=False)
    csrf: str = ""

    def __post_init__(self) -> None:
        self.opener = build_opener(HTTPCookieProcessor(self.jar))
        page = self.get("/sign-in")
        self.csrf = page.split('name="_csrf" value="')[1].split('"')[0]
        fields = {"email": f"{self.key}@demo.example", "password": DEMO_PASSWORD, "next": "/"}
        self._post("/sign-in", fields, "text/html")

    @property
    def cookie(self) -> str:
        """Return the cookies as a header."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

    def get(self, path: str) -> str:
        """Return a page's text."""
        with self.opener.open(self.stage.origin + path, timeout=60) as answer:
            return str(answer.read().decode())

    def do(self, command: str, **fields: Any) -> dict[str, Any]:
        """Do a command through its form and return its result."""
        answer: dict[str, Any] = json.loads(self._post(f"/do/{command}", fields, "application/json"))
        return dict(answer["result"])

    def live(self, path: str) -> Page:
        """Return what is needed to watch the page at `path`."""
        text = self.get(path)
        also = " ".join(re.findall(r'data-watch-also="([^"]+)"', text)).split()
        shown = [html.unescape(found) for found in re.findall(r'data-region="([^"]+)"', text)]
        covered = tuple(pattern.rstrip("*") for pattern in also)
        regions = [address for address in shown if not covered or not address.startswith(covered)] + also
        heads = json.loads(html.unescape(re.findall(r"data-heads='([^']+)'", text)[0]))
        return Page(re.findall(r'data-watch="([^"]+)"', text)[0], sorted(set(regions)), heads, text)

    def _post(self, path: str, fields: dict[str, Any], accept: str) -> str:
        body = urlencode({**fields, "_csrf": self.csrf, "_key": new_id()}).encode()
        headers = {"Accept": accept, "Origin": self.stage.origin}
        with self.opener.open(Request(self.stage.origin + path, body, headers), timeout=60) as answer:
            return str(answer.read().decode())


@contextmanager
def staged(*, big: bool = False, database_url: str | None = None) -> Iterator[Stage]:
    """Yield a served house with the demo world."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with TemporaryDirectory() as directory:
        environment = {**os.environ, "WORKBENCH_DATA": directory, "WORKBENCH_ORIGIN": f"http://127.0.0.1:{port}"}
        if database_url:
            environment["DATABASE_URL"] = database_url
        for verb in (["migrate"], ["demo", "--big"] if big else ["demo"]):
            subprocess.run(
                [sys.executable, "-m", "workbench", *verb], cwd=ROOT, env=environment, check=True, capture_output=True
            )
        web = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "1000"]
        web += ["--bind", f"127.0.0.1:{port}", "--graceful-timeout", "2", "--log-level", "critical", "wsgi:app"]
        server = subprocess.Popen(web, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        try:
            _await(port)
            yield Stage(f"http://127.0.0.1:{port}", Path(directory), _worker_of(server.pid))
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def _await(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(1.5)
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _worker_of(master: int) -> int:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return int(children[0])


def percentile(values: list[float], share: float) -> float:
    """Return the value below which this share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def machine() -> str:
    """Return a line that names this machine, without which no figure means anything."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        "",
    )
    system = f"{platform.system()} {platform.release()}"
    return f"{os.cpu_count()} cores, {model or platform.machine()}, Python {platform.python_version()}, {system}"
