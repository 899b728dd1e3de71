"""Minutes: written from the record when a meeting closes, corrected in the open, confirmed by hash, then frozen; and on paper."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from negotiation.commands.attendance import ArriveAtMeeting
from negotiation.commands.caucus import PostCaucusMessage, PostInConfidence, WriteNote
from negotiation.commands.meetings import CloseMeeting
from negotiation.commands.messages import PostMessage
from negotiation.commands.minutes import ConfirmMinutes, DecideCorrection, ProposeCorrection, WithdrawCorrection
from negotiation.commands.seats import EndSeat
from negotiation.commands.speaking import AskToSpeak, EndTurn, GiveFloor
from negotiation.commands.supposals import OfferSupposal
from negotiation.models import Minutes, Seat, Turn
from negotiation.rules.minutes import hash_of
from negotiation.rules.words import Role, Side, TurnKind
from tests.cases.negotiation.conftest import Browser, Case
from tests.cases.negotiation.talks import Talks, talks_of
from tests.cases.negotiation.visits import EVERYBODY, knock, pushed, text_of, who_enters

CANARIES = ("金丝雀在会商室", "金丝雀在单独沟通", "金丝雀在笔记里", "金丝雀在草稿里", "金丝雀在探讨里")


@pytest.fixture
def talks(case: Case) -> Talks:
    """A case with one issue."""
    return talks_of(case)


def speak(talks: Talks, meeting: str, name: str) -> None:
    """Let somebody speak for three minutes and twenty seconds."""
    talks.do(name, AskToSpeak(bargaining=talks.id, kind=TurnKind.STATEMENT))
    turn = talks.case.hall.find(select(Turn).where(Turn.meeting == meeting))
    talks.do("r1", GiveFloor(bargaining=talks.id, turn=turn.id))
    talks.case.hall.clock.forward(minutes=3, seconds=20)
    talks.do("r1", EndTurn(bargaining=talks.id, turn=turn.id))


def whisper(talks: Talks) -> None:
    """Leave a word of its own in every private place."""
    labour = {"bargaining": talks.id, "side": Side.LABOUR}
    talks.do("u1", PostCaucusMessage(**labour, text=CANARIES[0]))
    talks.do("m1", PostInConfidence(**labour, text=CANARIES[1]))
    talks.do("u2", WriteNote(**labour, issue=talks.issue, text=CANARIES[2]))
    talks.save("u2", talks.start("u2"), CANARIES[3])
    talks.do("u1", OfferSupposal(bargaining=talks.id, issue=talks.issue, text=CANARIES[4]))


@pytest.fixture
def meeting(talks: Talks) -> str:
    """A meeting that closed: u1, e1, e2 and the recorder came, U-1 was agreed, and much was said in private."""
    found = talks.meet()
    for name in ("u1", "e1", "e2", "r1"):
        talks.do(name, ArriveAtMeeting(bargaining=talks.id, meeting=found, remote=name == "e2"))
    speak(talks, found, "u1")
    proposal = talks.table("u1", "在岗职工平均工资增长5%。")
    talks.do("e1", PostMessage(bargaining=talks.id, text="请看附件一。"))
    whisper(talks)
    for name in ("u1", "e1"):
        talks.initial(name, proposal)
    talks.case.hall.clock.forward(minutes=10)
    talks.do("r1", CloseMeeting(bargaining=talks.id, meeting=found))
    return found


def minutes(talks: Talks) -> Minutes:
    """Return the minutes as they are stored."""
    row: Minutes = talks.case.hall.find(select(Minutes).where(Minutes.bargaining == talks.id))
    return row


def confirming(talks: Talks, **changes: Any) -> ConfirmMinutes:
    """Return the command that confirms the present edition, changed where a test wants it."""
    row = minutes(talks)
    fields = {"bargaining": talks.id, "minutes": row.id, "edition": row.edition, "content_hash": row.content_hash}
    return ConfirmMinutes(**{**fields, **changes})


def correcting(talks: Talks, event: str = "MessagePosted") -> ProposeCorrection:
    """Return the command that corrects the entry of one event."""
    happenings = json.loads(minutes(talks).body)["happenings"]
    entry = next(str(one["entry"]) for one in happenings if one["event"] == event)
    fields = {"bargaining": talks.id, "minutes": minutes(talks).id, "entry": entry}
    return ProposeCorrection(**fields, text="请看附件二。", reason="口误")


def decide(talks: Talks, correction: str, accept: bool) -> DecideCorrection:
    """Return the command that decides on a correction."""
    return DecideCorrection(bargaining=talks.id, correction=correction, accept=accept, reason="录音为证")


def test_what_is_agreed_is_what_was_initialled_not_what_was_tabled_last(talks: Talks) -> None:
    meeting, initialled = talks.meet(), talks.table("u1", "增长5%。")
    talks.table("e1", "增长3%。")
    for name in ("u1", "e1"):
        talks.initial(name, initialled)
    talks.do("r1", CloseMeeting(bargaining=talks.id, meeting=meeting))
    agreed = json.loads(minutes(talks).body)["agreed"]
    assert [(one["label"], one["text"], one["content_hash"]) for one in agreed] == [
        ("U-1", "增长5%。", talks.proposal(initialled).content_hash)
    ]


def test_the_recorder_is_named_who_never_said_that_they_came(talks: Talks, browser: Browser) -> None:
    meeting, name = talks.meet(), talks.case.hall.find(select(Seat).where(Seat.role == Role.RECORDER)).name
    talks.do("r1", CloseMeeting(bargaining=talks.id, meeting=meeting))
    html = text_of(knock(browser, talks.case, "u1", f"/minutes/{meeting}"))
    assert f"<td>{name}</td>" in html


@pytest.mark.parametrize("path", ["", "/acts", "/correct", ".pdf"])
def test_everybody_with_a_seat_reads_them_and_nobody_else(
    talks: Talks, meeting: str, browser: Browser, path: str
) -> None:
    assert who_enters(browser, talks.case, f"/minutes/{meeting}{path}") == set(EVERYBODY) - {"stranger"}


def test_a_meeting_has_no_minutes_before_it_closed_nor_in_another_case(talks: Talks, browser: Browser) -> None:
    meeting = talks.meet()
    for path in (f"/minutes/{meeting}", f"/minutes/{meeting}.pdf", "/minutes/aaaaaaaaaaaaaaaa"):
        assert knock(browser, talks.case, "u1", path).status_code == 404


def test_the_sheet_tells_the_meeting_to_everybody_alike(talks: Talks, meeting: str, app: Flask) -> None:
    sheet = pushed(app, talks.case, "u1", "minutes.sheet", meeting)
    assert sheet is not None
    for words in (
        "李首席 opened meeting 1.",
        "3 min 20 s",
        "李首席 tabled U-1.",
        "在岗职工平均工资增长5%。",
        "e1 wrote: 请看附件一。",
        "Both sides tentatively agreed on U-1.",
        "(remote)",
        "draft, not confirmed by all",
        minutes(talks).content_hash,
        minutes(talks).ledger_head,
    ):
        assert words in sheet, words
    assert "took a seat" not in sheet
    assert sheet == pushed(app, talks.case, "o1", "minutes.sheet", meeting)
    assert "宣布第1次会议开始" in (pushed(app, talks.case, "u1", "minutes.sheet", meeting, locale="zh_Hans_CN") or "")


def test_who_had_the_floor_at_the_end_spoke_until_then(talks: Talks, app: Flask) -> None:
    meeting = talks.meet()
    talks.do("u1", AskToSpeak(bargaining=talks.id, kind=TurnKind.STATEMENT))
    turn = talks.case.hall.find(select(Turn).where(Turn.meeting == meeting))
    talks.do("r1", GiveFloor(bargaining=talks.id, turn=turn.id))
    talks.case.hall.clock.forward(minutes=7)
    talks.do("r1", CloseMeeting(bargaining=talks.id, meeting=meeting))
    sheet = pushed(app, talks.case, "u1", "minutes.sheet", meeting) or ""
    assert sheet.count("7 min 00 s") == 2


def test_nothing_private_is_in_the_sheet_or_on_the_paper(
    talks: Talks, meeting: str, app: Flask, browser: Browser, tmp_path: Path
) -> None:
    printed = paper_text(browser, talks, meeting, tmp_path)
    for name in ("u1", "m1", "o1"):
        page = knock(browser, talks.case, name, f"/minutes/{meeting}").text
        shown = (pushed(app, talks.case, name, "minutes.sheet", meeting) or "") + page + printed
        assert not [canary for canary in CANARIES if canary in shown]


def test_an_accepted_correction_makes_a_new_edition_and_voids_confirmations(
    talks: Talks, meeting: str, app: Flask
) -> None:
    first = minutes(talks)
    talks.do("e1", confirming(talks))
    correction = talks.do("e2", correcting(talks))["correction"]
    assert talks.refused("u1", confirming(talks)).reason.key == "corrections_open"
    assert talks.refused("u1", decide(talks, correction, True)).reason.key == "not_your_role"
    assert talks.do("r1", decide(talks, correction, True))["edition"] == 2
    second = minutes(talks)
    assert second.content_hash == hash_of(second.body) != first.content_hash
    sheet = pushed(app, talks.case, "u1", "minutes.sheet", meeting) or ""
    assert "请看附件一。" in sheet
    assert "请看附件二。" in sheet
    assert "Still wanted: 李首席, e1, e2." in sheet
    stale = confirming(talks, edition=1, content_hash=first.content_hash)
    assert talks.refused("e1", stale).reason.key == "stale_minutes"
    assert talks.refused("e1", confirming(talks, content_hash=first.content_hash)).reason.key == "stale_minutes"
    talks.do("e1", confirming(talks))


def test_a_corrected_entry_is_struck_as_a_whole(talks: Talks, meeting: str, app: Flask) -> None:
    correction = talks.do("e2", correcting(talks, "ProposalTabled"))["correction"]
    talks.do("r1", decide(talks, correction, True))
    sheet = pushed(app, talks.case, "u1", "minutes.sheet", meeting) or ""
    assert sheet.count("was-corrected") == 1
    struck = sheet.partition('<div class="was-corrected">')[2].partition('<p class="minutes-correction">')[0]
    assert "在岗职工平均工资增长5%。" in struck
    assert struck.count("<div") + 1 == struck.count("</div>"), "it ends before the correction"


def test_a_rejected_and_a_taken_back_correction_change_nothing(talks: Talks, meeting: str, app: Flask) -> None:
    before = minutes(talks).content_hash
    rejected = talks.do("u1", correcting(talks))["correction"]
    talks.do("r1", decide(talks, rejected, False))
    assert talks.refused("r1", decide(talks, rejected, True)).reason.key == "correction_decided"
    taken = talks.do("u1", correcting(talks))["correction"]
    back = WithdrawCorrection(bargaining=talks.id, correction=taken)
    assert talks.refused("e1", back).reason.key == "not_your_correction"
    talks.do("u1", back)
    assert (minutes(talks).content_hash, minutes(talks).edition) == (before, 1)
    sheet = pushed(app, talks.case, "e1", "minutes.sheet", meeting) or ""
    assert "not accepted by r1: 录音为证" in sheet
    assert "taken back" in sheet


def test_a_correction_needs_an_entry_that_exists_and_a_voice_at_the_table(talks: Talks, meeting: str) -> None:
    nowhere = correcting(talks).model_copy(update={"entry": "999"})
    assert talks.refused("u1", nowhere).reason.key == "no_such_entry"
    assert talks.refused("o1", correcting(talks)).reason.key == "not_your_role"


def test_representatives_who_were_there_confirm_and_then_nothing_changes(
    talks: Talks, meeting: str, app: Flask
) -> None:
    assert talks.refused("u2", confirming(talks)).reason.key == "not_present"
    assert talks.refused("r1", confirming(talks)).reason.key == "not_your_role"
    for name, frozen in (("u1", False), ("e1", False), ("e2", True)):
        assert talks.do(name, confirming(talks)) == {"frozen": frozen}
    assert talks.refused("u1", correcting(talks)).reason.key == "minutes_frozen"
    assert talks.refused("u1", confirming(talks)).reason.key == "minutes_frozen"
    sheet = pushed(app, talks.case, "e1", "minutes.sheet", meeting) or ""
    assert "confirmed by all" in sheet
    assert "draft" not in sheet
    assert "/correct" not in sheet


@pytest.mark.parametrize("labour_came", [False, True])
def test_one_side_alone_settles_nothing(talks: Talks, app: Flask, labour_came: bool) -> None:
    meeting = talks.meet()
    for name in ("e1", "u2") if labour_came else ("e1",):
        talks.do(name, ArriveAtMeeting(bargaining=talks.id, meeting=meeting))
    talks.do("r1", CloseMeeting(bargaining=talks.id, meeting=meeting))
    if labour_came:
        talks.do("u1", EndSeat(bargaining=talks.id, seat=talks.case.seats["u2"], reason="离职"))
    assert talks.do("e1", confirming(talks)) == {"frozen": False}
    assert "Still wanted: 李首席." in (pushed(app, talks.case, "e1", "minutes.sheet", meeting) or "")
    assert talks.do("u1", confirming(talks)) == {"frozen": True}
    assert "confirmed by all" in (pushed(app, talks.case, "e1", "minutes.sheet", meeting) or "")


def test_a_seat_that_ended_is_no_longer_waited_for(talks: Talks, meeting: str, app: Flask) -> None:
    talks.do("e1", EndSeat(bargaining=talks.id, seat=talks.case.seats["e2"], reason="离职"))
    sheet = pushed(app, talks.case, "u1", "minutes.sheet", meeting) or ""
    assert "Still wanted: 李首席, e1." in sheet
    assert "seat ended before confirming" in sheet


def test_correcting_and_confirming_work_with_plain_forms(talks: Talks, meeting: str, browser: Browser) -> None:
    entry = correcting(talks).entry
    html = text_of(knock(browser, talks.case, "u1", f"/minutes/{meeting}/correct?entry={entry}"))
    assert "请看附件一。" in html
    fields = {"bargaining": talks.id, "minutes": minutes(talks).id, "entry": entry, "text": "附件二", "reason": "口误"}
    assert browser.post("/do/ProposeCorrection", fields).status_code == 303
    html = text_of(knock(browser, talks.case, "r1", f"/minutes/{meeting}"))
    (correction,) = re.findall(r'/do/DecideCorrection.*?name="correction" value="(\w+)"', html, re.DOTALL)
    decision = {"bargaining": talks.id, "correction": correction, "accept": "true", "reason": "录音为证"}
    assert browser.post("/do/DecideCorrection", decision).status_code == 303
    html = text_of(knock(browser, talks.case, "u1", f"/minutes/{meeting}"))
    assert f'name="content_hash" value="{minutes(talks).content_hash}"' in html
    assert "Confirm edition 2 of the minutes?" in html
    assert knock(browser, talks.case, "u1", f"/minutes/{meeting}/correct?entry=999").status_code == 404


def paper_text(browser: Browser, talks: Talks, meeting: str, folder: Path) -> str:
    """Return the words on the paper, blanks taken out."""
    answer = knock(browser, talks.case, "u1", f"/minutes/{meeting}.pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")
    path = folder / "paper.pdf"
    path.write_bytes(answer.data)
    found = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True)
    return re.sub(r"\s+", "", found.stdout)


def test_the_paper_is_in_the_language_of_the_case_and_carries_the_head(
    talks: Talks, meeting: str, browser: Browser, tmp_path: Path
) -> None:
    text = paper_text(browser, talks, meeting, tmp_path)
    head = minutes(talks).ledger_head
    for words in (
        "协商会议记录",
        "草稿，尚未全体确认",
        "李首席提交了U-1",
        "在岗职工平均工资增长5%",
        head[:32].upper(),
        head,
        "全体协商代表签字",
    ):
        assert words in text, words
    assert minutes(talks).content_hash in text
    for name in ("u1", "e1", "e2"):
        talks.do(name, confirming(talks))
    text = paper_text(browser, talks, meeting, tmp_path)
    assert "全体已确认" in text
    assert "草稿" not in text
    assert text.count("2026-04-16") >= 3


def test_the_paper_has_a_name_in_chinese_and_one_for_old_programs(talks: Talks, meeting: str, browser: Browser) -> None:
    said = knock(browser, talks.case, "e1", f"/minutes/{meeting}.pdf").headers["Content-Disposition"]
    assert said.startswith("attachment; filename=\"minutes-1.pdf\"; filename*=UTF-8''2026%E5%B9%B4")
    assert said.isascii()


def test_a_paper_that_is_not_ready_is_asked_for_again_by_the_page_itself(
    talks: Talks, meeting: str, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.documents.Press.order", lambda press, html, style: "0" * 64)
    monkeypatch.setattr("negotiation.views.minutes.PATIENCE", 0.0)
    answer = knock(browser, talks.case, "u1", f"/minutes/{meeting}.pdf")
    assert answer.status_code == 202
    assert answer.headers["Refresh"] == "3"


def test_a_scanned_paper_is_told_whether_it_is_the_present_edition(
    talks: Talks, meeting: str, browser: Browser
) -> None:
    path = f"/minutes/{meeting}?hash="
    assert "is the present edition" in text_of(knock(browser, talks.case, "u1", path + minutes(talks).content_hash))
    assert "is not the present edition" in text_of(knock(browser, talks.case, "u1", path + "äöü"))


def test_the_paper_is_the_same_whoever_asks_in_whatever_language(talks: Talks, meeting: str, browser: Browser) -> None:
    path = f"/minutes/{meeting}.pdf?lang="
    assert knock(browser, talks.case, "u1", path + "en").data == knock(browser, talks.case, "o1", path + "zh").data


def test_a_program_that_asks_for_a_paper_is_told_how_far_it_is_and_no_thread_is_held(
    talks: Talks, meeting: str, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.documents.Press.order", lambda press, html, style: "0" * 64)
    begun = time.monotonic()
    answer = knock(
        browser, talks.case, "u1", f"/minutes/{meeting}.pdf", environ_overrides={"HTTP_ACCEPT": "application/json"}
    )
    assert time.monotonic() - begun < 4
    assert (answer.status_code, answer.headers["Retry-After"]) == (202, "3")
    assert answer.json == {"state": "waiting", "ahead": 0, "seconds": 0}
