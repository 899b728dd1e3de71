"""The live part of the pages of a text: whether the version on the page is still the newest."""

from __future__ import annotations

from typing import Any

from agreements.events.texts import VersionSaved
from agreements.queries.texts import text_head, version_line
from workbench.kernel import Absent, Reader
from workbench.live import region


@region("text.newest", (VersionSaved,), "agreements/regions/text_newest.html")
def newest_region(reader: Reader, text: str, shown: str) -> dict[str, Any]:
    """Return the text with its newest version, and the version that the page shows. Raises Absent for one not readable."""
    line = version_line(reader, shown)
    if line.text != text:
        raise Absent
    return {"head": text_head(reader, text), "shown": line}
