"""What a paper consists of, whatever it is made as: paragraphs and tables of pieces that stay, are deleted or are inserted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["keep", "del", "ins"]
Style = Literal["title", "part", "heading", "body", "item", "note", "signature"]
_NUMBER = re.compile(r"[-+−±]?[¥￥$€]?\s?\d[\d,. ]*(?:%|％|‰|元|万元|小时|天|日|h)?(?:\s?[–—-]\s?[¥￥$€]?\d[\d,.]*)?")


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
    """A row of a table; each cell is pieces."""

    cells: tuple[tuple[Piece, ...], ...]
    mark: Kind = "keep"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first `heads` rows are repeated on every page."""

    rows: tuple[Row, ...]
    heads: int = 0
    level: int = 0

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(row.cells) for row in self.rows), default=0)


Block = Paragraph | Table


def said(pieces: Iterable[Piece], without: Kind) -> str:
    """The words of pieces, those of one kind left out: without "ins" the old text, without "del" the new."""
    return "".join(piece.text for piece in pieces if piece.kind != without)


def is_figure(text: str) -> bool:
    """Whether a cell holds an amount, which is set to the right."""
    return bool(_NUMBER.fullmatch(text.strip()))


def texts(blocks: Iterable[Block], without: Kind) -> Iterator[str]:
    """The lines of a paper, as they are when all changes of kind `without` are undone; cells are divided by tabs."""
    for block in blocks:
        if isinstance(block, Paragraph):
            if block.mark != without:
                yield "".join(piece.text for piece in block.pieces if block.kind_of(piece) != without)
            continue
        for row in block.rows:
            if row.mark != without:
                yield "\t".join(said(cell, without) for cell in row.cells)
