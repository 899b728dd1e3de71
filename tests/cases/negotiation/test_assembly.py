"""The assembly desk: from the agreement in force and what was agreed to a draft that both sides confirm."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from agreements.commands.texts import SaveVersion, StartText
from agreements.models import TextVersion
from agreements.rules.reading import read_tree
from agreements.rules.stored import restored, stored
from agreements.rules.tree import Tree, units, words
from agreements.rules.words import AgreementKind
from negotiation.commands.agreements import ReopenIssue
from negotiation.commands.assembly import AssembleDraft, ConfirmDraft
from negotiation.commands.importing import ChosenClause, ImportIssues
from negotiation.commands.issues import AddIssue
from negotiation.commands.proposals import WithdrawProposal
from negotiation.commands.seats import ReplaceSeat
from negotiation.events.assembly import DraftAssembled, DraftConfirmed
from negotiation.models import AgreementDraft, Issue, TentativeAgreement
from negotiation.queries.integrity import text_faults
from tests.cases.negotiation.conftest import Browser, Case
from tests.cases.negotiation.talks import Talks
from tests.cases.negotiation.test_importing import fields_of, upload
from tests.cases.negotiation.visits import knock, pushed, text_of, who_enters
from workbench.kernel import Allowed, Committed, Refused, new_id

LAST_TERM = """港口装卸公司集体合同

第一章 总则

第一条 为了保障职工权益，依法订立本合同。

第二章 劳动报酬

第二条 职工月基本工资为4000元，每月5日发放。
第三条 夜班每次补贴二十元。
第四条 加班按法律规定支付工资。

第三章 附则

第五条 本合同有效期自2024年1月1日至2025年12月31日。
"""


@dataclass
class Desk:
    """A case whose issues are the clauses of last term's agreement."""

    case: Case
    base: str

    def issue(self, number: str) -> str:
        """Return the issue about a clause."""
        row: Issue = self.case.hall.find(select(Issue).where(Issue.clause_number == number))
        return row.id

    def agree(self, number: str, text: str, issue: str | None = None) -> str:
        """Let both chiefs initial a text of the labour side and return the proposal."""
        talks = Talks(self.case, issue or self.issue(number))
        proposal = talks.table("u1", text)
        talks.initial("e1", proposal)
        talks.initial("u1", proposal)
        return proposal

    def assemble(self, by: str = "r1") -> dict[str, Any]:
        """Let somebody assemble the draft."""
        return self.case.do(by, AssembleDraft(bargaining=self.case.id))

    def refusal(self, by: str = "r1") -> str:
        """Return why somebody may not assemble."""
        return self.case.refusal(by, AssembleDraft(bargaining=self.case.id))

    def draft(self) -> AgreementDraft:
        """Return the last draft."""
        found: AgreementDraft = self.case.hall.find(select(AgreementDraft).order_by(AgreementDraft.number.desc()))
        return found

    def tree(self, version: str) -> Tree:
        """Return what a version says."""
        with self.case.hall.door.store.reading() as session:
            return restored(session.scalars(select(TextVersion.tree).where(TextVersion.id == version)).one())

    def confirming(self) -> ConfirmDraft:
        """Return the command that confirms the last draft."""
        draft = self.draft()
        return ConfirmDraft(bargaining=self.case.id, draft=draft.id, tree_key=draft.tree_key)


@pytest.fixture
def desk(case: Case) -> Desk:
    """Last term's agreement at the table, its clauses on the list."""
    tree = stored(read_tree(LAST_TERM.encode(), "last.txt").tree)
    place = f"bargaining/{case.id}/table"
    version = case.do("r1", StartText(place=place, title="上期合同", kind=AgreementKind.WAGE, tree=tree))["version"]
    made = Desk(case, version)
    clauses = [
        ChosenClause(number=unit.number, heading=unit.heading or unit.number, text=unit.text, clause=unit.clause.id)
        for unit in units(made.tree(version))
        if unit.clause.kind == "article"
    ]
    taken = {"source": "0" * 64, "file_name": "last.txt", "clauses": clauses, "version": version}
    case.do("u1", ImportIssues(bargaining=case.id, **taken))
    return made


def text_at(tree: Tree, number: str) -> str:
    return next(unit.text for unit in units(tree) if unit.number == number)


# The commands


def test_the_draft_says_what_was_agreed_and_else_what_is_in_force(desk: Desk) -> None:
    desk.agree("第二条", "职工月基本工资为4250元，每月5日发放。")
    told: list[Committed] = []
    desk.case.hall.door.on_commit(told.extend)
    made = desk.assemble()
    before, after = desk.tree(desk.base), desk.tree(made["version"])
    assert text_at(after, "第二条") == "职工月基本工资为4250元，每月5日发放。"
    assert words(after) == words(before).replace("4000", "4250")
    assert [unit.clause.id for unit in units(after)] == [unit.clause.id for unit in units(before)]
    event = next(one.event for one in told if isinstance(one.event, DraftAssembled))
    agreement: TentativeAgreement = desk.case.hall.find(select(TentativeAgreement))
    assert (event.number, event.base, event.agreements, event.defects) == (1, desk.base, [agreement.id], 0)
    assert event.tree_key == desk.draft().tree_key


def test_the_draft_descends_from_the_agreement_in_force(desk: Desk) -> None:
    desk.agree("第二条", "工资4250元。")
    first = desk.assemble()
    desk.agree("第三条", "夜班每次补贴四十元。")
    second = desk.assemble("u2")
    with desk.case.hall.door.store.reading() as session:
        rows = {row.id: row for row in session.scalars(select(TextVersion))}
    assert rows[second["version"]].text == rows[first["version"]].text
    assert rows[second["version"]].parents == [first["version"]]
    [begun] = rows[first["version"]].parents
    assert rows[begun].parents == [desk.base]
    assert {rows[one].origin for one in (first["version"], second["version"])} == {"assembly"}


def test_a_new_matter_becomes_a_new_clause(desk: Desk) -> None:
    added = desk.case.do("u1", AddIssue(bargaining=desk.case.id, heading="远程调度", part="第二章 劳动报酬"))["issue"]
    desk.agree("", "自动系统派工须有人可以联系。", added)
    after = desk.tree(desk.assemble()["version"])
    fresh = next(unit for unit in units(after) if unit.clause.id == added)
    assert (fresh.heading, fresh.text) == ("远程调度", "自动系统派工须有人可以联系。")


def test_a_clause_both_sides_strike_is_taken_out_and_the_rest_numbered_anew(desk: Desk, browser: Browser) -> None:
    issue = desk.issue("第二条")
    talks = Talks(desk.case, issue)
    proposal = talks.table("u1", "", strikes=True)
    shown = text_of(knock(browser, desk.case, "e1", f"/table/{issue}"))
    assert "strikes this clause altogether" in shown
    assert "<del>" in shown
    talks.initial("e1", proposal)
    talks.initial("u1", proposal)
    after = desk.tree(desk.assemble()["version"])
    assert "4000" not in words(after)
    before = [unit.clause.id for unit in units(desk.tree(desk.base))]
    struck = next(unit.clause.id for unit in units(desk.tree(desk.base)) if unit.number == "第二条")
    assert [unit.clause.id for unit in units(after)] == [one for one in before if one != struck]
    assert [unit.number for unit in units(after) if unit.clause.kind == "article"][1] == "第二条"


def test_what_says_the_same_is_not_saved_twice(desk: Desk) -> None:
    desk.agree("第二条", "工资4250元。")
    desk.assemble()
    assert desk.refusal() == "same_draft"
    talks = Talks(desk.case, desk.issue("第二条"))
    desk.case.do("e1", ReopenIssue(bargaining=desk.case.id, issue=talks.issue, reason="figures"))
    desk.agree("第三条", "夜班每次补贴四十元。")
    assert desk.assemble()["number"] == 2
    assert text_at(desk.tree(desk.draft().version), "第二条").startswith("职工月基本工资为4000元")


@pytest.mark.parametrize(("name", "answer"), [
    ("r1", None), ("u1", None), ("e2", None), ("u3", "not_your_role"), ("o1", "not_your_role"), ("m1", "not_your_role"),
])  # fmt: skip
def test_who_assembles(desk: Desk, name: str, answer: str | None) -> None:
    desk.agree("第二条", "工资4250元。")
    verdict = desk.case.hall.ask(desk.case.people[name], AssembleDraft, bargaining=desk.case.id)
    assert isinstance(verdict, Refused if answer else Allowed)
    assert (desk.refusal(name) if answer else desk.assemble(name) and None) == answer


def test_nothing_is_assembled_out_of_nothing(case: Case, desk: Desk) -> None:
    assert desk.refusal() == "nothing_agreed"
    case.people["x"] = case.hall.person("x", "union")
    assert desk.refusal("x") == "absent"


def test_without_an_agreement_in_force_there_is_no_draft(case: Case) -> None:
    assert case.refusal("r1", AssembleDraft(bargaining=case.id)) == "no_base"


def test_both_chiefs_confirm_the_text_they_read(desk: Desk) -> None:
    desk.agree("第二条", "工资4250元。")
    desk.assemble()
    told: list[Committed] = []
    desk.case.hall.door.on_commit(told.extend)
    other = desk.confirming().model_copy(update={"tree_key": "0" * 64})
    assert desk.case.refusal("u1", other) == "other_draft"
    assert desk.case.do("u1", desk.confirming()) == {"both": False}
    assert desk.case.refusal("u1", desk.confirming()) == "confirmed_draft"
    assert desk.case.do("e1", desk.confirming()) == {"both": True}
    assert [one.event.side for one in told if isinstance(one.event, DraftConfirmed)] == ["labour", "employer"]
    assert desk.draft().labour_at
    assert desk.draft().employer_at


@pytest.mark.parametrize("name", ["u2", "r1", "o1", "m1", "g1"])
def test_only_chiefs_confirm(desk: Desk, name: str) -> None:
    desk.agree("第二条", "工资4250元。")
    desk.assemble()
    assert desk.case.refusal(name, desk.confirming()) == "not_chief"


def test_a_draft_of_another_case_is_absent(desk: Desk) -> None:
    desk.agree("第二条", "工资4250元。")
    desk.assemble()
    for changes in ({"draft": new_id()}, {"bargaining": new_id()}):
        assert desk.case.refusal("u1", desk.confirming().model_copy(update=changes)) == "absent"


def test_what_is_open_outdated_or_edited_is_not_confirmed(desk: Desk) -> None:
    desk.agree("第二条", "工资4250元。")
    talks = Talks(desk.case, desk.issue("第三条"))
    offer = talks.table("u1", "夜班每次补贴五十元。")
    desk.assemble()
    assert desk.case.refusal("u1", desk.confirming()) == "faulty_draft"
    desk.case.do("u1", WithdrawProposal(bargaining=desk.case.id, proposal=offer, reason="later"))
    desk.agree("第四条", "加班工资按合同工资计算。")
    assert desk.case.refusal("u1", desk.confirming()) == "outdated_draft"
    old = desk.confirming()
    desk.assemble()
    assert desk.case.refusal("u1", old) == "old_draft"
    draft = desk.draft()
    tree = desk.tree(draft.version)
    changed = stored(tree).replace("补贴二十元", "补贴三十元")
    desk.case.do("r1", SaveVersion(text=draft.text, base=draft.version, tree=changed))
    assert desk.case.refusal("e1", desk.confirming()) == "old_draft"


def test_a_draft_altered_behind_the_door_is_found(desk: Desk) -> None:
    desk.agree("第二条", "工资4250元。")
    desk.assemble()
    store = desk.case.hall.door.store
    with store.reading() as session:
        assert not list(text_faults(session, ()))
    with store.writing("test") as session:
        session.execute(update(AgreementDraft).values(tree_key="0" * 64))
        session.commit()
    with store.reading() as session:
        [fault] = text_faults(session, ())
    assert "another text" in fault.what


# The page


def test_everybody_at_the_table_sees_the_desk_and_nobody_else(desk: Desk, browser: Browser) -> None:
    everybody = {"u1", "u2", "u3", "e1", "e2", "g1", "m1", "r1", "o1"}
    assert who_enters(browser, desk.case, "/assembly") == everybody
    assert who_enters(browser, desk.case, "/assembly/acts") == everybody
    browser.actor = desk.case.people["u1"]
    assert browser.get(f"/bargainings/{new_id()}/assembly").status_code == 404


def test_the_desk_says_what_each_clause_rests_on(desk: Desk, browser: Browser) -> None:
    desk.agree("第二条", "职工月基本工资为4250元，每月5日发放。")
    Talks(desk.case, desk.issue("第三条")).table("e1", "夜班每次补贴二十五元。")
    desk.assemble()
    html = text_of(knock(browser, desk.case, "o1", "/assembly"))
    assert "agreed 1" in html
    assert "not agreed yet 1" in html
    assert "Nothing is agreed on this yet" in html
    assert f"/bargainings/{desk.case.id}/table/{desk.issue('第三条')}" in html
    draft = desk.draft()
    assert f"/texts/compare?old={desk.base}&new={draft.version}" in html
    assert "4250" in html


def test_each_sentence_is_attributed_to_the_pass_that_brought_it_in(desk: Desk, browser: Browser) -> None:
    talks = Talks(desk.case, desk.issue("第三条"))
    first = talks.table("u1", "夜班每次补贴二十元。\n夜班后补休半天。")
    desk.case.hall.clock.forward(minutes=5)
    answer = talks.table("e1", "夜班每次补贴二十元。\n夜班后补休半天。\n补贴次月发放。", answers=first)
    talks.initial("u1", answer)
    talks.initial("e1", answer)
    html = text_of(knock(browser, desk.case, "o1", "/assembly"))
    listed = re.sub(r"<svg.*?</svg>|<time.*?</time>", "", html.partition('class="origins"')[2].partition("</ol>")[0])
    said = re.findall(r'origin-by">(.*?)(?: ·)? ?</span><span[^>]*>(.*?)</span>', listed)
    assert said == [("in force", "夜班每次补贴二十元。"), ("U-1", "夜班后补休半天。"), ("E-1", "补贴次月发放。")]


def test_a_text_that_is_not_the_one_initialled_is_left_out_and_said(desk: Desk, browser: Browser) -> None:
    desk.agree("第二条", "工资4250元。")
    with desk.case.hall.door.store.writing("test") as session:
        session.execute(update(TentativeAgreement).values(content_hash="0" * 64))
        session.commit()
    assert text_at(desk.tree(desk.assemble()["version"]), "第二条").startswith("职工月基本工资为4000元")
    html = text_of(knock(browser, desk.case, "u1", "/assembly"))
    assert "is not the one that both chiefs initialled" in html
    assert "Confirm the draft" not in html
    assert desk.case.refusal("u1", desk.confirming()) == "faulty_draft"


def test_a_change_by_hand_is_found(desk: Desk, browser: Browser) -> None:
    desk.agree("第二条", "工资4250元。")
    desk.assemble()
    draft = desk.draft()
    changed = stored(desk.tree(draft.version)).replace("补贴二十元", "补贴九十元")
    desk.case.do("r1", SaveVersion(text=draft.text, base=draft.version, tree=changed))
    html = text_of(knock(browser, desk.case, "u1", "/assembly"))
    assert "edited by hand since" in html
    assert "neither agreed nor in force" in html
    assert desk.assemble()["number"] == 2
    assert "neither agreed nor in force" not in text_of(knock(browser, desk.case, "u1", "/assembly"))


def test_a_text_that_was_only_tidied_by_hand_becomes_the_draft(desk: Desk, browser: Browser) -> None:
    desk.agree("第二条", "工资4250元。")
    desk.assemble()
    draft = desk.draft()
    tidied = stored(desk.tree(draft.version)).replace('"number":"第五条"', '"number":"第 5 条"')
    version = desk.case.do("r1", SaveVersion(text=draft.text, base=draft.version, tree=tidied))["version"]
    html = text_of(knock(browser, desk.case, "r1", "/assembly"))
    assert "Take the edited text as the draft" in html
    taken = AssembleDraft(bargaining=desk.case.id, version=version)
    assert desk.case.do("r1", taken)["version"] == version
    assert desk.case.refusal("r1", taken) == "same_draft"
    assert "edited by hand" not in text_of(knock(browser, desk.case, "r1", "/assembly"))
    assert desk.case.do("u1", desk.confirming()) == {"both": False}
    desk.agree("第三条", "夜班每次补贴四十元。")
    assert desk.case.refusal("e1", desk.confirming()) == "outdated_draft"


def test_an_edited_text_that_says_something_else_is_not_taken(desk: Desk) -> None:
    desk.agree("第二条", "工资4250元。")
    desk.assemble()
    draft = desk.draft()
    changed = stored(desk.tree(draft.version)).replace("补贴二十元", "补贴九十元")
    version = desk.case.do("r1", SaveVersion(text=draft.text, base=draft.version, tree=changed))["version"]
    for key, answer in ((version, "changed_draft"), (desk.base, "absent"), (new_id(), "absent")):
        assert desk.case.refusal("r1", AssembleDraft(bargaining=desk.case.id, version=key)) == answer


def test_a_chief_who_left_means_another_look(desk: Desk, browser: Browser) -> None:
    desk.agree("第二条", "工资4250元。")
    desk.assemble()
    case = desk.case
    case.people["e3"] = case.hall.person("e3")
    replaced = ReplaceSeat(
        bargaining=case.id,
        seat=case.seats["e1"],
        person=str(case.people["e3"].person),
        name="e3",
        reason="left",
        number="2",
        granted_by="The board",
        valid_from=case.hall.clock.now.date(),
    )
    case.do("e1", replaced)
    said = "for the employer side has left the seat"
    assert said in text_of(knock(browser, case, "r1", "/assembly"))
    case.do("u1", desk.confirming())
    assert said in text_of(knock(browser, case, "r1", "/assembly"))
    case.do("e3", desk.confirming())
    assert said not in text_of(knock(browser, case, "r1", "/assembly"))


def test_the_desk_is_the_same_for_all_and_pushed(desk: Desk, browser: Browser, app: Flask) -> None:
    desk.agree("第二条", "工资4250元。")
    before = pushed(app, desk.case, "o1", "assembly.desk")
    assert before
    assert "Not assembled yet" in before
    desk.assemble()
    after = {pushed(app, desk.case, name, "assembly.desk") for name in ("u1", "e1", "o1", "m1")}
    assert len(after) == 1
    assert "Draft 1" in str(after)


def test_nothing_of_a_sides_own_room_reaches_the_desk(desk: Desk, browser: Browser) -> None:
    place = f"bargaining/{desk.case.id}/caucus/labour"
    own = stored(read_tree("第一条 CANARY 底线4100元。\n第二条 完。\n".encode(), "a.txt").tree)
    desk.case.do("u1", StartText(place=place, title="CANARY", kind=AgreementKind.WAGE, tree=own))
    Talks(desk.case, desk.issue("第四条")).draft("u1", "CANARY 加班一律三倍。")
    desk.agree("第二条", "工资4250元。")
    desk.assemble()
    for name in ("e1", "r1", "o1", "u1"):
        assert "CANARY" not in text_of(knock(browser, desk.case, name, "/assembly"))


def test_the_table_tells_of_drafts(desk: Desk, browser: Browser) -> None:
    desk.agree("第二条", "工资4250元。")
    desk.assemble()
    desk.case.do("u1", desk.confirming())
    shown = text_of(knock(browser, desk.case, "o1", f"/table/{desk.issue('第二条')}"))
    assert "assembled draft 1 of the agreement" in shown
    assert "confirmed draft 1 of the agreement" in shown


# The whole way, through pages alone


def test_last_terms_agreement_becomes_the_next_one(case: Case, browser: Browser) -> None:
    """Acceptance line 1: imported through the page, reviewed, amended by passes, assembled, compared, and on paper."""
    browser.actor = case.people["r1"]
    path = f"/bargainings/{case.id}/import"
    review = upload(browser, path, LAST_TERM.encode(), "last-term.txt")
    assert "职工月基本工资为4000元" in review.text
    assert browser.post(f"{path}/chosen", fields_of(review.text)).status_code == 303
    row: Issue = case.hall.find(select(Issue).where(Issue.clause_number == "第二条"))
    do = {"bargaining": case.id, "issue": row.id, "_next": f"/bargainings/{case.id}/table"}
    talks = Talks(case, row.id)
    proposal = talks.table("u1", "职工月基本工资为4250元，每月5日发放。")
    for name in ("e1", "u1"):
        browser.actor = case.people[name]
        initials = {**do, "proposal": proposal, "content_hash": talks.proposal(proposal).content_hash}
        assert browser.post("/do/InitialText", initials).status_code == 303
    browser.actor = case.people["r1"]
    assert browser.post("/do/AssembleDraft", {"bargaining": case.id, "_next": "/"}).status_code == 303
    draft: AgreementDraft = case.hall.find(select(AgreementDraft))
    html = text_of(knock(browser, case, "o1", "/assembly"))
    base = html.partition("/texts/compare?old=")[2].partition("&")[0]
    compare = f"old={base}&new={draft.version}"
    shown = browser.get(f"/texts/compare?{compare}", headers={"Accept-Language": "en"})
    assert "1 clause of" in shown.text
    redline = browser.get(f"/texts/compare.docx?{compare}").data
    document = zipfile.ZipFile(io.BytesIO(redline)).read("word/document.xml").decode()
    assert "<w:del " in document
    assert "4250" in document
    for paper, begins in (
        (f"/texts/compare.pdf?{compare}", b"%PDF-"),
        (f"/texts/versions/{draft.version}.pdf", b"%PDF-"),
        (f"/texts/versions/{draft.version}.docx", b"PK"),
        (f"/texts/versions/{draft.version}.xml", b"<?xml"),
    ):
        assert browser.get(paper).data.startswith(begins), paper
    for name in ("u1", "e1"):
        browser.actor = case.people[name]
        confirm = {"bargaining": case.id, "draft": draft.id, "tree_key": draft.tree_key, "_next": "/"}
        assert browser.post("/do/ConfirmDraft", confirm).status_code == 303
    assert "has not confirmed" not in text_of(knock(browser, case, "o1", "/assembly"))


def test_the_case_and_the_table_lead_to_the_draft(desk: Desk, browser: Browser) -> None:
    path, link = f"/table/{desk.issue('第二条')}", f'href="/bargainings/{desk.case.id}/assembly"'
    papers = 'aria-label="For you"'
    assert link not in text_of(knock(browser, desk.case, "o1", "")).partition(papers)[2]
    assert link not in text_of(knock(browser, desk.case, "o1", path))
    desk.agree("第二条", "工资4250元。")
    assert "not assembled yet" in text_of(knock(browser, desk.case, "o1", ""))
    assert link in text_of(knock(browser, desk.case, "o1", path))
    assert "Assemble the draft of the agreement" in text_of(knock(browser, desk.case, "r1", ""))
    desk.assemble()
    assert "Look through the draft and confirm it" in text_of(knock(browser, desk.case, "u1", ""))
    assert "Look through the draft and confirm it" not in text_of(knock(browser, desk.case, "u2", ""))
    for name in ("u1", "e1"):
        desk.case.do(name, desk.confirming())
    case = text_of(knock(browser, desk.case, "o1", ""))
    assert "draft 1, confirmed by both" in case
    assert "Both chiefs confirmed draft 1" in case
