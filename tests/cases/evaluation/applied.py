"""An application to test evidence, visits and questionnaires with: the people around it, and a small sheet, stored as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from evaluation.models import Application, Call, PanelSeat, Round, RoundSeat, SchemeVersion
from evaluation.rules import streams
from evaluation.rules.words import ApplicationState, Bench, RoundRole
from tests.cases.negotiation.conftest import Browser, Hall
from workbench.kernel import Actor, Command, Refusal, new_id
from workbench.people.models import Organisation

SHEET = """
key = "small"
version = "1"
title = {zh = "小表", en = "A small sheet"}
mark = "ours"
source = "made for tests"
full = "10"

[[block]]
id = "A"
title = {zh = "规范", en = "Rules"}

[[item]]
id = "1003"
block = "A"
title = {zh = "职工名册已建", en = "Roster kept"}
points = "5"
evidence = [{zh = "职工名册", en = "the roster"}]

[[item]]
id = "1004"
block = "A"
title = {zh = "书面合同", en = "Written contracts"}
points = "4"
evidence = [{zh = "合同清单", en = "list of contracts"}]

[[item]]
id = "1063"
block = "A"
title = {zh = "同事关系", en = "Relations among colleagues"}
points = "1"
survey = {least = 10}
"""
OPENS = date(2026, 4, 1)
ROLES = {"office": RoundRole.OFFICE, "reviewer": RoundRole.REVIEWER, "committee": RoundRole.COMMITTEE}


@dataclass
class Applied:
    """One application. People by short names: boss, steward, office, reviewer, committee, blind, blind2, stranger."""

    hall: Hall
    id: str
    round: str
    enterprise: str
    people: dict[str, Actor]

    def do(self, name: str, command: Command, key: str | None = None) -> dict[str, Any]:
        """Let somebody perform a command and return its result."""
        return self.hall.do(self.people[name], command, key).result

    def refusal(self, name: str, command: Command) -> str:
        """Let somebody try what must be refused and return the reason's key."""
        return self.hall.refusal(self.people[name], command)

    def refused(self, name: str, command: Command) -> Refusal:
        """Let somebody try what must be refused and return the refusal."""
        with pytest.raises(Refusal) as refused:
            self.do(name, command)
        return refused.value

    def stands(self, state: ApplicationState) -> None:
        """Let the application stand so, without going through the workflow."""
        with self.hall.door.store.writing("test") as session:
            session.get_one(Application, self.id).state = state
            session.commit()

    def reads(self, name: str) -> frozenset[str]:
        """Return the streams somebody reads, without the common beginning."""
        subject = streams.subject(self.id)
        viewer = self.hall.door.viewer(self.people[name], "en", subject)
        return frozenset(stream.removeprefix(subject + "/") for stream in viewer.streams)


@pytest.fixture
def applied(hall: Hall) -> Applied:
    """An application being drafted, with everybody around it."""
    now = hall.clock.now
    names = ("boss", "steward", "office", "reviewer", "committee", "blind", "blind2", "stranger")
    kinds = {"boss": ("enterprise",), "steward": ("union",)}
    people = {name: hall.person(name, *kinds.get(name, ())) for name in names}
    organiser = Organisation(id=new_id(), kind="government", name="The bureau")
    hall.put(organiser)
    scheme = SchemeVersion(id=new_id(), key="small", number=1, title="Small", source=SHEET, digest="0" * 64)
    scheme.made_by, scheme.made_at, scheme.in_force_at = "house", now, now
    hall.put(scheme)
    round_ = Round(id=new_id(), title="2026", scheme=scheme.id, organiser=organiser.id, year=2026, opens_on=OPENS)
    round_.apply_by, round_.score_by, round_.made_at = date(2026, 6, 1), date(2026, 9, 1), now
    round_.stream = streams.round_(round_.id)
    call = Call(**{name: getattr(round_, name) for name in ("id", "title", "scheme", "organiser", "year", "opens_on")})
    call.apply_by, call.made_at = round_.apply_by, now
    hall.put(round_)
    hall.put(call)
    for name, role in (*ROLES.items(), ("blind", RoundRole.EVALUATOR), ("blind2", RoundRole.EVALUATOR)):
        bench = Bench.WORKERS if role is RoundRole.EVALUATOR else None
        seat = RoundSeat(id=new_id(), round=round_.id, person=people[name].person, name=name, role=role, bench=bench)
        seat.stream, seat.since = round_.stream, now
        hall.put(seat)
    application = Application(id=new_id(), round=round_.id, enterprise=hall.organisations["enterprise"])
    application.enterprise_name, application.union = "鲁岳机械", hall.organisations["union"]
    application.stream, application.state = streams.file(application.id), ApplicationState.DRAFT
    application.facts = '{"staff": "120", "sector": "C", "area": "North"}'
    application.applied_by, application.applied_at, application.state_since = str(people["boss"].person), now, now
    hall.put(application)
    for name, bench in (("blind", Bench.WORKERS), ("blind2", Bench.THIRD_PARTY)):
        seat_ = PanelSeat(id=new_id(), application=application.id, person=people[name].person, name=name, bench=bench)
        seat_.stream, seat_.assigned_at = streams.panel(application.id), now
        hall.put(seat_)
    return Applied(hall, application.id, round_.id, application.enterprise, people)


def visit(browser: Browser, applied: Applied, name: str, path: str, lang: str = "en") -> Any:
    """Return the answer somebody gets to a path."""
    browser.actor = applied.people[name]
    return browser.get(path, headers={"Accept-Language": lang})
