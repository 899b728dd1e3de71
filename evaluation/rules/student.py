"""Student's t distribution, for intervals around means of few values."""

from __future__ import annotations


def quantile(share: float, degrees: float) -> float:
    """Return the value below which `share` (between 0 and 1) of a t distribution with `degrees` of freedom lies."""
    # A web process that never draws an interval need not hold all of scipy's distributions.
    from scipy.special import stdtrit

    return float(stdtrit(degrees, share))
