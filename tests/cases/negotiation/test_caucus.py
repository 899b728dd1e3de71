"""A side's own room: notes, messages, who reads them; and that nobody else can tell it from a room that is not there."""

from __future__ import annotations

import pytest
from flask import Flask

from negotiation.commands.caucus import PostCaucusMessage, RemoveNote, WriteNote
from negotiation.commands.drafts import StartDraft
from negotiation.commands.seats import EndSeat
from negotiation.queries import caucus as queries
from negotiation.rules.words import Party, Role, Side
from tests.cases.negotiation.conftest import Browser, Case
from tests.cases.negotiation.talks import Talks, talks_of
from tests.cases.negotiation.visits import EVERYBODY, knock, pushed, text_of, who_enters
from workbench.live import REGIONS

LABOUR = {"u1", "u2", "u3"}
SECRET = "底线五点六绝不外传"


@pytest.fixture
def talks(case: Case) -> Talks:
    """A case with one issue."""
    return talks_of(case)


def note(talks: Talks, text: str, **more: object) -> WriteNote:
    """Return the command that writes a labour note."""
    return WriteNote.model_validate({"bargaining": talks.id, "side": Side.LABOUR, "text": text, **more})


def message(talks: Talks, text: str) -> PostCaucusMessage:
    """Return the command that writes to the labour side."""
    return PostCaucusMessage(bargaining=talks.id, side=Side.LABOUR, text=text)


def test_only_a_side_s_own_people_enter_its_room(talks: Talks, browser: Browser) -> None:
    talks.do("u1", message(talks, SECRET))
    talks.do("u2", note(talks, SECRET, issue=talks.issue))
    paths = ("message-form", "messages", "notes", "notes/general", f"{talks.issue}/notes")
    for path in paths:
        assert who_enters(browser, talks.case, f"/caucus/labour/{path}") == LABOUR, path


def test_a_room_one_may_not_enter_looks_like_one_that_does_not_exist(talks: Talks, browser: Browser) -> None:
    talks.do("u1", message(talks, SECRET))
    for name in set(EVERYBODY) - LABOUR:
        closed = knock(browser, talks.case, name, "/caucus/labour/messages")
        nothing = knock(browser, talks.case, name, "/caucus/nobody/messages")
        assert closed.status_code == nothing.status_code == 404
        assert closed.text.replace("labour", "") == nothing.text.replace("nobody", "")


@pytest.mark.parametrize("name", ["caucus.notes", "caucus.messages", "caucus.readers"])
def test_the_live_parts_are_sent_to_the_side_alone(talks: Talks, app: Flask, name: str) -> None:
    talks.do("u1", message(talks, SECRET))
    talks.do("u1", note(talks, SECRET, issue=talks.issue))
    sent = {who: pushed(app, talks.case, who, name, "labour") for who in EVERYBODY if who != "stranger"}
    assert {who for who, html in sent.items() if html is not None} == LABOUR
    assert pushed(app, talks.case, "u1", name, "nobody") is None
    others = pushed(app, talks.case, "e1", name, "employer")
    assert others is not None
    assert SECRET not in others


def test_notes_stand_by_their_issue_with_its_standing_and_the_label_of_the_draft(talks: Talks, app: Flask) -> None:
    talks.do("u1", note(talks, "先谈基数", issue=talks.issue))
    talks.case.hall.clock.forward(seconds=1)
    talks.do("u2", note(talks, "再谈百分点", issue=talks.issue))
    talks.do("u1", note(talks, "整体想法"))
    talks.do("u1", StartDraft(bargaining=talks.id, issue=talks.issue))
    html = pushed(app, talks.case, "u3", "caucus.notes", "labour")
    assert html is not None
    assert "先谈基数\n再谈百分点" in html
    assert "draft U-1" in html
    assert "standing-open" in html
    assert "整体想法" not in html
    assert f'href="/bargainings/{talks.id}/caucus/labour/{talks.issue}"' in html


def test_a_settled_issue_is_listed_only_while_something_is_noted_on_it(talks: Talks, app: Flask) -> None:
    proposal = talks.table("u1", "增长5%。")
    talks.initial("u1", proposal)
    talks.initial("e1", proposal)
    html = pushed(app, talks.case, "u1", "caucus.notes", "labour")
    assert html is not None
    assert talks.issue not in html
    written = talks.do("u1", note(talks, "记着明年", issue=talks.issue))["note"]
    assert "记着明年" in (pushed(app, talks.case, "u1", "caucus.notes", "labour") or "")
    talks.do("u2", RemoveNote(bargaining=talks.id, side=Side.LABOUR, note=written))
    assert "记着明年" not in (pushed(app, talks.case, "u1", "caucus.notes", "labour") or "")


def test_of_two_who_change_a_note_the_slower_keeps_both_texts(talks: Talks) -> None:
    written = talks.do("u1", note(talks, "一"))["note"]
    assert talks.do("u2", note(talks, "二", note=written, version=1))["version"] == 2
    refusal = talks.refused("u1", note(talks, "三", note=written, version=1))
    assert refusal.reason.key == "stale_note"
    assert refusal.values == {"author": "u2", "text": "二", "version": 2}


def test_nobody_writes_into_the_room_of_the_other_side_and_observers_only_read(talks: Talks) -> None:
    for name in ("e1", "e2", "g1", "m1", "r1", "o1"):
        assert talks.refused(name, message(talks, "hello")).reason.key == "absent"
        assert talks.refused(name, note(talks, "hello")).reason.key == "absent"
    talks.case.seat("u1", "u9", Party.LABOUR, Role.OBSERVER)
    assert talks.refused("u9", message(talks, "hello")).reason.key == "not_your_role"


def test_the_notes_page_lets_a_side_write_and_change_with_plain_forms(talks: Talks, browser: Browser) -> None:
    html = text_of(knock(browser, talks.case, "u1", "/caucus/labour/notes"))
    assert 'data-private="labour"' in html
    fields = {"bargaining": talks.id, "side": "labour", "text": "整体想法"}
    assert browser.post("/do/WriteNote", fields).status_code == 303
    html = text_of(knock(browser, talks.case, "u3", "/caucus/labour/notes/general"))
    assert "整体想法" in html
    assert 'name="version" value="1"' in html


def test_older_messages_are_on_pages_of_their_own(
    talks: Talks, browser: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LATEST", 2)
    for number in range(5):
        talks.case.hall.clock.forward(seconds=1)
        talks.do("u1", message(talks, f"第{number}句"))
    html = pushed(app, talks.case, "u2", "caucus.messages", "labour")
    assert html is not None
    assert [n for n in range(5) if f"第{n}句" in html] == [3, 4]
    address = html.split('messages-earlier"><a href="')[1].split('"')[0]
    older = text_of(knock(browser, talks.case, "u2", address.removeprefix(f"/bargainings/{talks.id}")))
    assert [n for n in range(5) if f"第{n}句" in older] == [1, 2]
    assert knock(browser, talks.case, "u2", "/caucus/labour/messages?before=aaaaaaaaaaaaaaaa").status_code == 404
    foreign = address.removeprefix(f"/bargainings/{talks.id}").replace("labour", "employer")
    assert knock(browser, talks.case, "e1", foreign).status_code == 404


def test_the_line_of_readers_follows_the_seats(talks: Talks, app: Flask) -> None:
    html = pushed(app, talks.case, "u1", "caucus.readers", "labour")
    assert html is not None
    assert "3 people" in html
    assert "李首席, u2, u3" in html
    talks.do("u1", EndSeat(bargaining=talks.id, seat=talks.case.seats["u3"], reason="调离"))
    html = pushed(app, talks.case, "u1", "caucus.readers", "labour")
    assert html is not None
    assert "2 people" in html
    assert {event.__name__ for event in REGIONS.named("caucus.readers").listens} == {"SeatTaken", "SeatEnded"}
