"""What a paper consists of, whatever it is made as: paragraphs and tables of pieces that stay, are deleted or are inserted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["keep", "del", "ins"]
Style = Literal["title", "part", "heading", "body", "item", "note", "contents", "signature"]
_NUMBER = re.compile(r"[-+−±]?[¥￥$€]?\s?\d[\d,. ]*(?:%|％|‰|元|万元|小时|天|日|h)?(?:\s?[–—-]\s?[¥￥$€]?\d[\d,.]*)?")
# Columns are as wide as this many Latin characters at least, and get no more for being longer than this.
_NARROW, _WIDE, _PADDING = 6, 24, 4


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words that stays, is deleted or is inserted."""

    kind: Kind
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `mark` says whether it stays, is deleted or is inserted as a whole.

    With `move` it is one end of a move of that name: words that "keep" have gone from here (`mark` "del") or come here
    (`mark` "ins"). `level` is how deep it stands, `anchor` the name by which a link finds it, `label` how a list of
    contents calls it.
    """

    style: Style
    pieces: tuple[Piece, ...]
    mark: Kind = "keep"
    move: str = ""
    level: int = 0
    anchor: str = ""
    label: str = ""

    def kind_of(self, piece: Piece) -> Kind:
        """What becomes of a piece of this paragraph, its own fate and the paragraph's taken together."""
        return piece.kind if piece.kind != "keep" else self.mark


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; each cell is pieces. `marks`, where columns came or went, says which cells only one state has."""

    cells: tuple[tuple[Piece, ...], ...]
    mark: Kind = "keep"
    marks: tuple[Kind, ...] = ()

    def without(self, kind: Kind) -> Row:
        """The row without the cells and pieces of one kind."""
        kept = (cell for at, cell in enumerate(self.cells) if not self.marks or self.marks[at] != kind)
        return Row(tuple(tuple(piece for piece in cell if piece.kind != kind) for cell in kept), self.mark)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first `heads` rows are repeated on every page. `move` as in a paragraph."""

    rows: tuple[Row, ...]
    heads: int = 0
    move: str = ""

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(row.cells) for row in self.rows), default=0)

    @property
    def shares(self) -> list[int]:
        """How much of the whole width each column takes, in per cent: by its longest cell, none too narrow to be read."""
        longest = [_NARROW + _PADDING] * self.width
        for number, row in enumerate(self.rows):
            for at, cell in enumerate(row.cells):
                breadth = _breadth(said(cell, "del") or said(cell, "ins"))
                # A heading may take two lines.
                longest[at] = max(
                    longest[at], min(_WIDE, breadth * 2 // 3 if number < self.heads else breadth) + _PADDING
                )
        return [100 * one // sum(longest) for one in longest]

    @property
    def amounts(self) -> frozenset[int]:
        """The columns in which figures stand."""
        cells = [
            (at, said(cell, "del") or said(cell, "ins"))
            for row in self.rows[self.heads :]
            for at, cell in enumerate(row.cells)
        ]
        return frozenset(at for at, text in cells if is_figure(text))


Block = Paragraph | Grid


def said(pieces: Iterable[Piece], without: Kind) -> str:
    """The words of pieces, those of one kind left out: without "ins" the old text, without "del" the new."""
    return "".join(piece.text for piece in pieces if piece.kind != without)


def is_figure(text: str) -> bool:
    """Whether a cell holds an amount, which is set to the right."""
    return bool(_NUMBER.fullmatch(text.strip()))


def columns(paragraph: Paragraph) -> list[tuple[Piece, ...]]:
    """The pieces of a paragraph parted at its tabs: where two columns of signatures stand beside each other."""
    found: list[list[Piece]] = [[]]
    for piece in paragraph.pieces:
        first, *rest = piece.text.split("\t")
        found[-1] += [replace(piece, text=first)] if first else []
        found += [[replace(piece, text=part)] if part else [] for part in rest]
    return [tuple(column) for column in found]


def without(block: Block, kind: Kind) -> Block | None:
    """A block as it is when all changes of one kind are undone; None when nothing is left. It has no anchor."""
    if mark_of(block) == kind and isinstance(block, Paragraph):
        return None
    if isinstance(block, Paragraph):
        pieces = tuple(piece for piece in block.pieces if piece.kind != kind)
        return replace(block, pieces=pieces, anchor="")
    rows = tuple(row.without(kind) for row in block.rows if row.mark != kind)
    return replace(block, rows=rows) if rows else None


def texts(blocks: Iterable[Block], without: Kind) -> Iterator[str]:
    """The lines of a paper, as they are when all changes of kind `without` are undone; cells are divided by tabs."""
    for block in blocks:
        if isinstance(block, Paragraph):
            if block.mark != without:
                yield "".join(piece.text for piece in block.pieces if block.kind_of(piece) != without)
            continue
        for row in block.rows:
            if row.mark != without:
                yield "\t".join(said(cell, without) for cell in row.without(without).cells)


def mark_of(block: Block) -> Kind:
    """What becomes of a block; of a table, what becomes of its first row."""
    return block.mark if isinstance(block, Paragraph) else block.rows[0].mark


def is_changed(block: Block) -> bool:
    """Whether anything in a block is deleted, inserted or moved."""
    if isinstance(block, Paragraph):
        return block.mark != "keep" or any(piece.kind != "keep" for piece in block.pieces)
    return any(
        row.mark != "keep" or bool(row.marks) or any(p.kind != "keep" for cell in row.cells for p in cell)
        for row in block.rows
    )


def _breadth(text: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in text)
