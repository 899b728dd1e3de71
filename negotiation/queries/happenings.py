"""What happened at a table, read from its ledger, and each event in words."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import UnionType
from typing import Any, Protocol, Union, get_args, get_origin

from flask_babel import force_locale, gettext
from sqlalchemy import select

import negotiation.events
from agreements.queries.words import KINDS, TAGS
from agreements.rules.words import AgreementKind, Tag
from negotiation.policy.issues import PARTY_WORDS
from negotiation.policy.seats import ROLE_WORDS
from negotiation.rules import streams
from negotiation.rules.streams import TABLE
from negotiation.rules.words import Party, Role, Side, TurnKind
from workbench.kernel import N_, REGISTRY, Event, Reader
from workbench.kernel.models import LedgerEntry
from workbench.web.words import day, moment

KIND_WORDS = {
    TurnKind.STATEMENT: N_("statement"),
    TurnKind.QUESTION: N_("question"),
    TurnKind.REPLY: N_("reply"),
    TurnKind.ORDER: N_("point of order"),
}
FURTHER_NOTICE = N_("further notice")
THE_HOUSE = N_("The house")

_WORDS: dict[type[StrEnum], Mapping[Any, str]] = {
    Side: {side: PARTY_WORDS[Party(side.value)] for side in Side},
    Party: PARTY_WORDS,
    Role: ROLE_WORDS,
    TurnKind: KIND_WORDS,
    AgreementKind: KINDS,
    Tag: TAGS,
}


@dataclass(frozen=True)
class Happening:
    """One entry of a table's ledger: its number, when, by whom (a person's id, or a part of the house), what."""

    entry: int
    at: datetime
    actor: str
    event: str
    payload: Mapping[str, Any]


class Told(Protocol):
    """What can be put into words: a happening here, or one kept in minutes."""

    @property
    def actor(self) -> str: ...
    @property
    def event(self) -> str: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...


def table_events() -> frozenset[type[Event]]:
    """Return every event that is told to the table."""
    for found in pkgutil.iter_modules(negotiation.events.__path__, f"{negotiation.events.__name__}."):
        importlib.import_module(found.name)
    return frozenset(event for event in REGISTRY.events().values() if event.audience == TABLE)


def happenings(
    reader: Reader, bargaining: str, limit: int, *, without: Collection[type[Event]] = (), before: int | None = None
) -> list[Happening]:
    """Return the last `limit` entries of a table's ledger, oldest first; only those numbered below `before`, when given.

    Events of the kinds in `without` are left out. Times are those of the place.
    """
    query = select(LedgerEntry).where(LedgerEntry.stream == streams.table(bargaining))
    if without:
        query = query.where(LedgerEntry.event.not_in(event.__name__ for event in without))
    if before is not None:
        query = query.where(LedgerEntry.seq < before)
    latest = reader.all(query.order_by(LedgerEntry.seq.desc()).limit(limit))
    return [
        Happening(entry.seq, reader.here(entry.at), entry.actor, entry.event, json.loads(entry.payload))
        for entry in reversed(latest)
    ]


def told(happening: Told, names: Mapping[str, str], locale: str | None = None) -> str:
    """Return an event as a sentence in `locale`, or in the present language. `names` says what ids are called."""
    if locale is not None:
        with force_locale(locale):
            return told(happening, names)
    kind = REGISTRY.events()[happening.event]
    values = {name: _worded(kind, name, value, names) for name, value in happening.payload.items()}
    by_house = happening.actor.startswith("system:")
    actor = gettext(THE_HOUSE) if by_house else names.get(happening.actor, happening.actor)
    sentence: str = gettext(kind.sentence, **{**values, "actor": actor})
    return sentence[:1].upper() + sentence[1:] if _begins_with_a_word(kind) else sentence


def _begins_with_a_word(kind: type[Event]) -> bool:
    """Say whether the sentence begins with a word of a vocabulary; names keep their own spelling."""
    field, _, _ = kind.sentence.removeprefix("%(").partition(")s")
    return _type_of(kind, field) in _WORDS


def _worded(kind: type[Event], field: str, value: Any, names: Mapping[str, str]) -> str:
    if value is None:
        return str(gettext(FURTHER_NOTICE)) if field == "until" else "—"
    if not isinstance(value, str):
        return str(value)
    declared = _type_of(kind, field)
    if declared is datetime:
        return moment(datetime.fromisoformat(value))
    if declared is date:
        return day(date.fromisoformat(value))
    for vocabulary, words in _WORDS.items():
        if declared is vocabulary and value in words:
            return str(gettext(words[value]))
    return names.get(value, value)


def _type_of(kind: type[Event], field: str) -> Any:
    """Return the declared type of a field, without its None."""
    annotation = kind.model_fields[field].annotation if field in kind.model_fields else str
    if get_origin(annotation) in (Union, UnionType):
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation
