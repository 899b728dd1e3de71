"""Sheets for their readers: the one that is filled in, what was handed in, and all stages side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from evaluation.models import Application, Entry, FiledSheet, Return, Round, SchemeVersion, Sheet
from evaluation.policy.schemes import scheme_from
from evaluation.rules.filing import Kept, restored_entries
from evaluation.rules.schemes import Item, Scheme
from evaluation.rules.words import Stage
from workbench.kernel import Absent, Reader

ORDER = (Stage.SELF, Stage.FIRST, Stage.PANEL, Stage.SECOND, Stage.COMMITTEE, Stage.REVIEW)
"""The stages in the order in which they are shown everywhere."""

BESIDE: dict[Stage, frozenset[Stage]] = {
    Stage.SELF: frozenset(),
    Stage.FIRST: frozenset({Stage.SELF}),
    Stage.PANEL: frozenset({Stage.SELF}),
    Stage.SECOND: frozenset({Stage.SELF, Stage.FIRST}),
    Stage.COMMITTEE: frozenset({Stage.SELF, Stage.FIRST, Stage.PANEL, Stage.SECOND}),
    Stage.REVIEW: frozenset({Stage.SELF, Stage.COMMITTEE}),
}
"""Whose values stand beside the fields of a sheet: a blind evaluator sees the enterprise's own and nobody else's."""


@dataclass(frozen=True)
class Filed:
    """A sheet as it was handed in. `result` is what the rules made of it (`scoring.Result` as plain data)."""

    id: str
    application: str
    sheet: str
    stage: Stage
    turn: int
    scorer: str
    bench: str | None
    entries: Mapping[str, Kept]
    result: Mapping[str, Any]
    total: str | None
    tier: str | None
    scheme_digest: str
    digest: str
    at: datetime


@dataclass(frozen=True)
class Beside:
    """All stages of an application side by side: one column per sheet, one row per item, None where a sheet has no such item."""

    scheme: Scheme
    columns: tuple[Filed, ...]
    rows: tuple[tuple[Item, tuple[Kept | None, ...]], ...]


@dataclass(frozen=True)
class Returned:
    """Why an application came back to the enterprise, until when it is to be corrected, and what is wanted of single items."""

    reason: str
    due_on: date
    items: Mapping[str, str]


@dataclass(frozen=True)
class AtWork:
    """A sheet with all that its page needs. `others` are the filed sheets that may stand beside it."""

    sheet: Sheet
    application: Application
    round: Round
    scheme: Scheme
    entries: Mapping[str, Entry]
    others: tuple[Filed, ...]
    returned: Returned | None = None

    @property
    def values(self) -> dict[str, str]:
        """The values there are, by item."""
        return {item: entry.value for item, entry in self.entries.items() if entry.value}


def filed(reader: Reader, application: str) -> tuple[Filed, ...]:
    """Return what was handed in of an application and the reader may see: by stage and turn, a copied sheet once."""
    query = select(FiledSheet).where(FiledSheet.application == application).order_by(FiledSheet.at, FiledSheet.id)
    found = {row.sheet: row for row in reversed(reader.all(query))}
    return tuple(sorted((_filed(reader, row) for row in found.values()), key=_place))


def side_by_side(reader: Reader, application: str) -> Beside:
    """Return the newest sheet of every stage, and of every evaluator of an opened panel, side by side."""
    newest = {(one.stage, one.scorer): one for one in filed(reader, application)}
    columns = tuple(newest.values())
    scheme = scheme_for(reader, reader.get(Application, application))
    rows = tuple((item, tuple(one.entries.get(item.id) for one in columns)) for item in scheme.items)
    return Beside(scheme, columns, rows)


def at_work(reader: Reader, sheet: str) -> AtWork:
    """Return a sheet that is filled in, or was. Raises Absent."""
    found = reader.get(Sheet, sheet)
    application = reader.get(Application, found.application)
    entries = {entry.item: entry for entry in reader.all(select(Entry).where(Entry.sheet == found.id))}
    beside = BESIDE[Stage(found.stage)]
    newest = {(one.stage, one.scorer): one for one in filed(reader, application.id) if one.stage in beside}
    round_ = reader.get(Round, application.round)
    scheme = scheme_for(reader, application)
    returned = _returned(reader, application) if found.stage == Stage.SELF else None
    return AtWork(found, application, round_, scheme, entries, tuple(newest.values()), returned)


def _returned(reader: Reader, application: Application) -> Returned | None:
    query = select(Return).where(Return.application == application.id).order_by(Return.at.desc())
    row = reader.one_or_none(query)
    return Returned(row.reason, row.due_on, json.loads(row.corrections)) if row else None


def item_of(at: AtWork, item: str) -> Item:
    """Return an item of a sheet. Raises Absent."""
    if item not in at.scheme.by_id:
        raise Absent
    return at.scheme.item(item)


def scheme_for(reader: Reader, application: Application) -> Scheme:
    """Return the scheme by which an application is scored."""
    round_ = reader.get(Round, application.round)
    return scheme_from(reader.get(SchemeVersion, round_.scheme).source)


def _filed(reader: Reader, row: FiledSheet) -> Filed:
    return Filed(
        id=row.id,
        application=row.application,
        sheet=row.sheet,
        stage=Stage(row.stage),
        turn=row.turn,
        scorer=row.scorer,
        bench=row.bench,
        entries=restored_entries(row.values),
        result=json.loads(row.result),
        total=row.total,
        tier=row.tier,
        scheme_digest=row.scheme_digest,
        digest=row.digest,
        at=reader.here(row.at),
    )


def _place(one: Filed) -> tuple[int, int, str, str]:
    return ORDER.index(one.stage), one.turn, one.bench or "", one.scorer
