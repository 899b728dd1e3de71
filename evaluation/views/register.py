"""The register of figures of an enterprise, each figure with what it replaced, and the indicators that follow."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, request
from flask_babel import gettext as _

from evaluation.policy.figures import SOURCE_WORDS
from evaluation.queries.figures import (
    ASKED_WORDS,
    enterprise_of,
    figures_of,
    history,
    indicators,
    periods,
    registers,
    shelves,
    wanted,
    words,
)
from evaluation.rules.indicators import compute_all
from evaluation.rules.measures import Source, catalogue
from evaluation.rules.spans import Span, SpanRefused, span_of
from evaluation.rules.trends import HEIGHT, WIDTH
from workbench.kernel import N_, Absent, Reader, Reason, Refusal
from workbench.web import current_actor, house, may, page, viewer_here

blueprint = Blueprint("register", __name__)

NO_PERIOD = Reason("no_period", N_("There is no such period."), 422)


@blueprint.get("/register")
def listing() -> str:
    """Show the enterprises whose figures one may read."""
    if current_actor().person is None:
        raise Absent
    with house().door.reading(viewer_here()) as reader:
        return page("evaluation/registers.html", enterprises=registers(reader))


@blueprint.get("/register/<organisation>")
def register(organisation: str) -> str:
    """Show what is stated about an enterprise, by whom, and what is still asked for."""
    with house().door.reading(viewer_here(f"register/{organisation}")) as reader:
        enterprise = enterprise_of(reader, organisation)
        span = span_here(reader)
        missing = wanted(reader, compute_all(figures_of(reader, organisation), span))
        shown = {
            "enterprise": enterprise,
            "groups": shelves(reader, organisation),
            "wanted": missing,
            "span": span.text,
            "periods": periods(reader, organisation),
            "measures": measure_choices(reader),
            "chosen": request.args.get("measure", ""),
        }
    return page(
        "evaluation/register.html",
        **shown,
        sources=sources_here(organisation),
        verdict=may("ImportFigures", organisation=organisation),
        asked=ASKED_WORDS,
        today=_today(),
    )


@blueprint.get("/register/<organisation>/indicators")
def indicator_page(organisation: str) -> str:
    """Show every indicator of a period: value, formula, source, line through the periods, and the figures behind it."""
    with house().door.reading(viewer_here(f"register/{organisation}")) as reader:
        shown = {
            "enterprise": enterprise_of(reader, organisation),
            "span": (span := span_here(reader)).text,
            "groups": indicators(reader, organisation, span),
            "periods": periods(reader, organisation),
        }
    return page("evaluation/indicators.html", **shown, box=(WIDTH, HEIGHT), today=_today())


@blueprint.get("/register/<organisation>/figures/<figure>")
def figure_page(organisation: str, figure: str) -> str:
    """Show one figure with all that the same source stated before, and the form that corrects it."""
    with house().door.reading(viewer_here(f"register/{organisation}")) as reader:
        enterprise = enterprise_of(reader, organisation)
        lines = history(reader, organisation, figure)
        measure = catalogue().measure.get(lines[0].measure)
        counts = words(reader, measure.counts) if measure else ""
    return page(
        "evaluation/figure.html",
        enterprise=enterprise,
        lines=lines,
        counts=counts,
        verdict=may("CorrectFigure", figure=lines[0].id),
        today=_today(),
    )


def span_here(reader: Reader) -> Span:
    """Return the period the address names, or the year that ended last. Raises Refusal."""
    try:
        return span_of(request.args.get("period", "") or str(reader.now.year - 1))
    except SpanRefused:
        raise Refusal(NO_PERIOD, "period") from None


def sources_here(organisation: str) -> list[tuple[str, str]]:
    """Return as which sources the person at the screen may state figures of an enterprise: (word, sentence)."""
    usable = [one for one in Source if may("EnterFigure", organisation=organisation, source=one)]
    return [(one.value, _(SOURCE_WORDS[one])) for one in reversed(usable)]


def measure_choices(reader: Reader) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the catalogue for a form: by group, (id, name with its unit)."""
    book = catalogue()
    return [
        (
            words(reader, said),
            [
                (one.id, f"{words(reader, one.said)} · {words(reader, book.unit_of(one).said)}")
                for one in book.measure.values()
                if one.group == key and one.asked != "record"
            ],
        )
        for key, said in book.group.items()
    ]


def _today() -> date:
    return house().door.clock().date()
