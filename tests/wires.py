"""A wire that records what each client is sent, in place of Socket.IO."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from tests.worlds import World
from workbench.kernel import Actor
from workbench.kernel.streams import subject_of
from workbench.live import REGIONS, Hub


class RecordingWire:
    """Keeps rooms and what was sent, by client."""

    def __init__(self) -> None:
        self.rooms: dict[str, set[str]] = defaultdict(set)
        self.sent: dict[str, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
        self.dropped: list[str] = []
        self.slow: set[str] = set()

    def send(self, to: str, event: str, payload: Mapping[str, Any]) -> None:
        """Record for every client of a room, or for the one client named."""
        for client in self.rooms.get(to, {to}):
            self.sent[client].append((event, payload))

    def enter(self, client: str, room: str) -> None:
        """Put a client into a room."""
        self.rooms[room].add(client)

    def leave(self, client: str, room: str) -> None:
        """Take a client out of a room."""
        self.rooms[room].discard(client)

    def drop(self, client: str) -> None:
        """Note that a client was dropped."""
        self.dropped.append(client)

    def is_slow(self, client: str) -> bool:
        """Say whether a test calls this client slow."""
        return client in self.slow

    def told(self, client: str) -> list[tuple[str, Mapping[str, Any]]]:
        """Return what a client was sent."""
        return self.sent[client]


def addresses(world: World, bargaining: str, issues: list[str]) -> list[str]:
    """Return the address of every region of one bargaining, for these issues."""
    from negotiation.models import Meeting
    from negotiation.rules.words import Side

    values = {
        "issue": issues,
        "side": [side.value for side in Side],
        "meeting": [row.id for row in world.rows(Meeting, Meeting.bargaining == bargaining)],
    }
    found: list[str] = []
    for region in REGIONS.all():
        if region.params[0] != "bargaining":
            continue
        combinations = [(bargaining,)]
        for name in region.params[1:]:
            combinations = [(*one, value) for one in combinations for value in values[name]]
        found += [region.address(*one) for one in combinations]
    return found


def watched_by(hub: Hub, world: World, key: str, bargaining: str, locale: str = "zh_Hans_CN") -> list[str]:
    """Let somebody watch everything there is about a bargaining, private places they may not see included; return the addresses."""
    from negotiation.models import Issue

    person = world.people[key]
    hub._identify = lambda credentials: Actor(person=str(credentials))
    issues = [row.id for row in world.rows(Issue, Issue.bargaining == bargaining)][:3]
    watched = addresses(world, bargaining, issues)
    subject = subject_of(f"bargaining/{bargaining}/table")
    assert hub.connect(key, person)
    viewer = world.door.viewer(Actor(person=person), locale, subject)
    answer = hub.watch(key, "test", subject, watched, world.door.heads(viewer.streams), locale)
    assert answer["ok"], f"{key} may not watch {subject}"
    return watched
