"""From an HTML page to lines of plain text. Nothing is fetched and no tree is built, so nesting costs no memory."""

import re
from collections import Counter
from typing import NamedTuple, cast

from lxml import etree

from agreements.rules.decoding import ImportRefused

DEEPEST = 200
_MOST_SPANNED = 63

_DROPPED = frozenset(("script", "style", "title", "iframe", "object", "embed", "svg", "audio", "video"))
_EMPTY = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
     "wbr"]
)  # fmt: skip
_BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "body", "br", "center", "caption", "dd", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
     "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "select", "table", "tbody",
     "tfoot", "thead", "tr", "ul"]
)  # fmt: skip
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre"])
_CELLS = frozenset(("td", "th"))
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# A line end between two Chinese characters is no blank.
_WRAPPED = re.compile(
    "(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])[ \t\r]*\n[ \t\r\n]*(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])"
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")


class Flat(NamedTuple):
    """The text of a page, the elements left out (with how often), and lines where text was hidden or numbers are lost."""

    text: str
    removed: dict[str, int]
    hidden: tuple[int, ...]
    lists: tuple[int, ...]


def flatten(page: str) -> Flat:
    """The words of an HTML page in reading order: one line per block, one per table row with tabs between cells.

    Text that the page hides is kept and its line reported. Scripts, styles, frames and pictures are left out and
    counted. The numbers of ordered lists are no text in HTML: their lines are reported.

    Raises ImportRefused too_deep for more than 200 nested elements.
    """
    target = _Flattener()
    # The stubs ask for a target of bytes and strings, with comments; lxml gives strings, and comments only when asked.
    parser = etree.HTMLParser(target=cast("etree.ParserTarget", target), huge_tree=True, no_network=True)
    parser.feed(page)
    parser.close()
    return target.flat()


def _span(said: str | None) -> int:
    return min(int(said), _MOST_SPANNED) if said and said.isascii() and said.isdigit() and int(said) else 1


class _Flattener:
    """Takes the events of the parser."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._line: list[str] = []
        self._open: list[str] = []
        self._dropping = 0
        self._removed: Counter[str] = Counter()
        self._hidden: list[int] = []
        self._lists: list[int] = []
        self._row = self._column = 0
        self._width = 1
        self._reaching: dict[int, int] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag not in _EMPTY:
            self._open.append(tag)
        if len(self._open) > DEEPEST:
            raise ImportRefused("too_deep", limit=DEEPEST)
        if tag in _DROPPED or tag == "img":
            self._removed[tag] += 1
        self._dropping += tag in _DROPPED and tag not in _EMPTY
        self._separate(tag)
        self._place(tag, attributes)
        if "hidden" in attributes or _HIDING.search(attributes.get("style", "")):
            self._hidden.append(len(self._done) + 1)
        if tag == "ol":
            self._lists.append(len(self._done) + 1)

    def end(self, tag: str) -> None:
        if tag in _EMPTY:
            return
        if tag in self._open:
            self._open.remove(tag)
        self._dropping -= tag in _DROPPED
        self._separate(tag)
        if tag in _CELLS and self._is_outer():
            self._line.append("\t" * (self._width - 1))
            self._width = 1

    def data(self, data: str) -> None:
        if not self._dropping:
            kept = "pre" in self._open and not self._in_cell()
            for at, piece in enumerate(data.split("\n") if kept else [_BLANKS.sub(" ", _WRAPPED.sub("", data))]):
                if at:
                    self._break()
                self._line.append(piece)

    def close(self) -> None:
        self._break()

    def flat(self) -> Flat:
        return Flat("\n".join(self._done), dict(self._removed), tuple(self._hidden), tuple(self._lists))

    def _separate(self, tag: str) -> None:
        if tag in _CELLS and self._is_outer():
            return
        if tag in _CELLS:
            self._line.append("\t" if self._line and self._line[-1] != "\t" else "")
        elif tag in _BLOCKS and self._in_cell():
            self._line.append(" ")
        elif tag in _BLOCKS:
            self._break(blank=tag in _PARAGRAPHS)

    def _place(self, tag: str, attributes: dict[str, str]) -> None:
        """Keeps a cell in its column: cells that reach down from the rows above, or over several columns, leave room."""
        if not self._is_outer():
            return
        if tag == "table":
            self._row, self._reaching = 0, {}
        elif tag == "tr":
            self._row, self._column = self._row + 1, 0
        elif tag in _CELLS:
            self._line.append("\t" if self._column else "")
            while self._column < _MOST_SPANNED and self._reaching.get(self._column, -1) >= self._row:
                self._line.append("\t")
                self._column += 1
            room = max(1, _MOST_SPANNED - self._column)
            self._width = min(room, _span(attributes.get("colspan")))
            down = _span(attributes.get("rowspan"))
            for column in range(self._column, self._column + self._width):
                self._reaching[column] = self._row + down - 1
            self._column += self._width

    def _is_outer(self) -> bool:
        return self._open.count("table") == 1

    def _in_cell(self) -> bool:
        return "td" in self._open or "th" in self._open

    def _break(self, *, blank: bool = False) -> None:
        line = "\t".join(cell.strip(" ") for cell in "".join(self._line).split("\t"))
        self._line.clear()
        if line.strip():
            self._done.append(line)
        if blank and self._done and self._done[-1]:
            self._done.append("")
