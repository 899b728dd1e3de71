"""The table, the wall and the two rooms as pages: who sees what, and what they may press."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from negotiation.commands.agreements import ReopenIssue
from negotiation.commands.drafts import AttachToDraft
from negotiation.commands.issues import AddIssue, DiscussIssue
from negotiation.commands.proposals import HoldIssue, TableProposal
from negotiation.commands.supposals import OfferSupposal
from negotiation.models import Attachment, ProposalDraft
from tests.cases.negotiation.conftest import Browser, Case
from tests.cases.negotiation.talks import IN_FORCE, Talks, talks_of
from workbench.kernel import Absent
from workbench.kernel.blobs import Blobs, Upload
from workbench.live import REGIONS, render_inner

EVERYBODY = ("u1", "u2", "u3", "e1", "e2", "g1", "m1", "r1", "o1")
OUTSIDE = ("e1", "e2", "g1", "m1", "r1", "o1")


@pytest.fixture
def talks(case: Case) -> Talks:
    return talks_of(case)


@pytest.fixture
def seen(browser: Browser, talks: Talks) -> Seen:
    return Seen(browser, talks)


class Seen:
    """Pages of one bargaining as different people see them, in English."""

    def __init__(self, browser: Browser, talks: Talks) -> None:
        self.browser, self.talks = browser, talks

    def answer(self, name: str, path: str) -> tuple[int, str]:
        """Return the status and body of a page below the bargaining, or of an absolute path."""
        self.browser.actor = self.talks.case.people[name]
        full = path if path.startswith("/files") else f"/bargainings/{self.talks.id}{path}"
        answer = self.browser.get(full, headers={"Accept-Language": "en"})
        return answer.status_code, answer.get_data(as_text=True)

    def page(self, name: str, path: str) -> str:
        """Return a page that must be there."""
        status, body = self.answer(name, path)
        assert status == 200, body
        return body

    def table(self, name: str, query: str = "") -> str:
        """Return the table with the issue."""
        return self.page(name, f"/table/{self.talks.issue}{query}")

    def offers(self, name: str) -> set[str]:
        """Return the commands somebody may press at the table."""
        return set(re.findall(r'data-act="(\w+)"', self.page(name, f"/fragments/issue/{self.talks.issue}")))

    def caucus(self, name: str, side: str = "labour", part: str = "") -> tuple[int, str]:
        """Return the status and body of a side's room."""
        return self.answer(name, f"/caucus/{side}/{self.talks.issue}{part}")


def test_what_people_typed_is_text_in_the_list_of_issues(seen: Seen) -> None:
    case = seen.talks.case
    heading, number = '"><script>1</script>', "<i>9</i>"
    case.do("u1", AddIssue(bargaining=case.id, current_text="x", heading=heading, clause_number=number))
    shown = seen.table("e1")
    assert 'title="&#34;&gt;&lt;script&gt;1&lt;/script&gt;"' in shown
    assert '<span class="article">&lt;i&gt;9&lt;/i&gt;</span>' in shown
    assert "<script>1" not in shown
    assert "<i>9" not in shown


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_with_a_seat_sees_the_table(seen: Seen, name: str) -> None:
    seen.talks.table("u1", "six per cent")
    body = seen.table(name)
    assert "年度工资增长幅度" in body
    assert "U-1" in body
    assert "<ins>" in body


@pytest.mark.parametrize("path", ["/table", "/wall", "/issues/new", "/caucus/labour"])
def test_nobody_else_learns_that_there_is_one(seen: Seen, path: str) -> None:
    seen.talks.case.people["stranger"] = seen.talks.case.hall.person("stranger")
    assert seen.answer("stranger", path)[0] == 404


def test_the_table_opens_with_what_is_discussed(seen: Seen) -> None:
    second = talks_of(seen.talks.case).issue
    location = f"/bargainings/{seen.talks.id}/table/"
    for expected in (seen.talks.issue, second):
        seen.browser.actor = seen.talks.case.people["e1"]
        answer = seen.browser.get(f"/bargainings/{seen.talks.id}/table")
        assert (answer.status_code, answer.location) == (303, location + expected)
        seen.talks.do("r1", DiscussIssue(bargaining=seen.talks.id, issue=second))


def test_an_empty_list_says_who_begins_it(browser: Browser, case: Case) -> None:
    browser.actor = case.people["u1"]
    body = browser.get(f"/bargainings/{case.id}/table", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "No issues yet" in body
    assert f"/bargainings/{case.id}/issues/new" in body
    form = browser.get(f"/bargainings/{case.id}/issues/new").get_data(as_text=True)
    assert 'data-act="AddIssue"' in form


def test_an_issue_is_added_through_its_form(browser: Browser, case: Case) -> None:
    browser.actor = case.people["e2"]
    sent = {
        "bargaining": case.id,
        "heading": "Night shifts",
        "ordinal": "1",
        "current_text": IN_FORCE,
        "_next": f"/bargainings/{case.id}/table/{{issue}}",
    }
    answer = browser.post("/do/AddIssue", sent)
    assert answer.status_code == 303
    assert "Night shifts" in browser.get(answer.location).get_data(as_text=True)


# What one may press


def test_the_initials_that_complete_an_agreement_are_offered_first(seen: Seen) -> None:
    seen.talks.table("e1", "five")
    ours = seen.talks.table("u1", "six")
    seen.talks.initial("e1", ours)
    acts = seen.page("u1", f"/fragments/issue/{seen.talks.issue}")
    (main,) = re.findall(r"<button[^>]*button-primary[^>]*data-key=.*?</button>", acts, re.DOTALL)
    assert "Initial our U-1" in main
    assert "Accept E-1" not in acts


def test_a_discussion_is_not_opened_twice(seen: Seen) -> None:
    seen.talks.do("r1", DiscussIssue(bargaining=seen.talks.id, issue=seen.talks.issue))
    assert "DiscussIssue" not in seen.offers("r1")


def test_the_line_that_says_what_is_saved_stands_in_the_form_that_saves(seen: Seen) -> None:
    seen.talks.start("u1")
    form = re.search(r"<form[^>]*data-autosave.*?</form>", seen.caucus("u1")[1], re.DOTALL)
    assert form is not None
    assert all(mark in form[0] for mark in ("data-save-state", "data-undo", "data-redo"))


def test_each_seat_is_offered_its_own_acts(seen: Seen) -> None:
    seen.talks.table("e1", "five")
    assert seen.offers("u1") >= {"InitialText", "HoldIssue", "PostMessage"}
    assert seen.offers("u2") == {"HoldIssue", "PostMessage"}
    assert seen.offers("g1") == {"PostMessage"}
    assert seen.offers("r1") == {"PostMessage", "DiscussIssue"}
    assert seen.offers("o1") == set()


def test_a_greyed_act_says_why(seen: Seen) -> None:
    seen.talks.table("e1", "five")
    body = seen.page("u2", f"/fragments/issue/{seen.talks.issue}")
    assert "Only the two chief representatives can initial; your seat is a representative." in body


def test_the_acts_follow_the_standing(seen: Seen) -> None:
    mine = seen.talks.table("u1", "six")
    assert "WithdrawProposal" in seen.offers("u1")
    seen.talks.initial("u1", mine)
    assert {"UndoInitial"} <= seen.offers("u1")
    assert "InitialText" not in seen.offers("u1")
    seen.talks.initial("e1", mine)
    assert seen.offers("u1") == {"ReopenIssue", "PostMessage"}
    seen.talks.do("e1", ReopenIssue(bargaining=seen.talks.id, issue=seen.talks.issue, reason="new figures"))
    seen.talks.do("e1", HoldIssue(bargaining=seen.talks.id, issue=seen.talks.issue, reason="until Friday"))
    assert "ResumeIssue" in seen.offers("u2")
    assert "until Friday" in seen.table("o1")


def test_a_chief_accepts_through_the_form_what_the_page_shows(seen: Seen) -> None:
    seen.talks.table("e1", "five")
    body = seen.page("u1", f"/fragments/issue/{seen.talks.issue}")
    form = re.search(r'<form[^>]*data-act="InitialText".*?</form>', body, re.S)
    assert form is not None
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    seen.browser.actor = seen.talks.case.people["u1"]
    sent = {name: value for name, value in fields.items() if not name.startswith("_")}
    assert seen.browser.post("/do/InitialText", sent).status_code == 303
    assert seen.talks.initials() == {"labour"}
    assert "李首席 has initialled E-1" in seen.table("o1")


def test_who_accepts_an_overtaken_text_is_told_and_loses_nothing(seen: Seen) -> None:
    old = seen.talks.table("e1", "five")
    reading = seen.talks.initialling(old)
    seen.talks.table("e2", "four")
    seen.browser.actor = seen.talks.case.people["u1"]
    fields = {name: str(value) for name, value in reading.model_dump().items()}
    headers = {"Accept": "application/json", "Accept-Language": "en"}
    answer = seen.browser.post("/do/InitialText", fields, headers=headers)
    assert answer.status_code == 409
    error = answer.get_json()["error"]
    assert error["reason"] == "stale_text"
    assert error["message"] == (
        "E-1 was not initialled: the text has moved on, the employer side tabled E-2 at 09:30:00."
        " Compare E-2 with E-1, then decide."
    )
    assert error["values"]["latest"] == "E-2"


# Comparing


def test_any_two_passes_are_compared_for_oneself(seen: Seen) -> None:
    first = seen.talks.table("u1", "six per cent")
    second = seen.talks.table("e1", "five per cent")
    assert 'id="compare"' not in seen.table("o1")
    body = seen.table("o1", f"?pass={second}&against={first}")
    plain = re.sub(r'<span class="aloud">[^<]*</span>', "", body)
    assert re.search(r'id="compare".*<del>six</del><ins>five</ins> per cent', plain, re.S)
    assert 'id="compare"' in seen.table("o1", f"?pass={first}")


def test_a_pass_of_another_issue_is_not_compared(seen: Seen) -> None:
    seen.talks.table("u1", "six")
    other = talks_of(seen.talks.case).table("u1", "elsewhere")
    for query in (f"?pass={other}", "?pass=nothing", f"?pass={other}&against=current"):
        assert seen.answer("u1", f"/table/{seen.talks.issue}{query}")[0] == 404


# The rooms


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("part", ["", "/editor", "/hand-over"])
def test_a_room_does_not_exist_for_others(seen: Seen, name: str, part: str) -> None:
    seen.talks.start("u1")
    there = seen.caucus(name, "labour", part)
    nowhere = seen.answer(name, f"/caucus/nobody/{seen.talks.issue}{part}")
    assert there[0] == nowhere[0] == 404


def test_the_room_holds_draft_and_handing_over(seen: Seen) -> None:
    assert 'data-act="StartDraft"' in seen.caucus("u3")[1]
    draft = seen.talks.start("u1")
    seen.talks.save("u1", draft, "secret six", gist="6%", reason="prices rose")
    for name in ("u1", "u3"):
        status, body = seen.caucus(name)
        assert status == 200
        assert "secret six" in body
        assert "prices rose" in body
    assert 'data-act="TableProposal"' in seen.caucus("u1")[1]
    assert 'data-act="TableProposal"' not in seen.caucus("u3")[1]
    assert "Table U-1?" in seen.caucus("u1")[1]


def test_a_draft_is_saved_and_tabled_through_its_forms(seen: Seen) -> None:
    draft = seen.talks.start("u1")
    seen.browser.actor = seen.talks.case.people["u1"]
    headers = {"Accept": "application/json"}
    saved = {"bargaining": seen.talks.id, "draft": draft, "version": "1", "text": "six", "gist": "", "reason": "why"}
    answer = seen.browser.post("/do/SaveProposalDraft", saved, headers=headers)
    assert answer.get_json()["result"] == {"draft": draft, "version": 2}
    stale = seen.browser.post("/do/SaveProposalDraft", {**saved, "text": "seven"}, headers=headers)
    assert stale.status_code == 409
    values = stale.get_json()["error"]["values"]
    assert (values["text"], values["author"], values["version"]) == ("six", "李首席", 2)
    table = {
        "bargaining": seen.talks.id,
        "draft": draft,
        "draft_version": "2",
        "expires_on": "2026-04-20",
        "ends_with_meeting": "1",
    }
    refused = seen.browser.post("/do/TableProposal", table, headers=headers)
    assert (refused.status_code, refused.get_json()["error"]["reason"]) == (409, "no_meeting")
    del table["ends_with_meeting"]
    assert seen.browser.post("/do/TableProposal", table, headers=headers).get_json()["result"]["label"] == "U-1"


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_page_of_others_changes_while_a_side_writes(seen: Seen, name: str) -> None:
    paths = (f"/table/{seen.talks.issue}", f"/fragments/issue/{seen.talks.issue}", "/wall")
    before = [stripped(seen.page(name, path)) for path in paths]
    draft = seen.talks.start("u1")
    seen.talks.save("u1", draft, "secret six")
    assert [stripped(seen.page(name, path)) for path in paths] == before


def stripped(body: str) -> str:
    """Return a page without what is new on every rendering."""
    return re.sub(r'(name="_key" value|data-watch)="[^"]*"', "", body)


# Files


def attached(seen: Seen) -> tuple[str, str]:
    blobs = Blobs(seen.browser.house.config.files)
    file = Upload(sha256=blobs.put(b"%PDF-secret"), name="订单.pdf", size=11, media_type="application/pdf")
    command = seen.talks.draft("u1", "six")
    key: str = seen.talks.do("u1", AttachToDraft(bargaining=seen.talks.id, draft=command.draft, file=file))[
        "attachment"
    ]
    return key, command.draft


def test_a_drafts_file_is_its_sides_alone(seen: Seen) -> None:
    key, _draft = attached(seen)
    assert seen.answer("u3", f"/files/{key}") == (200, "%PDF-secret")
    for name in OUTSIDE:
        assert seen.answer(name, f"/files/{key}")[0] == 404


def test_a_tabled_file_is_everybodys_and_only_saved(seen: Seen) -> None:
    _key, draft = attached(seen)
    row: ProposalDraft = seen.talks.draft_row(draft)
    seen.talks.do("u1", TableProposal(bargaining=seen.talks.id, draft=draft, draft_version=row.version))
    tabled: Attachment = seen.talks.case.hall.find(select(Attachment).where(Attachment.proposal.is_not(None)))
    assert f"/files/{tabled.id}" in seen.table("o1")
    seen.browser.actor = seen.talks.case.people["o1"]
    answer = seen.browser.get(f"/files/{tabled.id}")
    assert answer.data == b"%PDF-secret"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_a_file_is_attached_through_its_form(seen: Seen) -> None:
    draft = seen.talks.start("u1")
    seen.browser.actor = seen.talks.case.people["u2"]
    sent = {"bargaining": seen.talks.id, "draft": draft, "file": (io.BytesIO(b"plain"), "notes.txt")}
    assert seen.browser.post("/do/AttachToDraft", sent, content_type="multipart/form-data").status_code == 303
    assert "notes.txt" in seen.caucus("u1")[1]


# Off the record


def test_supposals_are_shown_to_all_but_observers(seen: Seen) -> None:
    seen.talks.meet()
    seen.talks.do("u2", OfferSupposal(bargaining=seen.talks.id, issue=seen.talks.issue, text="Suppose five"))
    for name in ("u1", "e1", "g1", "r1", "m1"):
        assert "Suppose five" in seen.table(name)
    assert "Suppose five" not in seen.table("o1")
    assert "WithdrawSupposal" in seen.offers("u1")
    assert "WithdrawSupposal" not in seen.offers("e1")


# Live parts


def test_the_wall_follows_the_discussion(seen: Seen) -> None:
    assert "No issue is under discussion" in seen.page("o1", "/wall")
    seen.talks.table("u1", "six")
    seen.talks.do("r1", DiscussIssue(bargaining=seen.talks.id, issue=seen.talks.issue))
    body = seen.page("o1", "/wall")
    assert f'data-now-discussing="{seen.talks.issue}"' in body
    assert "U-1" in body


@pytest.mark.parametrize("locale", ["en", "zh_Hans_CN"])
def test_every_part_shows_in_both_languages_to_those_who_may(seen: Seen, locale: str) -> None:
    seen.talks.start("u1")
    seen.talks.table("e1", "five")
    app, door = seen.browser.client.application, seen.browser.house.door
    bargaining, issue = seen.talks.id, seen.talks.issue
    subject = f"bargaining/{bargaining}"
    common = [f"{name}:{bargaining}" for name in ("table.progress", "table.issues", "wall.issue", "wall.foot")]
    common += [f"{name}:{bargaining}/{issue}" for name in ("table.row", "table.issue")]
    private = f"caucus.draft:{bargaining}/labour/{issue}"
    for name in EVERYBODY:
        viewer = door.viewer(seen.talks.case.people[name], locale, subject).as_class(subject)
        assert all(render_inner(app, door, address, viewer) for address in common)
        shown = render_inner(app, door, private, viewer)
        assert bool(shown) is name.startswith("u")


def test_parts_of_another_bargaining_are_absent(seen: Seen) -> None:
    door = seen.browser.house.door
    other = "a" * 16
    viewer = door.viewer(seen.talks.case.people["u1"], "en")
    with door.reading(viewer) as reader:
        for name, values in (
            ("table.progress", (other,)),
            ("table.issues", (other,)),
            ("table.row", (other, seen.talks.issue)),
            ("table.issue", (other, seen.talks.issue)),
            ("table.supposals", (other, seen.talks.issue)),
            ("caucus.draft", (other, "labour", seen.talks.issue)),
            ("wall.issue", (other,)),
            ("wall.foot", (other,)),
        ):
            with pytest.raises(Absent):
                REGIONS.named(name).query(reader, *values)


def test_what_happens_at_the_table_touches_what_shows_it(seen: Seen) -> None:
    """The picture before plus the parts an event touches is the picture after."""
    app, door, talks = seen.browser.client.application, seen.browser.house.door, seen.talks
    subject = f"bargaining/{talks.id}"
    other = talks_of(talks.case).issue
    addresses = [f"{name}:{talks.id}" for name in ("table.progress", "table.issues", "wall.issue", "wall.foot")]
    addresses += [f"{name}:{talks.id}/{key}" for name in ("table.row", "table.issue") for key in (talks.issue, other)]
    viewer = door.viewer(talks.case.people["o1"], "en", subject).as_class(subject)

    def pictures() -> dict[str, str | None]:
        found = {address: render_inner(app, door, address, viewer) for address in addresses}
        # Rows inside the list are kept by their own addresses.
        row = re.compile(r'(<section data-region="table.row[^"]*">).*?</section>', re.S)
        return {address: row.sub(r"\1", html or "") for address, html in found.items()}

    proposals: list[str] = []
    steps: list[Callable[[], object]] = [
        lambda: proposals.append(talks.table("u1", "six")),
        lambda: talks.do("r1", DiscussIssue(bargaining=talks.id, issue=talks.issue)),
        lambda: proposals.append(talks.table("e1", "five")),
        lambda: talks.do("r1", DiscussIssue(bargaining=talks.id, issue=other)),
        lambda: talks.do("e1", HoldIssue(bargaining=talks.id, issue=other, reason="later")),
        lambda: talks.initial("u1", proposals[1]),
        lambda: talks.initial("e1", proposals[1]),
        lambda: talks.do("u1", ReopenIssue(bargaining=talks.id, issue=talks.issue, reason="again")),
    ]
    for number, step in enumerate(steps):
        before, events = pictures(), talks.told()
        step()
        after = pictures()
        for address in addresses:
            found, values = REGIONS.at(address)
            touched = any(found.touched_by(event, values) for event in events)
            assert touched or before[address] == after[address], (number, address)


def test_a_repeated_look_shows_no_words_of_private_places(seen: Seen) -> None:
    draft = seen.talks.start("u1")
    seen.talks.save("u1", draft, "canary-labour-draft", reason="canary-labour-reason")
    for name in OUTSIDE:
        bodies = [seen.table(name), seen.page(name, "/wall"), seen.page(name, f"/fragments/issue/{seen.talks.issue}")]
        assert "canary" not in json.dumps(bodies)
