"""A bargaining to test with: people of both sides and of the third party, seated and mandated through the door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from negotiation.commands.cases import OpenBargaining
from negotiation.commands.mandates import GrantMandate
from negotiation.commands.seats import SeatPerson
from negotiation.models import Seat
from negotiation.rules.words import Level, Party, Role, Side, Subject
from tests.houses import HandClock
from workbench.kernel import Actor, Command, Door, Outcome, Refusal, Verdict, new_id
from workbench.kernel.store import Base
from workbench.people.models import Membership, Organisation, Person
from workbench.web import House
from workbench.web.security import VISITOR, csrf_token


@dataclass
class Hall:
    """A house's door, a clock the test moves, and the people who come through."""

    door: Door
    clock: HandClock
    organisations: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def put(self, *rows: Base) -> None:
        """Store rows of other floors directly; bargaining's own are made by commands only."""
        with self.door.store.writing("test") as session:
            session.add_all(rows)
            session.commit()

    def organisation(self, kind: str) -> str:
        """Return the one organisation of this kind, founding it when it is asked for first."""
        if kind not in self.organisations:
            key = "thehouse22222222" if kind == "house" else new_id()
            self.put(Organisation(id=key, kind=kind, name=f"The {kind}"))
            self.organisations[kind] = key
        return self.organisations[kind]

    def person(self, name: str, *kinds: str, function: str = "member", active: bool = True) -> Actor:
        """Return somebody new who is a member of an organisation of each of `kinds`."""
        person = Person(id=new_id(), name=name, locale="en", active=active)
        places = [self.organisation(kind) for kind in kinds]
        self.put(person)
        for kind, place in zip(kinds, places, strict=True):
            stream = f"organisation/{place}/members"
            role = "administrator" if kind == "house" else function
            row = Membership(id=new_id(), stream=stream, person=person.id, organisation=place, function=role)
            row.since = self.clock.now
            self.put(row)
        return Actor(person=person.id)

    def do(self, actor: Actor, command: Command, key: str | None = None) -> Outcome:
        """Perform a command, under a key of its own unless one is given."""
        return self.door.perform(actor, command, key or f"key-{next(self.numbers):08}")

    def refusal(self, actor: Actor, command: Command) -> str:
        """Perform a command that must be refused and return the reason's key."""
        with pytest.raises(Refusal) as refused:
            self.do(actor, command)
        return refused.value.reason.key

    def ask(self, actor: Actor, command: type[Command], **fields: Any) -> Verdict:
        """Return whether somebody may."""
        return self.door.ask(actor, command, **fields)

    def find(self, query: Any) -> Any:
        """Return the first result of a query that is not filtered, or None."""
        with self.door.store.reading() as session:
            return session.scalars(query.limit(1)).first()


def opening(**changes: Any) -> OpenBargaining:
    """Return the command that opens the bargaining most tests use, changed where a test wants it."""
    usual = {
        "name": "2026年度工资专项集体协商",
        "subject": Subject.WAGE,
        "level": Level.ENTERPRISE,
        "employer_name": "鲁岳机械制造有限公司",
        "labour_name": "鲁岳机械制造有限公司工会委员会",
        "offered_by": Side.LABOUR,
        "locale": "zh_Hans_CN",
        "as_party": Party.LABOUR,
        "role": Role.CHIEF,
        "seat_name": "李首席",
    }
    return OpenBargaining(**{**usual, **changes})


@dataclass
class Case:
    """An open bargaining with people in their seats: `people` and `seats` by a short name such as "u1"."""

    hall: Hall
    id: str
    people: dict[str, Actor] = field(default_factory=dict)
    seats: dict[str, str] = field(default_factory=dict)

    def seat(self, by: str, name: str, party: Party, role: Role) -> str:
        """Let `by` give a new person a seat."""
        person = self.people.setdefault(name, self.hall.person(name))
        command = SeatPerson(bargaining=self.id, person=str(person.person), name=name, party=party, role=role)
        self.seats[name] = self.hall.do(self.people[by], command).result["seat"]
        return self.seats[name]

    def mandate(self, by: str, name: str, number: str = "1", until: date | None = None) -> str:
        """Let a chief enter a mandate that holds from today."""
        command = GrantMandate(
            bargaining=self.id,
            seat=self.seats[name],
            number=number,
            granted_by="The congress",
            valid_from=self.hall.clock.now.date(),
            valid_until=until,
        )
        mandate: str = self.hall.do(self.people[by], command).result["mandate"]
        return mandate

    def do(self, name: str, command: Command) -> dict[str, Any]:
        """Let somebody perform a command and return its result."""
        return self.hall.do(self.people[name], command).result

    def refusal(self, name: str, command: Command) -> str:
        """Let somebody try what must be refused and return the reason's key."""
        return self.hall.refusal(self.people[name], command)

    def streams(self, name: str) -> frozenset[str]:
        """Return what somebody may read now, without the common beginning `bargaining/<id>/`."""
        subject = f"bargaining/{self.id}"
        viewer = self.hall.door.viewer(self.people[name], "en", subject)
        return frozenset(stream.removeprefix(f"{subject}/") for stream in viewer.streams)

    def seat_row(self, name: str) -> Seat:
        """Return a seat as it is stored."""
        row: Seat = self.hall.find(select(Seat).where(Seat.id == self.seats[name]))
        return row


@pytest.fixture
def hall(door: Door, clock: HandClock) -> Hall:
    """An empty house."""
    return Hall(door, clock)


@pytest.fixture
def opened(hall: Hall) -> Case:
    """A bargaining that a union member has just opened as the labour side's chief "u1"."""
    chief = hall.person("u1", "union")
    result = hall.do(chief, opening()).result
    return Case(hall, result["bargaining"], {"u1": chief}, {"u1": result["seat"]})


@pytest.fixture
def case(opened: Case) -> Case:
    """A bargaining with u1 u2 (chief, representative), e1 e2, an adviser u3, officer g1, mediator m1, recorder r1, observer o1.

    Both chiefs and representatives have open-ended mandates from today.
    """
    seats = (
        ("u1", "e1", Party.EMPLOYER, Role.CHIEF),
        ("u1", "g1", Party.GOVERNMENT, Role.OFFICER),
        ("u1", "u2", Party.LABOUR, Role.REPRESENTATIVE),
        ("u1", "u3", Party.LABOUR, Role.ADVISER),
        ("e1", "e2", Party.EMPLOYER, Role.REPRESENTATIVE),
        ("g1", "m1", Party.MEDIATOR, Role.MEDIATOR),
        ("g1", "r1", Party.NEUTRAL, Role.RECORDER),
        ("g1", "o1", Party.NEUTRAL, Role.OBSERVER),
    )
    for by, name, party, role in seats:
        opened.seat(by, name, party, role)
    for name in ("u1", "u2", "e1", "e2"):
        opened.mandate(f"{name[0]}1", name)
    return opened


@dataclass
class Browser:
    """Somebody at a browser: whoever `actor` is now makes the requests."""

    client: FlaskClient
    house: House
    actor: Actor | None = None

    def get(self, path: str, **more: Any) -> Any:
        """Get a page."""
        return self.client.get(path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        """Post a form with the right anti-forgery word."""
        return self.client.post(path, data={"_csrf": self.csrf(), "_key": new_id(), **(data or {})}, **more)

    def csrf(self) -> str:
        """Return the word that forms of this browser carry."""
        self.client.set_cookie(VISITOR, "tests-own-visitor")
        with self.client.application.test_request_context(headers={"Cookie": f"{VISITOR}=tests-own-visitor"}):
            return csrf_token()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser whose person the test sets."""
    house: House = app.extensions["house"]
    made = Browser(app.test_client(), house)
    house.identify = lambda cookies, headers: made.actor
    return made
