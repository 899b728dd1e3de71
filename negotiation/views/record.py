"""The record: what it proves, the file itself, the heads the house has signed, and the programs that check it."""

from __future__ import annotations

import logging
from pathlib import Path

from flask import Blueprint, Response, request

from negotiation.queries.cases import case_of, heading
from negotiation.queries.record import record_of, signed_heads
from negotiation.rules import streams
from negotiation.rules.words import Side
from negotiation.views.minutes import at_the_table
from negotiation.views.private import inside
from workbench.documents import qr_svg
from workbench.kernel import N_, Absent, Reason, Refusal
from workbench.kernel.export import DamagedLedger, record_bytes
from workbench.web import house, page
from workbench.web.waiting import attachment

blueprint = Blueprint("record", __name__)
log = logging.getLogger(__name__)
VERIFIER = Path(__file__).resolve().parents[2] / "verifier"
PROGRAMS = ("verify_record.py", "verify.html", "verify.js")
DAMAGED = Reason(
    "damaged_record",
    N_("The stored record does not hold together, so the house signs no copy of it. Tell the operator at once."),
    500,
)


@blueprint.get("/bargainings/<bargaining>/record")
def record(bargaining: str) -> str:
    """Explain the record and offer it."""
    with inside(bargaining) as reader:
        return page(
            "negotiation/record.html",
            bargaining=heading(reader, case_of(reader, bargaining)),
            own=_own_side(bargaining, reader.viewer.streams),
            key=house().door.key.verifier(),
            programs=[name for name in PROGRAMS if (VERIFIER / name).is_file()],
        )


@blueprint.get("/bargainings/<bargaining>/record.json")
def record_file(bargaining: str) -> Response:
    """Answer the record as a file; with `?with=caucus` together with the record of one's own side's room."""
    with inside(bargaining) as reader:
        caucus = _own_side(bargaining, reader.viewer.streams) if request.args.get("with") == "caucus" else None
        if "with" in request.args and caucus is None:
            raise Absent
        title = case_of(reader, bargaining).title
        try:
            body = record_bytes(record_of(reader, house().door, bargaining, caucus))
        except DamagedLedger as damage:
            log.critical("the ledger of %s is damaged: %s", streams.table(bargaining), damage)
            raise Refusal(DAMAGED) from None
    answer = Response(body, mimetype="application/json")
    answer.headers["Content-Disposition"] = attachment(f"{title}.record.json", "record.json")
    return answer


@blueprint.get("/bargainings/<bargaining>/record/heads")
def heads(bargaining: str) -> str:
    """Show what the house has signed of the record, to be printed and kept elsewhere."""
    with at_the_table(bargaining) as reader:
        signed = signed_heads(reader, house().door, bargaining)
        return page(
            "negotiation/record_heads.html",
            bargaining=heading(reader, case_of(reader, bargaining)),
            qr=qr_svg(signed["note"]),
            **signed,
        )


@blueprint.get("/verifier/<name>")
def verifier(name: str) -> Response:
    """Answer one of the programs that check a record without this house, as a file to keep."""
    if name not in PROGRAMS or not (VERIFIER / name).is_file():
        raise Absent
    answer = Response((VERIFIER / name).read_bytes(), mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = attachment(name, name)
    return answer


def _own_side(bargaining: str, open_streams: frozenset[str]) -> str | None:
    return next((side.value for side in Side if streams.caucus(bargaining, side) in open_streams), None)
