"""Schemes: the list, a version as the sheet it makes, the editor with its checks and its trial, and the method that anybody can follow."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, request

from evaluation.queries import schemes as queries
from evaluation.queries.wording import said
from evaluation.rules.scheme_reading import LONGEST, shipped_names, shipped_text
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


@blueprint.get("/schemes/<scheme>/text")
def editor(scheme: str) -> str:
    """Show the editor with the text of a version, or of one that comes with the workbench, or a short beginning (`new`)."""
    if scheme == "new":
        source = BEGINNING.read_text("utf-8")
    elif scheme in shipped_names():
        source = shipped_text(scheme)
    else:
        with house().door.reading(viewer_here()) as reader:
            source = queries.version(reader, scheme)[1]
    return _edited(scheme, source)


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


def _edited(scheme: str, source: str, table: bytes = b"") -> str:
    found = queries.reading(source)
    by_table = queries.tried_on_table(found.scheme, table) if table and found.scheme and not found.faults else None
    with house().door.reading(viewer_here()) as reader:
        tried = queries.tried_on(reader, found.scheme) if found.scheme and not found.faults else []
    return page(
        "evaluation/scheme_editor.html",
        at=scheme,
        source=source,
        scheme=found.scheme,
        parts=queries.sheet(found.scheme) if found.scheme else [],
        faults=queries.faults(found.faults),
        tried=tried,
        by_table=by_table,
        words=said,
        may_keep=may("KeepScheme"),
    )
