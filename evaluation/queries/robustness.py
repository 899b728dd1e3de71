"""How far one result holds: what each item gives, what would lift it, other weights, missing values. For those who read the office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from evaluation.models import Application, Round, RoundSeat
from evaluation.policy.roles import READS_THE_OFFICE
from evaluation.queries.sheets import Filed, filed, scheme_for
from evaluation.rules import streams
from evaluation.rules.bounds import Bounds, bounds
from evaluation.rules.filing import Kept
from evaluation.rules.ladder import rising
from evaluation.rules.lifting import Headroom, Lift, lift, room
from evaluation.rules.schemes import Item, Scheme, Tier
from evaluation.rules.scoring import Result, score
from evaluation.rules.sensitivity import Draws, Robustness, sensitivity
from evaluation.rules.weighing import case_of, weighed_items
from evaluation.rules.words import Stage
from workbench.kernel import Absent, Reader

COMPARED = (Stage.SELF, Stage.FIRST, Stage.SECOND, Stage.COMMITTEE, Stage.REVIEW)
"""The stages of which an application has one sheet; a panel's three stand side by side on the panel's own page."""


@dataclass(frozen=True)
class Contribution:
    """What one item gives to the total, and what it still could add to it alone."""

    item: Item
    value: str
    score: Decimal | None
    room: Decimal


@dataclass(frozen=True)
class Holding:
    """How far the result of one application at one stage holds. Without a total nothing was weighed: both robustnesses are None."""

    scheme: Scheme
    tiers: tuple[Tier, ...]
    stage: Stage
    stages: tuple[Stage, ...]
    result: Result
    contributions: tuple[Contribution, ...]
    lift: Lift | None
    bounds: Bounds
    draws: Draws
    by_block: Robustness | None
    by_item: Robustness | None


def must_read_the_office(reader: Reader, round: str) -> None:
    """Raise Absent for everybody without a role in a round that reads what reviewers and committee write."""
    query = select(RoundSeat.role).where(RoundSeat.round == round, RoundSeat.person == reader.viewer.person)
    if not READS_THE_OFFICE & set(reader.all(query.where(RoundSeat.ended_at.is_(None)))):
        raise Absent


def reviewed(reader: Reader, application: str) -> tuple[Application, Round]:
    """Return an application and its round. Raises Absent for everybody who does not read the office."""
    if streams.office(application) not in reader.viewer.streams:
        raise Absent
    found = reader.get(Application, application)
    must_read_the_office(reader, found.round)
    return found, reader.get(Round, found.round)


def holding(reader: Reader, application: str, stage: str, draws: Draws) -> Holding | None:
    """Return how far the result of an application holds at a stage, by default the furthest; None where nothing was handed in.

    Raises Absent for everybody who does not read the office.
    """
    found, _ = reviewed(reader, application)
    scheme, sheets = scheme_for(reader, found), newest(reader, application)
    stages = tuple(one for one in COMPARED if one in sheets)
    chosen = chosen_stage(stage, stages)
    if chosen not in sheets:
        return None
    values = values_of(sheets[chosen].entries)
    result, gains = score(scheme, values), room(scheme, values)
    case = case_of(scheme, [result]) if result.total is not None and weighed_items(scheme) else None
    return Holding(
        scheme=scheme,
        tiers=rising(scheme),
        stage=chosen,
        stages=stages,
        result=result,
        contributions=tuple(_contributions(scheme, values, result, gains)),
        lift=lift(scheme, values, gains=gains) if scheme.kind == "points" else None,
        bounds=bounds(scheme, values),
        draws=draws,
        by_block=sensitivity(case, draws) if case else None,
        by_item=sensitivity(case, draws, by_item=True) if case else None,
    )


def newest(reader: Reader, application: str) -> dict[Stage, Filed]:
    """Return the newest sheet of each stage of which there is one sheet."""
    return {one.stage: one for one in filed(reader, application) if one.stage in COMPARED}


def values_of(entries: Mapping[str, Kept]) -> dict[str, str]:
    """Return the values of a filed sheet, blank ones left out."""
    return {item: kept.value for item, kept in entries.items() if kept.value}


def chosen_stage(asked: str, there: tuple[Stage, ...]) -> Stage:
    """Return the stage that was asked for, or else the furthest there is."""
    return next((one for one in there if one == asked), there[-1] if there else Stage.SELF)


def _contributions(
    scheme: Scheme, values: Mapping[str, str], result: Result, gains: Sequence[Headroom]
) -> Iterator[Contribution]:
    scores = {one.item: one for one in result.items}
    left = {one.item: one.gain for one in gains}
    for item in scheme.items:
        if item.role != "fact" and (one := scores.get(item.id)):
            yield Contribution(item, values.get(item.id, ""), one.score, left.get(item.id, Decimal(0)))
