"""From the clauses of a text that was read to the issues a person is offered to take over."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from agreements.rules.tree import Unit

MOST_CLAUSES = 2_500
LONGEST_TEXT = 50_000
LONGEST_PART, LONGEST_NUMBER, LONGEST_HEADING = 120, 40, 200
_OPENING = 24
_HEADING_MARK = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)
_SENTENCE_ENDS = ("。", "；", "：", ".", ";", ":")
_USUALLY_TAKEN = ("preamble", "article", "annex")


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
    clause: str
    listed: bool


def offered(clauses: Sequence[Unit], listed: frozenset[str] = frozenset()) -> tuple[Offered, ...]:
    """Return what a preview offers for each clause, in order. Names too long for an issue are cut, texts never.

    `listed` are the identities of clauses that are on the list of issues already.
    """
    return tuple(_offered(index, unit, listed) for index, unit in enumerate(clauses))


def identities(seed: str) -> Callable[[], str]:
    """Return a function that gives identities, always the same ones in a row for the same `seed`.

    An answer that is sent again must ask for the same thing again, so the identities follow from the form's own key.
    """
    numbers = count()

    def fresh() -> str:
        digest = hashlib.sha256(f"{seed}/{next(numbers)}".encode()).digest()
        return base64.b32encode(digest[:10]).decode("ascii").lower()

    return fresh


def _offered(index: int, unit: Unit, listed: frozenset[str]) -> Offered:
    text = _HEADING_MARK.sub("", unit.text)  # a heading that numbers nothing stays, its Markdown sign does not
    too_long, known = len(text) > LONGEST_TEXT, unit.clause.id in listed
    return Offered(
        index=index,
        line=unit.clause.line,
        kind=unit.clause.kind,
        part=_cut(unit.part, LONGEST_PART),
        number=_cut(unit.number, LONGEST_NUMBER),
        heading=_cut(unit.heading or _opening(text) or unit.number, LONGEST_HEADING),
        text=text,
        take=_is_bargained(unit.clause.kind, text) and not too_long and not known,
        too_long=too_long,
        clause=unit.clause.id,
        listed=known,
    )


def _is_bargained(kind: str, text: str) -> bool:
    """Say whether a clause is usually an issue: a table of contents is not, nor a preamble that is nothing but the title."""
    words = text.strip()
    is_title = kind == "preamble" and "\n" not in words and not words.endswith(_SENTENCE_ENDS)
    return kind in _USUALLY_TAKEN and bool(words) and not is_title


def _opening(text: str) -> str:
    """Return the first words of a text, for a clause that has no heading of its own."""
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return _cut(first, _OPENING)


def _cut(words: str, limit: int) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"
