"""What the house itself states in the register, from its own record: counts that go up by one, and what time alone brings about."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import aliased

from evaluation.commands.figures import Statement, about, current, row_of
from evaluation.events.figures import FigureRecorded
from evaluation.models import Figure
from evaluation.rules.measures import Source, catalogue
from workbench.kernel import (
    ALLOWED,
    N_,
    Absent,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Verdict,
    handler,
    policy,
    the_house,
)

RECORD = the_house("record")
OBJECTION_DAYS = 15
"""Days in which the authority may object to a collective contract it received; then it is in force (Labour Contract Law, art. 54)."""


class NoteAgreementInForce(Command):
    """Counts an agreement that was marked as filed, once the days in which the authority may object have passed.

    `figure` is the count of filed agreements that this one brought about. Whether the authority objected is not in the record.
    """

    sentence = N_("Note an agreement in force")
    locks = "figure/{figure}"
    figure: Id = Field(title=N_("Figure"))


@policy(NoteAgreementInForce)
def may_note_in_force(question: Question, command: NoteAgreementInForce) -> Verdict:
    """Allow the house itself."""
    if not question.actor.is_house:
        raise Absent
    return ALLOWED


@handler(NoteAgreementInForce)
def note_in_force(act: Act, command: NoteAgreementInForce) -> Handling:
    """Count it in the year in which it came into force, once."""
    filed = next((one for one in not_in_force_yet(act) if one.id == command.figure), None)
    if filed is None:
        raise Absent
    yield counted(act, filed.organisation, "agreements_in_force", filed.evidence, in_force_on(act, filed).year)
    return {}


def not_in_force_yet(question: Question) -> list[Figure]:
    """Return the counts of filed agreements whose days have passed and which were not counted as in force."""
    counted_too = aliased(Figure)
    same = select(counted_too.id).where(
        counted_too.measure == "agreements_in_force",
        counted_too.organisation == Figure.organisation,
        counted_too.evidence == Figure.evidence,
    )
    query = select(Figure).where(Figure.measure == "agreements_filed", Figure.source == Source.RECORD, ~same.exists())
    waiting = question.all(query.order_by(Figure.entered_at, Figure.id))
    return [one for one in waiting if in_force_on(question, one) <= question.today]


def in_force_on(question: Question, filed: Figure) -> date:
    """Return the first day after those in which the authority may object; the day of filing is not counted."""
    filed_on = filed.entered_at.astimezone(ZoneInfo(question.zone)).date()
    return filed_on + timedelta(days=OBJECTION_DAYS + 1)


def counted(act: Act, enterprise: str, measure: str, evidence: str, year: int | None = None) -> FigureRecorded:
    """Keep one more of `measure` in a year (None: this one), replacing the count before."""
    year = year or act.today.year
    before = current(act, enterprise, measure, str(year), Source.RECORD)
    return recorded(act, enterprise, measure, Decimal(before.value if before else 0) + 1, evidence, year)


def recorded(
    act: Act, enterprise: str, measure: str, value: Decimal, evidence: str, year: int | None = None
) -> FigureRecorded:
    """Keep what the record says of a year (None: this one), in place of what it said before."""
    period = str(year or act.today.year)
    before = current(act, enterprise, measure, period, Source.RECORD)
    told = Statement(catalogue().measure[measure], period, value)
    row = row_of(act, enterprise, told, Source.RECORD, evidence, before)
    row.entered_by = RECORD.name
    act.add(row)
    return FigureRecorded(organisation=enterprise, supersedes=row.supersedes, **about(row))
