"""Indicators worked by hand: formulas, what is missing, which figures speak, and what is too small to be shown."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from itertools import count

import pytest

from evaluation.rules.indicators import Computed, Why, asked_for, book, compute, compute_all
from evaluation.rules.measures import Source, catalogue
from evaluation.rules.picking import Figure
from evaluation.rules.spans import span_of

_ids = count(1)


def figure(measure: str, value: str, period: str = "2025", source: Source = Source.ENTERPRISE) -> Figure:
    return Figure(f"f{next(_ids)}", measure, span_of(period), Decimal(value), source)


def computed(indicator: str, *figures: Figure, period: str = "2025") -> Computed:
    return compute(book().indicator[indicator], figures, span_of(period))


def value(indicator: str, **measures: str) -> Decimal | None:
    return computed(indicator, *(figure(name, told) for name, told in measures.items())).value


@pytest.mark.parametrize(
    ("indicator", "measures", "expected"),
    [
        # Worked examples of the two multipliers: (6 x 1e6) / 2.5e6 and 2 x 2e5 / 2e6.
        ("injury_frequency", {"injuries": "6", "hours_worked": "2500000"}, "2.4"),
        ("lost_time_rate", {"injuries": "2", "hours_worked": "2000000"}, "0.2"),
        ("injury_incidence", {"injuries": "3", "workers_mean": "1500"}, "2"),
        ("severity_rate", {"injury_days": "90", "hours_worked": "2000000"}, "45"),
        ("wage_gini", {"wage_gini": "0.266667", "wage_persons": "5"}, "0.266667"),
        ("contract_signing", {"contracts_signed": "58", "contracts_due": "60"}, "96.666667"),
        ("insurance_injury", {"insured_injury": "60", "insurance_due": "60"}, "100"),
        ("turnover", {"leavers": "9", "workers_mean": "120"}, "7.5"),
        ("retention", {"staff_stayed": "108", "staff_at_start": "120"}, "90"),
        ("training_hours", {"training_hours": "4200", "workers_mean": "120"}, "35"),
        ("training_spend", {"training_spend": "96000", "wage_total": "12000000"}, "0.8"),
        ("union_funds", {"union_dues": "240000", "wage_total": "12000000"}, "2"),
        ("mediation_success", {"mediations_agreed": "5", "mediations_concluded": "6"}, "83.333333"),
        ("mediation_success_filed", {"mediations_agreed": "5", "mediations_filed": "8"}, "62.5"),
        ("days_not_worked", {"strike_days": "30", "workers_mean": "120"}, "250"),
        (
            "pay_gap_mean",
            {"wage_mean_men": "8000", "wage_mean_women": "7600", "women_paid": "5", "men_paid": "6"},
            "5",
        ),
        (
            "pay_gap_median",
            {"wage_median_men": "7000", "wage_median_women": "7350", "women_paid": "9", "men_paid": "6"},
            "-5",
        ),
    ],
)
def test_worked_by_hand(indicator: str, measures: dict[str, str], expected: str) -> None:
    assert value(indicator, **measures) == Decimal(expected)


def test_a_value_names_its_rows() -> None:
    signed, due = figure("contracts_signed", "58"), figure("contracts_due", "60")
    found = computed("contract_signing", signed, due, figure("contracts_due", "55", "2024"))
    assert found.rows == (signed.id, due.id)
    assert (found.n, found.publishable) == (60, True)


def test_what_is_missing_is_named_and_never_zero() -> None:
    found = computed("contract_signing", figure("contracts_due", "60"))
    assert (found.value, found.why) == (None, Why.MISSING)
    assert [gap.measure for gap in found.missing] == ["contracts_signed"]
    everything = compute_all([], span_of("2025"))
    assert len(everything) == len(book().indicator)
    assert {one.why for one in everything} == {Why.MISSING}
    assert all(one.missing and one.value is None for one in everything)


def test_who_is_asked_for_what_is_missing() -> None:
    asked = asked_for(compute_all([figure("contracts_due", "60")], span_of("2025")))
    assert "contracts_signed" in asked["enterprise"]
    assert "contracts_due" not in asked["enterprise"]
    assert "insurance_due" in asked["office"]
    assert all(len(names) == len(set(names)) for names in asked.values())


def test_nothing_to_divide_by_is_told_apart_from_nothing_known() -> None:
    none = computed("mediation_success", figure("mediations_agreed", "0"), figure("mediations_concluded", "0"))
    assert (none.value, none.why) == (None, Why.NO_CASE)
    assert value("mediation_success", mediations_agreed="0", mediations_concluded="4") == 0


def test_a_part_larger_than_its_whole_gives_no_value() -> None:
    for whole in ("50", "0"):
        found = computed("contract_signing", figure("contracts_signed", "58"), figure("contracts_due", whole))
        assert (found.value, found.why) == (None, Why.OVER_WHOLE)


def test_months_add_up_when_none_is_missing() -> None:
    months = [figure("injuries", "1", f"2025-{month:02}") for month in range(1, 13)]
    hours = figure("hours_worked", "2400000")
    assert computed("injury_frequency", *months, hours).value == 5
    short = computed("injury_frequency", *months[:9], hours)
    assert short.why == Why.MISSING
    assert [(gap.measure, gap.since) for gap in short.missing] == [("injuries", date(2025, 10, 1))]


def test_a_mean_of_parts_weighs_them_by_months() -> None:
    figures = [figure("workers_mean", "100", "2025-H1"), figure("workers_mean", "130", "2025-Q3")]
    figures += [figure("workers_mean", "160", f"2025-{month}") for month in ("10", "11", "12")]
    found = computed("injury_incidence", *figures, figure("injuries", "6"))
    # (100 x 6 + 130 x 3 + 160 x 3) / 12 = 122.5
    assert found.value == Decimal("48.979592")


def test_a_state_is_that_of_the_last_day() -> None:
    signed = [figure("contracts_signed", "50", "2025-06"), figure("contracts_signed", "57", "2025-12")]
    assert computed("contract_signing", *signed, figure("contracts_due", "60", "2025-12-31")).value == 95
    assert computed("contract_signing", signed[0], figure("contracts_due", "60")).why == Why.MISSING


def test_the_more_trusted_source_speaks_and_the_other_is_shown() -> None:
    own, office = figure("insured_pension", "60"), figure("insured_pension", "48", source=Source.OFFICE)
    due = figure("insurance_due", "60")
    found = computed("insurance_pension", own, due, office)
    assert found.value == 80
    assert [(one.measure, one.others) for one in found.disputed] == [("insured_pension", (own,))]
    assert found.rows == (office.id, due.id)


def test_small_groups_are_not_shown() -> None:
    def survey(answers: str) -> Computed:
        return computed("satisfaction", figure("survey_satisfied", "8"), figure("survey_answers", answers))

    assert (survey("9").value, survey("9").why, survey("9").rows, survey("9").picked) == (None, Why.TOO_FEW, (), ())
    assert (survey("10").value, survey("10").n) == (80, 10)
    pay = {"wage_mean_men": "8000", "wage_mean_women": "7600"}
    assert value("pay_gap_mean", **pay, women_paid="4", men_paid="60") is None
    assert value("pay_gap_mean", **pay, women_paid="60", men_paid="4") is None
    assert computed("wage_gini", figure("wage_gini", "0.3")).why == Why.MISSING  # of how many people is not known


def test_an_exact_share_of_few_people_is_not_for_publication() -> None:
    few = computed("contract_signing", figure("contracts_signed", "8"), figure("contracts_due", "9"))
    assert (few.value, few.publishable) == (Decimal("88.888889"), False)
    enough = computed("contract_signing", figure("contracts_signed", "8"), figure("contracts_due", "10"))
    assert enough.publishable


def test_an_interval_comes_along_and_is_not_needed() -> None:
    figures = [figure("pay_gap_adjusted", "4.2"), figure("wage_persons", "80")]
    assert computed("pay_gap_adjusted", *figures).value == Decimal("4.2")
    ends = [figure("pay_gap_adjusted_low", "-1"), figure("pay_gap_adjusted_high", "9.4")]
    found = computed("pay_gap_adjusted", *figures, *ends)
    assert (found.low, found.high) == (-1, Decimal("9.4"))
    assert found.rows[:3] == (figures[0].id, ends[0].id, ends[1].id)


def test_the_order_of_the_figures_does_not_matter() -> None:
    drawn = random.Random(4)
    figures = [
        figure(name, str(drawn.randint(1, 90)), period, source)
        for name in catalogue().measure
        for period in ("2025", "2025-H1", "2025-H2")
        for source in (Source.OFFICE, Source.ENTERPRISE)
        if drawn.random() < 0.6
    ]
    expected = compute_all(figures, span_of("2025"))
    for _ in range(20):
        drawn.shuffle(figures)
        assert compute_all(figures, span_of("2025")) == expected


def test_every_indicator_of_the_facts_is_there_with_source_and_mark() -> None:
    facts = {one.fact for one in book().indicator.values()}
    assert {f"I{number:02}" for number in (*range(1, 22),)} - facts == set()
    for one in book().indicator.values():
        assert one.mark
        assert book().said_source(one.source).zh
