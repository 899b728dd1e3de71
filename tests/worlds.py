"""The demo world as a test's ground: played through the door, a unique word in every private text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from negotiation.models import Bargaining, Seat
from tests.world.evaluations import put_evaluation
from tests.world.shelf import stock
from workbench.config import Config
from workbench.demo.fill import DEMO_PASSWORD, play
from workbench.demo.player import PlayClock
from workbench.kernel import Actor, Command, Door, Outcome, new_id
from workbench.kernel.streams import subject_of
from workbench.people.models import Credential
from workbench.rooms import open_door

NOW = datetime(2026, 4, 16, 2, 30, tzinfo=UTC)
ORIGIN = "http://127.0.0.1:8000"


@dataclass
class Canaries:
    """Hands out words that occur nowhere else and remembers into which stream each was written."""

    homes: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def mark(self, text: str, stream: str) -> str:
        """Return `text` with a word of its own."""
        word = f"canary{next(self.numbers):04d}x"
        self.homes[word] = stream
        return f"{text} {word}".strip()

    def strange_to(self, streams: frozenset[str]) -> set[str]:
        """Return the words that somebody who reads `streams` must never meet."""
        return {word for word, home in self.homes.items() if home not in streams}

    def home_to(self, streams: frozenset[str]) -> set[str]:
        """Return the words such a person may meet."""
        return {word for word, home in self.homes.items() if home in streams}


@dataclass
class World:
    """The played world: its door and clock, its people by the keys of the scripts, its canaries."""

    config: Config
    door: Door
    clock: PlayClock
    canaries: Canaries
    people: dict[str, str]

    def actor(self, key: str) -> Actor:
        """Return somebody of the scripts."""
        return Actor(person=self.people[key])

    def do(self, key: str, command: Command) -> dict[str, Any]:
        """Let somebody of the scripts do a command."""
        outcome: Outcome = self.door.perform(self.actor(key), command, new_id())
        return outcome.result

    def streams(self, key: str) -> frozenset[str]:
        """Return what somebody may read now."""
        return self.door.viewer(self.actor(key), "en").streams

    def rows(self, model: type[Any], *conditions: Any) -> list[Any]:
        """Return rows as they are stored, unfiltered."""
        with self.door.store.reading() as session:
            return list(session.scalars(select(model).where(*conditions)))

    def bargaining(self, key: str) -> str:
        """Return the bargaining in which somebody sits."""
        seat: Seat = self.rows(Seat, Seat.person == self.people[key])[0]
        return seat.bargaining

    def seated(self, bargaining: str) -> list[str]:
        """Return the keys of all who ever sat in a bargaining."""
        persons = {seat.person for seat in self.rows(Seat, Seat.bargaining == bargaining)}
        return [key for key, person in self.people.items() if person in persons]

    def subjects(self) -> list[str]:
        """Return the subjects of all bargainings."""
        return sorted({subject_of(row.stream) for row in self.rows(Bargaining)})


def played(config: Config) -> World:
    """Play the demo world with canaries into the empty database of `config`."""
    clock, canaries = PlayClock(NOW), Canaries()
    door = open_door(config, clock)
    accounts = play(door, clock, NOW, canaries.mark)
    with door.store.reading() as session:
        by_address = {row.email: row.person for row in session.scalars(select(Credential))}
    people = {address.partition("@")[0]: by_address[address] for address, _, _ in accounts}
    world = World(config, door, clock, canaries, people)
    stock(world)
    put_evaluation(world)
    return world


@pytest.fixture
def world(config: Config) -> Iterator[World]:
    """The played demo world in a database of the test's own."""
    made = played(config)
    yield made
    made.door.store.close()


@contextmanager
def signed_in(app: Flask, key: str | None) -> Iterator[FlaskClient]:
    """Yield a browser in which somebody of the scripts has signed in by the form, or nobody."""
    with app.test_client() as client:
        if key is not None:
            form = client.get("/sign-in").get_data(as_text=True)
            token = form.split('name="_csrf" value="')[1].split('"')[0]
            sent = {
                "email": f"{key}@demo.example",
                "password": DEMO_PASSWORD,
                "_csrf": token,
                "_key": new_id(),
                "next": "/",
            }
            answer = client.post("/sign-in", data=sent, headers={"Origin": ORIGIN})
            assert answer.status_code == 303, answer.get_data(as_text=True)[-2000:]
        yield client


def data_files(config: Config) -> list[Path]:
    """Return every file under the house's data directory."""
    return [path for path in config.data.rglob("*") if path.is_file()]
