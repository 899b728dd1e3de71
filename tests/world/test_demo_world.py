"""The demo world tells the story it promises, and its ledger holds."""

from __future__ import annotations

from collections import Counter

from negotiation.models import Issue, Meeting, Minutes, Proposal, ProposalDraft
from tests.worlds import World
from workbench.kernel import ledger


def test_one_meeting_was_held_and_one_is_in_progress(world: World) -> None:
    for key in ("lin", "okafor"):
        meetings = world.rows(Meeting, Meeting.bargaining == world.bargaining(key))
        assert sorted(meeting.phase for meeting in meetings) == ["closed", "open"]


def test_issues_stand_in_every_way(world: World) -> None:
    standings = Counter(issue.standing for issue in world.rows(Issue, Issue.bargaining == world.bargaining("lin")))
    assert standings == {"open": 13, "agreed": 5, "proposed": 2, "countered": 2, "held": 1, "withdrawn": 1}


def test_the_minutes_of_the_first_meeting_are_confirmed_by_all(world: World) -> None:
    assert [minutes.frozen_at is not None for minutes in world.rows(Minutes)] == [True, True]


def test_both_sides_keep_drafts_and_the_table_has_numbered_proposals(world: World) -> None:
    bargaining = world.bargaining("lin")
    drafts = world.rows(ProposalDraft, ProposalDraft.bargaining == bargaining, ProposalDraft.tabled_as.is_(None))
    assert sorted(draft.side for draft in drafts) == ["employer", "labour"]
    third = next(
        issue for issue in world.rows(Issue, Issue.bargaining == bargaining) if issue.clause_number == "第三条"
    )
    passes = [(one.party, one.number) for one in world.rows(Proposal, Proposal.issue == third.id)]
    assert sorted(passes) == [("employer", 1), ("employer", 2), ("labour", 1), ("labour", 2)]


def test_its_ledger_holds(world: World) -> None:
    with world.door.store.reading() as session:
        assert ledger.verify(session) == []
