"""Every kind of rule, worked by hand; caps, blocks, tiers; and what must hold for any values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.rules.item_candidates import candidates
from evaluation.rules.sayings import reason
from evaluation.rules.scheme_reading import read_scheme, shipped, shipped_names
from evaluation.rules.schemes import Scheme
from evaluation.rules.scoring import Result, ValueRefused, score
from tests.rules.evaluation.small_sheet import FULL, SMALL
from tests.rules.evaluation.worked_sheets import WORKED

HEAD = 'key = "t"\nversion = "1"\ntitle = "T"\nmark = "ours"\nsource = "made up"\n'


def sheet(body: str, head: str = "") -> Scheme:
    return read_scheme(HEAD + head + body)


def item(rule: str, points: str = "points = 10", more: str = "") -> Scheme:
    return sheet(f'[[item]]\nid = "x"\ntitle = "X"\n{points}\n{more}\nrule = {rule}\n')


def points(scheme: Scheme, value: str) -> Decimal | None:
    return score(scheme, {"x": value}).items[0].score


RATE = '{ kind = "rate", full_at = 100, each = "0.25" }'
BANDS = '{ kind = "bands", bands = [{ to = 50, points = 3 }, { from = 50, to = 80, points = 4 }, { from = 80, points = 10 }] }'
CASES = {
    "any value up to the points": ('"score"', "points = 10", {"0": "0", "7.25": "7.25", "10": "10"}),
    "a listed deduction": (
        '{ kind = "listed", values = [0, -2, -4, -6] }',
        'role = "deduction"\npoints = 6',
        {"0": "0", "-4": "-4", "-6": "-6"},
    ),
    "equal parts": ('{ kind = "parts", each = "2.5", parts = ["a", "b", "c", "d"] }', "points = 10", {"3": "7.5"}),
    "parts of their own points": (
        '{ kind = "checklist", parts = [{ id = "a", title = "A", points = 6 }, { id = "b", title = "B", points = 4 }] }',
        "points = 10",
        {"a": "6", "b a": "10", "none": "0"},
    ),
    "each case costs, never under nothing": (
        '{ kind = "count", each = 3 }',
        "points = 10",
        {"0": "10", "2": "4", "4": "0"},
    ),
    "cases above a number that is free": (
        '{ kind = "count", each = 3, over = 2 }',
        "points = 10",
        {"2": "10", "3": "7"},
    ),
    "each one missing to a number": (
        '{ kind = "count", each = 3, under = 4 }',
        "points = 10",
        {"5": "10", "4": "10", "1": "1"},
    ),
    "loss for each percentage point": (
        RATE,
        "points = 10",
        {"100": "10", "97": "9.25", "99.5": "9.875", "60": "0", "10": "0"},
    ),
    "for each point begun": (
        '{ kind = "rate", full_at = 100, each = "0.25", portion = "begun" }',
        "points = 10",
        {"99.5": "9.75", "99": "9.75", "98.9": "9.5"},
    ),
    "for each whole point": (
        '{ kind = "rate", full_at = 100, each = "0.25", portion = "full" }',
        "points = 10",
        {"99.5": "10", "98.1": "9.75"},
    ),
    "lower is better": (
        '{ kind = "rate", full_at = 5, each = 1, better = "low" }',
        "points = 10",
        {"4": "10", "5": "10", "6.2": "8.8", "40": "0"},
    ),
    "a stepped table": (BANDS, "points = 10", {"0": "3", "49.9": "3", "50": "4", "79.99": "4", "80": "10"}),
    "in proportion": (
        '{ kind = "ratio", zero_at = 50, full_at = 100 }',
        "points = 10",
        {"40": "0", "75": "5", "100": "10"},
    ),
    "in proportion, lower is better": (
        '{ kind = "ratio", zero_at = "0.5", full_at = "0.25" }',
        "points = 10",
        {"0.5": "0", "0.35": "6", "0.2": "10"},
    ),
    "described grades": (
        '{ kind = "grades", grades = [{ id = "good", title = "G", points = 10 }, { id = "poor", title = "P", points = -2 }] }',
        "points = 10",
        {"good": "10", "poor": "-2"},
    ),
    "yes or no": ('"yes_no"', "points = 10", {"yes": "10", "no": "0", "是": "10"}),
    "a veto has no points": ('"veto"', 'role = "veto"', {"yes": "0", "no": "0"}),
    "not applicable is full": ('"score"', "points = 10\nnot_applicable = true", {"na": "10", "不适用": "10"}),
    "a deduction that does not apply takes nothing": (
        '{ kind = "count", each = 3 }',
        'role = "deduction"\npoints = 6\nnot_applicable = true',
        {"na": "0", "1": "-3", "5": "-6"},
    ),
    "half of it when made good": (
        '{ kind = "count", each = 2 }',
        'role = "deduction"\npoints = 10\ncured = "0.5"',
        {"3": "-6", "3 cured": "-3", "3 cured 1": "-5", "3 已整改": "-3"},
    ),
    "a survey with enough answers": ('"score"', "points = 10\nsurvey = { least = 10 }", {"8 n=10": "8"}),
}


@pytest.mark.parametrize("name", CASES)
def test_each_kind_of_rule_gives_what_was_worked_out_by_hand(name: str) -> None:
    rule, worth, expected = CASES[name]
    scheme = item(rule, worth)
    assert {value: points(scheme, value) for value in expected} == {k: Decimal(v) for k, v in expected.items()}


@pytest.mark.parametrize(
    ("rule", "worth", "value", "reason"),
    [
        ('"score"', "points = 10", "ten", "not_a_number"),
        ('"score"', "points = 10", "10.5", "over_maximum"),
        ('"score"', "points = 10", "-1", "below_minimum"),
        ('{ kind = "score", step = "0.5" }', "points = 10", "1.3", "not_a_step"),
        ('{ kind = "listed", values = [0, -2] }', 'role = "deduction"\npoints = 2', "-1", "not_listed"),
        ('{ kind = "count", each = 1 }', "points = 10", "1.5", "not_whole"),
        (RATE, "points = 10", "101", "over_maximum"),
        ('"yes_no"', "points = 10", "maybe", "not_yes_or_no"),
        ('"score"', "points = 10", "na", "always_applies"),
        ('"score"', "points = 10", "1 n=4", "no_survey"),
        ('"score"', "points = 10\nsurvey = {}", "1", "sample_needed"),
        ('"score"', "points = 10", "1 cured", "not_curable"),
        (
            '{ kind = "count", each = 2 }',
            'role = "deduction"\npoints = 9\ncured = "0.5"',
            "2 cured 3",
            "too_many_cured",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(rule: str, worth: str, value: str, reason: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        points(item(rule, worth), value)
    assert (refused.value.item, refused.value.reason) == ("x", reason)


def test_unknown_and_computed_items_take_no_value() -> None:
    scheme = sheet(
        '[[item]]\nid = "a"\ntitle = "A"\nrole = "fact"\nrule = { kind = "fact" }\n'
        '[[item]]\nid = "x"\ntitle = "X"\npoints = 10\nof = "a / 2"\nrule = { kind = "ratio", zero_at = 0, full_at = 10 }\n'
    )
    assert score(scheme, {"a": "10"}).total == 5
    for name, why in (("x", "computed_item"), ("y", "unknown_item")):
        with pytest.raises(ValueRefused) as refused:
            score(scheme, {name: "1"})
        assert refused.value.reason == why


def test_parts_take_away_where_the_item_does() -> None:
    taken = 'role = "deduction"'
    assert points(
        item('{ kind = "parts", each = "0.5", parts = ["a", "b", "c"] }', "points = 2", taken), "3"
    ) == Decimal("-1.5")
    listed = '[{ id = "a", title = "A", points = 1 }, { id = "b", title = "B", points = "0.25" }]'
    faults = item(f'{{ kind = "checklist", parts = {listed} }}', "points = 2", taken)
    assert points(faults, "a b") == Decimal("-1.25")
    assert points(faults, "none") == 0


@pytest.mark.parametrize(("mode", "score_"), [("half_up", 1), ("half_even", 0), ("down", 0), ("up", 1)])
def test_an_exact_half_of_a_ratio_is_rounded_as_one(mode: str, score_: int) -> None:
    """3 x 1/6 is a half; 1/6 first would be a little more."""
    ratio = '[[item]]\nid = "x"\ntitle = "X"\npoints = 3\nrule = { kind = "ratio", zero_at = 0, full_at = 6 }\n'
    assert points(sheet(ratio, f'rounding = {{ places = 0, mode = "{mode}" }}\n'), "1") == score_


def test_a_computed_value_stays_within_what_could_be_typed() -> None:
    facts = "".join(f'[[item]]\nid = "{name}"\ntitle = "F"\nrole = "fact"\nrule = "fact"\n' for name in "ab")
    scheme = sheet(facts + '[[item]]\nid = "x"\ntitle = "X"\npoints = 5\nof = "a - b"\n')
    for a, b, total in (("9", "1", 5), ("1", "9", 0), ("4.5", "1", Decimal("3.5"))):
        assert score(scheme, {"a": a, "b": b}).total == total


def test_too_few_answers_decide_nothing_or_give_nothing() -> None:
    undecided, zero = (
        item('"score"', f"points = 10\nsurvey = {{ too_few = '{how}' }}") for how in ("undecided", "zero")
    )
    assert (points(undecided, "8 n=9"), points(zero, "8 n=9")) == (None, 0)
    assert score(undecided, {"x": "8 n=9"}).total is None


CAPPED = """
[[block]]
id = "b"
title = "B"
[[item]]
id = "p"
title = "P"
block = "b"
role = "deduction"
points = 20
rule = { kind = "count", each = 1 }
[[item]]
id = "q"
title = "Q"
block = "b"
role = "deduction"
points = 30
rule = { kind = "count", each = 3 }
"""


def test_rules_that_share_a_cap_of_a_group_never_cost_more_than_it() -> None:
    """Zhejiang's conflict work: 30 points; 1 for each point of coverage missing, 3 for each bargaining missing."""
    scheme = sheet(CAPPED + '[[cap]]\nid = "c"\nitems = ["p", "q"]\nbase = 30\nminimum = 0\n', 'full = "30"\n')
    for p, q, left in ((0, 0, 30), (5, 2, 19), (20, 10, 0)):
        result = score(scheme, {"p": str(p), "q": str(q)})
        assert (result.total, result.blocks[0].score, result.deductions) == (left, left, 0)


def test_a_cap_on_deductions_and_the_best_of_several() -> None:
    scheme = sheet(CAPPED + '[[cap]]\nid = "c"\nitems = ["p", "q"]\nminimum = -8\n')
    assert score(scheme, {"p": "5", "q": "2"}).deductions == -8
    assert score(scheme, {"p": "1", "q": "2"}).deductions == -7
    highest = sheet(CAPPED + '[[cap]]\nid = "c"\nitems = ["p", "q"]\nbest = 1\n')
    assert score(highest, {"p": "5", "q": "2"}).deductions == -6


def test_a_block_is_weighed_and_a_minimum_holds_a_tier_back() -> None:
    blocks = (
        '[[block]]\nid = "b"\ntitle = "B"\nweight = "0.12"\nminimum = 6\n'
        '[[item]]\nid = "x"\ntitle = "X"\nblock = "b"\npoints = 120\n'
        '[[item]]\nid = "y"\ntitle = "Y"\npoints = 80\n[[tier]]\nkey = "A"\ntitle = "A"\ncutoff = 60\n'
    )
    scheme = sheet(blocks, 'full = "94.4"\n')
    result = score(scheme, {"x": "100", "y": "70"})
    assert (result.blocks[0].score, result.total, result.tier, result.decided_by) == (12, 82, "A", "cutoff:A")
    held = score(scheme, {"x": "40", "y": "80"})
    assert (held.total, held.tier, held.decided_by) == (Decimal("84.8"), None, "minimum:b")


def test_yunnans_pass_needs_the_base_block_and_the_total() -> None:
    body = "".join(
        f'[[block]]\nid = "{name}"\ntitle = "{name}"\n[[item]]\nid = "i{name}"\ntitle = "I"\nblock = "{name}"\npoints = {most}\n'
        for name, most in (("base", 45), ("institutions", 25), ("creation", 30))
    )
    scheme = sheet(
        body + '[[tier]]\nkey = "pass"\ntitle = "Pass"\ncutoff = 90\nminima = { base = 42 }\n', 'full = "100"\n'
    )
    for base, rest, tier in ((42, 48, "pass"), (45, 44, None), (41, 55, None), (45, 45, "pass")):
        values = {"ibase": str(base), "iinstitutions": str(min(25, rest)), "icreation": str(rest - min(25, rest))}
        assert score(scheme, values).tier == tier


def test_a_veto_rules_a_title_out_whatever_the_points() -> None:
    vetoed = score(SMALL, FULL | {"accident": "yes"})
    assert (vetoed.total, vetoed.vetoed, vetoed.tier, vetoed.decided_by) == (20, True, None, "veto:accident")


@pytest.mark.parametrize(("missing", "total"), [("zero", Decimal(12)), ("undecided", None)])
def test_what_is_missing_is_named_and_never_passes_for_nothing_unsaid(missing: str, total: Decimal | None) -> None:
    scheme = SMALL.model_copy(update={"missing": missing})
    result = score(scheme, {name: value for name, value in FULL.items() if name != "contracts"})
    assert (result.total, result.missing) == (total, ("contracts",))
    assert result.undecided == (() if total is not None else ("contracts",))
    assert (result.decided_by == "missing") == (total is None)


GRAVE = ("incident", "forced_or_child_labour", "refusal", "obstruction", "crime")


@pytest.mark.parametrize(
    ("violations", "grave", "tier"),
    [("0", None, "A"), ("1", None, "B"), ("2", None, "B"), ("3", None, "C"), *(("0", name, "C") for name in GRAVE)],
)
def test_the_labour_law_grade_looks_for_c_first(violations: str, grave: str | None, tier: str) -> None:
    values = {"violations": violations} | {name: "yes" if name == grave else "no" for name in GRAVE}
    result = score(shipped("labour-law-grade"), values)
    assert (result.tier, result.decided_by) == (tier, f"row:{tier}")


def test_a_decision_table_decides_as_soon_as_it_can_and_no_sooner() -> None:
    scheme = shipped("labour-law-grade")
    assert score(scheme, {"violations": "3"}).tier == "C"
    assert score(scheme, {"violations": "0"}).decided_by == "missing"


@pytest.mark.parametrize(("missing", "tier"), [("zero", "A"), ("undecided", None)])
def test_an_unanswered_veto_leaves_a_decision_table_open_too(missing: str, tier: str | None) -> None:
    veto = '[[item]]\nid = "v"\ntitle = "V"\nrole = "veto"\nrule = "veto"\n'
    rows = '[[tier]]\nkey = "A"\ntitle = "A"\n[[decision]]\nid = "A"\ntier = "A"\n'
    scheme = sheet(veto + rows, f'kind = "decision"\nmissing = "{missing}"\n')
    assert score(scheme, {}).tier == tier
    assert score(scheme, {"v": "no"}).tier == "A"
    assert score(scheme, {"v": "yes"}).tier is None


def test_what_was_made_good_is_told_by_its_cases() -> None:
    scheme = item('{ kind = "count", each = 2 }', "points = 10", 'role = "deduction"\ncured = "0.5"')

    def told(value: str) -> tuple[str, str]:
        said = score(scheme, {"x": value}).items[0].said[-1]
        return said.key, reason(said.key, said.values) % said.values

    assert told("3 cured 1") == ("cured_some", "Made good: 1 of 3; of their part of -6 only the share 0.5 stays.")
    assert told("3 cured 3") == told("3 cured") == ("cured", "Made good: of -6 only the share 0.5 stays.")


def test_the_suzhou_sheet_is_whole() -> None:
    scheme = shipped("suzhou-2019")
    roles = [one.role for one in scheme.items]
    assert (len(roles), roles.count("points"), roles.count("deduction"), roles.count("veto")) == (70, 58, 6, 6)
    best = {one.id: {"points": str(one.points), "deduction": "0", "veto": "no"}[one.role] for one in scheme.items}
    result = score(scheme, best)
    assert (result.total, result.tier) == (100, "AAA")
    assert {one.block: one.score for one in result.blocks} == {
        "rules": 38, "institutions": Decimal("27.5"), "development": Decimal("20.5"), "perception": 14,
        "deductions": 0, "vetoes": 0,
    }  # fmt: skip
    worst = best | {one.id: f"-{one.points}" for one in scheme.items if one.role == "deduction"}
    assert score(scheme, worst).deductions == -26


def filled(scheme: Scheme) -> Any:
    """Whole sheets, each value one that its item can have."""
    tried = {one.id: [text for text, _ in candidates(one)] or ["1", "7"] for one in scheme.items if not one.of}
    return st.fixed_dictionaries({name: st.sampled_from(texts) for name, texts in tried.items()})


FEW = settings(max_examples=30, deadline=None)
POINTS = [*(shipped(name) for name in shipped_names() if shipped(name).kind == "points"), *WORKED]


@pytest.mark.parametrize("scheme", POINTS, ids=lambda one: one.key)
def test_the_order_of_the_data_changes_nothing(scheme: Scheme) -> None:
    @FEW
    @given(filled(scheme), st.randoms())
    def check(values: dict[str, str], random: Any) -> None:
        shuffled = list(values.items())
        random.shuffle(shuffled)
        assert score(scheme, dict(shuffled)) == score(scheme, values)

    check()


@pytest.mark.parametrize("scheme", POINTS, ids=lambda one: one.key)
def test_a_better_score_of_one_item_never_lowers_the_total(scheme: Scheme) -> None:
    @FEW
    @given(filled(scheme), st.data())
    def check(values: dict[str, str], data: Any) -> None:
        name = data.draw(st.sampled_from(sorted(one.id for one in scheme.items if not one.of and candidates(one))))
        ladder = candidates(scheme.item(name))
        low, high = sorted(data.draw(st.tuples(*2 * [st.integers(0, len(ladder) - 1)])))
        lower, higher = (score(scheme, values | {name: ladder[place][0]}) for place in (low, high))
        assert _total(lower) <= _total(higher)

    check()


def added_up(scheme: Scheme, result: Result) -> Decimal:
    """The total from the scores of the items alone, by what docs/sheet-format.md says of caps, weights and limits."""
    scores = {one.item: one.score or Decimal(0) for one in result.items}
    capped = {name for cap in scheme.caps for name in cap.items}
    weights = {block.id: block.weight for block in scheme.blocks}
    total = Decimal(0)
    for one in scheme.items:
        if one.id not in capped:
            total += scores[one.id] * (1 if one.role == "deduction" else weights.get(one.block, 1))
    for cap in scheme.caps:
        first = scheme.item(cap.items[0])
        counted = sorted((scores[name] for name in cap.items), key=abs)[-(cap.best or len(cap.items)) :]
        amount = cap.base + sum(counted)
        if cap.minimum is not None and amount < cap.minimum:
            amount = cap.minimum
        if cap.maximum is not None and amount > cap.maximum:
            amount = cap.maximum
        total += amount * (weights.get(first.block, 1) if cap.base or first.role != "deduction" else 1)
    if scheme.total_minimum is not None and total < scheme.total_minimum:
        return scheme.total_minimum
    return total if scheme.total_maximum is None else min(total, scheme.total_maximum)


@pytest.mark.parametrize("scheme", POINTS, ids=lambda one: one.key)
def test_limits_hold_and_what_does_not_apply_never_lowers(scheme: Scheme) -> None:
    @FEW
    @given(filled(scheme))
    def check(values: dict[str, str]) -> None:
        result = score(scheme, values)
        assert scheme.total_maximum is None or _total(result) <= scheme.total_maximum
        assert scheme.total_minimum is None or _total(result) >= scheme.total_minimum
        for one in scheme.items:
            if one.not_applicable:
                assert _total(score(scheme, values | {one.id: "na"})) >= _total(result)
        assert _total(result) == added_up(scheme, result)

    check()


def _total(result: Result) -> Decimal:
    assert result.total is not None
    return result.total
