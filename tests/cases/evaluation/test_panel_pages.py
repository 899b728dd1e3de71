"""The chair's board, the panel of an application before and after it opens, and declaring interests, as people see them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from evaluation.commands.conflicts import DeclareConflict
from evaluation.commands.panel_plans import ProposePanels, SetEvaluatorReach
from evaluation.commands.panels import ReconcilePanel
from evaluation.models import Round
from evaluation.rules.conflicts import Ground
from tests.cases.evaluation.panelled import ALIKE, PANEL, Panelled, panelled, visit
from tests.cases.negotiation.conftest import Browser, browser, hall

__all__ = ["browser", "hall", "panelled"]

STRICT = {"1003": ("2", "the roster lacks the night shift"), "1004": ("4", ""), "1063": ("1", "")}


def board(panelled: Panelled) -> str:
    return f"/rounds/{panelled.round}/panels"


def panel(panelled: Panelled, of: str = "a") -> str:
    return f"/applications/{panelled.ids[of]}/panel"


def text(page: str) -> str:
    """Return a page's words without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_board_is_for_chair_and_office(panelled: Panelled, browser: Browser) -> None:
    for name in panelled.people:
        expected = 200 if name in ("chair", "office") else 404
        assert visit(browser, panelled, name, board(panelled)).status_code == expected, name


def test_the_board_shows_people_loads_conflicts_and_free_places(panelled: Panelled, browser: Browser) -> None:
    panelled.assign("upper")
    panelled.do(
        "third", DeclareConflict(organisation=panelled.enterprises["a"], ground=Ground.KINSHIP, words="my sister")
    )
    panelled.do(
        "chair", SetEvaluatorReach(round=panelled.round, person=panelled.person("upper"), area="青岛市", at_most=3)
    )
    words = text(visit(browser, panelled, "chair", board(panelled)).text)
    assert "Works a" in words
    assert "a place is free" in words
    assert "1 / 3" in words
    assert "my sister" in words
    assert "nobody assigned" in words


def test_a_proposal_is_shown_before_it_is_confirmed(panelled: Panelled, browser: Browser) -> None:
    panelled.do("third", DeclareConflict(organisation=panelled.enterprises["a"], ground=Ground.KINSHIP))
    panelled.join("third2", panelled.enterprises["a"])
    panelled.do("chair", ProposePanels(round=panelled.round))
    page = visit(browser, panelled, "chair", board(panelled)).text
    words = text(page)
    assert "For 1 place nobody fits" in words
    assert "third has a conflict of interest" in words
    assert "third2 has a conflict of interest" in words
    assert 'action="/do/ConfirmPanels"' in page


def test_until_it_opens_a_panels_page_says_that_it_waits_and_why(panelled: Panelled, browser: Browser) -> None:
    panelled.assign(*PANEL)
    for name in ("chair", "office", "reviewer", "committee", *PANEL):
        words = text(visit(browser, panelled, name, panel(panelled)).text)
        assert "Waiting for the panel" in words, name
        assert "This is on purpose" in words
        assert "Values side by side" not in words
    for name in ("boss", "steward", "boss2", "third2", "stranger"):
        assert visit(browser, panelled, name, panel(panelled)).status_code == 404, name


def test_an_open_panel_shows_three_values_with_reasons_largest_difference_first(
    panelled: Panelled, browser: Browser
) -> None:
    panelled.assign(*PANEL)
    panelled.file("upper")
    panelled.file("worker", ALIKE | {"1063": ("0", "")})
    panelled.file("third", STRICT)
    page = visit(browser, panelled, "chair", panel(panelled)).text
    words = text(page)
    assert "the roster lacks the night shift" in words
    assert "total 10" in words
    assert "total 7" in words
    assert "1 of 3 items" in words
    order = re.findall(r'id="item-(\d+)"', page)
    assert order == ["1063", "1003", "1004"]
    sheet = visit(browser, panelled, "chair", panel(panelled) + "?sort=sheet").text
    assert re.findall(r'id="item-(\d+)"', sheet) == ["1003", "1004", "1063"]
    assert page.count('class="dot-plot"') == 3
    assert "Record…" in words
    assert "Record…" not in text(visit(browser, panelled, "upper", panel(panelled)).text)


def test_the_panels_value_stands_beside_the_three(panelled: Panelled, browser: Browser) -> None:
    panelled.assign(*PANEL)
    for name in PANEL:
        panelled.file(name)
    said = {"application": panelled.ids["a"], "item": "1003"}
    panelled.do("chair", ReconcilePanel(value="4", reason="first", **said))
    panelled.do("chair", ReconcilePanel(value="3.5", reason="seen again", **said))
    words = text(visit(browser, panelled, "upper", panel(panelled)).text)
    assert "seen again" in words
    assert "1 earlier edition" in words


def test_drift_is_for_the_chair_alone(panelled: Panelled, browser: Browser) -> None:
    for key in "ab":
        panelled.assign(*PANEL, to=key)
        for name in PANEL:
            panelled.file(name, STRICT if name == "third" else ALIKE, of=key)
    chair = text(visit(browser, panelled, "chair", board(panelled)).text)
    assert "Strict and lenient" in chair
    assert "too few to say: fewer than three panels" in chair
    assert "With fewer than five panels" in chair
    assert "−30.0%" in chair
    office = text(visit(browser, panelled, "office", board(panelled)).text)
    assert "How the panels agree" in office
    assert "Strict and lenient" not in office


def test_opening_late_is_offered_after_the_last_day_only(panelled: Panelled, browser: Browser) -> None:
    panelled.assign(*PANEL)
    assert "OpenPanel" not in visit(browser, panelled, "chair", panel(panelled)).text
    panelled.change(Round, panelled.round, score_by=panelled.hall.clock.now.date() - timedelta(days=1))
    assert "OpenPanel" in visit(browser, panelled, "chair", panel(panelled)).text
    assert "OpenPanel" not in visit(browser, panelled, "upper", panel(panelled)).text


def test_interests_are_declared_on_a_page_of_ones_own(panelled: Panelled, browser: Browser) -> None:
    panelled.assign("upper")
    page = visit(browser, panelled, "upper", "/conflicts").text
    assert f'value="{panelled.enterprises["a"]}"' in page
    found = visit(browser, panelled, "upper", "/conflicts?find=union").text
    assert f'value="{panelled.unions["b"]}"' in found
    browser.actor = panelled.people["upper"]
    sent = {"organisation": panelled.enterprises["a"], "ground": "kinship", "words": "my sister", "_next": "/conflicts"}
    assert browser.post("/do/DeclareConflict", sent).status_code == 303
    assert "my sister" in visit(browser, panelled, "upper", "/conflicts").text
    assert "my sister" not in visit(browser, panelled, "worker", "/conflicts").text
    assert "you have none" in text(visit(browser, panelled, "stranger", "/conflicts").text)


@pytest.mark.parametrize("path", ["board", "panel", "conflicts"])
def test_the_pages_stand_in_chinese_too(panelled: Panelled, browser: Browser, path: str) -> None:
    panelled.assign(*PANEL)
    for name in PANEL:
        panelled.file(name, STRICT if name == "third" else ALIKE)
    panelled.do("worker", DeclareConflict(organisation=panelled.enterprises["b"], ground=Ground.KINSHIP))
    panelled.do("chair", ProposePanels(round=panelled.round))
    where = {"board": board(panelled), "panel": panel(panelled), "conflicts": "/conflicts"}[path]
    answer = visit(browser, panelled, "worker" if path == "conflicts" else "chair", f"{where}?lang=zh")
    assert answer.status_code == 200
    assert 'lang="zh' in answer.text
