"""A round to test with, made through the door: an office opens it, gives everybody a role, and an enterprise applies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from evaluation.commands.applications import Apply
from evaluation.commands.rounds import OpenRound, SeatInRound
from evaluation.models import Application, FiledSheet, SchemeVersion
from evaluation.rules import streams
from evaluation.rules.words import ApplicationState, Bench, RoundRole, Stage
from tests.cases.negotiation.conftest import Hall
from workbench.kernel import Actor, Command, Refusal, new_id
from workbench.people.models import Membership, Organisation, Person

SHEET = """
key = "trial"
version = "1"
title = {zh = "试行办法", en = "Trial scheme"}
mark = "ours"
source = "made for tests"
full = "10"
notice_days = 5
notice_unit = "working"
quota = 2

[[block]]
id = "A"
title = {zh = "规范", en = "Rules"}

[[item]]
id = "1003"
block = "A"
title = {zh = "职工名册已建", en = "Roster kept"}
points = "6"

[[item]]
id = "1004"
block = "A"
title = {zh = "书面合同", en = "Written contracts"}
points = "4"

[[item]]
id = "1095"
block = "A"
role = "veto"
title = {zh = "创建材料造假", en = "False material in the application"}
rule = {kind = "veto"}

[[tier]]
key = "A"
title = {zh = "A级", en = "A"}
cutoff = "6"
valid_months = 36

[[tier]]
key = "AA"
title = {zh = "AA级", en = "AA"}
cutoff = "8"
from_tier = "A"
min_months = 12
valid_months = 36

[[eligibility]]
id = "union"
title = {zh = "已建工会", en = "A union is set up"}
is = "yes"

[[eligibility]]
id = "staff"
title = {zh = "职工人数", en = "Number of staff"}
at_least = "30"
"""
TODAY = date(2026, 4, 16)
SEATS: tuple[tuple[str, RoundRole, Bench | None], ...] = (
    ("reviewer", RoundRole.REVIEWER, None),
    ("committee", RoundRole.COMMITTEE, None),
    ("chair", RoundRole.CHAIR, None),
    ("union_evaluator", RoundRole.EVALUATOR, Bench.UPPER_UNION),
    ("worker_evaluator", RoundRole.EVALUATOR, Bench.WORKERS),
    ("third_evaluator", RoundRole.EVALUATOR, Bench.THIRD_PARTY),
)


@dataclass
class RoundHall:
    """A round with its people by short names: office, reviewer, committee, chair, union_evaluator, worker_evaluator,
    third_evaluator, boss and steward of the enterprise that applies, stranger; and the seats of those who have one."""

    hall: Hall
    scheme: str
    office: str
    round: str = ""
    people: dict[str, Actor] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)

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

    def seat(self, name: str, role: RoundRole, bench: Bench | None = None, by: str = "office") -> str:
        """Let the office give somebody a role."""
        person = self.people.setdefault(name, self.hall.person(name))
        command = SeatInRound(round=self.round, person=str(person.person), name=name, role=role, bench=bench)
        self.seats[name] = self.do(by, command)["seat"]
        return self.seats[name]

    def enterprise(self, name: str, boss: str = "boss", steward: str = "steward") -> tuple[str, str]:
        """Found an enterprise with its union, one person in each, and return their ids."""
        found = []
        for kind, person in (("enterprise", boss), ("union", steward)):
            place = Organisation(id=new_id(), kind=kind, name=f"{name} {kind}")
            self.hall.put(place)
            self._join(person, place.id)
            found.append(place.id)
        return found[0], found[1]

    def _join(self, name: str, organisation: str, function: str = "member") -> None:
        if name not in self.people:
            row = Person(id=new_id(), name=name, locale="en", active=True)
            self.hall.put(row)
            self.people[name] = Actor(person=row.id)
        stream = f"organisation/{organisation}/members"
        seat = Membership(id=new_id(), stream=stream, person=self.people[name].person, organisation=organisation)
        seat.function, seat.since = function, self.hall.clock.now
        self.hall.put(seat)

    def application(self, key: str) -> Application:
        """Return an application as it is stored."""
        row: Application = self.hall.find(select(Application).where(Application.id == key))
        return row

    def state(self, key: str) -> ApplicationState:
        """Return where an application stands."""
        return ApplicationState(self.application(key).state)

    def file_sheet(self, application: str, stage: Stage, turn: int = 1, total: str = "9", tier: str = "A") -> str:
        """Store a filed sheet as it stands, without scoring; return its id."""
        place = streams.file(application) if stage == Stage.SELF else streams.office(application)
        row = FiledSheet(id=new_id(), stream=place, application=application, sheet=new_id(), stage=stage, turn=turn)
        row.scheme_digest, row.digest, row.result, row.total, row.tier = "0" * 64, "0" * 64, "{}", total, tier
        row.values = '{"1003": {"reason": "", "value": "5"}, "1004": {"reason": "", "value": "4"}}'
        row.at = self.hall.clock.now
        self.hall.put(row)
        return str(row.id)


def keep_scheme(hall: Hall, source: str = SHEET, key: str = "trial") -> str:
    """Store a scheme in force and return its id."""
    now = hall.clock.now
    row = SchemeVersion(id=new_id(), key=key, number=1, title="Trial", source=source, digest="0" * 64)
    row.made_by, row.made_at, row.in_force_at = "house", now, now
    hall.put(row)
    return str(row.id)


def opening(held: RoundHall, **changes: Any) -> OpenRound:
    """Return the command that opens the round most tests use."""
    usual = {
        "name": "2026年度和谐企业申报",
        "scheme": held.scheme,
        "organiser": held.office,
        "year": 2026,
        "opens_on": TODAY,
        "apply_by": TODAY + timedelta(days=30),
        "score_by": TODAY + timedelta(days=60),
        "seat_name": "office",
    }
    return OpenRound(**{**usual, **changes})


def applying(held: RoundHall, enterprise: tuple[str, str], **changes: Any) -> Apply:
    """Return the command by which an enterprise applies with answers that are good enough."""
    usual = {"round": held.round, "enterprise": enterprise[0], "union": enterprise[1], "answers": ["yes", "120"]}
    return Apply(**{**usual, **changes})


@pytest.fixture
def held(hall: Hall) -> RoundHall:
    """An open round with everybody in their roles, and a stranger."""
    made = RoundHall(hall, keep_scheme(hall), hall.organisation("government"))
    made.people["office"] = hall.person("office", "government", function="officer")
    made.people["stranger"] = hall.person("stranger")
    opened = made.do("office", opening(made))
    made.round, made.seats["office"] = opened["round"], opened["seat"]
    for name, role, bench in SEATS:
        made.seat(name, role, bench)
    return made


@dataclass
class OneApplies:
    """A round in which one enterprise has applied."""

    held: RoundHall
    enterprise: tuple[str, str]
    id: str

    def do(self, name: str, command: Command) -> dict[str, Any]:
        """Let somebody perform a command and return its result."""
        return self.held.do(name, command)

    def state(self) -> ApplicationState:
        """Return where it stands."""
        return self.held.state(self.id)


@pytest.fixture
def one(held: RoundHall) -> OneApplies:
    """An enterprise that has just applied."""
    enterprise = held.enterprise("鲁岳机械")
    return OneApplies(held, enterprise, held.do("boss", applying(held, enterprise))["application"])
