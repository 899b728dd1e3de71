"""From lines to paragraphs and tables: wrapped lines are joined again, and columns set with blanks are read as rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from agreements.rules.headings import is_title
from agreements.rules.markers import Marker, read_marker
from agreements.rules.tree import Rows

_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]")
_ENDED = re.compile(r"[.:;!?。；：！？…][\"”’'）)】》]{0,2}$|(?:;|；)\s?(?:and|or|和|或)$")
_SECTION = re.compile(
    r"(?P<label>(?:Section|SECTION|Sec\.|SEC\.|§)\s{0,3}\d{1,3}[A-Z]?(?:\.\d{1,3}){0,3}(?:\.[A-Za-z](?![A-Za-z]))?(?:\([A-Za-z0-9]{1,4}\)){0,3})"
    r"(?P<gap>\s*[.:–—-]*\s*)(?P<rest>.*)",
    re.DOTALL,
)
_DECIMAL = re.compile(
    r"(?P<label>\d{1,3}[A-Z]?(?:\.\d{1,3}){1,4}(?:\.?(?P<letter>[a-z])|[A-Z])?(?P<brackets>(?:\([A-Za-z0-9]{1,4}\)){0,3}))"
    r"(?P<gap>[.、:]?\s+|(?=[\u3400-\u9fff]))(?P<rest>.*)",
    re.DOTALL,
)
_CELLS = re.compile(r"[ \u00a0]{2,}|[ \u00a0]*[\t\u3000]+[ \u00a0]*")
_FIGURE = re.compile(r"[$¥￥]?\s?[\d,.]+\s?(?:%|％|元|天|日|hrs?|hours?|days?)?|[-–—/]+|N/A", re.IGNORECASE)
_COMPOUND = re.compile(r"[A-Za-z]+-[A-Za-z]+")
_COLUMN_ROWS, _SHORT = 3, 24
_NEAR, _STEP = 3, 8
_BLANKS = " \u00a0\u3000"


class Line(NamedTuple):
    """A line of the source with its number, from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text is set: `edge` is the column where its lines are wrapped (0: they are not), `rows` are the numbers of
    lines that are table rows for sure, `columns` says whether columns may be set with blanks or tabs, and `compounds`
    are the words that have a hyphen inside a line."""

    edge: int = 0
    rows: frozenset[int] = frozenset()
    columns: bool = True
    compounds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table when it has rows. `column` is where its first line begins, `indent` where its others do."""

    line: int
    text: str = ""
    rows: Rows = ()
    column: int = 0
    indent: int = 0
    hyphens: tuple[int, ...] = ()


class SectionLabel(NamedTuple):
    """`Section 3(b)` or `12.3.1` at the beginning of a paragraph, and the words behind it."""

    label: str
    printed: str
    rest: str
    numbers: tuple[int, ...]


def layout_of(lines: Sequence[str], rows: frozenset[int] = frozenset(), *, flowing: bool = False) -> Layout:
    """Finds out whether the lines of a text are wrapped: many of its long lines end in the middle of a sentence.

    `rows` are the numbers of lines that are table rows for sure. `flowing` says that each line is a paragraph, and that
    there are no other tables.
    """
    if flowing:
        return Layout(0, rows, columns=False)
    widths = sorted(width(line) for line in lines if line.strip())
    edge = widths[int(len(widths) * 0.9)] if widths else 0
    long = [line.rstrip() for line in lines if width(line) >= edge * 0.75 and "\t" not in line and line.strip()]
    cut = sum(1 for line in long if not _ENDED.search(line))
    wrapped = len(long) >= 4 and 40 <= edge <= 130 and cut >= len(long) * 0.4
    if not wrapped:
        return Layout(0, rows)
    compounds = frozenset(word.lower() for line in lines if "-" in line for word in _COMPOUND.findall(line))
    return Layout(edge, rows, compounds=compounds)


def width(line: str) -> int:
    """The columns that a line takes on paper; a Chinese character takes two."""
    text = line.rstrip()
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def read_section(text: str) -> SectionLabel | None:
    """The section that a paragraph opens, or None; a sentence that goes on to speak of a section opens none."""
    found = _SECTION.match(text)
    if found:
        rest = found["rest"]
        if rest and not _opens_sentence(rest):
            return None
        numbers = tuple(int(digits) for digits in re.findall(r"\d+", found["label"].partition("(")[0]))
        depth = found["label"].count("(")
        return SectionLabel(found["label"], text[: found.start("rest")], rest, numbers + (0,) * depth)
    found = _DECIMAL.match(text)
    if found is None or (found["rest"] and not _opens_sentence(found["rest"])):
        return None
    numbers = tuple(int(digits) for digits in re.findall(r"\d+", found["label"].partition("(")[0]))
    if found["letter"]:
        numbers += (ord(found["letter"]) - ord("a") + 1,)
    return SectionLabel(
        found["label"], text[: found.start("rest")], found["rest"], numbers + (0,) * found["brackets"].count("(")
    )


def _opens_sentence(rest: str) -> bool:
    return rest[0].isupper() or rest[0] in "\"“'‘[" or _WIDE.match(rest) is not None


def blocks(lines: Sequence[Line], layout: Layout) -> Iterator[Block]:
    """The paragraphs and tables of some lines, in order; every word is in one of them."""
    start = 0
    for first, end, rows in _tables(lines, layout):
        yield from _paragraphs(lines[start:first], layout)
        yield Block(lines[first].number, rows=rows)
        start = end
    yield from _paragraphs(lines[start:], layout)


def joined(pieces: Iterable[str]) -> str:
    """Wrapped lines as one paragraph: a blank between Latin words, none between Han characters or behind a hyphen."""
    text: list[str] = []
    before = ""
    for piece in filter(None, pieces):
        together = not before or _is_broken(before, piece) or (_WIDE.match(before[-1]) and _WIDE.match(piece))
        text += [piece] if together else [" ", piece]
        before = piece
    return "".join(text)


def _across(before: str, after: str) -> str:
    """The word with a hyphen that stands across two lines."""
    return re.sub(r"[^\w-]", "", before.split()[-1] + after.split()[0]).lower()


def _is_broken(before: str, after: str) -> bool:
    return before.endswith("-") and before[-2:-1].isalpha() and after[:1].islower()


@dataclass(slots=True)
class _Paragraph:
    lines: list[Line] = field(default_factory=list)

    def text_column(self) -> int:
        """Where a line of this paragraph begins that is not its first: behind the mark, before its second line."""
        last = self.lines[-1].text
        marker = read_marker(last.lstrip()) if len(self.lines) == 1 else None
        return _column(last) + (width(last.lstrip()[: marker.length] + "x") - 1 if marker else 0)

    def is_heading(self) -> bool:
        """Whether it is a section's number and title so far, and nothing else."""
        section = read_section(self.lines[0].text.strip()) if len(self.lines) == 1 else None
        return section is not None and (not section.rest or is_title(section.rest))

    def block(self, compounds: frozenset[str]) -> Block:
        pieces = [_single(line.text) for line in self.lines]
        columns = [_column(line.text) for line in self.lines]
        hyphens = tuple(
            line.number
            for line, piece, after in zip(self.lines, pieces, pieces[1:], strict=False)
            if _is_broken(piece, after) and _across(piece, after) not in compounds
        )
        return Block(self.lines[0].number, joined(pieces), (), columns[0], min(columns[1:] or columns), hyphens)


def _single(text: str) -> str:
    return re.sub("[ \u00a0]{2,}", " ", text.strip())


def _column(text: str) -> int:
    return width(text[: len(text) - len(text.lstrip())] + "x") - 1


def _paragraphs(lines: Sequence[Line], layout: Layout) -> Iterator[Block]:
    if not layout.edge:
        for line in lines:
            if line.text.strip():
                yield Block(line.number, line.text.strip(), (), _column(line.text), _column(line.text))
        return
    paragraph, gap = _Paragraph(), False
    seen: dict[tuple[str, str], tuple[int, int]] = {}
    for line in lines:
        if not line.text.strip():
            gap = True
            continue
        if paragraph.lines and _begins(line, paragraph, gap, layout, seen):
            yield paragraph.block(layout.compounds)
            paragraph = _Paragraph()
        if not paragraph.lines and (marker := read_marker(line.text.lstrip())):
            seen |= {(marker.shape, style): (value, _column(line.text)) for style, value in marker.readings}
        paragraph.lines.append(line)
        gap = False
    if paragraph.lines:
        yield paragraph.block(layout.compounds)


_Seen = dict[tuple[str, str], tuple[int, int]]


def _begins(line: Line, paragraph: _Paragraph, gap: bool, layout: Layout, seen: _Seen) -> bool:
    """Whether a line begins a paragraph of its own."""
    words, before = line.text.lstrip(), paragraph.lines[-1].text.rstrip()
    ended = _ENDED.search(before) is not None
    if gap and (ended or not words[0].islower()):
        return not (_WIDE.match(before[-1]) and not ended and width(before) > layout.edge * 0.9 and _WIDE.match(words))
    column, text_column = _column(line.text), paragraph.text_column()
    if column > layout.edge / 2 and column > text_column + _STEP:
        return True
    marker = read_marker(words)
    if marker and (ended or not marker.readings or _is_set_apart(marker) or _follows(marker, column, seen)):
        return True
    short = width(before) < layout.edge * 0.6
    if words[0].isupper() and paragraph.is_heading():
        return True
    if read_section(words) and (ended or short):
        return True
    if ended:
        return short or abs(column - text_column) >= _NEAR
    return width(before) < layout.edge * 0.5 and (words[0].isupper() or _WIDE.match(words) is not None)


def _follows(marker: Marker, column: int, seen: _Seen) -> bool:
    return any(
        abs(column - seen[marker.shape, style][1]) <= _NEAR and seen[marker.shape, style][0] + 1 == value
        for style, value in marker.readings
        if (marker.shape, style) in seen
    )


def _is_set_apart(marker: Marker) -> bool:
    return marker.length - len(marker.printed) >= _NEAR


def _tables(lines: Sequence[Line], layout: Layout) -> Iterator[tuple[int, int, Rows]]:
    """Where tables stand: first line, the line behind the last one, and the rows."""
    at = 0
    while at < len(lines):
        end, rows = _table(lines, at, layout)
        if rows:
            yield at, end, rows
        at = max(end, at + 1)


def _table(lines: Sequence[Line], start: int, layout: Layout) -> tuple[int, Rows]:
    at = start
    while at < len(lines) and lines[at].number in layout.rows:
        at += 1
    if at > start:
        filled = (line.text for line in lines[start:at] if line.text.strip())
        return at, tuple(tuple(cell.strip() for cell in text.split("\t")) for text in filled)
    if not layout.columns or len(_cells(lines[at].text)) < 2 or _is_caption(lines, at):
        return start, ()
    taken, end = [lines[start]], start + 1
    for at in range(start + 1, len(lines)):
        if not lines[at].text.strip():
            continue
        if at - end > 1 or not (_is_row(lines[at].text) or _is_between_rows(lines, at)):
            break
        taken.append(lines[at])
        end = at + 1
    return end, _rows(taken) if _agree(taken) else ()


def _cells(text: str) -> list[str]:
    return _CELLS.split(text.strip())


def _is_row(text: str) -> bool:
    return len(_cells(text)) > 1


def _is_caption(lines: Sequence[Line], at: int) -> bool:
    """Whether a line without a tab stands above rows that have some: 表一  岗位工资标准."""
    below = next((line.text for line in lines[at + 1 : at + 1 + _NEAR] if line.text.strip()), "")
    return "\t" not in lines[at].text and "\t" in below


def _is_between_rows(lines: Sequence[Line], at: int) -> bool:
    """Whether a line holds the only cell of a row: short, set in from the edge, and the next line is a row."""
    text = lines[at].text
    return len(text.strip()) <= _SHORT and text[:2].isspace() and at + 1 < len(lines) and _is_row(lines[at + 1].text)


def _agree(lines: Sequence[Line]) -> bool:
    """Whether lines are rows of one table: at least three, nearly all with the same number of cells, short ones, three
    or more, or figures at the end. Items with a wide gap behind their mark, and justified sentences, are none."""
    cells = [_cells(line.text) for line in lines]
    if len(lines) < _COLUMN_ROWS or sum(1 for row in cells if read_marker(row[0] + " ")) > len(lines) // 3:
        return False
    counts = sorted(len(row) for row in cells if len(row) > 1)
    usual = counts[len(counts) // 2]
    close = sum(1 for count in counts if abs(count - usual) <= 1)
    short = sum(1 for row in cells for cell in row if len(cell) <= _SHORT)
    if close < len(counts) * 0.8 or short < sum(map(len, cells)) * 0.9:
        return False
    figures = sum(1 for row in cells if _FIGURE.fullmatch(row[-1]))
    return usual >= 3 or figures * 2 >= len(lines) or any("\t" in line.text for line in lines)


def _rows(lines: Sequence[Line]) -> Rows:
    """The cells by the columns in which they stand; where columns cannot be told apart, the cells as they come."""
    if any("\t" in line.text for line in lines):
        texts = [line.text.strip(_BLANKS) for line in lines]
        while all(text.startswith("\t") for text in texts):  # the whole table is set in
            texts = [text[1:].lstrip(_BLANKS) for text in texts]
        return tuple(tuple(cell.strip() for cell in text.split("\t")) for text in texts)
    placed = [list(_placed(line.text)) for line in lines]
    columns: list[list[int]] = []
    for begin, end, _ in sorted(cell for row in placed for cell in row):
        if columns and begin < columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], end)
        else:
            columns.append([begin, end])
    if len(columns) < max(len(row) for row in placed):
        return tuple(tuple(cell for _, _, cell in row) for row in placed)
    return tuple(_in_columns(row, columns) for row in placed)


def _in_columns(row: Sequence[tuple[int, int, str]], columns: Sequence[Sequence[int]]) -> tuple[str, ...]:
    found = [""] * len(columns)
    for begin, _, cell in row:
        at = next(n for n, column in enumerate(columns) if begin < column[1])
        found[at] = f"{found[at]} {cell}".strip()
    return tuple(found)


def _placed(text: str) -> Iterator[tuple[int, int, str]]:
    at = 0
    for gap in _CELLS.finditer(text):
        if text[at : gap.start()].strip():
            yield width(text[:at] + "x") - 1, width(text[: gap.start()]), text[at : gap.start()].strip()
        at = gap.end()
    if text[at:].strip():
        yield width(text[:at] + "x") - 1, width(text), text[at:].strip()
