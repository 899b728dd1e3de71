"""Voices side by side: distances, agreement, doubtful rules, and what drift is measured from."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.drift import drift
from evaluation.rules.panel_scores import FEW, Row, Voice, by_difference, for_drift, over_panels, totals_agreed, within
from evaluation.rules.panels import REQUIRED
from evaluation.rules.words import Bench


def row(item: str, points: str | None, *said: str) -> Row:
    """Return an item with the voices of the three benches in their order; "" is silence. Words make no points."""
    voices = {
        bench: Voice(f"p{at}", value, f"because {value}", Decimal(value) if points else None)
        for at, (bench, value) in enumerate(zip(REQUIRED, said, strict=True))
        if value
    }
    return Row(item, Decimal(points) if points else None, voices)


def test_the_spread_is_in_points_and_the_distance_a_share_of_the_item() -> None:
    scored = row("1003", "5", "5", "4.5", "3")
    assert scored.spread == Decimal("2")
    assert scored.apart == Decimal("0.4")
    assert scored.alike is False


def test_a_deduction_is_as_far_apart_as_its_points() -> None:
    taken = Row(
        "d", Decimal("-10"), {b: Voice("p", v, "", Decimal(v)) for b, v in zip(Bench, ("0", "-5"), strict=False)}
    )
    assert taken.spread == Decimal("5")
    assert taken.apart == Decimal("0.5")
    assert [taken.place(bench) for bench in Bench] == [Decimal(1), Decimal("0.5"), None]


def test_words_are_alike_or_wholly_apart() -> None:
    assert row("v", None, "no", "no", "no").apart == 0
    assert row("v", None, "no", "yes", "no").apart == 1
    assert row("v", None, "no", "yes", "no").spread is None


def test_one_voice_alone_neither_agrees_nor_differs() -> None:
    alone = row("1003", "5", "5", "", "")
    assert alone.alike is None
    assert alone.spread is None
    assert alone.apart == 0


def test_the_same_score_by_different_values_is_alike() -> None:
    first, second = Voice("a", "100", "", Decimal("5")), Voice("b", "101", "", Decimal("5"))
    assert Row("r", Decimal("5"), {Bench.WORKERS: first, Bench.THIRD_PARTY: second}).alike is True


def test_the_largest_differences_come_first_and_equal_ones_stay_in_order() -> None:
    rows = [
        row("a", "5", "5", "5", "5"),
        row("b", "10", "1", "2", "3"),
        row("c", "2", "0", "2", "2"),
        row("d", "5", "1", "1", "1"),
    ]
    assert [one.item for one in by_difference(rows)] == ["c", "b", "a", "d"]


def test_full_agreement_is_one_and_says_of_how_many() -> None:
    agreed = within([row("a", "5", "5", "5", "5"), row("b", "5", "1", "1", "1"), row("c", None, "no", "no", "no")])
    assert (agreed.units, agreed.alike, agreed.percent) == (3, 3, 1.0)
    assert agreed.alpha == pytest.approx(1)
    assert agreed.ac1 == pytest.approx(1)
    assert agreed.icc == pytest.approx(1)


def test_percent_agreement_counts_pairs() -> None:
    """Two of three pairs differ in the first item, none in the second: (1/3 + 1) / 2."""
    agreed = within([row("a", "5", "5", "5", "1"), row("b", "5", "2", "2", "2")])
    assert agreed.percent == pytest.approx(2 / 3)
    assert agreed.alike == 1


def test_alpha_of_points_worked_by_hand() -> None:
    """Units (0, 1) and (1, 1) as shares: observed 1/4 * (1+1+0+0) = 0.5; expected over 12 ordered pairs of {0,1,1,1}: 6/12 = 0.5."""
    agreed = within([row("a", "2", "0", "2", ""), row("b", "2", "2", "2", "")])
    assert agreed.alpha == pytest.approx(0)


def test_nothing_seen_twice_defines_nothing() -> None:
    agreed = within([row("a", "5", "5", "", "")])
    assert (agreed.units, agreed.percent, agreed.alpha, agreed.ac1, agreed.icc) == (0, None, None, None, None)


@given(st.lists(st.tuples(*[st.sampled_from(["", "0", "1", "2.5", "5"])] * 3), max_size=8))
def test_agreement_never_exceeds_one_and_moving_items_changes_nothing(said: list[tuple[str, str, str]]) -> None:
    rows = [row(str(at), "5", *three) for at, three in enumerate(said)]
    agreed, turned = within(rows), within(rows[::-1])
    assert (agreed.units, agreed.alike) == (turned.units, turned.alike)
    for one, other in ((agreed.percent, turned.percent), (agreed.alpha, turned.alpha), (agreed.icc, turned.icc)):
        assert one is None or one <= 1 + 1e-9
        assert one == pytest.approx(other) if one is not None else other is None
    if agreed.units and agreed.alike == agreed.units:
        assert agreed.percent == 1


def test_a_rule_on_which_many_panels_disagree_is_doubtful_and_comes_first() -> None:
    panels = [
        [row("clear", "5", "5", "5", "5"), row("vague", "5", str(at % 3), str((at + 2) % 4), str((at * 2) % 5))]
        for at in range(FEW)
    ]
    found = over_panels(panels)
    assert [(one.item, one.doubtful, one.few) for one in found] == [("vague", True, False), ("clear", False, False)]


def test_few_panels_condemn_no_rule() -> None:
    panels = [[row("vague", "5", "0", "5", "2")] for _ in range(FEW - 1)]
    (found,) = over_panels(panels)
    assert found.few
    assert not found.doubtful
    assert found.apart == 1


def test_one_dissent_among_many_equal_answers_is_no_bad_rule() -> None:
    """Alpha of nearly constant answers is about 0 although people agree: that alone condemns nothing."""
    panels = [[row("veto", None, "no", "no", "no")] for _ in range(9)] + [[row("veto", None, "no", "yes", "no")]]
    (found,) = over_panels(panels)
    assert found.agreed.alpha is not None
    assert found.agreed.alpha < 0.1
    assert found.agreed.ac1 is not None
    assert found.agreed.ac1 > 0.8
    assert not found.doubtful


def test_totals_agree_when_benches_rank_and_level_alike() -> None:
    even = [dict.fromkeys(REQUIRED, Decimal(total)) for total in (70, 80, 90)]
    assert totals_agreed(even).icc == pytest.approx(1)
    shifted = [{b: Decimal(total + 10 * at) for at, b in enumerate(REQUIRED)} for total in (70, 80, 90)]
    icc = totals_agreed(shifted).icc
    assert icc is not None
    assert icc < 0.7


def test_drift_is_measured_on_what_all_of_a_panel_scored() -> None:
    panels = {
        f"x{at}": [row("a", "10", "8", "8", "6"), row("b", "10", "5", "5", "3"), row("left out", "10", "0", "", "10")]
        for at in range(4)
    }
    scores = for_drift(panels)
    assert {(one.evaluator, one.value) for one in scores} == {("p0", 0.65), ("p1", 0.65), ("p2", 0.45)}
    strict = next(one for one in drift(scores) if one.evaluator == "p2")
    assert strict.by == pytest.approx(-0.2)
    assert strict.things == 4
