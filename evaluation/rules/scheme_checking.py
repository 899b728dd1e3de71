"""What is wrong with a scheme that reads well."""

from __future__ import annotations

from evaluation.rules.scheme_faults import Fault
from evaluation.rules.schemes import Scheme


def check(scheme: Scheme) -> tuple[Fault, ...]:
    """Return everything that is wrong with a scheme."""
    return ()
