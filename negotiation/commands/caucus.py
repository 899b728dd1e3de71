"""Writing among one's own side, and between a side and the mediator."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from negotiation.events.caucus import CaucusMessagePosted, CaucusNoteRemoved, CaucusNoteWritten, ConfidencePosted
from negotiation.models import CaucusMessage, CaucusNote, ConfidenceMessage
from negotiation.policy.caucus import issue_of, may_write_in_caucus, may_write_in_confidence, note_of
from negotiation.policy.seats import take_seat
from negotiation.rules import streams
from negotiation.rules.words import Side
from workbench.kernel import (
    N_,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    Version,
    handler,
    policy,
    prose,
)

STALE_NOTE = Reason(
    "stale_note",
    N_("%(author)s changed this note meanwhile. Both texts are kept here: yours in the field, theirs above it."),
    409,
)


class _Inside(Command):
    """What all commands inside one side's place name."""

    locks = "bargaining/{bargaining}"
    bargaining: Id
    side: Side


class PostCaucusMessage(_Inside):
    """Writes a message to one's own side."""

    sentence = N_("Write to our side")
    text: Annotated[str, prose(4000)] = Field(title=N_("Message"))


class WriteNote(_Inside):
    """Writes a note for one's own side, on an issue or on the bargaining as a whole; `note` and `version` change one that stands."""

    sentence = N_("Write a note")
    issue: Id | None = None
    note: Id | None = None
    version: Version = 0
    text: Annotated[str, prose(10_000)] = Field(title=N_("Note"))


class RemoveNote(_Inside):
    """Puts a note of one's own side away."""

    sentence = N_("Remove the note")
    note: Id


class PostInConfidence(_Inside):
    """Writes a message that only the mediator and one side read."""

    sentence = N_("Write in confidence")
    text: Annotated[str, prose(4000)] = Field(title=N_("Message"))


@policy(PostCaucusMessage, WriteNote, RemoveNote)
def _may_write(question: Question, command: _Inside) -> Verdict:
    return may_write_in_caucus(question, command.bargaining, command.side)


@policy(PostInConfidence)
def _may_confide(question: Question, command: PostInConfidence) -> Verdict:
    return may_write_in_confidence(question, command.bargaining, command.side)


@handler(PostCaucusMessage)
def post_caucus_message(act: Act, command: PostCaucusMessage) -> Handling:
    """Keep the message sealed to the side."""
    seat = take_seat(act, command.bargaining)
    row = CaucusMessage(
        id=act.new_id(),
        stream=streams.caucus(command.bargaining, command.side),
        bargaining=command.bargaining,
        side=command.side,
        seat=seat.id,
        text=command.text,
        at=act.now,
    )
    act.add(row)
    yield CaucusMessagePosted(bargaining=command.bargaining, side=command.side, message=row.id, text=row.text)
    return {"message": row.id}


@handler(WriteNote)
def write_note(act: Act, command: WriteNote) -> Handling:
    """Write a new note, or a new version of one unless somebody else was quicker."""
    seat = take_seat(act, command.bargaining)
    if command.note is None:
        row = CaucusNote(
            id=act.new_id(),
            stream=streams.caucus(command.bargaining, command.side),
            bargaining=command.bargaining,
            side=command.side,
            issue=issue_of(act, command.bargaining, command.issue),
            version=0,
        )
    else:
        row = note_of(act, command.bargaining, command.side, command.note)
        if row.version != command.version:
            author = act.session.get_one(type(seat), row.seat).name
            raise Refusal(STALE_NOTE, "text", author=author, text=row.text, version=row.version)
    row.text, row.version, row.seat, row.at = command.text, row.version + 1, seat.id, act.now
    act.add(row)
    yield CaucusNoteWritten(
        bargaining=command.bargaining,
        side=command.side,
        note=row.id,
        issue=row.issue,
        version=row.version,
        text=row.text,
    )
    return {"note": row.id, "version": row.version}


@handler(RemoveNote)
def remove_note(act: Act, command: RemoveNote) -> Handling:
    """Put the note away; the side's own record keeps it."""
    take_seat(act, command.bargaining)
    row = note_of(act, command.bargaining, command.side, command.note)
    row.removed_at = act.now
    yield CaucusNoteRemoved(bargaining=command.bargaining, side=command.side, note=row.id, issue=row.issue)
    return {}


@handler(PostInConfidence)
def post_in_confidence(act: Act, command: PostInConfidence) -> Handling:
    """Keep the message sealed to the mediator and this side."""
    seat = take_seat(act, command.bargaining)
    row = ConfidenceMessage(
        id=act.new_id(),
        stream=streams.confidence(command.bargaining, command.side),
        bargaining=command.bargaining,
        side=command.side,
        seat=seat.id,
        text=command.text,
        at=act.now,
    )
    act.add(row)
    yield ConfidencePosted(bargaining=command.bargaining, side=command.side, message=row.id, text=row.text)
    return {"message": row.id}
