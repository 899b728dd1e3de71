"""Reads a Word file: words, automatic numbers, tables, tracked changes, comments, notes; nothing is run or fetched."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lxml import etree

from agreements.rules.decoding import ImportRefused
from agreements.rules.docx_numbering import Numbers, Styles, numbered, read_numbers, value
from agreements.rules.docx_package import Package, W
from agreements.rules.docx_stream import Mark, Stream
from agreements.rules.imported import Doubt, Hints, SourceLine
from agreements.rules.sources import Note, Source

MOST_PARAGRAPHS = 40_000
_MOST_ELEMENTS = 600_000
_MOST_COLUMNS = 63

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHANGES = {f"{W}ins": True, f"{W}moveTo": True, f"{W}del": False, f"{W}moveFrom": False}
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_LINES = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
# Properties, instructions of fields, and the old properties of tracked formatting hold no words.
_SILENT = frozenset(
    f"{W}{name}"
    for name in ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr", "instrText",
                 "delInstrText", "fldData", "annotationRef", "footnoteRef", "endnoteRef", "customXmlPr", "smartTagPr")
)  # fmt: skip
_PICTURES = ("blip", "imagedata", "OLEObject", "chart")
_SYMBOL_FONTS = {0xF0B7: "•", 0xF0A8: "□", 0xF06F: "□", 0xF0FE: "☒", 0xF0A3: "□", 0xF052: "☑", 0xF0FC: "✓"}


def read_docx(data: bytes) -> Source:
    """The text of a .docx file as it stands while no tracked change is accepted, and all that was marked beside it.

    One line is one paragraph or one table row, its cells divided by tabs. Doubts: macros_ignored, hidden_text,
    pictures_left_out, embedded_left_out, number_format_unknown.

    Raises ImportRefused as Package does, and too_many_lines (more than 40,000 paragraphs or 600,000 elements).
    """
    package = Package(data)
    paragraphs = sum(1 for _ in package.document.iter(f"{W}p"))
    if paragraphs > MOST_PARAGRAPHS or sum(1 for _ in package.document.iter()) > _MOST_ELEMENTS:
        raise ImportRefused("too_many_lines", limit=MOST_PARAGRAPHS)
    return _Reader(package).source()


class _Reader:
    """Walks once over the document. What is not known is walked into, so that no words are lost."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(self._part("styles"))
        self._numbers: Numbers = read_numbers(self._part("numbering"), self._styles)
        self._notes = {kind: self._numbered_notes(kind) for kind in ("footnotes", "endnotes")}
        self._comments = {one.get(f"{W}id", ""): one for one in _children(self._part("comments"))}
        self._stream = Stream()
        self._marks: tuple[Mark, ...] = ()
        self._cells = 0
        self._gap: tuple[Mark, ...] | None = None
        self._waiting: list[tuple[tuple[Mark, ...], Callable[[], None]]] = []
        self._handle = self._handlers()
        self._headings: set[int] = set()
        self._rows: set[int] = set()
        self._contents: set[int] = set()
        self._in_contents = False
        self._hidden: set[int] = set()
        self._left_out: Counter[str] = Counter()
        self._found_notes: dict[str, Note] = {}
        self._title = ""

    def source(self) -> Source:
        body = self._package.document.find(f"{W}body")
        if body is None:
            raise ImportRefused("not_word")
        self._blocks(body)
        self._after()
        return Source(
            self._stream.text(),
            "docx",
            Hints(frozenset(self._headings), frozenset(self._rows), frozenset(self._contents)),
            tuple(self._doubts()),
            tuple(self._furniture()),
            self._stream.changes(),
            tuple(self._found_notes.values()),
            "utf-8",
            self._title,
        )

    def _part(self, kind: str) -> etree._Element | None:
        name = next(iter(self._package.related(self._package.main, f"/{kind}")), None)
        return self._package.xml(name) if name else None

    def _numbered_notes(self, kind: str) -> dict[str, tuple[int, etree._Element]]:
        notes = [note for note in _children(self._part(kind)) if note.get(f"{W}type", "normal") == "normal"]
        return {note.get(f"{W}id", ""): (number, note) for number, note in enumerate(notes, start=1)}

    # Blocks: paragraphs and tables.

    def _blocks(self, parent: etree._Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}p":
                self._paragraph(child)
            elif tag == f"{W}tbl":
                self._table(child)
            elif tag == f"{W}altChunk":
                self._left_out["embedded_left_out"] += 1
            elif tag == f"{W}sdt":
                with self._inside_contents(child):
                    self._blocks(child)
            elif tag == f"{_MC}AlternateContent":
                self._blocks(_chosen(child))
            elif tag in _CHANGES:
                with self._marked(child):
                    self._blocks(child)
            elif tag not in _SILENT:
                self._blocks(child)

    @contextmanager
    def _inside_contents(self, sdt: etree._Element) -> Iterator[None]:
        before = self._in_contents
        gallery = next(sdt.iter(f"{W}docPartGallery"), None)
        self._in_contents = before or (gallery is not None and gallery.get(f"{W}val") == "Table of Contents")
        yield
        self._in_contents = before

    @contextmanager
    def _marked(self, change: etree._Element | None) -> Iterator[None]:
        before = self._marks
        if change is not None:
            self._marks = (*before, _mark(change))
        yield
        self._marks = before

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = _standing_properties(paragraph)
        style = self._styles.style(value(properties, "pStyle") or self._styles.default)
        begun, line = self._stream.length, self._stream.line
        goes_on = self._stream.at > 0 and not self._cells
        mark = _mark_change(paragraph)
        inserted = any(one.inserted for one in self._marks)
        counted = False
        if not goes_on and not inserted and (mark is None or not _CHANGES[mark.tag] or _stands(paragraph)):
            counted = self._label(properties, style.number, style.level)
        self._inside(paragraph)
        words = self._stream.length > begun
        if words and not self._cells:
            if counted or (style.outline is not None and style.outline < 9):
                self._headings.add(line)
            if self._in_contents or style.name.startswith("toc "):
                self._contents.update(range(line, self._stream.line + 1))
            if style.name == "title":
                self._title = self._title or self._stream.text()[begun:]
        with self._marked(mark):
            self._end(inserted=any(one.inserted for one in self._marks))

    def _end(self, *, inserted: bool) -> None:
        """Ends a paragraph; one whose end was inserted goes on with the next."""
        if self._cells:
            self._gap = self._marks
            return
        self._stream.add("\n", self._marks)
        if not inserted:
            self._after()

    def _label(self, properties: etree._Element, styled: str, level: int | None) -> bool:
        """Writes the automatic number of a paragraph; whether it has one, which then no sentence only mentions."""
        number, own = numbered(properties)
        name = value(properties, "pStyle") or self._styles.default
        label = self._numbers.label(number or styled, own if own is not None or number else level, name)
        if label:
            self._bridge()
            self._stream.add(label + " ", tuple(mark for mark in self._marks if not mark.inserted))
        return bool(label)

    def _table(self, table: etree._Element) -> None:
        rows = [list(_found(row, "tc")) for row in _found(table, "tr")]
        if not self._cells and all(len(row) == 1 for row in rows):
            for row in rows:
                self._blocks(row[0])
            return
        for row, element in zip(rows, _found(table, "tr"), strict=True):
            with self._marked(_row_change(element)):
                self._row(row)

    def _row(self, cells: list[etree._Element]) -> None:
        line, begun = self._stream.line, self._stream.length
        self._cells += 1
        for at, cell in enumerate(cells):
            span = _span(cell)
            if self._cells == 1:
                self._gap = None
                self._stream.add("\t" if at else "", self._marks)
            self._blocks(cell)
            if self._cells == 1:
                self._stream.add("\t" * (span - 1), self._marks)
        self._cells -= 1
        if self._cells:
            return
        self._gap = None
        if self._stream.length > begun:
            self._rows.add(line)
        self._stream.add("\n", self._marks)
        self._after()

    # What stands in a paragraph.

    def _handlers(self) -> dict[str, Callable[[etree._Element], None]]:
        def words(element: etree._Element) -> None:
            self._words(element.text or "")

        return {
            **dict.fromkeys((f"{W}t", f"{W}delText", f"{_MATH}t"), words),
            **dict.fromkeys(_LINES, lambda element: self._words(_LINES[element.tag])),
            **dict.fromkeys(_NOTES, self._reference),
            **dict.fromkeys(_CHANGES, self._change),
            **dict.fromkeys((f"{W}commentRangeStart", f"{W}commentReference"), self._comment),
            f"{W}r": self._run,
            f"{W}sym": lambda element: self._words(_symbol(element.get(f"{W}char", ""))),
            f"{W}ruby": self._ruby,
            f"{W}txbxContent": lambda element: self._later(lambda: self._blocks(element)),
            f"{_MC}AlternateContent": lambda element: self._inside(_chosen(element)),
        }

    def _inside(self, parent: etree._Element) -> None:
        for child in parent:
            handle = self._handle.get(child.tag)
            if handle is not None:
                handle(child)
            elif child.tag not in _SILENT:
                self._left_out["pictures_left_out"] += etree.QName(child).localname in _PICTURES
                self._inside(child)

    def _run(self, run: etree._Element) -> None:
        vanish = run.find(f"{W}rPr/{W}vanish")
        if vanish is not None and vanish.get(f"{W}val", "1") not in ("0", "false"):
            self._hidden.add(self._stream.line)
        self._inside(run)

    def _change(self, change: etree._Element) -> None:
        before = self._marks
        self._marks = (*before, _mark(change))
        self._inside(change)
        self._marks = before

    def _later(self, write: Callable[[], None]) -> None:
        """Keeps what hangs on a paragraph, with the changes that it stands in, until the paragraph ends."""
        self._waiting.append((self._marks, write))

    def _after(self) -> None:
        """Writes the text boxes and notes that hang on the paragraph or table row before."""
        waiting, self._waiting, marks = self._waiting, [], self._marks
        for self._marks, write in waiting:
            write()
        self._marks = marks

    def _words(self, text: str) -> None:
        if self._cells:
            text = text.replace("\t", " ").replace("\n", " ")
        if text:
            self._bridge()
            self._stream.add(text, self._marks)

    def _bridge(self) -> None:
        """Writes the blank between two paragraphs of a cell."""
        if self._cells and self._gap is not None:
            self._stream.add(" ", self._gap)
        self._gap = None

    def _ruby(self, ruby: etree._Element) -> None:
        """Writes the base, and behind it in brackets how it is read."""
        for part, before, after in (("rubyBase", "", ""), ("rt", "（", "）")):
            element = ruby.find(f"{W}{part}")
            if element is not None:
                self._words(before)
                self._inside(element)
                self._words(after)

    def _reference(self, reference: etree._Element) -> None:
        found = self._notes[_NOTES[reference.tag]].pop(reference.get(f"{W}id", ""), None)
        if found is None:
            return
        number, note = found
        label = f"[{number}]"
        self._words(label)

        def write() -> None:
            self._stream.add(f"{label} ", self._marks)
            self._blocks(note)

        self._later(write)

    def _comment(self, reference: etree._Element) -> None:
        name = reference.get(f"{W}id", "")
        comment = self._comments.get(name)
        if comment is not None and name not in self._found_notes:
            author, date = comment.get(f"{W}author", "")[:120], comment.get(f"{W}date", "")[:40]
            self._found_notes[name] = Note("", author, date, _plain(comment), self._stream.line)

    def _doubts(self) -> Iterator[Doubt]:
        if self._package.has_macros:
            yield Doubt("macros_ignored", 1, (1,))
        if self._hidden:
            lines = tuple(sorted(self._hidden))
            yield Doubt("hidden_text", lines[0], lines)
        for reason, count in (+self._left_out).items():
            yield Doubt(reason, 1, (1,), {"count": str(count)})
        for name in sorted(self._numbers.unknown):
            yield Doubt("number_format_unknown", 1, (1,), {"format": name[:40]})

    def _furniture(self) -> Iterator[SourceLine]:
        seen: set[str] = set()
        for kind in ("header", "footer"):
            for name in self._package.related(self._package.main, f"/{kind}"):
                text = _plain(self._package.xml(name))
                if text and text not in seen:
                    seen.add(text)
                    yield SourceLine(0, text)


def _mark(change: etree._Element) -> Mark:
    return Mark(_CHANGES[change.tag], change.get(f"{W}author", ""), change.get(f"{W}date", ""))


def _children(root: etree._Element | None) -> list[etree._Element]:
    return [] if root is None else list(root)


def _chosen(alternative: etree._Element) -> etree._Element:
    """Of two forms of the same content the first."""
    return next(iter(alternative.iterchildren(f"{_MC}Choice", f"{_MC}Fallback")), alternative)


def _found(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those inside content controls and the like."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag not in _SILENT and child.tag not in (f"{W}tbl", f"{W}p", f"{W}tc", f"{W}tr"):
            yield from _found(child, name)


def _span(cell: etree._Element) -> int:
    """How many columns a cell takes."""
    properties = cell.find(f"{W}tcPr")
    span = value(properties, "gridSpan") if properties is not None else ""
    return max(1, min(int(span), _MOST_COLUMNS)) if re.fullmatch("[0-9]{1,3}", span) else 1


def _standing_properties(paragraph: etree._Element) -> etree._Element:
    """The properties of a paragraph before any tracked change of them."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return paragraph
    old = properties.find(f"{W}pPrChange/{W}pPr")
    return properties if old is None else old


def _mark_change(paragraph: etree._Element) -> etree._Element | None:
    """The tracked change of the end of a paragraph."""
    properties = paragraph.find(f"{W}pPr/{W}rPr")
    return next((child for child in properties if child.tag in _CHANGES), None) if properties is not None else None


def _row_change(row: etree._Element) -> etree._Element | None:
    properties = row.find(f"{W}trPr")
    return next((child for child in properties if child.tag in _CHANGES), None) if properties is not None else None


def _stands(paragraph: etree._Element) -> bool:
    """Whether a paragraph has words that were not inserted."""
    return any(
        not any(above.tag in _CHANGES and _CHANGES[above.tag] for above in run.iterancestors())
        for run in paragraph.iter(f"{W}r")
    )


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
        return _SYMBOL_FONTS.get(number, chr(number))
    except (ValueError, OverflowError):
        return "\ufffd"


def _plain(root: etree._Element | None) -> str:
    """The words of a comment, a head or a foot, one line per paragraph."""
    if root is None:
        return ""
    lines = ("".join(text.text or "" for text in one.iter(f"{W}t")).strip() for one in root.iter(f"{W}p"))
    return "\n".join(line for line in lines if line)
