"""A round with two applications and everybody who has to do with its panels, stored as it stands; sheets are filed through the door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from evaluation.commands.panels import AssignEvaluator
from evaluation.commands.sheets import HandInSheet, KeepEntry, OpenSheet
from evaluation.models import Application, Entry, FiledSheet, PanelOpening, Round, RoundSeat, SchemeVersion
from evaluation.rules import streams
from evaluation.rules.words import ApplicationState, Bench, RoundRole, Stage
from tests.cases.evaluation.applied import SHEET
from tests.cases.negotiation.conftest import Browser, Hall
from workbench.kernel import (
    Actor,
    Command,
    new_id,
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
        """Let somebody fill in and hand in a panel sheet with values and reasons."""
        sheet = self.keep(name, said, of)
        return self.hall.do(self.people[name], HandInSheet(sheet=sheet))

    def keep(self, name: str, said: dict[str, tuple[str, str]] | None = None, of: str = "a") -> str:
        """Let somebody open and fill in a panel sheet, and return it."""
        sheet: str = self.do(name, OpenSheet(application=self.ids[of], stage=Stage.PANEL))["sheet"]
        versions = {row.item: row.version for row in self.rows(select(Entry).where(Entry.sheet == sheet))}
        for item, (value, reason) in (said or ALIKE).items():
            typed = f"{value} n=34" if item == "1063" else value
            kept = KeepEntry(sheet=sheet, item=item, value=typed, reason=reason, version=versions.get(item, 0))
            self.do(name, kept)
        return sheet

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
        seat.stream = streams.evaluators(round_.id) if name in BENCHES else round_.stream
        seat.since, seat.bench = now, BENCHES.get(name)
        hall.put(seat)
    ids = {}
    for key in "ab":
        one = Application(id=new_id(), round=round_.id, enterprise=enterprises[key].id, union=unions[key].id)
        one.enterprise_name, one.state, one.facts = f"Works {key}", ApplicationState.SUBMITTED, "{}"
        one.stream, one.applied_by, one.applied_at, one.state_since = (
            streams.file(one.id),
            str(people["boss"].person),
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
