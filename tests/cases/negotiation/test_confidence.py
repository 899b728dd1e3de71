"""The mediator's confidence with one side: open to the mediator and to those who speak for that side, and to nobody else."""

from __future__ import annotations

import pytest
from flask import Flask

from negotiation.commands.caucus import PostInConfidence
from negotiation.rules.words import Side
from tests.cases.negotiation.conftest import Browser, Case
from tests.cases.negotiation.visits import EVERYBODY, knock, pushed, text_of, who_enters

SECRET = "可以让到五点八"
INSIDE = {"labour": {"u1", "u2", "m1"}, "employer": {"e1", "e2", "m1"}}


def confide(case: Case, name: str, side: Side, text: str = SECRET) -> None:
    """Let somebody write in confidence."""
    case.do(name, PostInConfidence(bargaining=case.id, side=side, text=text))


@pytest.mark.parametrize("side", ["labour", "employer"])
@pytest.mark.parametrize("path", ["", "/message-form", "/messages"])
def test_only_the_mediator_and_who_speaks_for_the_side_enter(
    case: Case, browser: Browser, side: str, path: str
) -> None:
    confide(case, "m1", Side(side))
    assert who_enters(browser, case, f"/confidence/{side}{path}") == INSIDE[side]


@pytest.mark.parametrize("name", ["confidence.messages", "confidence.readers"])
def test_the_live_parts_reach_nobody_else(case: Case, app: Flask, name: str) -> None:
    confide(case, "u1", Side.LABOUR)
    sent = {who: pushed(app, case, who, name, "labour") for who in EVERYBODY if who != "stranger"}
    assert {who for who, html in sent.items() if html is not None} == INSIDE["labour"]
    other = pushed(app, case, "m1", name, "employer")
    assert other is not None
    assert SECRET not in other


def test_the_other_side_is_answered_as_if_there_were_no_such_place(case: Case, browser: Browser) -> None:
    before = knock(browser, case, "e1", "/confidence/labour").text
    confide(case, "u1", Side.LABOUR)
    after = knock(browser, case, "e1", "/confidence/labour").text
    nothing = knock(browser, case, "e1", "/confidence/nobody").text
    assert before == after == nothing


def test_the_page_names_the_side_the_readers_and_the_mediator_s_other_door(case: Case, browser: Browser) -> None:
    confide(case, "u1", Side.LABOUR)
    html = text_of(knock(browser, case, "m1", "/confidence/labour"))
    assert 'data-private="mediator"' in html
    assert "Mediator and labour side" in html
    assert "李首席, u2, m1" in html
    assert SECRET in html
    assert f"/bargainings/{case.id}/confidence/employer" in html
    html = text_of(knock(browser, case, "u1", "/confidence/labour"))
    assert "/confidence/employer" not in html


def test_both_ends_write_with_a_plain_form_and_nobody_else_can(case: Case, browser: Browser) -> None:
    for name in ("m1", "u2"):
        browser.actor = case.people[name]
        fields = {"bargaining": case.id, "side": "labour", "text": f"from {name}"}
        assert browser.post("/do/PostInConfidence", fields).status_code == 303
    html = text_of(knock(browser, case, "u1", "/confidence/labour"))
    assert "from m1" in html
    assert "from u2" in html
    for name in ("u3", "e1", "e2", "g1", "r1", "o1"):
        refused = PostInConfidence(bargaining=case.id, side=Side.LABOUR, text="x")
        assert case.refusal(name, refused) == "absent"


def test_a_side_s_room_shows_the_door_to_the_mediator_to_those_who_may_use_it(case: Case, browser: Browser) -> None:
    door = f"/bargainings/{case.id}/confidence/labour"
    assert door in text_of(knock(browser, case, "u1", "/caucus/labour/message-form"))
    assert door not in text_of(knock(browser, case, "u3", "/caucus/labour/message-form"))
