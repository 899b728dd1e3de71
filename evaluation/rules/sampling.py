"""Drawing whom to visit: a stratified random sample that anybody can draw again from its seed, and what it can say.

The order within a stratum is that of SHA-256("seed|unit"), so neither a library nor its version decides who is drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, sqrt
from statistics import NormalDist
from typing import NamedTuple, TypeVar

LEVEL = Fraction(95, 100)
SIZES = ((20, "micro"), (300, "small"), (1000, "medium"))
"""Below how many people an enterprise counts as which size; from the last bound on it is large. Our own bands."""


class Key(NamedTuple):
    """What the enterprises of one stratum have in common."""

    size: str
    sector: str
    area: str


K = TypeVar("K", Key, str)


@dataclass(frozen=True)
class Unit:
    """An enterprise that can be drawn."""

    id: str
    key: Key


@dataclass(frozen=True)
class Stratum:
    """The enterprises of one kind, and those of them that were drawn."""

    key: Key
    units: tuple[str, ...]
    drawn: tuple[str, ...]


@dataclass(frozen=True)
class Draw:
    """A drawn sample: `strata` in the order of their keys."""

    seed: str
    strata: tuple[Stratum, ...]

    @property
    def population(self) -> int:
        """Among how many was drawn."""
        return sum(len(stratum.units) for stratum in self.strata)

    @property
    def drawn(self) -> tuple[str, ...]:
        """All that were drawn."""
        return tuple(unit for stratum in self.strata for unit in stratum.drawn)


class CannotDraw(ValueError):
    """The sample cannot be drawn: `reason` is too_few (below one for each stratum), too_many or doubled; `limit` the number allowed."""

    def __init__(self, reason: str, limit: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.limit = limit


def size_of(people: int | None) -> str:
    """Return the size an enterprise of so many people counts as; unknown without a number."""
    if people is None or people < 0:
        return "unknown"
    return next((size for bound, size in SIZES if people < bound), "large")


def draw(units: Iterable[Unit], number: int, seed: str) -> Draw:
    """Draw `number` units, at least one of each stratum. Raises CannotDraw."""
    groups: dict[Key, list[str]] = {}
    seen: set[str] = set()
    for unit in units:
        if unit.id in seen:
            raise CannotDraw("doubled")
        seen.add(unit.id)
        groups.setdefault(unit.key, []).append(unit.id)
    if number < len(groups):
        raise CannotDraw("too_few", len(groups))
    if number > len(seen):
        raise CannotDraw("too_many", len(seen))
    shares = allocate({key: len(members) for key, members in groups.items()}, number)
    return Draw(seed, tuple(_stratum(key, groups[key], shares[key], seed) for key in sorted(groups)))


def _stratum(key: Key, members: Sequence[str], number: int, seed: str) -> Stratum:
    order = sorted(members, key=lambda unit: (hashlib.sha256(f"{seed}|{unit}".encode()).digest(), unit))
    return Stratum(key, tuple(sorted(members)), tuple(order[:number]))


def allocate(sizes: Mapping[K, int], number: int) -> dict[K, int]:
    """Share `number` places among groups of these sizes: one each, the rest in proportion (Webster's method), none above its size."""
    shares = dict.fromkeys(sizes, 1)
    for _ in range(number - len(shares)):
        open_ = [key for key in sizes if shares[key] < sizes[key]]
        best = max(sorted(open_), key=lambda key: Fraction(sizes[key], 2 * shares[key] + 1))
        shares[best] += 1
    return shares


def margin(strata: Iterable[tuple[int, int]], level: Fraction = LEVEL) -> float:
    """Return the widest half-width of a share estimated from `strata` of (enterprises, visited), between 0 and 1.

    z √Σ (Nₕ/N)² (1 − nₕ/Nₕ) Sₕ²/nₕ with the largest Sₕ² = Nₕ/(Nₕ−1)/4 (Cochran, Sampling Techniques, 3rd ed., 5.3 and 5.13).
    Raises ValueError when a stratum was not visited.
    """
    pairs = list(strata)
    population = sum(there for there, _ in pairs)
    variance = 0.0
    for there, visited in pairs:
        if not 0 < visited <= there:
            raise ValueError("every stratum needs a visit")
        if visited < there:
            variance += (there / population) ** 2 * (1 - visited / there) * there / (there - 1) / 4 / visited
    return min(1.0, NormalDist().inv_cdf(float(1 - (1 - level) / 2)) * sqrt(variance))


def bounds(population: int, visited: int, found: int, level: Fraction = LEVEL) -> tuple[int, int]:
    """Return between how many and how many of `population` have what was found with `found` of `visited`, at this level.

    Exact: the hypergeometric tails inverted (Buonaccorsi, The American Statistician 41 (1987)), as if drawn from all alike.
    Raises ValueError for numbers that cannot be.
    """
    if not 0 <= found <= visited <= population:
        raise ValueError("not a sample")
    tail = (1 - level) / 2
    whole = comb(population, visited)
    highest = population - (visited - found)
    low = found
    while low < highest and _at_least(population, visited, found, low) <= tail * whole:
        low += 1
    high = highest
    while high > low and _at_most(population, visited, found, high) <= tail * whole:
        high -= 1
    return low, high


def _at_least(population: int, visited: int, found: int, having: int) -> int:
    return sum(_ways(population, visited, having, number) for number in range(found, min(visited, having) + 1))


def _at_most(population: int, visited: int, found: int, having: int) -> int:
    return sum(_ways(population, visited, having, number) for number in range(found + 1))


def _ways(population: int, visited: int, having: int, number: int) -> int:
    return comb(having, number) * comb(population - having, visited - number) if visited >= number else 0
