"""The live socket over a real connection: who gets in, what junk does (nothing), catching up, being shut out, and what presence tells."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from negotiation.commands.caucus import PostCaucusMessage
from negotiation.commands.messages import PostMessage
from negotiation.commands.seats import EndSeat
from negotiation.models import Seat
from negotiation.rules.words import Side
from tests.lines import Closed, Line, served
from tests.visits import WALKS_IN, Ground
from tests.worlds import ORIGIN

pytestmark = pytest.mark.usefixtures("migrated_database")
Dial = Callable[..., Line]


@pytest.fixture(scope="module")
def port(ground: Ground) -> Iterator[int]:
    """The port of a live server with the ground's application."""
    hub = ground.app.extensions["house"].hub
    hub._identify = lambda credentials: ground.app.extensions["house"].identify(*credentials)
    with served(ground.app) as number:
        yield number


@pytest.fixture
def dial(port: int) -> Iterator[Dial]:
    """Open lines that are closed after the test."""
    opened: list[Line] = []

    def line(key: str | None = "lin", origin: str | None = ORIGIN) -> Line:
        opened.append(Line(port, origin, f"{WALKS_IN}={key}" if key else ""))
        return opened[-1]

    yield line
    for one in opened:
        one.close()


@pytest.fixture
def table(ground: Ground) -> str:
    """The first bargaining."""
    return ground.world.bargaining("lin")


class Page:
    """What a page says about itself: its token, its regions, its cursors."""

    def __init__(self, ground: Ground, key: str, path: str) -> None:
        text = ground.visitor(key).client.get(path, follow_redirects=True).text
        self.token = re.findall(r'data-watch="([^"]+)"', text)[0]
        self.heads = json.loads(re.findall(r"data-heads='([^']+)'", text)[0])
        self.regions = re.findall(r'data-region="([^"]+)"', text)

    def asked(self, **other: Any) -> dict[str, Any]:
        """Return the message by which the page is watched."""
        return {"page": self.token, "regions": self.regions, "cursors": self.heads, **other}


@pytest.fixture
def page(ground: Ground, table: str) -> Page:
    """The table, as the chief of labour has it open."""
    return Page(ground, "lin", f"/bargainings/{table}/table")


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail when anything was logged as an error."""
    caplog.set_level(logging.ERROR)
    yield
    # The development server takes the end of a line for a bad request.
    assert not [one for one in caplog.records if one.name != "werkzeug"], caplog.text


# ── who gets in ──────────────────────────────────────────


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null", f"{ORIGIN}.evil.example", ORIGIN + "1"])
def test_a_page_of_another_origin_gets_no_line(dial: Dial, origin: str | None) -> None:
    with pytest.raises(Closed):
        dial("lin", origin)


@pytest.mark.parametrize("key", [None])
def test_nobody_gets_no_line(ground: Ground, dial: Dial, key: str | None) -> None:
    before = ground.app.extensions["house"].hub.watching()
    with pytest.raises(Closed):
        dial(key)
    assert ground.app.extensions["house"].hub.watching() == before


def test_polling_asks_the_same(port: int, ground: Ground) -> None:
    client = ground.app.test_client()
    path = "/socket.io/?EIO=4&transport=polling"
    assert client.get(path, headers={"Origin": "https://evil.example"}).status_code == 400


# ── junk ─────────────────────────────────────────────────

JUNK: list[Any] = [
    None,
    0,
    True,
    "",
    "x" * 10_000,
    [],
    {},
    [[[[]]]],
    {"page": None},
    {"page": 1, "regions": 1, "cursors": 1},
    {"page": "forged.token", "regions": []},
    {"page": "x" * 20_000, "regions": []},
    {"page": "\u202e\x00\ud800", "regions": []},
    {"page": {"a": 1}, "regions": {}, "cursors": []},
]


@pytest.mark.usefixtures("quiet")
def test_junk_is_answered_or_ignored_and_the_line_lives(dial: Dial, page: Page) -> None:
    line = dial()
    for junk in JUNK:
        assert line.ask("watch", junk) == {"ok": False}, junk
        for event in ("presence", "typing"):
            line.emit(event, junk)
    assert line.ask("watch", page.asked())["ok"]


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("event", ["nothing", "news", "revoked", "connect", "disconnect", "__class__", "", 1, None])
def test_what_no_page_says_ends_that_line_only(dial: Dial, page: Page, event: Any) -> None:
    line, other = dial(), dial("he")
    assert line.ask("watch", page.asked())["ok"]
    line.emit(event, {})
    with pytest.raises(Closed):
        line.ask("watch", page.asked())
    assert other.ask("watch", page.asked())["ok"]


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    "regions",
    [
        None,
        "table.issue",
        {"table.issue": 1},
        [1],
        [None],
        [["table.issue"]],
        ["table.head:x"] * 501,
        [""],
        [":"],
        ["*"],
        ["table.issue:*/*"],
        ["table.issue:"],
        ["nothing:{b}"],
        ["table.issue:{b}"],
        ["table.issue:{b}/a/b"],
        ["table.issue:{b}/"],
        ["case.seats:{other}"],
        ["../{b}"],
    ],
)
def test_regions_that_are_none_or_of_others_are_refused(
    ground: Ground, dial: Dial, page: Page, table: str, regions: Any
) -> None:
    if isinstance(regions, list):
        names = {"{b}": table, "{other}": ground.world.bargaining("okafor")}
        regions = [_filled(one, names) for one in regions]
    line = dial()
    assert line.ask("watch", page.asked(regions=regions)) == {"ok": False}
    assert line.ask("watch", page.asked())["ok"], "the line is alive"


def _filled(address: Any, names: dict[str, str]) -> Any:
    for name, value in names.items():
        address = address.replace(name, value) if isinstance(address, str) else address
    return address


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("issue", ["\x00", "\ud800", "\u202e", "x" * 5_000, "'; --", "%s", "{0}", "*\x00"])
def test_a_region_of_a_strange_name_is_no_region(dial: Dial, page: Page, table: str, issue: str) -> None:
    line = dial()
    answer = line.ask("watch", page.asked(regions=[f"table.issue:{table}/{issue}"], cursors={}))
    assert answer == {"ok": False}
    assert line.ask("watch", page.asked())["ok"]


def test_a_message_too_long_ends_that_line_only(ground: Ground, dial: Dial, page: Page) -> None:
    line, other = dial(), dial("he")
    with pytest.raises(Closed):
        line.ask("watch", {"page": "x" * 70_000})
    assert other.ask("watch", page.asked())["ok"]


@pytest.mark.parametrize(
    "packet",
    [
        "",
        "4",
        "42",
        "42[",
        "42{}",
        "42[]",
        "42[1]",
        "9",
        "41",
        "45-",
        "451-[]",
        "42" + "[" * 30_000,
        b"\x00\xff",
        "40/x,",
        "43[1]",
    ],
)
def test_a_broken_packet_ends_that_line_at_most(dial: Dial, page: Page, packet: str | bytes) -> None:
    line, other = dial(), dial("he")
    line.say(packet)
    assert other.ask("watch", page.asked())["ok"]
    line.all(within=0.05)
    assert dial("lin").ask("watch", page.asked())["ok"]


# ── whose page ───────────────────────────────────────────


def test_a_token_gives_no_right(ground: Ground, dial: Dial, page: Page, table: str) -> None:
    stranger = dial("okafor")
    assert stranger.ask("watch", page.asked()) == {"ok": False}
    assert stranger.next() == ("revoked", {})
    ground.world.do("lin", PostMessage(bargaining=table, text="好"))
    assert stranger.all() == []


def test_a_caucus_page_in_other_hands_shows_nothing(ground: Ground, dial: Dial, table: str) -> None:
    inside = Page(ground, "lin", f"/bargainings/{table}/caucus/labour")
    own, other = dial("lin"), dial("he")
    assert own.ask("watch", inside.asked())["ok"]
    answer = other.ask("watch", inside.asked(cursors={}))
    assert not [stream for stream in answer.get("heads", {}) if "labour" in stream]
    caught_up = json.dumps(other.all("news", "revoked"))
    ground.world.do("zhou", PostCaucusMessage(bargaining=table, side=Side.LABOUR, text="只给自己人看"))
    assert "只给自己人看" in json.dumps(own.next("news")[1], ensure_ascii=False)
    assert other.all("news", "typing") == [], "nothing is sent because of it"
    labour = {
        word
        for word, home in ground.world.canaries.homes.items()
        if home.endswith(("caucus/labour", "confidence/labour"))
    }
    assert labour
    assert not [word for word in labour if word in caught_up]


# ── catching up ──────────────────────────────────────────


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("cursors", "news"),
    [
        ("now", False),
        ("behind", True),
        ("ahead", True),
        ({}, True),
        (None, True),
        ("negative", True),
        ("huge", True),
        ("other", True),
    ],
)
def test_catching_up_from_any_cursor(
    ground: Ground, dial: Dial, page: Page, table: str, cursors: Any, news: bool
) -> None:
    stream = f"bargaining/{table}/table"
    made: dict[str, Any] = {
        "now": page.heads,
        "behind": {name: max(0, seq - 5) for name, seq in page.heads.items()},
        "ahead": {**page.heads, stream: page.heads[stream] + 1_000},
        "negative": dict.fromkeys(page.heads, -1),
        "huge": {stream: 10**40},
        "other": {"bargaining/x/table": 5, "house": 1, "": 0, "\x00": 1},
    }
    line = dial()
    answer = line.ask("watch", page.asked(cursors=made.get(cursors, cursors) if isinstance(cursors, str) else cursors))
    assert answer["ok"]
    assert answer["heads"].keys() == page.heads.keys(), "heads of one's own streams only"
    assert bool(line.all("news", within=0.2)) == news


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("value", [True, False, 1.5, "5", None, [], {}])
def test_a_cursor_that_is_no_number_counts_as_none(dial: Dial, page: Page, value: object) -> None:
    line = dial()
    assert line.ask("watch", page.asked(cursors=dict.fromkeys(page.heads, value)))["ok"]
    assert line.next("news")[1]["patches"]


# ── shut out ─────────────────────────────────────────────


def test_who_loses_the_seat_is_shut_out_before_the_command_is_answered(
    ground: Ground, dial: Dial, page: Page, table: str
) -> None:
    world, hub = ground.world, ground.app.extensions["house"].hub
    leaving, staying = dial("song"), dial("lin")
    assert leaving.ask("watch", page.asked())["ok"]
    assert staying.ask("watch", page.asked())["ok"]
    seat = world.rows(Seat, Seat.person == world.people["song"], Seat.ended_at.is_(None))[0]
    leaving.all(within=0.1)
    world.do("lin", EndSeat(bargaining=table, seat=seat.id, reason="岗位调动"))
    watched = [watch for watch in hub._watches.values() if watch.actor.person == world.people["song"]]
    assert watched
    assert all(watch.group is None for watch in watched), "shut out by the time the command was answered"
    heard = leaving.next()
    while heard[0] == "presence":  # who is there is told by the clock, and may come between; nothing else may
        heard = leaving.next()
    assert heard == ("revoked", {})
    world.do("lin", PostMessage(bargaining=table, text="他走了以后"))
    assert "他走了以后" in json.dumps(staying.all("news"), ensure_ascii=False)
    assert leaving.all() == [], "nothing more arrives"
    assert leaving.ask("watch", page.asked()) == {"ok": False}


# ── presence ─────────────────────────────────────────────


def test_presence_tells_nothing_of_private_places(ground: Ground, dial: Dial, page: Page, table: str) -> None:
    told = []
    for path in ("table", "caucus/labour"):
        watcher, zhou = dial("he"), dial("zhou")
        assert watcher.ask("watch", page.asked())["ok"]
        assert zhou.ask("watch", Page(ground, "zhou", f"/bargainings/{table}/{path}").asked())["ok"]
        told.append(_presence_with(watcher, ground.world.people["zhou"]))
        zhou.emit("typing", {"page": "x"})
        assert not (path != "table" and watcher.all("typing", within=0.3)), "nobody outside hears of typing in a caucus"
        watcher.close()
        zhou.close()
    assert told[0] == told[1]
    assert told[0] == {"person": ground.world.people["zhou"], "state": "here"}


def test_a_page_that_is_loaded_again_is_told_who_is_there(dial: Dial, page: Page) -> None:
    first = dial("he")
    assert first.ask("watch", page.asked())["ok"]
    told = first.next("presence")[1]
    second = dial("he")
    assert second.ask("watch", page.asked())["ok"]
    assert second.next("presence")[1] == told, "though nothing changed"


def _presence_with(line: Line, person: str) -> dict[str, str]:
    while True:
        _, payload = line.next("presence")
        found: list[dict[str, str]] = [one for one in payload["people"] if one["person"] == person]
        if found:
            return found[0]
