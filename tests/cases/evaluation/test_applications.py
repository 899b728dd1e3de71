"""From the self-assessment to the committee: who takes which step, in time, with what before it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from evaluation.commands.applications import SubmitApplication, WithdrawApplication
from evaluation.commands.reviews import ForwardApplication, ReturnApplication, TakeUpApplication
from evaluation.events.sheets import SheetHandedIn
from evaluation.models import Adoption, Application, FiledSheet, Return
from evaluation.queries.adoption_integrity import adoption_faults
from evaluation.reactions.applications import move_on
from evaluation.rules import streams
from evaluation.rules.words import ApplicationState, Stage
from tests.cases.evaluation.courses import adopting, before_committee, self_scored, submitted
from tests.cases.evaluation.rounds import TODAY, OneApplies, held, one
from tests.cases.negotiation.conftest import hall
from workbench.kernel import NOBODY, Act, Command, new_id

__all__ = ["hall", "held", "one"]


def returning(one: OneApplies, corrections: str = "1003 名册缺照片", days: int = 14) -> ReturnApplication:
    due = TODAY + timedelta(days=days)
    return ReturnApplication(application=one.id, reason="see the items", corrections=corrections, due_on=due)


def react(one: OneApplies, stage: Stage) -> None:
    """Let the application answer a sheet that was handed in."""
    door = one.held.hall.door
    event = SheetHandedIn(
        place=streams.file(one.id), application=one.id, sheet=new_id(), stage=stage, turn=1, filed=new_id(), digest="0"
    )
    with door.store.writing("test") as session:
        list(move_on(Act(session, NOBODY, door.clock(), door.zone, door.key), event))
        session.commit()


def test_handing_in_moves_the_application_on(one: OneApplies) -> None:
    react(one, Stage.SELF)
    assert one.state() == ApplicationState.SELF_SCORED
    react(one, Stage.PANEL)
    assert one.state() == ApplicationState.SELF_SCORED
    one.held.file_sheet(one.id, Stage.SELF)
    one.do("steward", adopting(one))
    one.do("boss", SubmitApplication(application=one.id))
    react(one, Stage.FIRST)
    assert one.state() == ApplicationState.FIRST_REVIEW


def test_the_union_records_what_the_congress_resolved(one: OneApplies) -> None:
    filed = self_scored(one)
    assert one.held.refusal("boss", adopting(one)) == "union_records"
    assert one.held.refusal("office", adopting(one)) == "union_records"
    assert one.held.refusal("stranger", adopting(one)) == "absent"
    assert one.do("steward", adopting(one))["passed"] is True
    row = one.held.hall.find(select(Adoption))
    assert (row.filed_sheet, row.pass_rule, row.satisfied, row.stream) == (filed, "all", None, streams.file(one.id))
    assert one.state() == ApplicationState.ADOPTED
    assert one.held.refusal("steward", adopting(one)) == "not_now"


def test_who_applied_does_not_record_the_congress_too(one: OneApplies) -> None:
    self_scored(one)
    one.held._join("boss", one.enterprise[1])
    assert one.held.refusal("boss", adopting(one)) == "another_person"


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, "congress_not_yet", "held_on"),
        ({"present": 101}, "count_wrong", "present"),
        ({"abstained": 6}, "count_wrong", "in_favour"),
        ({"present": 66, "in_favour": 60, "against": 0, "abstained": 0}, "no_quorum", "present"),
        ({"satisfied": "lots"}, "share_needed", "satisfied"),
        ({"satisfied": "101"}, "share_needed", "satisfied"),
    ],
)
def test_a_count_that_cannot_be_is_refused(
    one: OneApplies, changes: dict[str, object], reason: str, field: str
) -> None:
    self_scored(one)
    refusal = one.held.refused("steward", adopting(one, **changes))
    assert (refusal.reason.key, refusal.field) == (reason, field)
    assert one.state() == ApplicationState.SELF_SCORED


def test_not_adopted_is_assessed_anew(one: OneApplies) -> None:
    self_scored(one)
    assert one.do("steward", adopting(one, in_favour=50, against=25))["passed"] is False
    assert one.state() == ApplicationState.DRAFT
    assert one.held.refusal("boss", SubmitApplication(application=one.id)) == "not_now"


def test_nobody_else_submits_and_nobody_late(one: OneApplies) -> None:
    self_scored(one)
    one.do("steward", adopting(one))
    command = SubmitApplication(application=one.id)
    assert one.held.refusal("office", command) == "not_applicant"
    assert one.held.refusal("stranger", command) == "absent"
    one.held.hall.clock.forward(days=31)
    refusal = one.held.refused("boss", command)
    assert (refusal.reason.key, refusal.values) == ("late_entry", {"day": "2026-05-16"})
    assert one.state() == ApplicationState.ADOPTED


def test_each_review_is_done_by_its_own_people(one: OneApplies) -> None:
    submitted(one)
    take, forward = TakeUpApplication(application=one.id), ForwardApplication(application=one.id)
    for name in ("reviewer", "committee", "chair"):
        assert one.held.refusal(name, take) == "not_that_role"
    for name in ("stranger", "third_evaluator"):
        assert one.held.refusal(name, take) == "absent"
    one.do("office", take)
    assert one.held.refusal("office", take) == "not_now"
    assert one.held.refusal("office", forward) == "sheet_first"
    one.held.file_sheet(one.id, Stage.FIRST)
    assert one.held.refusal("reviewer", forward) == "not_that_role"
    assert one.do("office", forward)["state"] == ApplicationState.SECOND_REVIEW
    assert one.held.refusal("office", forward) == "not_that_role"
    assert one.held.refusal("reviewer", forward) == "sheet_first"
    one.held.file_sheet(one.id, Stage.SECOND)
    assert one.do("reviewer", forward)["state"] == ApplicationState.COMMITTEE


def test_nobody_reviews_a_case_of_their_own(one: OneApplies) -> None:
    submitted(one)
    one.held._join("office", one.enterprise[1])
    assert one.held.refusal("office", TakeUpApplication(application=one.id)) == "own_case"


def test_returned_with_reasons_by_item_and_scored_again(one: OneApplies) -> None:
    before_committee(one)
    first = one.held.hall.find(select(FiledSheet).where(FiledSheet.stage == Stage.SELF))
    one.held.hall.clock.forward(minutes=1)
    one.do("committee", returning(one))
    row = one.held.hall.find(select(Return))
    assert (row.state, json.loads(row.corrections)) == (ApplicationState.COMMITTEE, {"1003": "名册缺照片"})
    assert one.state() == ApplicationState.RETURNED
    self_scored(one, turn=2)
    one.do("steward", adopting(one))
    one.do("boss", SubmitApplication(application=one.id))
    again = one.held.hall.find(select(FiledSheet).where(FiledSheet.id == first.id))
    assert (again.values, again.digest, again.at) == (first.values, first.digest, first.at)
    one.do("office", TakeUpApplication(application=one.id))
    assert one.held.refusal("office", ForwardApplication(application=one.id)) == "sheet_first"


def test_a_correction_after_its_day_is_late(one: OneApplies) -> None:
    submitted(one)
    one.do("office", returning(one, days=3))
    self_scored(one, turn=2)
    one.do("steward", adopting(one))
    one.held.hall.clock.forward(days=4)
    refusal = one.held.refused("boss", SubmitApplication(application=one.id))
    assert (refusal.reason.key, refusal.values) == ("late_entry", {"day": "2026-04-19"})


def test_not_adopted_after_a_return_stays_returned(one: OneApplies) -> None:
    submitted(one)
    one.do("office", returning(one))
    self_scored(one, turn=2)
    one.do("steward", adopting(one, in_favour=1, against=60))
    assert one.state() == ApplicationState.RETURNED


@pytest.mark.parametrize(
    ("corrections", "reason", "line"),
    [
        ("1003 a\n\n9999 b", "no_such_item", 3),
        ("1003", "reason_missing", 1),
        ("1003 a\n1003 b", "item_twice", 2),
    ],
)
def test_corrections_name_items_of_the_scheme(one: OneApplies, corrections: str, reason: str, line: int) -> None:
    submitted(one)
    refusal = one.held.refused("office", returning(one, corrections))
    assert (refusal.reason.key, refusal.values["line"]) == (reason, line)
    assert one.state() == ApplicationState.SUBMITTED


def test_a_return_needs_a_day_to_come(one: OneApplies) -> None:
    submitted(one)
    assert one.held.refusal("office", returning(one, days=0)) == "day_to_come"
    assert one.held.refusal("office", returning(one, days=400)) == "day_to_come"
    assert one.held.refusal("reviewer", returning(one)) == "not_that_role"


def test_withdrawn_is_over(one: OneApplies) -> None:
    submitted(one)
    command = WithdrawApplication(application=one.id, reason="merged")
    assert one.held.refusal("office", command) == "not_applicant"
    one.do("boss", command)
    assert one.state() == ApplicationState.WITHDRAWN
    assert one.held.refusal("boss", command) == "not_now"
    assert one.held.refusal("office", TakeUpApplication(application=one.id)) == "not_now"


def test_every_act_on_somebody_elses_application_is_absent(one: OneApplies) -> None:
    commands: list[Command] = [
        SubmitApplication(application=one.id),
        WithdrawApplication(application=one.id, reason="x"),
        ForwardApplication(application=one.id),
        returning(one),
    ]
    one.held.enterprise("other", boss="rival", steward="rival_union")
    for command in commands:
        assert one.held.refusal("rival", command) == "absent"
        assert one.held.refusal("rival", command.model_copy(update={"application": new_id()})) == "absent"


def test_what_was_recorded_does_not_change(one: OneApplies) -> None:
    submitted(one)
    one.do("office", returning(one))
    for change in (update(Adoption).values(in_favour=99), update(Return).values(reason="other")):
        with one.held.hall.door.store.writing("test") as session, pytest.raises(DBAPIError, match="append-only"):
            session.execute(change)
    assert one.held.hall.find(select(Application)).state == ApplicationState.RETURNED


def test_minutes_that_are_gone_or_a_vote_that_was_altered_is_found(one: OneApplies) -> None:
    submitted(one)
    with one.held.hall.door.store.writing("test") as session:
        assert [fault.what for fault in adoption_faults(session, set())] == [f"the file {'a' * 64} is missing"]
        assert list(adoption_faults(session, {"a" * 64})) == []
        [row] = session.scalars(select(Adoption))
        row.in_favour = 99
        with session.no_autoflush:
            assert "not what was recorded" in next(adoption_faults(session, {"a" * 64})).what
