"""The import contracts in pyproject.toml can fail: each is broken once on purpose, in a house of empty rooms."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
CONTRACTS = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
LINT = Path(sys.executable).with_name("lint-imports")

ROOMS = ("rules", "events", "models", "policy", "commands", "queries", "regions", "views")
FLOORS = ("config", "kernel", "kernel.store", "live", "web", "documents", "people", "app", "cli")
PEOPLE = ("models", "policy", "views")
MODULES = [f"workbench.{floor}" for floor in FLOORS] + [
    f"{d}.{r}" for d in ("agreements", "evaluation", "negotiation") for r in ROOMS
]
MODULES += [f"workbench.people.{room}" for room in PEOPLE]

BREACHES = {
    "Floors: imports only go down": ("workbench.kernel", "workbench.live"),
    "Rooms: inside a domain imports go down as well": ("negotiation.rules", "negotiation.queries"),
    "Doors: a domain is entered by its commands, queries, events, documents and pure rules": (
        "negotiation.queries",
        "workbench.people.models",
    ),
    "Rules are pure: they know neither screen nor storage": ("agreements.rules", "sqlalchemy"),
    "Only workbench.live talks Socket.IO": ("negotiation.views", "flask_socketio"),
    "Only workbench.documents makes PDF": ("workbench.app", "weasyprint"),
}


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """A tree with the house's packages, all empty, and its real contracts."""
    (tmp_path / "pyproject.toml").write_bytes(PROJECT.read_bytes())
    for module in MODULES:
        room = tmp_path.joinpath(*module.split("."))
        room.mkdir(parents=True, exist_ok=True)
        for package in (room, *room.parents):
            if package.is_relative_to(tmp_path) and package != tmp_path:
                (package / "__init__.py").touch()
    return tmp_path


def broken_contracts(house: Path) -> set[str]:
    """Return the names of the contracts that the tree at `house` breaks."""
    command = [str(LINT), "--no-cache", "--no-logo"]
    # Wide enough that no contract's name is broken over two lines.
    wide = {**os.environ, "COLUMNS": "200"}
    run = subprocess.run(command, cwd=house, env=wide, capture_output=True, text=True, check=False)
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)$", run.stdout, re.M))
    assert set(verdicts) == {contract["name"] for contract in CONTRACTS}, run.stdout + run.stderr
    return {name for name, verdict in verdicts.items() if verdict == "BROKEN"}


def test_an_empty_house_breaks_no_contract(empty_house: Path) -> None:
    assert broken_contracts(empty_house) == set()


@pytest.mark.parametrize("contract", [contract["name"] for contract in CONTRACTS])
def test_each_contract_notices_its_breach(empty_house: Path, contract: str) -> None:
    importer, imported = BREACHES[contract]
    empty_house.joinpath(*importer.split("."), "__init__.py").write_text(f"import {imported}\n", encoding="utf-8")
    assert broken_contracts(empty_house) == {contract}
