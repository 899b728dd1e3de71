"""What the clock asks of people, again and again."""

from __future__ import annotations

from workbench.kernel import Door, the_house
from workbench.people.commands import ForgetTraces

_CLOCK = the_house("clock")


class Forgetting:
    """Forgets old traces of signing in, once a day: call it as often as you like."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._done = ""

    def __call__(self) -> None:
        """Ask for it when it was not asked for today, by this process or another."""
        today = self._door.clock().date().isoformat()
        if self._done != today:
            self._door.perform(_CLOCK, ForgetTraces(), f"forget-{today}")
            self._done = today
