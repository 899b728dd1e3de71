"""A closed questionnaire writes into the register how many were asked, answered and were satisfied; one of few answers nothing."""

from __future__ import annotations

from sqlalchemy import select

from evaluation.commands.surveys import CloseSurvey
from evaluation.models import Figure
from evaluation.queries.figures import indicator
from evaluation.rules.spans import span_of
from evaluation.rules.words import ApplicationState
from tests.cases.evaluation.applied import Applied, applied
from tests.cases.evaluation.test_surveys import answer, slips
from tests.cases.evaluation.test_surveys import opened as survey_opened
from tests.cases.negotiation.conftest import hall

__all__ = ["applied", "hall"]


def close(applied: Applied, answers: int, satisfied: int) -> None:
    applied.stands(ApplicationState.FIRST_REVIEW)
    survey = survey_opened(applied)
    for place, code in enumerate(slips(applied, survey)[:answers]):
        answer(applied, survey, code, all=5 if place < satisfied else 2)
    applied.do("office", CloseSurvey(survey=survey))


def kept(applied: Applied) -> dict[str, tuple[str, str]]:
    with applied.hall.door.store.reading() as session:
        return {row.measure: (row.value, row.source) for row in session.scalars(select(Figure))}


def test_the_numbers_of_a_closed_questionnaire_become_figures_and_satisfaction(applied: Applied) -> None:
    close(applied, 20, 15)
    assert kept(applied) == {
        "survey_invited": ("30", "record"),
        "survey_answers": ("20", "record"),
        "survey_satisfied": ("15", "record"),
    }
    with applied.hall.door.reading(applied.hall.door.viewer(applied.people["steward"], "en")) as reader:
        shown = indicator(reader, applied.enterprise, "satisfaction", span_of("2026"))
    assert (shown.value, shown.n) == ("75", "20")


def test_of_fewer_than_ten_answers_nothing_is_kept(applied: Applied) -> None:
    close(applied, 9, 9)
    assert kept(applied) == {}
