"""Putting points on a meeting's agenda, ordering them, being done with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import Field
from sqlalchemy import select

from negotiation.events.agenda import AgendaItemAdded, AgendaItemFinished, AgendaItemMoved
from negotiation.models import AgendaItem, Issue, Meeting
from negotiation.policy.agenda import item_of, may_add, may_finish, may_move
from negotiation.policy.meetings import meeting_of
from negotiation.policy.seats import take_seat
from negotiation.rules import streams
from workbench.kernel import (
    N_,
    Absent,
    Act,
    Command,
    Handling,
    Id,
    Line,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    policy,
)

MOST_ITEMS = 60
AGENDA_FULL = Reason("agenda_full", N_("An agenda has at most %(most)s points."), 422)


class AddAgendaItem(Command):
    """Puts a point at the end of a meeting's agenda, perhaps about an issue of the bargaining."""

    sentence = N_("Add to the agenda")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    meeting: Id
    title: Line = Field(title=N_("Point"))
    issue: Id | None = None


class MoveAgendaItem(Command):
    """Gives a point of the agenda the place `to`, counted from 1; the others make room."""

    sentence = N_("Move on the agenda")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    item: Id
    to: int = Field(ge=1, le=MOST_ITEMS, title=N_("Place on the agenda"))


class FinishAgendaItem(Command):
    """Notes that a point of the agenda is done."""

    sentence = N_("Finish a point of the agenda")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    item: Id


@policy(AddAgendaItem)
def may_add_agenda_item(question: Question, command: AddAgendaItem) -> Verdict:
    """Allow those who may call meetings."""
    return may_add(question, command.bargaining, command.meeting)


@handler(AddAgendaItem)
def add_agenda_item(act: Act, command: AddAgendaItem) -> Handling:
    """Add the point after the last one."""
    take_seat(act, command.bargaining)
    meeting = meeting_of(act, command.bargaining, command.meeting)
    if command.issue is not None and act.find(Issue, command.issue).bargaining != command.bargaining:
        raise Absent
    (item,) = added(act, meeting, [(command.title, command.issue)])
    yield AgendaItemAdded(
        bargaining=command.bargaining, meeting=meeting.id, item=item.id, ordinal=item.ordinal, title=item.title
    )
    return {"item": item.id}


@policy(MoveAgendaItem)
def may_move_agenda_item(question: Question, command: MoveAgendaItem) -> Verdict:
    """Allow those who may call meetings."""
    return may_move(question, command.bargaining, command.item)


@handler(MoveAgendaItem)
def move_agenda_item(act: Act, command: MoveAgendaItem) -> Handling:
    """Number the points anew with this one at its new place; a place beyond the end is the end."""
    take_seat(act, command.bargaining)
    item = item_of(act, command.bargaining, command.item)
    others = [one for one in items_of(act, item.meeting) if one is not item]
    others.insert(command.to - 1, item)
    for ordinal, one in enumerate(others, 1):
        one.ordinal = ordinal
    yield AgendaItemMoved(
        bargaining=item.bargaining, meeting=item.meeting, item=item.id, ordinal=item.ordinal, title=item.title
    )
    return {"item": item.id, "ordinal": item.ordinal}


@policy(FinishAgendaItem)
def may_finish_agenda_item(question: Question, command: FinishAgendaItem) -> Verdict:
    """Allow whoever presides."""
    return may_finish(question, command.bargaining, command.item)


@handler(FinishAgendaItem)
def finish_agenda_item(act: Act, command: FinishAgendaItem) -> Handling:
    """Note when the point was done."""
    take_seat(act, command.bargaining)
    item = item_of(act, command.bargaining, command.item)
    item.done_at = act.now
    yield AgendaItemFinished(bargaining=item.bargaining, meeting=item.meeting, item=item.id, title=item.title)
    return {"item": item.id}


def items_of(act: Act, meeting: str) -> Sequence[AgendaItem]:
    """Return the points of a meeting's agenda in their order."""
    return act.all(select(AgendaItem).where(AgendaItem.meeting == meeting).order_by(AgendaItem.ordinal))


def added(act: Act, meeting: Meeting, points: Iterable[tuple[str, str | None]]) -> list[AgendaItem]:
    """Add (title, issue) points at the end of the agenda and return them. Raises Refusal when there are too many."""
    count = len(items_of(act, meeting.id))
    rows = [
        AgendaItem(
            id=act.new_id(),
            stream=streams.table(meeting.bargaining),
            bargaining=meeting.bargaining,
            meeting=meeting.id,
            ordinal=ordinal,
            title=title,
            issue=issue,
        )
        for ordinal, (title, issue) in enumerate(points, count + 1)
    ]
    if count + len(rows) > MOST_ITEMS:
        raise Refusal(AGENDA_FULL, "title", most=MOST_ITEMS)
    act.add(*rows)
    return rows
