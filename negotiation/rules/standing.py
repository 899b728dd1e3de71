"""Where an issue stands, and what that lets be done with it."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from negotiation.rules.words import Fate, Standing


class Move(StrEnum):
    """What can be done with an issue, as far as its standing matters."""

    REVISE = "revise"
    DROP = "drop"
    TABLE = "table"
    WITHDRAW = "withdraw"
    HOLD = "hold"
    RESUME = "resume"
    INITIAL = "initial"
    REOPEN = "reopen"
    SUPPOSE = "suppose"


_TALKED_ABOUT = frozenset({Standing.PROPOSED, Standing.COUNTERED})

OPEN_TO: dict[Move, frozenset[Standing]] = {
    Move.REVISE: frozenset({Standing.OPEN}),
    Move.DROP: frozenset({Standing.OPEN}),
    # A proposal brings an issue that was withdrawn back to the table.
    Move.TABLE: _TALKED_ABOUT | {Standing.OPEN, Standing.WITHDRAWN},
    Move.WITHDRAW: _TALKED_ABOUT | {Standing.HELD},
    Move.HOLD: _TALKED_ABOUT | {Standing.OPEN},
    Move.RESUME: frozenset({Standing.HELD}),
    Move.INITIAL: _TALKED_ABOUT,
    Move.REOPEN: frozenset({Standing.AGREED}),
    Move.SUPPOSE: frozenset(Standing) - {Standing.AGREED},
}
"""In which standings each move is open."""

SET_ASIDE = frozenset({Standing.HELD, Standing.AGREED})
"""Standings that outlast what becomes of single proposals: only resuming and reopening end them."""


def standing_of(parties: Collection[str], last: Fate | None) -> Standing:
    """Return the standing of an issue that is not set aside.

    `parties` are those who have a proposal standing; `last` is the fate of the proposal tabled last, None when there is none.
    """
    match len(set(parties)):
        case 0:
            return Standing.WITHDRAWN if last is Fate.WITHDRAWN else Standing.OPEN
        case 1:
            return Standing.PROPOSED
        case _:
            return Standing.COUNTERED
