"""Figures stated, imported and corrected. Nothing that was stated is ever altered: a correction names what it replaces."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from evaluation.events.figures import EnteredFigure, FigureCorrected, FigureEntered, FiguresImported
from evaluation.models import Figure
from evaluation.policy.figure_faults import fault_reason
from evaluation.policy.figures import NOT_YOUR_SOURCE, SOURCE_WORDS, figure_of, may_state, sources_for
from evaluation.rules import streams
from evaluation.rules.figure_reading import LONGEST_EVIDENCE, MOST_ROWS
from evaluation.rules.measures import Measure, Source, ValueRefused, catalogue, plainly, read_value
from evaluation.rules.spans import SpanRefused, span_of
from workbench.kernel import (
    N_,
    Absent,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    line,
    policy,
)

FIGURE_THERE = Reason(
    "figure_there",
    N_("For %(period)s the same source has stated %(value)s already. Correct that figure and say why."),
    409,
)
FIGURE_REPLACED = Reason(
    "figure_replaced", N_("This figure was replaced meanwhile by %(value)s. Look at it, then correct that one."), 409
)
SAME_FIGURE = Reason("same_figure", N_("The figure says %(value)s already."), 409)
NO_REASON = Reason("no_reason", N_("Say why figures are replaced: the reason stands beside them."), 422)
NOTHING_NEW = Reason("nothing_new", N_("Every figure of this table is in the register already."), 409)

Evidence = Annotated[str, line(LONGEST_EVIDENCE, blank=True)]
Written = Annotated[str, line(60)]
Unit = Annotated[str, line(20, blank=True)]


class EnterFigure(Command):
    """States a figure about an enterprise: a measure of the catalogue, a period, a value in the measure's unit.

    `source` says who stands for it. Result: {"figure": id}. Refused as figure_there when that source has stated one.
    """

    sentence: ClassVar[str] = N_("Enter a figure")
    locks: ClassVar[str] = "register/{organisation}"
    organisation: Id = Field(title=N_("Organisation"))
    measure: Written = Field(title=N_("Measure"))
    period: Written = Field(title=N_("Period"))
    value: Written = Field(title=N_("Value of the figure"))
    unit: Unit = Field(default="", title=N_("Unit"))
    source: Source = Field(title=N_("Source"))
    evidence: Evidence = Field(default="", title=N_("What it rests on"))


class CorrectFigure(Command):
    """Replaces a figure by another value of the same source, with a reason. The old one stays beside it.

    Result: {"figure": id}.
    """

    sentence: ClassVar[str] = N_("Correct a figure")
    locks: ClassVar[str] = "figure/{figure}"
    figure: Id = Field(title=N_("Figure"))
    value: Written = Field(title=N_("Value of the figure"))
    unit: Unit = Field(default="", title=N_("Unit"))
    evidence: Evidence = Field(default="", title=N_("What it rests on"))
    reason: Annotated[str, line(300)] = Field(title=N_("Reason"))


class ImportedFigure(BaseModel):
    """One figure of a table. `supersedes` names the figure it replaces, where the same source has stated another value."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    measure: Written
    period: Written
    value: Written
    unit: Unit = ""
    source: Source
    evidence: Evidence = ""
    supersedes: Id | None = None


class ImportFigures(Command):
    """States many figures at once, all or none. Those that are in the register with the same value are passed over.

    Persons' wages are no figures: they are worked out to aggregates before, and are not kept.
    Result: {"figures": [ids of those entered], "known": how many were there already}.
    """

    sentence: ClassVar[str] = N_("Import figures")
    locks: ClassVar[str] = "register/{organisation}"
    organisation: Id = Field(title=N_("Organisation"))
    figures: Annotated[list[ImportedFigure], Field(min_length=1, max_length=MOST_ROWS)] = Field(title=N_("Figures"))
    file_name: Annotated[str, line(120, blank=True)] = Field(default="", title=N_("File"))
    reason: Annotated[str, line(300, blank=True)] = Field(default="", title=N_("Reason"))


@policy(EnterFigure)
def _may_enter(question: Question, command: EnterFigure) -> Verdict:
    return may_state(question, command.organisation, getattr(command, "source", None))


@policy(ImportFigures)
def _may_import(question: Question, command: ImportFigures) -> Verdict:
    return may_state(question, command.organisation, None)


@policy(CorrectFigure)
def _may_correct(question: Question, command: CorrectFigure) -> Verdict:
    figure = figure_of(question, command.figure)
    return may_state(question, figure.organisation, Source(figure.source))


class Statement(NamedTuple):
    """What is stated, read: the measure, the period's written form, and the value in the measure's unit."""

    measure: Measure
    period: str
    value: Decimal


def statement(measure: str, period: str, value: str, unit: str) -> Statement:
    """Return what is stated. Raises Refusal naming the field at fault."""
    named = catalogue().named(measure)
    if named is None:
        raise Refusal(fault_reason("unknown_measure"), "measure", value=measure)
    try:
        return Statement(named, span_of(period).text, read_value(named, value, unit).value)
    except SpanRefused:
        raise Refusal(fault_reason("no_period"), "period", value=period) from None
    except ValueRefused as refused:
        field = "unit" if refused.reason == "other_unit" else "value"
        raise Refusal(fault_reason(refused.reason), field, **refused.values) from None


def current(act: Question, organisation: str, measure: str, period: str, source: Source) -> Figure | None:
    """Return what a source states now about a measure and a period."""
    query = select(Figure).where(Figure.organisation == organisation, Figure.measure == measure)
    query = query.where(Figure.period == period, Figure.source == source)
    return act.first(query.order_by(Figure.edition.desc()))


def row_of(
    act: Act, organisation: str, told: Statement, source: Source, evidence: str, before: Figure | None
) -> Figure:
    """Return the row of a figure, as the next edition of `before` where there is one."""
    return Figure(
        id=act.new_id(),
        stream=streams.register(organisation),
        organisation=organisation,
        measure=told.measure.id,
        period=told.period,
        value=plainly(told.value),
        unit=told.measure.unit,
        source=source,
        evidence=evidence,
        edition=before.edition + 1 if before else 1,
        supersedes=before.id if before else None,
        entered_by=act.actor.name,
        entered_at=act.now,
    )


def entered(row: Figure) -> FigureEntered:
    """Return the event that tells of a figure stated for the first time."""
    return FigureEntered(organisation=row.organisation, **about(row))


def corrected(row: Figure) -> FigureCorrected:
    """Return the event that tells of a figure that replaces another."""
    fields = {**about(row), "supersedes": row.supersedes or ""}
    return FigureCorrected(organisation=row.organisation, reason=row.reason, **fields)


def about(row: Figure) -> dict[str, Any]:
    """Return the fields by which events describe a figure."""
    names = ("measure", "period", "value", "unit", "evidence")
    return {"figure": row.id, "source": Source(row.source), **{name: getattr(row, name) for name in names}}


@handler(EnterFigure)
def enter_figure(act: Act, command: EnterFigure) -> Handling:
    """Keep the figure, unless its source has stated one already."""
    told = statement(command.measure, command.period, command.value, command.unit)
    there = current(act, command.organisation, told.measure.id, told.period, command.source)
    if there is not None:
        raise Refusal(FIGURE_THERE, "value", period=told.period, value=there.value)
    row = row_of(act, command.organisation, told, command.source, command.evidence, None)
    act.add(row)
    yield entered(row)
    return {"figure": row.id}


@handler(CorrectFigure)
def correct_figure(act: Act, command: CorrectFigure) -> Handling:
    """Keep the new value beside the old one."""
    before = act.find(Figure, command.figure)
    told = statement(before.measure, before.period, command.value, command.unit)
    _refuse_outdated(act, before)
    if plainly(told.value) == before.value and command.evidence in ("", before.evidence):
        raise Refusal(SAME_FIGURE, "value", value=before.value)
    evidence = command.evidence or before.evidence
    row = row_of(act, before.organisation, told, Source(before.source), evidence, before)
    row.reason = command.reason
    act.add(row)
    yield corrected(row)
    return {"figure": row.id}


def _refuse_outdated(act: Act, before: Figure) -> None:
    latest = current(act, before.organisation, before.measure, before.period, Source(before.source))
    if latest is not None and latest.id != before.id:
        raise Refusal(FIGURE_REPLACED, "value", value=latest.value)


@handler(ImportFigures)
def import_figures(act: Act, command: ImportFigures) -> Handling:
    """Keep what is new, all in one event."""
    allowed = sources_for(act, command.organisation)
    rows = [row for figure in command.figures if (row := _imported(act, command, figure, allowed)) is not None]
    if not rows:
        raise Refusal(NOTHING_NEW, "figures")
    if not command.reason and any(row.supersedes for row in rows):
        raise Refusal(NO_REASON, "reason")
    yield FiguresImported(
        organisation=command.organisation,
        file_name=command.file_name,
        count=len(rows),
        reason=command.reason,
        figures=[EnteredFigure(supersedes=row.supersedes, **about(row)) for row in rows],
    )
    return {"figures": [row.id for row in rows], "known": len(command.figures) - len(rows)}


def _imported(act: Act, command: ImportFigures, figure: ImportedFigure, allowed: frozenset[Source]) -> Figure | None:
    """Return the row of one figure of a table, or None when the register says the same already."""
    if figure.source not in allowed:
        raise Refusal(NOT_YOUR_SOURCE, "figures", source=SOURCE_WORDS[figure.source])
    told = statement(figure.measure, figure.period, figure.value, figure.unit)
    there = current(act, command.organisation, told.measure.id, told.period, figure.source)
    if there is not None and there.value == plainly(told.value):
        return None
    if there is None and figure.supersedes is not None:
        raise Absent
    if there is not None and there.id != figure.supersedes:
        raise Refusal(FIGURE_THERE, "figures", period=told.period, value=there.value)
    row = row_of(act, command.organisation, told, figure.source, figure.evidence, there)
    row.reason = command.reason if there is not None else ""
    act.add(row)
    return row
