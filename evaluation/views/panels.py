"""The chair's board, the panel of an application, and the page on which interests are declared."""

from __future__ import annotations

from flask import Blueprint, request

from evaluation.queries.conflicts import interests
from evaluation.queries.panel_sheets import panel_page, round_agreement, sorted_lines
from evaluation.queries.panels import board
from evaluation.queries.sheet_page import value_words
from evaluation.queries.wording import said
from evaluation.rules import streams
from evaluation.rules.item_values import plain
from evaluation.rules.panels import REQUIRED
from workbench.web import house, may, page, viewer_here

blueprint = Blueprint("panels", __name__)


@blueprint.get("/rounds/<round>/panels")
def panels_board(round: str) -> str:
    """Show who is on which panel of a round, with loads, conflicts and the proposal; once panels open, how they agree."""
    with house().door.reading(viewer_here()) as reader:
        shown = board(reader, round)
        agreement = round_agreement(reader, round)
    return page(
        "evaluation/panels.html",
        board=shown,
        agreement=agreement,
        benches=REQUIRED,
        said=said,
        may_plan=may("ProposePanels", round=round),
    )


@blueprint.get("/applications/<application>/panel")
def panel(application: str) -> str:
    """Show the panel of an application: who sits on it; once it is open, the values side by side, `sort=difference` first the largest."""
    viewer_here(streams.subject(application))
    with house().door.reading(viewer_here()) as reader:
        shown = panel_page(reader, application)
    by_difference = request.args.get("sort", "difference") != "sheet"
    return page(
        "evaluation/panel.html",
        panel=shown,
        benches=REQUIRED,
        said=said,
        lines=sorted_lines(shown.lines) if by_difference else shown.lines,
        value_words=value_words,
        plain=plain,
        by_difference=by_difference,
        may_recuse=may("Recuse", application=application) if shown.mine else None,
        may_open=may("OpenPanel", application=application),
        may_reconcile=may("ReconcilePanel", application=application),
    )


@blueprint.get("/conflicts")
def conflicts() -> str:
    """Show what the person at the screen declared, with the form for more. `find` searches enterprises and unions."""
    text = request.args.get("find", "").strip()[:80]
    with house().door.reading(viewer_here()) as reader:
        shown, today = interests(reader, text), reader.now.date()
    return page(
        "evaluation/conflicts.html",
        interests=shown,
        find=text,
        today=today,
        may_declare=may("DeclareConflict"),
    )
