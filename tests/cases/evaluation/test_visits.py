"""Visits: drawn so that anybody can draw again, written down once, seen by those who make them and by nobody else."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from evaluation.commands.visits import (
    CloseVisit,
    DrawVisits,
    KeepVisitEntry,
    NoteVisitTraits,
    OpenVisit,
)
from evaluation.models import Application, Piece, Visit, VisitEntry, VisitPlan
from evaluation.queries.visits import VisitItem, VisitSheet, visit_sheet
from evaluation.rules import streams
from evaluation.rules.sampling import Key, Unit, draw
from evaluation.rules.visits import Among, Finding
from evaluation.rules.words import ApplicationState
from tests.cases.evaluation.applied import Applied, applied, visit
from tests.cases.negotiation.conftest import Browser, browser, hall
from workbench.kernel import blobs, new_id
from workbench.people.models import Organisation

__all__ = ["applied", "browser", "hall"]


@pytest.fixture(autouse=True)
def _submitted(applied: Applied) -> None:
    applied.stands(ApplicationState.FIRST_REVIEW)


def more_applications(applied: Applied, number: int, state: ApplicationState = ApplicationState.SUBMITTED) -> list[str]:
    """Store further applications in the same round, and return all of the round."""
    now = applied.hall.clock.now
    for count in range(number):
        firm = Organisation(id=new_id(), kind="enterprise", name=f"Firm {count}")
        applied.hall.put(firm)
        row = Application(id=new_id(), round=applied.round, enterprise=firm.id, enterprise_name=firm.name, state=state)
        row.stream, row.applied_by, row.applied_at, row.state_since = streams.file(row.id), "x", now, now
        applied.hall.put(row)
    with applied.hall.door.store.reading() as session:
        return sorted(session.scalars(select(Application.id)))


def rows(applied: Applied, model: Any) -> list[Any]:
    """Return all rows as they are stored."""
    with applied.hall.door.store.reading() as session:
        return list(session.scalars(select(model)))


def began(applied: Applied, name: str = "office") -> str:
    """Let somebody begin a visit."""
    opened: str = applied.do(name, OpenVisit(application=applied.id, cause="a complaint"))["visit"]
    return opened


def entry(visit: str, item: str = "1003", finding: Finding = Finding.AS_SAID, note: str = "") -> KeepVisitEntry:
    """Return the command that writes an entry down."""
    return KeepVisitEntry(visit=visit, item=item, finding=finding, note=note)


def sheet(applied: Applied, app: Any, name: str, visit: str) -> VisitSheet:
    """Return a visit sheet as somebody reads it."""
    viewer = applied.hall.door.viewer(applied.people[name], "en")
    with app.app_context(), applied.hall.door.reading(viewer) as reader:
        return visit_sheet(reader, visit)


def item_of(found: VisitSheet, item: str = "1003") -> VisitItem:
    """Return one row of the sheet."""
    return next(row for _, items in found.blocks for row in items if row.id == item)


def photo(**more: Any) -> bytes:
    """Return a photograph that says where it was taken."""
    notes = Image.Exif()
    notes[0x013B] = "canary-owner"
    target = BytesIO()
    Image.new("RGB", (40, 30), "red").save(target, "JPEG", exif=notes, **more)
    return target.getvalue()


def test_the_draw_is_recorded_so_that_it_can_be_done_again(applied: Applied) -> None:
    everybody = more_applications(applied, 6)
    for number, one in enumerate(everybody):
        applied.do("office", NoteVisitTraits(application=one, people=10 if number % 2 else 500, sector="C", area="N"))
    command = DrawVisits(round=applied.round, among=Among.CANDIDATES, size=3, seed="lottery 12", reason="yearly")
    assert applied.do("office", command)["visits"] == 3
    units = [Unit(one, Key("micro" if n % 2 else "medium", "C", "N")) for n, one in enumerate(everybody)]
    assert {row.application for row in rows(applied, Visit)} == set(draw(units, 3, "lottery 12").drawn)
    again = applied.do("office", command.model_copy(update={"seed": ""}))
    plans = rows(applied, VisitPlan)
    assert sorted(plan.number for plan in plans) == [1, 2]
    assert len(again["seed"]) == 32, "the house made no seed of its own"


@pytest.mark.parametrize(("size", "reason"), [(1, "too_few_visits"), (9, "too_many_visits")])
def test_a_draw_that_leaves_a_kind_out_is_refused(applied: Applied, size: int, reason: str) -> None:
    everybody = more_applications(applied, 3)
    applied.do("office", NoteVisitTraits(application=everybody[0], people=5))
    command = DrawVisits(round=applied.round, among=Among.CANDIDATES, size=size, reason="yearly")
    refused = applied.refused("office", command)
    assert (refused.reason.key, refused.field) == (reason, "size")
    assert rows(applied, Visit) == rows(applied, VisitPlan) == []


def test_only_the_office_draws_and_applicants_never_learn_of_it(applied: Applied, browser: Browser) -> None:
    command = DrawVisits(round=applied.round, among=Among.CANDIDATES, size=1, reason="yearly")
    for name, reason in (("reviewer", "not_visit_drawer"), ("blind", "not_visit_drawer"), ("stranger", "absent")):
        assert applied.refusal(name, command) == reason
    assert applied.refusal("boss", command) == "absent"
    none = DrawVisits(round=applied.round, among=Among.HOLDERS, size=1, reason="yearly")
    assert applied.refusal("office", none) == "nobody_to_visit"
    applied.do("office", command)
    drawn = rows(applied, Visit)[0].id
    for name, status in (("office", 200), ("reviewer", 200), ("boss", 404), ("blind", 404), ("stranger", 404)):
        assert visit(browser, applied, name, f"/rounds/{applied.round}/visits").status_code == status, name
        assert visit(browser, applied, name, f"/visits/{drawn}").status_code == status, name


def test_the_drawn_visit_is_the_one_that_is_begun(applied: Applied) -> None:
    applied.do("office", DrawVisits(round=applied.round, among=Among.CANDIDATES, size=1, reason="yearly"))
    drawn = rows(applied, Visit)[0]
    assert applied.refusal("reviewer", entry(drawn.id)) == "visit_not_open"
    assert began(applied, "reviewer") == drawn.id == began(applied, "office")
    assert applied.refusal("boss", OpenVisit(application=applied.id)) == "not_visitor"
    applied.do("office", CloseVisit(visit=drawn.id))
    assert began(applied) != drawn.id
    applied.stands(ApplicationState.DRAFT)
    assert applied.refusal("office", OpenVisit(application=applied.id)) == "not_visited_now"


def test_every_entry_is_kept_and_the_newest_stands(applied: Applied, app: Any) -> None:
    began_ = began(applied)
    noted = datetime(2026, 4, 16, 1, 0, tzinfo=UTC)
    applied.do("office", entry(began_, note="rows 1 to 40").model_copy(update={"noted_at": noted}))
    applied.do("reviewer", entry(began_, finding=Finding.OTHERWISE, note="three are missing"))
    found = item_of(sheet(applied, app, "office", began_))
    assert (found.finding, found.note, found.by, found.earlier) == (
        Finding.OTHERWISE, "three are missing", "reviewer", 1
    )  # fmt: skip
    assert [row.noted_at for row in sorted(rows(applied, VisitEntry), key=lambda row: row.number)] == [noted, None]
    assert applied.refusal("office", entry(began_, item="9999")) == "unknown_item"


def test_what_is_sent_twice_under_one_key_is_written_once(applied: Applied) -> None:
    began_ = began(applied)
    command = entry(began_, note="once")
    first = applied.hall.do(applied.people["office"], command, "phone-key-0001")
    second = applied.hall.do(applied.people["office"], command, "phone-key-0001")
    assert (second.duplicate, second.result) == (True, first.result)
    assert len(rows(applied, VisitEntry)) == 1


def test_a_closed_visit_takes_nothing_more(applied: Applied, app: Any) -> None:
    began_ = began(applied)
    applied.do("office", entry(began_))
    applied.do("office", CloseVisit(visit=began_, summary="as said"))
    for command in (entry(began_), CloseVisit(visit=began_)):
        assert applied.refusal("office", command) == "visit_closed"
    assert sheet(applied, app, "reviewer", began_).summary == "as said"


def test_a_blind_evaluators_visit_is_seen_by_nobody_else(applied: Applied, browser: Browser) -> None:
    began_ = began(applied, "blind")
    applied.do("blind", entry(began_, note="canaryvisit"))
    assert "canaryvisit" in visit(browser, applied, "blind", f"/visits/{began_}").text
    for name in ("office", "committee", "blind2", "boss"):
        assert visit(browser, applied, name, f"/visits/{began_}").status_code == 404
        assert applied.refusal(name, entry(began_)) == "absent"
    assert began(applied, "blind2") != began_ != began(applied, "office")


def test_a_photograph_becomes_evidence_without_the_cameras_notes(applied: Applied, app: Any, browser: Browser) -> None:
    began_ = began(applied)
    browser.actor = applied.people["office"]
    sent = {"visit": began_, "item": "1003", "name": "the gate", "file": (BytesIO(photo()), "IMG_1.jpg"), "_next": "/x"}
    answer = browser.post("/do/AddVisitPhoto", sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    [taken] = item_of(sheet(applied, app, "office", began_)).photos
    assert taken.name == "the gate"
    kept = visit(browser, applied, "office", f"/evidence/{taken.id}/content")
    assert kept.content_type == "image/jpeg"
    assert b"canary-owner" not in kept.data
    assert "the gate" in visit(browser, applied, "reviewer", f"/applications/{applied.id}/evidence?item=1003").text
    for name in ("boss", "blind", "stranger"):
        assert visit(browser, applied, name, f"/evidence/{taken.id}/content").status_code == 404
    assert "the gate" not in visit(browser, applied, "boss", f"/applications/{applied.id}/evidence?item=1003").text


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"%PDF-1.4 no picture", "photo.jpg", "no_photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo.png", "no_photo"),
        (b"\xff\xd8" + b"\xff" * 3_000, "photo.jpg", "file_too_large"),
    ],
)
def test_what_is_no_photograph_is_refused_and_nothing_is_kept(
    applied: Applied, browser: Browser, monkeypatch: pytest.MonkeyPatch, data: bytes, name: str, reason: str
) -> None:
    monkeypatch.setattr(blobs, "PHOTO_LIMIT", 2_000)
    began_ = began(applied)
    browser.actor = applied.people["office"]
    sent = {"visit": began_, "item": "1003", "file": (BytesIO(data), name)}
    answer = browser.post(
        "/do/AddVisitPhoto", sent, content_type="multipart/form-data", headers={"Accept": "application/json"}
    )
    assert answer.json["error"]["reason"] == reason
    assert rows(applied, Piece) == []


def test_an_applicant_sees_no_visit_on_the_page_of_visits(applied: Applied, browser: Browser) -> None:
    path = f"/applications/{applied.id}/visits"
    before = visit(browser, applied, "boss", path)
    applied.do("office", DrawVisits(round=applied.round, among=Among.CANDIDATES, size=1, reason="yearly"))
    began_ = began(applied)
    assert f"/visits/{began_}" in visit(browser, applied, "reviewer", path).text
    for name in ("boss", "steward", "blind"):
        assert f"/visits/{began_}" not in visit(browser, applied, name, path).text
    after = visit(browser, applied, "boss", path)
    assert (before.status_code, after.status_code) == (200, 200)
    assert before.text.count("<li") == after.text.count("<li")
    assert visit(browser, applied, "stranger", path).status_code == 404


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_sheet_works_as_plain_forms(applied: Applied, browser: Browser, lang: str) -> None:
    began_ = began(applied)
    shown = visit(browser, applied, "office", f"/visits/{began_}", lang).text
    assert shown.count('action="/do/KeepVisitEntry"') == 3
    sent = {"visit": began_, "item": "1004", "finding": "otherwise", "note": "看到12份", "_next": f"/visits/{began_}"}
    assert browser.post("/do/KeepVisitEntry", sent).status_code == 303
    assert "看到12份" in visit(browser, applied, "office", f"/visits/{began_}", lang).text
