"""What the enterprise prepared is told to everybody who evaluates it when it hands its sheet in, or applies."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from evaluation.commands.evidence import about, doubted, serve
from evaluation.events.applications import ApplicationSubmitted
from evaluation.events.evidence import EvidenceHandedIn
from evaluation.events.panels import PanelOpened
from evaluation.events.sheets import SheetHandedIn
from evaluation.models import Doubt, Piece, PieceUse
from evaluation.rules import streams
from evaluation.rules.words import Stage
from workbench.kernel import Act, Event, reaction


@reaction(SheetHandedIn)
def hand_in_with_the_sheet(act: Act, event: SheetHandedIn) -> Iterator[Event]:
    """Hand in the evidence together with the enterprise's own sheet."""
    if event.stage == Stage.SELF:
        yield from hand_in_evidence(act, event.application)


@reaction(ApplicationSubmitted)
def hand_in_with_the_application(act: Act, event: ApplicationSubmitted) -> Iterator[Event]:
    """Hand in what was added since."""
    yield from hand_in_evidence(act, event.application)


@reaction(PanelOpened)
def tell_the_panels_doubts(act: Act, event: PanelOpened) -> Iterator[Event]:
    """Tell the panel what its evaluators doubted while they were blind, in an order that does not say who was first."""
    place = streams.panel(event.application)
    scorers = streams.scorer(event.application, "")
    blind = select(Doubt).where(Doubt.stream.startswith(scorers), Doubt.told_as.is_(None), Doubt.settled_at.is_(None))
    for one in act.all(blind.order_by(Doubt.item, Doubt.id)):
        told = Doubt(id=act.new_id(), stream=place, raised_at=act.now, application=one.application)
        for name in ("item", "piece", "kind", "why", "raised_by"):
            setattr(told, name, getattr(one, name))
        act.add(told)
        one.told_as = told.id
        yield doubted(told)


def hand_in_evidence(act: Act, application: str) -> Iterator[Event]:
    """Copy every prepared piece into the common file, and yield what was handed in, oldest first."""
    prepared = select(Piece).where(
        Piece.stream == streams.enterprise(application), Piece.handed_in_as.is_(None), Piece.withdrawn_at.is_(None)
    )
    for piece in act.all(prepared.order_by(Piece.given_at, Piece.id)):
        items = act.all(select(PieceUse.item).where(PieceUse.piece == piece.id).order_by(PieceUse.item))
        filed = Piece(id=act.new_id(), stream=streams.file(application), given_by=piece.given_by, given_at=act.now)
        for name in ("application", "name", "sha256", "size", "media_type", "link", "covers_from", "covers_until"):
            setattr(filed, name, getattr(piece, name))
        filed.stage = piece.stage
        act.add(filed)
        serve(act, filed, items)
        piece.handed_in_as = filed.id
        yield EvidenceHandedIn(**about(filed), items=list(items))
