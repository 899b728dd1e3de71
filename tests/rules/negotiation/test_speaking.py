"""Accounts of speaking time and the order of speakers, as pure functions of the server's record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from negotiation.rules.speaking import NOTHING, Hand, Speech, in_order, length, reordered, suggested, time_used
from negotiation.rules.words import Party, Side, TurnKind

NOON = datetime(2026, 5, 8, 4, 0, tzinfo=UTC)
MOMENTS = st.integers(0, 36_000_000).map(lambda ms: NOON + timedelta(milliseconds=ms))
SPEECHES = st.builds(Speech, st.sampled_from(Party), st.sampled_from(TurnKind), MOMENTS, st.none() | MOMENTS)


def hand(turn: str, party: Party, ordinal: int, kind: TurnKind = TurnKind.STATEMENT) -> Hand:
    return Hand(turn, party, kind, ordinal)


def speech(party: Party, minutes: float, kind: TurnKind = TurnKind.STATEMENT) -> Speech:
    return Speech(party, kind, NOON, NOON + timedelta(minutes=minutes))


def test_an_account_is_the_sum_of_its_turns_to_the_millisecond() -> None:
    speeches = [
        speech(Party.LABOUR, 3),
        speech(Party.EMPLOYER, 4),
        Speech(Party.LABOUR, TurnKind.REPLY, NOON, NOON + timedelta(milliseconds=1)),
        speech(Party.MEDIATOR, 50),
    ]
    used = time_used(speeches, NOON)
    assert used == {Side.LABOUR: timedelta(minutes=3, milliseconds=1), Side.EMPLOYER: timedelta(minutes=4)}


def test_the_running_turn_counts_to_now() -> None:
    running = Speech(Party.LABOUR, TurnKind.STATEMENT, NOON, None)
    assert time_used([running], NOON + timedelta(seconds=61))[Side.LABOUR] == timedelta(seconds=61)


def test_a_point_of_order_is_on_nobodys_account() -> None:
    assert time_used([speech(Party.LABOUR, 9, TurnKind.ORDER)], NOON)[Side.LABOUR] == NOTHING


def test_a_server_clock_that_steps_back_takes_nothing_away() -> None:
    assert length(Speech(Party.LABOUR, TurnKind.REPLY, NOON, NOON - timedelta(hours=1)), NOON) == NOTHING
    assert length(Speech(Party.LABOUR, TurnKind.REPLY, NOON, None), NOON - timedelta(hours=1)) == NOTHING


@given(st.lists(SPEECHES), MOMENTS)
def test_accounts_are_never_negative_and_add_up_in_any_order(speeches: list[Speech], now: datetime) -> None:
    used = time_used(speeches, now)
    counted = [
        one for one in speeches if one.party in (Party.LABOUR, Party.EMPLOYER) and one.kind is not TurnKind.ORDER
    ]
    assert all(account >= NOTHING for account in used.values())
    assert sum(used.values(), NOTHING) == sum((length(one, now) for one in counted), NOTHING)
    assert time_used(reversed(speeches), now) == used


@given(st.lists(SPEECHES), SPEECHES, MOMENTS)
def test_one_more_turn_adds_exactly_its_length_to_its_own_side(
    speeches: list[Speech], more: Speech, now: datetime
) -> None:
    before, after = time_used(speeches, now), time_used([*speeches, more], now)
    counts = more.kind is not TurnKind.ORDER
    for side in Side:
        own = counts and more.party.value == side.value
        assert after[side] - before[side] == (length(more, now) if own else NOTHING)


@given(st.lists(SPEECHES.filter(lambda one: one.ended_at is not None)), MOMENTS, MOMENTS)
def test_what_is_over_does_not_depend_on_when_one_looks(speeches: list[Speech], now: datetime, then: datetime) -> None:
    assert time_used(speeches, now) == time_used(speeches, then)


def test_a_point_of_order_goes_first_and_the_others_in_the_order_of_asking() -> None:
    hands = [
        hand("b", Party.EMPLOYER, 2),
        hand("c", Party.LABOUR, 3, TurnKind.ORDER),
        hand("a", Party.LABOUR, 1),
    ]
    assert [one.turn for one in in_order(hands)] == ["c", "a", "b"]


def test_the_hint_is_the_side_that_has_spoken_less() -> None:
    hands = [hand("a", Party.LABOUR, 1), hand("b", Party.EMPLOYER, 2), hand("c", Party.EMPLOYER, 3)]
    less = {Side.LABOUR: timedelta(minutes=5), Side.EMPLOYER: timedelta(minutes=4)}
    assert suggested(hands, less) == hands[1]
    assert suggested(hands, dict.fromkeys(Side, NOTHING)) == hands[0]
    assert suggested([], less) is None


def test_the_hint_never_passes_over_a_point_of_order_or_the_third_party_that_is_first() -> None:
    less = {Side.LABOUR: NOTHING, Side.EMPLOYER: timedelta(minutes=4)}
    order = hand("o", Party.EMPLOYER, 9, TurnKind.ORDER)
    officer = hand("g", Party.GOVERNMENT, 0)
    labour = hand("a", Party.LABOUR, 1)
    assert suggested([labour, order], less) == order
    assert suggested([labour, officer], less) == officer


def test_a_new_order_names_exactly_those_who_wait() -> None:
    hands = [hand("a", Party.LABOUR, 1), hand("b", Party.EMPLOYER, 2)]
    assert reordered(hands, ["b", "a"]) == ["b", "a"]
    assert reordered(hands, ["b"]) is None
    assert reordered(hands, ["b", "a", "a"]) is None
    assert reordered(hands, ["b", "c"]) is None


def test_no_new_order_puts_a_statement_before_a_point_of_order() -> None:
    hands = [hand("a", Party.LABOUR, 1), hand("o", Party.EMPLOYER, 2, TurnKind.ORDER)]
    assert reordered(hands, ["a", "o"]) == ["o", "a"]


@given(st.permutations(["a", "b", "c", "d"]), st.lists(st.sampled_from(TurnKind), min_size=4, max_size=4))
def test_every_new_order_keeps_everybody(wished: list[str], kinds: list[TurnKind]) -> None:
    hands = [
        hand(turn, Party.LABOUR, place, kind) for place, (turn, kind) in enumerate(zip("abcd", kinds, strict=True))
    ]
    found = reordered(hands, wished)
    assert found is not None
    assert sorted(found) == list("abcd")
