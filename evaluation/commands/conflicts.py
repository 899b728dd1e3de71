"""Declaring a conflict of interest, and lifting a declaration that no longer holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field
from sqlalchemy import or_, select

from evaluation.commands.leaving import leave
from evaluation.events.panels import ConflictDeclared, ConflictLifted
from evaluation.models import Application, ConflictOfInterest, PanelSeat
from evaluation.policy import conflicts as policy_of
from evaluation.policy.conflicts import DECLARED_ALREADY, NOT_A_PARTY, can_be_conflicted_with, conflict_of
from evaluation.policy.panels import opening_of
from evaluation.rules import streams
from evaluation.rules.conflicts import Ground
from workbench.kernel import N_, Act, Command, Event, Handling, Id, Question, Refusal, Verdict, handler, policy, prose


class DeclareConflict(Command):
    """Declares a conflict of interest of the actor's own with an enterprise or a union.

    It bars from every panel of that enterprise from now on; seats on panels that have not opened end in the same act.
    Only the person, and the chair and office of the rounds in which the person has a role, ever read it. Result: {"conflict": id}.
    """

    sentence = N_("Declare a conflict of interest")
    organisation: Id = Field(title=N_("Enterprise or union"))
    ground: Ground = Field(title=N_("Ground"))
    words: Annotated[str, prose(2_000, blank=True)] = Field(default="", title=N_("In your words"))


@policy(DeclareConflict)
def may_declare_conflict(question: Question, command: DeclareConflict) -> Verdict:
    """Allow everybody who has a role in a round, about themselves."""
    return policy_of.may_declare(question)


@handler(DeclareConflict)
def declare_conflict(act: Act, command: DeclareConflict) -> Handling:
    """Enter the declaration and end the seats it bars from."""
    if not can_be_conflicted_with(act, command.organisation):
        raise Refusal(NOT_A_PARTY, "organisation")
    person = str(act.actor.person)
    query = select(ConflictOfInterest).where(
        ConflictOfInterest.person == person, ConflictOfInterest.lifted_at.is_(None)
    )
    same = act.first(query.where(ConflictOfInterest.organisation == command.organisation))
    if same is not None and same.ground == command.ground:
        raise Refusal(DECLARED_ALREADY, "organisation")
    row = ConflictOfInterest(
        id=act.new_id(),
        stream=streams.evaluator(person),
        person=person,
        organisation=command.organisation,
        ground=command.ground,
        words=command.words,
        declared_at=act.now,
    )
    act.add(row)
    yield ConflictDeclared(
        person=person,
        conflict=row.id,
        organisation=command.organisation,
        ground=command.ground,
    )
    yield from _leaves_panels_of(act, person, command.organisation)
    return {"conflict": row.id}


def _leaves_panels_of(act: Act, person: str, organisation: str) -> Iterator[Event]:
    """End the person's seats on panels of this enterprise, or of this union's enterprise, that have not opened."""
    concerned = or_(Application.enterprise == organisation, Application.union == organisation)
    query = select(PanelSeat).join(Application, Application.id == PanelSeat.application).where(concerned)
    for seat in act.all(query.where(PanelSeat.person == person, PanelSeat.ended_at.is_(None))):
        if opening_of(act, seat.application) is None:
            yield from leave(act, seat, "conflict", "")


class LiftConflict(Command):
    """Ends the effect of a declared conflict of interest, for a stated reason. The declaration stays readable."""

    sentence = N_("Lift a declared conflict of interest")
    conflict: Id
    reason: Annotated[str, prose(2_000)] = Field(title=N_("Reason"))


@policy(LiftConflict)
def may_lift_conflict(question: Question, command: LiftConflict) -> Verdict:
    """Allow the chair and office of a round in which the person has a role; nobody lifts their own."""
    return policy_of.may_lift(question, command.conflict)


@handler(LiftConflict)
def lift_conflict(act: Act, command: LiftConflict) -> Handling:
    """Note since when and why it no longer counts."""
    found = conflict_of(act, command.conflict)
    found.lifted_at, found.lifted_by, found.lifted_reason = act.now, str(act.actor.person), command.reason
    yield ConflictLifted(person=found.person, conflict=found.id, reason=command.reason)
    return {}
