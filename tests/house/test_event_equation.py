"""The event equation: for every event and every class of viewers, the page before + what was pushed = a fresh page after.

The idea is Zulip's `verify_action`; here it holds for each class of viewers apart, because they see different things.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pytest
from flask import Flask

from negotiation.models import Bargaining, Issue, Seat
from tests.wires import RecordingWire, addresses
from tests.world.encore import Encore
from tests.worlds import NOW, Canaries, World
from workbench.app import create_app
from workbench.config import Config
from workbench.demo.fill import play
from workbench.demo.player import PlayClock
from workbench.kernel import REGISTRY, Actor, Committed
from workbench.live import Hub, render_inner
from workbench.people.models import Credential
from workbench.rooms import open_door

WATCHERS = ("lin", "he", "gao", "qin", "ding")
OFTEN_ENOUGH = 2
INNER = re.compile(r'(<section data-region="[^"]+">).*?</section>', re.DOTALL)
UNSEEN = {
    "DraftConfirmed": "asks for a draft with nothing left open: cases/negotiation/test_assembly",
}
"""Events of bargaining this play does not reach, each with its reason."""


class Screens:
    """What stands on each watcher's screen, kept by pushes alone, compared with fresh renderings."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app = app
        self.world = world
        self.hub: Hub = app.extensions["house"].hub
        self.wire = RecordingWire()
        self.hub.wire = self.wire
        self.hub._identify = lambda credentials: Actor(person=str(credentials))
        self.shown: dict[str, dict[str, str | None]] = {}
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []
        world.door.on_commit(self.after)

    def after(self, committed: Sequence[Committed]) -> None:
        """Bring the screens up to date by pushes and compare them; the door swallows what a listener raises, so keep it."""
        try:
            self._follow(committed)
        except Exception as fault:
            self.wrong.append(f"{[type(one.event).__name__ for one in committed]}: {fault!r}")

    def _follow(self, committed: Sequence[Committed]) -> None:
        self.hub.feed()
        for key in list(self.shown):
            self._apply(key)
        names = [type(one.event).__name__ for one in committed]
        if any(self.seen[name] < OFTEN_ENOUGH for name in names):
            for key in self.shown:
                self._compare(key, names)
        self.seen.update(names)
        for key in WATCHERS:
            self._watch(key)

    def _apply(self, key: str) -> None:
        for event, payload in self.wire.sent.pop(key, []):
            if event == "revoked":
                del self.shown[key]
                self.hub.disconnect(key)
                return
            for patch in payload.get("patches", ()):
                self.shown[key][patch["address"]] = patch.get("html")

    def _compare(self, key: str, names: list[str]) -> None:
        watch = self.hub._watches[key]
        assert watch.group is not None
        for address, shown in self.shown[key].items():
            fresh = render_inner(self.app, self.world.door, address, watch.group.viewer)
            if _steady(fresh) != _steady(shown):
                self.wrong.append(f"{key} {address} after {names}")
                self.shown[key][address] = fresh

    def _watch(self, key: str) -> None:
        person = self.world.people.get(key)
        seats = self.world.rows(Seat, Seat.person == person, Seat.ended_at.is_(None)) if person else []
        if not seats:
            return
        bargaining = seats[0].bargaining
        # A database may give its rows in any order; a screen goes on showing the issues it began with.
        listed = sorted(self.world.rows(Issue, Issue.bargaining == bargaining), key=lambda row: row.ordinal)
        issues = [row.id for row in listed]
        wanted = addresses(self.world, bargaining, [issues[n] for n in (0, 6) if n < len(issues)])
        if key in self.shown and set(self.shown[key]) == set(wanted):
            return
        if key not in self.shown:
            self.hub.connect(key, person)
        subject = f"bargaining/{bargaining}"
        viewer = self.world.door.viewer(Actor(person=person), "zh_Hans_CN", subject)
        heads = self.world.door.heads(viewer.streams)
        assert self.hub.watch(key, "test", subject, wanted, heads, "zh_Hans_CN")["ok"]
        group = viewer.as_class(subject)
        known = self.shown.setdefault(key, {})
        for address in wanted:
            if address not in known:
                known[address] = render_inner(self.app, self.world.door, address, group)
        self.wire.sent.pop(key, None)


def _steady(html: str | None) -> str | None:
    """Return the rendering without the inside of regions within it: those are compared for themselves."""
    return INNER.sub(r"\1", html) if html else html


@pytest.mark.timeout(900)
def test_pushes_alone_keep_every_screen_right(config: Config) -> None:
    clock = PlayClock(NOW)
    door = open_door(config, clock)
    app = create_app(config, door)
    world = World(config, door, clock, Canaries(), {})
    screens = Screens(app, world)

    def learn(committed: Sequence[Committed]) -> None:
        with door.store.reading() as session:
            rows = session.query(Credential).all()
            world.people.update({row.email.partition("@")[0]: row.person for row in rows})

    door._listeners.insert(0, learn)
    play(door, clock, NOW)
    assert world.rows(Bargaining)
    Encore(world).play()
    door.store.close()
    assert not screens.wrong, "\n".join(screens.wrong[:40])
    ours = {name for name, event in REGISTRY.events().items() if event.audience.startswith("bargaining/")}
    assert ours - set(screens.seen) == set(UNSEEN), "events the equation was not tried on"
