"""What can be wrong with a figure or a table of figures, in words: for refusals, previews and the command line."""

from __future__ import annotations

from workbench.kernel import N_, Reason

FIGURE_FAULTS = {
    "unknown_measure": N_("The catalogue has no measure “%(value)s”."),
    "no_period": N_("“%(value)s” is no period. Right ones are 2025, 2025-H1, 2025-Q3, 2025-03 and 2025-03-31."),
    "not_a_number": N_("“%(value)s” is no number. Right ones are 58, 1,340,982.50 and 12.5."),
    "other_unit": N_("“%(unit)s” is not the unit of this measure. Leave it out, and the measure's own is taken."),
    "negative": N_("%(value)s is below zero, and this cannot be."),
    "not_whole": N_("%(value)s has to be a whole number."),
    "too_exact": N_("%(value)s has more than %(places)s decimals."),
    "too_large": N_("%(value)s is too large to be true."),
    "too_few": N_("Nothing is kept of fewer than %(least)s people, so that nobody can be found out."),
    "over_one": N_("%(value)s is above 1, and this ratio cannot be."),
    "over_hundred": N_("%(value)s is above 100 %%, and this gap cannot be."),
    "unknown_source": N_(
        "“%(value)s” is no source. Sources are enterprise, union, office, survey, payroll, disclosure and filing."
    ),
    "too_many_cells": N_("The line has more cells than the head has columns."),
    "twice": N_("Line %(first)s says the same measure, period and source already."),
    "converted": N_("Converted: kept as %(value)s."),
    "over_whole": N_("It is larger than the whole it is part of, in line %(other)s."),
    "other_enterprise": N_("The line is about “%(value)s”, not about this enterprise."),
    "text_bidi": N_("The text holds a hidden direction mark."),
    "text_invisible": N_("The text holds an invisible character."),
    "text_control": N_("The text holds a control character."),
    "text_lone_surrogate": N_("The text holds half a character."),
    "text_combining": N_("The text piles too many marks on one character."),
    "text_too_long": N_("The text is longer than %(limit)s characters."),
    "text_line_break": N_("The text must be one line."),
    "empty_table": N_("The table has no line under its head."),
    "not_a_table": N_(
        "Line %(line)s cannot be read as a table (CSV): a quote is not closed, or stands where none can be."
    ),
    "too_many_rows": N_("The table has more than %(limit)s lines. Divide it."),
    "unknown_column": N_("There is no column “%(column)s”. Columns are %(known)s."),
    "column_twice": N_("The column “%(column)s” is there twice."),
    "column_missing": N_("The table has no column for: %(columns)s."),
    "no_wage": N_("“%(value)s” is no wage: it has to be a number, 0 or more."),
    "no_sex": N_("“%(value)s” is neither woman nor man; write f or m."),
    "blank_cell": N_("The cell is empty; fill the column on every line or leave it out."),
}
"""A sentence for every reason the rules give, under the reason itself."""

_REASONS = {key: Reason(key, sentence, 422) for key, sentence in FIGURE_FAULTS.items()}


def fault_reason(key: str) -> Reason:
    """Return the reason under which a fault of the rules is refused."""
    return _REASONS[key]
