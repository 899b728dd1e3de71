"""From an HTML page to lines of plain text. Nothing is fetched and no tree is built, so nesting costs no memory."""

import re
from collections import Counter
from typing import NamedTuple, cast

from lxml import etree

from agreements.rules.decoding import ImportRefused

DEEPEST = 200

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

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag not in _EMPTY:
            self._open.append(tag)
        if len(self._open) > DEEPEST:
            raise ImportRefused("too_deep", limit=DEEPEST)
        if tag in _DROPPED or tag == "img":
            self._removed[tag] += 1
        self._dropping += tag in _DROPPED and tag not in _EMPTY
        self._separate(tag)
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

    def data(self, data: str) -> None:
        if not self._dropping:
            kept = "pre" in self._open and not self._in_cell()
            for at, piece in enumerate(data.split("\n") if kept else [_BLANKS.sub(" ", data)]):
                if at:
                    self._break()
                self._line.append(piece)

    def close(self) -> None:
        self._break()

    def flat(self) -> Flat:
        return Flat("\n".join(self._done), dict(self._removed), tuple(self._hidden), tuple(self._lists))

    def _separate(self, tag: str) -> None:
        if tag in _CELLS:
            self._line.append("\t" if self._line and self._line[-1] != "\t" else "")
        elif tag in _BLOCKS and self._in_cell():
            self._line.append(" ")
        elif tag in _BLOCKS:
            self._break(blank=tag in _PARAGRAPHS)

    def _in_cell(self) -> bool:
        return "td" in self._open or "th" in self._open

    def _break(self, *, blank: bool = False) -> None:
        line = "\t".join(cell.strip(" ") for cell in "".join(self._line).split("\t"))
        self._line.clear()
        if line.strip():
            self._done.append(line)
        if blank and self._done and self._done[-1]:
            self._done.append("")
