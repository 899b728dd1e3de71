"""Questionnaires for their readers: what is asked, how many answered, and what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from evaluation.models import Application, Survey, SurveyCall, SurveySeed
from evaluation.rules.item_rules import Text
from evaluation.rules.schemes import Scheme
from evaluation.rules.surveys import Result, Share, codes, questionnaire, value_of
from workbench.kernel import Reader


@dataclass(frozen=True)
class SurveyShown:
    """A questionnaire as the file shows it: `counted` in steps of ten while it is open, `result` once it is closed."""

    id: str
    questionnaire: str
    application: str
    enterprise: str
    staff: int
    slips: int
    quotas: tuple[tuple[str, int, int], ...]
    counted: int
    closes_on: date
    opened_at: datetime
    closed_at: datetime | None
    result: Result | None


def survey_shown(reader: Reader, survey: str) -> SurveyShown:
    """Return a survey. Raises Absent."""
    return _shown(reader, reader.get(Survey, survey))


def surveys_of(reader: Reader, application: str) -> list[SurveyShown]:
    """Return the surveys of an application, the newest first."""
    query = select(Survey).where(Survey.application == application).order_by(Survey.opened_at.desc(), Survey.id)
    return [_shown(reader, row) for row in reader.all(query)]


def _shown(reader: Reader, row: Survey) -> SurveyShown:
    return SurveyShown(
        id=row.id,
        questionnaire=row.questionnaire,
        application=row.application,
        enterprise=reader.get(Application, row.application).enterprise_name,
        staff=row.staff,
        slips=row.slips,
        quotas=tuple(tuple(quota) for quota in json.loads(row.quotas)),
        counted=row.counted,
        closes_on=row.closes_on,
        opened_at=reader.here(row.opened_at),
        closed_at=reader.here(row.closed_at) if row.closed_at else None,
        result=_result(row.result) if row.result else None,
    )


def _result(stored: str) -> Result:
    data: dict[str, Any] = json.loads(stored)
    data["shares"] = tuple(Share(**{**share, **_numbers(share, "agree", "margin")}) for share in data["shares"])
    return Result(**{**data, **_numbers(data, "rate", "margin")})


def _numbers(data: dict[str, Any], *names: str) -> dict[str, Decimal | None]:
    return {name: None if data[name] is None else Decimal(data[name]) for name in names}


def asked_of(key: str) -> list[tuple[Text, list[tuple[str, Text]]]]:
    """Return the parts of a questionnaire with their questions: ids and words."""
    asked = questionnaire(key)
    return [(title, [(one.id, one.said) for one in asked.questions if one.part == part]) for part, title in asked.parts]


def call_of(reader: Reader, survey: str) -> SurveyCall:
    """Return what anybody may know of a survey. Raises Absent."""
    return reader.get(SurveyCall, survey)


def slips_of(reader: Reader, survey: SurveyShown) -> tuple[str, ...]:
    """Return the codes of an open survey for those who print them; nothing for everybody else, and nothing once it is closed."""
    seed = reader.one_or_none(select(SurveySeed).where(SurveySeed.survey == survey.id))
    return codes(seed.seed, survey.slips) if seed else ()


def value_for(reader: Reader, application: str, scheme: Scheme, item: str) -> str | None:
    """Return what the last closed questionnaire says as the value of an item of this scheme, such as `0.82 n=34`."""
    asked = {one.id for one in questionnaire("staff").questions if item in one.items}
    query = select(Survey).where(Survey.application == application, Survey.closed_at.is_not(None))
    last = reader.one_or_none(query.order_by(Survey.closed_at.desc(), Survey.id)) if asked else None
    if last is None or not last.result:
        return None
    shares = [share for share in _result(last.result).shares if share.question in asked]
    return value_of(shares[0], scheme.item(item).points) if shares else None
