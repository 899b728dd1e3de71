"""What live pages tell beside the pages: that somebody writes, in one's own room alone, and nothing once a seat has ended."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from itsdangerous import URLSafeSerializer

from negotiation.commands.caucus import PostCaucusMessage
from negotiation.commands.seats import EndSeat
from negotiation.rules.words import Party, Role, Side
from tests.cases.negotiation.conftest import Browser, Case
from tests.cases.negotiation.talks import Talks, talks_of
from tests.wires import RecordingWire
from workbench.kernel import Actor
from workbench.live import Hub


class Room:
    """People on the pages a browser shows them, watching over a wire that is written down."""

    def __init__(self, talks: Talks, browser: Browser, app: Flask) -> None:
        self.talks, self.browser, self.wire = talks, browser, RecordingWire()
        self.hub = Hub(talks.case.hall.door, self.wire, lambda *_: "", lambda person: Actor(person=person))
        self._words = URLSafeSerializer(str(app.secret_key), salt="page")

    def enters(self, name: str, place: str) -> None:
        """Let somebody open a page of the case and watch it."""
        self.browser.actor = self.talks.case.people[name]
        shown = self.browser.get(f"/bargainings/{self.talks.id}{place}").text
        found = re.search(r'data-watch="([^"]+)"', shown)
        assert found, place
        self.watches(name, *self._words.loads(found[1]))

    def watches(self, name: str, page: str, subject: str, locale: str = "en") -> None:
        """Let somebody watch under a page's word, their own or not."""
        assert self.hub.connect(name, self.talks.case.people[name].person)
        assert self.hub.watch(name, page, subject, [], {}, locale)["ok"]

    def hears(self, name: str) -> list[object]:
        """Return who somebody was told is writing."""
        return [said["name"] for event, said in self.wire.told(name) if event == "typing"]


@pytest.fixture
def room(case: Case, browser: Browser, app: Flask) -> Room:
    """A room nobody has entered."""
    return Room(talks_of(case), browser, app)


def test_only_one_s_own_side_hears_that_one_writes_in_its_room(room: Room) -> None:
    for name, side in (("u1", "labour"), ("u2", "labour"), ("e1", "employer")):
        room.enters(name, f"/caucus/{side}/{room.talks.issue}")
    room.hub.typing("u1", lambda person: person)
    assert room.hears("u2") == [room.talks.case.people["u1"].person]
    assert room.hears("e1") == room.hears("u1") == []


def test_a_page_s_word_opens_no_ears_without_a_seat_of_that_side(room: Room) -> None:
    subject = f"bargaining/{room.talks.id}"
    for name in ("u1", "e1", "m1", "r1", "o1"):
        room.watches(name, f"{subject}/caucus/labour", subject)
    room.hub.typing("u1", lambda person: person)
    room.hub.typing("e1", lambda person: person)
    assert not any(room.hears(name) for name in ("u1", "e1", "m1", "r1", "o1"))


def test_who_lost_a_seat_of_the_side_hears_nothing_under_the_old_word(room: Room) -> None:
    case, subject = room.talks.case, f"bargaining/{room.talks.id}"
    case.do("u1", EndSeat(bargaining=case.id, seat=case.seats["u2"], reason="She is somebody else's observer now."))
    case.seat("g1", "u2", Party.NEUTRAL, Role.OBSERVER)
    room.enters("u1", f"/caucus/labour/{room.talks.issue}")
    room.watches("u2", f"{subject}/caucus/labour", subject)
    room.hub.typing("u1", lambda person: person)
    assert room.hears("u2") == []


def test_who_connects_twice_on_one_line_is_let_go_with_the_seat_all_the_same(room: Room) -> None:
    case = room.talks.case
    room.enters("u2", f"/caucus/labour/{room.talks.issue}")
    assert room.hub.connect("u2", case.people["u2"].person)
    case.do("u1", EndSeat(bargaining=case.id, seat=case.seats["u2"], reason="She left the union."))
    room.hub.feed()
    before = len(room.wire.told("u2"))
    case.do("u1", PostCaucusMessage(bargaining=case.id, side=Side.LABOUR, text="5.6"))
    room.hub.feed()
    assert len(room.wire.told("u2")) == before
    assert not any("u2" in inside for inside in room.wire.rooms.values())


# ── addresses of nothing ─────────────────────────────────


@pytest.fixture
def hub(case: Case) -> Hub:
    """A hub that finds nothing at any address but one."""
    return Hub(
        case.hall.door,
        RecordingWire(),
        lambda address, viewer: "shown" if address.startswith("table.progress") else None,
        lambda person: Actor(person=person),
    )


def flood(hub: Hub, case: Case, name: str, line: str, names: range) -> bool:
    """Let somebody watch issues that do not exist, as if the page were very old; return whether they may go on."""
    assert hub.connect(line, case.people[name].person)
    nothing = [f"table.row:{case.id}/{number:016}" for number in names]
    shown = [*nothing, f"table.progress:{case.id}"]
    return bool(
        hub.watch(line, "table", f"bargaining/{case.id}", shown, {f"bargaining/{case.id}/table": 10**9}, "en")["ok"]
    )


def test_who_asks_for_nothing_again_and_again_loses_their_lines(case: Case, hub: Hub) -> None:
    assert flood(hub, case, "e1", "hers", range(50))
    assert flood(hub, case, "u1", "one", range(50))
    assert flood(hub, case, "u1", "two", range(50, 90))
    assert not flood(hub, case, "u1", "three", range(100, 300))
    assert hub.watching() == 1, "all lines of one person end, and nobody else's"
    assert isinstance(hub.wire, RecordingWire)
    assert set(hub.wire.dropped) == {"one", "two", "three"}
    done = hub.counts.rendered
    for number in range(20):
        flood(hub, case, "u1", "again", range(1000 * number, 1000 * number + 200))
    assert hub.counts.rendered - done <= 25, "one look each, not two hundred"


def test_what_exists_is_shown_as_often_as_it_is_asked_for(case: Case, hub: Hub) -> None:
    for number in range(300):
        hub._cache.clear()
        assert flood(hub, case, "u1", f"line {number}", range(0))
    assert hub.watching() == 300
