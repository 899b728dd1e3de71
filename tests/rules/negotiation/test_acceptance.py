"""When a proposal has ended by itself, what is in the way of initials, and what two of them make."""

from __future__ import annotations

from datetime import date

import pytest

from negotiation.rules.acceptance import Obstacle, is_agreed, obstacle
from negotiation.rules.expiry import is_over, outlives_its_seat
from negotiation.rules.words import Fate, Side

DAY = date(2026, 4, 16)
NEXT = date(2026, 4, 17)
A, B = "a" * 64, "b" * 64


@pytest.mark.parametrize(
    ("expires_on", "today", "bound", "closed", "expected"),
    [
        (None, DAY, False, False, False),
        (None, DAY, False, True, False),
        (DAY, DAY, False, False, False),
        (DAY, NEXT, False, False, True),
        (NEXT, DAY, False, True, False),
        (None, DAY, True, False, False),
        (None, DAY, True, True, True),
        (NEXT, DAY, True, True, True),
    ],
)
def test_a_proposal_ends_after_its_last_day_or_with_its_meeting(
    expires_on: date | None, today: date, bound: bool, closed: bool, expected: bool
) -> None:
    assert is_over(expires_on, today, ends_with_meeting=bound, meeting_closed=closed) is expected


@pytest.mark.parametrize(
    ("initialled", "expected"),
    [(set(), False), ({"labour"}, False), ({"employer"}, True), ({"labour", "employer"}, True)],
)
def test_only_the_other_sides_initials_save_a_proposal(initialled: set[str], expected: bool) -> None:
    assert outlives_its_seat(frozenset(initialled), "labour") is expected


@pytest.mark.parametrize("fate", [fate for fate in Fate if fate is not Fate.STANDING])
def test_what_no_longer_stands_cannot_be_initialled(fate: Fate) -> None:
    assert obstacle(fate, is_over=True, read=A, stands=B) is Obstacle(fate.value)


@pytest.mark.parametrize(
    ("over", "read", "expected"),
    [(False, A, None), (True, A, Obstacle.EXPIRED), (False, B, Obstacle.OTHER_TEXT), (True, B, Obstacle.EXPIRED)],
)
def test_a_standing_text_is_initialled_as_it_was_read(over: bool, read: str, expected: Obstacle | None) -> None:
    assert obstacle(Fate.STANDING, is_over=over, read=read, stands=A) is expected


@pytest.mark.parametrize(
    ("initials", "expected"),
    [
        ({}, False),
        ({Side.LABOUR: A}, False),
        ({Side.LABOUR: A, Side.EMPLOYER: B}, False),
        ({Side.LABOUR: A, Side.EMPLOYER: A}, True),
        ({"labour": A, "employer": A}, True),
    ],
)
def test_two_sides_agree_on_one_text(initials: dict[str, str], expected: bool) -> None:
    assert is_agreed(initials) is expected
