"""What the workers' congress resolved on the enterprise's self-assessment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import Field

from evaluation.commands.steps import step
from evaluation.events.applications import CongressResolved
from evaluation.models import Adoption
from evaluation.policy.filed import latest_filed
from evaluation.policy.reviews import last_return, may_record
from evaluation.policy.roles import application_of
from evaluation.policy.schemes import scheme_of
from evaluation.rules.congress import Count, fault_in, is_adopted, is_quorate
from evaluation.rules.words import Stage
from evaluation.rules.workflow import Step
from workbench.kernel import (
    N_,
    Absent,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    line,
    policy,
    prose,
)
from workbench.kernel.blobs import Upload

NOT_YET = Reason("congress_not_yet", N_("A congress that is still to come has resolved nothing."), 422)
COUNT_WRONG = Reason(
    "count_wrong", N_("More people are counted than there are: look at representatives, present and votes again."), 422
)
NO_QUORUM = Reason("no_quorum", N_("The congress resolves when two thirds of its representatives are present."), 422)
SHARE_NEEDED = Reason("share_needed", N_("The scheme asks what share of the staff is satisfied, in per cent."), 422)
Heads = Annotated[int, Field(ge=0, le=100_000)]


class RecordAdoption(Command):
    """Records how the workers' congress voted on the self-assessment, with the minutes that prove it.

    Adopted, the application can be submitted; not adopted, it goes back to be assessed anew. Result: {"adoption": id, "passed": bool}.
    """

    sentence = N_("Record the congress's resolution")
    locks = "evaluation/{application}"
    application: Id
    held_on: date = Field(title=N_("Day of the congress"))
    representatives: Annotated[int, Field(ge=1, le=100_000)] = Field(title=N_("Representatives in all"))
    present: Heads = Field(title=N_("Present"))
    in_favour: Heads = Field(title=N_("In favour"))
    against: Heads = Field(title=N_("Against"))
    abstained: Heads = Field(title=N_("Abstained"))
    satisfied: Annotated[str, line(12)] | None = Field(default=None, title=N_("Satisfied staff, per cent"))
    note: Annotated[str, prose(5_000, blank=True)] = Field(default="", title=N_("Remarks of the congress"))
    minutes: Upload = Field(title=N_("Minutes"))


@policy(RecordAdoption)
def may_record_adoption(question: Question, command: RecordAdoption) -> Verdict:
    """Allow the union named in the application, but not the person who applied for the enterprise."""
    return may_record(question, command.application)


@handler(RecordAdoption)
def record_adoption(act: Act, command: RecordAdoption) -> Handling:
    """Enter the vote and move the application on, or back."""
    found = application_of(act, command.application)
    scheme = scheme_of(act, found.id)
    count = Count(**command.model_dump(include={"representatives", "present", "in_favour", "against", "abstained"}))
    _check(act, command, count)
    share = _share(command.satisfied, needed=scheme.satisfaction is not None)
    passed = is_adopted(count, scheme.adopted_by, share, scheme.satisfaction)
    sheet = latest_filed(act, found.id, Stage.SELF)
    if sheet is None:
        raise Absent
    votes = {name: getattr(count, name) for name in ("representatives", "present", "in_favour", "against", "abstained")}
    row = Adoption(
        id=act.new_id(),
        stream=found.stream,
        application=found.id,
        filed_sheet=sheet.id,
        held_on=command.held_on,
        satisfied=None if share is None else str(share),
        pass_rule=scheme.adopted_by,
        passed=passed,
        note=command.note,
        recorded_by=str(act.actor.person),
        at=act.now,
        **votes,
        **command.minutes.model_dump(),
    )
    act.add(row)
    again = Step.NOT_ADOPT if last_return(act, found.id) is None else Step.NOT_ADOPT_AGAIN
    step(act, found, Step.ADOPT if passed else again)
    yield CongressResolved(
        application=found.id,
        adoption=row.id,
        filed_sheet=sheet.id,
        held_on=row.held_on,
        passed=passed,
        sha256=row.sha256,
        **votes,
    )
    return {"adoption": row.id, "passed": passed}


def _check(act: Act, command: RecordAdoption, count: Count) -> None:
    if command.held_on > act.today:
        raise Refusal(NOT_YET, "held_on")
    wrong = fault_in(count)
    if wrong is not None:
        raise Refusal(COUNT_WRONG, wrong)
    if not is_quorate(count):
        raise Refusal(NO_QUORUM, "present")


def _share(typed: str | None, *, needed: bool) -> Decimal | None:
    if typed is None and not needed:
        return None
    try:
        share = Decimal((typed or "").strip().removesuffix("%"))
    except InvalidOperation:
        raise Refusal(SHARE_NEEDED, "satisfied") from None
    if not share.is_finite() or not 0 <= share <= 100:
        raise Refusal(SHARE_NEEDED, "satisfied")
    return share
