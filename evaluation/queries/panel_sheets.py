"""An opened panel: what its evaluators said of each item, how far they are apart, and what the chair recorded beside them.

Before a panel opens there are no rows here for anybody but their own author: the filed sheets lie in each scorer's own stream,
and this reads the panel's stream only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from evaluation.models import Application, FiledSheet, PanelFinding, PanelOpening, Round, RoundSeat
from evaluation.policy.panels import began, opening_of, openings_of, seats_of
from evaluation.queries.sheets import scheme_for
from evaluation.rules import streams
from evaluation.rules.drift import Drift, drift
from evaluation.rules.filing import restored_entries
from evaluation.rules.panel_scores import (
    Agreed,
    ItemAgreed,
    Row,
    Voice,
    by_difference,
    for_drift,
    over_panels,
    totals_agreed,
    within,
)
from evaluation.rules.schemes import Item, Scheme
from evaluation.rules.scoring import check_value
from evaluation.rules.words import Bench, RoundRole, Stage
from workbench.kernel import Absent, Reader


@dataclass(frozen=True)
class Finding:
    """One edition of the panel's value of an item."""

    edition: int
    value: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """One item of an opened panel, with the enterprise's own value and all editions of the panel's."""

    item: Item
    row: Row
    own: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Member:
    """Somebody on the panel; `total` is None before it opens, and where the scheme makes no total."""

    person: str
    name: str
    bench: Bench
    total: str | None


@dataclass(frozen=True)
class Page:
    """The panel of one application. Until it is `opened` there are members and nothing else."""

    application: str
    enterprise: str
    round: str
    round_title: str
    today: date
    score_by: date
    mine: bool
    members: tuple[Member, ...]
    opened: datetime | None
    missing: tuple[Bench, ...]
    lines: tuple[Line, ...]
    agreed: Agreed | None


@dataclass(frozen=True)
class RoundAgreement:
    """How the opened panels of a round agree: on totals, item by item, and (for its chair alone) who is strict or lenient."""

    panels: int
    totals: Agreed | None
    items: tuple[tuple[Item, ItemAgreed], ...]
    drift: tuple[tuple[str, Drift], ...] | None


def panel_page(reader: Reader, application: str) -> Page:
    """Return the panel of an application. Raises Absent for everybody outside panel, chair, office and committee."""
    if streams.panel(application) not in reader.viewer.streams:
        raise Absent
    found = reader.get(Application, application)
    round_ = reader.get(Round, found.round)
    opening = opening_of(reader, application)
    sheets = opened_sheets(reader, opening) if opening else {}
    seats = seats_of(reader, application)
    lines = _lines(reader, found, opening, sheets) if opening else ()
    return Page(
        application=found.id,
        enterprise=found.enterprise_name,
        round=round_.id,
        round_title=round_.title,
        today=reader.now.date(),
        score_by=round_.score_by,
        mine=any(seat.person == reader.viewer.person for seat in seats),
        members=tuple(
            Member(seat.person, seat.name, bench, sheets[bench].total if bench in sheets else None)
            for bench in Bench
            for seat in seats
            if seat.bench == bench
        ),
        opened=reader.here(opening.at) if opening else None,
        missing=tuple(Bench(word) for word in opening.missing.split(",") if word) if opening else (),
        lines=lines,
        agreed=within([line.row for line in lines]) if opening else None,
    )


def sorted_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return lines with the largest differences first."""
    order = [row.item for row in by_difference(line.row for line in lines)]
    return tuple(sorted(lines, key=lambda line: order.index(line.item.id)))


def round_agreement(reader: Reader, round: str) -> RoundAgreement:
    """Return how the panels of a round agree that have opened, as far as the reader may see them."""
    panels: dict[str, Sequence[Row]] = {}
    totals: list[dict[Bench, Decimal]] = []
    scheme: Scheme | None = None
    applications = reader.all(select(Application).where(Application.round == round).order_by(Application.id))
    openings = openings_of(reader, *(one.id for one in applications))
    for found in applications:
        if found.id not in openings:
            continue
        scheme = scheme or scheme_for(reader, found)
        sheets = opened_sheets(reader, openings[found.id])
        panels[found.id] = rows_of(scheme, sheets)
        totals.append({bench: Decimal(sheet.total) for bench, sheet in sheets.items() if sheet.total})
    names = {seat.person: seat.name for seat in seats_of(reader, *openings)}
    items = over_panels(panels.values()) if scheme else ()
    return RoundAgreement(
        panels=len(panels),
        totals=totals_agreed(totals) if any(totals) else None,
        items=tuple((scheme.item(one.item), one) for one in items) if scheme else (),
        drift=_drift(panels, names) if is_chair(reader, round) else None,
    )


def is_chair(reader: Reader, round: str) -> bool:
    """Say whether the reader chairs the panels of a round."""
    query = select(RoundSeat.id).where(RoundSeat.round == round, RoundSeat.person == reader.viewer.person)
    return reader.one_or_none(query.where(RoundSeat.role == RoundRole.CHAIR, RoundSeat.ended_at.is_(None))) is not None


def opened_sheets(reader: Reader, opening: PanelOpening) -> dict[Bench, FiledSheet]:
    """Return the sheets that were copied when a panel opened, by bench."""
    query = select(FiledSheet).where(FiledSheet.stream == opening.stream, FiledSheet.application == opening.application)
    query = query.where(FiledSheet.stage == Stage.PANEL, FiledSheet.at <= opening.at)
    since = began(reader, opening.application)
    found = reader.all((query.where(FiledSheet.at >= since) if since else query).order_by(FiledSheet.at))
    return {Bench(str(sheet.bench)): sheet for sheet in found}


def rows_of(scheme: Scheme, sheets: Mapping[Bench, FiledSheet]) -> tuple[Row, ...]:
    """Return what was said of each item of a scheme."""
    said = {
        bench: (sheet.scorer, restored_entries(sheet.values), _scores(sheet.result)) for bench, sheet in sheets.items()
    }
    return tuple(
        Row(
            item.id,
            item.room.worth if item.points is not None else None,
            {
                bench: Voice(scorer, _said(item, entries[item.id].value), entries[item.id].reason, scores.get(item.id))
                for bench, (scorer, entries, scores) in said.items()
                if item.id in entries and entries[item.id].value
            },
        )
        for item in scheme.items
        if not item.of
    )


def _said(item: Item, value: str) -> str:
    """Return a value as it is compared: words in their one form ("是" and "1" are yes), numbers as they were typed."""
    return value if item.points is not None else str(check_value(item, value))


def _scores(result: str) -> dict[str, Decimal]:
    body: dict[str, Any] = json.loads(result)
    return {one["item"]: Decimal(one["score"]) for one in body.get("items", ()) if one.get("score") not in (None, "")}


def _lines(
    reader: Reader, application: Application, opening: PanelOpening, sheets: Mapping[Bench, FiledSheet]
) -> tuple[Line, ...]:
    scheme = scheme_for(reader, application)
    own = select(FiledSheet).where(FiledSheet.application == application.id, FiledSheet.stage == Stage.SELF)
    self_sheet = reader.one_or_none(own.order_by(FiledSheet.at.desc()))
    entries = restored_entries(self_sheet.values) if self_sheet else {}
    findings: dict[str, list[Finding]] = {}
    query = select(PanelFinding).where(PanelFinding.opening == opening.id).order_by(PanelFinding.edition)
    for one in reader.all(query):
        findings.setdefault(one.item, []).append(Finding(one.edition, one.value, one.reason, reader.here(one.at)))
    return tuple(
        Line(
            scheme.item(row.item),
            row,
            entries[row.item].value if row.item in entries else "",
            tuple(findings.get(row.item, ())),
        )
        for row in rows_of(scheme, sheets)
    )


def _drift(panels: Mapping[str, Sequence[Row]], names: Mapping[str, str]) -> tuple[tuple[str, Drift], ...]:
    found = drift(for_drift(panels))
    return tuple((names.get(one.evaluator, one.evaluator), one) for one in sorted(found, key=lambda one: one.by))
