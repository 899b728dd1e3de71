"""Running the house: web server and worker, started together, stopped together, and never one without the other."""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from types import FrameType
from urllib.parse import urlsplit

from workbench.config import Config, is_loopback
from workbench.rooms import ROOT

_START = 60.0
_STOP = 2.0
_LOOK = 0.1
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# One connection for each watcher, and some for the database and files.
_FILES = 4096
_PR_SET_PDEATHSIG = 1


def serve(config: Config, host: str, port: int, say: Callable[[str], None], accounts: str = "") -> int:
    """Run web server and worker until told to stop (returns 0) or until one of them ends by itself (returns 1).

    `say` tells the operator what happens; `accounts` is told once the server answers.
    """
    refusal = taken(host, port)
    if refusal:
        say(refusal)
        return 1
    _allow_many_connections(say)
    stopped = _listen_to_signals()
    running = {"web server": _web(host, port), "worker": _worker()}
    try:
        return _watch(running, stopped, config, (host, port), say, accounts)
    finally:
        _end(running, say)


def taken(host: str, port: int) -> str:
    """Return why nobody can listen on this port, or an empty text."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                other = port + 1 if port < 65_535 else 8000
                return (
                    f"port {port} is in use, perhaps by a workbench that is running already. "
                    f"Stop that, or take another: WORKBENCH_ORIGIN=http://{host}:{other}"
                )
            return f"cannot listen on {host}:{port}: {error.strerror}"
    return ""


def _web(host: str, port: int) -> subprocess.Popen[bytes]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    order = ["-m", "gunicorn", "--config", "python:workbench.gunicorn_settings", "--bind", address]
    return _start(order, os.environ)


def _worker() -> subprocess.Popen[bytes]:
    return _start(["-m", "workbench", "worker"], os.environ)


def _start(order: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches only us, and we stop both in order. If we are killed, both are told to stop.
    parent = os.getpid()
    libc = ctypes.CDLL(None)

    def die_with_parent() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return subprocess.Popen(
        [sys.executable, *order], cwd=ROOT, env=environment, start_new_session=True, preexec_fn=die_with_parent
    )


def _listen_to_signals() -> list[int]:
    stopped: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.append(number)

    for number in _SIGNALS:
        signal.signal(number, stop)
    return stopped


def _watch(
    running: Mapping[str, subprocess.Popen[bytes]],
    stopped: list[int],
    config: Config,
    address: tuple[str, int],
    say: Callable[[str], None],
    accounts: str,
) -> int:
    """Look after both until a signal comes or one ends; return the exit status."""
    answering, late = False, time.monotonic() + _START
    while not stopped:
        ended = [(name, process.returncode) for name, process in running.items() if process.poll() is not None]
        if ended:
            name, status = ended[0]
            say(f"the {name} ended by itself ({_told(status)}); the house stops")
            return 1
        if not answering and _answers(address):
            answering = True
            say(_welcome(config, address, accounts))
        if not answering and time.monotonic() > late:
            say(f"the web server did not answer within {_START:.0f} seconds; the house stops")
            return 1
        time.sleep(_LOOK)
    say("stopping")
    return 0


def _welcome(config: Config, address: tuple[str, int], accounts: str) -> str:
    host, port = address
    behind = f" (a proxy leads there; this server listens on {host}:{port})" if config.behind_proxy else ""
    note = f"\n{accounts.rstrip()}\n" if accounts else ""
    return f"\n  {config.origin}{behind}\n  Ctrl-C stops it.\n{note}"


def _answers(address: tuple[str, int]) -> bool:
    host, port = address
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    web = HTTPConnection(reached, port, timeout=0.5)
    try:
        web.request("GET", "/sign-in")
        return web.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        web.close()


def _told(status: int | None) -> str:
    return f"killed by {signal.Signals(-status).name}" if status is not None and status < 0 else f"status {status}"


def _end(running: Mapping[str, subprocess.Popen[bytes]], say: Callable[[str], None]) -> None:
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + _STOP
    for name, process in running.items():
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"the {name} did not stop in time and was ended")
        # Also what one that crashed has left behind.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _allow_many_connections(say: Callable[[str], None]) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    if most < _FILES:
        say(f"this system allows {most} open files; about {max(0, most - 100)} pages can be watched at once")


def in_the_clear(config: Config) -> str:
    """Return a warning for an address over which secrets travel readable, or an empty text."""
    if config.origin.startswith("https://") or is_loopback(urlsplit(config.origin).hostname or ""):
        return ""
    return f"{config.origin} is not https: passwords and private texts travel readable to everybody on the way"
