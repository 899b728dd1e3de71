"""The committee's comparison of candidates, and how far one result holds."""

from __future__ import annotations

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from evaluation.queries.candidates import compare
from evaluation.queries.robustness import holding, reviewed
from evaluation.queries.sheet_page import value_words
from evaluation.queries.wording import said
from evaluation.rules import streams
from evaluation.rules.item_values import plain
from evaluation.rules.sensitivity import Draws, Model
from workbench.web import house, page, viewer_here
from workbench.web.words import locale_name

blueprint = Blueprint("comparing_candidates", __name__)
MODELS: tuple[Model, ...] = ("noise", "dirichlet", "uniform")
MOST_DRAWS, LARGEST_SEED = 100_000, 2**32 - 1
AGAIN = 2
"""After so many seconds a page asks again for what is still being drawn."""


@blueprint.get("/rounds/<round>/candidates")
def candidates(round: str) -> Response:
    """Show all candidates of a round at one stage: table, dots, radar of those picked, ranks under drawn weights, groups by size and sector.

    `stage` is the stage compared, `pick` (several times) who is in the radar, `seed` where the random numbers begin. While many
    candidates are still being weighed the page shows how far that is and asks again by itself.
    """
    with house().door.reading(viewer_here()) as reader:
        shown = compare(
            reader,
            round,
            request.args.get("stage", ""),
            request.args.getlist("pick"),
            "zh" if locale_name().startswith("zh") else "en",
            _draws().seed,
        )
    answer = make_response(page("evaluation/candidates.html", compared=shown, said=said, plain=plain))
    if shown.drawn is not None and shown.drawn < 1:
        answer.headers["Refresh"] = str(AGAIN)
    return answer


@blueprint.get("/applications/<application>/robustness")
def robustness(application: str) -> str:
    """Show how far the result of an application holds at a stage: what each item gives, what would lift it, drawn weights, missing values.

    `stage`, `draws`, `seed` and `model` (noise, dirichlet, uniform) are read from the address, so that a page can be shown again as it was.
    """
    viewer_here(streams.subject(application))
    with house().door.reading(viewer_here()) as reader:
        found, round_ = reviewed(reader, application)
        shown = holding(reader, application, request.args.get("stage", ""), _draws())
    values = {"application": found, "round": round_, "held": shown}
    return page("evaluation/robustness.html", **values, said=said, plain=plain, models=MODELS, value_words=value_words)


def _draws() -> Draws:
    """Return what the address asks for, within what a page draws; the page says what was drawn."""
    number = request.args.get("draws", 10_000, type=int)
    seed = request.args.get("seed", 1, type=int)
    model = next((one for one in MODELS if one == request.args.get("model")), MODELS[0])
    return Draws(min(max(number, 100), MOST_DRAWS), min(max(seed, 0), LARGEST_SEED), model)
