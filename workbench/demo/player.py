"""Playing a bargaining: people do commands at moments of a clock that the play moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.kernel import Actor, Command, Door, new_id, the_house

DEMO = the_house("demo")
Mark = Callable[[str, str], str]
"""(private text, stream) -> the text to be used; tests put a unique word into every private text."""


def unmarked(text: str, stream: str) -> str:
    """Return the text as it is."""
    return text


@dataclass
class PlayClock:
    """A clock that stands where the play has put it."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        """Return the time of the play."""
        return self.now

    def at(self, moment: datetime) -> None:
        """Move to a moment."""
        self.now = moment

    def forward(self, minutes: float) -> None:
        """Move on by minutes."""
        self.now += timedelta(minutes=minutes)


@dataclass
class Player:
    """Does commands for people by the names the script gives them."""

    door: Door
    clock: PlayClock
    people: dict[str, str] = field(default_factory=dict)

    def do(self, who: str | None, command: Command) -> dict[str, Any]:
        """Perform `command` for a person of the script, or for the house itself, and return the result."""
        actor = Actor(person=self.people[who]) if who else DEMO
        return self.door.perform(actor, command, new_id()).result
