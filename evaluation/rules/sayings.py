"""What is said of a score, of a value that cannot be taken and of a scheme that cannot be used: English, translated where it is shown."""

from __future__ import annotations

from collections.abc import Mapping


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogues. The house's own N_ would put up half the house to say a word."""
    return sentence


REFUSALS: dict[str, str] = {
    "not_a_number": N_("“%(value)s” is not a number."),
    "not_whole": N_("%(value)s is not a whole number."),
    "below_minimum": N_("%(value)s is below %(least)s, the lowest value."),
    "over_maximum": N_("%(value)s is over %(most)s, the highest value."),
    "not_a_step": N_("%(value)s lies between two steps of %(step)s."),
    "not_listed": N_("%(value)s is none of: %(values)s."),
    "in_no_band": N_("%(value)s lies in no step of the table."),
    "not_yes_or_no": N_("“%(value)s” is neither yes nor no."),
    "unknown_grade": N_("“%(value)s” is none of the grades: %(values)s."),
    "unknown_part": N_("“%(value)s” is none of the parts: %(values)s."),
    "part_twice": N_("The part “%(value)s” is named twice."),
    "always_applies": N_("This item always applies, so it needs a value."),
    "sample_needed": N_("Say behind the value how many answered, such as n=34."),
    "no_survey": N_("This item is no survey; write the value without n=."),
    "not_curable": N_("This item knows nothing of cases made good."),
    "too_many_cured": N_("%(cured)s made good of %(value)s cannot be."),
    "unknown_item": N_("The sheet has no such item."),
    "computed_item": N_("This item is computed from others; nobody types it."),
}
FAULTS: dict[str, str] = {
    "not_toml": N_("This is not TOML: %(why)s."),
    "missing": N_("It is missing."),
    "unknown_field": N_("There is no such field."),
    "not_a_number": N_("“%(value)s” is not a number."),
    "two_ends": N_("A step has either “%(one)s” or “%(other)s”."),
    "unknown_kind": N_("There is no rule of this kind."),
    "no_kind": N_("The kind of the rule is missing."),
    "unknown_word": N_("“%(value)s” is none of the words that can stand here."),
    "not_an_id": N_("“%(value)s” is no id: letters, digits, dots and hyphens, 40 at most."),
    "empty": N_("It is empty."),
    "too_long": N_("It is too long."),
    "too_few": N_("There are too few of them."),
    "too_many": N_("There are too many of them."),
    "too_small": N_("The number is too small."),
    "too_large": N_("The number is too large."),
    "not_yes_or_no": N_("It is true or false."),
    "not_whole": N_("It is a whole number."),
    "wrong_type": N_("It is not of the kind that belongs here."),
    "id_twice": N_("This id is there %(count)s times."),
    "unknown_block": N_("There is no block “%(value)s”."),
    "unknown_group": N_("There is no group “%(value)s”."),
    "other_block": N_("The group “%(value)s” belongs to the block “%(block)s”."),
    "points_for_nothing": N_("A veto, and a fact, has no points."),
    "veto_alone": N_("A veto has the rule “veto”, and only a veto has it."),
    "fact_alone": N_("A fact has the rule “fact”, and only a fact has it."),
    "only_deductions": N_("Only a deduction can be made good."),
    "no_span": N_("Nothing and full are both at %(value)s."),
    "empty_step": N_("The step “%(step)s” holds no value."),
    "steps_overlap": N_("The steps “%(one)s” and “%(other)s” overlap."),
    "steps_gap": N_("Between the steps “%(one)s” and “%(other)s” nothing is said."),
    "over_points": N_("The rule can give %(most)s; the item is worth %(points)s."),
    "under_points": N_("The rule gives %(most)s at most; the item is worth %(points)s."),
    "deduction_gives": N_("A deduction cannot give %(most)s points."),
    "bad_formula": N_("The formula cannot be read at character %(at)s."),
    "unknown_item": N_("There is no item “%(value)s”."),
    "circular": N_("The items need each other in a circle: %(circle)s."),
    "in_two_caps": N_("The item “%(value)s” is in the cap “%(other)s” already."),
    "capped_nothing": N_("A veto or a fact has no points to be limited."),
    "cap_across": N_("Items of one cap are in one block, and all or none of them are deductions."),
    "ends_crossed": N_("The lower limit %(low)s is above the upper one, %(high)s."),
    "caps_nothing": N_("It limits nothing: it has neither a minimum, a maximum nor a best."),
    "points_do_not_add_up": N_("%(declared)s is declared, the items add up to %(sum)s (%(off)s off)."),
    "cutoffs_out_of_order": N_("The cut-off %(value)s is not above that of “%(other)s”, %(before)s. Write the lowest tier first."),
    "not_a_lower_tier": N_("“%(value)s” is no lower tier."),
    "months_of_nothing": N_("It does not say in which tier the months are spent (from_tier)."),
    "out_of_reach": N_("%(value)s is more than the full %(full)s."),
    "no_rows": N_("A decision table needs rows."),
    "rows_for_points": N_("A sheet of points has no decision table."),
    "unknown_tier": N_("There is no tier “%(value)s”."),
    "hides_the_rest": N_("It asks nothing, so the rows behind it are never looked at."),
    "asks_nothing": N_("The condition on “%(value)s” asks nothing."),
    "not_a_number_item": N_("“%(value)s” has no number a formula could use."),
}  # fmt: skip
TABLE_FAULTS: dict[str, str] = {
    "not_csv": N_("This is not CSV: %(why)s."),
    "no_rows": N_("There are no rows."),
    "no_column": N_("The column “%(name)s” is missing."),
    "unknown_column": N_("There is no column “%(name)s”."),
    "column_twice": N_("The column “%(name)s” is there twice."),
    "cells": N_("The row has %(count)s cells, the head %(columns)s."),
    "row_twice": N_("“%(item)s” of %(enterprise)s stands in line %(first)s already."),
    "too_long_cell": N_("The cell under “%(name)s” is longer than %(limit)s characters."),
    "no_enterprise": N_("The enterprise is missing."),
    "no_such_item": N_("The sheet has no item “%(item)s”."),
}
SAID: dict[str, str] = {
    "given": N_("%(value)s of %(points)s points were given."),
    "taken_away": N_("%(value)s was taken away; the most is %(points)s."),
    "listed": N_("%(value)s, one of %(values)s."),
    "parts": N_("%(met)s of %(parts)s parts are met, %(each)s each."),
    "checklist": N_("Parts met: %(met)s; together %(score)s."),
    "count_over": N_("%(value)s cases, %(cases)s of them above %(bound)s, each costs %(each)s."),
    "count_under": N_("%(value)s there, %(cases)s missing to %(bound)s, each costs %(each)s."),
    "rate_high": N_("%(value)s%(unit)s is %(points)s points below %(bound)s%(unit)s; each costs %(each)s."),
    "rate_high_full": N_("%(value)s%(unit)s reaches %(bound)s%(unit)s: nothing is lost."),
    "rate_low": N_("%(value)s%(unit)s is %(points)s points above %(bound)s%(unit)s; each costs %(each)s."),
    "rate_low_full": N_("%(value)s%(unit)s is not above %(bound)s%(unit)s: nothing is lost."),
    "band": N_("%(value)s%(unit)s lies in the step %(band)s%(unit)s."),
    "ratio": N_("%(value)s%(unit)s between %(zero_at)s%(unit)s, worth nothing, and %(full_at)s%(unit)s, worth all."),
    "grade": N_("Grade: %(grade)s."),
    "yes": N_("Answered with yes."),
    "no": N_("Answered with no."),
    "veto": N_("Answered with yes: this rules out a title."),
    "no_veto": N_("Answered with no: nothing stands in the way."),
    "fact": N_("Only noted: no points hang on it."),
    "not_applicable": N_("It does not apply: nothing is lost."),
    "too_few_answers": N_("%(n)s answers; at least %(least)s are needed."),
    "cured": N_("Made good: of %(before)s only the share %(share)s stays."),
    "cured_some": N_("Made good: %(made)s of %(cases)s; of their part of %(before)s only the share %(share)s stays."),
    "missing_zero": N_("Without a value it counts nothing."),
    "missing_undecided": N_("Without a value the whole stays undecided."),
}


def reason(key: str, values: Mapping[str, str]) -> str:
    """Return the sentence of one reason of a score, nothing for a key that has none. A grade's name is put in as `grade`."""
    reached = key in ("rate_high", "rate_low") and values.get("points") == "0"
    return SAID.get(f"{key}_full" if reached else key, "")


ON_FILES: dict[str, str] = {
    "names": N_("Sheets that come with the workbench: %(names)s."),
    "larger": N_("It is larger than %(limit)s bytes."),
    "encoding": N_("This is neither UTF-8 nor GB 18030."),
    "more": N_("And %(count)s more."),
    "sound": N_("%(items)s items, %(points)s points, %(deductions)s in deductions, %(vetoes)s vetoes. Nothing is wrong with it."),
    "partial": N_("It holds only a part of its source."),
    "marked": N_("Mark %(mark)s. Source: %(source)s"),
    "deductions": N_("Deductions: %(amount)s"),
    "missing": N_("Without a value: %(items)s"),
    "undecided": N_("Undecided: %(items)s"),
}  # fmt: skip
