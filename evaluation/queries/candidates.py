"""The committee's comparison: all candidates of a round beside each other at one stage."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select

from evaluation.models import Application, FiledSheet, Round, SchemeVersion, VisitTraits
from evaluation.policy.schemes import scheme_from
from evaluation.queries.robustness import COMPARED, chosen_stage, must_read_the_office, values_of
from evaluation.rules import streams
from evaluation.rules.fairness import GroupTotals, by_group, size_class
from evaluation.rules.filing import restored_entries
from evaluation.rules.ladder import rising
from evaluation.rules.plots import AT_MOST, DotPlot, Radar, Row, dot_plot, radar
from evaluation.rules.schemes import Block, Scheme
from evaluation.rules.scoring import Result, score
from evaluation.rules.sensitivity import Draws, Robustness, in_steps, sensitivity
from evaluation.rules.weighing import case_of, weighed_items
from evaluation.rules.words import ApplicationState, Stage
from workbench.kernel import Reader
from workbench.web.runs import LongRuns

DRAWS = 10_000
AT_ONCE = 2_000_000
"""How many totals are drawn while a page is made, candidates times weightings: half a second. More are drawn in the background."""
PATIENCE = 0.5
_RUNS = LongRuns()


@dataclass(frozen=True)
class Candidate:
    """One application at one stage. Without `result` nothing was handed in at it.

    kept: share of drawn weightings in which the tier stays. interval: 5th to 95th percentile of the total. ranks: best, mean
    and worst. first: share of the draws in which it is first.
    """

    application: str
    enterprise: str
    result: Result | None
    blocks: tuple[Decimal | None, ...]
    kept: float | None = None
    interval: tuple[float, float] | None = None
    ranks: tuple[int, float, int] | None = None
    first: float | None = None


@dataclass(frozen=True)
class Comparison:
    """All candidates of a round at one stage, the highest total first; `draws` is None while nothing can be weighed.

    `drawn` is how much of the drawing is done, 0 to 1; below 1 no candidate has anything from it yet. None: it could not be done.
    """

    round: Round
    scheme: Scheme
    stage: Stage
    stages: tuple[Stage, ...]
    blocks: tuple[Block, ...]
    candidates: tuple[Candidate, ...]
    picked: frozenset[str]
    dots: DotPlot
    radar: Radar | None
    draws: Draws | None
    drawn: float | None
    sizes: tuple[GroupTotals, ...]
    sectors: tuple[GroupTotals, ...]


def compare(reader: Reader, round: str, stage: str, picked: Collection[str], language: str, seed: int) -> Comparison:
    """Return the candidates of a round; `picked` are those in the radar, by default the first three.

    Raises Absent for everybody without a role in the round that reads the office.
    """
    found = reader.get(Round, round)
    must_read_the_office(reader, round)
    scheme = scheme_from(reader.get(SchemeVersion, found.scheme).source)
    applications = _applications(reader, round)
    sheets = _sheets(reader, [one.id for one in applications])
    stages = tuple(one for one in COMPARED if any(stage == one for _, stage in sheets))
    chosen = chosen_stage(stage, stages)
    rows = [_candidate(scheme, one, sheets.get((one.id, chosen))) for one in applications]
    draws, drawn, rows = _weighed(scheme, rows, seed)
    rows.sort(key=_place)
    sizes, sectors = _groups(reader, rows)
    shown = frozenset(picked) & {one.application for one in rows} or {one.application for one in rows[:3]}
    return Comparison(
        round=found,
        scheme=scheme,
        stage=chosen,
        stages=stages,
        blocks=_blocks(scheme),
        candidates=tuple(rows),
        picked=frozenset(shown),
        dots=_dots(scheme, rows, language),
        radar=_radar(scheme, [one for one in rows if one.application in shown and one.result][:AT_MOST], language),
        draws=draws,
        drawn=drawn,
        sizes=sizes,
        sectors=sectors,
    )


def _applications(reader: Reader, round: str) -> list[Application]:
    query = select(Application).where(Application.round == round)
    query = query.where(Application.state.not_in((ApplicationState.DRAFT, ApplicationState.WITHDRAWN)))
    return [one for one in reader.all(query) if streams.office(one.id) in reader.viewer.streams]


def _sheets(reader: Reader, applications: Collection[str]) -> dict[tuple[str, str], FiledSheet]:
    """Return the newest filed sheet of each application and stage, in one query."""
    query = select(FiledSheet).where(FiledSheet.application.in_(applications), FiledSheet.stage.in_(COMPARED))
    return {(row.application, row.stage): row for row in reader.all(query.order_by(FiledSheet.turn, FiledSheet.at))}


def _candidate(scheme: Scheme, application: Application, sheet: FiledSheet | None) -> Candidate:
    result = None if sheet is None else score(scheme, values_of(restored_entries(sheet.values)))
    scores = {} if result is None else {one.block: one.score for one in result.blocks}
    blocks = tuple(scores.get(block.id) for block in _blocks(scheme))
    return Candidate(application.id, application.enterprise_name, result, blocks)


def _total(candidate: Candidate) -> Decimal | None:
    return None if candidate.result is None else candidate.result.total


def _place(candidate: Candidate) -> tuple[bool, Decimal, str]:
    """The highest total first, what has none last, equal ones by name."""
    total = _total(candidate)
    return total is None, -(total or Decimal(0)), candidate.enterprise


def _weighed(
    scheme: Scheme, rows: Sequence[Candidate], seed: int
) -> tuple[Draws | None, float | None, list[Candidate]]:
    """Return the candidates with what drawn weights of blocks make of them, as far as they are drawn."""
    results = [one.result for one in rows if one.result is not None and one.result.total is not None]
    if not results or not weighed_items(scheme):
        return None, 1.0, list(rows)
    draws = Draws(DRAWS, seed)
    case = case_of(scheme, results)
    if len(results) * draws.number <= AT_ONCE:
        return draws, 1.0, _with(rows, sensitivity(case, draws))
    # The key is made of the numbers themselves: who may not read them cannot ask for what became of them.
    key = hashlib.sha256(repr((case.digest, draws)).encode()).hexdigest()
    run = _RUNS.ask(key, lambda: in_steps(case, draws), PATIENCE)
    if isinstance(run.result, Robustness):
        return draws, 1.0, _with(rows, run.result)
    return draws, None if run.failed else run.done, list(rows)


def _with(rows: Sequence[Candidate], found: Robustness) -> list[Candidate]:
    weighed: list[Candidate] = []
    place = 0
    for one in rows:
        if _total(one) is None:
            weighed.append(one)
            continue
        at, place = place, place + 1
        vetoed = one.result is not None and one.result.vetoed
        weighed.append(
            replace(
                one,
                kept=float(found.kept[at]),
                interval=(float(found.low[at]), float(found.high[at])),
                ranks=None
                if vetoed
                else (int(found.best_rank[at]), float(found.mean_rank[at]), int(found.worst_rank[at])),
                first=float(found.acceptability[at, 0]),
            )
        )
    return weighed


def _blocks(scheme: Scheme) -> tuple[Block, ...]:
    """Return the blocks in which points are won."""
    return tuple(block for block in scheme.blocks if _worth(scheme, block))


def _worth(scheme: Scheme, block: Block) -> Decimal:
    of_items = (item.points or Decimal(0) for item in scheme.in_block(block.id) if item.role == "points")
    return block.weight * sum(of_items, Decimal(0))


def _dots(scheme: Scheme, rows: Sequence[Candidate], language: str) -> DotPlot:
    cutoffs = (
        [(getattr(tier.title, language), tier.cutoff) for tier in rising(scheme)] if scheme.kind == "points" else []
    )
    return dot_plot([Row(one.enterprise, _total(one), *(one.interval or (None, None))) for one in rows], cutoffs)


def _radar(scheme: Scheme, rows: Sequence[Candidate], language: str) -> Radar | None:
    blocks = _blocks(scheme)
    shapes = [
        (
            one.enterprise,
            [
                None if got is None else float(got / _worth(scheme, block))
                for got, block in zip(one.blocks, blocks, strict=True)
            ],
        )
        for one in rows
    ]
    return radar([getattr(block.title, language) for block in blocks], shapes)


def _groups(reader: Reader, rows: Sequence[Candidate]) -> tuple[tuple[GroupTotals, ...], tuple[GroupTotals, ...]]:
    """Return totals by size and by sector, as the office noted them for the sampling of visits; what is not noted is left out."""
    totals = {one.application: float(total) for one in rows if (total := _total(one)) is not None}
    traits = reader.all(select(VisitTraits).where(VisitTraits.application.in_(totals)))
    sizes = [(size_class(one.people), totals[one.application]) for one in traits if one.people is not None]
    sectors = [(one.sector, totals[one.application]) for one in traits if one.sector]
    return by_group(sizes), by_group(sectors)
