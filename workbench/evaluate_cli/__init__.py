"""`workbench evaluate`: score sheets, coefficients and certificates as files, without a house or its data.

Results go to standard output, what a person should know to standard error. Exit status: 0 well;
1 a sheet or its data are wrong, or a check found something; 2 other trouble.
docs/sheet-format.md and docs/evaluation-statistics.md describe the formats.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from workbench.evaluate_cli import scoring, statistics_verbs, verifying

FAMILIES = (scoring, statistics_verbs, verifying)
TROUBLE = 2


def run(arguments: Sequence[str]) -> int:
    """Run one verb and return its exit status."""
    says = "Score sheets, agreement of raters, weights, indices and certificates as files. Exit 0 well, 1 wrong or found, 2 trouble."
    parser = argparse.ArgumentParser(prog="workbench evaluate", description=says)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for family in FAMILIES:
        family.add_verbs(verbs)
    asked = parser.parse_args(arguments)
    try:
        status: int = asked.act(asked)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who read our output has gone, as `head` does; the interpreter must not try to write the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return TROUBLE
    return status
