"""Word files: paragraphs and tables with tracked changes that anybody's word processor can accept or reject.

Accepting all gives exactly the new lines and rejecting all exactly the old ones (ECMA-376 part 1, 17.13.5: a paragraph whose
mark is deleted joins the next one). The same input gives the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import count, groupby
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from workbench.documents.blocks import Block, Grid, Kind, Paragraph, Piece, Row, is_changed, is_figure, mark_of, said
from workbench.documents.word_parts import package_parts

_EPOCH = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile("[\t\n]")
_STYLES: dict[str, str] = {
    "title": "Title",
    "part": "Heading1",
    "heading": "Heading2",
    "body": "BodyText",
    "note": "Note",
    "contents": "Note",
    "signature": "Signature",
}
_LEVELS = 4
# The width of the text, in twentieths of a point.
_WIDTH = 8800


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a Word file is set and by whom its changes were made. `head` runs at the top of every page."""

    title: str
    language: Literal["zh", "en"]
    head: str = ""
    author: str = "Tripartite Workbench"
    at: datetime = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass
class _Writer:
    """Numbers the changes and names who made them."""

    sheet: Sheet
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def tag(self, name: str, content: str | None = None) -> str:
        """A tracked change around `content`, or an empty mark."""
        who = f'w:id="{next(self.numbers)}" w:author={quoteattr(_clean(self.sheet.author))} w:date="{_moment(self.sheet.at)}"'
        return f"<w:{name} {who}/>" if content is None else f"<w:{name} {who}>{content}</w:{name}>"


def make_word(blocks: Sequence[Block], sheet: Sheet) -> bytes:
    """Return a .docx of `blocks`; what is deleted, inserted or moved in them stands in it as tracked changes."""
    tracked = any(is_changed(block) for block in blocks)
    writer = _Writer(sheet)
    body = "".join(_body(_ended(blocks), writer))
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in package_parts(sheet, body, tracked=tracked):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            package.writestr(entry, content)
    return made.getvalue()


Ended = tuple[Block, Kind]


def _ended(blocks: Sequence[Block]) -> list[Ended]:
    """Say for each paragraph what becomes of its mark.

    Before a table and at the end of the file no mark can be deleted, for it has nothing to join. There the marks of
    changed paragraphs are read as standing in front of them: each hands its own to the paragraph before it, and the last stays.
    """
    ended: list[Ended] = []
    for is_text, group in groupby(blocks, lambda block: isinstance(block, Paragraph)):
        if not is_text:
            for table in group:
                if ended and isinstance(ended[-1][0], Grid):
                    ended.append((_GAP, "keep"))
                ended.append((table, "keep"))
            continue
        ended += _told_apart(_stretch([block for block in group if isinstance(block, Paragraph)]))
    if not ended or isinstance(ended[-1][0], Grid):
        ended.append((_GAP, "keep"))
    return ended


_GAP = Paragraph("note", ())


def _stretch(paragraphs: list[Paragraph]) -> list[Ended]:
    paragraphs = _with_a_live_one(paragraphs)
    marks: list[Kind] = [paragraph.mark for paragraph in paragraphs]
    if marks[-1] == "keep":
        return list(zip(paragraphs, marks, strict=True))
    if "keep" not in marks:
        return [*zip(paragraphs, marks, strict=True), (_GAP, "keep")]
    live = len(marks) - 1 - marks[::-1].index("keep")
    marks[live:] = [*marks[live + 1 :], "keep"]
    if paragraphs[-1].mark == "del":
        # Joined paragraphs take the form of the last one.
        paragraphs[-1] = replace(paragraphs[-1], style=paragraphs[live].style, level=paragraphs[live].level)
    return list(zip(paragraphs, marks, strict=True))


def _told_apart(ended: list[Ended]) -> Iterator[Ended]:
    """Let no two changes of one kind meet over a mark that stays: LibreOffice 7.4 takes them for one and joins the paragraphs."""
    for (block, end), follower in zip(ended, [*ended[1:], None], strict=True):
        if isinstance(block, Paragraph) and end == "keep" and follower and isinstance(follower[0], Paragraph):
            last, first = _edge(block, -1), _edge(follower[0], 0)
            block = _ending_otherwise(block, last) if last == first != "keep" else block
        yield block, end


def _edge(paragraph: Paragraph, at: int) -> Kind:
    """What becomes of the first or last words of a paragraph."""
    return paragraph.kind_of(paragraph.pieces[at]) if paragraph.pieces else paragraph.mark


def _ending_otherwise(paragraph: Paragraph, kind: Kind) -> Paragraph:
    """The same change, ending with the other kind: what is exchanged stands the other way round, or the last sign is exchanged for itself."""
    other: Kind = "del" if kind == "ins" else "ins"
    *before, kept, last = (Piece("keep", ""), *paragraph.pieces)
    if kept.kind == other:
        return replace(paragraph, pieces=(*before[1:], last, kept))
    if kept.kind != "keep" or not kept.text:
        return paragraph
    stays, sign = replace(kept, text=kept.text[:-1]), kept.text[-1]
    changed = Piece(kind, sign + last.text, last.strong), Piece(other, sign, last.strong)
    return replace(paragraph, pieces=tuple(piece for piece in (*before[1:], stays, *changed) if piece.text))


def _with_a_live_one(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Where no paragraph stays, a deleted and an inserted neighbour become one whose words are deleted and inserted."""
    marks = [paragraph.mark for paragraph in paragraphs]
    both = next((at for at in range(1, len(marks)) if marks[at] != marks[at - 1]), 0)
    if "keep" in marks or not both:
        return paragraphs
    pair = paragraphs[both - 1 : both + 1]
    pieces = tuple(replace(piece, kind=one.kind_of(piece)) for one in pair for piece in one.pieces)
    live = replace(pair[1], pieces=pieces, mark="keep", move="")
    return [*paragraphs[: both - 1], live, *paragraphs[both + 1 :]]


def _body(ended: Sequence[Ended], writer: _Writer) -> Iterator[str]:
    for move, group in groupby(ended, lambda one: _end_of_move(one[0])):
        inner = "".join(_block(block, end, writer) for block, end in group)
        if not move:
            yield inner
            continue
        end, name = move
        number = next(writer.numbers)
        who = f'w:author={quoteattr(_clean(writer.sheet.author))} w:date="{_moment(writer.sheet.at)}"'
        yield f'<w:{end}RangeStart w:id="{number}" {who} w:name={quoteattr(name)}/>{inner}<w:{end}RangeEnd w:id="{number}"/>'


def _end_of_move(block: Block) -> tuple[str, str] | None:
    if not block.move:
        return None
    return _MOVES[mark_of(block)], block.move


def _block(block: Block, end: Kind, writer: _Writer) -> str:
    return _paragraph(block, end, writer) if isinstance(block, Paragraph) else _table(block, writer)


def _paragraph(paragraph: Paragraph, end: Kind, writer: _Writer) -> str:
    mark = ""
    if end != "keep":
        moved = _has_moved(paragraph) and end == paragraph.mark
        mark = f"<w:rPr>{writer.tag(_MOVES[end] if moved else end)}</w:rPr>"
    properties = f'<w:pPr><w:pStyle w:val="{_style(paragraph)}"/>{mark}</w:pPr>'
    inner = "".join(_piece(piece, paragraph, writer) for piece in paragraph.pieces if piece.text)
    if paragraph.anchor:
        number = next(writer.numbers)
        name = quoteattr(paragraph.anchor[:40])
        inner = f'<w:bookmarkStart w:id="{number}" w:name={name}/>{inner}<w:bookmarkEnd w:id="{number}"/>'
    return f"<w:p>{properties}{inner}</w:p>"


def _has_moved(paragraph: Paragraph) -> bool:
    """Whether a paragraph moved as it was. One that also changed is deleted and inserted: LibreOffice 7.4 loses count of mixed ones."""
    return bool(paragraph.move) and all(piece.kind == "keep" for piece in paragraph.pieces)


_MOVES: dict[Kind, str] = {"del": "moveFrom", "ins": "moveTo"}


def _style(paragraph: Paragraph) -> str:
    if paragraph.style == "item":
        return f"Item{min(max(paragraph.level, 1), _LEVELS)}"
    if paragraph.style == "heading" and paragraph.level:
        return "Heading3"
    return _STYLES[paragraph.style]


def _piece(piece: Piece, paragraph: Paragraph, writer: _Writer) -> str:
    kind = paragraph.kind_of(piece)
    moved = _has_moved(paragraph)
    run = _run(piece, deleted=kind == "del" and not moved)
    if kind == "keep":
        return run
    return writer.tag(_MOVES[kind] if moved else kind, run)


def _run(piece: Piece, *, deleted: bool = False) -> str:
    name = "delText" if deleted else "t"
    parts: list[str] = []
    at = 0
    text = _clean(piece.text)
    for found in (*_BREAKS.finditer(text), None):
        part = text[at : found.start() if found else len(text)]
        if part:
            parts.append(f'<w:{name} xml:space="preserve">{escape(part)}</w:{name}>')
        if found:
            parts.append("<w:tab/>" if found[0] == "\t" else "<w:br/>")
            at = found.end()
    bold = "<w:rPr><w:b/></w:rPr>" if piece.strong else ""
    return f"<w:r>{bold}{''.join(parts)}</w:r>"


def _table(table: Grid, writer: _Writer) -> str:
    heads = sum(len(list(_by_rows(row))) for row in table.rows[: table.heads])
    table = replace(table, rows=tuple(row for whole in table.rows for row in _by_rows(whole)))
    widths = [share * _WIDTH // 100 for share in table.shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(row, at < heads, widths, writer) for at, row in enumerate(table.rows))
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'


def _by_rows(row: Row) -> Iterator[Row]:
    """A row whose table gained or lost a column as the old row deleted and the new one inserted.

    Word processors do not agree on tracked cells: LibreOffice 7.4 would leave empty ones.
    """
    if not row.marks:
        yield row
    elif row.mark != "keep":
        yield row.without("ins" if row.mark == "del" else "del")
    else:
        yield replace(row.without("ins"), mark="del")
        yield replace(row.without("del"), mark="ins")


def _row(row: Row, is_head: bool, widths: Sequence[int], writer: _Writer) -> str:
    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if is_head else "")
    if row.mark != "keep":
        properties += writer.tag(row.mark)
    last = len(row.cells) - 1
    inner = "".join(
        _cell(cell, widths[at:] if at == last else widths[at : at + 1], row.mark, is_head, writer)
        for at, cell in enumerate(row.cells)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def _cell(pieces: tuple[Piece, ...], widths: Sequence[int], mark: Kind, is_head: bool, writer: _Writer) -> str:
    """A cell over the columns of these widths; the last one of a short row reaches to the edge."""
    span = f'<w:gridSpan w:val="{len(widths)}"/>' if len(widths) > 1 else ""
    is_amount = not is_head and is_figure(said(pieces, "del") or said(pieces, "ins"))
    properties = f'<w:pStyle w:val="{"CellHead" if is_head else "Cell"}"/>' + (
        '<w:jc w:val="right"/>' if is_amount else ""
    )
    if mark != "keep":
        properties += f"<w:rPr>{writer.tag(mark)}</w:rPr>"
    holder = Paragraph("body", pieces, mark)
    inner = "".join(_piece(piece, holder, writer) for piece in pieces if piece.text)
    return f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths)}" w:type="dxa"/>{span}</w:tcPr><w:p><w:pPr>{properties}</w:pPr>{inner}</w:p></w:tc>'


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
