"""Counts of a region. A number of enterprises under five says too much of each of them, so small ones are merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from evaluation.models import Application, PublicTitle
from workbench.kernel import Reader
from workbench.web.words import locale_name

LEAST = 5
OTHERS = "others"


@dataclass(frozen=True)
class Bar:
    """One line of a chart: its name (`OTHERS` for merged ones), its count, and its length of 100."""

    name: str
    count: int
    length: float


@dataclass(frozen=True)
class Overview:
    """Applications the reader may read, by state; titles of the public register that hold, by tier and area."""

    states: tuple[Bar, ...]
    tiers: tuple[Bar, ...]
    areas: tuple[Bar, ...]
    applications: int
    titles: int


def overview(reader: Reader) -> Overview:
    """Return the counts; those of applications as far as the reader may read these."""
    states = Counter(reader.all(select(Application.state)))
    today = reader.now.date()
    holding = [
        one
        for one in reader.all(select(PublicTitle).where(PublicTitle.ended_on.is_(None)))
        if one.valid_until is None or one.valid_until >= today
    ]
    zh = locale_name().startswith("zh")
    tiers = Counter((one.tier_zh if zh else one.tier_en) for one in holding)
    areas = Counter(one.area for one in holding)
    return Overview(_bars(states), _bars(merged(tiers)), _bars(merged(areas)), states.total(), len(holding))


def merged(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts with those under five put together; when that alone would still say one of them, the next joins."""
    large = {name: count for name, count in counts.items() if count >= LEAST}
    small = {name: count for name, count in counts.items() if count < LEAST}
    while 0 < sum(small.values()) < LEAST and large:
        least = min(large, key=lambda name: (large[name], name))
        small[least] = large.pop(least)
    return large | ({OTHERS: sum(small.values())} if small else {})


def _bars(counts: Mapping[str, int]) -> tuple[Bar, ...]:
    most = max(counts.values(), default=1)
    ordered = sorted(counts.items(), key=lambda pair: (pair[0] == OTHERS, -pair[1], pair[0]))
    return tuple(Bar(name, count, round(100 * count / most, 1)) for name, count in ordered)
