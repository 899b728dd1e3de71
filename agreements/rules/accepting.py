"""Takes tracked changes of a file into its text, before the text is read as an agreement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from agreements.rules.imported import Doubt, Hints
from agreements.rules.sources import Source, TrackedChange


def with_changes(source: Source, text: str, changes: Sequence[TrackedChange]) -> Source:
    """The source with `changes` made in it. `text` is its text as they count it; what it says of lines moves along."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for change in sorted(changes, key=lambda one: (one.line, one.at))[::-1]:
        begin = starts[change.line - 1] + change.at
        text = text[:begin] + change.after + text[begin + len(change.before) :]
    hints = Hints(
        _moved(source.hints.headings, changes),
        _moved(source.hints.rows, changes) | _come(source.hints.rows, text, changes),
        _moved(source.hints.contents, changes),
    )
    doubts = tuple(_doubt(doubt, changes) for doubt in source.doubts)
    return replace(source, text=text, hints=hints, doubts=doubts, proposals=(), notes=())


def _moved(lines: Iterable[int], changes: Sequence[TrackedChange]) -> frozenset[int]:
    return frozenset(now for line in lines if (now := _now(line, changes)))


def _now(line: int, changes: Sequence[TrackedChange]) -> int:
    """Where a line has gone; 0 when it was deleted or joined to the one before.

    A deletion that begins a line leaves the last line it reaches, any other the first.
    """
    now = line
    for change in changes:
        gone = change.before.count("\n")
        if gone and change.line <= line - (change.at > 0) and line < change.line + gone + (change.at > 0):
            return 0
        if change.line < line or (change.line == line and change.at == 0 and change.after.endswith("\n")):
            now += change.after.count("\n") - gone
    return now


def _come(rows: frozenset[int], text: str, changes: Sequence[TrackedChange]) -> frozenset[int]:
    """The lines of rows that were inserted into a table."""
    lines = text.split("\n")
    found = set()
    for change in changes:
        begin = _now(change.line, changes) or change.line
        near = range(max(1, begin - change.after.count("\n")), begin + change.after.count("\n") + 1)
        if {change.line - 1, change.line, change.line + 1} & rows and "\n" in change.after:
            found |= {at for at in near if at <= len(lines) and "\t" in lines[at - 1]}
    return frozenset(found)


def _doubt(doubt: Doubt, changes: Sequence[TrackedChange]) -> Doubt:
    lines = tuple(sorted(_moved(doubt.lines, changes)))
    return replace(doubt, line=_now(doubt.line, changes) or doubt.line, lines=lines)
