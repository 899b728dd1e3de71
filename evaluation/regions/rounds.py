"""The live part of the page of a round: its dates and its people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from evaluation.events.rounds import RoundClosed, RoundOpened, RoundSeatEnded, RoundSeatTaken
from evaluation.models import Round, RoundSeat
from evaluation.rules import streams
from workbench.kernel import Reader
from workbench.live import region


@region(
    "round.people",
    listens=(RoundOpened, RoundClosed, RoundSeatTaken, RoundSeatEnded),
    template="evaluation/regions/round_people.html",
    reads=(streams.EVALUATORS,),
)
def people_region(reader: Reader, round: str) -> dict[str, Any]:
    """Return who has which role, and whether the round is closed."""
    found = reader.get(Round, round)
    query = select(RoundSeat).where(RoundSeat.round == round, RoundSeat.ended_at.is_(None))
    return {
        "seats": [_seat(row) for row in reader.all(query.order_by(RoundSeat.since, RoundSeat.id))],
        "closed": found.closed_at is not None,
        "score_by": found.score_by,
        "today": reader.now.date(),
    }


def _seat(row: RoundSeat) -> dict[str, str | None]:
    return {"id": row.id, "person": row.person, "name": row.name, "role": row.role, "bench": row.bench}
