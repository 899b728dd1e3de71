"""The page on which seats and mandates are given, replaced and ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request

from negotiation.commands.mandates import GrantMandate
from negotiation.commands.seats import EndSeat, ReplaceSeat, SeatPerson
from negotiation.queries.cases import case_of, heading
from negotiation.queries.seats import parties
from negotiation.rules import streams
from negotiation.rules.words import ROLES_OF, Party, Role
from workbench.people.queries import person, persons_called, search_colleagues
from workbench.web import current_actor, house, page, viewer_here

blueprint = Blueprint("seats", __name__)


@dataclass(frozen=True)
class Found:
    """Somebody who was found by name, and whether among the people of one's own organisations."""

    id: str
    name: str
    colleague: bool


@blueprint.get("/bargainings/<bargaining>/seats")
def seats(bargaining: str) -> str:
    """Show who sits where, with the forms of whoever decides on it. `find` searches a person, `person` is the one chosen."""
    subject = streams.subject(bargaining)
    with house().door.reading(viewer_here(subject)) as reader:
        case = heading(reader, case_of(reader, bargaining))
        shown, today = parties(reader, bargaining), reader.now.date()
    may = _asker(bargaining)
    for row in (seat for one in shown for seat in one["people"]):
        row["may_end"] = may(EndSeat, seat=row["id"])
        row["may_replace"] = may(ReplaceSeat, seat=row["id"])
        row["may_grant"] = row["party"] in ("labour", "employer") and may(GrantMandate, seat=row["id"])
    open_seats = [
        (party, role) for party in Party for role in ROLES_OF[party] if may(SeatPerson, party=party, role=role)
    ]
    chosen, found, text = _search()
    return page(
        "negotiation/seats.html",
        bargaining=case,
        parties=shown,
        today=today,
        open_seats=[pair for pair in open_seats if pair not in _taken_chiefs(shown)],
        chosen=chosen,
        found=found,
        find=text,
    )


def _asker(bargaining: str) -> Callable[..., bool]:
    """Return a function that says whether the person at the screen may do a command in this bargaining."""
    door, actor = house().door, current_actor()
    return lambda command, **fields: bool(door.ask(actor, command, bargaining=bargaining, **fields))


def _taken_chiefs(shown: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(seat["party"], Role.CHIEF) for one in shown for seat in one["people"] if seat["chief"]}


def _search() -> tuple[Found | None, list[Found], str]:
    """Return the person chosen, the persons found and what was searched for."""
    text, wanted = request.args.get("find", "").strip()[:80], request.args.get("person", "")
    with house().door.reading(viewer_here()) as reader:
        if wanted:
            one = person(reader, wanted)
            return Found(one.id, one.name, False), [], ""
        if not text:
            return None, [], ""
        own = {one.person: Found(one.person, one.name, True) for one in search_colleagues(reader, text, reader.now)}
        others = [Found(one.id, one.name, False) for one in persons_called(reader, text) if one.id not in own]
        return None, [*own.values(), *others], text
