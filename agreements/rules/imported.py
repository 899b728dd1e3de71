"""What splitting a text finds: clauses in a row, doubts about them, and the lines that belong to no clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["preamble", "contents", "article", "annex", "tail"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at: a reason key, the line (from 1) where it begins, all its lines, and values."""

    reason: str
    line: int
    lines: tuple[int, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the source with its number, from 1."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ImportedClause:
    """One clause: the part it stands in, its number as printed, its heading, its text.

    `printed` is what stood above the text, exactly as printed: part headings, number, heading. `line` is where the
    clause begins; `lines` and `heads` are the numbers of the lines of its text and of `printed`.
    """

    part: str | None
    number: str
    heading: str
    text: str
    kind: Kind
    line: int
    printed: str
    lines: tuple[int, ...] = ()
    heads: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Hints:
    """What the form of a file says about its lines (numbers from 1): headings, table rows, the table of contents, and
    where a new page begins."""

    headings: frozenset[int] = frozenset()
    rows: frozenset[int] = frozenset()
    contents: frozenset[int] = frozenset()
    pages: frozenset[int] = frozenset()


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Import:
    """The clauses in order, the doubts by line, and the page furniture that is in no clause.

    `printed` and `text` of all clauses, in order, are the source but for white space and the furniture.
    """

    clauses: tuple[ImportedClause, ...]
    doubts: tuple[Doubt, ...]
    furniture: tuple[SourceLine, ...]
    encoding: str
