"""Whole sheets of our own, worked out by hand to the digit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluation.rules.batch import encode, score_all
from evaluation.rules.item_rules import Count, Rate, Ratio
from evaluation.rules.scheme_reading import read, read_scheme
from evaluation.rules.schemes import Item, Scheme
from evaluation.rules.scoring import ValueRefused, score
from tests.rules.evaluation.worked_sheets import BASE, LIMITS, PARK, WORKED

Sheet = dict[str, str]
HEAD = "key = 't'\nversion = '1'\ntitle = 'T'\nmark = 'ours'\nsource = 'made up'\n"
GOOD_PARK = {
    "contracts": "97.5%", "begun": "97.5", "fullp": "97.5%", "pension": "88.3", "medical": "91", "injury": "90",
    "coll": "80", "named": "trying", "turnover": "17", "quota": "5.5", "steps": "4.75",
}  # fmt: skip
"""8 - 2.5 x 0.2; 8 - 3 x 0.2; 8 - 2 x 0.2; 15 - 1.7 x 0.2; 6; 1.5; 10 x 13/21; 5 - 2.5 x 0.7; 4.75."""
POOR_PARK = {
    "contracts": "59.99", "begun": "100", "fullp": "0", "pension": "100", "medical": "100", "injury": "100",
    "coll": "49.999", "named": "none", "turnover": "30", "quota": "100", "steps": "0",
}  # fmt: skip
"""Under nothing is nothing: 0 + 8 + 0 + 15 + 3 - 2 + 0 + the floor of 1 + 0."""
FIRST = {
    "cov": "72.3", "ind": "3", "deaths": "5 cured 1", "bracket": "2", "fires": "7", "loose": "-4",
    "b1": "province", "b2": "36", "b3": "7.5",
}  # fmt: skip
"""30 - 8 - 3 = 19; of 5 x 3 = 15 one case of five keeps half, 13.5, so 100 - 13.5 - 2 - 3.5 = 81; bonus 2.4 and 5; 4 taken away."""
WORST = {"cov": "10", "ind": "0", "deaths": "40", "bracket": "2.01", "fires": "0", "loose": "-6", "late": "3"}
"""30 - 30 - 12 is nothing, 100 - 190 - 7 is the 60 that stay, less 5 of 6 + 6 is 55: under 65, the least of all totals."""
BEST = {"cov": "100", "ind": "4", "deaths": "0", "b1": "nation", "b2": "50", "b3": "10"}
"""30 + 100, the better bonus of 3 and 4, five of ten: 139, and 132 is the most."""
SHORT = {
    "1": "22.25", "2": "na", "3.1": "9.25 n=12", "3.2": "a c", "w1": "mid", "n1": "300", "n2": "28", "ve": "no",
}  # fmt: skip
"""22.2 + 20; 9.2 + 10.8 (half to even); (83 + 150 x 9.333.../10) x 0.12."""
OVER = {
    "1": "21.95",
    "2": "yes",
    "3.1": "10 n=200",
    "3.2": "a b c",
    "w1": "hi",
    "n1": "1",
    "n2": "1",
    "bo": "4",
    "ve": "n",
}
"""22 + 20 = 42 is just enough; 42 + 25 + 30 + 4 = 101, and 100 is the most."""
HELD = OVER | {"1": "21.94", "3.1": "10 n=9"}
"""21.9 + 20 = 41.9 of 42; nine answers are nothing: 41.9 + 15 + 30 + 4."""


@pytest.mark.parametrize(
    ("scheme", "values", "total", "decided"),
    [
        (PARK, GOOD_PARK, "58.85", "cutoff:A"),
        (PARK, POOR_PARK, "25", "below"),
        (LIMITS, FIRST, "103.4", "cutoff:pass"),
        (LIMITS, WORST, "65", "below"),
        (LIMITS, BEST, "132", "cutoff:good"),
        (LIMITS, BEST | {"cov": "69"}, "128", "minimum:conflict"),
        (BASE, SHORT, "88.96", "below"),
        (BASE, OVER, "100", "cutoff:pass"),
        (BASE, HELD, "90.9", "minimum:base"),
        (BASE, OVER | {"ve": "y"}, "100", "veto:ve"),
        (BASE, OVER | {"n1": "0"}, None, "missing"),
        (BASE, {"1": "25"}, None, "missing"),
    ],
)
def test_a_whole_sheet_comes_to_what_was_worked_out_alone_and_among_many(
    scheme: Scheme, values: Sheet, total: str | None, decided: str
) -> None:
    result = score(scheme, values)
    assert (result.total, result.decided_by) == (total if total is None else Decimal(total), decided)
    found = score_all(scheme, encode(scheme, [values, values]))
    if total is None:
        assert found.undecided.all()
    else:
        assert Decimal(int(found.total[1])).scaleb(-found.places) == Decimal(total)


def test_the_parts_of_a_sheet_are_those_worked_out() -> None:
    found = {one.item: str(one.score) for one in score(PARK, GOOD_PARK).items}
    by_hand = {
        "contracts": "7.5", "begun": "7.4", "fullp": "7.6", "insurance": "14.66", "turnover": "6.19", "quota": "3.25",
    }  # fmt: skip
    assert {name: found[name] for name in by_hand} == by_hand
    result = score(LIMITS, FIRST)
    assert {one.block: one.score for one in result.blocks} == {"conflict": 19, "safety": 81}
    assert (result.positive, result.deductions) == (Decimal("107.4"), -4)
    assert score(LIMITS, WORST).deductions == -5


RISING = [(scheme, item) for scheme in WORKED for item in scheme.items if isinstance(item.rule, Rate | Ratio | Count)]


@pytest.mark.parametrize(("scheme", "item"), RISING, ids=lambda one: getattr(one, "id", ""))
def test_a_better_figure_never_costs_points(scheme: Scheme, item: Item) -> None:
    """By the figure itself, and not by the points that it gives."""
    rule = item.rule
    if isinstance(rule, Rate):
        more_is_better = rule.better == "high"
    elif isinstance(rule, Ratio):
        more_is_better = rule.full_at > rule.zero_at
    else:
        assert isinstance(rule, Count)
        more_is_better = rule.under is not None
    figures = [Decimal(number) / 4 for number in range(401)]
    scores = [rule.score(figure, item.room).score for figure in figures]
    assert scores == sorted(scores, reverse=not more_is_better)
    assert len(set(scores)) > 1


def test_there_is_something_to_hold_the_properties_against() -> None:
    """A property of limits, and of what does not apply, says nothing where no sheet has any."""
    assert any(cap.minimum is not None and not cap.base for cap in LIMITS.caps)
    assert any(item.not_applicable for item in BASE.items)
    assert LIMITS.total_minimum is not None
    assert BASE.total_maximum is not None


@pytest.mark.parametrize(
    ("asked", "met", "unmet"),
    [("at_least", "3", "2.99"), ("at_most", "3", "3.01"), ("above", "3.01", "3"), ("below", "2.99", "3")],
)
def test_the_ends_of_conditions_belong_where_they_say(asked: str, met: str, unmet: str) -> None:
    scheme = read_scheme(
        f"{HEAD}kind = 'decision'\n[[item]]\nid = 'v'\ntitle = 'V'\nrole = 'fact'\nrule = 'fact'\n"
        f"[[tier]]\nkey = 'A'\ntitle = 'A'\n[[decision]]\nid = 'A'\ntier = 'A'\nall = [{{ item = 'v', {asked} = 3 }}]\n"
    )
    assert (score(scheme, {"v": met}).tier, score(scheme, {"v": unmet}).tier) == ("A", None)


def test_what_a_cap_lets_count_is_what_is_added_up() -> None:
    """Of 5 and 3 only the best counts, at most 4: 4 and not 5, 3 or 8."""
    items = "".join(f"[[item]]\nid = 'i{at}'\ntitle = 'I'\npoints = {at}\n" for at in (3, 5))
    cap = "[[cap]]\nid = 'c'\nitems = ['i3', 'i5']\nbest = 1\n"
    assert read(f"{HEAD}full = 5\n{items}{cap}").faults == ()
    assert read(f"{HEAD}full = 4\n{items}{cap}maximum = 4\n").faults == ()
    assert [one.reason for one in read(f"{HEAD}full = 3\n{items}{cap}").faults] == ["points_do_not_add_up"]


def test_two_tiers_do_not_share_a_cut_off() -> None:
    tiers = "".join(f"[[tier]]\nkey = '{key}'\ntitle = 'T'\ncutoff = 3\n" for key in "AB")
    found = read(f"{HEAD}[[item]]\nid = 'i'\ntitle = 'I'\npoints = 5\n{tiers}").faults
    assert [one.reason for one in found] == ["cutoffs_out_of_order"]


def test_a_per_cent_sign_stands_only_where_a_percentage_is_asked_for() -> None:
    with pytest.raises(ValueRefused):
        score(PARK, GOOD_PARK | {"steps": "4.75%"})
