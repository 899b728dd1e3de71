"""What was handed in for an application, as policies and handlers need it."""

from __future__ import annotations

from sqlalchemy import select

from evaluation.models import Application, FiledSheet
from evaluation.rules.words import Stage
from workbench.kernel import Question


def latest_filed(question: Question, application: str, stage: Stage) -> FiledSheet | None:
    """Return the sheet of a stage that was handed in last."""
    query = select(FiledSheet).where(FiledSheet.application == application, FiledSheet.stage == stage)
    return question.first(query.order_by(FiledSheet.at.desc(), FiledSheet.turn.desc()))


def filed_since_here(question: Question, application: Application, stage: Stage) -> FiledSheet | None:
    """Return the sheet of a stage handed in since the application stands where it stands."""
    found = latest_filed(question, application.id, stage)
    return found if found is not None and found.at >= application.state_since else None
