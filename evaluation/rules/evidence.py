"""When evidence is enough: what is asked for, what is there, and whether it still says something about the time that counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

YEARS_BACK = 1
"""How long before the opening of a round evidence may end and still count. Schemes ask for proof of twelve months."""


class DoubtKind(StrEnum):
    """What somebody who reads the evidence finds wanting."""

    MISSING = "missing"
    OUTDATED = "outdated"
    DOUBTFUL = "doubtful"
    CHANGED = "changed"


class Standing(StrEnum):
    """How the evidence of one item stands, the worst first."""

    DAMAGED = "damaged"
    CHANGED = "changed"
    MISSING = "missing"
    DOUBTFUL = "doubtful"
    OUTDATED = "outdated"
    THERE = "there"
    NOT_ASKED = "not_asked"


_BY_DOUBT = {
    DoubtKind.CHANGED: Standing.CHANGED,
    DoubtKind.MISSING: Standing.MISSING,
    DoubtKind.DOUBTFUL: Standing.DOUBTFUL,
    DoubtKind.OUTDATED: Standing.OUTDATED,
}


@dataclass(frozen=True)
class Held:
    """One piece as far as the judgement needs it: the last day it speaks of, and whether its bytes are those handed in."""

    until: date | None
    intact: bool = True


def counts_from(opens_on: date) -> date:
    """Return the first day evidence must still speak of in a round that opens on `opens_on`."""
    year = opens_on.year - YEARS_BACK
    last_of_february = (opens_on.month, opens_on.day) == (2, 29)
    return date(year, 3, 1) if last_of_february else opens_on.replace(year=year)


def is_outdated(until: date | None, needed_since: date) -> bool:
    """Say whether a piece ends before the time that counts. One without a period is not judged by it."""
    return until is not None and until < needed_since


def standing_of(asked: int, pieces: Iterable[Held], doubts: Iterable[DoubtKind], needed_since: date) -> Standing:
    """Return how the evidence of an item stands: `asked` kinds are asked for, these pieces are there, these doubts are open.

    A doubt somebody raised outweighs what follows from dates: all pieces must be outdated before the item is.
    """
    held = tuple(pieces)
    found = {_BY_DOUBT[doubt] for doubt in doubts}
    if any(not piece.intact for piece in held):
        found.add(Standing.DAMAGED)
    if held and all(is_outdated(piece.until, needed_since) for piece in held):
        found.add(Standing.OUTDATED)
    if not held and asked:
        found.add(Standing.MISSING)
    for standing in Standing:
        if standing in found:
            return standing
    return Standing.THERE if held else Standing.NOT_ASKED


class LinkRefused(ValueError):
    """The text is not an address that people can open from a page."""


def checked_link(text: str) -> str:
    """Return a web address as it may stand in a page: http or https, a host, no name and password in it. Raises LinkRefused."""
    try:
        parts = urlsplit(text)
        named, port_is_number = parts.hostname, parts.port is None or parts.port > 0
    except ValueError:
        raise LinkRefused(text) from None
    if parts.scheme not in ("http", "https") or not named or not port_is_number or "@" in parts.netloc or " " in text:
        raise LinkRefused(text)
    return text
