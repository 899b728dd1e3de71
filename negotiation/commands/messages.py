"""Writing to everybody at the table."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from negotiation.events.messages import MessagePosted
from negotiation.models import Issue, Meeting, TableMessage
from negotiation.policy.messages import may_write
from negotiation.policy.seats import take_seat
from negotiation.rules import streams
from negotiation.rules.meetings import IN_SESSION
from workbench.kernel import N_, Absent, Act, Command, Handling, Id, Question, Verdict, handler, policy, prose

LONGEST = 4000


class PostMessage(Command):
    """Writes a message to everybody at the table, perhaps about an issue. It is part of the record and cannot be taken back."""

    sentence = N_("Write to the table")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    text: Annotated[str, prose(LONGEST)] = Field(title=N_("Message"))
    issue: Id | None = None


@policy(PostMessage)
def may_post(question: Question, command: PostMessage) -> Verdict:
    """Allow all seats but observers."""
    return may_write(question, command.bargaining)


@handler(PostMessage)
def post_message(act: Act, command: PostMessage) -> Handling:
    """Keep the message, with the meeting that is in session."""
    seat = take_seat(act, command.bargaining)
    if command.issue is not None and act.find(Issue, command.issue).bargaining != command.bargaining:
        raise Absent
    now = select(Meeting.id).where(Meeting.bargaining == command.bargaining, Meeting.phase.in_(IN_SESSION))
    message = TableMessage(
        id=act.new_id(),
        stream=streams.table(command.bargaining),
        bargaining=command.bargaining,
        meeting=act.first(now),
        seat=seat.id,
        issue=command.issue,
        text=command.text,
        at=act.now,
    )
    act.add(message)
    yield MessagePosted(
        bargaining=command.bargaining, message=message.id, seat=seat.id, issue=command.issue, text=command.text
    )
    return {"message": message.id}
