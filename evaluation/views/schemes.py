"""Schemes: the list, a version as the sheet it makes, the editor with its checks and its trial, and the method that anybody can follow."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, request

from evaluation.queries import scheme_form as form_queries
from evaluation.queries import schemes as queries
from evaluation.queries.wording import said
from evaluation.rules.scheme_forms import edited, fits, kind_of
from evaluation.rules.scheme_reading import LONGEST, Reading, data_of, shipped_names, shipped_text
from evaluation.rules.scheme_writing import written
from workbench.kernel import Absent
from workbench.web import house, may, page, viewer_here
from workbench.web.security import check_csrf

blueprint = Blueprint("schemes", __name__)
BEGINNING = Path(__file__).resolve().parents[1] / "facts" / "scheme_beginning.toml"
"""A sheet of one item, to write on from."""


@blueprint.get("/schemes")
def all_schemes() -> str:
    """Show the versions kept here and what comes with the workbench."""
    with house().door.reading(viewer_here()) as reader:
        kept = queries.versions(reader)
    return page(
        "evaluation/schemes.html", kept=kept, shipped=queries.shipped_lines(), may_keep=may("KeepShippedScheme")
    )


@blueprint.get("/schemes/<scheme>")
def one_scheme(scheme: str) -> str:
    """Show a version as the sheet it makes, with what is wrong with it and what can be done."""
    with house().door.reading(viewer_here()) as reader:
        line, source = queries.version(reader, scheme)
        found = queries.reading(source)
        is_tried = line.state == "draft" and found.scheme is not None and not found.faults
        tried = queries.tried_on(reader, found.scheme) if is_tried and found.scheme else []
    return page(
        "evaluation/scheme.html",
        line=line,
        scheme=found.scheme,
        parts=queries.sheet(found.scheme) if found.scheme else [],
        faults=queries.faults(found.faults),
        tried=tried,
        words=said,
        may_put=may("PutSchemeInForce", scheme=scheme),
        may_retire=may("RetireScheme", scheme=scheme),
        may_keep=may("KeepScheme"),
    )


@blueprint.get("/schemes/<scheme>/form")
def form(scheme: str) -> str:
    """Show a version, or one that comes with the workbench, or a short beginning (`new`), as a form to change it."""
    return _in_a_form(scheme, _source(scheme))


@blueprint.post("/schemes/<scheme>/form")
def filled(scheme: str) -> str:
    """Show the form again after what was typed and pressed in it, with the sheet it makes. Nothing is kept."""
    check_csrf(request.form.get("_csrf", ""))
    return _in_a_form(scheme, request.form.get("source", "")[: LONGEST + 1])


@blueprint.get("/schemes/<scheme>/text")
def editor(scheme: str) -> str:
    """Show the editor with the text of a version, or of one that comes with the workbench, or a short beginning (`new`)."""
    return _edited(scheme, _source(scheme))


@blueprint.post("/schemes/<scheme>/text")
def looked_at(scheme: str) -> str:
    """Show the sheet that the text in the editor would make, what is wrong with it, and how a table would come out. Nothing is kept."""
    check_csrf(request.form.get("_csrf", ""))
    file = request.files.get("file")
    return _edited(scheme, request.form.get("source", "")[: LONGEST + 1], file.read() if file else b"")


@blueprint.get("/schemes/<scheme>/method")
def method(scheme: str) -> str:
    """Show how a score comes about, item by item, and each stored result computed again from the published rule."""
    with house().door.reading(viewer_here()) as reader:
        line, source = queries.version(reader, scheme)
        found = queries.reading(source)
        if found.scheme is None or found.faults:
            raise Absent
        again = queries.recomputed(reader, scheme)
    return page(
        "evaluation/scheme_method.html",
        line=line,
        scheme=found.scheme,
        parts=queries.sheet(found.scheme),
        again=again,
        words=said,
    )


def _source(scheme: str) -> str:
    if scheme == "new":
        return BEGINNING.read_text("utf-8")
    if scheme in shipped_names():
        return shipped_text(scheme)
    with house().door.reading(viewer_here()) as reader:
        return queries.version(reader, scheme)[1]


def _in_a_form(scheme: str, source: str) -> str:
    """Show the form, or the text where it has no shape that a form could show."""
    raw = data_of(source)
    if raw is None or not fits(raw):
        return _edited(scheme, source)
    made = edited(raw, request.form)
    text = source if made.raw == raw else written(made.raw)
    if request.form.get("do") == "text":
        return _edited(scheme, text)
    fields, rule = form_queries.item_fields(made.raw, made.open)
    found = queries.reading(text)
    return page(
        "evaluation/scheme_form.html",
        open=made.open,
        head=form_queries.head(made.raw),
        tables=form_queries.tables(made.raw),
        items=form_queries.item_lines(made.raw),
        fields=fields,
        rule=rule,
        kind=kind_of(made.raw["item"][made.open]) if made.open is not None else "",
        kinds=form_queries.kinds(),
        sums=form_queries.sum_lines(found.scheme) if found.scheme else [],
        beside=[table for table in ("cap", "decision", "eligibility") if made.raw.get(table)],
        **_looked_at(scheme, text, found),
    )


def _edited(scheme: str, source: str, table: bytes = b"") -> str:
    found = queries.reading(source)
    by_table = queries.tried_on_table(found.scheme, table) if table and found.scheme and not found.faults else None
    return page("evaluation/scheme_editor.html", by_table=by_table, **_looked_at(scheme, source, found))


def _looked_at(scheme: str, source: str, found: Reading) -> dict[str, object]:
    """What both editors show of a text: the sheet it makes, what is wrong with it, and how past sheets would come out."""
    with house().door.reading(viewer_here()) as reader:
        tried = queries.tried_on(reader, found.scheme) if found.scheme and not found.faults else []
    return {
        "at": scheme,
        "source": source,
        "scheme": found.scheme,
        "parts": queries.sheet(found.scheme) if found.scheme else [],
        "faults": queries.faults(found.faults),
        "tried": tried,
        "words": said,
        "may_keep": may("KeepScheme"),
    }
