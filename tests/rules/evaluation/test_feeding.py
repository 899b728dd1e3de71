"""What figures say about the items of our own sheet: values the sheet takes, with their rows, or why there is none."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import pytest

from evaluation.rules.feeding import Fed, fed, feeds
from evaluation.rules.measures import Source
from evaluation.rules.picking import Figure
from evaluation.rules.scheme_reading import shipped
from evaluation.rules.scoring import check_value, score
from evaluation.rules.spans import span_of

SCHEME = shipped("cooperation-fairness-sustainability")
_ids = count(1)


def figures(period: str = "2025", **values: str) -> list[Figure]:
    return [
        Figure(f"f{next(_ids)}", name, span_of(period), Decimal(value), Source.OFFICE) for name, value in values.items()
    ]


def told(item: str, *stated: Figure, year: int = 2026) -> Fed:
    return fed(SCHEME, stated, year)[item]


def test_every_item_that_is_fed_exists_and_is_typed_by_somebody() -> None:
    for key, items in feeds().items():
        scheme = shipped(key)
        assert items.keys() <= {item.id for item in scheme.items if not item.of}, key


@pytest.mark.parametrize(
    ("item", "values", "expected"),
    [
        ("contracts", {"contracts_signed": "57", "contracts_due": "60"}, "95"),
        ("coverage", {"covered": "45", "employees": "60"}, "75"),
        ("injuries", {"injuries": "6", "hours_worked": "2500000"}, "2.4"),
        ("gini", {"wage_gini": "0.266667", "wage_persons": "5"}, "0.266667"),
        ("pay_gap", {"pay_gap_category": "-7.5", "wage_persons": "40"}, "7.5"),
        ("proposals_due", {"proposals_filed": "12"}, "12"),
        ("promotion", {"promotions": "0", "promotions_open": "0"}, "na"),
    ],
)
def test_the_value_is_one_the_item_takes(item: str, values: dict[str, str], expected: str) -> None:
    stated = figures(**values)
    found = told(item, *stated)
    assert found.value == expected
    assert set(found.rows) == {one.id for one in stated}
    check_value(SCHEME.item(item), found.value)


def test_the_lowest_of_five_kinds_counts_and_one_missing_kind_leaves_it_open() -> None:
    kinds = {f"insured_{kind}": "60" for kind in ("pension", "medical", "unemployment", "maternity")}
    assert told("insurance", *figures(insurance_due="60", insured_injury="54", **kinds)).value == "90"
    lacking = told("insurance", *figures(insurance_due="60", **kinds))
    assert (lacking.value, lacking.why) == (None, "missing")


def test_what_is_missing_is_not_zero() -> None:
    everything = fed(SCHEME, [], 2026)
    assert {one.why for one in everything.values()} == {"missing"}
    assert {one.value for one in everything.values()} == {None}


def test_records_are_judged_by_the_year_before_and_meetings_by_the_round_s_own() -> None:
    stated = [*figures("2025", meetings_held="1"), *figures("2026", meetings_held="3")]
    assert told("meetings", *stated).value == "3"
    assert told("contracts", *figures("2026", contracts_signed="60", contracts_due="60")).value is None


def test_a_survey_of_the_round_s_own_year_brings_its_number_of_answers() -> None:
    found = told("satisfaction", *figures("2026", survey_satisfied="88", survey_answers="96"))
    assert found.value == "91.666667 n=96"
    check_value(SCHEME.item("satisfaction"), found.value)
    few = told("satisfaction", *figures("2026", survey_satisfied="8", survey_answers="9"))
    assert (few.value, few.why) == (None, "too_few")


def test_a_value_the_rule_does_not_take_is_said_and_not_offered() -> None:
    found = told("training", *figures(trained="70", workers_mean="60"))
    assert (found.value, found.why) == (None, "refused")


def test_another_scheme_is_fed_by_nothing() -> None:
    assert fed(shipped("suzhou-2019"), figures(contracts_signed="1", contracts_due="1"), 2026) == {}


def test_a_sheet_scores_what_it_was_fed() -> None:
    values = {
        one.item: one.value for one in fed(SCHEME, figures(contracts_signed="57", contracts_due="60"), 2026).values()
    }
    result = score(SCHEME, {item: value for item, value in values.items() if value})
    (contracts,) = (one for one in result.items if one.item == "contracts")
    assert contracts.score == Decimal("4.75")  # 6 points less 5 x 0.25
