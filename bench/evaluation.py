"""Scoring of 100,000 enterprises x 70 items, beside a bare weighted sum by numpy of the same matrix in the same run.

python -m bench.evaluation [--rounds 15] [--enterprises 100000]

The sheets are made up and are scored exactly, with vetoes, shared limits, steps, rates, block minima and tiers; the peer multiplies
and adds, and knows none of these. Rounds are interleaved, so the ratio is more to be trusted than the times. A sample of the rows
is held against `scoring.score`, one sheet at a time.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

import numpy as np

from bench.stage import machine
from evaluation.rules.batch import Matrix, Scores, score_all
from evaluation.rules.batch_rules import Integers
from evaluation.rules.item_rules import Given, Listed, Veto
from evaluation.rules.item_values import plain
from evaluation.rules.ladder import rising
from evaluation.rules.scheme_reading import read_scheme, shipped
from evaluation.rules.schemes import Item, Scheme
from evaluation.rules.scoring import score

SECONDS, MEMORY, RATIO = 2.0, 1000, 3.0
ENTERPRISES, PLACES, CHECKED = 100_000, 2, 200


def every_rule() -> Scheme:
    """Return a sheet of 70 items: rates, steps, ratios, counts, given points, deductions under one limit, bonus, vetoes."""
    rules = (
        'points = 2\nrule = { kind = "rate", full_at = 95, each = "0.2" }',
        'points = 2\nrule = { kind = "bands", bands = [{ to = 60, points = 0 }, { from = 60, points = 2 }] }',
        'points = 2\nrule = { kind = "ratio", zero_at = 60, full_at = 95 }',
        "points = 2",
    )
    kinds = [
        *rules * 14,
        *['role = "deduction"\npoints = 3\nrule = { kind = "count", each = "0.5" }'] * 6,
        *['role = "bonus"\npoints = 2'] * 2,
        *['role = "veto"\nrule = "veto"'] * 6,
    ]
    items = "".join(
        f'[[item]]\nid = "i{at}"\ntitle = "I"\nblock = "{"ab"[at % 2]}"\n{kind}\n' for at, kind in enumerate(kinds)
    )
    limits = (
        f'[[cap]]\nid = "taken"\nitems = {[f"i{at}" for at in range(56, 62, 2)]}\nminimum = -5\n'
        '[[cap]]\nid = "bonus"\nitems = ["i62"]\nmaximum = 1\n'
        '[[tier]]\nkey = "A"\ntitle = "A"\ncutoff = 60\nminima = { a = 30 }\n[[tier]]\nkey = "AA"\ntitle = "AA"\ncutoff = 80\n'
    )
    blocks = "".join(f'[[block]]\nid = "{name}"\ntitle = "B"\n' for name in "ab")
    head = 'key = "all"\nversion = "1"\ntitle = "All"\nmark = "ours"\nsource = "made up"\nfull = 112\n'
    return read_scheme(head + blocks + items + limits)


def filled(scheme: Scheme, enterprises: int) -> Matrix:
    """Return made-up sheets with two decimals where a number is asked for."""
    draw = np.random.default_rng(1)
    values = np.empty((len(scheme.items), enterprises), dtype=np.int64)
    for at, item in enumerate(scheme.items):
        values[at] = column(item, draw, enterprises)
    return Matrix(values, (PLACES,) * len(scheme.items), {}, {})


def column(item: Item, draw: np.random.Generator, count: int) -> Integers:
    """Return made-up values of one item."""
    unit = 10**PLACES
    if isinstance(item.rule, Veto):
        return (draw.random(count) < 0.01).astype(np.int64)
    if isinstance(item.rule, Listed):
        return draw.choice([int(one * unit) for one in item.rule.values], count)
    if isinstance(item.rule, Given):
        return draw.integers(0, int((item.points or 0) * unit) + 1, count)
    if item.rule.kind == "count":
        return draw.choice([cases * unit for cases in range(5)], count)
    return draw.integers(40 * unit, 100 * unit + 1, count)


def written(scheme: Scheme, matrix: Matrix, at: int) -> dict[str, str]:
    """Return one enterprise's sheet as it would be typed."""
    sheet = {}
    for item, value in zip(scheme.items, map(int, matrix.values[:, at]), strict=True):
        sheet[item.id] = ("yes" if value else "no") if item.role == "veto" else plain(Decimal(value).scaleb(-PLACES))
    return sheet


def wrong(scheme: Scheme, matrix: Matrix, found: Scores) -> int:
    """Count the rows of a sample that one sheet alone does not come to."""
    unit, tiers, off = Decimal(1).scaleb(-found.places), [tier.key for tier in rising(scheme)], 0
    for at in range(0, matrix.values.shape[1], max(1, matrix.values.shape[1] // CHECKED)):
        alone = score(scheme, written(scheme, matrix, at))
        tier = tiers[found.tier[at]] if found.tier[at] >= 0 else None
        off += (int(found.total[at]) * unit, tier) != (alone.total, alone.tier)
    return off


def interleaved(rounds: int, *acts: Callable[[], object]) -> list[float]:
    """Return the median seconds of acts that take turns, after one turn for nothing."""
    found: list[list[float]] = [[] for _ in acts]
    for turn in range(rounds + 1):
        for act, times in zip(acts, found, strict=True):
            start = time.perf_counter()
            act()
            if turn:
                times.append(time.perf_counter() - start)
    return [statistics.median(times) for times in found]


def line(what: str, figure: float, limit: float, note: str) -> str:
    """A line of the report: a figure and what it is held against."""
    return f"  {what}: {figure:.2f} (<= {limit:g}: {'kept' if figure <= limit else 'MISSED'}) {note}"


def scored(scheme: Scheme, enterprises: int, rounds: int) -> Iterator[str]:
    """Score all sheets beside the weighted sum."""
    matrix = filled(scheme, enterprises)
    weights = np.random.default_rng(2).integers(1, 10, len(scheme.items))
    ours, theirs = interleaved(rounds, lambda: score_all(scheme, matrix), lambda: weights @ matrix.values)
    note = f"{ours * 1000:.0f} ms, numpy {theirs * 1000:.0f} ms"
    yield line("to a bare weighted sum of the same matrix", ours / theirs, RATIO, note)
    yield line("seconds", ours, SECONDS, f"{enterprises:,} enterprises x {len(scheme.items)} items")
    off = wrong(scheme, matrix, score_all(scheme, matrix))
    yield line("rows that differ from one sheet scored alone", off, 0, f"of {CHECKED}")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES)
    asked = parser.parse_args()
    print(machine())
    for name, scheme in (("suzhou-2019", shipped("suzhou-2019")), ("every kind of rule", every_rule())):
        print(name)
        for printed in scored(scheme, asked.enterprises, asked.rounds):
            print(printed, flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(line("peak memory in MB", memory, MEMORY, "with the interpreter and both matrices"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
