"""Visits for those who make them: what is to be looked at, what was found, and what the sample can say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from evaluation.models import Application, Piece, PieceUse, Visit, VisitEntry, VisitPlan, VisitTraits
from evaluation.queries.evidence import application_here, said, scheme_here
from evaluation.rules import streams
from evaluation.rules.sampling import bounds, margin, size_of
from evaluation.rules.visits import STATES, Among, Finding, plans
from workbench.kernel import Reader
from workbench.people.queries import names


@dataclass(frozen=True)
class Photograph:
    """A photograph taken at a visit."""

    id: str
    name: str
    at: datetime


@dataclass(frozen=True)
class VisitItem:
    """One row of the visit sheet: the newest finding stands, `earlier` counts those before it."""

    id: str
    title: str
    asked: tuple[str, ...]
    finding: Finding | None
    note: str
    by: str
    at: datetime | None
    earlier: int
    photos: tuple[Photograph, ...]


@dataclass(frozen=True)
class VisitSheet:
    """A visit as it is filled in."""

    id: str
    application: str
    enterprise: str
    drawn: bool
    cause: str
    opened_at: datetime | None
    closed_at: datetime | None
    summary: str
    blocks: list[tuple[str, list[VisitItem]]]
    photos: tuple[Photograph, ...]

    @property
    def looked_at(self) -> int:
        """At how many items something was found."""
        return sum(item.finding is not None for _, items in self.blocks for item in items)


def visit_sheet(reader: Reader, visit: str) -> VisitSheet:
    """Return a visit sheet. Raises Absent."""
    found = reader.get(Visit, visit)
    application = application_here(reader, found.application)
    scheme = scheme_here(reader, application)
    entries = reader.all(select(VisitEntry).where(VisitEntry.visit == visit).order_by(VisitEntry.number))
    people = names(reader, {entry.by for entry in entries})
    by_item, loose = _photos(reader, visit)
    titles = {block.id: said(block.title, reader) for block in scheme.blocks}
    blocks: dict[str, list[VisitItem]] = {}
    for item in scheme.items:
        written = [entry for entry in entries if entry.item == item.id]
        newest = written[-1] if written else None
        row = VisitItem(
            id=item.id,
            title=said(item.title, reader),
            asked=tuple(said(words, reader) for words in item.evidence),
            finding=Finding(newest.finding) if newest else None,
            note=newest.note if newest else "",
            by=people.get(newest.by, "") if newest else "",
            at=reader.here(newest.at) if newest else None,
            earlier=max(0, len(written) - 1),
            photos=tuple(by_item.get(item.id, ())),
        )
        blocks.setdefault(titles.get(item.block, ""), []).append(row)
    return VisitSheet(
        id=found.id,
        application=application.id,
        enterprise=application.enterprise_name,
        drawn=found.plan is not None,
        cause=found.cause,
        opened_at=reader.here(found.opened_at) if found.opened_at else None,
        closed_at=reader.here(found.closed_at) if found.closed_at else None,
        summary=found.summary,
        blocks=list(blocks.items()),
        photos=tuple(loose),
    )


def _photos(reader: Reader, visit: str) -> tuple[dict[str, list[Photograph]], list[Photograph]]:
    pieces = reader.all(select(Piece).where(Piece.visit == visit).order_by(Piece.given_at, Piece.id))
    shown = {piece.id: Photograph(piece.id, piece.name, reader.here(piece.given_at)) for piece in pieces}
    by_item: dict[str, list[Photograph]] = {}
    used = set()
    for use in reader.all(select(PieceUse).where(PieceUse.piece.in_(list(shown))).order_by(PieceUse.at, PieceUse.id)):
        by_item.setdefault(use.item, []).append(shown[use.piece])
        used.add(use.piece)
    return by_item, [photo for id, photo in shown.items() if id not in used]


def visits_of(reader: Reader, application: str) -> list[dict[str, Any]]:
    """Return the visits to an enterprise that the reader may know, the drawn ones included."""
    rows = reader.all(select(Visit).where(Visit.application == application).order_by(Visit.opened_at, Visit.id))
    # Whoever made a visit alone also reads the copy that was told with the panel: it stands for both.
    told = {(row.opened_by, row.opened_at) for row in rows if row.stream == streams.panel(application)}
    people = names(reader, {row.opened_by for row in rows if row.opened_by})
    return [
        {
            "id": row.id,
            "drawn": row.plan is not None,
            "opened_at": row.opened_at,
            "closed_at": row.closed_at,
            "by": people.get(row.opened_by or "", ""),
        }
        for row in rows
        if row.stream == streams.panel(application) or (row.opened_by, row.opened_at) not in told
    ]


def to_visit(reader: Reader, round: str) -> list[dict[str, Any]]:
    """Return the applications of a round that can be drawn, with what is known of them for the strata."""
    states = [state for group in STATES.values() for state in group]
    query = select(Application).where(Application.round == round, Application.state.in_(states))
    traits = {row.application: row for row in reader.all(select(VisitTraits))}
    return [
        {
            "id": row.id,
            "name": row.enterprise_name,
            "among": next(among for among in Among if row.state in STATES[among]),
            "traits": traits.get(row.id),
            "size": size_of(traits[row.id].people if row.id in traits else None),
        }
        for row in reader.all(query.order_by(Application.enterprise_name, Application.id))
    ]


def plans_of_round(reader: Reader, round: str) -> list[dict[str, Any]]:
    """Return the draws of a round, the newest first, with who was drawn, how far the visits are, and what they say."""
    rows = reader.all(select(VisitPlan).where(VisitPlan.stream == plans(round)).order_by(VisitPlan.number.desc()))
    people = names(reader, {row.drawn_by for row in rows})
    return [_plan(reader, row, people) for row in rows]


def _plan(reader: Reader, plan: VisitPlan, people: dict[str, str]) -> dict[str, Any]:
    strata = [
        {"size": size, "sector": sector, "area": area, "units": units, "drawn": drawn}
        for size, sector, area, units, drawn in json.loads(plan.strata)
    ]
    visits = {row.application: row for row in reader.all(select(Visit).where(Visit.plan == plan.id))}
    called = {
        row.id: row.enterprise_name for row in reader.all(select(Application).where(Application.id.in_(list(visits))))
    }
    closed = [row.id for row in visits.values() if row.closed_at is not None]
    population = sum(len(stratum["units"]) for stratum in strata)
    found = _otherwise(reader, closed)
    return {
        "id": plan.id,
        "number": plan.number,
        "among": plan.among,
        "seed": plan.seed,
        "reason": plan.reason,
        "by": people.get(plan.drawn_by, ""),
        "at": reader.here(plan.drawn_at),
        "strata": strata,
        "visits": visits,
        "names": called,
        "population": population,
        "drawn": len(visits),
        "margin": margin((len(stratum["units"]), len(stratum["drawn"])) for stratum in strata),
        "closed": len(closed),
        "otherwise": found,
        "between": bounds(population, len(closed), found) if closed and population <= 2_000 else None,
    }


def _otherwise(reader: Reader, visits: list[str]) -> int:
    """Return at how many of these visits at least one item was, in the end, not as said."""
    newest: dict[tuple[str, str], str] = {}
    query = select(VisitEntry).where(VisitEntry.visit.in_(visits)).order_by(VisitEntry.number)
    for entry in reader.all(query):
        newest[entry.visit, entry.item] = entry.finding
    return len({visit for (visit, _), finding in newest.items() if finding == Finding.OTHERWISE})
