"""Numbered passes at the table: immutable, one of each side standing, ending when they must."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from agreements.rules.text import content_hash
from negotiation.commands.issues import AddIssue
from negotiation.commands.mandates import EndMandate
from negotiation.commands.meetings import AdjournMeeting, CloseMeeting
from negotiation.commands.proposals import ExpireProposals, TableProposal, WithdrawProposal, expire_due
from negotiation.commands.seats import EndSeat, ReplaceSeat
from negotiation.events.agreements import InitialLapsed
from negotiation.events.proposals import ProposalExpired, ProposalLapsed, ProposalTabled, ProposalWithdrawn
from tests.cases.negotiation.conftest import Case
from tests.cases.negotiation.talks import IN_FORCE, Talks, talks_of, tomorrow
from workbench.kernel import Allowed, the_house


@pytest.fixture
def talks(case: Case) -> Talks:
    return talks_of(case)


def withdrawing(talks: Talks, proposal: str) -> WithdrawProposal:
    return WithdrawProposal(bargaining=talks.id, proposal=proposal, reason="wrong figure")


def test_passes_are_numbered_for_each_side_and_issue(talks: Talks) -> None:
    labels = []
    for name, words in (("u1", "one"), ("e1", "two"), ("u2", "three"), ("e2", "four")):
        labels.append(talks.do(name, talks.draft(name, words))["label"])
    assert labels == ["U-1", "E-1", "U-2", "E-2"]
    other = talks_of(talks.case)
    assert other.do("u1", other.draft("u1", "five"))["label"] == "U-1"


def test_a_pass_says_what_it_answers_under_which_mandate_and_in_which_meeting(talks: Talks) -> None:
    between = talks.table("u1", "between meetings")
    meeting = talks.meet()
    events = talks.told()
    answer = talks.proposal(talks.table("e1", "five", answers=between))
    assert talks.proposal(between).meeting is None
    assert (answer.parent, answer.meeting, answer.party) == (between, meeting, "employer")
    assert answer.mandate is not None
    tabled = next(event for event in events if isinstance(event, ProposalTabled))
    assert (tabled.text, tabled.content_hash, tabled.label) == ("five", content_hash("five"), "E-1")
    assert (tabled.parent, tabled.supersedes, tabled.meeting) == (between, None, meeting)


def test_a_sides_newer_pass_takes_the_place_of_its_older_one(talks: Talks) -> None:
    first, answer = talks.table("u1", "one"), talks.table("e1", "two")
    assert talks.standing() == "countered"
    events = talks.told()
    second = talks.table("u1", "three")
    assert [talks.fate(one) for one in (first, answer, second)] == ["superseded", "standing", "standing"]
    tabled = next(event for event in events if isinstance(event, ProposalTabled))
    assert tabled.supersedes == first


@pytest.mark.parametrize("words", ["", " \n "])
def test_an_empty_draft_is_not_tabled(talks: Talks, words: str) -> None:
    assert talks.refused("u1", talks.draft("u1", words)).reason.key == "text_empty"


def test_a_clause_is_struck_only_where_there_is_one_and_on_purpose(talks: Talks) -> None:
    full = talks.draft("u1", "四千二百五十元。").model_copy(update={"strikes": True})
    assert talks.refused("u1", full).reason.key == "strikes_with_text"
    struck = talks.table("e1", " ", strikes=True)
    assert (talks.proposal(struck).text, talks.proposal(struck).content_hash) == ("", content_hash(""))
    again = talks.draft("e1", "").model_copy(update={"strikes": True})
    assert talks.refused("e1", again).reason.key == "text_repeated"


def test_who_answers_a_pass_that_strikes_begins_with_the_clause(talks: Talks) -> None:
    struck = talks.table("e1", "", strikes=True)
    assert talks.draft_row(talks.start("u1", struck)).text == IN_FORCE


def test_what_has_no_text_in_force_cannot_be_struck(talks: Talks) -> None:
    added = talks.do("u1", AddIssue(bargaining=talks.id, heading="Buses"))["issue"]
    fresh = Talks(talks.case, added)
    command = fresh.draft("u1", "").model_copy(update={"strikes": True})
    assert fresh.refused("u1", command).reason.key == "nothing_to_strike"


def test_a_draft_that_says_nothing_new_is_not_tabled(talks: Talks) -> None:
    draft = talks.start("u1")
    command = TableProposal(bargaining=talks.id, draft=draft, draft_version=1)
    assert talks.draft_row(draft).text == IN_FORCE
    assert talks.refused("u1", command).reason.key == "text_in_force"
    version = talks.save("u1", draft, "one")
    first = talks.do("u1", command.model_copy(update={"draft_version": version}))["proposal"]
    repeated = talks.draft("u1", "one", answers=first)
    refused = talks.refused("u1", repeated)
    assert (refused.reason.key, refused.values["label"]) == ("text_repeated", "U-1")
    talks.do("u1", withdrawing(talks, first))
    assert talks.do("u1", repeated)["label"] == "U-2"


def test_what_was_read_is_what_is_tabled(talks: Talks) -> None:
    command = talks.draft("u1", "one")
    talks.save("u2", command.draft, "another", command.draft_version)
    refused = talks.refused("u1", command)
    assert (refused.reason.key, refused.values["text"], refused.values["author"]) == ("stale_draft", "another", "u2")
    assert talks.standing() == "open"


def test_a_pass_the_other_side_tabled_meanwhile_is_seen_first(talks: Talks) -> None:
    first = talks.table("e1", "one")
    mine = talks.draft("u1", "mine", answers=first).model_copy(update={"after": first})
    talks.table("e1", "two")
    refused = talks.refused("u1", mine)
    assert (refused.reason.key, refused.reason.status) == ("table_moved", 409)
    assert refused.values == {"party": "the employer side", "label": "E-2", "clock": "09:30:00"}
    assert talks.draft_row(mine.draft).tabled_as is None
    assert talks.do("u1", mine.model_copy(update={"after": None}))["label"] == "U-1"


def test_without_a_mandate_in_force_nobody_tables(talks: Talks) -> None:
    earlier = talks.table("u1", "zero")
    command = talks.draft("u2", "one")
    talks.case.hall.clock.forward(minutes=1)
    mandate = talks.case.mandate("u1", "u2", "9")
    talks.do("u1", EndMandate(bargaining=talks.id, mandate=mandate))
    assert talks.refused("u2", command).reason.key == "no_mandate"
    assert talks.refused("u2", withdrawing(talks, earlier)).reason.key == "no_mandate"


def test_nothing_is_tabled_on_what_is_agreed(talks: Talks) -> None:
    proposal = talks.table("u1", "one")
    command = talks.draft("e1", "two")
    for name in ("u1", "e1"):
        talks.initial(name, proposal)
    assert talks.refused("e1", command).reason.key == "issue_agreed"
    assert talks.refused("u1", withdrawing(talks, proposal)).reason.key == "not_standing"


def test_a_side_takes_its_initials_back_before_it_tables(talks: Talks) -> None:
    answer = talks.table("e1", "two")
    command = talks.draft("u2", "three")
    talks.initial("u1", answer)
    refused = talks.refused("u2", command)
    assert (refused.reason.key, refused.values["label"]) == ("undo_first", "E-1")


@pytest.mark.parametrize("column", ["text", "content_hash", "number", "party", "reason", "tabled_at", "tabled_by"])
def test_the_database_itself_keeps_a_tabled_pass_as_it_is(talks: Talks, column: str) -> None:
    proposal = talks.table("u1", "one")
    with talks.case.hall.door.store.writing("test") as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(sql(f"UPDATE proposals SET {column} = {column} WHERE id = :id"), {"id": proposal})


def test_the_database_itself_keeps_a_tabled_pass(talks: Talks) -> None:
    talks.table("u1", "one")
    with talks.case.hall.door.store.writing("test") as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(sql("DELETE FROM proposals"))


# Withdrawn


def test_its_own_side_withdraws_a_pass(talks: Talks) -> None:
    first, answer = talks.table("u1", "one"), talks.table("e1", "two")
    refused = talks.refused("e1", withdrawing(talks, first))
    assert (refused.reason.key, refused.reason.status) == ("not_your_proposal", 403)
    events = talks.told()
    talks.do("u2", withdrawing(talks, first))
    assert (talks.fate(first), talks.proposal(first).fate_reason) == ("withdrawn", "wrong figure")
    assert talks.standing() == "proposed"
    assert [type(event) for event in events] == [ProposalWithdrawn]
    again = talks.refused("u1", withdrawing(talks, first))
    assert (again.reason.key, again.values["fate"]) == ("not_standing", "it was withdrawn")
    talks.do("e1", withdrawing(talks, answer))
    assert talks.standing() == "withdrawn"


def test_initials_fall_away_with_what_they_stand_under(talks: Talks) -> None:
    first = talks.table("u1", "one")
    talks.initial("e1", first)
    events = talks.told()
    talks.table("u1", "two")
    lapsed = next(event for event in events if isinstance(event, InitialLapsed))
    assert (lapsed.proposal, lapsed.side) == (first, "employer")
    assert talks.initials() == set()


@pytest.mark.parametrize("name", ["u3", "g1", "m1", "r1", "o1"])
def test_others_withdraw_nothing(talks: Talks, name: str) -> None:
    assert talks.refused(name, withdrawing(talks, talks.table("u1", "one"))).reason.key == "not_your_role"


# Ended by itself


def test_a_last_day_lies_ahead(talks: Talks) -> None:
    command = talks.draft("u1", "one").model_copy(update={"expires_on": tomorrow(-1)})
    refused = talks.refused("u1", command)
    assert (refused.reason.key, refused.field) == ("date_past", "expires_on")
    talks.do("u1", command.model_copy(update={"expires_on": tomorrow(0)}))


def test_only_in_a_meeting_can_a_pass_end_with_it(talks: Talks) -> None:
    command = talks.draft("u1", "one").model_copy(update={"ends_with_meeting": True})
    refused = talks.refused("u1", command)
    assert (refused.reason.key, refused.field) == ("no_meeting", "ends_with_meeting")


def test_a_pass_expires_the_day_after_its_last(talks: Talks) -> None:
    dated = talks.table("u1", "one", expires_on=tomorrow())
    open_ended = talks.table("e1", "two")
    door, clock = talks.case.hall.door, talks.case.hall.clock
    clock.forward(days=1)
    assert expire_due(door) == 0
    clock.forward(days=1)
    assert talks.refused("e1", talks.initialling(dated)).reason.key == "stale_text"
    assert talks.fate(dated) == "standing"
    events = talks.told()
    assert expire_due(door) == 1
    assert expire_due(door) == 0
    assert (talks.fate(dated), talks.fate(open_ended), talks.standing()) == ("expired", "standing", "proposed")
    assert [type(event) for event in events] == [ProposalExpired]


def test_the_day_is_that_of_the_house(talks: Talks) -> None:
    """23:30 UTC is already the next morning in Shandong."""
    dated = talks.table("u1", "one", expires_on=tomorrow(0))
    talks.case.hall.clock.forward(hours=14, minutes=29)
    assert expire_due(talks.case.hall.door) == 0
    talks.case.hall.clock.forward(minutes=2)
    assert expire_due(talks.case.hall.door) == 1
    assert talks.fate(dated) == "expired"


def test_a_pass_bound_to_a_meeting_ends_when_it_closes(talks: Talks) -> None:
    meeting = talks.meet()
    bound, free = talks.table("u1", "one", ends_with_meeting=True), talks.table("e1", "two")
    talks.initial("e1", bound)
    talks.do("u1", AdjournMeeting(bargaining=talks.id, meeting=meeting))
    assert talks.fate(bound) == "standing"
    talks.do("r1", CloseMeeting(bargaining=talks.id, meeting=meeting))
    assert (talks.fate(bound), talks.fate(free), talks.initials()) == ("expired", "standing", set())


def test_nobody_but_the_house_notes_expiry(talks: Talks) -> None:
    command = ExpireProposals(bargaining=talks.id)
    for name in ("u1", "r1", "g1"):
        assert talks.refused(name, command).reason.key == "absent"
    assert isinstance(talks.case.hall.door.ask(the_house("scheduler"), ExpireProposals, bargaining=talks.id), Allowed)


# Replaced


def replace(talks: Talks, by: str, name: str) -> None:
    person = talks.case.hall.person(f"new {name}").person
    more: dict[str, Any] = {"number": "21", "granted_by": "The congress", "valid_from": tomorrow(0)}
    talks.do(
        by,
        ReplaceSeat(
            bargaining=talks.id, seat=talks.case.seats[name], person=str(person), name="new", reason="ill", **more
        ),
    )


def test_what_a_replaced_representative_started_lapses(talks: Talks) -> None:
    mine, other = talks.table("u2", "one"), talks.table("e2", "two")
    draft = talks.start("u2")
    events = talks.told()
    replace(talks, "u1", "u2")
    assert (talks.fate(mine), talks.fate(other), talks.standing()) == ("lapsed", "standing", "proposed")
    assert any(isinstance(event, ProposalLapsed) and event.seat == talks.case.seats["u2"] for event in events)
    assert talks.draft_row(draft).discarded_at is None
    talks.save("u1", draft, "the side keeps its draft")


def test_what_the_other_side_accepted_outlives_its_seat(talks: Talks) -> None:
    mine = talks.table("u2", "one")
    talks.initial("e1", mine)
    talks.do("u1", EndSeat(bargaining=talks.id, seat=talks.case.seats["u2"], reason="retired"))
    assert talks.fate(mine) == "standing"
    assert talks.initials() == {"employer"}


def test_ones_own_initials_save_nothing(talks: Talks) -> None:
    mine = talks.table("u2", "one")
    talks.initial("u1", mine)
    talks.do("u1", EndSeat(bargaining=talks.id, seat=talks.case.seats["u2"], reason="retired"))
    assert (talks.fate(mine), talks.initials()) == ("lapsed", set())


def test_a_replaced_chiefs_unmatched_initials_lapse(talks: Talks) -> None:
    answer = talks.table("e1", "two")
    talks.initial("u1", answer)
    replace(talks, "u1", "u1")
    assert (talks.initials(), talks.fate(answer), talks.standing()) == (set(), "standing", "proposed")


def test_what_is_agreed_outlives_its_chief(talks: Talks) -> None:
    proposal = talks.table("u1", "one")
    for name in ("u1", "e1"):
        talks.initial(name, proposal)
    replace(talks, "u1", "u1")
    assert (talks.fate(proposal), talks.standing(), talks.initials()) == ("agreed", "agreed", {"labour", "employer"})


def test_a_mandate_that_ends_lapses_the_same_and_one_that_is_renewed_does_not(talks: Talks) -> None:
    mine = talks.table("u2", "one")
    talks.case.hall.clock.forward(minutes=1)
    mandate = talks.case.mandate("u1", "u2", "2")
    assert talks.fate(mine) == "standing"
    talks.do("u1", EndMandate(bargaining=talks.id, mandate=mandate))
    assert talks.fate(mine) == "lapsed"
