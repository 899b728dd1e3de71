"""Evidence: who sees it when, that it never changes, and that what is wanting is seen."""

from __future__ import annotations

import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any, ClassVar

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from evaluation.commands.applications import SubmitApplication
from evaluation.commands.evidence import (
    AddEvidence,
    CompareLink,
    DoubtEvidence,
    LinkEvidence,
    SettleDoubt,
    WithdrawEvidence,
)
from evaluation.events.panels import PanelOpened
from evaluation.events.sheets import SheetHandedIn
from evaluation.models import Piece, PieceUse
from evaluation.queries.evidence import ItemEvidence, of_item
from evaluation.queries.evidence_integrity import evidence_faults
from evaluation.queries.evidence_links import digest_at, link_faults
from evaluation.rules import streams
from evaluation.rules.evidence import DoubtKind, Standing
from evaluation.rules.words import ApplicationState, Stage
from tests.cases.evaluation.applied import Applied, applied, visit
from tests.cases.negotiation.conftest import Browser, browser, hall
from workbench.kernel import ALLOWED, N_, Act, Command, Handling, handler, policy
from workbench.kernel.blobs import Blobs, Upload
from workbench.kernel.ledger import Fault

__all__ = ["applied", "browser", "hall"]

PDF = b"%PDF-1.4 the roster"


def upload(applied: Applied, data: bytes = PDF, name: str = "roster.pdf", kind: str = "application/pdf") -> Upload:
    """Keep a file as the form does, and return what names it."""
    digest = Blobs(files(applied)).put(data)
    return Upload(sha256=digest, name=name, size=len(data), media_type=kind)


def files(applied: Applied) -> Any:
    """Return the directory of kept files of this test's house."""
    return applied.files  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _kept(applied: Applied, config: Any) -> None:
    applied.files = config.files  # type: ignore[attr-defined]


def add(applied: Applied, name: str = "boss", items: tuple[str, ...] = ("1003",), **more: Any) -> str:
    """Let somebody add the roster, or what `more` says."""
    applied.hall.clock.forward(seconds=1)
    given = {"file": None if "link" in more else upload(applied)} | more
    piece: str = applied.do(name, AddEvidence(application=applied.id, items=list(items), **given))["piece"]
    return piece


def hand_in(applied: Applied) -> None:
    """Hand in the enterprise's own sheet, as far as evidence hears of it."""
    applied.stands(ApplicationState.RETURNED)
    applied.hall.do(applied.people["boss"], _HandIn(application=applied.id))


class _HandIn(Command):
    """Stands in for handing in a sheet."""

    sentence = N_("Hand in the score sheet")
    application: str


@policy(_HandIn)
def _may(question: Any, command: _HandIn) -> Any:
    return ALLOWED


@handler(_HandIn)
def _hand_in(act: Act, command: _HandIn) -> Handling:
    place = streams.file(command.application)
    about: dict[str, Any] = {"sheet": "a" * 16, "filed": "b" * 16, "digest": "0" * 64, "stage": Stage.SELF, "turn": 1}
    yield SheetHandedIn(place=place, application=command.application, **about)
    return None


class _OpenPanel(Command):
    """Stands in for the last sheet of a panel."""

    sentence = N_("Open the panel")
    application: str


@policy(_OpenPanel)
def _may_open(question: Any, command: _OpenPanel) -> Any:
    return ALLOWED


@handler(_OpenPanel)
def _open_panel(act: Act, command: _OpenPanel) -> Handling:
    about: dict[str, Any] = {"round": "a" * 16, "opening": "b" * 16, "number": 1, "missing": ()}
    yield PanelOpened(application=command.application, **about)
    return None


def seen(applied: Applied, app: Any, name: str, item: str = "1003") -> ItemEvidence:
    """Return the evidence of an item as somebody reads it."""
    with app.app_context():
        viewer = applied.hall.door.viewer(applied.people[name], "en")
        with applied.hall.door.reading(viewer) as reader:
            return of_item(reader, applied.id, item)


def names_of(evidence: ItemEvidence) -> list[str]:
    """Return what the pieces are called."""
    return [piece.name for piece in evidence.pieces]


def test_what_the_enterprise_prepares_is_its_own_until_it_hands_in(applied: Applied, app: Any) -> None:
    prepared = add(applied)
    for name in ("boss", "steward"):
        assert names_of(seen(applied, app, name)) == ["roster.pdf"]
    for name in ("office", "reviewer", "committee", "blind"):
        assert names_of(seen(applied, app, name)) == []
        assert seen(applied, app, name).standing == Standing.MISSING
    hand_in(applied)
    for name in ("boss", "steward", "office", "reviewer", "committee", "blind"):
        assert names_of(seen(applied, app, name)) == ["roster.pdf"], name
        assert seen(applied, app, name).standing == Standing.THERE
    filed = seen(applied, app, "office").pieces[0]
    assert filed.id != prepared, "an id known while preparing is met in the file"
    assert not filed.prepared


def test_handing_in_twice_tells_each_piece_once(applied: Applied, app: Any) -> None:
    add(applied)
    hand_in(applied)
    add(applied, file=upload(applied, b"%PDF- second", "second.pdf"), items=("1004", "1003"))
    hand_in(applied)
    assert names_of(seen(applied, app, "office")) == ["roster.pdf", "second.pdf"]
    assert names_of(seen(applied, app, "office", "1004")) == ["second.pdf"]
    assert names_of(seen(applied, app, "boss")) == ["roster.pdf", "second.pdf"]


def test_what_was_added_after_the_sheet_is_told_with_the_application(applied: Applied, app: Any) -> None:
    hand_in(applied)
    add(applied)
    assert names_of(seen(applied, app, "office")) == []
    applied.stands(ApplicationState.ADOPTED)
    applied.do("boss", SubmitApplication(application=applied.id))
    assert names_of(seen(applied, app, "office")) == ["roster.pdf"]


def test_what_was_taken_back_is_never_handed_in(applied: Applied, app: Any) -> None:
    piece = add(applied)
    assert applied.refusal("office", WithdrawEvidence(piece=piece)) == "absent"
    applied.do("steward", WithdrawEvidence(piece=piece))
    assert applied.refusal("boss", WithdrawEvidence(piece=piece)) == "piece_withdrawn"
    assert applied.refusal("boss", LinkEvidence(piece=piece, items=["1004"])) == "piece_withdrawn"
    hand_in(applied)
    assert names_of(seen(applied, app, "office")) == []
    add(applied)


def test_what_was_handed_in_stays(applied: Applied, app: Any) -> None:
    prepared = add(applied)
    hand_in(applied)
    filed = seen(applied, app, "boss").pieces[0].id
    for piece in (prepared, filed):
        assert applied.refusal("boss", WithdrawEvidence(piece=piece)) == "piece_handed_in"
    for column, value in (("sha256", "1" * 64), ("name", "other.pdf"), ("link", "https://example.org/")):
        with (
            pytest.raises(DBAPIError, match="append-only"),
            applied.hall.door.store.writing("test") as session,
        ):
            session.execute(update(Piece).where(Piece.id == filed).values(**{column: value}))


def test_one_piece_serves_many_items_and_is_kept_once(applied: Applied, app: Any) -> None:
    piece = add(applied, items=("1003", "1004", "1003"))
    assert names_of(seen(applied, app, "boss", "1004")) == ["roster.pdf"]
    refused = applied.refused("boss", AddEvidence(application=applied.id, items=["1063"], file=upload(applied)))
    assert (refused.reason.key, refused.values["name"]) == ("piece_already_there", "roster.pdf")
    assert applied.do("boss", LinkEvidence(piece=piece, items=["1063", "1003"]))["items"] == ["1063"]
    assert seen(applied, app, "boss", "1063").pieces[0].items == ("1003", "1004", "1063")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"file": None}, "nothing_given"),
        ({"items": ("9999",)}, "unknown_item"),
        ({"link": "javascript:alert(1)"}, "bad_link"),
        ({"link": "https://name:word@example.org/"}, "bad_link"),
        ({"link": "/evidence"}, "bad_link"),
        ({"link": "https://example.org:port/"}, "bad_link"),
        ({"covers_from": date(2026, 2, 1), "covers_until": date(2026, 1, 1)}, "bad_period"),
    ],
)
def test_faulty_evidence_is_refused_and_nothing_is_kept(applied: Applied, given: dict[str, Any], reason: str) -> None:
    fields = {"items": ("1003",), "file": upload(applied), **given}
    command = AddEvidence(application=applied.id, **{**fields, "items": list(fields["items"])})
    assert applied.refusal("boss", command) == reason
    assert applied.hall.find(select(Piece)) is None
    assert applied.hall.find(select(PieceUse)) is None


def test_while_it_is_read_the_enterprise_adds_nothing_and_blind_evaluators_never(applied: Applied, app: Any) -> None:
    new = AddEvidence(application=applied.id, items=["1003"], file=upload(applied))
    applied.stands(ApplicationState.FIRST_REVIEW)
    assert applied.refusal("boss", new) == "evidence_closed"
    assert applied.refusal("blind", new) == "blind_adds_nothing"
    assert applied.refusal("stranger", new) == "absent"
    applied.do("office", new)
    assert seen(applied, app, "boss").pieces[0].stage == Stage.FIRST
    applied.stands(ApplicationState.RECTIFYING)
    applied.do("boss", AddEvidence(application=applied.id, items=["1004"], file=upload(applied, b"%PDF- mended")))
    assert not seen(applied, app, "office", "1004").pieces[0].prepared
    applied.stands(ApplicationState.WITHDRAWN)
    for name in ("boss", "office"):
        assert applied.refusal(name, new) == "evidence_over"


def test_old_evidence_is_marked_by_its_own_dates(applied: Applied, app: Any) -> None:
    add(applied, covers_from=date(2024, 1, 1), covers_until=date(2025, 3, 31))
    assert seen(applied, app, "boss").standing == Standing.OUTDATED
    add(applied, file=upload(applied, b"%PDF- new", "new.pdf"), covers_until=date(2025, 4, 1))
    assert seen(applied, app, "boss").standing == Standing.THERE
    assert [piece.outdated for piece in seen(applied, app, "boss").pieces] == [True, False]


def test_doubts_stand_beside_the_item_until_they_are_settled(applied: Applied, app: Any) -> None:
    add(applied)
    hand_in(applied)
    piece = seen(applied, app, "office").pieces[0].id
    fields: dict[str, Any] = {"application": applied.id, "item": "1003", "why": "unsigned"}
    doubt = applied.do("reviewer", DoubtEvidence(**fields, piece=piece, kind=DoubtKind.DOUBTFUL))["doubt"]
    for name in ("boss", "office", "blind"):
        assert seen(applied, app, name).standing == Standing.DOUBTFUL
        assert seen(applied, app, name).open_doubts[0].by == "reviewer"
    assert applied.refusal("boss", SettleDoubt(doubt=doubt, how="signed")) == "not_evidence_reader"
    assert applied.refusal("boss", DoubtEvidence(**fields, kind=DoubtKind.DOUBTFUL)) == "not_evidence_reader"
    other = DoubtEvidence(**{**fields, "item": "1004"}, piece=piece, kind=DoubtKind.DOUBTFUL)
    assert applied.refusal("office", other) == "other_piece"
    applied.do("office", SettleDoubt(doubt=doubt, how="a signed one was brought"))
    assert applied.refusal("office", SettleDoubt(doubt=doubt, how="again")) == "doubt_settled"
    assert seen(applied, app, "boss").standing == Standing.THERE
    assert seen(applied, app, "boss").doubts[0].settled == "a signed one was brought"


def test_a_blind_evaluators_doubt_is_seen_by_nobody_else(applied: Applied, app: Any) -> None:
    fields: dict[str, Any] = {"application": applied.id, "item": "1003", "kind": DoubtKind.MISSING, "why": "canaryword"}
    doubt = applied.do("blind", DoubtEvidence(**fields))["doubt"]
    assert seen(applied, app, "blind").open_doubts[0].why == "canaryword"
    for name in ("boss", "office", "committee", "blind2"):
        assert seen(applied, app, name).doubts == ()
        assert applied.refusal(name, SettleDoubt(doubt=doubt, how="x")) == "absent"


def test_blind_doubts_are_told_to_the_panel_when_it_opens(applied: Applied, app: Any) -> None:
    fields: dict[str, Any] = {"application": applied.id, "item": "1003", "kind": DoubtKind.MISSING, "why": "canaryword"}
    applied.do("blind", DoubtEvidence(**fields))
    settled = applied.do("blind", DoubtEvidence(**{**fields, "why": "settled word"}))["doubt"]
    applied.do("blind", SettleDoubt(doubt=settled, how="found it"))
    applied.do("boss", _OpenPanel(application=applied.id))
    for name in ("blind", "blind2", "office"):
        assert [doubt.why for doubt in seen(applied, app, name).open_doubts] == ["canaryword"], name
    assert seen(applied, app, "boss").doubts == ()
    told = seen(applied, app, "office").open_doubts[0].id
    assert applied.refusal("blind2", SettleDoubt(doubt=told, how="x")) == "not_evidence_reader"
    applied.do("office", SettleDoubt(doubt=told, how="brought"))


def test_a_link_is_compared_with_its_copy(applied: Applied, app: Any) -> None:
    link = "https://example.org/notice.pdf"
    add(applied, link=link, file=upload(applied, b"%PDF- notice", "notice.pdf"), items=("1003", "1004"))
    add(applied, link=link, items=("1063",))
    hand_in(applied)
    kept = seen(applied, app, "office").pieces[0].id
    bare = seen(applied, app, "office", "1063").pieces[0].id
    assert applied.refusal("office", CompareLink(piece=bare, file=upload(applied))) == "no_copy"
    assert applied.refusal("boss", CompareLink(piece=kept, file=upload(applied))) == "not_evidence_reader"
    same = applied.do("office", CompareLink(piece=kept, file=upload(applied, b"%PDF- notice")))
    assert (same["same"], seen(applied, app, "office").standing) == (True, Standing.THERE)
    changed = applied.do("office", CompareLink(piece=kept, file=upload(applied, b"%PDF- other words")))
    assert changed["same"] is False
    for item in ("1003", "1004"):
        assert seen(applied, app, "blind", item).standing == Standing.CHANGED


class _Site(BaseHTTPRequestHandler):
    pages: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        """Answer a page, or lead on to one."""
        page = self.pages.get(self.path)
        self.send_response(302 if self.path == "/moved" else 404 if page is None else 200)
        if self.path == "/moved":
            self.send_header("Location", "/same")
        self.send_header("Content-Length", str(len(page or b"")))
        self.end_headers()
        self.wfile.write(page or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_operator_can_have_every_link_read_again(applied: Applied) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{site.server_port}"
        _Site.pages = {"/same": b"%PDF- as it was", "/changed": b"%PDF- as it was 2"}
        for path, data in _Site.pages.items():
            add(applied, link=root + path, file=upload(applied, data))
        assert digest_at(root + "/moved") == digest_at(root + "/same")
        assert digest_at(root + "/gone") is None
        _Site.pages["/changed"] = b"%PDF- other words"
        with applied.hall.door.store.reading() as session:
            [fault] = link_faults(session)
        assert "/changed" in fault.what
        assert "no longer what was kept" in fault.what
        site.shutdown()
    with applied.hall.door.store.reading() as session:
        assert [("cannot be read" in fault.what) for fault in link_faults(session)] == [True, True]


def test_a_swapped_file_is_flagged_and_not_shown(applied: Applied, app: Any, browser: Browser) -> None:
    add(applied)
    hand_in(applied)
    piece = seen(applied, app, "office").pieces[0]
    assert visit(browser, applied, "office", piece.content).data == PDF
    path = Blobs(files(applied)).path(piece.sha256)
    path.write_bytes(PDF.replace(b"roster", b"rostex"))
    assert seen(applied, app, "office").standing == Standing.DAMAGED
    answer = visit(browser, applied, "office", piece.content)
    assert answer.status_code == 409
    assert b"rostex" not in answer.data
    assert "no longer what was handed in" in visit(browser, applied, "office", piece.page).text
    assert [fault.what for fault in faults(applied, kept=set())] == [f"the file {piece.sha256} is missing"] * 2


def test_verify_finds_rows_that_were_changed_behind_the_door(applied: Applied) -> None:
    piece = add(applied)
    digest = applied.hall.find(select(Piece)).sha256
    assert faults(applied, {digest}) == []
    store = applied.hall.door.store
    with store.engine().begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS evidence_pieces_no_update" + _on(store))
        connection.execute(update(Piece).values(sha256="1" * 64))
    assert [fault.what for fault in faults(applied, {digest, "1" * 64})] == [
        "the row of the evidence is not what was handed in"
    ]
    assert piece


def _on(store: Any) -> str:
    return "" if store.is_sqlite else " ON evidence_pieces"


def faults(applied: Applied, kept: set[str]) -> list[Fault]:
    """Return what the operator's check says."""
    with applied.hall.door.store.reading() as session:
        return list(evidence_faults(session, kept))


def test_files_are_shown_in_place_only_where_a_viewer_shows_them(applied: Applied, app: Any, browser: Browser) -> None:
    add(applied)
    add(applied, file=upload(applied, b"<script>alert(1)</script>", "notes.txt", "text/plain"))
    pdf, text = seen(applied, app, "boss").pieces
    answer = visit(browser, applied, "boss", pdf.content)
    assert answer.content_type == "application/pdf"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]
    answer = visit(browser, applied, "boss", text.content)
    assert answer.content_type == "application/octet-stream"
    assert "attachment" in answer.headers["Content-Disposition"]
    shown = visit(browser, applied, "boss", f"/applications/{applied.id}/evidence?item=1003").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown
    assert f'src="{pdf.content}"' in shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_there_for_its_readers_and_nobody_else(applied: Applied, browser: Browser, lang: str) -> None:
    piece = add(applied)
    path = f"/applications/{applied.id}/evidence"
    for name in ("boss", "steward", "office", "reviewer", "blind"):
        assert visit(browser, applied, name, path, lang).status_code == 200
    assert visit(browser, applied, "stranger", path, lang).status_code == 404
    for below in ("", "/content"):
        assert visit(browser, applied, "boss", f"/evidence/{piece}{below}", lang).status_code == 200
        for name in ("office", "blind", "stranger"):
            assert visit(browser, applied, name, f"/evidence/{piece}{below}", lang).status_code == 404


def test_a_file_is_added_by_the_plain_form(applied: Applied, app: Any, browser: Browser) -> None:
    browser.actor = applied.people["boss"]
    sent: dict[str, Any] = {
        "application": applied.id,
        "items": ["1003", "1004"],
        "link": "",
        "name": "花名册",
        "covers_from": "",
    }
    sent |= {"covers_until": "2026-03-31", "file": (BytesIO(PDF), "r.pdf"), "_next": "/x"}
    answer = browser.post("/do/AddEvidence", sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    assert names_of(seen(applied, app, "boss", "1004")) == ["花名册"]
