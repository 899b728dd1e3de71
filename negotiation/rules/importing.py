"""From the clauses of a text that was read to the issues a person is offered to take over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

MOST_CLAUSES = 2_500
LONGEST_TEXT = 50_000
LONGEST_PART, LONGEST_NUMBER, LONGEST_HEADING = 120, 40, 200
_OPENING = 24
_HEADING_MARK = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)
_USUALLY_TAKEN = ("preamble", "article", "annex")


class Clause(Protocol):
    """What is known of a clause that was read (see agreements.rules.splitting)."""

    @property
    def part(self) -> str | None: ...
    @property
    def number(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def line(self) -> int: ...


@dataclass(frozen=True)
class Offered:
    """A clause as the preview offers it: `take` is the choice made beforehand, `too_long` forbids taking it."""

    index: int
    line: int
    kind: str
    part: str
    number: str
    heading: str
    text: str
    take: bool
    too_long: bool


def offered(clauses: Sequence[Clause]) -> tuple[Offered, ...]:
    """Return what a preview offers for each clause, in order. Names too long for an issue are cut, texts never."""
    return tuple(_offered(index, clause) for index, clause in enumerate(clauses))


def _offered(index: int, clause: Clause) -> Offered:
    text = _HEADING_MARK.sub("", clause.text)  # a heading that numbers nothing stays, its Markdown sign does not
    too_long = len(text) > LONGEST_TEXT
    return Offered(
        index=index,
        line=clause.line,
        kind=clause.kind,
        part=_cut(clause.part or "", LONGEST_PART),
        number=_cut(clause.number, LONGEST_NUMBER),
        heading=_cut(clause.heading or _opening(text) or clause.number, LONGEST_HEADING),
        text=text,
        take=clause.kind in _USUALLY_TAKEN and bool(text.strip()) and not too_long,
        too_long=too_long,
    )


def _opening(text: str) -> str:
    """Return the first words of a text, for a clause that has no heading of its own."""
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return _cut(first, _OPENING)


def _cut(words: str, limit: int) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"
