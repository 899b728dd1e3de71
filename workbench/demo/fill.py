"""Filling an empty house with the demo world."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from negotiation.rules.words import Subject
from workbench.config import Config
from workbench.demo.district import District
from workbench.demo.play import Play
from workbench.demo.player import Mark, PlayClock, Player, unmarked
from workbench.kernel import Door
from workbench.kernel.blobs import Blobs, Upload
from workbench.kernel.models import LedgerEntry
from workbench.people.commands.organisations import FoundOrganisation
from workbench.people.commands.registration import FunctionIn, RegisterPerson
from workbench.rooms import open_door

DEMO_PASSWORD = "three-lanterns-7"
HERE = Path(__file__).parent
SCRIPTS = (("shandong", Subject.WAGE, "zh_Hans_CN"), ("harbour", Subject.GENERAL, "en"))
ADMINISTRATOR = "admin"
_KINDS = {
    "labour": "union",
    "employer": "enterprise",
    "upper_union": "upper_union",
    "association": "employer_association",
    "office": "government",
    "mediation": "mediation",
}
_HOME = {
    "labour": "labour",
    "employer": "employer",
    "government": "office",
    "mediator": "mediation",
    "neutral": "office",
}


def fill(config: Config, *, big: bool = False) -> int:
    """Fill an empty database with the demo world and write the accounts down; do nothing when there is anything in it. Returns 0."""
    clock = PlayClock()
    door = open_door(config, clock)
    if is_empty(door):
        accounts = play(door, clock, clock.now)
        accounts += play_district(door, clock, config)
        if big:
            from workbench.demo.big import play_big

            accounts += play_big(door, clock)
        accounts_file(config).write_text(listed(accounts), encoding="utf-8")
    door.store.close()
    return 0


def accounts_file(config: Config) -> Path:
    """Return where the demo accounts are written down."""
    return config.demo_accounts


def is_empty(door: Door) -> bool:
    """Say whether nothing has ever happened in this house."""
    with door.store.reading() as session:
        return not session.scalar(select(func.count()).select_from(LedgerEntry))


def play(door: Door, clock: PlayClock, now: datetime, mark: Mark = unmarked) -> list[tuple[str, str, str]]:
    """Play both bargainings up to `now`; return (address, name, place at the table) of everybody."""
    player = Player(door, clock)
    clock.at(now - timedelta(days=60))
    accounts = [_administrator(player)]
    for name, subject, locale in SCRIPTS:
        clock.at(now - timedelta(days=60))
        script = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
        organisations = _found(player, script)
        for one in script["people"]:
            accounts.append(_register(player, one, organisations, locale))
        Play(player, script, now, mark).run(organisations, subject, locale)
    return accounts


def play_district(door: Door, clock: PlayClock, config: Config) -> list[tuple[str, str, str]]:
    """Play the district's year of evaluation; return (address, name, place) of everybody in it."""
    files = Blobs(config.files)

    def keep(content: bytes, name: str) -> Upload:
        return Upload(sha256=files.put(content), name=name, size=len(content), media_type="text/plain")

    return District(Player(door, clock), clock.now, DEMO_PASSWORD, keep).run()


def listed(accounts: list[tuple[str, str, str]]) -> str:
    """Return the accounts as a table for people."""
    lines = [f"  {address:<28} {name}  {place}" for address, name, place in accounts]
    return "\n".join([f"  password 密码: {DEMO_PASSWORD}", *lines]) + "\n"


def address_of(key: str) -> str:
    """Return the sign-in address of a person of the demo world."""
    return f"{key}@demo.example"


def _administrator(player: Player) -> tuple[str, str, str]:
    address = address_of(ADMINISTRATOR)
    player.do(None, RegisterPerson(name="管理员", email=address, password=DEMO_PASSWORD, administrator=True))
    return address, "管理员", "administrator 管理"


def _found(player: Player, script: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key in ("upper_union", "labour", "employer", "association", "office", "mediation"):
        parent = found.get("upper_union") if key == "labour" else None
        command = FoundOrganisation(kind=_KINDS[key], name=script[key], parent=parent)  # type: ignore[arg-type]
        found[key] = player.do(None, command)["organisation"]
    return found


def _register(
    player: Player, one: Mapping[str, str], organisations: Mapping[str, str], locale: str
) -> tuple[str, str, str]:
    home = FunctionIn(organisation=organisations[_HOME[one["party"]]])
    command = RegisterPerson(
        name=one["name"],
        email=address_of(one["key"]),
        password=DEMO_PASSWORD,
        locale=locale,  # type: ignore[arg-type]
        memberships=(home,),
    )
    player.people[one["key"]] = player.do(None, command)["person"]
    return address_of(one["key"]), one["name"], f"{one['party']} {one['role']}"
