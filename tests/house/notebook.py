"""A small domain for tests of the kernel alone: notebooks in which sides write notes.

Its classes live under `tests.`, so the house's own registry passes them over; its tables are called test_* and made by `open_house`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from sqlalchemy import ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.kernel import (
    ALLOWED,
    Act,
    Command,
    Door,
    Event,
    Handling,
    Prose,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    policy,
    reaction,
)
from workbench.kernel.checkpoints import load_or_make
from workbench.kernel.store import Base, Hidden, Open, Public, Sealed, Store

SPOILED = Reason("spoiled", "The note is spoiled.", 422)


class Subject(Base, Open):
    """What notes are about; anyone may read it."""

    __tablename__ = "test_subjects"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    notes: Mapped[list[Note]] = relationship(back_populates="subject")


class Bulletin(Base, Public):
    """What hangs outside; anybody may read it."""

    __tablename__ = "test_bulletins"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)


class Note(Base, Sealed):
    """A note in one side's book."""

    __tablename__ = "test_notes"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    text: Mapped[str]
    subject_id: Mapped[str | None] = mapped_column(ForeignKey("test_subjects.id"))
    answer_to: Mapped[str | None] = mapped_column(ForeignKey("test_notes.id"))
    subject: Mapped[Subject | None] = relationship(back_populates="notes")
    question: Mapped[Note | None] = relationship(remote_side="Note.id")


class Secret(Base, Hidden):
    """What no reader ever sees."""

    __tablename__ = "test_secrets"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    text: Mapped[str]


class NoteWritten(Event):
    """A note was written in a side's book."""

    audience = "notebook/{book}/{side}"
    sentence = "wrote"
    book: str
    side: str
    text: str


class NoteWhispered(Event):
    """Something was said that stays off the record, in a stream that is otherwise on it."""

    audience = "notebook/{book}/{side}"
    sentence = "whispered"
    on_record = False
    book: str
    side: str
    text: str


class NoteSupposed(Event):
    """Something was supposed; the whole stream is off the record."""

    audience = "notebook/{book}/supposals"
    sentence = "supposed"
    on_record = False
    book: str
    text: str


class BookSealed(Event):
    """The heads of the sides' books were sealed into the common one."""

    audience = "notebook/{book}/{side}"
    sentence = "sealed"
    book: str
    side: str
    commitments: dict[str, str]


class NoteTripped(Event):
    """Something happened that another room answers by failing."""

    audience = "notebook/{book}/{side}"
    sentence = "tripped"
    book: str
    side: str


class WriteNote(Command):
    """Writes a note in the books of the named sides, in their order."""

    sentence: ClassVar[str] = "write"
    book: str = "n"
    sides: tuple[str, ...] = ("labour",)
    text: Prose
    pin: str = ""
    secrets: ClassVar[frozenset[str]] = frozenset({"pin"})


class WhisperNote(Command):
    """Says something off the record, and something in the stream of supposals."""

    sentence: ClassVar[str] = "whisper"
    text: Prose


class SealBooks(Command):
    """Checkpoints the common book and seals the sides' books into it."""

    sentence: ClassVar[str] = "seal"
    sides: tuple[str, ...]


class SpoilNote(Command):
    """Writes a note and is then refused."""

    sentence: ClassVar[str] = "spoil"
    text: Prose


class TripOver(Command):
    """Writes a note whose event makes a reaction fail."""

    sentence: ClassVar[str] = "trip"
    text: Prose


@policy(WriteNote, WhisperNote, SealBooks, SpoilNote, TripOver)
def anyone_may(question: Question, command: Command) -> Verdict:
    """Everybody may do everything in a notebook."""
    return ALLOWED


@handler(WriteNote)
def write_note(act: Act, command: WriteNote) -> Handling:
    """Write one note per side."""
    act.under("mandate-7")
    for side in command.sides:
        act.add(Note(id=act.new_id(), stream=f"notebook/{command.book}/{side}", text=command.text))
        yield NoteWritten(book=command.book, side=side, text=command.text)
    return {"text": command.text}


@handler(WhisperNote)
def whisper_note(act: Act, command: WhisperNote) -> Handling:
    """Tell the table off the record, and suppose."""
    yield NoteWhispered(book="n", side="table", text=command.text)
    yield NoteSupposed(book="n", text=command.text)
    return None


@handler(SealBooks)
def seal_books(act: Act, command: SealBooks) -> Handling:
    """Keep a checkpoint and seal."""
    act.checkpoint("notebook/n/table")
    commitments = act.seal(f"notebook/n/{side}" for side in command.sides)
    yield BookSealed(book="n", side="table", commitments=commitments)
    return None


@handler(SpoilNote)
def spoil_note(act: Act, command: SpoilNote) -> Handling:
    """Write, tell, and refuse."""
    act.add(Note(id=act.new_id(), stream="notebook/n/labour", text=command.text))
    yield NoteWritten(book="n", side="labour", text=command.text)
    raise Refusal(SPOILED)


@handler(TripOver)
def trip_over(act: Act, command: TripOver) -> Handling:
    """Write, and tell those who trip."""
    act.add(Note(id=act.new_id(), stream="notebook/n/labour", text=command.text))
    yield NoteTripped(book="n", side="labour")
    return None


@reaction(NoteTripped)
def trip(act: Act, event: NoteTripped) -> Iterator[Event]:
    """Fail after having told something."""
    yield NoteWritten(book="n", side="labour", text="from the reaction")
    raise RuntimeError("tripped")


TABLES = [model.__table__ for model in (Subject, Bulletin, Note, Secret) if isinstance(model.__table__, Table)]


@contextmanager
def open_house(url: str, directory: Path, clock: Callable[[], datetime] | None = None) -> Iterator[Door]:
    """Yield the door of a house on the migrated database at `url`, with the notebook's tables in it."""
    store = Store(url.replace("postgresql://", "postgresql+psycopg://"))
    Base.metadata.create_all(store.engine(), tables=TABLES)
    try:
        yield Door(store, load_or_make(directory / "keys", "test-house"), "Asia/Shanghai", clock)
    finally:
        store.close()
