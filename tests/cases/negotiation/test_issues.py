"""The list of issues and the discussion that moves through it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from negotiation.commands.issues import AddIssue, DiscussIssue, ReviseIssue, WithdrawIssue
from negotiation.commands.proposals import HoldIssue, ResumeIssue, WithdrawProposal
from negotiation.events.issues import DiscussionLeft, IssueAdded, IssueDiscussed, IssueHeld, IssueWithdrawn
from negotiation.models import Bargaining, Issue
from tests.cases.negotiation.conftest import Case, opening
from tests.cases.negotiation.talks import IN_FORCE, Talks, talks_of


@pytest.fixture
def talks(case: Case) -> Talks:
    return talks_of(case)


def listed(case: Case) -> list[str]:
    with case.hall.door.store.reading() as session:
        return list(session.scalars(select(Issue.heading).order_by(Issue.ordinal)))


def add(case: Case, name: str, heading: str, ordinal: int | None = None) -> str:
    issue: str = case.do(name, AddIssue(bargaining=case.id, heading=heading, ordinal=ordinal))["issue"]
    return issue


@pytest.mark.parametrize("name", ["u1", "u2", "e1", "e2", "r1"])
def test_who_speaks_for_a_side_and_the_recorder_shape_the_list(case: Case, name: str) -> None:
    add(case, name, "Night shifts")
    assert listed(case) == ["Night shifts"]


@pytest.mark.parametrize("name", ["u3", "g1", "m1", "o1"])
def test_others_do_not(case: Case, name: str) -> None:
    assert case.refusal(name, AddIssue(bargaining=case.id, heading="x")) == "not_your_role"


def test_nobody_from_outside_learns_of_the_bargaining(case: Case) -> None:
    stranger = case.hall.person("stranger")
    assert case.hall.refusal(stranger, AddIssue(bargaining=case.id, heading="x")) == "absent"


def test_an_issue_comes_last_or_where_it_is_put(case: Case) -> None:
    for heading, ordinal in (("a", None), ("b", None), ("c", 1), ("d", 3), ("e", 99)):
        add(case, "u1", heading, ordinal)
    assert listed(case) == ["c", "a", "d", "b", "e"]


def test_an_issue_carries_the_text_in_force_into_the_record(case: Case) -> None:
    events = talks_of(case).told()
    case.do(
        "e1", AddIssue(bargaining=case.id, heading="Bonus", part="Pay", clause_number="第四条", current_text=IN_FORCE)
    )
    [event] = events
    assert isinstance(event, IssueAdded)
    assert (event.heading, event.part, event.clause_number, event.current_text) == ("Bonus", "Pay", "第四条", IN_FORCE)
    assert event.ordinal == 2


def test_a_text_with_hidden_characters_is_no_command(case: Case) -> None:
    with pytest.raises(ValidationError):
        AddIssue(bargaining=case.id, heading="x", current_text="协\u200b商")


def test_only_what_is_sent_is_revised(talks: Talks) -> None:
    add(talks.case, "u1", "second")
    talks.do("e2", ReviseIssue(bargaining=talks.id, issue=talks.issue, clause_number="第三条", ordinal=2))
    row: Issue = talks.case.hall.find(select(Issue).where(Issue.id == talks.issue))
    assert (row.heading, row.clause_number, row.current_text) == ("年度工资增长幅度", "第三条", IN_FORCE)
    assert listed(talks.case) == ["second", "年度工资增长幅度"]


def test_once_something_was_tabled_the_entry_stays(talks: Talks) -> None:
    proposal = talks.table("u1", "one")
    revise = ReviseIssue(bargaining=talks.id, issue=talks.issue, heading="other")
    drop = WithdrawIssue(bargaining=talks.id, issue=talks.issue, reason="settled elsewhere")
    assert talks.refused("r1", revise).reason.key == "issue_not_open"
    assert talks.refused("r1", drop).reason.key == "issue_not_open"
    talks.do("u1", WithdrawProposal(bargaining=talks.id, proposal=proposal, reason="no longer needed"))
    assert talks.standing() == "withdrawn"


def test_a_withdrawn_issue_comes_back_with_a_proposal(talks: Talks) -> None:
    events = talks.told()
    talks.do("r1", WithdrawIssue(bargaining=talks.id, issue=talks.issue, reason="entered twice"))
    assert talks.standing() == "withdrawn"
    assert isinstance(events[0], IssueWithdrawn)
    assert talks.refused("u1", HoldIssue(bargaining=talks.id, issue=talks.issue, reason="x")).reason.key == (
        "issue_withdrawn"
    )
    talks.table("e1", "one")
    assert talks.standing() == "proposed"


def test_an_issue_of_another_bargaining_is_absent(talks: Talks, case: Case) -> None:
    other = case.hall.do(case.hall.person("u9", "union"), opening())
    command = HoldIssue(bargaining=other.result["bargaining"], issue=talks.issue, reason="x")
    assert case.refusal("u1", command) == "absent"


# Held and resumed


def test_held_issues_wait_and_go_on_where_they_stood(talks: Talks) -> None:
    talks.table("u1", "one")
    events = talks.told()
    talks.do("e2", HoldIssue(bargaining=talks.id, issue=talks.issue, reason="figures are missing"))
    assert talks.standing() == "held"
    assert isinstance(events[0], IssueHeld)
    refused = talks.refused("u1", HoldIssue(bargaining=talks.id, issue=talks.issue, reason="again"))
    assert (refused.reason.key, refused.reason.status) == ("issue_held", 409)
    assert refused.values["held"] == "figures are missing"
    assert talks.refused("e1", talks.draft("e1", "two")).reason.key == "issue_held"
    assert talks.do("u2", ResumeIssue(bargaining=talks.id, issue=talks.issue))["standing"] == "proposed"
    assert talks.refused("u2", ResumeIssue(bargaining=talks.id, issue=talks.issue)).reason.key == "issue_not_held"


def test_what_is_withdrawn_while_held_counts_when_resumed(talks: Talks) -> None:
    proposal = talks.table("u1", "one")
    talks.do("u1", HoldIssue(bargaining=talks.id, issue=talks.issue, reason="later"))
    talks.do("u1", WithdrawProposal(bargaining=talks.id, proposal=proposal, reason="wrong figure"))
    assert talks.standing() == "held"
    assert talks.do("u1", ResumeIssue(bargaining=talks.id, issue=talks.issue))["standing"] == "withdrawn"


@pytest.mark.parametrize("name", ["u3", "g1", "m1", "r1", "o1"])
def test_only_who_speaks_for_a_side_holds_and_resumes(talks: Talks, name: str) -> None:
    assert (
        talks.refused(name, HoldIssue(bargaining=talks.id, issue=talks.issue, reason="x")).reason.key == "not_your_role"
    )
    assert talks.refused(name, ResumeIssue(bargaining=talks.id, issue=talks.issue)).reason.key == "not_your_role"


# Discussed


def discussing(case: Case) -> str | None:
    row: Bargaining = case.hall.find(select(Bargaining).where(Bargaining.id == case.id))
    return row.discussing


def test_the_chair_moves_the_discussion(talks: Talks) -> None:
    second = add(talks.case, "u1", "second")
    talks.meet()
    events = talks.told()
    talks.do("u1", DiscussIssue(bargaining=talks.id, issue=talks.issue))
    talks.do("u1", DiscussIssue(bargaining=talks.id, issue=second))
    talks.do("u1", DiscussIssue(bargaining=talks.id, issue=second))
    assert discussing(talks.case) == second
    talks.do("u1", DiscussIssue(bargaining=talks.id))
    assert discussing(talks.case) is None
    assert [type(event) for event in events] == [IssueDiscussed, DiscussionLeft, IssueDiscussed, DiscussionLeft]


def test_so_do_recorder_and_mediator_at_any_time(talks: Talks) -> None:
    for name in ("r1", "m1"):
        talks.do(name, DiscussIssue(bargaining=talks.id, issue=talks.issue))


def test_others_do_not_lead(talks: Talks) -> None:
    command = DiscussIssue(bargaining=talks.id, issue=talks.issue)
    assert talks.refused("u1", command).reason.key == "no_meeting"
    talks.meet()
    for name in ("u2", "e1", "g1", "o1"):
        assert talks.refused(name, command).reason.key == "not_presiding"
