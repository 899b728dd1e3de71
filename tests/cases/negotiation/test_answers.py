"""What answers carry beside what they say: numbers of entries, and what a browser may keep."""

from __future__ import annotations

from io import BytesIO

from sqlalchemy import select

from tests.cases.negotiation.conftest import Browser, Case
from tests.cases.negotiation.talks import talks_of
from workbench.kernel import new_id
from workbench.people.models import Membership

JSON = {"Accept": "application/json"}


def test_an_answer_names_entries_of_readable_streams_only(case: Case, browser: Browser) -> None:
    hall = case.hall
    member = hall.person("member", "union")
    union, keeper = hall.organisation("union"), hall.person("keeper", "house")
    membership = hall.find(select(Membership.id).where(Membership.person == member.person))
    browser.actor = keeper
    answer = browser.post("/do/EndMembership", {"membership": membership}, headers=JSON)
    assert [stream for stream, _ in answer.json["entries"]] == [f"organisation/{union}/members"]


def test_one_s_own_side_s_entries_are_named(case: Case, browser: Browser) -> None:
    talks = talks_of(case)
    draft = talks.start("u2")
    version = talks.save("u2", draft, "增长5%。")
    browser.actor = case.people["u1"]
    fields = {"bargaining": case.id, "draft": draft, "draft_version": version}
    answer = browser.post("/do/TableProposal", fields, headers=JSON)
    subject = f"bargaining/{case.id}"
    assert {stream for stream, _ in answer.json["entries"]} == {f"{subject}/table", f"{subject}/caucus/labour"}


def test_no_browser_keeps_a_file_of_a_room(case: Case, browser: Browser) -> None:
    draft = talks_of(case).start("u1")
    browser.actor = case.people["u1"]
    sent = {"bargaining": case.id, "draft": draft, "file": (BytesIO(b"5.6"), "floor.txt"), "_key": new_id()}
    attachment = browser.post("/do/AttachToDraft", sent, headers=JSON).json["result"]["attachment"]
    answer = browser.get(f"/files/{attachment}")
    assert (answer.data, answer.headers["Cache-Control"]) == (b"5.6", "no-store")
