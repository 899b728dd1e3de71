"""Three in one: who must sit on a panel, and when its sheets may be seen side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from evaluation.rules.words import Bench

REQUIRED: tuple[Bench, ...] = (Bench.UPPER_UNION, Bench.WORKERS, Bench.THIRD_PARTY)
"""The benches of every panel, in the order in which they are shown everywhere."""


@dataclass(frozen=True)
class Sitting:
    """A present place on the panel of one application."""

    person: str
    bench: Bench


def still_missing(
    seats: Iterable[Sitting], filed: Collection[str], required: Collection[Bench] = REQUIRED
) -> tuple[Bench, ...]:
    """Return the required benches without a sheet, in their order: nobody sits there, or who sits has not handed in.

    `filed` are the persons whose sheets of this turn are in. A sheet of somebody who no longer sits counts for nothing.
    """
    heard = {seat.bench for seat in seats if seat.person in filed}
    return tuple(bench for bench in REQUIRED if bench in required and bench not in heard)


def opens_by_itself(seats: Iterable[Sitting], filed: Collection[str]) -> bool:
    """Say whether the last required sheet is in, so that the panel opens in the same act."""
    return not still_missing(seats, filed)


def seat_clash(seats: Iterable[Sitting], person: str, bench: Bench) -> str | None:
    """Return why somebody cannot take a place: "sits_already" (on any bench: nobody scores twice), "bench_taken", or None."""
    present = tuple(seats)
    if any(seat.person == person for seat in present):
        return "sits_already"
    return "bench_taken" if any(seat.bench == bench for seat in present) else None
