"""What is wrong with a scheme is named exactly: where, in which field, and what."""

from __future__ import annotations

import pytest

from evaluation.rules.sayings import FAULTS
from evaluation.rules.scheme_faults import SchemeFaults
from evaluation.rules.scheme_reading import read, read_scheme, shipped_names, shipped_text
from evaluation.rules.schemes import Scheme, as_data
from evaluation.rules.scoring import score
from tests.rules.evaluation.small_sheet import SHEET

CASES = {
    "points that do not add up": ("full = 20", "full = 21", ("", "full", "points_do_not_add_up")),
    "a block that does not add up": ('minimum = 6', 'minimum = 6\npoints = 9', ("block rules", "points", "points_do_not_add_up")),
    "steps that overlap": ("{ from = 20, to = 40,", "{ from = 15, to = 40,", ("item training", "rule.bands", "steps_overlap")),
    "steps with a gap": ("{ from = 20, to = 40,", "{ from = 25, to = 40,", ("item training", "rule.bands", "steps_gap")),
    "a step turned round": ("{ from = 20, to = 40,", "{ from = 20, to = 20,", ("item training", "rule.bands", "empty_step")),
    "more than the item is worth": ("from = 40, points = 6", "from = 40, points = 7", ("item training", "rule", "over_points")),
    "less than the item is worth": ("from = 40, points = 6", "from = 40, points = 5", ("item training", "rule", "under_points")),
    "text for a number": ("points = 8", 'points = "eight"', ("item contracts", "points", "not_a_number")),
    "yes worth more than the item": ('rule = "yes_no"', 'rule = { kind = "yes_no", yes = 5 }', ("item library", "rule", "over_points")),
    "an unknown block": ('"Rest"\nblock = "rules"', '"Rest"\nblock = "rule"', ("item rest", "block", "unknown_block")),
    "an id twice": ('id = "rest"', 'id = "contracts"', ("item contracts", "id", "id_twice")),
    "an unknown kind of rule": ('kind = "listed"', 'kind = "list"', ("item complaints", "rule", "unknown_kind")),
    "an unknown field": ('cutoff = 12', 'cutof = 12', ("tier A", "cutof", "unknown_field")),
    "cut-offs out of order": ("cutoff = 16", "cutoff = 11", ("tier AA", "cutoff", "cutoffs_out_of_order")),
    "a tier out of reach": ("cutoff = 16", "cutoff = 26", ("tier AA", "cutoff", "out_of_reach")),
    "no lower tier": ('from_tier = "A"', 'from_tier = "B"', ("tier AA", "from_tier", "not_a_lower_tier")),
    "a veto with points": ('role = "veto"\nrule', 'role = "veto"\npoints = 1\nrule', ("item accident", "points", "points_for_nothing")),
    "a deduction that gives": ("values = [0, -2, -4]", "values = [0, -2, -4, 1]", ("item complaints", "rule", "deduction_gives")),
    "a formula of nothing": ('rule = "yes_no"', 'of = "books / 2"\nrule = "yes_no"', ("item library", "of", "unknown_item")),
    "a formula that is none": ('rule = "yes_no"', 'of = "rest +"\nrule = "yes_no"', ("item library", "of", "bad_formula")),
    "not TOML": ('key = "small"', 'key = small', ("", "", "not_toml")),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_named(name: str) -> None:
    right, wrong, expected = CASES[name]
    assert right in SHEET
    found = read(SHEET.replace(right, wrong, 1)).faults
    assert expected in {(one.where, one.field, one.reason) for one in found}
    for one in found:
        assert FAULTS[one.reason] % one.values


def caps(body: str) -> set[tuple[str, str]]:
    return {(one.where, one.reason) for one in read(SHEET + body).faults}


def test_caps_are_looked_at() -> None:
    two = '[[cap]]\nid = "one"\nitems = ["rest"]\nmaximum = 1\n[[cap]]\nid = "two"\nitems = ["rest"]\nmaximum = 1\n'
    assert ("cap two", "in_two_caps") in caps(two)
    assert ("cap c", "unknown_item") in caps('[[cap]]\nid = "c"\nitems = ["nothing"]\nmaximum = 1\n')
    assert ("cap c", "cap_across") in caps('[[cap]]\nid = "c"\nitems = ["rest", "library"]\nmaximum = 1\n')
    assert ("cap c", "caps_nothing") in caps('[[cap]]\nid = "c"\nitems = ["rest"]\n')


def test_a_circle_is_named_once_with_everything_in_it() -> None:
    fact = '[[item]]\nid = "{}"\ntitle = "X"\nrole = "fact"\nof = "{}"\nrule = {{ kind = "fact" }}\n'
    body = "".join(fact.format(*pair) for pair in (("p", "q + 1"), ("q", "r * 2"), ("r", "p"), ("s", "p")))
    [found] = [one for one in read(SHEET + body).faults if one.reason == "circular"]
    assert found.values["circle"] == "p → q → r → p"


def test_a_scheme_with_faults_is_shown_and_never_scored_by() -> None:
    text = SHEET.replace("full = 20", "full = 21")
    assert read(text).scheme is not None
    with pytest.raises(SchemeFaults) as faults:
        read_scheme(text)
    assert len(faults.value.faults) == 1


def test_all_faults_are_told_at_once() -> None:
    text = SHEET.replace("full = 20", "full = 21").replace("cutoff = 16", "cutoff = 11").replace("to = 40,", "to = 30,")
    assert {one.reason for one in read(text).faults} == {"points_do_not_add_up", "cutoffs_out_of_order", "steps_gap"}


@pytest.mark.parametrize("name", shipped_names())
def test_what_comes_with_the_workbench_is_sound_marked_and_survives_being_written(name: str) -> None:
    found = read(shipped_text(name))
    assert found.scheme is not None
    assert found.faults == ()
    assert found.scheme.source
    again = Scheme.model_validate(as_data(found.scheme))
    assert again.digest == found.scheme.digest
    assert found.scheme.partial == (found.scheme.mark == "V-part")


def test_steps_of_whole_numbers_meet_where_the_next_one_begins() -> None:
    bands = "bands = [{ up_to = 0, points = 6 }, { from = 1, up_to = 2, points = 3 }, { from = 3, points = 0 }]"
    begin = SHEET.index("bands = [")
    text = SHEET[:begin] + bands + SHEET[SHEET.index("] }", begin) + 1 :]
    assert [one.reason for one in read(text).faults] == ["steps_gap", "steps_gap"]
    scheme = read_scheme(text.replace(bands, f"whole = true, {bands}"))
    assert [score(scheme, {"training": str(n)}).total for n in (0, 1, 2, 3)] == [6, 3, 3, 0]
