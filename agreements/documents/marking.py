"""Two versions of an agreement as one paper in which everything deleted, inserted and moved is marked.

Exact: without what is inserted it has the lines of the old paper, without what is deleted those of the new one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from rapidfuzz.distance import Indel

from agreements.documents.setting import title, titled, unit_blocks
from agreements.rules.comparison import Comparison, Pair
from agreements.rules.folding import longest_rising
from agreements.rules.redline import redline
from agreements.rules.table_redline import RedRow, table_redline
from agreements.rules.tree import Rows, Tree, Unit
from workbench.documents.blocks import Block, Grid, Kind, Paragraph, Piece, Row, said

# Two paragraphs less alike than this are one deleted and one inserted.
_ALIKE = 0.4
_OPENING = 0.4
_GRID = 10_000


def marked(old: Tree, new: Tree, comparison: Comparison) -> list[Block]:
    """The new agreement with the old one in it. `comparison` is that of the two."""
    return titled([*aligned(title(old), title(new)), *_Walk(old, new, comparison).blocks()], new)


@dataclass(frozen=True, slots=True)
class _Match:
    """Neighbouring units of the old version and what became of them; one side may be empty."""

    olds: tuple[Unit, ...]
    news: tuple[Unit, ...]


class _Walk:
    """Goes through both versions at once: what keeps its order is set as one, all else where it stood and where it stands."""

    def __init__(self, old: Tree, new: Tree, comparison: Comparison) -> None:
        self._languages = old.language, new.language
        matches = [match for pair in comparison.pairs for match in _matches(pair)]
        both = sorted(
            (match for match in matches if match.olds and match.news), key=lambda match: match.news[0].position
        )
        steady = longest_rising(match.olds[0].position for match in both)
        self._spine = [match for at, match in enumerate(both) if at in steady]
        moved = {id(match): f"move{at + 1}" for at, match in enumerate(both) if at not in steady}
        self._moves = moved
        loose = [match for match in matches if not (match.olds and match.news) or id(match) in moved]
        self._gone = sorted((m for m in loose if m.olds), key=lambda match: match.olds[0].position)
        self._come = sorted((m for m in loose if m.news), key=lambda match: match.news[0].position)

    def blocks(self) -> Iterator[Block]:
        """All blocks in reading order."""
        gone, come = iter(self._gone), iter(self._come)
        next_gone, next_come = next(gone, None), next(come, None)
        for match in [*self._spine, None]:
            while next_gone and (match is None or next_gone.olds[0].position < match.olds[0].position):
                yield from self._one_side(next_gone, "del")
                next_gone = next(gone, None)
            while next_come and (match is None or next_come.news[0].position < match.news[0].position):
                yield from self._one_side(next_come, "ins")
                next_come = next(come, None)
            if match:
                yield from self._together(match)

    def _together(self, match: _Match) -> list[Block]:
        old, new = self._languages
        before = [block for unit in match.olds for block in unit_blocks(unit, old)]
        after = [block for unit in match.news for block in unit_blocks(unit, new)]
        return aligned(before, after)

    def _one_side(self, match: _Match, mark: Kind) -> Iterator[Block]:
        other: Kind = "ins" if mark == "del" else "del"
        move = self._moves.get(id(match), "")
        for block in self._together(match):
            if isinstance(block, Paragraph):
                if block.mark != other:
                    yield _end_of(block, mark, move)
            elif rows := tuple(_row_of(row, mark) for row in block.rows if row.mark != other):
                yield replace(block, rows=rows, move=move)


def _matches(pair: Pair) -> Iterator[_Match]:
    """A pair as runs of neighbours: what was split or merged over a distance is set as one clause and others."""
    olds, news = _runs(pair.old), _runs(pair.new)
    yield _Match(olds[0] if olds else (), news[0] if news else ())
    yield from (_Match(run, ()) for run in olds[1:])
    yield from (_Match((), run) for run in news[1:])


def _runs(units: Sequence[Unit]) -> list[tuple[Unit, ...]]:
    runs: list[list[Unit]] = []
    for unit in sorted(units, key=lambda unit: unit.position):
        if runs and runs[-1][-1].position + 1 == unit.position:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return sorted((tuple(run) for run in runs), key=lambda run: -sum(len(unit.text) for unit in run))


def _end_of(paragraph: Paragraph, mark: Kind, move: str) -> Paragraph:
    """One end of a move, or a paragraph wholly deleted or inserted. What is new within a move has not moved."""
    other: Kind = "ins" if mark == "del" else "del"
    has_moved = paragraph.mark == "keep"
    pieces = tuple(
        piece if has_moved else replace(piece, kind=mark) for piece in paragraph.pieces if piece.kind != other
    )
    made = replace(paragraph, pieces=pieces, mark=mark, move=move)
    return replace(made, anchor="", label="") if mark == "del" else made


def _row_of(row: Row, mark: Kind) -> Row:
    other: Kind = "ins" if mark == "del" else "del"
    return replace(row.without(other), mark=mark)


def aligned(old: Sequence[Block], new: Sequence[Block]) -> list[Block]:
    """Two stretches of paragraphs and tables as one, changes marked."""
    made: list[Block] = []
    for before, after in _pairs(old, new):
        if before is None and after is not None:
            made.append(_wholly(after, "ins"))
        elif after is None and before is not None:
            made.append(_wholly(before, "del"))
        elif isinstance(before, Paragraph) and isinstance(after, Paragraph):
            made.append(_paragraph(before, after))
        elif isinstance(before, Grid) and isinstance(after, Grid):
            made.append(_table(before, after))
    return made


Couple = tuple[Block | None, Block | None]


def _pairs(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Couple]:
    """Equal blocks first, then between them those most alike; deleted ones before inserted ones."""
    left, right = [_words(block) for block in old], [_words(block) for block in new]
    if left == right:
        yield from zip(old, new, strict=True)
        return
    numbers: dict[Hashable, int] = {words: at for at, words in enumerate(dict.fromkeys(chain(left, right)))}
    at_old = at_new = 0
    for code in Indel.opcodes([numbers[words] for words in left], [numbers[words] for words in right]):
        if code.tag == "equal":
            yield from _alike(old[at_old : code.src_start], new[at_new : code.dest_start])
            at_old, at_new = code.src_end, code.dest_end
            yield from zip(old[code.src_start : at_old], new[code.dest_start : at_new], strict=True)
    yield from _alike(old[at_old:], new[at_new:])


def _alike(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Couple]:
    """Pair what is alike without crossing, as much as possible (alignment by dynamic programming)."""
    if len(old) * len(new) > _GRID:
        yield from ((block, None) for block in old)
        yield from ((None, block) for block in new)
        return
    at_old = at_new = 0
    for row, column in _best(old, new):
        yield from ((block, None) for block in old[at_old:row])
        yield from ((None, block) for block in new[at_new:column])
        yield old[row], new[column]
        at_old, at_new = row + 1, column + 1
    yield from ((block, None) for block in old[at_old:])
    yield from ((None, block) for block in new[at_new:])


def _best(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[int, int]]:
    likeness = [[_likeness(before, after) for after in new] for before in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for row in reversed(range(len(old))):
        for column in reversed(range(len(new))):
            paired = likeness[row][column] and likeness[row][column] + best[row + 1][column + 1]
            best[row][column] = max(paired, best[row + 1][column], best[row][column + 1])
    found: list[tuple[int, int]] = []
    row = column = 0
    while row < len(old) and column < len(new):
        like = likeness[row][column]
        if like and best[row][column] == like + best[row + 1][column + 1]:
            found.append((row, column))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return found


def _likeness(old: Block, new: Block) -> float:
    """How alike two blocks are, 0 for those that should not be set as one."""
    if isinstance(old, Grid) or isinstance(new, Grid):
        return 1.0 if isinstance(old, Grid) and isinstance(new, Grid) else 0.0
    opening = _OPENING if old.anchor and new.anchor else 0.0
    cutoff = _ALIKE - opening
    like = Indel.normalized_similarity(said(old.pieces, "ins"), said(new.pieces, "del"), score_cutoff=cutoff)
    return like + opening if like >= cutoff else 0.0


def _words(block: Block) -> Hashable:
    return said(block.pieces, "del") if isinstance(block, Paragraph) else _rows(block)


def _rows(table: Grid) -> Rows:
    return tuple(tuple(said(cell, "del") for cell in row.cells) for row in table.rows)


def _wholly(block: Block, mark: Kind) -> Block:
    if isinstance(block, Paragraph):
        return _end_of(block, mark, "")
    return replace(block, rows=tuple(_row_of(row, mark) for row in block.rows))


def _paragraph(old: Paragraph, new: Paragraph) -> Paragraph:
    """Both paragraphs as one; numbers and headings are compared apart from the words behind them."""
    if _words(old) == _words(new):
        return new
    pieces = [
        Piece(run.kind, run.text, is_strong)
        for is_strong in (True, False)
        for run in redline(_said(old.pieces, is_strong), _said(new.pieces, is_strong))
    ]
    return replace(new, pieces=tuple(pieces))


def _said(pieces: Iterable[Piece], is_strong: bool) -> str:
    return "".join(piece.text for piece in pieces if piece.strong == is_strong)


def _table(old: Grid, new: Grid) -> Grid:
    """Both tables as one, by row and column."""
    made = tuple(_row(row) for row in table_redline(_rows(old), _rows(new)))
    return replace(new, rows=made, heads=min(max(old.heads, new.heads), len(made)))


def _row(row: RedRow) -> Row:
    cells = tuple(tuple(Piece(run.kind, run.text) for run in cell.runs) for cell in row.cells)
    marks = tuple(cell.mark for cell in row.cells)
    return Row(cells, row.mark, marks if any(mark != "keep" for mark in marks) else ())
