"""The live part of the pages of a text: whether the version on the page is still the newest."""

from __future__ import annotations

from typing import Any

from agreements.events.texts import VersionSaved
from agreements.queries.texts import text_head, version_line
from workbench.kernel import Absent, Reader
from workbench.kernel.streams import subject_of
from workbench.live import region


@region("text.newest", (VersionSaved,), "agreements/regions/text_newest.html")
def newest_region(reader: Reader, within: str, text: str, shown: str) -> dict[str, Any]:
    """Return the text with its newest version, and the version that the page shows. Raises Absent for one not readable.

    `within` is what the text belongs to, as the live link asks of every address: the id of a bargaining.
    """
    head, line = text_head(reader, text), version_line(reader, shown)
    if line.text != text or subject_of(head.place.stream).rpartition("/")[2] != within:
        raise Absent
    return {"head": head, "shown": line}
