"""Many sheets at once come to exactly what each comes to alone, whatever the rules, the rounding and what is missing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.rules.batch import encode, score_all
from evaluation.rules.batch_rules import TooLarge
from evaluation.rules.item_candidates import candidates
from evaluation.rules.ladder import rising
from evaluation.rules.scheme_reading import read_scheme, shipped, shipped_names
from evaluation.rules.schemes import Rounding, Scheme
from evaluation.rules.scoring import Result, ValueRefused, score
from tests.rules.evaluation.small_sheet import SMALL

HEAD = 'key = "all"\nversion = "1"\ntitle = "All"\nmark = "ours"\nsource = "made up for tests"\n'
RULES = {
    "given": 'points = "2.5"\nrule = "score"',
    "parts": 'points = "1.5"\nrule = { kind = "parts", each = "0.5", parts = ["a", "b", "c"] }',
    "list": 'points = 3\nrule = { kind = "checklist", parts = [{ id = "a", title = "A", points = "0.75" }, '
    '{ id = "b", title = "B", points = "2.25" }] }',
    "count": 'points = 8\nrule = { kind = "count", each = "1.5", over = 2, floor = 1 }',
    "due": 'points = 8\nrule = { kind = "count", each = 3, under = 4 }',
    "rate": 'points = 2\nnot_applicable = true\nrule = { kind = "rate", full_at = "99.5", each = "0.033" }',
    "begun": 'points = 7\nrule = { kind = "rate", full_at = 10, each = "0.25", better = "low", portion = "begun" }',
    "bands": 'points = 6\nrule = { kind = "bands", bands = [{ up_to = 20, points = "-0.5" }, '
    "{ above = 20, to = 40, points = 3 }, { from = 40, points = 6 }] }",
    "ratio": 'points = 5\nrule = { kind = "ratio", zero_at = 70, full_at = "97.3" }',
    "falling": 'points = 5\nrule = { kind = "ratio", zero_at = 33, full_at = 3 }',
    "grade": 'points = 20\nrule = { kind = "grades", grades = [{ id = "high", title = "H", points = 20 }, '
    '{ id = "low", title = "L", points = "6.5" }] }',
    "yes": 'points = 4\nrule = { kind = "yes_no", no = "-0.25" }',
    "asked": 'role = "fact"\nrule = { kind = "fact" }',
    "worked": 'points = 9\nof = "rate / asked * 7"\nrule = { kind = "ratio", zero_at = 0, full_at = 90 }',
    "survey": "points = 10\nsurvey = {}",
    "survey0": 'points = 10\nsurvey = { too_few = "zero" }',
    "extra1": 'role = "bonus"\npoints = 3',
    "extra2": 'role = "bonus"\npoints = 2',
    "extra3": 'role = "bonus"\npoints = 2',
    "cases": 'role = "deduction"\npoints = 9\ncured = "0.5"\nrule = { kind = "count", each = "0.7" }',
    "listed": 'role = "deduction"\npoints = 6\ncured = "0.3"\nrule = { kind = "listed", values = [0, -2, -4, -6] }',
    "shared1": 'role = "deduction"\npoints = 5\nblock = "two"',
    "shared2": 'role = "deduction"\npoints = 5\nblock = "two"\nrule = "yes_no"',
    "alone": 'points = 3\nblock = ""',
    "stop": 'role = "veto"\nrule = "veto"',
}
CAPS = """
[[cap]]
id = "best"
items = ["extra1", "extra2", "extra3"]
best = 2
maximum = "3.5"
[[cap]]
id = "group"
items = ["shared1", "shared2"]
base = "7.25"
minimum = 0
[[tier]]
key = "A"
title = "A"
cutoff = "60.125"
[[tier]]
key = "AA"
title = "AA"
cutoff = 80
minima = { two = "1.5" }
[[block]]
id = "one"
title = "One"
weight = "0.85"
minimum = 10
[[block]]
id = "two"
title = "Two"
"""
VALUES: dict[str, st.SearchStrategy[str]] = {
    "worked": st.just(""),
    "rate": st.decimals(0, 100, places=3).map(str) | st.just("na"),
    "ratio": st.decimals(60, 100, places=3).map(str),
    "falling": st.decimals(0, 40, places=2).map(str),
    "given": st.decimals(0, "2.5", places=6).map(str),
    "bands": st.decimals(-5, 60, places=1).map(str) | st.sampled_from(["20", "40"]),
    "asked": st.decimals(0, 9, places=1).map(str),
    "cases": st.tuples(st.integers(1, 20), st.integers(0, 20)).map(lambda two: f"{two[0]} cured {min(two)}")
    | st.just("3 cured"),
    "listed": st.sampled_from(["0", "-2", "-6", "-4 cured", "-6 cured 1"]),
    "survey": st.tuples(st.integers(0, 10), st.integers(1, 20)).map("{0[0]} n={0[1]}".format),
    "survey0": st.tuples(st.integers(0, 10), st.integers(1, 20)).map("{0[0]} n={0[1]}".format),
    "list": st.sampled_from(["none", "a", "b", "b a"]),
    "grade": st.sampled_from(["high", "low"]),
}


def every_kind(missing: str, rounding: Rounding) -> Scheme:
    """A scheme with every kind of rule, caps, weights and minima."""
    items = "".join(
        f'[[item]]\nid = "{name}"\ntitle = "X"\n' + ("" if "block" in rule else 'block = "one"\n') + rule + "\n"
        for name, rule in RULES.items()
    )
    limits = f'missing = "{missing}"\ntotal_minimum = 0\ntotal_maximum = "95.5"\n'
    scheme = read_scheme(HEAD + limits + items.replace("'", '"') + CAPS)
    return scheme.model_copy(update={"rounding": rounding})


def same(scheme: Scheme, sheets: list[dict[str, str]]) -> None:
    """Hold a batch against each of its sheets scored alone."""
    found = score_all(scheme, encode(scheme, sheets))
    unit = Decimal(1).scaleb(-found.places)
    tiers = [tier.key for tier in rising(scheme)]
    for at, sheet in enumerate(sheets):
        alone: Result = score(scheme, sheet)
        assert bool(found.undecided[at]) == (alone.total is None)
        assert bool(found.vetoed[at]) == alone.vetoed
        assert (tiers[found.tier[at]] if found.tier[at] >= 0 else None) == alone.tier
        if alone.total is not None:
            assert [units * unit for units in map(int, found.blocks[:, at])] == [one.score for one in alone.blocks]
            sums = [int(row[at]) * unit for row in (found.positive, found.deductions, found.total)]
            assert sums == [alone.positive, alone.deductions, alone.total]


@pytest.mark.parametrize("missing", ["zero", "undecided"])
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.fixed_dictionaries({}, optional={name: VALUES.get(name, st.none()) for name in RULES}), max_size=6),
    st.sampled_from(["half_up", "half_even", "down", "up"]),
    st.integers(0, 4),
    st.data(),
)
def test_a_batch_of_every_kind_of_rule_comes_to_what_each_sheet_comes_to(
    missing: str, drawn: list[dict[str, Any]], mode: Any, places: int, data: Any
) -> None:
    scheme = every_kind(missing, Rounding(places=places, mode=mode))
    texts = {one.id: [text for text, _ in candidates(one)] for one in scheme.items}
    for sheet in drawn:
        for name in [name for name, value in sheet.items() if value is None]:
            sheet[name] = data.draw(st.sampled_from(texts[name]))
    same(scheme, drawn)


@pytest.mark.parametrize("name", [name for name in shipped_names() if shipped(name).kind == "points"])
@settings(max_examples=15, deadline=None)
@given(st.data())
def test_the_shipped_sheets_come_to_the_same_in_a_batch(name: str, data: Any) -> None:
    scheme = shipped(name)
    texts = {one.id: [text for text, _ in candidates(one)] or ["0", "7"] for one in scheme.items if not one.of}
    sheet = st.fixed_dictionaries({}, optional={name: st.sampled_from(all_of) for name, all_of in texts.items()})
    same(scheme, data.draw(st.lists(sheet, min_size=1, max_size=8)))


def test_a_batch_takes_no_value_that_a_sheet_would_not() -> None:
    for name, value in (("contracts", "101"), ("nothing", "1"), ("rest", "two")):
        with pytest.raises(ValueRefused) as refused:
            encode(SMALL, [{name: value}])
        assert refused.value.item == name


DECISION = (
    HEAD
    + """
kind = "decision"
missing = "MISSING"
[[item]]
id = "cases"
title = "X"
role = "fact"
rule = { kind = "fact", whole = true }
[[item]]
id = "marks"
title = "X"
points = 50
[[item]]
id = "twice"
title = "X"
role = "fact"
of = "marks * 2"
rule = "fact"
[[item]]
id = "stop"
title = "X"
role = "veto"
rule = "veto"
[[tier]]
key = "one"
title = "X"
[[tier]]
key = "two"
title = "X"
[[decision]]
id = "a"
tier = "two"
all = [{ item = "cases", at_most = 0 }, { item = "twice", at_least = "90.5" }]
[[decision]]
id = "b"
tier = "one"
any = [{ item = "cases", below = 3 }, { item = "twice", above = 99 }]
"""
)


@pytest.mark.parametrize("missing", ["zero", "undecided"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_decision_table_decides_many_as_it_decides_one(missing: str, data: Any) -> None:
    scheme = read_scheme(DECISION.replace("MISSING", missing))
    values = {
        "cases": st.sampled_from(["0", "2", "3"]),
        "marks": st.sampled_from(["45.24", "45.25", "49.5", "49.51"]),
        "stop": st.sampled_from(["yes", "no"]),
    }
    sheets = data.draw(st.lists(st.fixed_dictionaries({}, optional=values), min_size=1, max_size=8))
    found = score_all(scheme, encode(scheme, sheets))
    tiers = [tier.key for tier in rising(scheme)]
    for at, sheet in enumerate(sheets):
        alone = score(scheme, sheet)
        assert (tiers[found.tier[at]] if found.tier[at] >= 0 else None) == alone.tier
        assert bool(found.vetoed[at]) == alone.vetoed


def test_what_does_not_fit_is_refused_and_never_wraps_round() -> None:
    text = HEAD + '[[item]]\nid = "x"\ntitle = "X"\npoints = 9\nrule = { kind = "count", each = 90000000 }\n'
    scheme = read_scheme(text)
    assert score_all(scheme, encode(scheme, [{"x": "99999999"}])).total[0] == 0
    with pytest.raises(TooLarge):
        score_all(scheme, encode(scheme, [{"x": "999999999999"}]))
