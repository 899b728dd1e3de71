"""Who sits on the panel of one application, opening it without some sheets, and the chair's value beside the three."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from sqlalchemy import func, select

from evaluation.commands.leaving import leave
from evaluation.commands.opening import filed_by, opened
from evaluation.commands.sheets import BAD_VALUE, UNKNOWN_ITEM, VALUES
from evaluation.events.panels import PanelFindingRecorded, PanelSeatTaken
from evaluation.models import Application, PanelFinding, PanelSeat, RoundSeat
from evaluation.policy import panels as policy_of
from evaluation.policy.panels import (
    NOTHING_IN,
    OTHER_BENCH,
    SITS_ALREADY,
    check_fit,
    named_for,
    opening_of,
    own_seat,
    seats_of,
)
from evaluation.policy.schemes import scheme_of
from evaluation.rules import streams
from evaluation.rules.scoring import ValueRefused, check_value
from evaluation.rules.words import Bench
from workbench.kernel import N_, Absent, Act, Command, Handling, Id, Question, Refusal, Verdict, handler, policy, prose

Why = Annotated[str, prose(2_000)]


class AssignEvaluator(Command):
    """Puts an evaluator of the round on the panel of an application, for the bench the person is named for.

    The person reads the application's file from then on, and scores alone. Result: {"seat": id}.
    """

    sentence = N_("Assign an evaluator")
    locks = "evaluation/{application}"
    application: Id
    person: Id = Field(title=N_("Evaluator"))


@policy(AssignEvaluator)
def may_assign(question: Question, command: AssignEvaluator) -> Verdict:
    """Allow the chair and the office of the round, while the panel has not opened."""
    return policy_of.may_seat(question, command.application)


@handler(AssignEvaluator)
def assign_evaluator(act: Act, command: AssignEvaluator) -> Handling:
    """Enter the seat."""
    application = act.find(Application, command.application)
    taken = seated(act, application, check_fit(act, application, command.person, seats_of(act, application.id)))
    yield taken
    return {"seat": taken.seat}


class ReplaceEvaluator(Command):
    """Ends a seat on a panel for a stated reason and gives it to another evaluator of the same bench, who begins anew.

    The one who leaves, the chair and the office read the reason; the rest of the panel does not. Result: {"seat": id}.
    """

    sentence = N_("Replace an evaluator")
    locks = "evaluation/{application}"
    application: Id
    seat: Id
    person: Id = Field(title=N_("Evaluator"))
    reason: Why = Field(title=N_("Reason"))


@policy(ReplaceEvaluator)
def may_replace_evaluator(question: Question, command: ReplaceEvaluator) -> Verdict:
    """Allow the chair and the office of the round, while the panel has not opened."""
    return policy_of.may_seat(question, command.application)


@handler(ReplaceEvaluator)
def replace_evaluator(act: Act, command: ReplaceEvaluator) -> Handling:
    """End the one seat and enter the other."""
    application = act.find(Application, command.application)
    present = seats_of(act, application.id)
    old = next((seat for seat in present if seat.id == command.seat), None)
    if old is None:
        raise Absent
    named = named_for(act, application.round, command.person)
    if named is not None and named.bench != old.bench:
        raise Refusal(OTHER_BENCH, "person")
    if named is not None and named.person == old.person:
        raise Refusal(SITS_ALREADY, "person", name=named.name)
    named = check_fit(act, application, command.person, [seat for seat in present if seat.id != old.id])
    ended = list(leave(act, old, "replaced", command.reason))
    act.session.flush()
    taken = seated(act, application, named)
    yield from ended
    yield taken
    return {"seat": taken.seat}


class Recuse(Command):
    """Leaves a panel before it opens, for a stated reason that the chair and the office read."""

    sentence = N_("Step down from a panel")
    locks = "evaluation/{application}"
    application: Id
    reason: Why = Field(title=N_("Reason"))


@policy(Recuse)
def may_recuse(question: Question, command: Recuse) -> Verdict:
    """Allow whoever sits on the panel, before it opens."""
    return policy_of.may_recuse(question, command.application)


@handler(Recuse)
def recuse(act: Act, command: Recuse) -> Handling:
    """End the actor's seat."""
    yield from leave(act, own_seat(act, command.application), "recused", command.reason)
    return {}


class OpenPanel(Command):
    """Opens a panel after the last day to score although not all evaluators have handed in. Who has not can no longer.

    A panel with all its sheets opens by itself. Result: {"missing": [bench, …]}.
    """

    sentence = N_("Open a panel without some sheets")
    locks = "evaluation/{application}"
    application: Id


@policy(OpenPanel)
def may_open_panel(question: Question, command: OpenPanel) -> Verdict:
    """Allow the chair and the office of the round once the last day to score has passed."""
    return policy_of.may_open_late(question, command.application)


@handler(OpenPanel)
def open_panel(act: Act, command: OpenPanel) -> Handling:
    """Open the panel with what is in."""
    application = act.find(Application, command.application)
    if not filed_by(act, application.id, seats_of(act, application.id)):
        raise Refusal(NOTHING_IN)
    event = opened(act, application)
    yield event
    return {"missing": [bench.value for bench in event.missing]}


class ReconcilePanel(Command):
    """Records the panel's value of one item with the reason, beside the evaluators' own values, which stay as they are.

    Result: {"edition": number}.
    """

    sentence = N_("Record the panel's value")
    locks = "evaluation/{application}"
    application: Id
    item: Annotated[str, Field(min_length=1, max_length=60)] = Field(title=N_("Item"))
    value: Annotated[str, Field(min_length=1, max_length=60)] = Field(title=N_("Value"))
    reason: Why = Field(title=N_("Reason"))


@policy(ReconcilePanel)
def may_reconcile(question: Question, command: ReconcilePanel) -> Verdict:
    """Allow the chair, once the panel's sheets are open."""
    return policy_of.may_reconcile(question, command.application)


@handler(ReconcilePanel)
def reconcile_panel(act: Act, command: ReconcilePanel) -> Handling:
    """Enter another edition of the panel's value."""
    opening = opening_of(act, command.application)
    if opening is None:
        raise Absent
    _check_value(act, command)
    query = select(func.count()).select_from(PanelFinding).where(PanelFinding.opening == opening.id)
    edition = act.session.scalars(query.where(PanelFinding.item == command.item)).one() + 1
    said = command.model_dump(include={"application", "item", "value", "reason"})
    place = {"stream": streams.panel(command.application), "opening": opening.id, "edition": edition}
    act.add(PanelFinding(id=act.new_id(), by=str(act.actor.person), at=act.now, **place, **said))
    yield PanelFindingRecorded(edition=edition, **said)
    return {"edition": edition}


def _check_value(act: Act, command: ReconcilePanel) -> None:
    """Raise Refusal for an item the scheme does not have, and for a value the item cannot take."""
    items = scheme_of(act, command.application).by_id
    if command.item not in items or items[command.item].of:
        raise Refusal(UNKNOWN_ITEM, "item", item=command.item)
    try:
        check_value(items[command.item], command.value)
    except ValueRefused as refused:
        reason = VALUES.get(refused.reason, BAD_VALUE)
        raise Refusal(reason, "value", **{"value": command.value, **refused.values, "item": command.item}) from None


def seated(act: Act, application: Application, named: RoundSeat) -> PanelSeatTaken:
    """Enter a seat for somebody who was found to fit, and return the event."""
    row = PanelSeat(
        id=act.new_id(),
        stream=streams.panel(application.id),
        application=application.id,
        person=named.person,
        name=named.name,
        bench=named.bench,
        assigned_at=act.now,
    )
    act.add(row)
    about = {"application": application.id, "round": application.round, "seat": row.id}
    return PanelSeatTaken(person=named.person, name=named.name, bench=Bench(str(named.bench)), **about)
