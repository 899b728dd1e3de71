"""The course of an application, days of a period, eligibility, and when a congress has adopted: worked by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.congress import Count, fault_in, is_adopted, is_quorate
from evaluation.rules.eligibility import AnswerRefused, Held, answers_to, failed, too_early
from evaluation.rules.periods import last_day, months_later
from evaluation.rules.schemes import Requirement, Tier
from evaluation.rules.words import ApplicationState, RoundRole
from evaluation.rules.workflow import MOVES, NEEDS_SHEET, SHEETS_OPEN, UNDECIDED, Step, move

WORDS = {"zh": "问", "en": "question"}


def test_the_whole_course_from_draft_to_named() -> None:
    steps = (Step.HAND_IN_SELF_SCORE, Step.ADOPT, Step.SUBMIT, Step.TAKE_UP, Step.FORWARD, Step.FORWARD)
    state, passed = ApplicationState.DRAFT, [ApplicationState.DRAFT]
    for one in (*steps, Step.DECIDE_TO_NAME, Step.NAME):
        found = move(one, state)
        assert found is not None
        state = found.after
        passed.append(state)
    assert passed == [
        ApplicationState.DRAFT,
        ApplicationState.SELF_SCORED,
        ApplicationState.ADOPTED,
        ApplicationState.SUBMITTED,
        ApplicationState.FIRST_REVIEW,
        ApplicationState.SECOND_REVIEW,
        ApplicationState.COMMITTEE,
        ApplicationState.NOTICE,
        ApplicationState.NAMED,
    ]


def test_every_state_is_reached_and_no_step_has_two_ways() -> None:
    reached, waiting = set(), {ApplicationState.DRAFT}
    while waiting:
        state = waiting.pop()
        reached.add(state)
        waiting |= {one.after for one in MOVES if one.before == state} - reached
    assert reached == set(ApplicationState)
    assert len({(one.step, one.before) for one in MOVES}) == len(MOVES)


def test_nothing_leads_out_of_withdrawn_and_only_an_appeal_out_of_refused() -> None:
    assert [one for one in MOVES if one.before == ApplicationState.WITHDRAWN] == []
    assert [one.step for one in MOVES if one.before == ApplicationState.REFUSED] == [Step.REOPEN]
    assert {one.before for one in MOVES if one.step == Step.WITHDRAW} == set(UNDECIDED)


def test_a_review_is_never_moved_on_by_the_applicant() -> None:
    reviews = {
        ApplicationState.SUBMITTED,
        ApplicationState.FIRST_REVIEW,
        ApplicationState.SECOND_REVIEW,
        ApplicationState.COMMITTEE,
        ApplicationState.NOTICE,
    }
    own = {one.step for one in MOVES if one.before in reviews and not one.roles}
    assert own == {Step.WITHDRAW}
    assert all(RoundRole.EVALUATOR not in one.roles for one in MOVES)


def test_a_sheet_that_is_needed_is_open_where_it_is_needed() -> None:
    assert all(stage in SHEETS_OPEN[state] for state, stage in NEEDS_SHEET.items())
    assert not SHEETS_OPEN.keys() & {
        ApplicationState.ADOPTED,
        ApplicationState.NOTICE,
        ApplicationState.NAMED,
        ApplicationState.REFUSED,
        ApplicationState.REVOKED,
    }


@pytest.mark.parametrize(
    ("begun", "days", "unit", "last"),
    [
        (date(2026, 4, 16), 5, "calendar", date(2026, 4, 21)),
        (date(2026, 4, 16), 5, "working", date(2026, 4, 23)),  # Thursday: Fri Mon Tue Wed Thu
        (date(2026, 4, 17), 1, "working", date(2026, 4, 20)),  # Friday to Monday
        (date(2026, 4, 18), 1, "working", date(2026, 4, 20)),  # Saturday to Monday
        (date(2026, 12, 31), 1, "working", date(2027, 1, 1)),
        (date(2026, 4, 16), 0, "working", date(2026, 4, 16)),
    ],
)
def test_the_last_day_of_a_period(begun: date, days: int, unit: str, last: date) -> None:
    assert last_day(begun, days, unit) == last  # type: ignore[arg-type]


def test_a_negative_period_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        last_day(date(2026, 4, 16), -1, "calendar")


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_working_days_are_never_fewer_than_calendar_days_and_end_on_none_of_a_weekend(begun: date, days: int) -> None:
    last = last_day(begun, days, "working")
    assert last >= last_day(begun, days, "calendar")
    assert last.weekday() < 5
    between = (begun + timedelta(days=one) for one in range(1, (last - begun).days + 1))
    assert sum(day.weekday() < 5 for day in between) == days


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 4, 16), 12, date(2027, 4, 16)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@pytest.mark.parametrize(
    ("count", "rule", "adopted"),
    [
        (Count(100, 67, 51, 16, 0), "all", True),
        (Count(100, 67, 50, 0, 17), "all", False),  # exactly half is not more than half
        (Count(100, 67, 50, 0, 17), "present", True),
        (Count(100, 67, 33, 34, 0), "present", False),
        (Count(3, 2, 2, 0, 0), "all", True),
    ],
)
def test_more_than_half_of_all_representatives(count: Count, rule: str, adopted: bool) -> None:
    assert is_adopted(count, rule, None, None) is adopted  # type: ignore[arg-type]


def test_the_share_of_satisfied_staff_counts_where_it_is_asked() -> None:
    count, least = Count(100, 90, 80, 5, 5), Decimal(80)
    assert not is_adopted(count, "all", None, least)
    assert not is_adopted(count, "all", Decimal("79.99"), least)
    assert is_adopted(count, "all", Decimal(80), least)


def test_two_thirds_make_a_quorum_and_counts_must_fit() -> None:
    assert is_quorate(Count(90, 60, 0, 0, 0))
    assert not is_quorate(Count(90, 59, 0, 0, 0))
    assert fault_in(Count(10, 11, 0, 0, 0)) == "present"
    assert fault_in(Count(10, 9, 5, 5, 0)) == "in_favour"
    assert fault_in(Count(10, 10, 5, 4, 1)) is None


def asked(id: str, **terms: object) -> Requirement:
    return Requirement.model_validate({"id": id, "title": WORDS, **terms})


def test_the_first_rule_that_failed_is_found() -> None:
    questions = (asked("union", **{"is": "yes"}), asked("staff", at_least="30"), asked("fines", at_most="0"))
    assert failed(questions, answers_to(questions, ["yes", "30", "0"])) is None
    assert failed(questions, answers_to(questions, ["yes", "29.5", "1"])) is questions[1]
    with pytest.raises(AnswerRefused) as refused:
        answers_to(questions, ["yes", "30"])
    assert refused.value.question is questions[2]
    for wrong in ("NaN", "Infinity", "1e99", ""):
        with pytest.raises(AnswerRefused):
            answers_to(questions, ["yes", wrong, "0"])


def test_a_tier_is_reached_from_the_lower_one_after_its_months() -> None:
    tier = Tier.model_validate({"key": "AA", "title": WORDS, "from_tier": "A", "min_months": 12})
    since = date(2025, 4, 17)
    assert too_early(tier, [], date(2026, 4, 16)) == date.max
    assert too_early(tier, [Held("A", since, None)], date(2026, 4, 16)) == date(2026, 4, 17)
    assert too_early(tier, [Held("A", since, None)], date(2026, 4, 17)) is None
    assert too_early(tier, [Held("A", since, date(2026, 4, 16))], date(2026, 4, 17)) == date.max
    assert too_early(tier, [Held("AAA", since, None)], date(2026, 4, 17)) == date.max
