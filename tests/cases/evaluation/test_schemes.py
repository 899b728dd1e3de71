"""Schemes kept in the house: versions that never change, checks, trial, and the method that computes every stored score again."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from evaluation.commands.schemes import KeepScheme, KeepShippedScheme, PutSchemeInForce, RetireScheme
from evaluation.models import FiledSheet, SchemeVersion
from evaluation.queries.schemes import recomputed, tried_on
from evaluation.rules import streams
from evaluation.rules.filing import Kept, stored_entries
from evaluation.rules.scheme_reading import read_scheme
from evaluation.rules.scoring import score
from evaluation.rules.words import Stage
from tests.cases.evaluation.rounds import SHEET, OneApplies, RoundHall, held, one, opening
from tests.cases.negotiation.conftest import Browser, browser, hall
from tests.rules.evaluation.small_sheet import SHEET as SMALL
from workbench.kernel import new_id

__all__ = ["browser", "hall", "held", "one"]


def kept(held: RoundHall, source: str = SMALL) -> str:
    return str(held.do("office", KeepScheme(source=source))["scheme"])


def stored(held: RoundHall, scheme: str) -> SchemeVersion:
    row: SchemeVersion = held.hall.find(select(SchemeVersion).where(SchemeVersion.id == scheme))
    return row


def test_versions_are_numbered_and_the_one_in_force_is_retired_by_the_next(held: RoundHall) -> None:
    first, second = kept(held), kept(held, SMALL.replace('version = "1"', 'version = "2"'))
    held.do("office", PutSchemeInForce(scheme=first))
    held.do("office", PutSchemeInForce(scheme=second))
    rows = [stored(held, one) for one in (first, second)]
    assert [row.number for row in rows] == [1, 2]
    assert [row.retired_at is None for row in rows] == [False, True]
    assert held.refusal("office", opening(held, scheme=first)) == "scheme_not_in_force"
    assert held.do("office", opening(held, scheme=second))["round"]
    held.do("office", RetireScheme(scheme=second))
    assert held.refusal("office", opening(held, scheme=second)) == "scheme_not_in_force"


def test_what_a_version_says_is_never_altered(held: RoundHall) -> None:
    scheme = kept(held)
    with held.hall.door.store.writing("test") as session, pytest.raises(DBAPIError):
        session.execute(sql("UPDATE scheme_versions SET source = 'x' WHERE id = :id"), {"id": scheme})


@pytest.mark.parametrize(("source", "reason"), [("key = ", "scheme_unreadable"), (SMALL, "scheme_kept")])
def test_what_cannot_be_read_or_is_there_already_is_not_kept(held: RoundHall, source: str, reason: str) -> None:
    kept(held)
    assert held.refusal("office", KeepScheme(source=source)) == reason


def test_a_faulty_and_a_partial_scheme_is_kept_and_not_put_in_force(held: RoundHall) -> None:
    faulty = kept(held, SMALL.replace("full = 20", "full = 21"))
    assert held.refusal("office", PutSchemeInForce(scheme=faulty)) == "scheme_faulty"
    partial = held.do("office", KeepShippedScheme(name="park"))["scheme"]
    assert held.refusal("office", PutSchemeInForce(scheme=partial)) == "scheme_partial"


@pytest.mark.parametrize("name", ["boss", "reviewer", "stranger"])
def test_only_offices_keep_schemes(held: RoundHall, one: OneApplies, name: str) -> None:
    assert held.refusal(name, KeepShippedScheme(name="suzhou-2019")) == "not_your_schemes"


def filed(one: OneApplies, values: dict[str, str], source: str) -> FiledSheet:
    scheme = read_scheme(source)
    result = score(scheme, values)
    row = FiledSheet(id=new_id(), stream=streams.file(one.id), application=one.id, sheet=new_id(), stage=Stage.SELF)
    row.turn, row.scheme_digest, row.digest, row.at = 1, scheme.digest, "0" * 64, one.held.hall.clock.now
    row.values = stored_entries({item: Kept(value) for item, value in values.items()})
    row.result, row.total, row.tier = result.to_json(), str(result.total), result.tier
    one.held.hall.put(row)
    return row


def test_the_method_computes_every_stored_result_again_and_finds_a_changed_one(one: OneApplies) -> None:
    row = filed(one, {"1003": "5", "1004": "4"}, SHEET)
    reads = one.held.hall.door.viewer(one.held.people["office"], "en")
    with one.held.hall.door.reading(reads) as reader:
        [found] = recomputed(reader, one.held.scheme)
        assert (found.same, found.now) == (True, found.stored)
    body = json.loads(row.result)
    body["items"][0]["score"] = "4.5"
    other = filed(one, {"1003": "5", "1004": "4"}, SHEET)
    altered = FiledSheet(**{c.name: getattr(other, c.name) for c in FiledSheet.__table__.columns} | {"id": new_id()})
    altered.result = json.dumps(body)
    one.held.hall.put(altered)
    with one.held.hall.door.reading(reads) as reader:
        assert sorted(line.same for line in recomputed(reader, one.held.scheme)) == [False, True, True]


def test_a_sheet_that_was_told_to_others_is_listed_once(one: OneApplies) -> None:
    row = filed(one, {"1003": "5", "1004": "4"}, SHEET)
    told = {c.name: getattr(row, c.name) for c in FiledSheet.__table__.columns}
    one.held.hall.put(FiledSheet(**told | {"id": new_id(), "stream": streams.office(one.id)}))
    with one.held.hall.door.reading(one.held.hall.door.viewer(one.held.people["office"], "en")) as reader:
        assert len(reader.all(select(FiledSheet))) == 2
        assert len(recomputed(reader, one.held.scheme)) == len(tried_on(reader, read_scheme(SHEET))) == 1


def test_a_version_is_tried_on_what_was_handed_in_before(one: OneApplies) -> None:
    filed(one, {"1003": "5", "1004": "4"}, SHEET)
    stricter = read_scheme(SHEET.replace('cutoff = "8"', 'cutoff = "9.5"'))
    with one.held.hall.door.reading(one.held.hall.door.viewer(one.held.people["office"], "en")) as reader:
        [found] = tried_on(reader, stricter)
    assert (found.before, found.after) == ("9", "9")
    assert found.before_tier != found.after_tier
    with one.held.hall.door.reading(one.held.hall.door.viewer(one.held.people["stranger"], "en")) as reader:
        assert tried_on(reader, stricter) == []


def test_the_pages_show_list_sheet_editor_and_method(one: OneApplies, browser: Browser) -> None:
    faulty = kept(one.held, SMALL.replace("full = 20", "full = 21"))
    browser.actor = one.held.people["office"]
    shown = browser.get(f"/schemes/{faulty}").get_data(as_text=True)
    assert "21 is declared, the items add up to 20 (-1 off)." in shown
    refused = browser.post("/do/PutSchemeInForce", {"scheme": faulty})
    assert refused.status_code == 409
    assert "full" in refused.get_data(as_text=True)
    assert "suzhou-2019" in browser.get("/schemes").get_data(as_text=True)
    assert browser.get("/schemes/suzhou-2019/text").status_code == 200
    filed(one, {"1003": "5", "1004": "4"}, SHEET)
    method = browser.get(f"/schemes/{one.held.scheme}/method").get_data(as_text=True)
    assert "the same" in method
    assert browser.get(f"/schemes/{new_id()}").status_code == 404


def test_the_editor_tries_a_table_and_keeps_nothing(one: OneApplies, browser: Browser) -> None:
    browser.actor = one.held.people["office"]
    versions = one.held.hall.find(select(func.count()).select_from(SchemeVersion))

    def tried(data: bytes) -> str:
        sent = {"source": SMALL, "file": (BytesIO(data), "data.csv")}
        answer = browser.post("/schemes/new/text", sent, content_type="multipart/form-data")
        assert answer.status_code == 200
        return str(answer.get_data(as_text=True))

    head = b"enterprise,item_id,value\n"
    page = tried(head + b"Brightwater,contracts,100\nBrightwater,rest,1.5\n")
    assert "Tried on the table" in page
    assert '<th scope="row">Brightwater</th><td>—</td><td class="number">9.5</td>' in page
    page = tried(head + b"Brightwater,contracts,101\nBrightwater,nothing,1\n")
    assert "Line 2: contracts: 101 is over 100, the highest value." in page
    assert "Line 3: The sheet has no item “nothing”." in page
    assert "Tried on the table" not in page
    assert "The table was not scored" in tried(b"\x00\x01\x02")
    assert one.held.hall.find(select(func.count()).select_from(SchemeVersion)) == versions


def test_the_decision_table_is_shown_with_what_each_row_asks(one: OneApplies, browser: Browser) -> None:
    browser.actor = one.held.people["office"]
    page = browser.get("/schemes/labour-law-grade/text").get_data(as_text=True)
    assert "any one of: " in page
    assert "≥ 3; " in page


class FirstForm(HTMLParser):
    """What a browser would send of the form of a scheme when nothing was touched and no button pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.inside = False
        self.at = self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        self.inside = self.inside or (tag == "form" and "scheme-form" in (about.get("class") or ""))
        name = about.get("name") or ""
        if not self.inside or (about.get("type") == "checkbox" and "checked" not in about):
            return
        if tag == "input":
            self.sent[name] = about.get("value") or ""
        elif tag in ("select", "textarea"):
            self.at, self.text = name, ""
        elif tag == "option" and "selected" in about:
            self.sent[self.at] = about.get("value") or ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.inside:
            self.sent[self.at] = self.text.removeprefix("\n")


def filled_in(page: str) -> dict[str, str]:
    form = FirstForm()
    form.feed(page)
    return form.sent


def test_the_form_adds_moves_and_removes_items_shows_the_sums_and_what_it_makes_is_kept(
    one: OneApplies, browser: Browser
) -> None:
    browser.actor = one.held.people["office"]
    page = browser.get("/schemes/new/form").get_data(as_text=True)
    assert "adds up" in page
    assert 'value="open:0"' in page

    def sent(page: str, **changed: str) -> str:
        answer = browser.post("/schemes/new/form", filled_in(page) | changed | {"_csrf": browser.csrf()})
        assert answer.status_code == 200
        return str(answer.get_data(as_text=True))

    page = sent(page, do="add")
    page = sent(page, **{"item.title.zh": "培训", "item.title.en": "Training", "item.points": "5"})
    assert '<strong class="scheme-off">5</strong>' in page
    assert "10 is declared, the items add up to 15 (5 off)." in page
    page = sent(page, **{"head.full": "15", "block.0.points": "15", "item.kind": "bands"})
    assert "item item-1 · Steps: a value lies in exactly one (rule.bands): It is missing." in page
    steps = {"0.to": "50", "0.points": "0", "1.from": "50", "1.points": "5"}
    page = sent(page, **{f"item.rule.bands.{name}": value for name, value in steps.items()})
    assert "nobody can score by this yet" not in page
    source = filled_in(sent(page, do="up:1"))["source"]
    made = read_scheme(source)
    assert [item.id for item in made.items] == ["item-1", "contracts"]
    assert (made.full, made.item("item-1").title.en) == (15, "Training")
    assert one.held.do("office", KeepScheme(source=source))["faults"] == 0
    text = sent(page, do="text", **{"head.full": "16"})
    assert "full = 16" in text
    assert "Go on with the form" in text


def test_a_text_without_the_shape_of_a_form_stays_a_text(one: OneApplies, browser: Browser) -> None:
    browser.actor = one.held.people["office"]
    for source in ("key = ", "item = 3"):
        answer = browser.post("/schemes/new/form", {"source": source})
        assert answer.status_code == 200
        assert 'id="scheme-source"' in answer.get_data(as_text=True)
    assert browser.get("/schemes/suzhou-2019/form").status_code == 200
