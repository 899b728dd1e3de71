"""The page of a meeting's minutes: read, correct, confirm, print."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, current_app, render_template, request
from werkzeug.wrappers import Response

from negotiation.documents.minutes import minutes_paper
from negotiation.models import Minutes
from negotiation.queries.cases import case_of, heading
from negotiation.queries.minutes import entry_in, minutes_in, open_corrections
from negotiation.rules import streams
from workbench.documents import Press, press_for
from workbench.kernel import Absent, Reader, Viewer
from workbench.web import house, live_page, may, page, viewer_here
from workbench.web.waiting import PATIENCE, paper_answer

blueprint = Blueprint("minutes", __name__, url_prefix="/bargainings/<bargaining>/minutes")


@contextmanager
def at_the_table(bargaining: str) -> Iterator[Reader]:
    """Yield a reader that can read the table of this bargaining and nothing else. Raises Absent for one without a seat."""
    table = streams.table(bargaining)
    viewer = viewer_here(streams.subject(bargaining))
    if table not in viewer.streams:
        raise Absent
    with house().door.reading(Viewer(frozenset({table}), viewer.locale)) as reader:
        yield reader


@blueprint.get("/<meeting>")
def minutes(bargaining: str, meeting: str) -> str:
    """Show the minutes of a meeting."""
    with at_the_table(bargaining) as reader:
        found = minutes_in(reader, bargaining, meeting)
        return live_page(
            "negotiation/minutes.html",
            streams.subject(bargaining),
            "minutes",
            bargaining=heading(reader, case_of(reader, bargaining)),
            minutes=found,
            held=_held(found, request.args.get("hash")),
            acts=_acts(reader, found),
        )


@blueprint.get("/<meeting>/acts")
def acts(bargaining: str, meeting: str) -> str:
    """Answer what the person at the screen can do with these minutes."""
    with at_the_table(bargaining) as reader:
        return _acts(reader, minutes_in(reader, bargaining, meeting))


@blueprint.get("/<meeting>/correct")
def correct(bargaining: str, meeting: str) -> str:
    """Show the form for correcting one entry of the minutes, or (without one) the minutes as a whole."""
    with at_the_table(bargaining) as reader:
        found, entry = minutes_in(reader, bargaining, meeting), request.args.get("entry", "")
        return page(
            "negotiation/minutes_correct.html",
            bargaining=heading(reader, case_of(reader, bargaining)),
            minutes=found,
            entry=entry_in(reader, found, entry) if entry else None,
            verdict=may("ProposeCorrection", bargaining=bargaining, minutes=found.id),
            home=_home(found),
        )


@blueprint.get("/<meeting>.pdf")
def paper(bargaining: str, meeting: str) -> Response:
    """Answer the minutes as PDF, or a page that asks again while the paper is being made."""
    with at_the_table(bargaining) as reader:
        made = minutes_paper(reader, bargaining, meeting, house().config.origin)
    press = _press()
    name = press.order(made.html, made.style)
    return paper_answer(press, name, made.file_name, made.plain_name, PATIENCE)


def _press() -> Press:
    config = house().config
    press: Press = current_app.extensions.get("press") or press_for(config.data, immediate=config.testing)
    current_app.extensions["press"] = press
    return press


def _home(minutes: Minutes) -> str:
    return f"/bargainings/{minutes.bargaining}/minutes/{minutes.meeting}"


def _held(minutes: Minutes, held: str | None) -> str | None:
    """Say how a paper with this hash in its code stands to the present edition: None when no paper was scanned."""
    if not held:
        return None
    return "same" if hmac.compare_digest(held.encode(), minutes.content_hash.encode()) else "other"


def _acts(reader: Reader, minutes: Minutes) -> str:
    same = {"bargaining": minutes.bargaining}
    waiting = [
        {
            **one,
            "may_decide": may("DecideCorrection", correction=one["id"], **same),
            "may_take_back": may("WithdrawCorrection", correction=one["id"], **same),
        }
        for one in open_corrections(reader, minutes)
    ]
    return render_template(
        "negotiation/personal/minutes_acts.html",
        minutes=minutes,
        may_confirm=may("ConfirmMinutes", minutes=minutes.id, **same),
        may_correct=may("ProposeCorrection", minutes=minutes.id, **same),
        waiting=waiting,
        next=_home(minutes),
    )
