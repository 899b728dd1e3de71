"""Agreement of many raters and sensitivity of many enterprises, beside peers on the same data in the same run.

python -m bench.evaluation_statistics [--rounds 7]

The data are made up. Agreement of 50 raters x 10,000 units is measured beside the krippendorff package (one coefficient each,
interleaved); ours is then asked for everything that `workbench evaluate agreement` prints. Sensitivity of 1,000 enterprises
x 70 items x 10,000 draws is measured beside the bare matrix product of the same size, which makes no ranks and no tiers.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator

import krippendorff
import numpy as np

from bench.stage import machine
from evaluation.rules.agreement_coefficients import Floats, Level, agreement, alpha
from evaluation.rules.sensitivity import Case, Draws, sensitivity

AGREEMENT_SECONDS, SENSITIVITY_SECONDS, MEMORY = 1.0, 5.0, 1000
UNITS, RATERS = 10_000, 50
ENTERPRISES, ITEMS, DRAWS = 1_000, 70, 10_000


def line(what: str, figure: float, limit: float | None, note: str) -> str:
    """A line of the report: a figure and, where there is one, the limit it is held against."""
    held = "" if limit is None else f" (<= {limit:g}: {'kept' if figure <= limit else 'MISSED'})"
    return f"  {what}: {figure:.2f}{held} {note}"


def taking_turns(rounds: int, *acts: Callable[[], object]) -> list[float]:
    """Return the median seconds of acts that take turns, after one turn for nothing."""
    found: list[list[float]] = [[] for _ in acts]
    for turn in range(rounds + 1):
        for act, times in zip(acts, found, strict=True):
            start = time.perf_counter()
            act()
            if turn:
                times.append(time.perf_counter() - start)
    return [statistics.median(times) for times in found]


def ratings(points: int) -> Floats:
    """Return made-up ratings from 0 to `points` in halves that mostly agree, a tenth of them missing."""
    draw = np.random.default_rng(1)
    truth = draw.integers(0, 2 * points + 1, (UNITS, 1))
    made = np.clip(truth + draw.integers(-1, 2, (UNITS, RATERS)), 0, 2 * points) / 2
    made[draw.random(made.shape) < 0.1] = np.nan
    return np.asarray(made, dtype=np.float64)


def agreeing(rounds: int) -> Iterator[str]:
    """Agreement, coefficient by coefficient, and all at once."""
    made = ratings(5)
    across = np.ascontiguousarray(made.T)
    for level in (Level.NOMINAL, Level.ORDINAL, Level.INTERVAL):
        ours, theirs = taking_turns(
            rounds,
            lambda level=level: alpha(made, level),  # type: ignore[misc]
            lambda level=level: krippendorff.alpha(reliability_data=across, level_of_measurement=level.value),  # type: ignore[misc]
        )
        note = f"{ours * 1000:.0f} ms, krippendorff {theirs * 1000:.0f} ms"
        yield line(f"alpha, {level.value}, to the peer's time", ours / theirs, None, note)
    (whole,) = taking_turns(rounds, lambda: agreement(made))
    yield line("all coefficients, seconds", whole, AGREEMENT_SECONDS, f"{RATERS} raters x {UNITS:,} units")


def weighing(rounds: int) -> Iterator[str]:
    """Sensitivity, by block and by item, and the memory of the whole run."""
    draw = np.random.default_rng(2)
    weights = draw.integers(1, 10, ITEMS).astype(np.float64)
    case = Case(
        shares=draw.beta(8, 1, (ENTERPRISES, ITEMS)),
        weights=100 * weights / weights.sum(),
        blocks=[place * 4 // ITEMS for place in range(ITEMS)],
        fixed=np.asarray(-2.0 * draw.integers(0, 3, ENTERPRISES), dtype=np.float64),
        barred=draw.random(ENTERPRISES) < 0.02,
        cutoffs=(80.0, 85.0, 90.0),
    )
    bare = np.ascontiguousarray(draw.random((ITEMS, DRAWS)))
    by_block, by_item, product = taking_turns(
        rounds,
        lambda: sensitivity(case, Draws(DRAWS, 1)),
        lambda: sensitivity(case, Draws(DRAWS, 1), by_item=True),
        lambda: case.shares @ bare,
    )
    size = f"{ENTERPRISES:,} enterprises x {ITEMS} items x {DRAWS:,} draws"
    for name, took in (("blocks", by_block), ("items", by_item)):
        yield line(f"sensitivity by {name}, seconds", took, SENSITIVITY_SECONDS, size)
        yield line(f"sensitivity by {name} to a bare product", took / product, None, f"{product * 1000:.0f} ms")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield line(
        "peak memory in MB", memory, MEMORY, "with the peer and the bare product, of which ours keeps a part at a time"
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    print(machine())
    for found in (agreeing(asked.rounds), weighing(min(asked.rounds, 3))):
        for printed in found:
            print(printed, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
