"""The evidence of an application, each piece of it, and its bytes."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, request, send_file
from werkzeug.wrappers import Response

from evaluation.models import Call, Piece
from evaluation.policy.evidence import SWAPPED
from evaluation.queries.evidence import (
    application_here,
    of_application,
    of_item,
    piece_shown,
    said,
    scheme_here,
)
from evaluation.rules import streams
from evaluation.rules.evidence import Standing, counts_from
from workbench.kernel import Absent, Refusal
from workbench.kernel.blobs import LIMIT, Blobs
from workbench.web import house, may, page, viewer_here

blueprint = Blueprint("evidence", __name__)

_IN_PLACE = ("application/pdf", "image/png", "image/jpeg")
# What a viewer of the browser needs, and no more: no scripts, no other place, a frame in our own pages only.
_POLICY = "default-src 'none'; img-src 'self' data: blob:; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


@blueprint.get("/applications/<application>/evidence")
def evidence(application: str) -> str:
    """Show what is asked for and what is there, item by item; `item` in the address opens one."""
    with house().door.reading(viewer_here(streams.subject(application))) as reader:
        found = application_here(reader, application)
        blocks = of_application(reader, application)
        known = {row.item for _, rows in blocks for row in rows}
        item = request.args.get("item", "")
        chosen = of_item(reader, application, item) if item in known else None
        needed_since = counts_from(reader.get(Call, found.round).opens_on)
        private = streams.enterprise(application) in reader.viewer.streams
        shown = {"id": found.id, "name": found.enterprise_name}
    standings = [row.standing for _, rows in blocks for row in rows]
    return page(
        "evaluation/evidence.html",
        application=shown,
        blocks=blocks,
        counts={standing: standings.count(standing) for standing in Standing},
        chosen=chosen,
        verdict=may("AddEvidence", application=application),
        needed_since=needed_since,
        private=private,
        limit=LIMIT // 1024 // 1024,
    )


@blueprint.get("/evidence/<piece>")
def one(piece: str) -> str:
    """Show one piece: what it is, whom it serves, and itself."""
    with house().door.reading(viewer_here()) as reader:
        row = reader.get(Piece, piece)
        found = application_here(reader, row.application)
        shown = piece_shown(reader, piece)
        titles = {item.id: said(item.title, reader) for item in scheme_here(reader, found).items}
        application = {"id": found.id, "name": found.enterprise_name}
    return page(
        "evaluation/evidence_piece.html",
        piece=shown,
        application=application,
        titles=titles,
        others=[(item, title) for item, title in titles.items() if item not in shown.items],
        may_withdraw=may("WithdrawEvidence", piece=piece),
        may_link=may("LinkEvidence", piece=piece),
        may_compare=may("CompareLink", piece=piece),
    )


@blueprint.get("/evidence/<piece>/content")
def content(piece: str) -> Response:
    """Answer a piece's bytes: PDF and pictures in place, all others, or with `save`, as a file to be kept. Never a swapped one."""
    with house().door.reading(viewer_here()) as reader:
        row = reader.get(Piece, piece)
    if not row.sha256:
        raise Absent
    blobs = Blobs(house().config.files)
    if not blobs.holds(row.sha256):
        raise Refusal(SWAPPED, name=row.name)
    save = "save" in request.args or row.media_type not in _IN_PLACE
    kind = "application/octet-stream" if save else row.media_type
    answer = send_file(BytesIO(blobs.get(row.sha256)), kind, as_attachment=save, download_name=row.name)
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer
