"""On-site visits: drawn, begun, written down from a phone that may be offline, closed."""

from __future__ import annotations

import json
import secrets
from typing import Annotated, Any, ClassVar

from pydantic import AwareDatetime, Field
from sqlalchemy import func, select

from evaluation.commands.evidence import about, serve
from evaluation.events.evidence import EvidenceAdded
from evaluation.events.visits import (
    VisitClosed,
    VisitEntryKept,
    VisitOpened,
    VisitPhotoAdded,
    VisitsDrawn,
    VisitTraitsNoted,
)
from evaluation.models import Application, Piece, Visit, VisitEntry, VisitPlan, VisitTraits
from evaluation.policy.evidence import home_of_new
from evaluation.policy.roles import panel_seat_of
from evaluation.policy.schemes import scheme_of
from evaluation.policy.visits import (
    candidates,
    home_of_visit,
    may_draw,
    may_note_traits,
    may_open,
    may_write,
    visit_of,
)
from evaluation.rules import streams
from evaluation.rules.sampling import CannotDraw, Draw, Key, Unit, draw, size_of
from evaluation.rules.visits import Among, Finding, plans
from evaluation.rules.words import Stage
from workbench.kernel import (
    N_,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    line,
    policy,
    prose,
)
from workbench.kernel.blobs import Photo

UNKNOWN_ITEM = Reason("unknown_item", N_("The scheme has no item “%(item)s”."), 422)
NOBODY_TO_VISIT = Reason("nobody_to_visit", N_("There is no application of this round to visit now."), 409)
TOO_FEW = Reason(
    "too_few_visits", N_("There are %(limit)s kinds of enterprises; at least one of each is visited."), 422
)
TOO_MANY = Reason("too_many_visits", N_("There are only %(limit)s enterprises to draw from."), 422)
TOO_MANY_PHOTOS = Reason("too_many_photos", N_("A visit takes at most %(limit)s photographs."), 409)
PHOTOS = 200

ItemId = Annotated[str, line(60)]
Why = Annotated[str, prose(2_000)]
Note = Annotated[str, prose(5_000, blank=True)]
Trait = Annotated[str, line(60, blank=True)]
Seed = Annotated[str, line(64, blank=True)]


class NoteVisitTraits(Command):
    """Notes by what an application is put into a stratum when visits are drawn. A blank means: not known."""

    sentence: ClassVar[str] = N_("Note size, sector and area")
    locks: ClassVar[str] = "evaluation/{application}"
    application: Id = Field(title=N_("Application"))
    people: Annotated[int, Field(ge=0, le=10_000_000)] | None = Field(default=None, title=N_("People who work there"))
    sector: Trait = Field(default="", title=N_("Sector"))
    area: Trait = Field(default="", title=N_("District"))


class DrawVisits(Command):
    """Draws whom to visit: a random sample stratified by size, sector and area, at least one of each kind.

    Without a seed the house makes one. Every draw stays recorded with its seed, so a draw that did not please is seen.
    Result: {"plan": id, "seed": text, "visits": n}.
    """

    sentence: ClassVar[str] = N_("Draw whom to visit")
    locks: ClassVar[str] = "round/{round}"
    round: Id = Field(title=N_("Round"))
    among: Among = Field(title=N_("Among"))
    size: Annotated[int, Field(ge=1, le=10_000)] = Field(title=N_("How many visits"))
    seed: Seed = Field(default="", title=N_("Seed"))
    reason: Why = Field(title=N_("Reason"))


class OpenVisit(Command):
    """Begins a visit: the one that was drawn, or one for a stated cause. An open one is entered again. Result: {"visit": id}."""

    sentence: ClassVar[str] = N_("Begin the visit")
    locks: ClassVar[str] = "evaluation/{application}"
    application: Id = Field(title=N_("Application"))
    cause: Annotated[str, prose(2_000, blank=True)] = Field(default="", title=N_("Why this enterprise is visited"))


class KeepVisitEntry(Command):
    """Writes down what was found at an item. Each entry is kept; the newest stands. Result: {"number": n}.

    `noted_at` is when it was written down, where the phone was offline then.
    """

    sentence: ClassVar[str] = N_("Keep what was found")
    locks: ClassVar[str] = "visit/{visit}"
    visit: Id = Field(title=N_("Visit"))
    item: ItemId = Field(title=N_("Item"))
    finding: Finding = Field(title=N_("What was found"))
    note: Note = Field(default="", title=N_("Remark"))
    noted_at: AwareDatetime | None = Field(default=None, title=N_("Written down at"))


class AddVisitPhoto(Command):
    """Puts a photograph to an item of the visit, without what the camera wrote of place and time. Result: {"piece": id}."""

    sentence: ClassVar[str] = N_("Add a photograph")
    locks: ClassVar[str] = "visit/{visit}"
    visit: Id = Field(title=N_("Visit"))
    item: Annotated[str, line(60, blank=True)] = Field(default="", title=N_("Item"))
    file: Photo = Field(title=N_("Photograph"))
    name: Annotated[str, line(120, blank=True)] = Field(default="", title=N_("What it shows"))


class CloseVisit(Command):
    """Closes a visit. Nothing is added to it any more."""

    sentence: ClassVar[str] = N_("Close the visit")
    locks: ClassVar[str] = "visit/{visit}"
    visit: Id = Field(title=N_("Visit"))
    summary: Annotated[str, prose(5_000, blank=True)] = Field(default="", title=N_("Summary"))


@policy(NoteVisitTraits)
def _may_note(question: Question, command: NoteVisitTraits) -> Verdict:
    return may_note_traits(question, command.application)


@policy(DrawVisits)
def _may_draw(question: Question, command: DrawVisits) -> Verdict:
    return may_draw(question, command.round)


@policy(OpenVisit)
def _may_open(question: Question, command: OpenVisit) -> Verdict:
    return may_open(question, command.application)


@policy(KeepVisitEntry, AddVisitPhoto, CloseVisit)
def _may_write(question: Question, command: Any) -> Verdict:
    return may_write(question, command.visit)


@handler(NoteVisitTraits)
def note_traits(act: Act, command: NoteVisitTraits) -> Handling:
    """Keep what was noted last."""
    row = act.session.get(VisitTraits, command.application)
    if row is None:
        row = VisitTraits(application=command.application, stream=streams.office(command.application))
        act.session.add(row)
    row.people, row.sector, row.area = command.people, command.sector, command.area
    act.session.flush()
    yield VisitTraitsNoted(**command.model_dump())
    return {"application": command.application}


@handler(DrawVisits)
def draw_visits(act: Act, command: DrawVisits) -> Handling:
    """Draw, record the draw, and plan a visit of each that was drawn."""
    seed = command.seed or secrets.token_hex(16)
    drawn = _drawn(act, command, seed)
    strata = [(*one.key, list(one.units), list(one.drawn)) for one in drawn.strata]
    last = act.first(select(VisitPlan.number).where(VisitPlan.round == command.round).order_by(VisitPlan.number.desc()))
    plan = VisitPlan(
        id=act.new_id(),
        stream=plans(command.round),
        round=command.round,
        number=(last or 0) + 1,
        among=command.among,
        seed=seed,
        size=command.size,
        strata=json.dumps(strata, ensure_ascii=False),
        reason=command.reason,
        drawn_by=str(act.actor.person),
        drawn_at=act.now,
    )
    act.add(plan)
    planned = (Visit(id=act.new_id(), stream=streams.office(one), application=one, plan=plan.id) for one in drawn.drawn)
    act.add(*planned)
    fields = command.model_dump(include={"round", "size", "reason"}) | {"among": command.among, "seed": seed}
    yield VisitsDrawn(**fields, plan=plan.id, number=plan.number, strata=strata)
    return {"plan": plan.id, "seed": seed, "visits": len(drawn.drawn)}


def _drawn(act: Act, command: DrawVisits, seed: str) -> Draw:
    found = candidates(act, command.round, command.among)
    if not found:
        raise Refusal(NOBODY_TO_VISIT, "among")
    known = select(VisitTraits).where(VisitTraits.application.in_([one.id for one in found]))
    traits = {row.application: row for row in act.all(known)}
    try:
        return draw((Unit(one.id, _key(traits.get(one.id))) for one in found), command.size, seed)
    except CannotDraw as refused:
        raise Refusal(TOO_FEW if refused.reason == "too_few" else TOO_MANY, "size", limit=refused.limit) from None


def _key(traits: VisitTraits | None) -> Key:
    return Key(size_of(traits.people), traits.sector, traits.area) if traits else Key(size_of(None), "", "")


@handler(OpenVisit)
def open_visit(act: Act, command: OpenVisit) -> Handling:
    """Begin the visit that was drawn, or a new one."""
    place = home_of_visit(act, act.find(Application, command.application))
    query = select(Visit).where(Visit.application == command.application, Visit.stream == place)
    waiting = act.all(query.where(Visit.closed_at.is_(None)).order_by(Visit.opened_at.is_(None), Visit.id))
    visit = waiting[0] if waiting else None
    if visit is None:
        visit = Visit(id=act.new_id(), stream=place, application=command.application, cause=command.cause)
        act.add(visit)
    if visit.opened_at is None:
        visit.opened_by, visit.opened_at = str(act.actor.person), act.now
        yield VisitOpened(**_about(visit), plan=visit.plan, cause=visit.cause)
    return {"visit": visit.id}


def _about(visit: Visit) -> dict[str, Any]:
    return {"place": visit.stream, "application": visit.application, "visit": visit.id}


@handler(KeepVisitEntry)
def keep_entry(act: Act, command: KeepVisitEntry) -> Handling:
    """Write the entry down under the next number."""
    visit = visit_of(act, command.visit)
    _refuse_unknown(act, visit, command.item)
    number = (act.first(select(func.max(VisitEntry.number)).where(VisitEntry.visit == visit.id)) or 0) + 1
    fields = command.model_dump(include={"item", "note", "noted_at"}) | {"finding": command.finding}
    entry = VisitEntry(id=act.new_id(), stream=visit.stream, visit=visit.id, number=number, **fields)
    entry.by, entry.at = str(act.actor.person), act.now
    act.add(entry)
    yield VisitEntryKept(**_about(visit), number=number, **fields)
    return {"number": number}


@handler(AddVisitPhoto)
def add_photo(act: Act, command: AddVisitPhoto) -> Handling:
    """Keep the photograph as evidence on the visit's own stream."""
    visit = visit_of(act, command.visit)
    if command.item:
        _refuse_unknown(act, visit, command.item)
    taken = len(act.all(select(Piece.id).where(Piece.visit == visit.id)))
    if taken >= PHOTOS:
        raise Refusal(TOO_MANY_PHOTOS, "file", limit=PHOTOS)
    piece = Piece(id=act.new_id(), stream=visit.stream, application=visit.application, visit=visit.id, link="")
    piece.name, piece.sha256 = command.name or command.file.name, command.file.sha256
    piece.size, piece.media_type = command.file.size, command.file.media_type
    piece.stage, piece.given_by, piece.given_at = _stage(act, visit), str(act.actor.person), act.now
    act.add(piece)
    items = serve(act, piece, [command.item] if command.item else [])
    yield EvidenceAdded(place=visit.stream, **about(piece), items=items)
    yield VisitPhotoAdded(**_about(visit), piece=piece.id, item=command.item)
    return {"piece": piece.id}


def _stage(act: Act, visit: Visit) -> Stage:
    application = act.find(Application, visit.application)
    seat = panel_seat_of(act, visit.application)
    if seat is not None and visit.stream == streams.scorer(visit.application, seat.person):
        return Stage.PANEL
    return home_of_new(act, application)[1]


@handler(CloseVisit)
def close_visit(act: Act, command: CloseVisit) -> Handling:
    """Close the visit."""
    visit = visit_of(act, command.visit)
    visit.closed_at, visit.summary = act.now, command.summary
    yield VisitClosed(**_about(visit), summary=visit.summary)
    return {"visit": visit.id}


def _refuse_unknown(act: Act, visit: Visit, item: str) -> None:
    if item not in scheme_of(act, visit.application).by_id:
        raise Refusal(UNKNOWN_ITEM, "item", item=item)
