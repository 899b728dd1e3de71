"""Speaking in turn: who is next, and how much of its time a side has used. Pure: times come from the server's record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from negotiation.rules.words import Party, Side, TurnKind

NOTHING = timedelta(0)


class Hand(NamedTuple):
    """A wish to speak that waits: whose, why, and its place in the order of asking."""

    turn: str
    party: Party
    kind: TurnKind
    ordinal: int


class Speech(NamedTuple):
    """A turn that was given the floor; `ended_at` is None while it runs."""

    party: Party
    kind: TurnKind
    started_at: datetime
    ended_at: datetime | None


def length(speech: Speech, now: datetime) -> timedelta:
    """Return how long a turn lasted, up to `now` while it runs; never less than nothing, should the server's clock step back."""
    return max(NOTHING, (speech.ended_at or now) - speech.started_at)


def time_used(speeches: Iterable[Speech], now: datetime) -> dict[Side, timedelta]:
    """Return each side's account: the sum of its turns, the running one up to `now`. Points of order are on nobody's account."""
    used = dict.fromkeys(Side, NOTHING)
    for speech in speeches:
        side = side_of(speech.party)
        if side is not None and speech.kind is not TurnKind.ORDER:
            used[side] += length(speech, now)
    return used


def in_order(hands: Iterable[Hand]) -> list[Hand]:
    """Return those who wait as they will be called: points of order first, then by place."""
    return sorted(hands, key=lambda hand: (hand.kind is not TurnKind.ORDER, hand.ordinal))


def suggested(hands: Iterable[Hand], used: Mapping[Side, timedelta]) -> Hand | None:
    """Return whom to call next so that the sides stay balanced, as a hint for whoever presides; None when nobody waits.

    A point of order, or the third party, that is first in order stays first. Otherwise the first hand of the side that
    has used less time, where both sides wait; with equal time, and where only one side waits, whoever asked first.
    """
    waiting = in_order(hands)
    if not waiting:
        return None
    if waiting[0].kind is TurnKind.ORDER or side_of(waiting[0].party) is None:
        return waiting[0]
    of_sides = [(side, hand) for hand in waiting if (side := side_of(hand.party)) is not None]
    return min(of_sides, key=lambda one: used[one[0]])[1]


def reordered(hands: Iterable[Hand], wished: Sequence[str]) -> list[str] | None:
    """Return the turns in the wished order, points of order kept first; None unless exactly those who wait are named."""
    by_turn = {hand.turn: hand for hand in hands}
    if sorted(wished) != sorted(by_turn):
        return None
    placed = [by_turn[turn]._replace(ordinal=place) for place, turn in enumerate(wished, 1)]
    return [hand.turn for hand in in_order(placed)]


def side_of(party: Party) -> Side | None:
    """Return the side of a party, or None for the third party and neutral people, whose speaking is on no account."""
    return Side(party.value) if party in (Party.LABOUR, Party.EMPLOYER) else None
