"""Where to go on or back to: paths of this house only, whatever a request says."""

from __future__ import annotations

import re
from typing import Any

from flask import request

from workbench.web.house import house

_PLACE = re.compile(r"\{(\w+)\}")
# Browsers read a backslash as a slash and skip tabs and line ends: "/\t/elsewhere" is another house.
_LOCAL = re.compile(r"/(?!/)[^\\\x00-\x20\x7f]{0,2000}")


def local_path(asked: str | None, result: dict[str, Any]) -> str:
    """Return `asked` when it is a path of this house, with `{name}` filled from the result; else the front page."""
    path = _PLACE.sub(lambda found: str(result.get(found[1], "")), asked or "")
    return path if _LOCAL.fullmatch(path) else "/"


def came_from() -> str:
    """Return the page of this house from which the present request was sent, as the browser names it; else the front page."""
    origin = house().config.origin
    sent = request.headers.get("Referer", "")
    return local_path(sent.removeprefix(origin), {}) if sent.startswith(origin + "/") else "/"
