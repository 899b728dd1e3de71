"""The list of bargainings, opening one, and the page of a case."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _
from markupsafe import Markup

from negotiation.models import Seat
from negotiation.policy.cases import PARTY_OF_KIND, parties_open_to
from negotiation.policy.seats import ROLE_WORDS
from negotiation.queries.cases import case_of, heading, my_cases, my_seat
from negotiation.queries.next_steps import next_steps
from negotiation.rules import streams
from negotiation.rules.words import ROLES_OF, Level, Party, Role, Subject
from workbench.kernel import Absent, Question, Reader
from workbench.people.queries import organisations
from workbench.web import current_actor, house, live_page, may, page, viewer_here
from workbench.web.house import current_me
from workbench.web.words import locale_name

blueprint = Blueprint("cases", __name__)


@blueprint.get("/bargainings")
def bargainings() -> str:
    """Show the bargainings in which the person has a seat."""
    if current_actor().person is None:
        raise Absent
    with house().door.reading(viewer_here()) as reader:
        cases, today = my_cases(reader), reader.now.date()
    return page("negotiation/bargainings.html", cases=cases, today=today, open=may("OpenBargaining"))


@blueprint.get("/bargainings/new")
def new_bargaining() -> str:
    """Show the form that opens a bargaining."""
    me = current_me()
    if me is None:
        raise Absent
    with house().door.reading(viewer_here()) as reader:
        sides = {party.value: _organisations_of(reader, party) for party in (Party.LABOUR, Party.EMPLOYER)}
    parties = _parties_open_here()
    return page(
        "negotiation/new_bargaining.html",
        open=may("OpenBargaining"),
        subjects=list(Subject),
        levels=list(Level),
        parties=parties,
        roles=sorted({role for party in parties for role in ROLES_OF[party]}, key=_as_usual),
        locale_chosen=locale_name(),
        name=me.name,
        **sides,
    )


def _as_usual(role: Role) -> tuple[bool, int]:
    """Order roles for a form: hardly anybody opens a bargaining in order to watch it."""
    return role == Role.OBSERVER, list(Role).index(role)


def _organisations_of(reader: Reader, party: Party) -> list[tuple[str, str]]:
    kinds = [kind for kind, of in PARTY_OF_KIND.items() if of == party]
    return [(one.id, one.name) for one in organisations(reader, kinds)]


def _parties_open_here() -> list[Party]:
    door = house().door
    with door.store.reading() as session:
        found = parties_open_to(Question(session, current_actor(), door.clock(), door.zone))
    return [party for party in Party if party in found]


@blueprint.get("/bargainings/<bargaining>")
def case(bargaining: str) -> str:
    """Show the page of a case."""
    subject = streams.subject(bargaining)
    with house().door.reading(viewer_here(subject)) as reader:
        shown, today = heading(reader, case_of(reader, bargaining)), reader.now.date()
        step = _next_step(reader, bargaining)
    root = f"/bargainings/{bargaining}"
    return live_page(
        "negotiation/case.html",
        subject,
        "case",
        bargaining=shown,
        today=today,
        links={
            "table": f"{root}/table",
            "seats": f"{root}/seats",
            "import": f"{root}/import",
            "call": f"{root}/meetings/new",
        },
        call=may("CallMeeting", bargaining=bargaining),
        may_import=may("ImportIssues", bargaining=bargaining),
        fragments={"next": f"{root}/next"},
        personal={"next": Markup(step)},
    )


@blueprint.get("/bargainings/<bargaining>/next")
def next_step(bargaining: str) -> str:
    """Show what waits for the person: the part of the page of a case that is theirs alone."""
    with house().door.reading(viewer_here(streams.subject(bargaining))) as reader:
        return _next_step(reader, bargaining)


def _next_step(reader: Reader, bargaining: str) -> str:
    seat = my_seat(reader, bargaining)
    if seat is None:
        raise Absent
    steps = next_steps(reader, bargaining, seat)
    return str(render_template("negotiation/personal/next_step.html", steps=steps, whose=_whose(seat)))


def _whose(seat: Seat) -> str:
    return str(_("Your turn as %(role)s", role=_(ROLE_WORDS[Role(seat.role)])))
