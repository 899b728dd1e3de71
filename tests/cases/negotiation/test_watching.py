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
