"""A visit of somebody on a blind panel: theirs alone until the panel opens, then read by all who read the panel, once."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from evaluation.commands.visits import KeepVisitEntry, OpenVisit
from evaluation.models import Call, Piece, Round, Visit, VisitEntry
from evaluation.rules import streams
from evaluation.rules.visits import Finding
from tests.cases.evaluation.panelled import PANEL, Panelled, panelled, visit
from tests.cases.negotiation.conftest import Browser, browser, hall

__all__ = ["browser", "hall", "panelled"]
NOTE = "canarynote: three contracts unsigned"


@pytest.fixture
def begun(panelled: Panelled, browser: Browser) -> str:
    """A visit of `upper` with a note and a photograph; `upper` left the sheet for later."""
    [round_] = panelled.rows(select(Round))
    about = {
        name: getattr(round_, name)
        for name in ("id", "title", "scheme", "organiser", "year", "opens_on", "apply_by", "made_at")
    }
    panelled.hall.put(Call(**about))
    panelled.assign(*PANEL)
    made: str = panelled.do("upper", OpenVisit(application=panelled.ids["a"], cause="canarycause"))["visit"]
    panelled.do("upper", KeepVisitEntry(visit=made, item="1004", finding=Finding.OTHERWISE, note=NOTE))
    picture = BytesIO()
    Image.new("RGB", (40, 30), "green").save(picture, "JPEG")
    visit(browser, panelled, "upper", f"/visits/{made}")
    form = {"visit": made, "item": "1004", "name": "canarygate", "file": (BytesIO(picture.getvalue()), "gate.jpg")}
    assert browser.post("/do/AddVisitPhoto", form, content_type="multipart/form-data").status_code == 303
    return made


def seen(panelled: Panelled, name: str, model: Any) -> list[Any]:
    with panelled.hall.door.reading(panelled.hall.door.viewer(panelled.people[name], "en")) as reader:
        return list(reader.all(select(model)))


def test_nobody_reads_it_before_the_panel_opens(panelled: Panelled, begun: str) -> None:
    panelled.file("worker")
    panelled.file("third")
    for name in ("chair", "office", "committee", "worker", "third", "boss", "stranger"):
        assert not [*seen(panelled, name, Visit), *seen(panelled, name, VisitEntry), *seen(panelled, name, Piece)], name


def test_it_is_told_with_the_panel_once_and_never_to_the_enterprise(
    panelled: Panelled, browser: Browser, begun: str
) -> None:
    for name in PANEL:
        panelled.file(name)
    assert panelled.is_open()
    [told] = [row for row in panelled.rows(select(Visit)) if row.stream == streams.panel(panelled.ids["a"])]
    for name in ("chair", "office", "committee", "worker", "third", "upper"):
        page = visit(browser, panelled, name, f"/visits/{told.id}").text
        assert NOTE in page, name
        assert "canarygate" in page, name
        listed = visit(browser, panelled, name, f"/applications/{panelled.ids['a']}/visits").text
        assert listed.count('href="/visits/') == 1, name
        assert "upper" in listed, name
        assert "KeepVisitEntry" not in page, "nothing is added to what was told"
    for name in ("boss", "steward", "stranger", "upper2"):
        assert visit(browser, panelled, name, f"/visits/{told.id}").status_code == 404, name
        assert not seen(panelled, name, VisitEntry), name
    evidence = visit(browser, panelled, "upper", f"/applications/{panelled.ids['a']}/evidence?item=1004").text
    assert len(set(re.findall(r"/evidence/([a-z2-7]{16})", evidence))) == 1, (
        "the photograph is one piece of evidence, not two"
    )
