"""Importing figures: the table is read, shown with every fault and doubt, and what a person leaves ticked is stated.

A list of wages is worked out to aggregates while it is read; neither the file nor anybody's wage is kept anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, redirect, request
from flask_babel import gettext as _
from flask_babel import pgettext
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from agreements.queries.doubts import unreadable
from agreements.rules.decoding import LARGEST, ImportRefused, decode
from evaluation.commands.figures import ImportedFigure, ImportFigures
from evaluation.policy.figure_faults import FIGURE_FAULTS, fault_reason
from evaluation.policy.figures import NOT_YOUR_SOURCE, SOURCE_WORDS
from evaluation.queries.figures import Line, enterprise_of, number_words, standing, words
from evaluation.rules.figure_reading import (
    Fault,
    FigureLine,
    FigureTable,
    TableRefused,
    read_figures,
    table_rows,
)
from evaluation.rules.measures import Source, catalogue, plainly
from evaluation.rules.spans import SpanRefused, span_of
from evaluation.rules.table_words import plain
from evaluation.rules.wages import MOST_PEOPLE, aggregates, is_wage_list, read_wages
from evaluation.views.register import sources_here
from workbench.kernel import N_, Reader, Reason, Refusal, Refused
from workbench.text import TextRefused, clean_line
from workbench.web import current_actor, house, may, page, viewer_here
from workbench.web.errors import refusal_answer
from workbench.web.forms import checked_key
from workbench.web.security import check_csrf

blueprint = Blueprint("register_import", __name__)
_SALT = "figures"
_FORM_MEMORY = 4 * 1024 * 1024

NO_FILE = Reason("no_figures_file", N_("Choose a file first."), 422)
WAGE_PERIOD = Reason("wage_period", N_("A list of wages needs the period it is about, such as 2025-12."), 422)
WRONG_WAGES = Reason(
    "wrong_wages", N_("Line %(line)s of the list of wages: %(why)s Nothing was worked out: every line counts."), 422
)
OTHER_WAGES = Reason("other_wages", N_("The list of wages names other enterprises: %(names)s."), 422)
NO_AGGREGATE = Reason("no_aggregate", N_("The list tells of too few people: nothing of it may be kept."), 422)
NOTHING_CHOSEN = Reason("no_figure_chosen", N_("No figure is ticked, so nothing would be imported."), 422)
GONE = Reason("figures_gone", N_("This preview is no longer known here. Choose the file again."), 409)


@dataclass(frozen=True)
class Offered:
    """A figure as the preview offers it: `before` is what the same source has stated already, when it says otherwise."""

    index: int
    line: int
    name: str
    period: str
    value: str
    unit: str
    source: str
    evidence: str
    before: Line | None
    same: bool
    refused: str


@blueprint.errorhandler(Refusal)
def refused(refusal: Refusal) -> Response:
    """Answer a refusal with the way back to the form."""
    return refusal_answer(refusal, back=request.path.removesuffix("/chosen"))


@blueprint.get("/register/<organisation>/import")
def choose(organisation: str) -> str:
    """Show the form that takes the file."""
    with house().door.reading(viewer_here(f"register/{organisation}")) as reader:
        enterprise = enterprise_of(reader, organisation)
        measures = [(one.id, words(reader, one.said)) for one in catalogue().measure.values() if one.asked != "record"]
    return page(
        "evaluation/register_import.html",
        enterprise=enterprise,
        measures=measures,
        sources=sources_here(organisation),
        verdict=may("ImportFigures", organisation=organisation),
        largest=LARGEST,
    )


@blueprint.post("/register/<organisation>/import")
def preview(organisation: str) -> str:
    """Read the file and show what it says. Nothing is stated yet."""
    with house().door.reading(viewer_here(f"register/{organisation}")) as reader:
        enterprise = enterprise_of(reader, organisation)
        check_csrf(request.form.get("_csrf", ""))
        _refuse_unless_allowed(organisation)
        name, text = _sent(request.files.get("file"))
        usual = _source_here(organisation)
        table, withheld = _read(text, enterprise["name"], usual)
        there = standing(reader, organisation)
        allowed = {source for source, _words in sources_here(organisation)}
        offered = [_offered(reader, at, line, there, allowed) for at, line in enumerate(table.lines)]
        named = [words(reader, catalogue().measure[key].said) for key in withheld]
    rows = [_packed(line, there) for line in table.lines]
    return page(
        "evaluation/register_preview.html",
        enterprise=enterprise,
        offered=offered,
        faults=[(one.line, one.column, said_fault(one)) for one in table.faults],
        doubts=[(one.line, one.column, said_fault(one)) for one in table.doubts],
        withheld=named,
        columns=_columns(),
        file_name=name,
        signed=_signer().dumps([organisation, current_actor().person, name, rows]),
    )


@blueprint.post("/register/<organisation>/import/chosen")
def take_over(organisation: str) -> Response:
    """State the ticked figures."""
    viewer_here(f"register/{organisation}")
    request.max_form_memory_size = _FORM_MEMORY
    check_csrf(request.form.get("_csrf", ""))
    key = checked_key(request.form.get("_key"))
    name, rows = _signed(organisation)
    ticked = {int(one) for one in request.form.getlist("take") if one.isascii() and one.isdigit()}
    figures = [
        ImportedFigure(**{**row, "source": Source(row["source"])}) for at, row in enumerate(rows) if at in ticked
    ]
    if not figures:
        raise Refusal(NOTHING_CHOSEN)
    try:
        reason = clean_line(request.form.get("reason", ""), 300)
    except TextRefused as fault:
        raise Refusal(fault_reason(fault.reason), "reason", limit=300) from None
    command = ImportFigures(organisation=organisation, figures=figures, file_name=name, reason=reason)
    house().door.perform(current_actor(), command, key)
    return redirect(f"/register/{organisation}", 303)


def _columns() -> dict[str, str]:
    return {
        "enterprise": _("Enterprise"),
        "measure": _("Measure"),
        "period": _("Period"),
        "value": pgettext("figure", "Value"),
        "unit": _("Unit"),
        "source": _("Source"),
        "evidence": _("What it rests on"),
    }


def said_fault(fault: Fault) -> str:
    """Return what is wrong with a line, in the present language."""
    said: str = _(FIGURE_FAULTS[fault.reason], **fault.values)
    return said


def _read(text: str, enterprise: str, usual: Source) -> tuple[FigureTable, tuple[str, ...]]:
    """Return the figures of the table and the measures withheld. A list of wages becomes the figures worked out from it."""
    try:
        if is_wage_list(table_rows(text, MOST_PEOPLE)[0][1]):
            return _worked_out(text, enterprise)
        table = read_figures(text, usual)
    except TableRefused as fault:
        raise Refusal(fault_reason(fault.reason), "file", **fault.values) from None
    others = [line for line in table.lines if line.enterprise and plain(line.enterprise) != plain(enterprise)]
    strange = [Fault(line.line, "enterprise", "other_enterprise", {"value": line.enterprise}) for line in others]
    faults = sorted([*table.faults, *strange], key=lambda fault: fault[:3])
    lines = tuple(line for line in table.lines if line not in others)
    return FigureTable(lines, tuple(faults), table.doubts), ()


def _worked_out(text: str, enterprise: str) -> tuple[FigureTable, tuple[str, ...]]:
    listed = read_wages(text)
    if listed.faults:
        first = listed.faults[0]
        raise Refusal(WRONG_WAGES, "file", line=first.line, why=said_fault(first))
    names = {one.enterprise for one in listed.wages if one.enterprise and plain(one.enterprise) != plain(enterprise)}
    if names:
        raise Refusal(OTHER_WAGES, "file", names=", ".join(sorted(names)[:3]))
    try:
        span = span_of(request.form.get("period", ""))
    except SpanRefused:
        raise Refusal(WAGE_PERIOD, "period") from None
    found = aggregates(listed.wages)
    if not found.values:
        raise Refusal(NO_AGGREGATE, "file")
    lines = tuple(
        FigureLine(0, "", catalogue().measure[key], span, value, Source.PAYROLL, "")
        for key, value in found.values.items()
    )
    return FigureTable(lines), found.withheld


def _offered(
    reader: Reader, index: int, line: FigureLine, there: dict[tuple[str, str, str], Line], allowed: set[str]
) -> Offered:
    before = there.get((line.measure.id, line.span.text, line.source))
    value = number_words(line.value)
    same = before is not None and before.value == value
    return Offered(
        index=index,
        line=line.line,
        name=words(reader, line.measure.said),
        period=line.span.text,
        value=value,
        unit=words(reader, catalogue().unit_of(line.measure).said),
        source=SOURCE_WORDS[line.source],
        evidence=line.evidence,
        before=None if same else before,
        same=same,
        refused="" if line.source in allowed else _(NOT_YOUR_SOURCE.sentence, source=_(SOURCE_WORDS[line.source])),
    )


def _packed(line: FigureLine, there: dict[tuple[str, str, str], Line]) -> dict[str, str | None]:
    before = there.get((line.measure.id, line.span.text, line.source))
    value = plainly(line.value)
    return {
        "measure": line.measure.id,
        "period": line.span.text,
        "value": value,
        "source": line.source.value,
        "evidence": line.evidence,
        "supersedes": before.id if before else None,
    }


def _signed(organisation: str) -> tuple[str, Sequence[dict[str, Any]]]:
    try:
        place, person, name, rows = _signer().loads(request.form.get("signed", ""))
    except (BadSignature, ValueError):
        raise Refusal(GONE) from None
    if (place, person) != (organisation, current_actor().person):
        raise Refusal(GONE)
    return name, rows


def _sent(file: FileStorage | None) -> tuple[str, str]:
    if file is None or not file.filename:
        raise Refusal(NO_FILE, "file")
    try:
        name = clean_line(Path(file.filename.replace("\\", "/")).name, 120)
    except TextRefused:
        name = ""
    try:
        return name, decode(file.read(LARGEST + 1)).text
    except ImportRefused as fault:
        raise unreadable(fault) from None


def _source_here(organisation: str) -> Source:
    """Return the source for lines that name none: the one chosen, as far as the person may use it."""
    allowed = [source for source, _words in sources_here(organisation)]
    chosen = request.form.get("source", "")
    return Source(chosen if chosen in allowed else allowed[0])


def _refuse_unless_allowed(organisation: str) -> None:
    verdict = house().door.ask(current_actor(), ImportFigures, organisation=organisation)
    if isinstance(verdict, Refused):
        raise Refusal(verdict.reason, **verdict.values)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=_SALT)
