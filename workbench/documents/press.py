"""The press: papers are ordered by their content and made by the worker, so that printing never holds up a live page."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import segno
from huey import SqliteHuey
from huey.api import Huey, TaskWrapper

from workbench.documents.pdf import make_pdf

_DEAD = 120


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

    def order(self, html: str, stylesheet: str) -> str:
        """Ask for a paper and return its name. Asking again for the same paper costs nothing."""
        name = hashlib.sha256(f"{stylesheet}\n\x00{html}".encode()).hexdigest()
        ordered = self._directory / f"{name}.ordered"
        if self.find(name) is None and not self._is_fresh(ordered):
            ordered.touch()
            self._print(name, html, stylesheet)
        return name

    def find(self, name: str) -> Path | None:
        """Return the finished paper of this name, or None while it is not ready."""
        path = self._directory / f"{name}.pdf"
        return path if path.exists() else None

    def wait(self, name: str, seconds: float) -> Path | None:
        """Return the finished paper, waiting at most `seconds` for it."""
        end = time.monotonic() + seconds
        while (path := self.find(name)) is None and time.monotonic() < end:
            time.sleep(0.05)
        return path

    def print_paper(self, name: str, html: str, stylesheet: str) -> None:
        """Make one paper. Runs in the worker."""
        made = self._directory / f"{name}.making"
        made.write_bytes(make_pdf(html, stylesheet))
        made.rename(self._directory / f"{name}.pdf")
        (self._directory / f"{name}.ordered").unlink(missing_ok=True)

    def _is_fresh(self, ordered: Path) -> bool:
        return ordered.exists() and time.time() - ordered.stat().st_mtime < _DEAD


def press_for(data: Path, *, immediate: bool = False) -> Press:
    """Return the press of the house whose data lies in `data`."""
    return Press(data / "papers", immediate=immediate)


def qr_svg(text: str) -> str:
    """Return a QR code as inline SVG, to be put into a page or paper as it is."""
    return segno.make(text, error="m").svg_inline(scale=2, border=0, omitsize=False)
