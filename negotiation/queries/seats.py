"""Who sits where under which mandate."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from negotiation.models import Mandate, Seat
from negotiation.queries.meetings import PARTIES, side_shown
from negotiation.queries.names import seats_in
from negotiation.rules.mandates import in_force
from negotiation.rules.words import Role
from workbench.kernel import Reader

_ORDER = [Role.CHIEF, Role.REPRESENTATIVE, Role.ADVISER, Role.OFFICER, Role.MEDIATOR, Role.RECORDER, Role.OBSERVER]


def parties(reader: Reader, bargaining: str) -> list[dict[str, Any]]:
    """Return the five parties in their order, each with the people who sit there now, chiefs first, and those who left."""
    granted = _mandates(reader, bargaining)
    seats = sorted(seats_in(reader, bargaining), key=lambda seat: _ORDER.index(Role(seat.role)))
    return [
        {
            "party": party.value,
            "side": side_shown(party),
            "people": [_shown(reader, s, granted.get(s.id, [])) for s in seats if s.party == party and not s.ended_at],
            "left": [_shown(reader, s, granted.get(s.id, [])) for s in seats if s.party == party and s.ended_at],
        }
        for party in PARTIES
    ]


def _mandates(reader: Reader, bargaining: str) -> dict[str, list[Mandate]]:
    query = select(Mandate).where(Mandate.bargaining == bargaining).order_by(Mandate.granted_at, Mandate.valid_from)
    granted: dict[str, list[Mandate]] = {}
    for mandate in reader.all(query):
        granted.setdefault(mandate.seat, []).append(mandate)
    return granted


def _shown(reader: Reader, seat: Seat, mandates: list[Mandate]) -> dict[str, Any]:
    today = reader.now.date()
    force = in_force(mandates, today, _zone(reader))
    return {
        "id": seat.id,
        "person": seat.person,
        "name": seat.name,
        "party": seat.party,
        "role": seat.role,
        "chief": seat.role == Role.CHIEF,
        "function": seat.function,
        "since": reader.here(seat.since),
        "ended": reader.here(seat.ended_at) if seat.ended_at else None,
        "reason": seat.ended_reason,
        "in_force": _dated(force, today) if force else None,
        "mandates": [_dated(mandate, today) for mandate in reversed(mandates)],
    }


def _zone(reader: Reader) -> ZoneInfo:
    return ZoneInfo(str(reader.now.tzinfo))


def _dated(mandate: Mandate, today: date) -> dict[str, Any]:
    return {
        "id": mandate.id,
        "number": mandate.number,
        "granted_by": mandate.granted_by,
        "covers": mandate.scope,
        "valid_from": mandate.valid_from,
        "valid_until": mandate.valid_until,
        "revoked": mandate.ended_at is not None,
        "days_left": (mandate.valid_until - today).days if mandate.valid_until else None,
    }
