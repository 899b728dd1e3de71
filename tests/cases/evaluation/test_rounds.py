"""Who opens a round, who has which role in it, and who may apply when."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from evaluation.commands.rounds import CloseRound, EndRoundSeat, SeatInRound
from evaluation.models import RoundSeat, SchemeVersion
from evaluation.rules.words import ApplicationState, Bench, RoundRole
from tests.cases.evaluation.rounds import TODAY, OneApplies, RoundHall, applying, held, keep_scheme, one, opening
from tests.cases.negotiation.conftest import hall
from workbench.kernel.models import LedgerEntry

__all__ = ["hall", "held", "one"]


def test_only_an_officer_of_that_office_opens_a_round(held: RoundHall) -> None:
    held.people["clerk"] = held.hall.person("clerk", "government")
    assert held.refusal("clerk", opening(held)) == "may_not_open_round"
    assert held.refusal("stranger", opening(held)) == "may_not_open_round"
    elsewhere = held.enterprise("other")[0]
    assert held.refusal("office", opening(held, organiser=elsewhere)) == "may_not_open_round"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"apply_by": TODAY - timedelta(days=1)}, "apply_by"),
        ({"score_by": TODAY + timedelta(days=29)}, "score_by"),
        ({"opens_on": TODAY.replace(year=2062)}, "opens_on"),
    ],
)
def test_days_follow_one_another(held: RoundHall, changes: dict[str, object], field: str) -> None:
    assert held.refused("office", opening(held, **changes)).field == field


def test_a_retired_scheme_opens_no_round(held: RoundHall) -> None:
    scheme = keep_scheme(held.hall, key="old")
    with held.hall.door.store.writing("test") as session:
        session.get_one(SchemeVersion, scheme).retired_at = held.hall.clock.now
        session.commit()
    assert held.refusal("office", opening(held, scheme=scheme)) == "scheme_not_in_force"


def test_roles_that_do_not_go_together_are_refused(held: RoundHall) -> None:
    def seating(name: str, role: RoundRole, bench: Bench | None = None) -> SeatInRound:
        person = str(held.people[name].person)
        return SeatInRound(round=held.round, person=person, name=name, role=role, bench=bench)

    assert held.refusal("office", seating("stranger", RoundRole.EVALUATOR)) == "bench_needed"
    assert held.refusal("office", seating("stranger", RoundRole.REVIEWER, Bench.WORKERS)) == "no_bench"
    assert held.refusal("office", seating("reviewer", RoundRole.REVIEWER)) == "has_this_role"
    assert held.refusal("office", seating("reviewer", RoundRole.EVALUATOR, Bench.WORKERS)) == "scores_apart"
    assert held.refusal("office", seating("third_evaluator", RoundRole.COMMITTEE)) == "scores_apart"
    assert held.refusal("office", seating("third_evaluator", RoundRole.EVALUATOR, Bench.WORKERS)) == "has_this_role"
    assert held.refusal("committee", seating("stranger", RoundRole.REVIEWER)) == "office_only"
    assert held.refusal("stranger", seating("stranger", RoundRole.OFFICE)) == "absent"


def test_a_seat_ends_and_a_round_keeps_an_office(held: RoundHall) -> None:
    def ending(name: str) -> EndRoundSeat:
        return EndRoundSeat(round=held.round, seat=held.seats[name], reason="left")

    assert held.refusal("office", ending("office")) == "last_office"
    assert held.refusal("chair", ending("reviewer")) == "office_only"
    held.do("chair", ending("chair"))
    held.do("office", ending("reviewer"))
    assert held.refusal("office", ending("reviewer")) == "absent"
    assert held.hall.door.viewer(held.people["reviewer"], "en", f"round/{held.round}").streams == frozenset()


def test_an_enterprise_applies_once_and_in_time(held: RoundHall) -> None:
    enterprise = held.enterprise("鲁岳机械")
    assert held.refusal("steward", applying(held, enterprise)) == "not_an_enterprise"
    assert held.refusal("stranger", applying(held, enterprise)) == "not_an_enterprise"
    assert held.refusal("boss", applying(held, (enterprise[0], enterprise[0]))) == "not_a_union"
    application = held.do("boss", applying(held, enterprise))["application"]
    row = held.application(application)
    assert (row.state, json.loads(row.facts)) == (ApplicationState.DRAFT, {"union": "yes", "staff": "120"})
    assert held.refusal("boss", applying(held, enterprise)) == "applied_already"


def test_a_late_application_is_refused_with_the_last_day(held: RoundHall) -> None:
    enterprise = held.enterprise("鲁岳机械")
    held.hall.clock.forward(days=30)
    held.hall.clock.forward(days=1)
    refusal = held.refused("boss", applying(held, enterprise))
    assert (refusal.reason.key, refusal.values) == ("too_late_to_apply", {"day": "2026-05-16"})


def test_nobody_applies_before_the_first_day_or_in_a_closed_round(held: RoundHall) -> None:
    enterprise = held.enterprise("鲁岳机械")
    later = held.do("office", opening(held, opens_on=TODAY + timedelta(days=1)))["round"]
    assert held.refusal("boss", applying(held, enterprise, round=later)) == "not_open_yet"
    held.do("office", CloseRound(round=held.round, reason="no money"))
    assert held.refusal("boss", applying(held, enterprise)) == "call_closed"
    assert held.refusal("office", CloseRound(round=held.round, reason="again")) == "round_closed"


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (["no", "120"], "not_eligible"),
        (["yes", "29"], "not_eligible"),
        (["yes"], "number_needed"),
        (["yes", "many"], "number_needed"),
        (["perhaps", "120"], "yes_or_no"),
        (["yes", "120", "yes"], "too_many_answers"),
    ],
)
def test_the_rule_of_eligibility_that_failed_is_named(held: RoundHall, answers: list[str], reason: str) -> None:
    enterprise = held.enterprise("鲁岳机械")
    refusal = held.refused("boss", applying(held, enterprise, answers=answers))
    assert refusal.reason.key == reason
    if answers == ["yes", "29"]:
        assert refusal.values == {"rule_zh": "职工人数", "rule_en": "Number of staff", "answer": "29"}


def test_a_higher_tier_waits_for_the_lower_one(held: RoundHall) -> None:
    enterprise = held.enterprise("鲁岳机械")
    assert held.refusal("boss", applying(held, enterprise, tier="AAA")) == "no_such_tier"
    assert held.refusal("boss", applying(held, enterprise, tier="AA")) == "lower_tier_first"
    assert held.do("boss", applying(held, enterprise, tier="A"))["application"]


def test_who_reads_an_application(one: OneApplies) -> None:
    held, subject = one.held, f"evaluation/{one.id}"

    def reads(name: str) -> set[str]:
        viewer = held.hall.door.viewer(held.people[name], "en", subject)
        return {stream.removeprefix(f"{subject}/") for stream in viewer.streams}

    assert reads("boss") == reads("steward") == {"file", "enterprise"}
    for name in ("reviewer", "chair"):
        assert reads(name) == {"file", "office", "panel"}
    for name in ("office", "committee"):
        assert reads(name) == {"file", "office", "objections", "panel"}
    assert reads("stranger") == reads("third_evaluator") == set()


def test_applicants_do_not_learn_who_could_score_them(one: OneApplies) -> None:
    held = one.held
    evaluators = {"union_evaluator", "worker_evaluator", "third_evaluator"}

    def known(name: str) -> set[str]:
        with held.hall.door.reading(held.hall.door.viewer(held.people[name], "en")) as reader:
            return {row.name for row in reader.all(select(RoundSeat))}

    for name in ("office", "reviewer", "committee", "chair", "third_evaluator"):
        assert evaluators < known(name), name
    for name in ("boss", "steward"):
        assert known(name) == {"office", "reviewer", "committee", "chair"}
    held.do("office", EndRoundSeat(round=held.round, seat=held.seats["third_evaluator"], reason="left"))
    viewer = held.hall.door.viewer(held.people["boss"], "en")
    with held.hall.door.reading(viewer) as reader:
        told = reader.all(select(LedgerEntry))
    assert not any(name in entry.payload for entry in told for name in evaluators)


def test_who_belongs_to_the_applicant_reads_no_review_of_that_case(one: OneApplies) -> None:
    held, subject = one.held, f"evaluation/{one.id}"
    held._join("committee", one.enterprise[1])
    viewer = held.hall.door.viewer(held.people["committee"], "en", subject)
    assert viewer.streams == {f"{subject}/file", f"{subject}/enterprise"}
    other = held.enterprise("other", boss="boss2", steward="steward2")
    theirs = f"evaluation/{held.do('boss2', applying(held, other))['application']}"
    assert f"{theirs}/office" in held.hall.door.viewer(held.people["committee"], "en", theirs).streams
