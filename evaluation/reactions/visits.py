"""What members of a blind panel found on the spot is told with their sheets, when the panel opens."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from evaluation.commands.evidence import about, serve
from evaluation.events.evidence import EvidenceAdded
from evaluation.events.panels import PanelOpened
from evaluation.events.visits import FoundAtVisit, VisitTold
from evaluation.models import Piece, PieceUse, Visit, VisitEntry
from evaluation.policy.panels import seats_of
from evaluation.rules import streams
from evaluation.rules.visits import Finding
from workbench.kernel import Act, Event, reaction

_WRITTEN = ("number", "item", "finding", "note", "noted_at", "by", "at")
_OF_PHOTO = ("application", "name", "sha256", "size", "media_type", "link", "stage", "given_by", "given_at")


@reaction(PanelOpened)
def tell_the_panels_visits(act: Act, event: PanelOpened) -> Iterator[Event]:
    """Copy every visit that a present member began alone to where the panel reads, once, with its photographs."""
    place = streams.panel(event.application)
    told = {(one.opened_by, one.opened_at) for one in act.all(select(Visit).where(Visit.stream == place))}
    alone = [streams.scorer(event.application, seat.person) for seat in seats_of(act, event.application)]
    begun = select(Visit).where(Visit.stream.in_(alone), Visit.opened_at.is_not(None))
    for visit in act.all(begun.order_by(Visit.opened_by, Visit.id)):
        if (visit.opened_by, visit.opened_at) not in told:
            yield from _told(act, visit, place)


def _told(act: Act, visit: Visit, place: str) -> Iterator[Event]:
    copy = Visit(id=act.new_id(), stream=place, application=visit.application, plan=visit.plan, cause=visit.cause)
    copy.opened_by, copy.opened_at, copy.summary = visit.opened_by, visit.opened_at, visit.summary
    copy.closed_at = visit.closed_at or act.now
    act.add(copy)
    written = act.all(select(VisitEntry).where(VisitEntry.visit == visit.id).order_by(VisitEntry.number))
    for entry in written:
        said = {name: getattr(entry, name) for name in _WRITTEN}
        act.add(VisitEntry(id=act.new_id(), stream=place, visit=copy.id, **said))
    found = [FoundAtVisit(item=one.item, finding=Finding(one.finding), note=one.note) for one in written]
    yield VisitTold(
        application=copy.application,
        visit=copy.id,
        by=str(copy.opened_by),
        cause=copy.cause,
        summary=copy.summary,
        found=found,
    )
    taken = select(Piece).where(Piece.visit == visit.id, Piece.withdrawn_at.is_(None))
    for piece in act.all(taken.order_by(Piece.given_at, Piece.id)):
        yield _photo_told(act, piece, copy)


def _photo_told(act: Act, piece: Piece, visit: Visit) -> Event:
    items = act.all(select(PieceUse.item).where(PieceUse.piece == piece.id).order_by(PieceUse.item))
    said = {name: getattr(piece, name) for name in _OF_PHOTO}
    copy = Piece(id=act.new_id(), stream=visit.stream, visit=visit.id, **said)
    act.add(copy)
    serve(act, copy, items)
    piece.handed_in_as = copy.id
    return EvidenceAdded(place=visit.stream, **about(copy), items=list(items))
