"""A round with two applications and everybody who has to do with its panels, stored as it stands; sheets are filed through the door."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from evaluation.commands.panels import AssignEvaluator
from evaluation.events.sheets import SheetHandedIn
from evaluation.models import Application, FiledSheet, PanelOpening, PanelSeat, Round, RoundSeat, SchemeVersion
from evaluation.rules import streams
from evaluation.rules.filing import Kept, stored_entries
from evaluation.rules.words import Bench, RoundRole, Stage, State
from tests.cases.evaluation.applied import SHEET
from tests.cases.negotiation.conftest import Browser, Hall
from workbench.kernel import (
    ALLOWED,
    Absent,
    Act,
    Actor,
    Command,
    Handling,
    Id,
    Question,
    Verdict,
    handler,
    new_id,
    policy,
)
from workbench.kernel.store import Base
from workbench.people.models import Membership, Organisation

ROLES = {
    "office": RoundRole.OFFICE,
    "reviewer": RoundRole.REVIEWER,
    "committee": RoundRole.COMMITTEE,
    "chair": RoundRole.CHAIR,
}
BENCHES = {
    "upper": Bench.UPPER_UNION,
    "upper2": Bench.UPPER_UNION,
    "worker": Bench.WORKERS,
    "third": Bench.THIRD_PARTY,
    "third2": Bench.THIRD_PARTY,
}
PANEL = ("upper", "worker", "third")
ALIKE = {"1003": ("5", ""), "1004": ("4", ""), "1063": ("1", "")}


class FileAlone(Command):
    """Files the actor's panel sheet as the desk does, without the desk."""

    sentence = "File"
    locks = "evaluation/{application}"
    application: Id
    values: str
    result: str
    total: str


@policy(FileAlone)
def may_file(question: Question, command: FileAlone) -> Verdict:
    """Allow whoever sits on the panel."""
    query = select(PanelSeat).where(PanelSeat.application == command.application, PanelSeat.ended_at.is_(None))
    if question.first(query.where(PanelSeat.person == question.actor.person)) is None:
        raise Absent
    return ALLOWED


@handler(FileAlone)
def file_alone(act: Act, command: FileAlone) -> Handling:
    """File it in the scorer's own stream and tell of it there."""
    person = str(act.actor.person)
    seat = act.first(select(PanelSeat).where(PanelSeat.application == command.application, PanelSeat.person == person))
    place, sheet = streams.scorer(command.application, person), act.new_id()
    row = FiledSheet(id=act.new_id(), stream=place, sheet=sheet, stage=Stage.PANEL, turn=1, scorer=person, at=act.now)
    row.application, row.bench, row.scheme_digest, row.digest = (
        command.application,
        seat.bench if seat else None,
        "0" * 64,
        "1" * 64,
    )
    row.values, row.result, row.total, row.tier = command.values, command.result, command.total, None
    act.add(row)
    yield SheetHandedIn(
        place=place,
        application=command.application,
        sheet=sheet,
        stage=Stage.PANEL,
        turn=1,
        filed=row.id,
        digest=row.digest,
    )
    return {}


@dataclass
class Panelled:
    """Two applications, "a" and "b", of one round; people by short names: see ROLES and BENCHES, boss, steward, boss2, stranger."""

    hall: Hall
    round: str
    ids: dict[str, str]
    enterprises: dict[str, str]
    unions: dict[str, str]
    people: dict[str, Actor]
    seats: dict[tuple[str, str], str] = field(default_factory=dict)

    def do(self, name: str, command: Command) -> dict[str, Any]:
        """Let somebody perform a command and return its result."""
        return self.hall.do(self.people[name], command).result

    def refusal(self, name: str, command: Command) -> str:
        """Let somebody try what must be refused and return the reason's key."""
        return self.hall.refusal(self.people[name], command)

    def person(self, name: str) -> str:
        """Return somebody's id."""
        return str(self.people[name].person)

    def assign(self, *names: str, to: str = "a", by: str = "chair") -> None:
        """Let the chair put evaluators on a panel."""
        for name in names:
            made = self.do(by, AssignEvaluator(application=self.ids[to], person=self.person(name)))
            self.seats[to, name] = made["seat"]

    def file(self, name: str, said: dict[str, tuple[str, str]] | None = None, of: str = "a") -> Any:
        """Let somebody hand in a panel sheet with values and reasons."""
        entries = {item: Kept(value, reason) for item, (value, reason) in (said or ALIKE).items()}
        scores = [{"item": item, "value": kept.value, "score": kept.value} for item, kept in entries.items()]
        total = str(sum(Decimal(kept.value) for kept in entries.values()))
        return self.hall.do(
            self.people[name],
            FileAlone(
                application=self.ids[of],
                values=stored_entries(entries),
                result=json.dumps({"items": scores}),
                total=total,
            ),
        )

    def change(self, model: type[Base], key: str, **values: Any) -> None:
        """Change a stored row without going through the workflow."""
        with self.hall.door.store.writing("test") as session:
            row = session.get_one(model, key)
            for name, value in values.items():
                setattr(row, name, value)
            session.commit()

    def rows(self, query: Any) -> list[Any]:
        """Return the results of a query that is not filtered."""
        with self.hall.door.store.reading() as session:
            return list(session.scalars(query))

    def is_open(self, of: str = "a") -> bool:
        """Say whether a panel has opened."""
        return bool(self.rows(select(PanelOpening).where(PanelOpening.application == self.ids[of])))

    def opened(self, of: str = "a") -> list[FiledSheet]:
        """Return what the panel's stream holds of filed sheets."""
        return self.rows(select(FiledSheet).where(FiledSheet.stream == streams.panel(self.ids[of])))

    def join(self, name: str, organisation: str, **dates: Any) -> None:
        """Make somebody a member of an organisation."""
        row = Membership(id=new_id(), person=self.person(name), organisation=organisation, function="member")
        row.stream, row.since = f"organisation/{organisation}/members", dates.get("since", self.hall.clock.now)
        row.until = dates.get("until")
        self.hall.put(row)


@pytest.fixture
def panelled(hall: Hall) -> Panelled:
    """A round in which two enterprises were submitted and five evaluators are named, with nobody on a panel yet."""
    now = hall.clock.now
    people = {name: hall.person(name) for name in (*ROLES, *BENCHES, "boss", "steward", "boss2", "stranger")}
    bureau = Organisation(id=new_id(), kind="government", name="The bureau")
    enterprises = {key: Organisation(id=new_id(), kind="enterprise", name=f"Works {key}") for key in "ab"}
    unions = {key: Organisation(id=new_id(), kind="union", name=f"Union {key}") for key in "ab"}
    hall.put(bureau, *enterprises.values(), *unions.values())
    scheme = SchemeVersion(id=new_id(), key="small", number=1, title="Small", source=SHEET, digest="0" * 64)
    scheme.made_by, scheme.made_at, scheme.in_force_at = "house", now, now
    hall.put(scheme)
    round_ = Round(id=new_id(), title="2026 round", scheme=scheme.id, organiser=bureau.id, year=2026, made_at=now)
    round_.stream = streams.round_(round_.id)
    round_.opens_on, round_.apply_by, round_.score_by = date(2026, 4, 1), date(2026, 6, 1), date(2026, 9, 1)
    hall.put(round_)
    for name in (*ROLES, *BENCHES):
        role = ROLES.get(name, RoundRole.EVALUATOR)
        seat = RoundSeat(id=new_id(), round=round_.id, person=people[name].person, name=name, role=role)
        seat.stream, seat.since, seat.bench = round_.stream, now, BENCHES.get(name)
        hall.put(seat)
    ids = {}
    for key in "ab":
        one = Application(id=new_id(), round=round_.id, enterprise=enterprises[key].id, union=unions[key].id)
        one.enterprise_name, one.state, one.facts = f"Works {key}", State.SUBMITTED, "{}"
        one.stream, one.applied_by, one.applied_at, one.state_since = (
            streams.file(one.id),
            people["boss"].person,
            now,
            now,
        )
        hall.put(one)
        ids[key] = one.id
    made = Panelled(
        hall,
        round_.id,
        ids,
        {key: one.id for key, one in enterprises.items()},
        {key: one.id for key, one in unions.items()},
        people,
    )
    made.join("boss", made.enterprises["a"])
    made.join("steward", made.unions["a"])
    made.join("boss2", made.enterprises["b"])
    return made


def visit(browser: Browser, panelled: Panelled, name: str, path: str, lang: str = "en") -> Any:
    """Return the answer somebody gets to a path."""
    browser.actor = panelled.people[name]
    return browser.get(path, headers={"Accept-Language": lang})
