"""What the clock asks of people, again and again."""

from __future__ import annotations

from sqlalchemy import select

from workbench.kernel import Door, the_house
from workbench.people.commands import ForgetTraces, LetAddressIn
from workbench.people.models import Contact

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


def let_addresses_in(door: Door) -> None:
    """Let every new address take effect whose wait is over."""
    query = select(Contact.person, Contact.coming_at).where(Contact.coming_at <= door.clock()).distinct()
    with door.store.reading() as session:
        due = session.execute(query).all()
    for person, at in due:
        door.perform(_CLOCK, LetAddressIn(person=person), f"address-{person}-{at:%Y%m%dT%H%M%S%f}")
