"""How a panel opens: what each evaluator filed alone is copied, unchanged, to where the whole panel reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from evaluation.events.panels import PanelOpened
from evaluation.models import Application, FiledSheet, PanelOpening, PanelSeat
from evaluation.policy.panels import began, opening_of, seats_of, sittings
from evaluation.rules import streams
from evaluation.rules.panels import opens_by_itself, still_missing
from evaluation.rules.words import Stage
from workbench.kernel import Act

_COPIED = (
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


def open_if_complete(act: Act, application: str) -> PanelOpened | None:
    """Open the panel and return the event when the last required sheet is in; else do nothing and tell nobody.

    The application's row is held first: of two evaluators who hand in at the same moment the second sees the first's sheet.
    """
    found = act.first(select(Application).where(Application.id == application).with_for_update())
    if found is None or opening_of(act, application) is not None:
        return None
    seats = seats_of(act, application)
    filed = {sheet.scorer for sheet in filed_by(act, application, seats)}
    return opened(act, found) if opens_by_itself(sittings(seats), filed) else None


def filed_by(act: Act, application: str, seats: Sequence[PanelSeat]) -> list[FiledSheet]:
    """Return the latest sheet each present evaluator filed alone since the enterprise last handed in its own."""
    own = [streams.scorer(application, seat.person) for seat in seats]
    query = select(FiledSheet).where(FiledSheet.stream.in_(own), FiledSheet.stage == Stage.PANEL)
    since = began(act, application)
    if since is not None:
        query = query.where(FiledSheet.at >= since)
    latest = {sheet.scorer: sheet for sheet in act.all(query.order_by(FiledSheet.turn))}
    return [latest[person] for person in sorted(latest)]


def opened(act: Act, application: Application) -> PanelOpened:
    """Enter the opening, copy what is in, and return the event."""
    seats = seats_of(act, application.id)
    sheets = filed_by(act, application.id, seats)
    missing = still_missing(sittings(seats), {sheet.scorer for sheet in sheets})
    place = streams.panel(application.id)
    number = act.session.scalars(
        select(func.count()).select_from(PanelOpening).where(PanelOpening.application == application.id)
    ).one()
    row = PanelOpening(
        id=act.new_id(),
        stream=place,
        application=application.id,
        number=number + 1,
        missing=",".join(missing),
        at=act.now,
    )
    act.add(row, *(_copy(act, sheet, place) for sheet in sheets))
    about = {"application": application.id, "round": application.round, "opening": row.id}
    return PanelOpened(number=row.number, missing=missing, **about)


def _copy(act: Act, sheet: FiledSheet, place: str) -> FiledSheet:
    said: dict[str, Any] = {name: getattr(sheet, name) for name in _COPIED}
    return FiledSheet(id=act.new_id(), stream=place, digest=sheet.digest, at=sheet.at, **said)
