"""The pages and live parts of a meeting, as browsers of different people get them, with forms alone."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from negotiation.commands.attendance import ArriveAtMeeting
from negotiation.commands.conferring import CallCaucus
from negotiation.commands.ground_rules import AdoptGroundRules, ProposeGroundRules
from negotiation.commands.meetings import CallMeeting, CloseMeeting, OpenMeeting
from negotiation.commands.messages import PostMessage
from negotiation.commands.speaking import AskToSpeak, GiveFloor
from negotiation.queries.messages import LATEST, messages_at
from negotiation.rules.words import TurnKind
from tests.cases.negotiation.conftest import Browser, Case
from workbench.live import render_inner


@pytest.fixture
def meeting(case: Case) -> str:
    """A meeting in session; the labour side presides."""
    called = CallMeeting(bargaining=case.id, called_for=case.hall.clock.now, place="二楼", agenda=["通报情况"])
    found: str = case.do("r1", called)["meeting"]
    case.do("r1", OpenMeeting(bargaining=case.id, meeting=found))
    return found


def look(browser: Browser, case: Case, name: str, path: str) -> str:
    """Return a page as somebody gets it."""
    browser.actor = case.people[name]
    answer = browser.get(f"/bargainings/{case.id}{path}", headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.text
    text: str = unescape(answer.text)
    return text


def press(browser: Browser, html: str, command: str, nth: int = 0, **typed: Any) -> Any:
    """Send the form of a command as a browser without scripts does: its hidden fields and what is typed."""
    form = re.findall(rf'<form[^>]*action="/do/{command}".*?</form>', html, re.DOTALL)[nth]
    fields: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form):
        fields[name] = [*fields.get(name, []), value]
    fields.pop("_csrf")
    return browser.post(f"/do/{command}", {**fields, **typed})


def region(case: Case, browser: Browser, name: str, *parameters: str, who: str = "u1", locale: str = "en") -> str:
    """Return a live part as it is pushed to somebody's class of viewers."""
    viewer = case.hall.door.viewer(case.people[who], locale, f"bargaining/{case.id}").as_class(f"bargaining/{case.id}")
    address = f"{name}:{'/'.join((case.id, *parameters))}"
    found = render_inner(browser.client.application, case.hall.door, address, viewer)
    assert found is not None
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found)))


def test_a_meeting_is_called_with_a_form_and_its_page_follows(case: Case, browser: Browser) -> None:
    html = look(browser, case, "r1", "/meetings/new")
    typed: dict[str, Any] = {
        "called_for": "2026-04-20T09:00",
        "place": "二楼",
        "agenda": ["通报情况", "", "工资标准", ""],
    }
    answer = press(browser, html, "CallMeeting", **typed)
    assert answer.status_code == 303
    page = look(browser, case, "r1", answer.headers["Location"].removeprefix(f"/bargainings/{case.id}"))
    assert "通报情况" in page
    assert "工资标准" in page
    assert "09:00" in page


def test_who_may_not_call_is_told_why(case: Case, browser: Browser) -> None:
    html = look(browser, case, "u2", "/meetings/new")
    assert "/do/CallMeeting" not in html
    assert "government officer can do this; your seat is a representative" in html


def test_a_whole_meeting_runs_on_forms_alone(case: Case, browser: Browser) -> None:
    called = CallMeeting(bargaining=case.id, called_for=case.hall.clock.now, place="二楼", agenda=["通报情况"])
    meeting = case.do("r1", called)["meeting"]
    path = f"/meetings/{meeting}"
    assert press(browser, look(browser, case, "u1", path), "OpenMeeting").status_code == 303
    assert press(browser, look(browser, case, "e2", path), "ArriveAtMeeting", nth=1).status_code == 303
    assert press(browser, look(browser, case, "e2", path), "AskToSpeak").status_code == 303
    assert press(browser, look(browser, case, "u1", path), "GiveFloor").status_code == 303
    assert press(browser, look(browser, case, "e2", path), "EndTurn").status_code == 303
    assert press(browser, look(browser, case, "u1", path), "FinishAgendaItem").status_code == 303
    recess: dict[str, Any] = {"until": "2026-04-16T10:00"}
    assert press(browser, look(browser, case, "u1", path), "RecessMeeting", **recess).status_code == 303
    assert "resumes 10:00" in look(browser, case, "o1", path)
    assert press(browser, look(browser, case, "u1", path), "ResumeMeeting").status_code == 303
    assert press(browser, look(browser, case, "r1", path), "RecordAttendance").status_code == 303
    assert press(browser, look(browser, case, "r1", path), "CloseMeeting").status_code == 303
    assert "closed" in look(browser, case, "o1", path)


def test_an_observer_sees_the_meeting_and_no_buttons(case: Case, browser: Browser, meeting: str) -> None:
    html = look(browser, case, "o1", f"/meetings/{meeting}")
    acts = set(re.findall(r'action="/do/(\w+)"', html))
    assert acts == {"ArriveAtMeeting"}
    assert "your seat is an observer" in html


def test_strangers_find_no_page_and_no_fragment(case: Case, browser: Browser, meeting: str) -> None:
    browser.actor = case.hall.person("stranger")
    parts = [f"fragments/meetings/{meeting}/{name}" for name in ("conduct", "agenda", "attendance", "nothing")]
    paths = ["meetings/new", f"meetings/{meeting}", "speaking", "messages", "fragments/speaking"]
    for path in [*paths, *parts, "fragments/speaking-list", "fragments/message"]:
        assert browser.get(f"/bargainings/{case.id}/{path}").status_code == 404, path


def test_the_head_says_which_meeting_is_on_and_who_presides(case: Case, browser: Browser, meeting: str) -> None:
    head = region(case, browser, "table.head")
    assert "Meeting 1 · in session" in head
    assert "opened 09:30, in the chair U 李首席 (by turns)" in head
    turn = case.do("e2", AskToSpeak(bargaining=case.id, kind=TurnKind.STATEMENT))["turn"]
    case.do("u1", GiveFloor(bargaining=case.id, turn=turn))
    assert "e2" in region(case, browser, "table.head")
    case.do("r1", CloseMeeting(bargaining=case.id, meeting=meeting))
    assert "Meeting 1 · closed" in region(case, browser, "table.head")


def test_the_head_of_a_new_bargaining_says_that_there_is_no_meeting(case: Case, browser: Browser) -> None:
    assert "No meeting now" in region(case, browser, "table.head")
    assert "Nobody has the floor" in region(case, browser, "table.speaking")
    assert "0 people here" in region(case, browser, "table.people")


def test_people_are_shown_by_party_with_who_is_here_and_who_confers(case: Case, browser: Browser, meeting: str) -> None:
    case.do("e2", ArriveAtMeeting(bargaining=case.id, meeting=meeting, remote=True))
    case.do("u2", CallCaucus(bargaining=case.id))
    people = region(case, browser, "table.people", who="o1")
    assert "1 person here · 1 remote" in people
    assert "conferring" in people
    assert people.index("u2") < people.index("e1") < people.index("g1") < people.index("m1") < people.index("r1")


def test_the_floor_counts_by_the_servers_clock_and_orders_go_first(case: Case, browser: Browser, meeting: str) -> None:
    turn = case.do("e2", AskToSpeak(bargaining=case.id, kind=TurnKind.STATEMENT, note="第三条"))["turn"]
    case.do("u1", GiveFloor(bargaining=case.id, turn=turn))
    case.hall.clock.forward(minutes=2, seconds=14)
    case.do("u2", AskToSpeak(bargaining=case.id, kind=TurnKind.QUESTION))
    case.do("u1", AskToSpeak(bargaining=case.id, kind=TurnKind.ORDER))
    for name in ("table.speaking", "wall.speaking"):
        shown = region(case, browser, name)
        assert shown.count("02:14") == 2, "the running turn is shown and is on its side's account"
        assert "point of order" in shown
    table = region(case, browser, "table.speaking")
    assert table.index("point of order") < table.index("question")
    assert "statement · 第三条" in table


def test_the_limit_is_that_of_the_ground_rules_both_chiefs_adopted(case: Case, browser: Browser, meeting: str) -> None:
    rules = case.do("u1", ProposeGroundRules(bargaining=case.id, text="每方四十分钟。", speaking_minutes=40))
    case.do("u1", AdoptGroundRules(bargaining=case.id, **rules))
    assert "40" not in region(case, browser, "table.speaking")
    case.do("e1", AdoptGroundRules(bargaining=case.id, **rules))
    assert "40 min" in region(case, browser, "table.speaking")


def test_the_chairs_hint_is_for_the_chair_alone(case: Case, browser: Browser, meeting: str) -> None:
    turn = case.do("u2", AskToSpeak(bargaining=case.id, kind=TurnKind.STATEMENT))["turn"]
    case.do("u1", GiveFloor(bargaining=case.id, turn=turn))
    case.hall.clock.forward(minutes=9)
    for name in ("u1", "e2"):
        case.do(name, AskToSpeak(bargaining=case.id, kind=TurnKind.REPLY))
    assert "For balance: e2" in look(browser, case, "r1", "/fragments/speaking")
    assert "For balance" not in look(browser, case, "e1", "/fragments/speaking")
    html = look(browser, case, "r1", "/speaking")
    assert press(browser, html, "ReorderTurns", reason="先答复").status_code == 303
    assert "Give the floor to e2" in look(browser, case, "r1", "/fragments/speaking")


def test_a_recorder_is_offered_no_turn_and_an_adviser_no_floor(case: Case, browser: Browser, meeting: str) -> None:
    case.do("u3", AskToSpeak(bargaining=case.id, kind=TurnKind.STATEMENT))
    recorder = set(re.findall(r'action="/do/(\w+)"', look(browser, case, "r1", "/fragments/speaking")))
    adviser = set(re.findall(r'action="/do/(\w+)"', look(browser, case, "u3", "/fragments/speaking")))
    assert recorder == {"GiveFloor"}
    assert adviser == {"LowerHand", "AskToSpeak"}


def test_a_side_confers_and_comes_back_with_buttons_only_representatives_have(
    case: Case, browser: Browser, meeting: str
) -> None:
    for name in ("r1", "g1", "u3", "o1"):
        assert "Caucus" not in look(browser, case, name, "/fragments/speaking")
    assert press(browser, look(browser, case, "u2", "/fragments/speaking"), "CallCaucus").status_code == 303
    assert "/do/CallCaucus" in look(browser, case, "e1", "/fragments/speaking")
    assert press(browser, look(browser, case, "u1", "/fragments/speaking"), "EndCaucus").status_code == 303
    page = look(browser, case, "u1", f"/meetings/{meeting}")
    until: dict[str, Any] = {"until": "2026-04-16T11:00"}
    assert press(browser, page, "CallCaucus", **until).status_code == 303
    assert "conferring until 11:00" in region(case, browser, "table.people", who="e1")


def test_an_act_bears_the_mark_of_the_party_it_is_about(case: Case, browser: Browser, meeting: str) -> None:
    viewer = case.hall.door.viewer(case.people["u1"], "en", f"bargaining/{case.id}")
    app = browser.client.application
    with app.test_request_context(headers={"Accept-Language": "en"}), case.hall.door.reading(viewer) as reader:
        shown = messages_at(reader, case.id)["messages"]
    sides = {message["text"]: message["side"] for message in shown}
    assert sides["e1 took a seat."] == "employer", "seated by the other side's chief"
    assert sides["m1 took a seat."] == "mediator"
    assert sides["r1 opened meeting 1."] is None


def test_messages_stand_among_the_acts_in_the_readers_language(case: Case, browser: Browser, meeting: str) -> None:
    case.do("e1", PostMessage(bargaining=case.id, text="<b>收到</b>"))
    case.do("u1", CallCaucus(bargaining=case.id))
    english = region(case, browser, "table.messages")
    assert "r1 opened meeting 1." in english
    assert "The labour side withdrew to confer until further notice." in english
    assert english.index("r1 opened") < english.index("<b>收到</b>") < english.index("withdrew to confer")
    assert "asked to speak" not in english


def test_what_was_written_before_the_latest_lines_has_a_page(case: Case, browser: Browser) -> None:
    for number in range(LATEST):
        case.do("u1", PostMessage(bargaining=case.id, text=f"m{number}."))
    shown = look(browser, case, "o1", "/messages")
    assert f"m{LATEST - 1}." in shown
    found = re.search(r'href="(/bargainings/\w+/messages\?before=\d+)"', shown)
    assert found is not None
    earlier = look(browser, case, "o1", found[1].removeprefix(f"/bargainings/{case.id}"))
    assert "opened the bargaining" in earlier
    assert f"m{LATEST - 1}." not in earlier


def test_a_message_is_sent_with_a_form_and_observers_have_none(case: Case, browser: Browser) -> None:
    html = look(browser, case, "g1", "/messages")
    assert press(browser, html, "PostMessage", text="请双方核对数字。").status_code == 303
    observed = look(browser, case, "o1", "/messages")
    assert "请双方核对数字。" in observed
    assert "/do/PostMessage" not in observed
    assert "reads along and does not speak" in observed


def test_the_foot_names_the_last_entry_of_the_common_record(case: Case, browser: Browser) -> None:
    def number() -> int:
        found = re.search(r"Record entry (\d+)", region(case, browser, "table.ledger"))
        assert found is not None
        return int(found[1])

    before = number()
    case.do("u1", PostMessage(bargaining=case.id, text="记"))
    assert number() == before + 1
