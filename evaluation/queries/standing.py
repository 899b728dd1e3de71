"""Where a sheet stands that is still being filled in: the sums as the scheme's rules compute them now, and why each item counts so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from evaluation.queries.wording import said_words, signed
from evaluation.rules.item_values import plain
from evaluation.rules.schemes import Item, Scheme
from evaluation.rules.scoring import ItemScore, score


@dataclass(frozen=True)
class Sum:
    """The points of a heading as they are shown, and how many of its items have a value."""

    points: str = ""
    done: int = 0
    items: int = 0


@dataclass(frozen=True)
class Standing:
    """All sums of a sheet. `blocks` by block, `groups` by block and group; `scores` only of what has a value."""

    done: int
    items: int
    total: str
    full: str
    vetoed: bool
    scores: Mapping[str, Decimal]
    reasons: Mapping[str, ItemScore]
    blocks: Mapping[str, Sum]
    groups: Mapping[tuple[str, str], Sum]


def standing_of(scheme: Scheme, values: Mapping[str, str]) -> Standing:
    """Return the sums of the values there are, exactly as the rules make them. What has no value yet counts nothing."""
    result = score(_counting_nothing(scheme), values)
    reasons = {one.item: one for one in result.items if one.value is not None}
    scores = {name: one.score for name, one in reasons.items() if one.score is not None}
    weighed = {one.block: one.score for one in result.blocks}
    under: dict[tuple[str, str], list[Item]] = {}
    for item in scheme.items:
        under.setdefault((item.block, item.group), []).append(item)
    groups = {pair: _sum(items, values, _added(items, scores)) for pair, items in under.items()}
    blocks = {
        block: _sum(items, values, weighed.get(block, _added(items, scores)))
        for block, items in _by_block(under).items()
    }
    typed = [item for item in scheme.items if not item.of]
    return Standing(
        done=sum(item.id in values for item in typed),
        items=len(typed),
        total="—" if result.total is None else signed(plain(result.total)),
        full=plain(scheme.full) if scheme.full is not None else "",
        vetoed=result.vetoed,
        scores=scores,
        reasons=reasons,
        blocks=blocks,
        groups=groups,
    )


def _counting_nothing(scheme: Scheme) -> Scheme:
    """Return the scheme as it counts while it is filled in: an item without a value is nothing yet, not undecided."""
    return scheme if scheme.missing == "zero" else scheme.model_copy(update={"missing": "zero"})


def _by_block(under: Mapping[tuple[str, str], list[Item]]) -> dict[str, list[Item]]:
    blocks: dict[str, list[Item]] = {}
    for (block, _group), items in under.items():
        blocks.setdefault(block, []).extend(items)
    return blocks


def _added(items: list[Item], scores: Mapping[str, Decimal]) -> Decimal:
    return sum((scores[item.id] for item in items if item.id in scores), Decimal(0))


def _sum(items: list[Item], values: Mapping[str, str], points: Decimal | None) -> Sum:
    typed = [item for item in items if not item.of]
    full = sum((item.points for item in items if item.points is not None and item.role == "points"), Decimal(0))
    shown = "—" if points is None else signed(plain(points))
    return Sum(f"{shown} / {plain(full)}" if full else shown, sum(item.id in values for item in typed), len(typed))


def shown_score(score: Decimal | None) -> str:
    """Return a score as it is shown; blank while there is none."""
    return "" if score is None else signed(plain(score))


def score_words(item: Item, standing: Standing) -> tuple[str, ...]:
    """Return why an item has its score, in sentences: the step hit, what was lost, which limit holds."""
    found = standing.reasons.get(item.id)
    return tuple(filter(None, (said_words(item, why) for why in found.said))) if found else ()
