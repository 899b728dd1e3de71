"""Where an issue stands, and what that lets be done with it."""

from __future__ import annotations

import pytest

from negotiation.rules.standing import OPEN_TO, SET_ASIDE, Move, standing_of
from negotiation.rules.words import Fate, Standing

BOTH = ("labour", "employer")


@pytest.mark.parametrize(
    ("parties", "last", "expected"),
    [
        ((), None, Standing.OPEN),
        ((), Fate.EXPIRED, Standing.OPEN),
        ((), Fate.LAPSED, Standing.OPEN),
        ((), Fate.WITHDRAWN, Standing.WITHDRAWN),
        (("labour",), Fate.STANDING, Standing.PROPOSED),
        (("employer",), Fate.WITHDRAWN, Standing.PROPOSED),
        (BOTH, Fate.STANDING, Standing.COUNTERED),
        (BOTH, Fate.LAPSED, Standing.COUNTERED),
        (("labour", "labour"), Fate.STANDING, Standing.PROPOSED),
    ],
)
def test_the_standing_follows_from_the_proposals(
    parties: tuple[str, ...], last: Fate | None, expected: Standing
) -> None:
    assert standing_of(parties, last) is expected


def test_no_proposal_can_set_an_issue_aside() -> None:
    found = {standing_of(parties, fate) for parties in ((), BOTH[:1], BOTH) for fate in (None, *Fate)}
    assert not found & SET_ASIDE


@pytest.mark.parametrize(
    ("standing", "moves"),
    [
        (Standing.OPEN, {Move.REVISE, Move.DROP, Move.TABLE, Move.HOLD, Move.SUPPOSE}),
        (Standing.PROPOSED, {Move.TABLE, Move.WITHDRAW, Move.HOLD, Move.INITIAL, Move.SUPPOSE}),
        (Standing.COUNTERED, {Move.TABLE, Move.WITHDRAW, Move.HOLD, Move.INITIAL, Move.SUPPOSE}),
        (Standing.HELD, {Move.WITHDRAW, Move.RESUME, Move.SUPPOSE}),
        (Standing.WITHDRAWN, {Move.TABLE, Move.SUPPOSE}),
        (Standing.AGREED, {Move.REOPEN}),
    ],
)
def test_each_standing_is_open_to_its_moves_alone(standing: Standing, moves: set[Move]) -> None:
    assert {move for move in Move if standing in OPEN_TO[move]} == moves
