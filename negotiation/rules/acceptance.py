"""What two chiefs need to agree on one text."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from negotiation.rules.words import Fate, Side


class Obstacle(StrEnum):
    """Why a text cannot be initialled as it was read."""

    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    AGREED = "agreed"
    OTHER_TEXT = "other_text"


def obstacle(fate: Fate, *, is_over: bool, read: str, stands: str) -> Obstacle | None:
    """Return what is in the way of initialling a proposal, or None.

    `is_over`: it has ended by itself, though nobody has noted that yet. `read` and `stands` are the content hashes of the
    text that was read and of the text that stands.
    """
    if fate is not Fate.STANDING:
        return Obstacle(fate.value)
    if is_over:
        return Obstacle.EXPIRED
    return None if read == stands else Obstacle.OTHER_TEXT


def is_agreed(initials: Mapping[str, str]) -> bool:
    """Return whether both sides' chiefs initialled the same text; `initials` holds the content hash by side."""
    return set(initials) == set(Side) and len(set(initials.values())) == 1
