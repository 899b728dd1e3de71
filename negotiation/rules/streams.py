"""The streams of a bargaining: one for the table, one for each caucus, one for each side's confidence with the mediator."""

from __future__ import annotations

from negotiation.rules.words import Side

TABLE = "bargaining/{bargaining}/table"
CAUCUS = "bargaining/{bargaining}/caucus/{side}"
CONFIDENCE = "bargaining/{bargaining}/confidence/{side}"
SUPPOSALS = "bargaining/{bargaining}/supposals"
"""Off the record: what is explored aloud. Never exported, never in minutes."""


def subject(bargaining: str) -> str:
    """Return the subject all streams of a bargaining share."""
    return f"bargaining/{bargaining}"


def table(bargaining: str) -> str:
    """Return the common stream of a bargaining."""
    return TABLE.format(bargaining=bargaining)


def caucus(bargaining: str, side: str) -> str:
    """Return the private stream of one side."""
    return CAUCUS.format(bargaining=bargaining, side=Side(side).value)


def confidence(bargaining: str, side: str) -> str:
    """Return the stream the mediator shares with one side alone."""
    return CONFIDENCE.format(bargaining=bargaining, side=Side(side).value)


def supposals(bargaining: str) -> str:
    """Return the stream of what is said off the record."""
    return SUPPOSALS.format(bargaining=bargaining)


def private(bargaining: str) -> tuple[str, ...]:
    """Return every private stream, always all of them, so that sealing them shows nothing of which were used."""
    return tuple(make(bargaining, side) for make in (caucus, confidence) for side in Side)
