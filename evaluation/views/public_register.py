"""The public register of titles, and the open data behind it. Read by anybody."""

from __future__ import annotations

import math

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from evaluation.queries.public_register import Search, choices, export_rows, search
from evaluation.rules.open_data import COLUMNS, LICENCE, Export, to_csv, to_json
from evaluation.rules.public_register import TitleState, shown_pages
from workbench.kernel import Refusal
from workbench.web import current_actor, house, page
from workbench.web.forms import whole_number
from workbench.web.limits import TOO_FAST, Buckets
from workbench.web.words import locale_name

blueprint = Blueprint("public_register", __name__)
_LONGEST = 200
_PER_SECOND, _AT_ONCE = 0.2, 20


@blueprint.get("/titles")
def titles() -> str:
    """Show the titles that fit what is looked for; the address of a search stays the same."""
    asked = _asked()
    with house().door.reading_public(locale_name()) as reader:
        found = search(reader, asked)
        return page(
            "evaluation/titles.html",
            asked=asked,
            found=found,
            choices=choices(reader),
            pages=shown_pages(found.page, found.pages),
        )


@blueprint.get("/titles/data")
def data() -> str:
    """Explain the open data: columns, licence, forms."""
    language = "en" if locale_name() == "en" else "zh"
    columns = {name: says[language] for name, says in COLUMNS.items()}
    return page(
        "evaluation/titles_data.html", columns=columns, licence=LICENCE[language], key=house().door.key.verifier()
    )


@blueprint.get("/titles.csv")
def as_csv() -> Response:
    """Answer the whole register as CSV."""
    _unhurried()
    with house().door.reading_public(locale_name()) as reader:
        made, day = to_csv(export_rows(reader, house().config.origin)), reader.now.date()
    return _attached(made, "text/csv", f"titles-{day}.csv")


@blueprint.get("/titles.json")
def as_json() -> Response:
    """Answer the whole register as JSON, signed, with the columns explained, the licence and the key."""
    _unhurried()
    key, origin = house().door.key, house().config.origin
    with house().door.reading_public(locale_name()) as reader:
        export = Export(key.name, key.verifier(), reader.now.date(), f"{origin}/titles")
        made = to_json(export_rows(reader, origin), export, key.private.sign)
    return _attached(made, "application/json", f"titles-{export.as_of}.json")


def _unhurried() -> None:
    """Raise Refusal for one who takes the whole register again and again: a large one costs a second each time."""
    buckets: Buckets = current_app.extensions.setdefault("exports", Buckets(_PER_SECOND, _AT_ONCE))
    if wait := buckets.take(current_actor().person or f"from {request.remote_addr}"):
        raise Refusal(TOO_FAST, seconds=math.ceil(wait))


def _asked() -> Search:
    said = {name: value.strip()[:_LONGEST] for name, value in request.args.items()}
    state = said.get("state", "")
    return Search(
        name=said.get("name", ""),
        tier=said.get("tier", ""),
        area=said.get("area", ""),
        year=_small(said.get("year", "")),
        state=TitleState(state) if state in list(TitleState) else None,
        page=_small(said.get("page", "")) or 1,
    )


def _small(text: str) -> int | None:
    number = whole_number(text)
    return number if number is not None and number < 2**31 else None


def _attached(data: bytes, kind: str, name: str) -> Response:
    answer = Response(data, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
