"""Takes the signs of Markdown out of a text, line by line, so that every line keeps its number."""

from __future__ import annotations

import re
from typing import NamedTuple

_HEADING = re.compile(r"[ \f\u3000]{0,3}#{1,6}[ \t\u3000]+(?P<text>\S.*?)(?:[ \t]+#+)?[ \t]*")
_ROW = re.compile(r"[ \t]*\|(?P<cells>.*)\|[ \t]*")
_RULE = re.compile(r"[ \t]*(?:-{3,}|\*{3,}|\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+(?:[ \t]*:?-{3,}:?[ \t]*)?)[ \t]*")
_COMMENT = re.compile(r"<!--[^\n]{0,1000}?-->")
_BOLD = re.compile(r"\*\*(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s*])\*\*")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|-])")


class Plain(NamedTuple):
    """The text without signs, the numbers of lines (from 1) that are headings and table rows, and how many signs went."""

    text: str
    headings: frozenset[int]
    rows: frozenset[int]
    removed: int


def looks_like_markdown(text: str) -> bool:
    """Whether several lines begin as Markdown headings do."""
    return len(re.findall(r"(?m)^#{1,6} \S", text[:1_000_000])) >= 3


def plain(text: str) -> Plain:
    """The words of a Markdown text: headings, rules, table rows, bold type, comments and escapes lose their signs."""
    headings: set[int] = set()
    rows: set[int] = set()
    removed = 0
    lines = text.split("\n")
    for at, source in enumerate(lines):
        line, number = source, at + 1
        if "<!--" in line:
            line = _COMMENT.sub("", line)
        if found := _HEADING.fullmatch(line):
            headings.add(number)
            line = found["text"]
        elif _RULE.fullmatch(line):
            rows.update([number] if number - 1 in rows else [])
            line = ""
        elif found := _ROW.fullmatch(line):
            rows.add(number)
            line = "\t".join(cell.strip() for cell in re.split(r"(?<!\\)\|", found["cells"]))
        if "**" in line:
            line = _BOLD.sub(r"\1", line)
        if "\\" in line:
            line = _ESCAPED.sub(r"\1", line)
        removed += line != source
        lines[at] = line
    return Plain("\n".join(lines), frozenset(headings), frozenset(rows), removed)
