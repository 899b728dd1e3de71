"""A house with people in it, built only through commands, whose clock the tests turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.houses import HandClock
from workbench.kernel import Actor, Command, Door, Outcome, the_house
from workbench.people.commands import RECEPTION, FunctionIn, RegisterPerson, SignIn
from workbench.people.commands.organisations import FoundOrganisation
from workbench.people.identity import identify

CLI = the_house("cli")
PASSWORD = "plum rain on slate"


@dataclass
class Town:
    """A door, the people behind it, and a clock that only tests move."""

    door: Door
    clock: HandClock
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def now(self) -> datetime:
        """Return what the clock shows."""
        return self.clock.now

    def later(self, **length: float) -> None:
        """Let time pass."""
        self.clock.forward(**length)

    def do(self, actor: Actor, command: Command, key: str | None = None) -> Outcome:
        """Perform a command, under a key of its own unless one is given."""
        return self.door.perform(actor, command, key or f"key-{next(self.numbers):08}")

    def register(self, name: str, email: str, *functions: tuple[str, str], administrator: bool = False) -> Actor:
        """Give somebody an account and return them as an actor."""
        wishes = tuple(FunctionIn(organisation=place, function=function) for place, function in functions)  # type: ignore[arg-type]
        command = RegisterPerson(
            name=name, email=email, password=PASSWORD, administrator=administrator, memberships=wishes, locale="en"
        )
        return Actor(person=self.do(CLI, command).result["person"])

    def found(self, kind: Any, name: str) -> str:
        """Enter an organisation and return its id."""
        organisation: str = self.do(CLI, FoundOrganisation(kind=kind, name=name)).result["organisation"]
        return organisation

    def sign_in(self, email: str, password: str = PASSWORD, address: str = "hall", **more: Any) -> Login:
        """Try to sign in as a browser does."""
        command = SignIn(email=email, password=password, address=address, agent="Firefox", **more)
        return Login(self, command, self.do(RECEPTION, command))

    def peek(self) -> Session:
        """Return a bare session, for looking at what is stored."""
        return Session(self.door.store.engine())


@dataclass
class Login:
    """What came of a sign-in."""

    town: Town
    command: SignIn
    outcome: Outcome

    @property
    def ok(self) -> bool:
        """Say whether it worked."""
        return bool(self.outcome.result["ok"])

    @property
    def actor(self) -> Actor | None:
        """Return who the browser's cookie stands for now."""
        return identify(self.town.door.store, {"__Host-login": self.command.token}, {}, self.town.now)


@pytest.fixture
def town(door: Door, clock: HandClock) -> Town:
    """A house without anybody in it."""
    return Town(door, clock)
