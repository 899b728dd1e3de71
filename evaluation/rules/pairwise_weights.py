"""Weights from comparing criteria two by two (analytic hierarchy process), and how far the comparisons fit together.

Source: T. Saaty, How to make a decision: the analytic hierarchy process, European Journal of Operational Research 48 (1990).
The process only helps a committee to agree on weights; what it gives is adopted like any other text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np

from evaluation.rules.sayings import N_
from evaluation.rules.statistic_faults import StatisticFault

RANDOM_INDEX: dict[int, float] = {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45}
"""Saaty's mean consistency index of random matrices [GK]."""
MOST_INCONSISTENT = 0.10
"""Saaty's bound of the consistency ratio: above it the comparisons have to be looked at again."""

TOO_MANY = N_("%(count)s criteria; compare 1 to %(most)s at once, and group them if there are more.")
NOT_RECIPROCAL = N_("%(back)s is not the reciprocal of %(cell)s in row %(row)s, column %(across)s.")

_CELL = re.compile(r"(\d+)\s*/\s*(\d+)|\d+(?:\.(\d+))?")


class MatrixFault(StatisticFault):
    """What is wrong with a matrix, at a row (its line) and column of the matrix, from 1."""


@dataclass(frozen=True)
class Pair:
    """Two criteria (numbers from 0) whose comparison fits the others worst: what was `judged`, what the weights `imply`."""

    first: int
    second: int
    judged: Fraction
    implied: float


@dataclass(frozen=True)
class Weighting:
    """Weights that add up to 1, in the order of the criteria; `ratio` is 0 for one or two criteria, which always fit."""

    weights: tuple[float, ...]
    eigenvalue: float
    index: float
    ratio: float
    worst: Pair | None

    @property
    def consistent(self) -> bool:
        """Say whether the weights may be used."""
        return self.ratio <= MOST_INCONSISTENT


def read_matrix(cells: Sequence[Sequence[str]]) -> tuple[tuple[Fraction, ...], ...]:
    """Return the matrix that texts like 3, 1/3 or 0.33 stand for; of two reciprocal cells the greater one counts.

    A decimal may be off its reciprocal by what its last digit was rounded by, a fraction or a whole number not at all.
    Raises MatrixFault when the matrix is not square, has 10 criteria or more, a cell is no number above 0, the diagonal is
    not 1 or two cells are not reciprocal.
    """
    size = len(cells)
    if size > max(RANDOM_INDEX):
        raise MatrixFault(TOO_MANY, 1, count=size, most=max(RANDOM_INDEX))
    for row, line in enumerate(cells, 1):
        if len(line) != size:
            raise MatrixFault(N_("%(count)s cells in a matrix of %(size)s rows."), row, count=len(line), size=size)
    read = [[_cell(text, row, column) for column, text in enumerate(line, 1)] for row, line in enumerate(cells, 1)]
    for place in range(size):
        if read[place][place][0] != 1:
            raise MatrixFault(N_("A criterion compared with itself is 1."), place + 1, place + 1)
    found = [[value for value, _ in line] for line in read]
    for one, other in combinations(range(size), 2):
        (value, rounding), (back, back_rounding) = read[one][other], read[other][one]
        if not _reciprocal(value, rounding, back, back_rounding):
            back_text, text = cells[other][one].strip(), cells[one][other].strip()
            raise MatrixFault(
                NOT_RECIPROCAL, other + 1, one + 1, back=back_text, cell=text, row=one + 1, across=other + 1
            )
        if value >= back:
            found[other][one] = 1 / value
        else:
            found[one][other] = 1 / back
    return tuple(tuple(line) for line in found)


def weigh(matrix: Sequence[Sequence[Fraction]]) -> Weighting:
    """Return the weights of a reciprocal matrix: its principal eigenvector, λ, CI = (λ-n)/(n-1), CR = CI/RI.

    The weights of an inconsistent matrix are returned with `consistent` False, so that a committee sees what it said; they
    may not be used. Raises MatrixFault for 10 criteria or more, for which no random index is known here.
    """
    size = len(matrix)
    if size > max(RANDOM_INDEX) or not size:
        raise MatrixFault(TOO_MANY, 1, count=size, most=max(RANDOM_INDEX))
    values, vectors = np.linalg.eig(np.array([[float(cell) for cell in line] for line in matrix]))
    place = int(np.argmax(values.real))
    vector = np.abs(vectors[:, place].real)
    weights = vector / vector.sum()
    eigenvalue = float(values[place].real)
    index = max((eigenvalue - size) / (size - 1), 0.0) if size > 2 else 0.0
    ratio = index / RANDOM_INDEX[size] if size > 2 else 0.0
    kept = tuple(float(one) for one in weights)
    return Weighting(kept, eigenvalue, index, ratio, _worst(matrix, kept))


def _cell(text: str, row: int, column: int) -> tuple[Fraction, Fraction]:
    """Return a cell's value and how far rounding may have moved it."""
    found = _CELL.fullmatch(text.strip())
    if found is None or (found[2] is not None and int(found[2]) == 0):
        raise MatrixFault(N_("“%(cell)s” is no number like 3, 1/3 or 0.33."), row, column, cell=text.strip())
    value = Fraction(text.replace(" ", ""))
    if value <= 0:
        raise MatrixFault(N_("A comparison is above 0."), row, column)
    return value, Fraction(1, 2 * 10 ** len(found[3])) if found[3] else Fraction(0)


def _reciprocal(value: Fraction, rounding: Fraction, back: Fraction, back_rounding: Fraction) -> bool:
    low, high = value - rounding, value + rounding
    most = 1 / low if low > 0 else None
    return back + back_rounding >= 1 / high and (most is None or back - back_rounding <= most)


def _worst(matrix: Sequence[Sequence[Fraction]], weights: tuple[float, ...]) -> Pair | None:
    """Return the comparison that is most times over or under what the weights imply."""
    pairs = [
        Pair(one, other, matrix[one][other], weights[one] / weights[other])
        for one, other in combinations(range(len(weights)), 2)
    ]
    return max(pairs, key=lambda pair: abs(np.log(float(pair.judged) / pair.implied)), default=None)
