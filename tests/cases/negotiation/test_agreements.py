"""Initials under one text, and the tentative agreement two of them make."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from negotiation.commands.agreements import InitialText, ReopenIssue, UndoInitial
from negotiation.commands.proposals import HoldIssue, WithdrawProposal
from negotiation.events.agreements import InitialUndone, IssueReopened, TentativelyAgreed, TextInitialled
from negotiation.models import TentativeAgreement
from tests.cases.negotiation.conftest import Case
from tests.cases.negotiation.talks import Talks, talks_of, tomorrow
from workbench.kernel import Refusal


@pytest.fixture
def talks(case: Case) -> Talks:
    return talks_of(case)


def reopening(talks: Talks) -> ReopenIssue:
    return ReopenIssue(bargaining=talks.id, issue=talks.issue, reason="the figures were revised")


def undoing(talks: Talks) -> UndoInitial:
    return UndoInitial(bargaining=talks.id, issue=talks.issue)


def agreements(talks: Talks) -> list[TentativeAgreement]:
    with talks.case.hall.door.store.reading() as session:
        query = select(TentativeAgreement).where(TentativeAgreement.issue == talks.issue)
        return list(session.scalars(query.order_by(TentativeAgreement.at)))


@pytest.mark.parametrize("order", [("u1", "e1"), ("e1", "u1")])
def test_two_initials_under_one_text_are_an_agreement(talks: Talks, order: tuple[str, str]) -> None:
    talks.table("u1", "one")
    answer = talks.table("e1", "two")
    events = talks.told()
    assert talks.initial(order[0], answer)["agreement"] is None
    assert (talks.standing(), agreements(talks)) == ("countered", [])
    result = talks.initial(order[1], answer)
    [agreement] = agreements(talks)
    assert result["agreement"] == agreement.id
    assert (agreement.proposal, agreement.content_hash) == (answer, talks.proposal(answer).content_hash)
    assert (talks.standing(), talks.fate(answer)) == ("agreed", "agreed")
    assert [type(event) for event in events] == [TextInitialled, TextInitialled, TentativelyAgreed]
    assert {event.stream for event in events} == {f"bargaining/{talks.id}/table"}


def test_tabling_is_not_initialling(talks: Talks) -> None:
    mine = talks.table("u1", "one")
    talks.initial("e1", mine)
    assert talks.standing() == "proposed"
    talks.initial("u1", mine)
    assert talks.standing() == "agreed"


@pytest.mark.parametrize("name", ["u2", "u3", "e2", "g1", "m1", "r1", "o1"])
def test_only_chiefs_initial_undo_and_reopen(talks: Talks, name: str) -> None:
    proposal = talks.table("u1", "one")
    for command in (talks.initialling(proposal), undoing(talks), reopening(talks)):
        refused = talks.refused(name, command)
        assert (refused.reason.key, refused.reason.status) == ("not_chief", 403)


def test_a_chief_without_mandate_initials_nothing(talks: Talks) -> None:
    talks.case.hall.clock.forward(minutes=1)
    talks.case.mandate("e1", "e1", "7", until=tomorrow())
    proposal = talks.table("u1", "one")
    talks.case.hall.clock.forward(days=2)
    assert talks.refused("e1", talks.initialling(proposal)).reason.key == "no_mandate"


def test_another_text_is_not_initialled(talks: Talks) -> None:
    proposal = talks.table("e1", "two")
    refused = talks.refused("u1", talks.initialling(proposal, "0" * 64))
    assert (refused.reason.key, refused.reason.status) == ("stale_text", 409)
    assert refused.values["read"] == "00000000"
    assert refused.values["stands"] == talks.proposal(proposal).content_hash[:8]
    assert talks.initials() == set()


def test_who_reads_an_overtaken_text_is_told_what_happened(talks: Talks) -> None:
    old = talks.table("e1", "two")
    reading = talks.initialling(old)
    talks.case.hall.clock.forward(minutes=61, seconds=2)
    new = talks.table("e1", "three")
    refused = talks.refused("u1", reading)
    assert refused.reason.key == "stale_text"
    told = {"label": "E-1", "latest": "E-2", "party": "the employer side", "clock": "10:31:02", "proposal": new}
    assert told.items() <= refused.values.items()
    assert "%(latest)s" in refused.reason.sentence


def test_so_is_who_reads_a_withdrawn_one(talks: Talks) -> None:
    talks.table("u1", "one")
    old = talks.table("e1", "two")
    reading = talks.initialling(old)
    talks.do("e2", WithdrawProposal(bargaining=talks.id, proposal=old, reason="wrong figure"))
    refused = talks.refused("u1", reading)
    assert (refused.reason.key, refused.values["party"]) == ("stale_text", "the employer side")


def test_a_proposal_of_another_issue_is_absent(talks: Talks) -> None:
    talks.table("e1", "here")
    other = talks_of(talks.case).table("e1", "elsewhere")
    assert talks.refused("u1", talks.initialling(other)).reason.key == "absent"


def test_nothing_is_initialled_where_nothing_stands_or_while_held(talks: Talks) -> None:
    command = InitialText(bargaining=talks.id, issue=talks.issue, proposal=talks.issue, content_hash="0" * 64)
    assert talks.refused("u1", command).reason.key == "nothing_tabled"
    proposal = talks.table("e1", "two")
    talks.do("u1", HoldIssue(bargaining=talks.id, issue=talks.issue, reason="later"))
    assert talks.refused("u1", talks.initialling(proposal)).reason.key == "issue_held"


def test_a_side_initials_one_text_at_a_time(talks: Talks) -> None:
    mine, answer = talks.table("u1", "one"), talks.table("e1", "two")
    talks.initial("u1", answer)
    for proposal in (mine, answer):
        refused = talks.refused("u1", talks.initialling(proposal))
        assert (refused.reason.key, refused.values["label"]) == ("undo_first", "E-1")
    talks.initial("e1", mine)
    assert talks.standing() == "countered"


def test_initials_are_taken_back_before_the_other_side_has_initialled(talks: Talks) -> None:
    proposal = talks.table("e1", "two")
    assert talks.refused("u1", undoing(talks)).reason.key == "not_initialled"
    talks.initial("u1", proposal)
    assert talks.refused("e1", undoing(talks)).reason.key == "not_initialled"
    events = talks.told()
    talks.do("u1", undoing(talks))
    assert [type(event) for event in events] == [InitialUndone]
    assert talks.initials() == set()
    talks.initial("u1", proposal)
    talks.initial("e1", proposal)
    assert talks.refused("u1", undoing(talks)).reason.key == "issue_agreed"


@pytest.mark.parametrize("name", ["u1", "e1"])
def test_either_chief_reopens_what_was_agreed(talks: Talks, name: str) -> None:
    talks.table("u1", "one")
    answer = talks.table("e1", "two")
    assert talks.refused(name, reopening(talks)).reason.key == "issue_not_agreed"
    for chief in ("u1", "e1"):
        talks.initial(chief, answer)
    events = talks.told()
    assert talks.do(name, reopening(talks))["standing"] == "countered"
    assert [type(event) for event in events] == [IssueReopened]
    [agreement] = agreements(talks)
    assert (agreement.reopened_by, agreement.reopened_reason) == (talks.case.seats[name], "the figures were revised")
    assert (talks.fate(answer), talks.initials()) == ("standing", set())


def test_what_is_agreed_again_is_a_second_agreement(talks: Talks) -> None:
    proposal = talks.table("u1", "one")
    for _ in range(2):
        for name in ("u1", "e1"):
            talks.initial(name, proposal)
        talks.case.hall.clock.forward(minutes=1)
        talks.do("u1", reopening(talks))
    assert [agreement.reopened_at is not None for agreement in agreements(talks)] == [True, True]
    assert talks.standing() == "proposed"


def test_what_ended_meanwhile_does_not_stand_again(talks: Talks) -> None:
    proposal = talks.table("u1", "one", expires_on=tomorrow())
    for name in ("u1", "e1"):
        talks.initial(name, proposal)
    talks.case.hall.clock.forward(days=3)
    assert talks.do("e1", reopening(talks))["standing"] == "open"
    assert talks.fate(proposal) == "expired"


def together(talks: Talks, *acts: tuple[str, object]) -> list[str]:
    """Let people act at the same moment; return what each was told: "" or the reason."""
    start = threading.Barrier(len(acts))
    told: dict[int, str] = {}

    def act(number: int, name: str, command: object) -> None:
        start.wait()
        try:
            talks.do(name, command)
            told[number] = ""
        except Refusal as refused:
            told[number] = refused.reason.key

    threads = [threading.Thread(target=act, args=(number, *one)) for number, one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [told[number] for number in range(len(acts))]


def test_two_chiefs_who_initial_at_once_agree_once(talks: Talks) -> None:
    for words in ("one", "two", "three"):
        proposal = talks.table("u1", words)
        assert together(talks, ("u1", talks.initialling(proposal)), ("e1", talks.initialling(proposal))) == ["", ""]
        assert talks.standing() == "agreed"
        talks.do("u1", reopening(talks))
    assert len(agreements(talks)) == 3


def test_who_initials_while_the_other_tables_either_agrees_to_the_old_or_is_told(talks: Talks) -> None:
    for number in range(4):
        old = talks.table("e1", f"text {number}")
        newer = talks.draft("e1", f"newer {number}")
        initialled, tabled = together(talks, ("u1", talks.initialling(old)), ("e1", newer))
        assert tabled == ""
        assert initialled in ("", "stale_text")
        assert talks.initials() == set()
