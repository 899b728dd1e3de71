"""Sentences of agreements in Chinese and English, and the part of a sentence in which something is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# A full stop ends a sentence when white space and no small letter follow; a blank line and an item ending with ； do too.
_END = re.compile(r"[。！？；]+[”』」）)]?|[.!?;][”\")]?(?=\s+(?![a-z])|$)|\n[ \t\u3000]*\n")
_SHORT = re.compile(r"(?:^|[\s(])(?:No|Nos|Art|Sec|Mr|Mrs|Ms|Dr|St|Inc|Ltd|Co|vs|e\.g|i\.e|U\.S|[A-Z]|\d{1,2})\.$")


class Sentence(NamedTuple):
    """A sentence and where it begins."""

    start: int
    text: str


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text, without the white space around them; together they are the text but for that."""
    start = 0
    for end in _END.finditer(text):
        if end[0].startswith(".") and _SHORT.search(text[max(0, end.start() - 8) : end.start() + 1]):
            continue
        yield from _trimmed(text, start, end.end())
        start = end.end()
    yield from _trimmed(text, start, len(text))


def sentences_by_line(text: str) -> Iterator[Sentence]:
    """As `sentences`, for texts in which each line is a paragraph: no sentence runs over the end of a line."""
    start = 0
    for line in text.split("\n"):
        yield from (Sentence(start + sentence.start, sentence.text) for sentence in sentences(line))
        start += len(line) + 1


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence around a place, its white space folded."""
    before = max((one.end() for one in _END.finditer(text, max(0, start - 600), start)), default=max(0, start - 600))
    after = _END.search(text, end, min(len(text), end + 600))
    return " ".join(text[before : after.end() if after else end + 600].split())


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    said = text[start:end]
    bare = said.strip()
    if bare:
        yield Sentence(start + len(said) - len(said.lstrip()), bare)
