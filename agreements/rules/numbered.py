"""Agreements without `第…条` or `Article`: the numbers of their paragraphs divide them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from agreements.rules.bodies import run_in
from agreements.rules.headings import is_title
from agreements.rules.imported import Doubt, ImportedClause
from agreements.rules.markers import read_marker
from agreements.rules.paragraphs import read_section

# The number at the beginning of a line, its mark as printed, and how long the mark is with the blanks behind it.
Found = tuple[int, str, int]
Read = Callable[[str], Found | None]

_SENTENCE = re.compile("[。；;：:，,！？.]")
_LONGEST_HEADING = 60


def divide(clauses: Sequence[ImportedClause]) -> tuple[list[ImportedClause], tuple[Doubt, ...]]:
    """The clauses with the articles that `一、`, `Section 1` or `1.` set apart, and the doubt numbered_paragraphs.

    Numbers must count from 1 without a gap, and at least two of them.
    """
    for read in (_chinese, _section, _plain):
        starts = [_series(clause, read) for clause in clauses]
        if sum(map(len, starts)) > 1:
            pieces = [piece for clause, at in zip(clauses, starts, strict=True) for piece in _divided(clause, at, read)]
            lines = tuple(piece.heads[-1] for piece in pieces if piece.kind == "article")
            return pieces, (Doubt("numbered_paragraphs", lines[0], lines),)
    return list(clauses), ()


def _series(clause: ImportedClause, read: Read) -> list[int]:
    starts: list[int] = []
    if clause.kind == "preamble":
        for at, line in enumerate(clause.text.split("\n")):
            found = read(line.lstrip())
            if found and found[0] == len(starts) + 1:
                starts.append(at)
    return starts


def _divided(clause: ImportedClause, starts: Sequence[int], read: Read) -> list[ImportedClause]:
    if not starts:
        return [clause]
    texts = clause.text.split("\n")
    pieces: list[ImportedClause] = []
    if starts[0] or clause.printed:
        front = replace(clause, text="\n".join(texts[: starts[0]]), lines=clause.lines[: starts[0]])
        pieces.append(front)
    for start, end in zip(starts, [*starts[1:], len(texts)], strict=True):
        pieces.append(_article(clause, texts[start:end], clause.lines[start:end], read))
    return pieces


def _article(clause: ImportedClause, texts: Sequence[str], lines: tuple[int, ...], read: Read) -> ImportedClause:
    first = texts[0].lstrip()
    found = read(first)
    if found is None:
        raise ValueError("the first line of an article has its number")
    _, number, length = found
    rest = first[length:]
    heading, begun = (rest.strip(), "") if _is_heading(rest.strip(), texts[1:]) else run_in(rest)
    text = [begun, *texts[1:]]
    printed = first[: len(first) - len(begun)].rstrip() if heading else first[:length]
    return ImportedClause(
        clause.part, number, heading.rstrip("."), "\n".join(text), "article", lines[0], printed, lines, lines[:1]
    )


def _is_heading(rest: str, following: Sequence[str]) -> bool:
    """Whether what stands behind the number is a title, and not the beginning of the text."""
    if not 0 < len(rest) <= _LONGEST_HEADING or not any(line.strip() for line in following):
        return False
    plain = rest.rstrip(".")
    return not _SENTENCE.search(plain) and (not plain.isascii() or is_title(plain))


def _chinese(line: str) -> Found | None:
    marker = read_marker(line)
    value = marker.value("chinese") if marker and marker.shape == "#、" else None
    return (value, marker.printed, marker.length) if marker and value else None


def _section(line: str) -> Found | None:
    section = read_section(line)
    if section is None or len(section.numbers) > 1 or section.label[0].isdigit():
        return None
    return section.numbers[0], section.label, len(section.printed)


def _plain(line: str) -> Found | None:
    marker = read_marker(line)
    value = marker.value("decimal") if marker and marker.shape in ("#.", "#、") else None
    return (value, marker.printed, marker.length) if marker and value else None
