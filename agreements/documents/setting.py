"""A clause tree set out as paragraphs and tables: the one reading that PDF, Word and HTML share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from agreements.rules.sides import pieces
from agreements.rules.tree import Clause, Language, Rows, Tree, Unit
from workbench.documents.blocks import Block, Grid, Paragraph, Piece, Row, Style, is_figure, said

_MARKDOWN = re.compile(r"^#{1,6}\s+|^\*\*|\*\*$")
_BLANKS = re.compile(r"[ \t\u00a0\u3000]+")
# What parts two columns of signatures; the tabs and blanks between other words are one blank.
_COLUMN = re.compile(r"\t[ \u3000]*\t|[ \u00a0\u3000]{8}|\u3000{4}")
_CLOSED = re.compile(r"[）)、，。：:.．]$")
_STYLES: dict[str, Style] = {"part": "part", "signature": "signature", "contents": "contents", "item": "item"}
_LISTED = frozenset(["part", "heading"])
# The title is looked for among this many lines; one longer than this may go on with the names of the parties.
_OPENING, _LONG = 4, 12
# Shorter agreements are found through without a list of contents.
_SHORT = 20
_HEADED = frozenset(["article", "annex", "section"])


def paper(tree: Tree) -> list[Block]:
    """A whole agreement, its title first: set above it, or the line among the first ones that says it."""
    return titled([*title(tree), *(block for unit in pieces(tree) for block in unit_blocks(unit, tree.language))], tree)


def title(tree: Tree) -> tuple[Paragraph, ...]:
    """The title as a paragraph of its own, unless one of the first lines of the text says it."""
    lines = (line for unit in pieces(tree) for line in _lines(f"{unit.clause.printed}\n{unit.text}"))
    if not tree.title or any(_says(line, tree.title) for line in islice(lines, _OPENING)):
        return ()
    return (Paragraph("title", (Piece("keep", tree.title),)),)


def titled(blocks: list[Block], tree: Tree) -> list[Block]:
    """The blocks of a paper with the line set as its title that says the title."""
    for at, block in enumerate(blocks[: 2 * _OPENING]):
        if isinstance(block, Paragraph) and block.mark != "del" and _says(said(block.pieces, "del"), tree.title):
            blocks[at] = replace(block, style="title")
            break
    return blocks


def _says(line: str, title: str) -> bool:
    """Whether a line is the title, or begins with it and goes on to say between whom the agreement is."""
    line, title = (_BLANKS.sub("", words).casefold() for words in (line, title))
    return bool(title) and (
        line == title or (len(title) > _LONG and line.startswith(title) and len(line) < 3 * len(title))
    )


def unit_blocks(unit: Unit, language: Language) -> list[Block]:
    """The paragraphs and tables of one unit; the first carries its anchor and its name."""
    blocks = list(_blocks(unit.clause, language, 0))
    if blocks and isinstance(blocks[0], Paragraph):
        blocks[0] = replace(blocks[0], anchor=anchor_of(unit), label=label_of(unit.clause))
    return blocks


def contents(blocks: Iterable[Block]) -> list[Paragraph]:
    """What is listed at the beginning of a long paper: parts, and clauses that have more of a name than a number."""
    named = [block for block in blocks if isinstance(block, Paragraph) and block.anchor and block.style in _LISTED]
    return named if len(named) > _SHORT else []


def anchor_of(unit: Unit) -> str:
    """The name of a unit inside a paper: its identity, else its place."""
    return f"c_{unit.clause.id}" if unit.clause.id else f"c{unit.position + 1}"


def label_of(clause: Clause) -> str:
    """How a clause is called in a list: number and heading."""
    return " ".join(line for part in (clause.number, clause.heading) for line in _lines(_MARKDOWN.sub("", part)))


def _blocks(clause: Clause, language: Language, depth: int, above: str = "") -> Iterator[Block]:
    """The blocks of a clause; `above` is a number that still waits for the words it opens."""
    style = _STYLES.get(clause.kind, "body")
    ahead, lead = _opening(clause)
    lead = above or lead
    body = list(_lines(clause.text))
    for line in ahead:
        yield _heading(line, clause, depth)
    handed = lead if not body and not above and _takes_number(clause.children[:1]) else ""
    if lead and not handed and not (body or clause.children):
        yield _heading(lead, clause, depth)
    elif lead and not handed:
        first, body = (body[0] if body else ""), body[1:]
        joint = _joint(lead, language) if first else ""
        number = Piece("keep", lead + joint, bool(above) or clause.kind in _HEADED)
        words = tuple(piece for piece in (number, Piece("keep", first)) if piece.text)
        yield Paragraph(style, words, level=depth)
    for line in body:
        yield Paragraph("signature" if "\t" in line else style, (Piece("keep", line),), level=depth)
    if clause.rows:
        yield grid(clause.rows)
    for child in clause.children:
        deeper = depth + 1 if child.kind in ("item", "section", "table") else depth
        yield from _blocks(child, language, deeper, handed)
        handed = ""


def _takes_number(children: tuple[Clause, ...]) -> bool:
    """Whether the first child is a paragraph on whose line the number of its article stands."""
    return any(child.kind == "paragraph" and not child.printed and child.text.strip() for child in children)


def _opening(clause: Clause) -> tuple[list[str], str]:
    """What is printed ahead of the text: lines of their own, and the number that opens the first paragraph."""
    lines = [line for line in (_MARKDOWN.sub("", line) for line in _lines(clause.printed or label_of(clause))) if line]
    if not lines or clause.heading or clause.kind in ("part", "table"):
        return lines, ""
    return lines[:-1], lines[-1]


def _heading(line: str, clause: Clause, depth: int) -> Paragraph:
    style: Style = "heading" if clause.kind in _HEADED else "part" if clause.kind == "part" else "body"
    if clause.kind == "table":
        style = "note"
    return Paragraph(style, (Piece("keep", line, strong=style == "heading"),), level=depth)


def _joint(lead: str, language: Language) -> str:
    """What stands between a number and the words after it."""
    if language == "en":
        return " "
    return "" if _CLOSED.search(lead) else "\u3000"


def _lines(text: str) -> Iterable[str]:
    return (settled for line in text.split("\n") if (settled := _BLANKS.sub(_one, line).strip()))


def _one(blanks: re.Match[str]) -> str:
    if _COLUMN.search(blanks[0]):
        return "\t"
    return "\u3000" if "\u3000" in blanks[0] else " "


def grid(rows: Rows) -> Grid:
    """A table as it stands; its first rows without any figure are its head."""
    heads = 0
    for row in rows[: max(0, len(rows) - 1)]:
        if any(is_figure(cell) for cell in row[1:]) or heads == 2:
            break
        heads += 1
    heads = (
        heads if heads < len(rows) and any(is_figure(c) for row in rows[heads:] for c in row) else min(1, len(rows) - 1)
    )
    return Grid(tuple(Row(tuple((Piece("keep", cell),) if cell else () for cell in row)) for row in rows), heads)
