"""What an operator is promised: settings that are checked, a house that starts, stops and says why, one address, a worker that
lives on."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask, request
from werkzeug.test import Client

from tests.databases import ROOT, free_port
from workbench.config import LANGUAGES, Config, SettingRefused, listening, read_config, unknown_settings
from workbench.documents import press_for
from workbench.edge import stand_at_the_edge
from workbench.kernel import Door
from workbench.people.first import invite_administrator
from workbench.web.words import LOCALES

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
SAMPLE = ROOT / "docs/operations/nginx.conf"


# --- settings ---


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WORKBENCH_ORIGIN", "bargaining.example.org", "http://"),
        ("WORKBENCH_ORIGIN", "https://", "name a host"),
        ("WORKBENCH_ORIGIN", "http://host:99999", "ut of range"),
        ("WORKBENCH_ORIGIN", "http://host/house", "nothing else"),
        ("WORKBENCH_ORIGIN", "http://me@host", "nothing else"),
        ("WORKBENCH_HOUSE", "our house", "no blank"),
        ("WORKBENCH_HOUSE", "a+b", "no blank"),
        ("WORKBENCH_HOUSE", "x" * 65, "at most 64"),
        ("WORKBENCH_ZONE", "Asia/Nowhere", "time zone"),
        ("WORKBENCH_ZONE", "../../etc/passwd", "time zone"),
        ("WORKBENCH_LOCALE", "zh", "zh_Hans_CN or en"),
        ("DATABASE_URL", "mysql://me:secret@host/db", "sqlite:/// or postgresql://"),
        ("DATABASE_URL", "sqlite://", "name a file"),
        ("DATABASE_URL", "sqlite:///:memory:", "name a file"),
        ("WORKBENCH_SMTP_URL", "mail.example.org", "smtp://"),
        ("WORKBENCH_MAIL_FROM", "somebody", "e-mail address"),
        ("WORKBENCH_BEHIND_PROXY", "yes", "or 1"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingRefused) as refused:
        read_config({name: value})
    assert name in str(refused.value)
    assert said in str(refused.value)
    assert "secret" not in str(refused.value)


def test_an_origin_is_kept_as_browsers_send_it() -> None:
    for typed, kept in {
        "HTTPS://Bargaining.Example.org:443/": "https://bargaining.example.org",
        "http://127.0.0.1:8000": "http://127.0.0.1:8000",
        "http://[::1]:8000": "http://[::1]:8000",
        "": "http://127.0.0.1:8000",
    }.items():
        assert read_config({"WORKBENCH_ORIGIN": typed}).origin == kept


@pytest.mark.parametrize(
    ("settings", "asked", "expected"),
    [
        ({}, (None, None), ("127.0.0.1", 8000)),
        ({"WORKBENCH_ORIGIN": "http://localhost:9000"}, (None, None), ("127.0.0.1", 9000)),
        ({"WORKBENCH_ORIGIN": "http://10.0.0.7"}, (None, None), ("10.0.0.7", 80)),
        ({"WORKBENCH_ORIGIN": "http://hall.local:8000"}, (None, None), ("0.0.0.0", 8000)),
        ({"WORKBENCH_ORIGIN": "https://b.example", "WORKBENCH_BEHIND_PROXY": "1"}, (None, None), ("127.0.0.1", 8000)),
        ({"WORKBENCH_ORIGIN": "https://b.example", "WORKBENCH_BEHIND_PROXY": "1"}, (None, 9), ("127.0.0.1", 9)),
    ],
)
def test_where_it_listens_follows_from_the_origin(
    settings: Mapping[str, str], asked: tuple[str | None, int | None], expected: tuple[str, int]
) -> None:
    assert listening(read_config(settings), *asked) == expected


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({"WORKBENCH_ORIGIN": "https://b.example"}, (None, None)),
        ({"WORKBENCH_ORIGIN": "http://127.0.0.1:8000"}, (None, 8001)),
        ({"WORKBENCH_ORIGIN": "http://hall.local:8000"}, ("127.0.0.1", None)),
    ],
)
def test_an_origin_nobody_could_reach_is_refused(
    settings: Mapping[str, str], asked: tuple[str | None, int | None]
) -> None:
    with pytest.raises(SettingRefused):
        listening(read_config(settings), *asked)


def test_a_misspelt_setting_is_told_and_the_languages_are_those_of_the_pages() -> None:
    assert unknown_settings({"WORKBENCH_ORIGN": "x", "WORKBENCH_ZONE": "UTC", "HOME": "/"}) == ["WORKBENCH_ORIGN"]
    assert tuple(LOCALES) == LANGUAGES


# --- one address ---


def _edge(origin: str, *, behind_proxy: bool) -> Client:
    app = Flask(__name__)
    app.add_url_rule(
        "/<path:rest>", "tell", lambda rest: f"{request.remote_addr} {request.url}", methods=["GET", "POST"]
    )
    settings = {"WORKBENCH_ORIGIN": origin, "WORKBENCH_BEHIND_PROXY": "1" if behind_proxy else ""}
    return Client(stand_at_the_edge(app, read_config(settings)))


def test_who_comes_by_another_name_is_led_to_the_address_of_the_house() -> None:
    client = _edge("http://127.0.0.1:8000", behind_proxy=False)
    led = client.get("/a/%E6%A1%8C?x=1&y=%2F", base_url="http://localhost:8000")
    assert led.status_code == 307
    assert led.headers["Location"] == "http://127.0.0.1:8000/a/%E6%A1%8C?x=1&y=%2F"
    assert client.get("/a", base_url="http://127.0.0.1:8000").status_code == 200
    for path in ("//evil.example/x", "/\\evil.example"):
        led = client.get(path, base_url="http://localhost:8000")
        assert led.headers["Location"].startswith("http://127.0.0.1:8000/")


def test_only_a_proxy_we_were_told_of_says_where_a_request_comes_from() -> None:
    said = {
        "X-Forwarded-For": "203.0.113.9, 198.51.100.4",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "b.example",
    }
    direct = _edge("http://127.0.0.1:8000", behind_proxy=False)
    here = {"REMOTE_ADDR": "127.0.0.1"}
    answer = direct.get("/a", base_url="http://127.0.0.1:8000", headers=said, environ_base=here)
    assert answer.text == "127.0.0.1 http://127.0.0.1:8000/a"
    behind = _edge("https://b.example", behind_proxy=True)
    # Only the last word is the proxy's own.
    assert behind.get("/a", base_url="http://10.0.0.1", headers=said).text == "198.51.100.4 https://b.example/a"


# --- the running house ---


class Running:
    """A house served by `workbench serve` in a process of its own."""

    def __init__(self, config: Config, **settings: str) -> None:
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("WORKBENCH_")},
            "DATABASE_URL": config.database_url,
            "WORKBENCH_DATA": str(config.data),
            "WORKBENCH_ORIGIN": self.origin,
            "WORKBENCH_HOUSE": config.house,
            "PYTHONUNBUFFERED": "1",
            **settings,
        }
        config.data.mkdir(parents=True, exist_ok=True)
        self.log = config.data / "serve.log"
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        order = [sys.executable, "-m", "workbench", "serve"]
        with self.log.open("wb") as sink:
            self.process = subprocess.Popen(order, cwd=ROOT, env=self.environment, stdout=sink, stderr=sink)
        self.until(lambda: "Ctrl-C stops it" in self.said(), 40)

    def said(self) -> str:
        """Return what it printed so far."""
        return self.log.read_text(errors="replace")

    def until(self, condition: Callable[[], bool], seconds: float) -> None:
        """Wait for something that is to happen."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, self.said()
            time.sleep(0.02)

    def children(self) -> dict[str, int]:
        """Return the process ids of web server and worker."""
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=True
        ).stdout
        found = [line.split(None, 1) for line in listed.splitlines()]
        return {"web" if "gunicorn" in order else "worker": int(pid) for pid, order in found}

    def stop(self, number: int = signal.SIGINT) -> tuple[int, float]:
        """Send a signal; return the exit status and how long it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(20), time.monotonic() - began

    def is_gone(self) -> bool:
        """Say whether nobody listens on its port."""
        return not _listens(self.port)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def running(config: Config) -> Iterator[Running]:
    """A running, empty house."""
    house = Running(config)
    yield house
    if house.process.poll() is None:
        house.stop(signal.SIGTERM)


def _open_line(port: int) -> socket.socket:
    """Return a socket on which a WebSocket was opened and Socket.IO said hello, as a watching page holds one."""
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    line.sendall(
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Origin: http://127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    heard = b""
    while b'"sid"' not in heard:
        piece = line.recv(1024)
        assert piece, heard
        heard += piece
    assert heard.startswith(b"HTTP/1.1 101 ")
    return line


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_at_once_and_whole_though_pages_are_open(running: Running, number: int) -> None:
    children = running.children()
    assert set(children) == {"web", "worker"}
    lines = [_open_line(running.port) for _ in range(20)]
    status, seconds = running.stop(number)
    for line in lines:
        line.close()
    assert status == 0
    assert seconds < 5, running.said()
    assert running.is_gone()
    assert not any(Path(f"/proc/{pid}").exists() for pid in children.values())
    assert "Traceback" not in running.said()


def test_it_starts_again_where_it_stood(running: Running) -> None:
    running.stop()
    running.start()
    with urlopen(running.origin + "/sign-in", timeout=10) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(("victim", "told"), [("worker", "the worker ended"), ("web", "the web server ended")])
def test_when_one_of_the_two_dies_the_house_stops_and_says_so(running: Running, victim: str, told: str) -> None:
    children = running.children()
    os.kill(children[victim], signal.SIGKILL)
    assert running.process.wait(20) == 1
    assert told in running.said()
    assert "killed by SIGKILL" in running.said()
    running.until(running.is_gone, 5)


def test_a_killed_house_leaves_nobody_behind(running: Running) -> None:
    children = running.children()
    running.process.kill()
    running.process.wait()
    running.until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children.values()), 10)
    assert running.is_gone()


def test_a_taken_port_is_told(config: Config) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        origin = f"http://127.0.0.1:{other.getsockname()[1]}"
        run = _workbench(config, "serve", WORKBENCH_ORIGIN=origin)
    assert run.returncode == 1
    assert "is in use" in run.stdout
    assert "Traceback" not in run.stderr


def test_a_refused_setting_ends_with_one_line(config: Config) -> None:
    run = _workbench(config, "serve", WORKBENCH_ORIGIN="https://b.example", WORKBENCH_ORIGN="x")
    assert run.returncode == 1
    assert "WORKBENCH_BEHIND_PROXY=1" in run.stderr
    assert "warning: there is no setting WORKBENCH_ORIGN" in run.stderr
    assert "Traceback" not in run.stderr


def _workbench(config: Config, *order: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": config.database_url, "WORKBENCH_DATA": str(config.data), **settings}
    return subprocess.run(
        [sys.executable, "-m", "workbench", *order],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


# --- behind nginx ---


@pytest.mark.skipif(NGINX is None, reason="no nginx on this machine: apt-get install nginx-light")
def test_the_sample_configuration_carries_pages_and_the_live_link(config: Config, tmp_path: Path) -> None:
    outside = free_port()
    origin = f"http://127.0.0.1:{outside}"
    house = Running(config, WORKBENCH_ORIGIN=origin, WORKBENCH_BEHIND_PROXY="1")
    proxy = subprocess.Popen([str(NGINX), "-p", str(tmp_path), "-c", _nginx_settings(tmp_path, outside)])
    try:
        house.until(lambda: _listens(outside), 10)
        with urlopen(origin + "/sign-in", timeout=10) as answer:
            assert answer.status == 200
        _open_line(outside).close()
    finally:
        proxy.terminate()
        proxy.wait(10)
        house.stop(signal.SIGTERM)


def _nginx_settings(folder: Path, outside: int) -> str:
    """Return a configuration around the sample's own words, without TLS, on a free port and with files in `folder`."""
    sample = SAMPLE.read_text(encoding="utf-8")
    head, _, rest = sample.partition("server {\n    listen 80;")
    secure = rest[rest.index("server {") :]
    plain = "\n".join(line for line in secure.splitlines() if "ssl_" not in line)
    plain = plain.replace("listen 443 ssl;", f"listen 127.0.0.1:{outside};")
    paths = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    around = f"daemon off; pid {folder}/pid; error_log stderr error; events {{}}\nhttp {{ access_log off; {paths}\n"
    place = folder / "nginx.conf"
    place.write_text(around + head + plain + "\n}", encoding="utf-8")
    return str(place)


# --- the worker ---


@pytest.fixture
def worker(config: Config) -> Iterator[subprocess.Popen[bytes]]:
    """A worker alone."""
    environment = {**os.environ, "DATABASE_URL": config.database_url, "WORKBENCH_DATA": str(config.data)}
    config.data.mkdir(parents=True, exist_ok=True)
    with (config.data / "worker.log").open("wb") as sink:
        order = [sys.executable, "-m", "workbench", "worker"]
        process = subprocess.Popen(order, cwd=ROOT, env=environment, stdout=sink, stderr=sink)
    yield process
    process.terminate()
    process.wait(10)


def test_an_order_is_printed_soon_even_after_the_printer_died(config: Config, worker: subprocess.Popen[bytes]) -> None:
    press = press_for(config.data)
    assert press.wait(press.order("<p>first</p>", ""), 30)
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(worker.pid)], capture_output=True, text=True, check=True
    ).stdout.split()
    assert children
    for pid in children:
        os.kill(int(pid), signal.SIGKILL)
    assert press.wait(press.order("<p>second</p>", ""), 20)
    waits = []
    for number in range(5):
        began = time.monotonic()
        press.order(f"<p>third {number}</p>", "")
        while press.huey.pending_count():
            time.sleep(0.005)
        waits.append(time.monotonic() - began)
        time.sleep(0.3)
    assert min(waits) < 0.2, waits
    assert worker.poll() is None


def test_the_first_administrator_is_let_in_by_a_link(config: Config, door: Door, app: Flask) -> None:
    link = invite_administrator(door, "chief@example.org", "Chief")
    with app.test_client() as client:
        assert client.get(link).status_code == 200
    again = invite_administrator(door, "chief@example.org", "Chief")
    assert again != link
    with pytest.raises(ValueError, match="address"):
        invite_administrator(door, "no address", "Chief")
