"""What the reader of each form of file hands on: the text, and what the file said beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agreements.rules.imported import NO_HINTS, Doubt, Hints, SourceLine

Form = Literal["docx", "html", "markdown", "text"]


@dataclass(frozen=True, slots=True)
class TrackedChange:
    """A change that somebody marked in Word and nobody has accepted yet; the tree holds the words before it.

    `where` names the clause as printed, `line` is the line of `Imported.text` (from 1) and `at` the place in it, counted
    in characters: putting `after` there instead of `before` accepts the change. Either may run over several lines.
    `date` is as the file gives it.
    """

    where: str
    author: str
    date: str
    before: str
    after: str
    line: int = 0
    at: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A comment in the margin: the clause it stands at, who wrote it when, and its words."""

    where: str
    author: str
    date: str
    text: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file without its markup, line by line, and what the file said about it."""

    text: str
    form: Form
    hints: Hints = NO_HINTS
    doubts: tuple[Doubt, ...] = ()
    furniture: tuple[SourceLine, ...] = ()
    proposals: tuple[TrackedChange, ...] = ()
    notes: tuple[Note, ...] = ()
    encoding: str = ""
    title: str = ""
