"""The record as a file: who may load what, that it verifies without the product, and that nothing private slips into it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from negotiation.commands.caucus import PostCaucusMessage, PostInConfidence
from negotiation.commands.meetings import CloseMeeting
from negotiation.commands.messages import PostMessage
from negotiation.commands.supposals import OfferSupposal
from negotiation.rules.words import Side
from tests.cases.negotiation.conftest import Browser, Case
from tests.cases.negotiation.talks import Talks, talks_of
from tests.cases.negotiation.visits import EVERYBODY, knock, text_of, who_enters
from tests.conftest import ROOT
from workbench.kernel.export import DamagedLedger

SEATED = set(EVERYBODY) - {"stranger"}
CAUCUS, CONFIDENCE, SUPPOSAL = "金丝雀在会商室", "金丝雀在单独沟通", "金丝雀在探讨里"


@pytest.fixture
def talks(case: Case) -> Talks:
    """A case after a meeting with a tabled proposal and a word in every private place."""
    talks = talks_of(case)
    meeting = talks.meet()
    talks.table("u1", "增长5%。")
    talks.do("u1", PostCaucusMessage(bargaining=talks.id, side=Side.LABOUR, text=CAUCUS))
    talks.do("u1", PostInConfidence(bargaining=talks.id, side=Side.LABOUR, text=CONFIDENCE))
    talks.do("e1", OfferSupposal(bargaining=talks.id, issue=talks.issue, text=SUPPOSAL))
    talks.do("r1", CloseMeeting(bargaining=talks.id, meeting=meeting))
    return talks


def load(browser: Browser, talks: Talks, name: str, query: str = "") -> Any:
    """Return the record as somebody loads it."""
    answer = knock(browser, talks.case, name, f"/record.json{query}")
    assert answer.status_code == 200, answer.text
    return answer


def verified(folder: Path, body: bytes, *options: str) -> subprocess.CompletedProcess[str]:
    """Return what the stand-alone verifier says of a record, in a process that knows nothing of the product."""
    path = folder / "record.json"
    path.write_bytes(body)
    command = [sys.executable, "-I", str(ROOT / "verifier/verify_record.py"), str(path), "--lang", "en", *options]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder)


def names_of(body: bytes) -> set[str]:
    """Return the streams in a record, without their common beginning."""
    return {stream["name"].split("/", 2)[2] for stream in json.loads(body)["streams"]}


@pytest.mark.parametrize("path", ["/record", "/record.json", "/record/heads"])
def test_everybody_with_a_seat_has_the_record_and_nobody_else(talks: Talks, browser: Browser, path: str) -> None:
    assert who_enters(browser, talks.case, path) == SEATED


def test_the_record_verifies_without_the_product(talks: Talks, browser: Browser, tmp_path: Path) -> None:
    body = load(browser, talks, "o1").data
    key = json.loads(body)["key"]
    done = verified(tmp_path, body, "--key", key)
    assert done.returncode == 0, done.stdout
    assert f"/bargainings/{talks.id}" in knock(browser, talks.case, "o1", "/record").text
    assert key in text_of(knock(browser, talks.case, "o1", "/record"))
    broken = body.replace("增长5%".encode(), "增长6%".encode())
    assert broken != body
    assert verified(tmp_path, broken).returncode == 1


def test_the_table_s_record_is_the_same_for_all_and_holds_nothing_private(talks: Talks, browser: Browser) -> None:
    records = {name: load(browser, talks, name).data for name in sorted(SEATED)}
    assert {json.dumps(json.loads(body)["streams"][0]["entries"]) for body in records.values()} == {
        json.dumps(json.loads(records["o1"])["streams"][0]["entries"])
    }
    for body in records.values():
        assert names_of(body) == {"table"}
        assert not [canary for canary in (CAUCUS, CONFIDENCE, SUPPOSAL) if canary in body.decode()]


def test_a_side_may_add_its_own_room_and_only_that(talks: Talks, browser: Browser, tmp_path: Path) -> None:
    body = load(browser, talks, "u3", "?with=caucus").data
    assert names_of(body) == {"table", "caucus/labour"}
    assert CAUCUS in body.decode()
    assert CONFIDENCE not in body.decode()
    assert SUPPOSAL not in body.decode()
    done = verified(tmp_path, body, "--key", json.loads(body)["key"])
    assert done.returncode == 0, done.stdout
    assert "the seal at" in done.stdout
    other = load(browser, talks, "e2", "?with=caucus").data
    assert names_of(other) == {"table", "caucus/employer"}
    assert CAUCUS not in other.decode()
    for name in ("g1", "m1", "r1", "o1", "stranger"):
        assert knock(browser, talks.case, name, "/record.json?with=caucus").status_code == 404
    assert knock(browser, talks.case, "u1", "/record.json?with=confidence").status_code == 404


def test_the_record_names_people_seats_and_issues(talks: Talks, browser: Browser) -> None:
    names = json.loads(load(browser, talks, "g1").data)["names"]
    assert names[talks.case.seats["u1"]] == "李首席"
    assert names[str(talks.case.people["e1"].person)] == "e1"
    assert names[talks.issue] == "年度工资增长幅度"


def test_of_a_damaged_ledger_no_copy_is_signed(talks: Talks, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*wanted: object) -> None:
        raise DamagedLedger("table #3: leaf")

    monkeypatch.setattr("negotiation.queries.record.export_streams", damaged)
    answer = knock(browser, talks.case, "u1", "/record.json")
    assert answer.status_code == 500
    assert "does not hold together" in answer.text


def test_the_record_is_a_file_with_a_name(talks: Talks, browser: Browser) -> None:
    said = load(browser, talks, "u1").headers["Content-Disposition"]
    assert said.startswith("attachment; filename=\"record.json\"; filename*=UTF-8''2026%E5%B9%B4")


def test_the_printed_heads_agree_with_a_later_record(talks: Talks, browser: Browser, tmp_path: Path) -> None:
    html = text_of(knock(browser, talks.case, "e1", "/record/heads"))
    note = html.split('<pre class="hash">')[1].split("</pre>")[0]
    (tmp_path / "head.txt").write_text(note)
    talks.do("u1", PostMessage(bargaining=talks.id, text="后来说的话"))
    body = load(browser, talks, "e1").data
    done = verified(tmp_path, body, "--key", json.loads(body)["key"], "--against", "head.txt")
    assert done.returncode == 0, done.stdout
    assert html.count("<pre") >= 3


@pytest.mark.parametrize("name", ["verify_record.py", "verify.html", "verify.js"])
def test_the_verifier_is_a_file_to_keep(browser: Browser, name: str) -> None:
    answer = browser.get(f"/verifier/{name}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data == (ROOT / "verifier" / name).read_bytes()


@pytest.mark.parametrize("name", ["README.md", "..%2fpyproject.toml", "verify_record.pyc"])
def test_nothing_else_of_the_machine_is_handed_out(case: Case, browser: Browser, name: str) -> None:
    browser.actor = case.people["u1"]
    assert browser.get(f"/verifier/{name}").status_code == 404


@pytest.mark.parametrize(("tongue", "words"), [("en", "What is not protected"), ("zh-CN", "哪些保护不了")])
def test_how_private_things_are_kept_is_said_to_anybody(browser: Browser, tongue: str, words: str) -> None:
    answer = browser.get("/privacy", headers={"Accept-Language": tongue})
    assert answer.status_code == 200
    assert words in answer.text
