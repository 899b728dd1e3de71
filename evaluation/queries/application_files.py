"""The file of an application: where it stands, every stage's values, what was decided, and its history in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from evaluation.events.sheets import EntryKept, SheetOpened
from evaluation.models import (
    Adoption,
    Appeal,
    Application,
    Decision,
    Notice,
    Objection,
    Return,
    Review,
    Revocation,
    Round,
    Title,
)
from evaluation.queries.sheets import Filed, scheme_for, side_by_side
from evaluation.rules import streams
from evaluation.rules.filing import Kept
from evaluation.rules.schemes import Item, Scheme
from evaluation.rules.words import ApplicationState
from workbench.kernel import N_, REGISTRY, Reader
from workbench.kernel.models import LedgerEntry
from workbench.people.queries import names
from workbench.web.words import day

COURSE = (
    ApplicationState.DRAFT,
    ApplicationState.SELF_SCORED,
    ApplicationState.ADOPTED,
    ApplicationState.SUBMITTED,
    ApplicationState.FIRST_REVIEW,
    ApplicationState.SECOND_REVIEW,
    ApplicationState.COMMITTEE,
    ApplicationState.NOTICE,
    ApplicationState.NAMED,
)
"""The steps of the strip, in their order."""
_BACK = {ApplicationState.RETURNED: ApplicationState.DRAFT}
_ENDS = {ApplicationState.REFUSED: ApplicationState.COMMITTEE, ApplicationState.WITHDRAWN: None}
THE_HOUSE = N_("The house")
_LATEST = 60


@dataclass(frozen=True)
class StepMark:
    """A step of the strip: done, now, or still to come."""

    state: ApplicationState
    standing: str


@dataclass(frozen=True)
class ValueRow:
    """An item with every stage's value; `differs` says that two of them are not the same."""

    item: Item
    values: tuple[Kept | None, ...]
    differs: bool


@dataclass(frozen=True)
class Happened:
    """One entry of the file's ledger in words."""

    at: datetime
    words: str


@dataclass(frozen=True)
class File:
    """All that a reader may see of an application."""

    application: Application
    round: Round
    scheme: Scheme
    columns: tuple[Filed, ...]
    rows: tuple[ValueRow, ...]
    adoptions: Sequence[Adoption]
    returns: Sequence[tuple[Return, Mapping[str, str]]]
    decisions: Sequence[Decision]
    notices: Sequence[Notice]
    objections: Sequence[Objection]
    appeals: Sequence[Appeal]
    title: Title | None
    reviews: Sequence[Review]
    revocations: Sequence[Revocation]
    answers: tuple[tuple[str, str], ...]


def file_of(reader: Reader, application: str) -> File:
    """Return the file of an application. Raises Absent."""
    found = reader.get(Application, application)
    beside = side_by_side(reader, application)
    scheme = scheme_for(reader, found)

    def of(model: Any) -> Sequence[Any]:
        order = model.published_on if model is Notice else (model.begun_at if model is Review else model.at)
        return reader.all(select(model).where(model.application == application).order_by(order, model.id))

    title = select(Title).where(Title.application == application)
    return File(
        found,
        reader.get(Round, found.round),
        scheme,
        beside.columns,
        tuple(ValueRow(item, values, _differ(values)) for item, values in beside.rows),
        of(Adoption),
        [(one, json.loads(one.corrections)) for one in of(Return)],
        of(Decision),
        of(Notice),
        of(Objection),
        of(Appeal),
        reader.one_or_none(title),
        of(Review),
        of(Revocation),
        tuple(json.loads(found.facts).items()),
    )


def strip_of(state: ApplicationState) -> list[StepMark]:
    """Return the strip of an application in this state. What follows a naming stands at its last step."""
    at = _BACK.get(state, state)
    if at in (ApplicationState.ANNUAL_REVIEW, ApplicationState.RECTIFYING, ApplicationState.REVOKED):
        at = ApplicationState.NAMED
    if at in _ENDS:
        at = _ENDS[at] or ApplicationState.DRAFT
    place = COURSE.index(at)
    return [
        StepMark(
            one, "done" if number < place or state == ApplicationState.NAMED else "now" if number == place else "ahead"
        )
        for number, one in enumerate(COURSE)
    ]


def history(reader: Reader, application: str) -> list[Happened]:
    """Return what happened, the latest first, as far as the reader may know it."""
    told = (streams.file(application), streams.office(application), streams.objections(application))
    query = select(LedgerEntry).where(LedgerEntry.stream.in_(told))
    query = query.where(LedgerEntry.event.not_in((EntryKept.__name__, SheetOpened.__name__)))
    entries = reader.all(query.order_by(LedgerEntry.position.desc()).limit(_LATEST))
    people = names(reader, {entry.actor for entry in entries})
    return [Happened(reader.here(entry.at), _worded(entry, people)) for entry in entries if _known(entry)]


def _known(entry: LedgerEntry) -> bool:
    return entry.event in REGISTRY.events()


def _worded(entry: LedgerEntry, people: Mapping[str, str]) -> str:
    kind, payload = REGISTRY.events()[entry.event], json.loads(entry.payload)
    values = {name: _value(kind, name, value) for name, value in payload.items()}
    values["actor"] = people.get(entry.actor) or gettext(THE_HOUSE)
    return str(gettext(kind.sentence, **values))


def _value(kind: Any, name: str, value: Any) -> Any:
    if value is None:
        return "—"
    field = kind.model_fields.get(name)
    if field is not None and field.annotation is date:
        return day(date.fromisoformat(value))
    return value


def _differ(values: Sequence[Kept | None]) -> bool:
    return len({kept.value for kept in values if kept is not None and kept.value}) > 1
