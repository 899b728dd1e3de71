"""What may be said of answers, and what may not."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.surveys import (
    GroupsRefused,
    codes,
    digest_of_code,
    margin,
    questionnaire,
    quotas,
    read_groups,
    result_of,
    settled_code,
    value_of,
)

ASKED = questionnaire("staff")


def tallied(*answers: dict[str, int]) -> Counter[tuple[str, int]]:
    """Return the sums of answers; what an answer leaves out has no answer."""
    return Counter((one.id, answer.get(one.id, 0)) for answer in answers for one in ASKED.questions)


def test_the_questionnaire_speaks_to_the_fourteen_items_of_the_sheet_once_each() -> None:
    items = [item for question in ASKED.questions for item in question.items]
    assert sorted(items) == [str(number) for number in range(1063, 1077)]
    assert len({question.id for question in ASKED.questions}) == len(ASKED.questions) == 24
    assert ASKED.values == frozenset({1, 2, 3, 4, 5})
    assert {question.part for question in ASKED.questions} == {part for part, _ in ASKED.parts}
    with pytest.raises(KeyError):
        questionnaire("../staff")


@pytest.mark.parametrize("answers", [0, 1, 9])
def test_of_fewer_than_ten_answers_nothing_is_said(answers: int) -> None:
    given_ = tallied(*({"colleagues": 5} for _ in range(answers)))
    found = result_of(ASKED, given_, staff=100, slips=50, answers=answers)
    assert (found.answers, found.rate, found.shares) == (None, None, ())


def test_a_question_that_few_answered_says_nothing_though_many_answered_others() -> None:
    answers = [{"colleagues": 4} for _ in range(11)] + [{"colleagues": 2, "union": 1} for _ in range(9)]
    found = result_of(ASKED, tallied(*answers), staff=100, slips=40, answers=20)
    shares = {share.question: share for share in found.shares}
    assert shares["colleagues"].agree == Decimal("55.0")
    assert shares["colleagues"].answers == 20
    assert (shares["union"].agree, shares["union"].answers, shares["union"].margin) == (None, None, None)
    assert found.rate == Decimal("50.0")


def test_a_unanimous_no_is_not_told_as_one() -> None:
    none = result_of(ASKED, tallied(*({"union": 1} for _ in range(40))), 100, 40, 40)
    one = result_of(ASKED, tallied(*({"union": 1} for _ in range(39)), {"union": 5}), 100, 40, 40)
    assert none.shares == one.shares
    said = next(share for share in none.shares if share.question == "union")
    assert (said.agree, said.under) == (Decimal(5), True)


def test_margins_are_those_of_the_textbook() -> None:
    assert margin(0.5, 278, 1000) == pytest.approx(0.05, abs=1e-4)
    assert margin(0.5, 385, 10**9) == pytest.approx(0.05, abs=1e-4)
    assert margin(0.3, 40, 40) == 0
    # 1.959964 √(0.2·0.8/50 · 150/199)
    assert margin(0.2, 50, 200) == pytest.approx(0.096258, abs=1e-5)


def test_shares_feed_the_sheet_with_the_number_behind_them() -> None:
    found = result_of(
        ASKED, tallied(*({"colleagues": 5} for _ in range(27)), *({"colleagues": 3} for _ in range(7))), 60, 40, 34
    )
    share = found.shares[0]
    assert share.agree == Decimal("79.4")
    assert value_of(share, Decimal(1)) == "0.79 n=34"
    assert value_of(share, Decimal("2.5")) == "1.99 n=34"
    assert value_of(share, None) is None
    assert value_of(found.shares[1], Decimal(1)) is None


@given(st.lists(st.dictionaries(st.sampled_from([one.id for one in ASKED.questions]), st.integers(1, 5)), max_size=40))
def test_nothing_ever_rests_on_fewer_than_ten(answers: list[dict[str, int]]) -> None:
    found = result_of(ASKED, tallied(*answers), staff=60, slips=40, answers=len(answers))
    for share in found.shares:
        number = sum(share.question in answer for answer in answers)
        assert share.answers == (number if number >= 10 else None)
        assert share.agree is None or Decimal(5) <= share.agree <= 100


def test_slips_are_many_different_and_made_again_only_from_their_seed() -> None:
    made = codes("00" * 32, 500)
    assert len(set(made)) == 500
    assert made == codes("00" * 32, 500) == tuple(sorted(made))
    assert not set(made) & set(codes("01" * 32, 500))
    assert all(len(code) == 12 and code.isalnum() for code in made)
    assert set(codes("00" * 32, 10)) <= set(made)


def test_a_code_is_found_however_it_was_typed_and_only_in_its_own_survey() -> None:
    assert settled_code(" ABCD-efgh 2345 ") == "abcdefgh2345"
    assert digest_of_code("s1", "ABCD-efgh 2345") == digest_of_code("s1", "abcdefgh2345")
    assert digest_of_code("s1", "abcdefgh2345") != digest_of_code("s2", "abcdefgh2345")


def test_groups_are_read_as_people_write_them() -> None:
    assert read_groups("装配车间 60\nOffice staff: 20\n\n 夜班：\t5 ") == {
        "装配车间": 60,
        "Office staff": 20,
        "夜班": 5,
    }
    assert quotas({"装配车间": 60, "办公室": 20}, 20) == {"装配车间": 15, "办公室": 5}


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("", "empty", ""),
        ("装配车间", "unreadable", "装配车间"),
        ("60", "unreadable", "60"),
        ("A 0", "unreadable", "A 0"),
        ("A -5", "unreadable", "A -5"),
        ("A 1.5", "unreadable", "A 1.5"),
        ("A ٣", "unreadable", "A ٣"),
        ("A 99999999999", "unreadable", "A 99999999999"),
        ("A 5\nA 6", "doubled", "A"),
    ],
)
def test_groups_that_cannot_be_read_are_named(text: str, reason: str, line: str) -> None:
    with pytest.raises(GroupsRefused) as refused:
        read_groups(text)
    assert (refused.value.reason, refused.value.line) == (reason, line)
