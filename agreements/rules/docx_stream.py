"""The words of a Word file in a row, and which of them are marked as inserted or deleted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from agreements.rules.sources import TrackedChange

_LONGEST_NAME = 120


class Mark(NamedTuple):
    """A change that words stand in: inserted or deleted, by whom and when."""

    inserted: bool
    author: str
    date: str


@dataclass(slots=True)
class _Change:
    author: str
    date: str
    line: int
    at: int
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    end: int = 0


class Stream:
    """Takes words in reading order; keeps those that stand while no change is accepted, and gathers the changes.

    `line` is the number of the line that is being written, from 1; `at` the place in it.
    """

    def __init__(self) -> None:
        self.line = 1
        self.at = 0
        self._standing: list[str] = []
        self._length = 0
        self._changes: list[_Change] = []

    @property
    def length(self) -> int:
        """How many characters stand so far."""
        return self._length

    def add(self, text: str, marks: tuple[Mark, ...] = ()) -> None:
        """Takes words and the changes they stand in, the outermost first."""
        if not text:
            return
        inserted = next((mark for mark in marks if mark.inserted), None)
        if inserted and len(marks) > 1 and not marks[-1].inserted:
            return  # inserted by one and deleted by the next: neither before nor after
        if inserted:
            self._change(inserted).after.append(text)
            return
        if marks:
            change = self._change(marks[-1])
            change.before.append(text)
            change.end = self._length + len(text)
        self._standing.append(text)
        self._length += len(text)
        breaks = text.count("\n")
        if breaks:
            self.line += breaks
            self.at = len(text) - text.rindex("\n") - 1
        else:
            self.at += len(text)

    def text(self) -> str:
        """All that stands."""
        return "".join(self._standing)

    def changes(self) -> tuple[TrackedChange, ...]:
        """The changes in order; neighbours by the same hand are one."""
        return tuple(
            TrackedChange(
                "",
                one.author[:_LONGEST_NAME],
                one.date[:_LONGEST_NAME],
                "".join(one.before),
                "".join(one.after),
                one.line,
                one.at,
            )
            for one in self._changes
            if one.before or one.after
        )

    def _change(self, mark: Mark) -> _Change:
        """The change that goes on here, or a new one."""
        last = self._changes[-1] if self._changes else None
        if last and (last.author, last.date, last.end) == (mark.author, mark.date, self._length):
            return last
        new = _Change(mark.author, mark.date, self.line, self.at, end=self._length)
        self._changes.append(new)
        return new
