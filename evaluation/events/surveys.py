"""What happens to questionnaires. That somebody answered is no event: a ledger would say when, and in which order."""

from __future__ import annotations

from datetime import date

from evaluation.rules.streams import FILE
from workbench.kernel import N_, Event, Id


class SurveyOpened(Event):
    """A questionnaire was put to the staff. `quotas` are (group, people, slips)."""

    audience = FILE
    sentence = N_("%(actor)s opened a questionnaire for the staff: %(slips)s slips for %(staff)s people.")
    application: Id
    survey: Id
    questionnaire: str
    version: str
    staff: int
    slips: int
    quotas: list[tuple[str, int, int]]
    closes_on: date


class SurveyClosed(Event):
    """A questionnaire was closed. `answers` is none when there were fewer than ten; then nothing of them is kept.

    `shares` are (question, answers, per cent that agree, margin in percentage points), none where too few answered.
    """

    audience = FILE
    sentence = N_("%(actor)s closed the questionnaire for the staff.")
    application: Id
    survey: Id
    staff: int
    slips: int
    answers: int | None
    shares: list[tuple[str, int | None, str | None, str | None]]
