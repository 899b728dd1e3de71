"""Text as it is read on a page, line by line: rows whose cells are divided by tabs stand in a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol


class Run(Protocol):
    """A stretch of text that stays, is deleted, inserted or moved."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Part:
    """What a line has of a run; `is_first` says that the run begins here, `whole` is all of it."""

    kind: str
    text: str
    is_first: bool
    whole: str


@dataclass(slots=True)
class Line:
    """A line; `end` is the run that ends it, for a line end may itself be inserted or deleted."""

    parts: list[Part] = field(default_factory=list)
    end: Run | None = None

    @property
    def is_row(self) -> bool:
        """Say whether it is a row of a table."""
        return any("\t" in part.text for part in self.parts)

    @property
    def cells(self) -> list[list[Part]]:
        """Return the parts cell by cell."""
        found: list[list[Part]] = [[]]
        for part in self.parts:
            for at, text in enumerate(part.text.split("\t")):
                if at:
                    found.append([])
                if text:
                    found[-1].append(Part(part.kind, text, part.is_first and not at, part.whole))
        return found


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring lines: rows of one table, or paragraphs."""

    is_table: bool
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Said:
    """Words that stay as they are."""

    text: str
    kind: str = "keep"


def blocks(said: str | Iterable[Run]) -> list[Block]:
    """Return a text, or the runs of a redline, as paragraphs and tables; every word but the tabs and line ends is in them."""
    lines = _lines([Said(said)] if isinstance(said, str) else said)
    return [Block(is_table, list(group)) for is_table, group in groupby(lines, key=lambda line: line.is_row)]


def _lines(runs: Iterable[Run]) -> Iterator[Line]:
    line = Line()
    for run in runs:
        parts = run.text.split("\n")
        for at, text in enumerate(parts):
            if at:
                line.end = run
                yield line
                line = Line()
            if text:
                line.parts.append(Part(run.kind, text, not at or (at == 1 and not parts[0]), run.text))
    yield line
