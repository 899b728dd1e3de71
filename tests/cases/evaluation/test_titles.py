"""Titles: named, reviewed, rectified, kept, revoked on a veto event, restored, followed by a higher one, expired."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from evaluation.commands.annual_reviews import BeginReview, ConcludeReview, Conclusion, NoteRectificationDue
from evaluation.commands.appeals import DecideAppeal, FileAppeal
from evaluation.commands.chores import note_days
from evaluation.commands.sheets import HandInSheet, KeepEntry, OpenSheet
from evaluation.commands.titles import NameEnterprise, NoteExpiry, RevokeTitle
from evaluation.models import Entry, Review, Revocation, Title
from evaluation.rules.words import ApplicationState, RoundRole, Stage
from tests.cases.evaluation.courses import before_committee, named, naming, today
from tests.cases.evaluation.rounds import SHEET, OneApplies, applying, held, keep_scheme, one, opening
from tests.cases.negotiation.conftest import hall

__all__ = ["hall", "held", "one"]


def title_of(one: OneApplies) -> Title:
    row: Title = one.held.hall.find(select(Title).where(Title.application == one.id))
    return row


def revoking(one: OneApplies, **changes: Any) -> RevokeTitle:
    usual = {
        "application": one.id,
        "veto": "1095",
        "happened_on": today(one) - timedelta(days=30),
        "proof": "decision 12 of the inspection",
        "reason": "the roster was made up",
    }
    return RevokeTitle(**{**usual, **changes})


def reviewing(one: OneApplies, year: int = 2026) -> BeginReview:
    return BeginReview(application=one.id, year=year, due_on=today(one) + timedelta(days=30))


def concluding(one: OneApplies, outcome: Conclusion, **more: Any) -> ConcludeReview:
    return ConcludeReview(application=one.id, outcome=outcome, reason="as found", **more)


def score_review(one: OneApplies, roster: str, contracts: str, veto: str) -> None:
    sheet = one.do("office", OpenSheet(application=one.id, stage=Stage.REVIEW))["sheet"]
    with one.held.hall.door.store.reading() as session:
        versions = {row.item: row.version for row in session.scalars(select(Entry).where(Entry.sheet == sheet))}
    for item, value in (("1003", roster), ("1004", contracts), ("1095", veto)):
        kept = KeepEntry(sheet=sheet, item=item, value=value, reason="as seen", version=versions.get(item, 0))
        one.do("office", kept)
    one.do("office", HandInSheet(sheet=sheet))


def in_review(one: OneApplies) -> None:
    named(one)
    one.do("office", reviewing(one))
    one.held.file_sheet(one.id, Stage.REVIEW)


def test_a_title_is_numbered_and_has_its_time(one: OneApplies) -> None:
    title = named(one)
    row = title_of(one)
    assert (row.id, row.tier, row.number) == (title, "A", "2026-0001")
    assert (row.named_on, row.valid_until) == (date(2026, 4, 24), date(2029, 4, 23))
    assert one.state() == ApplicationState.NAMED


def test_an_annual_review_keeps_the_title(one: OneApplies) -> None:
    named(one)
    assert one.held.refusal("committee", reviewing(one)) == "not_that_role"
    one.do("office", reviewing(one))
    assert one.state() == ApplicationState.ANNUAL_REVIEW
    assert one.held.refusal("office", concluding(one, Conclusion.KEEP)) == "review_sheet_first"
    one.held.file_sheet(one.id, Stage.REVIEW)
    assert one.held.refusal("reviewer", concluding(one, Conclusion.KEEP)) == "not_that_role"
    assert one.held.refusal("boss", concluding(one, Conclusion.KEEP)) == "not_that_role"
    one.do("office", concluding(one, Conclusion.KEEP))
    assert one.state() == ApplicationState.NAMED
    assert one.held.refusal("office", reviewing(one)) == "reviewed"
    assert one.held.refusal("office", concluding(one, Conclusion.KEEP)) == "not_now"


def test_a_year_still_to_come_is_not_reviewed(one: OneApplies) -> None:
    named(one)
    assert one.held.refusal("office", reviewing(one, 2027)) == "year_to_come"
    one.do("office", reviewing(one, 2025))


def test_what_the_reviews_sheet_does_not_bear_out_is_not_kept(one: OneApplies) -> None:
    named(one)
    one.do("office", reviewing(one))
    score_review(one, "3", "2", "no")
    one.held.hall.clock.forward(minutes=1)
    assert one.held.refusal("office", concluding(one, Conclusion.KEEP)) == "below_tier"
    one.do("office", concluding(one, Conclusion.RECTIFY, rectify_by=today(one) + timedelta(days=20)))
    assert one.held.refusal("committee", concluding(one, Conclusion.KEEP)) == "below_tier"
    one.held.hall.clock.forward(minutes=1)
    score_review(one, "4", "4", "no")
    one.do("committee", concluding(one, Conclusion.KEEP))
    assert one.state() == ApplicationState.NAMED


def test_a_veto_in_a_review_leaves_only_revocation(one: OneApplies) -> None:
    named(one)
    one.do("office", reviewing(one))
    score_review(one, "6", "4", "yes")
    due = today(one) + timedelta(days=20)
    for outcome in (Conclusion.KEEP, Conclusion.RECTIFY):
        assert one.held.refusal("office", concluding(one, outcome, rectify_by=due)) == "review_vetoed"
    assert one.state() == ApplicationState.ANNUAL_REVIEW
    one.do("committee", concluding(one, Conclusion.REVOKE))
    assert one.state() == ApplicationState.REVOKED


def test_the_review_of_another_year_begins_with_an_empty_sheet(one: OneApplies) -> None:
    named(one)
    one.do("office", reviewing(one, 2025))
    score_review(one, "6", "4", "no")
    one.do("office", concluding(one, Conclusion.KEEP))
    one.held.hall.clock.forward(minutes=1)
    one.do("office", reviewing(one))
    sheet = one.do("office", OpenSheet(application=one.id, stage=Stage.REVIEW))["sheet"]
    assert one.held.hall.find(select(Entry).where(Entry.sheet == sheet)) is None
    assert one.held.refusal("office", HandInSheet(sheet=sheet)) == "incomplete_sheet"


def test_put_right_by_a_day_and_kept(one: OneApplies) -> None:
    in_review(one)
    assert one.held.refusal("office", concluding(one, Conclusion.RECTIFY)) == "due_to_come"
    due = today(one) + timedelta(days=20)
    one.do("office", concluding(one, Conclusion.RECTIFY, rectify_by=due))
    assert one.state() == ApplicationState.RECTIFYING
    assert one.held.refusal("office", concluding(one, Conclusion.RECTIFY, rectify_by=due)) == "not_now"
    one.do("committee", concluding(one, Conclusion.KEEP))
    assert (one.state(), one.held.hall.find(select(Review)).outcome) == (ApplicationState.NAMED, "keep")


def test_not_put_right_is_noted_once_and_revoked_by_the_committee(one: OneApplies) -> None:
    in_review(one)
    one.do("office", concluding(one, Conclusion.RECTIFY, rectify_by=today(one) + timedelta(days=20)))
    door = one.held.hall.door
    one.held.hall.clock.forward(days=20)
    assert note_days(door) == 0
    one.held.hall.clock.forward(days=1)
    assert (note_days(door), note_days(door)) == (1, 0)
    assert one.held.refusal("office", NoteRectificationDue(application=one.id)) == "absent"
    assert one.held.refusal("office", concluding(one, Conclusion.REVOKE)) == "not_that_role"
    assert one.state() == ApplicationState.RECTIFYING
    one.do("committee", concluding(one, Conclusion.REVOKE))
    assert one.state() == ApplicationState.REVOKED
    assert title_of(one).revoked_reason == "as found"


def test_a_veto_event_revokes_at_any_time(one: OneApplies) -> None:
    in_review(one)
    for name in ("office", "reviewer", "boss"):
        assert one.held.refusal(name, revoking(one)) == "not_that_role"
    assert one.held.refusal("stranger", revoking(one)) == "absent"
    one.do("committee", revoking(one))
    assert one.state() == ApplicationState.REVOKED
    row = one.held.hall.find(select(Revocation))
    assert (row.veto, row.title, row.proof) == ("1095", title_of(one).id, "decision 12 of the inspection")
    assert one.held.refusal("committee", revoking(one)) == "not_now"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"veto": "1003"}, "no_such_veto"),
        ({"veto": "9"}, "no_such_veto"),
        ({"happened_on": date(2026, 4, 25)}, "not_happened"),
        ({"happened_on": date(2025, 4, 23), "look_back_years": 1}, "too_long_ago"),
        ({"happened_on": date(2023, 4, 23)}, "too_long_ago"),
    ],
)
def test_an_event_that_does_not_count_revokes_nothing(one: OneApplies, changes: dict[str, Any], reason: str) -> None:
    named(one)
    assert one.held.refusal("committee", revoking(one, **changes)) == reason
    assert title_of(one).revoked_at is None


def test_the_first_day_of_the_look_back_counts(one: OneApplies) -> None:
    named(one)
    one.do("committee", revoking(one, happened_on=date(2025, 4, 24), look_back_years=1))
    assert one.state() == ApplicationState.REVOKED


def test_how_far_back_an_event_counts_is_said_by_the_scheme_first(one: OneApplies) -> None:
    held = one.held
    source = SHEET.replace('rule = {kind = "veto"}', 'rule = {kind = "veto", years = 2}')
    held.round = held.do("office", opening(held, scheme=keep_scheme(held.hall, source, key="two-years")))["round"]
    for name, role in (("committee", RoundRole.COMMITTEE), ("reviewer", RoundRole.REVIEWER)):
        held.seat(name, role)
    other = OneApplies(held, one.enterprise, held.do("boss", applying(held, one.enterprise))["application"])
    named(other)
    before = today(other) - timedelta(days=2 * 366)
    refused = held.refused("committee", revoking(other, happened_on=before, look_back_years=3))
    assert (refused.reason.key, refused.values) == ("too_long_ago", {"years": 2})
    other.do("committee", revoking(other, happened_on=before + timedelta(days=10), look_back_years=1))
    assert other.state() == ApplicationState.REVOKED


def test_an_upheld_appeal_restores_the_title(one: OneApplies) -> None:
    named(one)
    one.do("committee", revoking(one))
    appeal = one.do("boss", FileAppeal(application=one.id, grounds="another firm of that name"))["appeal"]
    one.do("committee", DecideAppeal(appeal=appeal, upheld=True, reason="so it was"))
    assert (one.state(), title_of(one).revoked_at) == (ApplicationState.NAMED, None)
    one.held.hall.clock.forward(minutes=1)
    one.do("committee", revoking(one))
    assert one.do("boss", FileAppeal(application=one.id, grounds="again"))["appeal"] != appeal


def test_a_title_expires_after_its_last_day(one: OneApplies) -> None:
    named(one)
    hall = one.held.hall
    hall.clock.now = hall.clock.now.replace(year=2029, month=4, day=23)
    assert note_days(hall.door) == 0
    assert one.held.refusal("committee", NoteExpiry(application=one.id)) == "absent"
    hall.clock.forward(days=1)
    assert (note_days(hall.door), note_days(hall.door)) == (1, 0)
    assert title_of(one).expired_at == hall.clock.now
    assert one.held.refusal("committee", revoking(one)) == "title_over"
    assert one.held.refusal("office", reviewing(one, 2029)) == "title_over"


def test_a_higher_tier_follows_the_lower_one_after_its_months(one: OneApplies) -> None:
    first = named(one)
    held = one.held
    day = today(one)

    def next_round() -> None:
        now = today(one)
        days = {"opens_on": now, "apply_by": now + timedelta(days=30), "score_by": now + timedelta(days=60)}
        held.round = held.do("office", opening(held, year=now.year, **days))["round"]

    held.hall.clock.now += timedelta(days=364)
    next_round()
    refusal = held.refused("boss", applying(held, one.enterprise, tier="AA"))
    assert (refusal.reason.key, refusal.values["day"]) == ("too_early", day.replace(year=2027).isoformat())
    held.hall.clock.forward(days=1)
    for name, seat in (("reviewer", "reviewer"), ("committee", "committee")):
        held.seat(name, RoundRole(seat))
    higher = OneApplies(held, one.enterprise, held.do("boss", applying(held, one.enterprise, tier="AA"))["application"])
    before_committee(higher, tier="AA")
    higher.do("committee", naming(higher, tier="AA"))
    held.hall.clock.forward(days=8)
    second = higher.do("office", NameEnterprise(application=higher.id))["title"]
    assert title_of(one).followed_by == second
    assert title_of(higher).number == "2027-0001"
    assert held.refusal("committee", revoking(one)) == "title_over"
    assert title_of(one).id == first
