"""Questionnaires: the survey itself, what everybody may know of it, its slips, and the sums of its answers.

No row is one person's answer: an answer raises one sum for each question and is forgotten. docs/decisions/0015.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref
from workbench.kernel.store import Base, Hidden, Public, Sealed


class Survey(Base, Sealed):
    """A questionnaire put to the staff of one applicant. `quotas` and `result` are JSON; `counted` grows in steps of ten only."""

    __tablename__ = "surveys"

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    questionnaire: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(40))
    staff: Mapped[int]
    slips: Mapped[int]
    quotas: Mapped[str] = mapped_column(Text)
    counted: Mapped[int] = mapped_column(default=0)
    closes_on: Mapped[date] = mapped_column(Date)
    opened_by: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(Text, default="")


class SurveyCall(Base, Public):
    """What whoever holds a slip may know without signing in, under the survey's own id."""

    __tablename__ = "survey_calls"

    id: Mapped[str] = own_id()
    questionnaire: Mapped[str] = mapped_column(String(40))
    enterprise_name: Mapped[str] = mapped_column(String(200))
    closes_on: Mapped[date] = mapped_column(Date)
    closed: Mapped[bool] = mapped_column(default=False)


class SurveySeed(Base, Sealed):
    """From what the slips are made, for those who print them; deleted when the survey is closed."""

    __tablename__ = "survey_seeds"

    survey: Mapped[str] = mapped_column(String(16), primary_key=True)
    seed: Mapped[str] = mapped_column(String(64))


class SurveySlip(Base, Hidden):
    """A slip that was not used yet. Using it deletes it; nothing says when."""

    __tablename__ = "survey_slips"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey: Mapped[str] = mapped_column(String(16), index=True)


class SurveyTally(Base, Hidden):
    """How often a question was answered so. All rows are there before the first answer, so their order tells nothing."""

    __tablename__ = "survey_tallies"

    survey: Mapped[str] = mapped_column(String(16), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    answer: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(default=0)
