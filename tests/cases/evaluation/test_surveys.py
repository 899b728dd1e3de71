"""Questionnaires: one slip, one answer, and nothing anywhere that says whose it was."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, inspect, select, text

from evaluation.commands.surveys import AnswerSurvey, CloseSurvey, OpenSurvey
from evaluation.models import Survey, SurveyCall, SurveySeed, SurveySlip, SurveyTally
from evaluation.policy.surveys import BALLOT_BOX
from evaluation.queries.surveys import SurveyShown, slips_of, survey_shown, value_for
from evaluation.rules.scheme_reading import read_scheme
from evaluation.rules.surveys import codes, questionnaire
from evaluation.rules.words import ApplicationState
from tests.cases.evaluation.applied import SHEET, Applied, applied, visit
from tests.cases.negotiation.conftest import Browser, browser, hall
from workbench.kernel import Reader
from workbench.kernel.models import CommandOutcome, LedgerEntry
from workbench.kernel.store import Base

__all__ = ["applied", "browser", "hall"]

QUESTIONS = questionnaire("staff").questions
LAST = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _submitted(applied: Applied) -> None:
    applied.stands(ApplicationState.FIRST_REVIEW)


def opening(applied: Applied, **changes: Any) -> OpenSurvey:
    """Return the command that opens the questionnaire most tests use."""
    usual = {"groups": "装配 80\n办公室 40", "slips": 30, "closes_on": LAST}
    return OpenSurvey(application=applied.id, **{**usual, **changes})


def opened(applied: Applied, **changes: Any) -> str:
    """Let the office open one."""
    survey: str = applied.do("office", opening(applied, **changes))["survey"]
    return survey


def slips(applied: Applied, survey: str) -> tuple[str, ...]:
    """Return the codes of all slips."""
    row = applied.hall.find(select(SurveySeed).where(SurveySeed.survey == survey))
    return codes(row.seed, applied.hall.find(select(Survey)).slips)


def answer(applied: Applied, survey: str, code: str, **chosen: int) -> None:
    """Give an answer: the same to all questions, but those that are named."""
    answers = [chosen.get(one.id, chosen.get("all", 4)) for one in QUESTIONS]
    applied.hall.do(BALLOT_BOX, AnswerSurvey(survey=survey, code=code, answers=answers))


def read(applied: Applied, app: Any, name: str, survey: str) -> SurveyShown:
    """Return a survey as somebody reads it."""
    with reading(applied, name) as reader:
        return survey_shown(reader, survey)


def reading(applied: Applied, name: str) -> Any:
    """Return a reader for somebody."""
    return applied.hall.door.reading(applied.hall.door.viewer(applied.people[name], "en"))


def whole_base(applied: Applied) -> str:
    """Return everything the database holds, as text."""
    with applied.hall.door.store.reading() as session:
        tables = sorted(inspect(session.connection()).get_table_names())
        return "\n".join(str(tuple(row)) for name in tables for row in session.execute(text(f'SELECT * FROM "{name}"')))


def test_a_slip_buys_one_answer(applied: Applied) -> None:
    survey = opened(applied)
    first, second = slips(applied, survey)[:2]
    answer(applied, survey, f" {first[:4].upper()}-{first[4:]} ")
    for code in (first, "aaaabbbbcccc"):
        command = AnswerSurvey(survey=survey, code=code, answers=[4] * len(QUESTIONS))
        assert applied.hall.refusal(BALLOT_BOX, command) == "no_such_slip"
    answer(applied, survey, second)
    assert count(applied, SurveySlip) == 28


def count(applied: Applied, model: type[Base]) -> int:
    """Return how many rows there are."""
    number: int = applied.hall.find(select(func.count()).select_from(model))
    return number


def test_what_was_sent_twice_is_counted_once(applied: Applied) -> None:
    survey = opened(applied)
    command = AnswerSurvey(survey=survey, code=slips(applied, survey)[0], answers=[5] * len(QUESTIONS))
    assert not applied.hall.do(BALLOT_BOX, command, "key-of-the-form").duplicate
    assert applied.hall.do(BALLOT_BOX, command, "key-of-the-form").duplicate
    assert sum_of(applied, "union", 5) == 1


def sum_of(applied: Applied, question: str, given: int) -> int:
    """Return how often a question was answered so."""
    query = select(SurveyTally.number).where(SurveyTally.question == question, SurveyTally.answer == given)
    number: int = applied.hall.find(query)
    return number


def test_nobody_answers_under_a_name(applied: Applied) -> None:
    survey = opened(applied)
    command = AnswerSurvey(survey=survey, code=slips(applied, survey)[0], answers=[4] * len(QUESTIONS))
    for name in ("boss", "office", "stranger"):
        assert applied.refusal(name, command) == "absent"


def test_nothing_in_the_base_tells_who_answered_what_or_in_which_order(applied: Applied) -> None:
    survey = opened(applied)
    codes_ = slips(applied, survey)
    entries = count(applied, LedgerEntry)
    before = whole_base(applied)
    tallies = rows_in_order(applied)
    for place, code in enumerate(codes_[:12]):
        answer(applied, survey, code, all=1 + place % 5)
        applied.hall.clock.forward(minutes=7)
    assert count(applied, LedgerEntry) == entries, "the ledger has an entry of an answer"
    assert rows_in_order(applied) == tallies, "rows came or moved with the answers"
    after = whole_base(applied)
    assert not [code for code in codes_ if code in after]
    grown = set(after.splitlines()) - set(before.splitlines())
    outcomes = [line for line in grown if "AnswerSurvey" in line]
    assert len(outcomes) == 12
    digests = {line.split("'")[5] for line in outcomes}
    assert len(digests) == 1, "the digest of an outcome depends on what was answered"
    changed = {line for line in grown if "AnswerSurvey" not in line}
    assert all(survey in line for line in changed)
    assert not [line for line in changed if "2026-04-16" in line and "surveys" in line]


def rows_in_order(applied: Applied) -> list[tuple[str, int]]:
    """Return the sums' keys in the order the database keeps them."""
    with applied.hall.door.store.reading() as session:
        return [
            (question, given)
            for question, given in session.execute(text("SELECT question, answer FROM survey_tallies"))
        ]


def test_while_it_is_open_answers_are_counted_in_tens_and_nothing_else_is_seen(applied: Applied, app: Any) -> None:
    survey = opened(applied)
    seen = []
    for code in slips(applied, survey)[:21]:
        answer(applied, survey, code)
        found = read(applied, app, "office", survey)
        seen.append(found.counted)
        assert found.result is None
    assert seen == [0] * 9 + [10] * 10 + [20] * 2


def test_the_result_is_told_once_and_everything_behind_it_is_gone(applied: Applied, app: Any) -> None:
    survey = opened(applied)
    codes_ = slips(applied, survey)
    for place, code in enumerate(codes_[:20]):
        answer(applied, survey, code, all=5 if place < 15 else 2, union=3 if place < 9 else 0)
    assert applied.refusal("boss", CloseSurvey(survey=survey)) == "not_surveyor"
    applied.do("reviewer", CloseSurvey(survey=survey))
    for name in ("boss", "steward", "office", "blind"):
        result = read(applied, app, name, survey).result
        assert result is not None
        assert (result.answers, str(result.rate), str(result.margin)) == (20, "66.7", "20.1")
        shares = {share.question: share for share in result.shares}
        assert str(shares["colleagues"].agree) == "75.0"
        assert shares["union"].agree is None
    for model in (SurveySlip, SurveyTally, SurveySeed):
        assert count(applied, model) == 0
    command = AnswerSurvey(survey=survey, code=codes_[25], answers=[4] * len(QUESTIONS))
    assert applied.hall.refusal(BALLOT_BOX, command) == "survey_closed"
    assert applied.refusal("office", CloseSurvey(survey=survey)) == "survey_closed"
    with reading(applied, "office") as reader:
        assert value_for(reader, applied.id, read_scheme(SHEET), "1063") == "0.75 n=20"
        assert value_for(reader, applied.id, read_scheme(SHEET), "1003") is None


def test_of_nine_answers_not_even_the_number_stays(applied: Applied, app: Any, browser: Browser) -> None:
    survey = opened(applied)
    for code in slips(applied, survey)[:9]:
        answer(applied, survey, code)
    applied.do("office", CloseSurvey(survey=survey))
    found = read(applied, app, "office", survey)
    assert found.result is not None
    assert (found.result.answers, found.result.shares, found.counted) == (None, (), 0)
    told = [json.loads(entry.payload) for entry in ledger(applied) if entry.event == "SurveyClosed"]
    assert told[0]["answers"] is None
    assert "Fewer than ten" in visit(browser, applied, "boss", f"/surveys/{survey}/results").text


def ledger(applied: Applied) -> list[LedgerEntry]:
    """Return all entries."""
    with applied.hall.door.store.reading() as session:
        return list(session.scalars(select(LedgerEntry)))


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"slips": 9}, "too_few_slips", "slips"),
        ({"slips": 121}, "more_slips_than_staff", "slips"),
        ({"groups": "\n".join(f"G{n} 5" for n in range(12)), "slips": 11}, "fewer_slips_than_groups", "slips"),
        ({"groups": "装配"}, "bad_group", "groups"),
        ({"groups": "A 60\nA 60"}, "doubled_group", "groups"),
        ({"closes_on": date(2026, 4, 15)}, "survey_date_past", "closes_on"),
    ],
)
def test_a_questionnaire_that_could_not_work_is_not_opened(
    applied: Applied, changes: dict[str, Any], reason: str, field: str
) -> None:
    refused = applied.refused("office", opening(applied, **changes))
    assert (refused.reason.key, refused.field) == (reason, field)
    assert count(applied, Survey) == count(applied, SurveySlip) == count(applied, SurveyCall) == 0


def test_only_those_who_review_open_one_and_one_at_a_time(applied: Applied) -> None:
    for name, reason in (("boss", "not_surveyor"), ("blind", "not_surveyor"), ("stranger", "absent")):
        assert applied.refusal(name, opening(applied)) == reason
    opened(applied)
    assert applied.refusal("reviewer", opening(applied)) == "survey_open"


def test_after_the_last_day_nothing_is_taken(applied: Applied) -> None:
    survey = opened(applied, closes_on=date(2026, 4, 16))
    code, other = slips(applied, survey)[:2]
    answer(applied, survey, code)
    applied.hall.clock.forward(days=1)
    command = AnswerSurvey(survey=survey, code=other, answers=[4] * len(QUESTIONS))
    assert applied.hall.refusal(BALLOT_BOX, command) == "survey_closed"


@pytest.mark.parametrize("answers", [[4], [6] * len(QUESTIONS), [0] * len(QUESTIONS)])
def test_answers_that_do_not_fit_use_no_slip(applied: Applied, answers: list[int]) -> None:
    survey = opened(applied)
    command = AnswerSurvey(survey=survey, code=slips(applied, survey)[0], answers=answers)
    assert applied.hall.refusal(BALLOT_BOX, command) in {"other_answers", "no_answers"}
    assert count(applied, SurveySlip) == 30


def test_slips_are_printed_by_the_office_and_seen_by_nobody_of_the_enterprise(
    applied: Applied, browser: Browser
) -> None:
    survey = opened(applied)
    path = f"/surveys/{survey}/slips"
    shown = visit(browser, applied, "office", path).text
    assert len(set(re.findall(r'survey-code">([a-z2-9-]{14})<', shown))) == 30
    for name in ("boss", "steward", "blind", "stranger"):
        assert visit(browser, applied, name, path).status_code == 404
        if name != "stranger":
            with reading(applied, name) as reader:
                assert of(reader, survey) == ()
    applied.do("office", CloseSurvey(survey=survey))
    assert visit(browser, applied, "office", path).status_code == 404


def of(reader: Reader, survey: str) -> tuple[str, ...]:
    """Return the slips a reader sees."""
    return slips_of(reader, survey_shown(reader, survey))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_phone_answers_by_the_plain_form_without_signing_in(applied: Applied, browser: Browser, lang: str) -> None:
    survey = opened(applied)
    code = slips(applied, survey)[0]
    browser.actor = None
    headers = {"Accept-Language": lang}
    shown = browser.get(f"/surveys/{survey}", headers=headers)
    assert shown.status_code == 200
    assert shown.text.count("<fieldset") == len(QUESTIONS)
    wrong = browser.post(f"/surveys/{survey}", {"code": "wrong", "union": "2"}, headers=headers)
    assert wrong.status_code == 409
    assert re.search(r'name="union" value="2" checked', wrong.text)
    done = browser.post(f"/surveys/{survey}", {"code": code, "union": "2", "rest": "5"}, headers=headers)
    assert (done.status_code, done.headers["Location"]) == (303, f"/surveys/{survey}?done=1")
    assert (sum_of(applied, "union", 2), sum_of(applied, "rest", 5), sum_of(applied, "voice", 0)) == (1, 1, 1)
    for path in ("/results", "/slips"):
        assert browser.get(f"/surveys/{survey}{path}", headers=headers).status_code in (303, 404)


def test_an_answer_given_while_signed_in_stands_beside_no_name(applied: Applied, browser: Browser) -> None:
    survey = opened(applied)
    browser.actor = applied.people["steward"]
    browser.post(f"/surveys/{survey}", {"code": slips(applied, survey)[0], "union": "1"})
    assert sum_of(applied, "union", 1) == 1
    with applied.hall.door.store.reading() as session:
        outcome = session.scalars(select(CommandOutcome).where(CommandOutcome.command == "AnswerSurvey")).one()
    assert outcome.actor == "system:survey"
    assert str(applied.people["steward"].person) not in outcome.digest + outcome.result + outcome.entries


def test_the_pages_of_an_application_are_for_its_readers(applied: Applied, browser: Browser) -> None:
    survey = opened(applied)
    for name, status in (("boss", 200), ("office", 200), ("blind", 200), ("stranger", 404)):
        assert visit(browser, applied, name, f"/applications/{applied.id}/surveys").status_code == status
        assert visit(browser, applied, name, f"/surveys/{survey}/results").status_code == status
    assert visit(browser, applied, "stranger", f"/surveys/{survey}").status_code == 200
