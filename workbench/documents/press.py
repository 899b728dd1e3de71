"""The press: papers are ordered by their content and made by the worker, so that printing never holds up a live page."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import segno
from huey import SqliteHuey
from huey.api import Huey, TaskWrapper

from workbench.documents.pdf import Enclosure, make_pdf

_DEAD = 120
State = Literal["ready", "making", "waiting", "failed"]
_UNDER_WAY: tuple[State, ...] = ("making", "failed")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an order is: how many wait before it, and for how many seconds it has been asked for.

    A paper that `failed` cannot be made from what was ordered; it may be ordered again after two minutes.
    """

    state: State
    ahead: int = 0
    seconds: int = 0


class Press:
    """Orders and finds papers. A paper is named by the hash of its HTML and style: who may not read the words cannot name it.

    `immediate` makes papers at once in this process, for tests and one-off commands.
    """

    def __init__(self, directory: Path, *, immediate: bool = False) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self.huey: Huey = SqliteHuey(
            "papers",
            filename=str(directory / "orders.sqlite"),
            immediate=immediate,
            immediate_use_memory=immediate,
            fsync=True,
        )
        self._print: TaskWrapper = self.huey.task(retries=1, name="print_paper")(self.print_paper)

    def order(self, html: str, stylesheet: str, enclosures: Sequence[Enclosure] = ()) -> str:
        """Ask for a paper and return its name. Asking again for the same paper costs nothing."""
        known = hashlib.sha256(f"{stylesheet}\n\x00{html}".encode())
        for one in enclosures:
            known.update(
                f"\x00{one.name}\x00{one.about}\x00{one.at.isoformat()}\x00{len(one.data)}\x00".encode() + one.data
            )
        name = known.hexdigest()
        ordered = self._file(name, "ordered")
        if self.find(name) is None and _touched(ordered) < time.time() - _DEAD:
            for past in _UNDER_WAY:
                self._file(name, past).unlink(missing_ok=True)
            ordered.touch()
            self._print(name, html, stylesheet, tuple(enclosures))
        return name

    def find(self, name: str) -> Path | None:
        """Return the finished paper of this name, or None while it is not ready."""
        path = self._file(name, "pdf")
        return path if path.exists() else None

    def wait(self, name: str, seconds: float) -> Path | None:
        """Return the finished paper, waiting at most `seconds` for it."""
        end = time.monotonic() + seconds
        while (path := self.find(name)) is None and time.monotonic() < end:
            time.sleep(0.05)
        return path

    def progress(self, name: str) -> Progress:
        """Return how far the order of this name is."""
        if self.find(name):
            return Progress("ready")
        now = time.time()
        asked = _touched(self._file(name, "ordered")) or now
        seconds = max(0, int(now - asked))
        for state in _UNDER_WAY:
            if self._file(name, state).exists():
                return Progress(state, seconds=seconds)
        ahead = sum(now - _DEAD < _touched(other) < asked for other in self._directory.glob("*.ordered"))
        return Progress("waiting", ahead, seconds)

    def print_paper(self, name: str, html: str, stylesheet: str, enclosures: Sequence[Enclosure] = ()) -> None:
        """Make one paper. Runs in the worker."""
        made = self._file(name, "making")
        made.touch()
        try:
            made.write_bytes(make_pdf(html, stylesheet, enclosures=enclosures))
        except Exception:
            made.rename(self._file(name, "failed"))
            raise
        made.rename(self._file(name, "pdf"))
        for past in ("ordered", "failed"):
            self._file(name, past).unlink(missing_ok=True)

    def _file(self, name: str, state: str) -> Path:
        return self._directory / f"{name}.{state}"


def _touched(file: Path) -> float:
    """When a file was last touched; 0 when it is not there."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def press_for(data: Path, *, immediate: bool = False) -> Press:
    """Return the press of the house whose data lies in `data`."""
    return Press(data / "papers", immediate=immediate)


def qr_svg(text: str) -> str:
    """Return a QR code as inline SVG, to be put into a page or paper as it is."""
    return segno.make(text, error="m").svg_inline(scale=2, border=0, omitsize=False)
