"""The register of figures as pages and other rooms see it: what is stated, by whom, what replaced what, and what follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, select

from evaluation.models import Application, Call, Figure, SchemeVersion
from evaluation.policy.figures import SOURCE_WORDS
from evaluation.policy.schemes import scheme_from
from evaluation.rules import streams
from evaluation.rules.feeding import Fed, fed_item, feeds
from evaluation.rules.indicators import Computed, asked_for, book, compute, compute_all
from evaluation.rules.measures import Measure, Said, Source, catalogue
from evaluation.rules.picking import Figure as Stated
from evaluation.rules.spans import Span, span_of
from evaluation.rules.trends import Trend, trend
from workbench.kernel import N_, Absent, Reader
from workbench.people.queries import names, organisation, organisations

TREND_PERIODS = 5
ASKED_WORDS = {
    "enterprise": N_("the enterprise"),
    "union": N_("the union"),
    "office": N_("an office"),
    "survey": N_("a survey of the staff"),
    "payroll": N_("the payroll"),
}
WHY_WORDS = {
    "missing": N_("Unknown: figures are missing."),
    "no_case": N_("Nothing to measure: there was no case in this period."),
    "too_few": N_("Not shown: it would tell of fewer than %(least)s people."),
    "few": N_("Fewer than ten people stand behind it: an exact share would tell of single ones, so none is shown."),
    "refused": N_("The rule of this item does not take the value."),
    "over_whole": N_("Unknown: the part is larger than the whole, so one of the figures is wrong."),
}
MARK_WORDS = {
    "V": N_("read at its source"),
    "V-part": N_("read in part, or at second hand"),
    "GK": N_("general knowledge, no text was read"),
    "D": N_("our own choice"),
}


@dataclass(frozen=True)
class Line:
    """A figure as it is shown. `by` is empty for the house itself; `replaced` says that a later one took its place."""

    id: str
    measure: str
    name: str
    period: str
    value: str
    unit: str
    source: str
    evidence: str
    by: str
    at: datetime
    edition: int
    reason: str
    replaced: bool = False


@dataclass(frozen=True)
class Shelf:
    """All figures of one measure that stand now, the latest period first."""

    measure: Measure
    name: str
    counts: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Wanted:
    """What is missing for a period, under who is asked for it: (measure id, name, unit)."""

    who: str
    measures: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Shown:
    """An indicator as it is shown: the value in words, its rows, what is missing by name, its line through the periods."""

    computed: Computed
    name: str
    formula: str
    unit: str
    value: str
    interval: str
    n: str
    why: str
    source: str
    mark: str
    rows: tuple[Line, ...]
    missing: tuple[str, ...]
    disputed: tuple[Line, ...]
    periods: tuple[tuple[str, str], ...]
    trend: Trend


@dataclass(frozen=True)
class ForItem:
    """What an item of a sheet is told by the register: a value as it can be written into the sheet, or why there is none.

    `shown` are the indicators it rests on; `rows` all figures behind it.
    """

    item: str
    period: str
    value: str
    why: str
    least: int
    shown: tuple[Shown, ...]
    rows: tuple[Line, ...]
    missing: tuple[str, ...]
    enterprise: dict[str, str]


def enterprise_of(reader: Reader, enterprise: str) -> dict[str, str]:
    """Return id and name of the enterprise whose register the reader may read. Raises Absent."""
    if streams.register(enterprise) not in reader.viewer.streams:
        raise Absent
    found = organisation(reader, enterprise)
    if found.kind != "enterprise":
        raise Absent
    return {"id": found.id, "name": found.name}


def registers(reader: Reader) -> list[tuple[str, str, int]]:
    """Return the enterprises whose registers the reader may read: id, name, how many figures stand in each."""
    query = select(Figure.organisation, func.count()).where(_stands()).group_by(Figure.organisation)
    counts: dict[str, int] = dict(reader.rows(query))
    readable = [
        one for one in organisations(reader, ["enterprise"]) if streams.register(one.id) in reader.viewer.streams
    ]
    return [(one.id, one.name, counts.get(one.id, 0)) for one in readable]


def figures_of(reader: Reader, enterprise: str) -> tuple[Stated, ...]:
    """Return what stands in an enterprise's register now, as the rules take it; of measures the catalogue knows."""
    known = catalogue().measure
    return tuple(
        Stated(row.id, row.measure, span_of(row.period), Decimal(row.value), Source(row.source))
        for row in _rows(reader, enterprise)
        if row.measure in known
    )


def shelves(reader: Reader, enterprise: str) -> list[tuple[str, list[Shelf]]]:
    """Return what stands in the register by group and measure, in the order of the catalogue."""
    by_measure: dict[str, list[Line]] = defaultdict(list)
    for line in lines_of(reader, _rows(reader, enterprise)):
        by_measure[line.measure].append(line)
    groups: dict[str, list[Shelf]] = defaultdict(list)
    for key, measure in catalogue().measure.items():
        if found := by_measure.get(key):
            ordered = sorted(found, key=lambda line: (span_of(line.period), line.source), reverse=True)
            shelf = Shelf(measure, words(reader, measure.said), words(reader, measure.counts), tuple(ordered))
            groups[measure.group].append(shelf)
    return [(words(reader, said), groups[key]) for key, said in catalogue().group.items() if key in groups]


def history(reader: Reader, enterprise: str, figure: str) -> tuple[Line, ...]:
    """Return every statement of the same source about the same thing, the latest first. Raises Absent."""
    row = reader.get(Figure, figure)
    if row.organisation != enterprise:
        raise Absent
    query = select(Figure).where(Figure.organisation == enterprise, Figure.measure == row.measure)
    query = query.where(Figure.period == row.period, Figure.source == row.source).order_by(Figure.edition.desc())
    rows = reader.all(query)
    return lines_of(reader, rows)


def standing(reader: Reader, enterprise: str) -> dict[tuple[str, str, str], Line]:
    """Return what stands now by measure, period and source, for telling what an import would change."""
    rows = _rows(reader, enterprise)
    return {(row.measure, row.period, row.source): line for row, line in zip(rows, lines_of(reader, rows), strict=True)}


def lines_of(reader: Reader, rows: Sequence[Figure]) -> tuple[Line, ...]:
    """Return rows as they are shown."""
    people = names(reader, (row.entered_by for row in rows))
    latest = {row.supersedes for row in rows}
    return tuple(_line(reader, row, people.get(row.entered_by, ""), row.id in latest) for row in rows)


def wanted(reader: Reader, computed: Iterable[Computed]) -> list[Wanted]:
    """Return what indicators lack, each measure once, by who is asked."""
    return [
        Wanted(who, tuple(_named(reader, catalogue().measure[key]) for key in keys))
        for who, keys in asked_for(computed).items()
    ]


def indicators(reader: Reader, enterprise: str, span: Span) -> list[tuple[str, list[Shown]]]:
    """Return every indicator of an enterprise for one period by group, with the four periods before it as its line."""
    figures = figures_of(reader, enterprise)
    rows = {line.id: line for line in lines_of(reader, _rows(reader, enterprise))}
    spans = _back(span)
    before = {one: {each.indicator.id: each for each in compute_all(figures, one)} for one in spans}
    groups: dict[str, list[Shown]] = defaultdict(list)
    for key, indicator in book().indicator.items():
        groups[indicator.group].append(_shown(reader, [before[one][key] for one in spans], rows))
    return [(words(reader, said), groups[key]) for key, said in catalogue().group.items() if key in groups]


def indicator(reader: Reader, enterprise: str, key: str, span: Span) -> Shown:
    """Return one indicator of an enterprise for one period. Raises KeyError for an unknown one."""
    rows = {line.id: line for line in lines_of(reader, _rows(reader, enterprise))}
    figures = figures_of(reader, enterprise)
    return _shown(reader, [compute(book().indicator[key], figures, one) for one in _back(span)], rows)


def for_item(reader: Reader, application: str, item: str) -> ForItem | None:
    """Return what the register says about one item of an application's sheet, None for an item no figure answers.

    Raises Absent for an application the reader may not know of. A reader who may not read the register is told nothing.
    """
    found = reader.get(Application, application)
    call = reader.get(Call, found.round)
    scheme = scheme_from(reader.get(SchemeVersion, call.scheme).source)
    if item not in feeds().get(scheme.key, {}) or streams.register(found.enterprise) not in reader.viewer.streams:
        return None
    told = fed_item(scheme, item, figures_of(reader, found.enterprise), call.year)
    return None if told is None else _for_item(reader, found.enterprise, told)


def _for_item(reader: Reader, enterprise: str, told: Fed) -> ForItem:
    rows = {line.id: line for line in lines_of(reader, _rows(reader, enterprise))}
    shown = tuple(_shown(reader, [one], rows) for one in told.computed)
    lacking = [name for one in shown for name in one.missing]
    if told.measure and not told.rows:
        lacking.append(words(reader, catalogue().measure[told.measure].said))
    return ForItem(
        item=told.item,
        period=told.span.text,
        value=told.value or "",
        why=WHY_WORDS.get(told.why, ""),
        least=max((one.least for one in told.computed), default=0),
        shown=shown,
        rows=tuple(rows[key] for key in told.rows),
        missing=tuple(dict.fromkeys(lacking)),
        enterprise=enterprise_of(reader, enterprise),
    )


def periods(reader: Reader, enterprise: str) -> list[str]:
    """Return the years of which the register says anything, the latest first, and the year that ended last."""
    stated = {span_of(one).first.year for one in reader.all(_periods(enterprise))}
    return [str(year) for year in sorted({*stated, reader.now.year - 1}, reverse=True)]


def words(reader: Reader, said: Said) -> str:
    """Return words of a facts file in the reader's language."""
    return said.en if reader.viewer.locale == "en" else said.zh


def number_words(value: Decimal, places: int | None = None) -> str:
    """Return a number as it is read: grouped by thousands, rounded to `places` where given, a true minus sign."""
    told = f"{value:,.{places}f}" if places is not None else f"{value.normalize():,f}"
    told = told.rstrip("0").rstrip(".") if "." in told else told
    return told.replace("-", "\N{MINUS SIGN}")


def _rows(reader: Reader, enterprise: str) -> Sequence[Figure]:
    query = select(Figure).where(Figure.organisation == enterprise, _stands())
    return reader.all(query.order_by(Figure.measure, Figure.period, Figure.source))


def _stands() -> ColumnElement[bool]:
    return Figure.id.not_in(select(Figure.supersedes).where(Figure.supersedes.is_not(None)))


def _periods(enterprise: str) -> Select[str]:
    return select(Figure.period).where(Figure.organisation == enterprise).distinct()


def _line(reader: Reader, row: Figure, by: str, replaced: bool) -> Line:
    measure, unit = catalogue().measure.get(row.measure), catalogue().unit.get(row.unit)
    return Line(
        id=row.id,
        measure=row.measure,
        name=words(reader, measure.said) if measure else row.measure,
        period=row.period,
        value=number_words(Decimal(row.value)),
        unit=words(reader, unit.said) if unit else row.unit,
        source=SOURCE_WORDS[Source(row.source)],
        evidence=row.evidence,
        by=by,
        at=reader.here(row.entered_at),
        edition=row.edition,
        reason=row.reason,
        replaced=replaced,
    )


def _named(reader: Reader, measure: Measure) -> tuple[str, str, str]:
    return measure.id, words(reader, measure.said), words(reader, catalogue().unit_of(measure).said)


def _back(span: Span) -> list[Span]:
    """Return the period and those before it, the oldest first."""
    spans = [span]
    while len(spans) < TREND_PERIODS:
        spans.insert(0, spans[0].before())
    return spans


def _shown(reader: Reader, through: Sequence[Computed], rows: dict[str, Line]) -> Shown:
    now = through[-1]
    one = now.indicator
    value = _told(now)
    line = [(each, _told(each)) for each in through]
    unit = words(reader, book().unit[one.unit])
    ends = [number_words(end, 2) for end in (now.low, now.high) if end is not None and value is not None]
    return Shown(
        computed=now,
        name=words(reader, one.said),
        formula=words(reader, one.formula),
        unit=unit,
        value="" if value is None else number_words(value, 4 if one.unit == "ratio" else 2),
        interval=" – ".join(ends) if len(ends) == 2 else "",
        n="" if now.n is None else number_words(now.n),
        why=WHY_WORDS[now.why or "few"] if value is None else "",
        source=words(reader, book().said_source(one.source)),
        mark=MARK_WORDS[one.mark],
        rows=tuple(rows[key] for key in now.rows),
        missing=tuple(words(reader, catalogue().measure[gap.measure].said) for gap in now.missing),
        disputed=tuple(rows[other.id] for picked in now.disputed for other in picked.others),
        periods=tuple((each.span.text, "" if told is None else number_words(told, 2)) for each, told in line),
        trend=trend([told for _each, told in line]),
    )


def _told(one: Computed) -> Decimal | None:
    """Return the value as anybody may be shown it: of under ten people no exact percentage (an item of a sheet still counts by it)."""
    return one.value if one.publishable else None
