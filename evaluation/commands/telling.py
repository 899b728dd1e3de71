"""What the enterprise is told with a decision: the reviews' sheets, copied unchanged to where it reads them.

Until then a review's values are known to those who review and decide. The blind evaluators' own sheets are never told this way.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from evaluation.events.decisions import ReviewsTold
from evaluation.models import FiledSheet
from evaluation.policy.filed import latest_filed
from evaluation.rules import streams
from evaluation.rules.words import Stage
from workbench.kernel import Act, Event

_SAID = (
    "application",
    "sheet",
    "stage",
    "turn",
    "scorer",
    "bench",
    "scheme_digest",
    "values",
    "result",
    "total",
    "tier",
)


def told(act: Act, application: str, *stages: Stage) -> Iterator[Event]:
    """Copy the newest sheet of each of these stages to the common file, once, and yield that it happened."""
    place = streams.file(application)
    known = set(act.all(select(FiledSheet.sheet).where(FiledSheet.stream == place)))
    newest = [sheet for sheet in (latest_filed(act, application, stage) for stage in stages) if sheet is not None]
    new = [sheet for sheet in newest if sheet.sheet not in known]
    for sheet in new:
        said = {name: getattr(sheet, name) for name in _SAID}
        act.add(FiledSheet(id=act.new_id(), stream=place, digest=sheet.digest, at=sheet.at, **said))
    if new:
        yield ReviewsTold(application=application, digests=[sheet.digest for sheet in new])
