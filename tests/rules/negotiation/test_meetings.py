"""Who presides, and what may follow what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.rules.meetings import BEGUN, FOLLOWS, next_chair
from negotiation.rules.words import Phase, Side


@pytest.mark.parametrize("offered_by", list(Side))
def test_the_side_that_offered_presides_over_the_first_meeting_and_the_chair_alternates(offered_by: Side) -> None:
    chairs: list[Side] = []
    for _ in range(5):
        chairs.append(next_chair(offered_by, chairs))
    other = offered_by.other
    assert chairs == [offered_by, other, offered_by, other, offered_by]


@given(st.sampled_from(list(Side)), st.lists(st.sampled_from(list(Side)), min_size=1))
def test_nobody_presides_twice_in_a_row(offered_by: Side, earlier: list[Side]) -> None:
    assert next_chair(offered_by, earlier) is not earlier[-1]


def test_a_closed_meeting_is_closed_for_good() -> None:
    assert all(Phase.CLOSED not in phases for phases in FOLLOWS.values())


def test_only_a_meeting_that_has_begun_is_closed_and_only_one_that_has_not_is_opened() -> None:
    assert set(FOLLOWS["close"]) == set(BEGUN)
    assert not set(FOLLOWS["open"]) & set(BEGUN)
