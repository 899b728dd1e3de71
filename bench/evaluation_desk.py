"""How long the page of a 200-item sheet takes on the server, and how long it takes until an entry is kept."""

from __future__ import annotations

import os
import re
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient

from bench.pages import measured
from bench.stage import machine
from evaluation.commands.sheets import KeepEntry, OpenSheet
from evaluation.rules.words import ApplicationState, RoundRole, Stage
from tests.applications import put_application
from tests.databases import migrate
from workbench.app import create_app, make_ready
from workbench.config import read_config
from workbench.kernel import Actor, Door, new_id
from workbench.people.models import Membership, Organisation, Person

ITEMS = 200
PAGE_LIMIT = 100
ENTRY_LIMIT = 300


def main() -> None:
    """Measure and print."""
    print(machine())
    with TemporaryDirectory() as directory:
        config = read_config({**os.environ, "WORKBENCH_DATA": directory, "WORKBENCH_TESTING": "1"})
        Path(config.data).mkdir(parents=True, exist_ok=True)
        migrate(config.database_url)
        app = create_app(config)
        make_ready(app)
        house = app.extensions["house"]
        boss = _applicant(house.door)
        sheet = _sheet(house.door, boss)
        house.identify = lambda cookies, headers: boss
        pages(app.test_client(), sheet)


def _applicant(door: Door) -> Actor:
    """Return somebody of a new enterprise."""
    person, enterprise = new_id(), new_id()
    with door.store.writing("bench") as session:
        session.add_all(
            [
                Person(id=person, name="何志远", locale="zh_Hans_CN"),
                Organisation(id=enterprise, kind="enterprise", name="鲁岳机械"),
            ]
        )
        session.flush()
        place = f"organisation/{enterprise}/members"
        about = {"person": person, "organisation": enterprise, "function": "administrator"}
        session.add(Membership(id=new_id(), stream=place, since=door.clock(), **about))
        session.commit()
    return Actor(person=person)


def _sheet(door: Door, boss: Actor) -> str:
    """Return an open sheet of 200 items, three in four of which have a value."""
    seats: dict[str, RoundRole] = {}
    application = put_application(door, seats, str(boss.person), ITEMS, ApplicationState.DRAFT)
    sheet: str = door.perform(boss, OpenSheet(application=application, stage=Stage.SELF), new_id()).result["sheet"]
    typed = ("1.5", "85", "98.5", "yes", "a")
    for number in range(ITEMS * 3 // 4):
        command = KeepEntry(sheet=sheet, item=str(1001 + number), value=typed[number % 5], reason="", version=0)
        door.perform(boss, command, new_id())
    return sheet


def pages(client: FlaskClient, sheet: str) -> None:
    """Measure the page, what follows every save, and the save itself over HTTP, from the form to the answer."""
    print(f"A sheet of {ITEMS} items")
    text = client.get(f"/sheets/{sheet}").text
    print(f"  size of the page: {len(text.encode()) / 1024:.0f} KiB")
    measured("the page", lambda: client.get(f"/sheets/{sheet}"), PAGE_LIMIT)
    measured("the sums after a save", lambda: client.get(f"/sheets/{sheet}/standing?item=1002"), PAGE_LIMIT)
    measured("what stands beside an item", lambda: client.get(f"/sheets/{sheet}/items/1002"), PAGE_LIMIT)
    proof = re.findall(r'name="_csrf" value="([^"]+)"', text)[0]
    version = count(1)

    def keep() -> None:
        number = next(version)
        body = {"sheet": sheet, "item": "1001", "value": f"1.{number % 10}", "version": number}
        sent = {**body, "_csrf": proof, "_key": new_id() + new_id()}
        answer = client.post("/do/KeepEntry", data=sent, headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.text

    measured("keeping an entry", keep, ENTRY_LIMIT)


if __name__ == "__main__":
    main()
