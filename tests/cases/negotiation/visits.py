"""Everybody who could knock at a door, and what each is answered."""

from __future__ import annotations

from html import unescape
from typing import Any

from flask import Flask

from tests.cases.negotiation.conftest import Browser, Case
from workbench.live import render_inner

EVERYBODY = ("u1", "u2", "u3", "e1", "e2", "g1", "m1", "r1", "o1", "stranger")


def knock(browser: Browser, case: Case, name: str, path: str, **more: Any) -> Any:
    """Return the answer somebody gets to a path below the bargaining's own, in English."""
    people = case.people
    if name == "stranger" and name not in people:
        people[name] = case.hall.person(name)
    browser.actor = people[name]
    return browser.get(f"/bargainings/{case.id}{path}", headers={"Accept-Language": "en"}, **more)


def text_of(answer: Any) -> str:
    """Return an answer's page without its entities."""
    assert answer.status_code == 200, answer.text
    found: str = unescape(answer.text)
    return found


def who_enters(browser: Browser, case: Case, path: str) -> set[str]:
    """Return who is let in; everybody else must be told that there is nothing."""
    answers = {name: knock(browser, case, name, path).status_code for name in EVERYBODY}
    assert set(answers.values()) <= {200, 404}, answers
    return {name for name, status in answers.items() if status == 200}


def pushed(app: Flask, case: Case, name: str, region: str, *values: str, locale: str = "en") -> str | None:
    """Return a region as the class of viewers that somebody belongs to is sent it; None when they are not."""
    subject = f"bargaining/{case.id}"
    viewer = case.hall.door.viewer(case.people[name], locale, subject).as_class(subject)
    html = render_inner(app, case.hall.door, f"{region}:{'/'.join((case.id, *values))}", viewer)
    return None if html is None else unescape(html)
