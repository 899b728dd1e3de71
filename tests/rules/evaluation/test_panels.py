"""When a panel is complete, and who may take a place on it."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.conflicts import Bar, bar_of, looked_back
from evaluation.rules.panels import REQUIRED, Sitting, opens_by_itself, seat_clash, still_missing
from evaluation.rules.words import Bench

PANEL = (Sitting("wu", Bench.UPPER_UNION), Sitting("li", Bench.WORKERS), Sitting("fang", Bench.THIRD_PARTY))
SEATS = st.lists(st.builds(Sitting, st.sampled_from("abcdef"), st.sampled_from(Bench)), max_size=6)
PERSONS = st.frozensets(st.sampled_from("abcdef"))


def test_a_panel_opens_with_its_last_sheet_and_not_before() -> None:
    assert not opens_by_itself(PANEL, {"wu", "li"})
    assert still_missing(PANEL, {"wu", "li"}) == (Bench.THIRD_PARTY,)
    assert opens_by_itself(PANEL, {"wu", "li", "fang"})


def test_a_panel_with_an_empty_bench_never_opens_by_itself() -> None:
    assert not opens_by_itself(PANEL[:2], {"wu", "li"})


def test_a_sheet_of_somebody_who_left_the_panel_counts_for_nothing() -> None:
    replaced = (*PANEL[:2], Sitting("he", Bench.THIRD_PARTY))
    assert still_missing(replaced, {"wu", "li", "fang"}) == (Bench.THIRD_PARTY,)


@given(SEATS, PERSONS, PERSONS)
def test_one_more_sheet_never_makes_a_panel_less_complete(
    seats: list[Sitting], filed: frozenset[str], more: frozenset[str]
) -> None:
    assert set(still_missing(seats, filed | more)) <= set(still_missing(seats, filed))


@given(SEATS, PERSONS)
def test_what_is_missing_is_what_nobody_present_has_handed_in_for(seats: list[Sitting], filed: frozenset[str]) -> None:
    missing = still_missing(seats, filed)
    for bench in REQUIRED:
        heard = any(seat.bench == bench and seat.person in filed for seat in seats)
        assert (bench in missing) != heard


def test_nobody_sits_twice_and_no_bench_has_two() -> None:
    assert seat_clash(PANEL[:1], "wu", Bench.WORKERS) == "sits_already"
    assert seat_clash(PANEL[:1], "wu", Bench.UPPER_UNION) == "sits_already"
    assert seat_clash(PANEL[:1], "li", Bench.UPPER_UNION) == "bench_taken"
    assert seat_clash(PANEL[:1], "li", Bench.WORKERS) is None


def test_belonging_to_the_enterprise_or_its_union_bars_as_a_declaration_does() -> None:
    parties = ("enterprise", "union")
    assert bar_of(parties, {"union", "elsewhere"}, ()) is Bar.BELONGS
    assert bar_of(parties, {"elsewhere"}, {"enterprise"}) is Bar.DECLARED
    assert bar_of(parties, {"elsewhere"}, {"another"}) is None
    assert bar_of(("enterprise", None), (), ()) is None


def test_memberships_count_for_three_years() -> None:
    assert looked_back(datetime(2026, 5, 8, tzinfo=UTC)) == datetime(2023, 5, 9, tzinfo=UTC)
