"""A list of wages becomes aggregates, and nothing that tells of few people or of one large wage."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluation.rules.figure_reading import TableRefused
from evaluation.rules.wages import Aggregates, aggregates, is_wage_list, read_wages


def of(*lines: str, head: str = "wage,sex") -> Aggregates:
    found = read_wages("\n".join([head, *lines]))
    assert not found.faults
    return aggregates(found.wages)


def test_the_published_gini() -> None:
    found = of("1", "2", "3", "4", "5", head="wage")
    assert found.values == {"wage_persons": Decimal(5), "wage_gini": Decimal("0.266667")}
    assert of(*["8000"] * 6, head="工资").values["wage_gini"] == 0


def test_means_medians_and_gaps_by_hand() -> None:
    women, men = (
        ("5000,f", "6000,F", "7000,女", "8000,f", "9000,f"),
        ("6000,m", "7000,m", "8000,男", "9000,m", "20000,m"),
    )
    found = of(*women, *men).values
    assert (found["wage_mean_women"], found["wage_mean_men"]) == (7000, 10000)
    assert (found["wage_median_women"], found["wage_median_men"]) == (7000, 8000)
    assert (found["women_paid"], found["men_paid"], found["wage_persons"]) == (5, 5, 10)
    assert "pay_gap_adjusted" not in found  # nothing to adjust by


def test_a_small_group_hides_the_other_too() -> None:
    found = of(*[f"{pay},f" for pay in range(5000, 5004)], *[f"{pay},m" for pay in range(6000, 6020)])
    assert set(found.values) == {"wage_persons", "wage_gini"}
    assert {"women_paid", "men_paid", "wage_mean_women", "wage_mean_men"} <= set(found.withheld)
    assert of("1", "2", "3", "4", head="wage").values == {}


def test_two_wages_that_are_nearly_everything_hide_the_rest() -> None:
    assert of("50", "50", "50", "50", "700", "700", head="wage").values == {}  # 1400 of 1600 is 87.5 %
    assert of("50", "50", "50", "100", "700", "700", head="wage").values  # 1400 of 1650 is 84.8 %


def test_the_largest_gap_within_equal_work() -> None:
    lines = [f"{pay},{sex},{category}" for category, pays in
             (("a", {"m": 1000, "f": 980}), ("b", {"m": 2000, "f": 1800}), ("c", {"m": 500, "f": 100}))
             for sex, pay in pays.items() for _ in range(5 if category != "c" else 4)]  # fmt: skip
    found = of(*lines, head="wage,sex,category")
    assert found.values["pay_gap_category"] == 10  # category c is too small to count


def test_the_adjusted_gap_is_what_women_have_less_with_its_interval() -> None:
    lines = []
    for at in range(24):
        grade = "AB"[at % 2]
        base = {"A": 4000, "B": 6000}[grade] * (1 + at / 1000)
        lines += [f"{base:.2f},m,{grade}", f"{base * 0.9:.2f},f,{grade}"]
    found = of(*lines, head="wage,sex,grade").values
    assert found["pay_gap_adjusted"] == pytest.approx(Decimal(10), abs=Decimal("0.01"))
    assert found["pay_gap_adjusted_low"] < found["pay_gap_adjusted"] < found["pay_gap_adjusted_high"]


def test_faults_are_named_by_line() -> None:
    found = read_wages("wage,sex,tenure,grade\n5000,f,3,A\nmany,f,3,A\n5000,x,3,A\n5000,m,,A\n5000,m,2,\n-1,m,2,A\n")
    assert [(one.line, one.column, one.reason) for one in found.faults] == [
        (3, "wage", "no_wage"),
        (4, "sex", "no_sex"),
        (5, "tenure", "not_a_number"),
        (6, "grade", "blank_cell"),
        (7, "wage", "no_wage"),
    ]
    assert len(found.wages) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name,wage\n李,1\n", "unknown_column"),
        ("sex,grade\nf,A\n", "column_missing"),
        ("wage,工资\n1,2\n", "column_twice"),
    ],
)
def test_a_list_with_names_is_refused(text: str, reason: str) -> None:
    with pytest.raises(TableRefused) as refused:
        read_wages(text)
    assert refused.value.reason == reason


def test_a_list_of_wages_is_told_from_a_table_of_figures() -> None:
    assert is_wage_list(["性别", "工资"])
    assert not is_wage_list(["measure", "period", "value"])


def bonuses(women: list[str], men: list[str]) -> Aggregates:
    lines = [f"{8000 + at},{sex},{bonus}" for sex, all_ in (("f", women), ("m", men)) for at, bonus in enumerate(all_)]
    return of(*lines, head="wage,sex,奖金")


def test_the_bonus_gap_is_of_those_who_received_one_with_the_share_who_did() -> None:
    women, men = ["0"] * 5 + ["1000", "1500", "2000", "2500", "3000"], ["2000", "2000", "3000", "4000", "5000"]
    found = bonuses(women, men).values
    assert (found["bonus_women"], found["bonus_men"]) == (5, 5)
    assert (found["bonus_mean_women"], found["bonus_mean_men"]) == (2000, 3200)
    assert (found["bonus_median_women"], found["bonus_median_men"]) == (2000, 3000)
    assert not {name for name in of("1,f", "2,m", head="wage,sex").values if name.startswith("bonus")}


def test_few_without_a_bonus_hide_it_as_few_with_one_do() -> None:
    for women in (["500"] * 6 + ["0"], ["500"] * 4 + ["0"] * 8):
        found = bonuses(women, ["500"] * 6)
        assert not [name for name in found.values if name.startswith("bonus")], women
        assert {"bonus_women", "bonus_mean_men"} <= set(found.withheld)
    large = bonuses(["500"] * 6, ["1"] * 4 + ["90000", "90000"])
    assert large.values["bonus_men"] == 6
    assert "bonus_mean_women" not in large.values


def test_a_bonus_that_is_no_amount_is_named() -> None:
    assert read_wages("wage,bonus\n5000,much").faults[0][:3] == (2, "bonus", "no_wage")
