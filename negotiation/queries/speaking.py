"""The floor: who speaks, who waits, how much of its time each side has used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from negotiation.models import Bargaining, GroundRules, Meeting, Seat, Turn
from negotiation.queries.happenings import KIND_WORDS
from negotiation.queries.meetings import in_session, side_shown
from negotiation.queries.names import seats_in
from negotiation.rules.speaking import Hand, Speech, in_order, length, suggested, time_used
from negotiation.rules.words import Party, Side, TurnKind
from workbench.kernel import Reader

SHORTEST_BAR = 600


@dataclass(frozen=True)
class Floor:
    """The list of speakers of the meeting in session, as rows; `hint` is whom to call to keep the sides balanced."""

    meeting: Meeting | None
    running: Turn | None
    waiting: Sequence[Turn]
    hint: Turn | None
    used: dict[Side, timedelta]
    seats: dict[str, Seat]

    def name(self, turn: Turn) -> str:
        """Return the name of a turn's speaker."""
        return self.seats[turn.seat].name


def floor_of(reader: Reader, bargaining: str) -> Floor:
    """Return the floor of a bargaining's meeting now; an empty one between meetings. Raises Absent."""
    reader.get(Bargaining, bargaining)
    meeting = in_session(reader, bargaining)
    turns = reader.all(select(Turn).where(Turn.meeting == meeting.id)) if meeting else []
    speeches = [_speech(turn) for turn in turns if turn.started_at is not None]
    used = time_used(speeches, reader.now)
    waiting = {turn.id: turn for turn in turns if turn.started_at is None and turn.lowered_at is None}
    hands = [Hand(turn.id, Party(turn.party), TurnKind(turn.kind), turn.ordinal) for turn in waiting.values()]
    hint = suggested(hands, used)
    return Floor(
        meeting=meeting,
        running=next((turn for turn in turns if turn.started_at is not None and turn.ended_at is None), None),
        waiting=[waiting[hand.turn] for hand in in_order(hands)],
        hint=waiting[hint.turn] if hint else None,
        used=used,
        seats={seat.id: seat for seat in seats_in(reader, bargaining)},
    )


def speaking_limit(reader: Reader, bargaining: str) -> int | None:
    """Return the minutes each side has by the ground rules in force, or None when they set no limit."""
    query = select(GroundRules).where(
        GroundRules.bargaining == bargaining,
        GroundRules.labour_at.is_not(None),
        GroundRules.employer_at.is_not(None),
        GroundRules.replaced_at.is_(None),
    )
    rules = reader.one_or_none(query)
    return rules.speaking_minutes if rules else None


def shown_floor(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return the floor as templates show it."""
    floor = floor_of(reader, bargaining)
    current = _current(reader, floor, floor.running) if floor.running else None
    return {
        "current": current,
        "limit_minutes": speaking_limit(reader, bargaining),
        "longest": max(SHORTEST_BAR, *(_seconds(account) for account in floor.used.values())),
        "used": [_account(floor, side, current) for side in Side],
        "queue": [
            {"name": floor.name(turn), "side": side_shown(turn.party), "purpose": purpose(turn), "minutes": None}
            for turn in floor.waiting
        ],
    }


def purpose(turn: Turn) -> str:
    """Return why somebody speaks: the kind in words, and their note."""
    kind = str(gettext(KIND_WORDS[TurnKind(turn.kind)]))
    return f"{kind} · {turn.note}" if turn.note else kind


def _current(reader: Reader, floor: Floor, turn: Turn) -> dict[str, Any]:
    assert turn.started_at is not None
    return {
        "name": floor.name(turn),
        "side": side_shown(turn.party),
        "about": purpose(turn),
        "since": reader.here(turn.started_at),
        "seconds": _seconds(length(_speech(turn), reader.now)),
    }


def _account(floor: Floor, side: Side, current: dict[str, Any] | None) -> dict[str, Any]:
    """Return a side's account; while a turn runs on it, since when, and what was used before, so that a clock can carry it on."""
    seconds, turn = _seconds(floor.used[side]), floor.running
    if current is None or turn is None or current["side"] != side or turn.kind == TurnKind.ORDER:
        return {"side": side.value, "seconds": seconds, "since": None, "before": seconds}
    return {"side": side.value, "seconds": seconds, "since": current["since"], "before": seconds - current["seconds"]}


def _speech(turn: Turn) -> Speech:
    assert turn.started_at is not None
    return Speech(Party(turn.party), TurnKind(turn.kind), turn.started_at, turn.ended_at)


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())
