"""The list of rounds, opening one, the page of a round, public notices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request
from markupsafe import Markup

from evaluation.models import RoundSeat
from evaluation.policy.applications import enterprises_of
from evaluation.policy.rounds import offices_of
from evaluation.policy.schemes import scheme_from
from evaluation.queries.rounds import board, calls, own_applications, running_notices, schemes_in_force, waits_for
from evaluation.queries.wording import said
from evaluation.rules import streams
from evaluation.rules.eligibility import is_number
from evaluation.rules.words import ApplicationState, Bench, RoundRole
from workbench.kernel import Absent, Question, Reader
from workbench.people.queries import organisation_names, organisations, person, persons_called, search_colleagues
from workbench.web import current_actor, house, live_page, may, page, viewer_here
from workbench.web.house import current_me

blueprint = Blueprint("rounds", __name__)


@blueprint.get("/rounds")
def rounds() -> str:
    """Show all rounds and one's own applications."""
    if current_actor().person is None:
        raise Absent
    with house().door.reading(viewer_here()) as reader:
        listed, own, today = calls(reader), own_applications(reader), reader.now.date()
    applies = {one.call.id: may("Apply", round=one.call.id) for one in listed}
    return page(
        "evaluation/rounds.html",
        rounds=listed,
        own=own,
        today=today,
        applies=applies,
        open=may("OpenRound"),
        said=said,
        waits_for=_waits,
    )


@blueprint.get("/rounds/new")
def new_round() -> str:
    """Show the form that opens a round."""
    me = current_me()
    if me is None:
        raise Absent
    with house().door.reading(viewer_here()) as reader:
        schemes = [(key, said(scheme_from(source).title)) for key, source in schemes_in_force(reader)]
        names = organisation_names(reader, offices := _asked(offices_of))
        today = reader.now.date()
    return page(
        "evaluation/new_round.html",
        open=may("OpenRound"),
        schemes=schemes,
        offices=[(key, names[key]) for key in offices],
        name=me.name,
        today=today,
    )


@blueprint.get("/rounds/<round>")
def one_round(round: str) -> str:
    """Show a round: its dates and questions to everybody signed in; people and applications to those with a role in it."""
    if current_actor().person is None:
        raise Absent
    with house().door.reading(viewer_here()) as reader:
        shown, today = board(reader, round), reader.now.date()
        unions = [(one.id, one.name) for one in organisations(reader, ["union"])]
        enterprises = organisation_names(reader, _asked(enterprises_of))
        found = _found(reader)
    values = {
        "board": shown,
        "today": today,
        "said": said,
        "apply": may("Apply", round=round),
        "enterprises": sorted(enterprises.items(), key=lambda pair: pair[1]),
        "unions": unions,
        "is_number": is_number,
        "roles": list(RoundRole),
        "benches": list(Bench),
        "waits_for": _waits,
        "states": [state for state in ApplicationState if shown.counts[state]],
        **found,
    }
    if shown.round is None:
        return page("evaluation/round.html", seating=None, **values)
    seating = may("SeatInRound", round=round)
    return live_page(
        "evaluation/round.html",
        streams.round_(round).rpartition("/")[0],
        "round",
        seating=seating,
        ending=Markup(_ending(round, shown.seats)) if seating else "",
        **values,
    )


@blueprint.get("/rounds/<round>/roles")
def roles(round: str) -> str:
    """Show the office which roles it can end."""
    with house().door.reading(viewer_here()) as reader:
        shown = board(reader, round)
    if shown.round is None or not may("SeatInRound", round=round):
        raise Absent
    return _ending(round, shown.seats)


def _ending(round: str, seats: Sequence[RoundSeat]) -> str:
    present = [one for one in seats if one.ended_at is None and may("EndRoundSeat", round=round, seat=one.id)]
    return str(render_template("evaluation/personal/round_roles.html", seats=present, round=round))


@blueprint.get("/notices")
def notices() -> str:
    """Show the public notices that run, to anybody, with the form to object."""
    with house().door.reading(viewer_here()) as reader:
        today = reader.now.date()
        shown = running_notices(reader, today)
    return page("evaluation/notices.html", notices=shown, today=today, filed="filed" in request.args)


def _waits(state: str) -> str:
    return waits_for(ApplicationState(state))


def _asked(ask: Any) -> list[str]:
    door = house().door
    with door.store.reading() as session:
        return list(ask(Question(session, current_actor(), door.clock(), door.zone)))


def _found(reader: Reader) -> dict[str, Any]:
    """Return the person chosen for a role, or those who were found by a name."""
    text, wanted = request.args.get("find", "").strip()[:80], request.args.get("person", "")
    if wanted:
        one = person(reader, wanted)
        return {"chosen": (one.id, one.name), "found": [], "find": ""}
    if not text:
        return {"chosen": None, "found": [], "find": ""}
    people = {one.person: one.name for one in search_colleagues(reader, text, reader.now)}
    people |= {one.id: one.name for one in persons_called(reader, text)}
    return {"chosen": None, "found": sorted(people.items(), key=lambda pair: pair[1]), "find": text}
