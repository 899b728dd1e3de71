"""Work that takes longer than a request may: a page that asks again by itself, and can be left and come back to."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from flask import jsonify, make_response
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from workbench.web.errors import wants_json
from workbench.web.pages import page

# No request holds a thread longer than this for work that another process does.
PATIENCE = 1.5
_AGAIN = 3
_LONG = 60


class Progress(Protocol):
    """How far a paper is."""

    @property
    def state(self) -> str: ...
    @property
    def ahead(self) -> int: ...
    @property
    def seconds(self) -> int: ...


class Printer(Protocol):
    """Whoever makes papers."""

    def wait(self, name: str, seconds: float) -> Path | None: ...
    def progress(self, name: str) -> Progress: ...


def paper_answer(printer: Printer, name: str, file_name: str, plain_name: str, patience: float = PATIENCE) -> Response:
    """Answer an ordered paper as a PDF to keep; or, while it is made, the page that asks again at the same address.

    `plain_name` is the file's name in ASCII. A program that asks for JSON is told the state with 202.
    """
    path = printer.wait(name, patience)
    if path is None:
        return _not_yet(printer.progress(name), file_name)
    answer = make_response(path.read_bytes())
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = attachment(file_name, plain_name)
    return answer


def attachment(name: str, plain: str) -> str:
    """Return a Content-Disposition that names a file in any script, with an ASCII name for old programs (RFC 6266)."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _not_yet(progress: Progress, file_name: str) -> Response:
    has_failed = progress.state == "failed"
    status = 500 if has_failed else 202
    if wants_json():
        said = {"state": progress.state, "ahead": progress.ahead, "seconds": progress.seconds}
        answer = make_response(jsonify(said), status)
    else:
        shown = {
            "file_name": file_name,
            "progress": progress,
            "step": _step(progress),
            "is_late": progress.seconds > _LONG,
        }
        answer = make_response(page("waiting.html", **shown), status)
        if not has_failed:
            answer.headers["Refresh"] = str(_AGAIN)
    if not has_failed:
        answer.headers["Retry-After"] = str(_AGAIN)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _step(progress: Progress) -> str:
    if progress.state == "making":
        return str(_("It is being set and printed."))
    if progress.ahead:
        return str(ngettext("%(num)s paper is before it.", "%(num)s papers are before it.", progress.ahead))
    return str(_("It is the next one."))
