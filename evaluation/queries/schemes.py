"""Schemes as pages show them: versions, the sheet as it will look, what is wrong with it, and how it would have scored before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from agreements.queries.doubts import unreadable
from agreements.rules.decoding import ImportRefused, decode
from evaluation.models import Application, FiledSheet, Round, SchemeVersion
from evaluation.policy.schemes import scheme_from
from evaluation.queries.scheme_form import LABELS
from evaluation.queries.wording import RuleWords, points_of, rule_words, said
from evaluation.rules.filing import restored_entries
from evaluation.rules.sayings import FAULTS, REFUSALS, TABLE_FAULTS
from evaluation.rules.scheme_faults import Fault
from evaluation.rules.scheme_reading import Reading, read, shipped, shipped_names
from evaluation.rules.schemes import Block, Item, Scheme
from evaluation.rules.scoring import ValueRefused, score
from evaluation.rules.sheet_data import DataFaults, read_sheets
from workbench.kernel import N_, Reader

MOST_TRIED = 500
MOST_FAULTS = 50


@dataclass(frozen=True)
class VersionLine:
    """One kept version: draft, in_force or retired."""

    id: str
    key: str
    number: int
    title: str
    made_at: datetime
    state: str


@dataclass(frozen=True)
class ShippedLine:
    """One scheme that comes with the workbench."""

    name: str
    title: str
    source: str
    mark: str
    partial: bool
    items: int


@dataclass(frozen=True)
class Row:
    """One item as the sheet shows it."""

    item: Item
    title: str
    points: str
    rule: RuleWords
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """The items of one block under one heading; the block is None for items outside of all."""

    block: Block | None
    group: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Tried:
    """One filed sheet scored by another version: what it came to then, and what it would come to now."""

    enterprise: str
    stage: str
    before: str
    before_tier: str
    after: str
    after_tier: str
    refused: str = ""

    @property
    def differs(self) -> bool:
        """Say whether anything changes."""
        return (self.before, self.before_tier) != (self.after, self.after_tier)


@dataclass(frozen=True)
class TableTrial:
    """What a table of filled-in sheets comes to by a scheme: a line for each sheet, or everything that is wrong with the table."""

    lines: tuple[Tried, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recomputed:
    """One stored result beside what the published rule gives today. `same` is about every number and reason in it."""

    filed: str
    enterprise: str
    stage: str
    at: datetime
    stored: str
    now: str
    same: bool


def versions(reader: Reader) -> list[VersionLine]:
    """Return all kept versions, the newest of each scheme first."""
    rows = reader.all(select(SchemeVersion).order_by(SchemeVersion.key, SchemeVersion.number.desc()))
    return [_line(reader, row) for row in rows]


def version(reader: Reader, scheme: str) -> tuple[VersionLine, str]:
    """Return one version and its text. Raises Absent."""
    row = reader.get(SchemeVersion, scheme)
    return _line(reader, row), row.source


def _line(reader: Reader, row: SchemeVersion) -> VersionLine:
    state = "retired" if row.retired_at else "in_force" if row.in_force_at else "draft"
    return VersionLine(row.id, row.key, row.number, row.title, reader.here(row.made_at), state)


def shipped_lines() -> list[ShippedLine]:
    """Return what comes with the workbench."""
    found = [(name, shipped(name)) for name in shipped_names()]
    return [
        ShippedLine(name, said(one.title), one.source, one.mark, one.partial, len(one.items)) for name, one in found
    ]


def sheet(scheme: Scheme) -> list[Part]:
    """Return the sheet as it will look, in the order of its items."""
    groups = {group.id: said(group.title) for group in scheme.groups}
    return [
        Part(scheme.block(block) if block else None, groups.get(group, ""), tuple(_rows(scheme, items)))
        for (block, group), items in groupby(scheme.items, key=lambda item: (item.block, item.group))
    ]


def _rows(scheme: Scheme, items: Iterator[Item]) -> Iterator[Row]:
    for item in items:
        evidence = tuple(said(one) for one in item.evidence)
        yield Row(item, said(item.title), points_of(item), rule_words(scheme, item), evidence)


PLACES = {
    "item": N_("item %(id)s"),
    "block": N_("block %(id)s"),
    "group": N_("group %(id)s"),
    "cap": N_("shared limit %(id)s"),
    "tier": N_("tier %(id)s"),
    "decision": N_("row %(id)s of the decision table"),
    "eligibility": N_("requirement %(id)s"),
}


def faults(found: Sequence[Fault]) -> list[str]:
    """Return each fault as a sentence with its place: the part, and its field as the form and as the text call it."""
    return [_(": ").join(filter(None, (" · ".join(filter(None, _place(one))), _said(one)))) for one in found]


def _place(fault: Fault) -> Iterator[str]:
    table, _blank, id = fault.where.partition(" ")
    yield str(_(PLACES[table], id=id)) if table in PLACES else fault.where
    label = LABELS.get(fault.field.removeprefix("rule."))
    yield f"{_(label)} ({fault.field})" if label else fault.field


def _said(fault: Fault) -> str:
    return str(_(FAULTS[fault.reason], **fault.values))


def reading(source: str) -> Reading:
    """Return what a text says, and everything that is wrong with it."""
    return read(source)


def tried_on(reader: Reader, scheme: Scheme) -> list[Tried]:
    """Return how the filed sheets of this scheme's earlier versions, as far as the reader may read them, would come out."""
    query = (
        select(FiledSheet, Application)
        .join(Application, Application.id == FiledSheet.application)
        .join(Round, Round.id == Application.round)
        .join(SchemeVersion, SchemeVersion.id == Round.scheme)
        .where(SchemeVersion.key == scheme.key)
        .order_by(Application.enterprise_name, FiledSheet.at)
        .limit(MOST_TRIED)
    )
    return [_tried(scheme, filed, application) for filed, application in _once(reader.rows(query))]


def _tried(scheme: Scheme, filed: FiledSheet, application: Application) -> Tried:
    values = {item: kept.value for item, kept in restored_entries(filed.values).items() if kept.value}
    known = {item: value for item, value in values.items() if item in scheme.by_id and not scheme.by_id[item].of}
    before = (filed.total or "", filed.tier or "")
    try:
        result = score(scheme, known).as_data()
    except ValueRefused as refused:
        return Tried(application.enterprise_name, filed.stage, *before, "", "", refused.item)
    after = (result["total"] or "", result["tier"] or "")
    return Tried(application.enterprise_name, filed.stage, *before, *after)


def tried_on_table(scheme: Scheme, data: bytes) -> TableTrial:
    """Return what the sheets of a CSV file come to. Nothing of it is kept, and of a table with a fault nothing is scored."""
    try:
        filled = read_sheets(scheme, decode(data).text)
    except ImportRefused as refused:
        doubt = unreadable(refused)
        return TableTrial(faults=(str(_(doubt.reason.sentence, **doubt.values)),))
    except DataFaults as wrong:
        told = [
            _("Line %(line)s: %(why)s", line=one.line, why=_table_fault(one.reason, one.values)) for one in wrong.faults
        ]
        return TableTrial(faults=tuple(told[:MOST_FAULTS]))
    results = [(one, score(scheme, one.values).as_data()) for one in filled[:MOST_TRIED]]
    return TableTrial(
        tuple(Tried(one.enterprise, one.stage, "", "", new["total"] or "", new["tier"] or "") for one, new in results)
    )


def _table_fault(reason: str, values: Mapping[str, str]) -> str:
    about = f"{values['item']}: " if reason in REFUSALS and "item" in values else ""
    return about + str(_(TABLE_FAULTS.get(reason) or REFUSALS[reason], **values))


def recomputed(reader: Reader, scheme: str) -> list[Recomputed]:
    """Return every result stored by a version that the reader may read, computed again from the published rule."""
    row = reader.get(SchemeVersion, scheme)
    query = (
        select(FiledSheet, Application)
        .join(Application, Application.id == FiledSheet.application)
        .join(Round, Round.id == Application.round)
        .where(Round.scheme == row.id)
        .order_by(Application.enterprise_name, FiledSheet.at)
    )
    rules = scheme_from(row.source)
    return [_recomputed(reader, rules, filed, application) for filed, application in _once(reader.rows(query))]


def _once(rows: Iterable[Any]) -> list[tuple[FiledSheet, Application]]:
    """Leave out copies: what was told to the enterprise or the panel lies there, too. One that differs is no copy and stays."""
    first: dict[tuple[str | None, ...], tuple[FiledSheet, Application]] = {}
    for filed, application in rows:
        says = (filed.sheet, filed.values, filed.result, filed.total, filed.tier)
        first.setdefault(says, (filed, application))
    return list(first.values())


def _recomputed(reader: Reader, rules: Scheme, filed: FiledSheet, application: Application) -> Recomputed:
    values = {item: kept.value for item, kept in restored_entries(filed.values).items() if kept.value}
    result = score(rules, values)
    same = json.loads(filed.result) == result.as_data()
    now = result.as_data()["total"] or "—"
    at = reader.here(filed.at)
    return Recomputed(filed.id, application.enterprise_name, filed.stage, at, filed.total or "—", now, same)
