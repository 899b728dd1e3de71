"""Who watches, in which group, and who is seen to be there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.kernel import Actor, Viewer


@dataclass(frozen=True)
class Group:
    """Clients that are sent the same: one class of viewers watching the same addresses of one subject."""

    subject: str
    viewer: Viewer
    addresses: frozenset[str]

    @property
    def room(self) -> str:
        """Return the name of the group's room."""
        parts = (self.subject, self.viewer.locale, *sorted(self.viewer.streams), "|", *sorted(self.addresses))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


@dataclass
class Watch:
    """One connected client: how to know again who it is, and what it watches."""

    client: str
    credentials: Any
    actor: Actor
    page: str = ""
    group: Group | None = None
    state: str = "here"


_UNSEEN: set[str] = set()


def unseen(kind: str) -> None:
    """Let nobody be shown who else is at a subject of this kind (such as `evaluation`): it would tell who judges whom, and when."""
    _UNSEEN.add(kind)


def present(watches: Iterable[Watch]) -> dict[str, dict[str, str]]:
    """Return who is connected, by subject: person -> `here` or `away`. One window that is looked at makes a person `here`.

    A private page counts like any other of its subject, so presence never tells where in it somebody is. Of subjects whose people
    are `unseen` nobody is.
    """
    found: dict[str, dict[str, str]] = {}
    for watch in watches:
        if watch.group is not None and watch.actor.person is not None and _is_shown(watch.group.subject):
            people = found.setdefault(watch.group.subject, {})
            if people.get(watch.actor.person) != "here":
                people[watch.actor.person] = watch.state
    return found


def _is_shown(subject: str) -> bool:
    return subject.partition("/")[0] not in _UNSEEN


class Presence:
    """Remembers what each room was told, so that only changes are sent."""

    def __init__(self) -> None:
        self._told: dict[str, dict[str, str]] = {}

    def tell_again(self, room: str) -> None:
        """Forget what a room was told: somebody came into it who has heard nothing yet."""
        self._told.pop(room, None)

    def news(self, watches: Iterable[Watch], rooms: Mapping[str, str]) -> Iterator[tuple[str, list[dict[str, str]]]]:
        """Yield (room, people) for every room of `rooms` (room -> subject) whose people are not as it was last told."""
        here = present(watches)
        self._told = {room: people for room, people in self._told.items() if room in rooms}
        for room, subject in rooms.items():
            people = here.get(subject, {})
            if self._told.get(room) != people:
                self._told[room] = people
                yield room, [{"person": person, "state": state} for person, state in sorted(people.items())]
