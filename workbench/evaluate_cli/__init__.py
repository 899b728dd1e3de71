"""`workbench evaluate`: score sheets, coefficients and certificates as files, without a house or its data.

Results go to standard output, what a person should know to standard error. Exit status of every verb: 0 well; 1 what stands in a
file is wrong, or a check found something; 2 trouble: wrong usage, a file that cannot be read, a fault of the program.
docs/sheet-format.md and docs/evaluation-statistics.md describe the formats.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from workbench.evaluate_cli import scoring, statistics_verbs, verifying
from workbench.evaluate_cli.saying import FAULT, TROUBLE, Language, said

FAMILIES = (scoring, statistics_verbs, verifying)


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
    except Exception as fault:
        # A traceback would end with status 1, which means "wrong".
        told = said(
            FAULT, Language(getattr(asked, "language", "") or ""), {"fault": f"{type(fault).__name__}: {fault}"}
        )
        sys.stderr.write(f"workbench evaluate {asked.verb}: {told}\n")
        return TROUBLE
    return status
