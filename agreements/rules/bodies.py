"""What stands inside one article, annex or part: sections, paragraphs, items and tables, nested by their numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from agreements.rules.headings import is_title
from agreements.rules.imported import Doubt
from agreements.rules.markers import Marker, read_marker
from agreements.rules.numbering import parse_label
from agreements.rules.paragraphs import Block, Layout, Line, SectionLabel, blocks, read_section
from agreements.rules.tree import Clause, Kind, Rows

_RUN_IN = re.compile(r"(?P<title>[^.:;。：]{2,100}?)(?:[.:](?=\s|$)|$)")
_LAST_STEP = re.compile(r"(?:\([^()]*\)|\.\w+)$")
_DEEPEST = 12
_NEAR, _STEP = 3, 4


@dataclass(slots=True)
class Node:
    """A clause under construction."""

    kind: Kind
    number: str = ""
    heading: str = ""
    text: str = ""
    rows: Rows = ()
    printed: str = ""
    line: int = 0
    children: list[Node] = field(default_factory=list)

    def clause(self) -> Clause:
        """The finished clause; the only paragraph in front of all other children is its own text."""
        text, children = self.text, self.children
        paragraphs = [child for child in children if child.kind == "paragraph"]
        if not text and self.kind != "paragraph" and len(paragraphs) == 1 and children[0] is paragraphs[0]:
            text, children = paragraphs[0].text, [*paragraphs[0].children, *children[1:]]
        inside = tuple(child.clause() for child in children)
        return Clause(self.kind, self.number, self.heading, text, self.rows, inside, self.printed, line=self.line)


def fill(node: Node, lines: Sequence[Line], layout: Layout) -> list[Doubt]:
    """Puts the lines of a clause into it. Doubts: hyphen_at_line_end, item_out_of_order, columns_read_as_table."""
    if node.kind == "contents":
        node.text = "\n".join(line.text.strip() for line in lines if line.text.strip())
        return []
    if node.kind == "signature":
        first = next((at for at, line in enumerate(lines) if line.number in layout.rows), len(lines))
        node.text = "\n".join(line.text.strip() for line in lines[:first] if line.text.strip())
        lines = lines[first:]
    body = _Body(node, _article_number(node), layout.edge)
    for block in blocks(lines, layout):
        body.add(block, certain=block.line in layout.rows)
    return body.doubts


def _article_number(node: Node) -> int:
    """What the decimal numbers of an article's sections begin with; 0 when it has no number."""
    label = parse_label(node.number)
    if label is not None:
        return label.number
    found = re.search("[0-9]{1,4}", node.number)
    return int(found[0]) if found and node.kind == "article" else 0


@dataclass(slots=True)
class _List:
    """An open list: what its marks look like, the last number, its last item, and where its marks and texts stand."""

    shape: str
    style: str
    last: int
    item: Node
    column: int
    text_column: int


class _Body:
    """Walks over the paragraphs of one clause and nests them."""

    def __init__(self, node: Node, number: int, edge: int) -> None:
        self.doubts: list[Doubt] = []
        self._number = number
        self._edge = edge
        self._node = node
        self._sections: list[tuple[int, Node, tuple[int, ...]]] = []
        self._paragraph: Node | None = None
        self._lists: list[_List] = []
        self._ended: dict[tuple[str, str], int] = {}
        self._last_decimal: tuple[int, ...] = ()

    def add(self, block: Block, *, certain: bool) -> None:
        if block.rows:
            self._table(block, certain)
            return
        if block.hyphens:
            self.doubts.append(Doubt("hyphen_at_line_end", block.hyphens[0], block.hyphens))
        section = read_section(block.text)
        marker = read_marker(block.text)
        if section is not None and self._opens(section):
            self._section(section, block)
        elif marker is None or not self._item(marker, block):
            self._words(block)

    def _container(self) -> Node:
        return self._sections[-1][1] if self._sections else self._node

    def _table(self, block: Block, certain: bool) -> None:
        table = Node("table", rows=block.rows, line=block.line)
        if self._lists:
            self._lists[-1].item.children.append(table)
        else:
            self._paragraph = None
            self._container().children.append(table)
        if not certain:
            self.doubts.append(Doubt("columns_read_as_table", block.line, (block.line,)))

    def _opens(self, section: SectionLabel) -> bool:
        """Decimal numbers open a section where they begin with the article's number, or go on counting."""
        if not section.label[0].isdigit():
            return True
        numbers = section.numbers
        expected = {(*self._last_decimal[:n], value + 1) for n, value in enumerate(self._last_decimal)}
        return numbers[0] == self._number or (numbers[-1] == 1 and not self._number) or numbers in expected

    def _section(self, section: SectionLabel, block: Block) -> None:
        depth = self._depth(section)
        if section.label[0].isdigit():
            self._last_decimal = section.numbers
        decimal = section.numbers if section.label[0].isdigit() else ()
        while self._sections and (self._sections[-1][0] >= depth or not _begins(self._sections[-1][2], decimal)):
            self._sections.pop()
        heading, text = run_in(section.rest)
        printed = block.text[: len(block.text) - len(text)] if text else block.text
        node = Node("section", section.label, heading, printed=printed.strip(), line=block.line)
        self._container().children.append(node)
        self._sections.append((depth, node, decimal))
        self._paragraph, self._lists, self._ended = None, [], {}
        if text:
            self._paragraph = Node("paragraph", text=text, line=block.line)
            node.children.append(self._paragraph)

    def _depth(self, section: SectionLabel) -> int:
        """12.3.1 stands in 12.3, and Section 3(b), Section 3.1 or Section 3.b in Section 3 where that is open."""
        if section.label[0].isdigit():
            return len(section.numbers) - (section.numbers[0] == self._number)
        outer = _LAST_STEP.sub("", section.label)
        return next((depth + 1 for depth, node, _ in self._sections if outer and node.number == outer), 1)

    def _words(self, block: Block) -> None:
        if block.column > self._edge / 2 > 0:  # set at the right margin: it belongs to the whole clause
            self._sections, self._lists = [], []
        while self._lists and not (block.indent and block.indent + _NEAR >= self._lists[-1].text_column):
            self._close()
        paragraph = Node("paragraph", text=block.text, line=block.line)
        if self._lists:
            self._lists[-1].item.children.append(paragraph)
        else:
            self._paragraph = paragraph
            self._container().children.append(paragraph)

    def _close(self) -> None:
        ended = self._lists.pop()
        self._ended[ended.shape, ended.style] = ended.last

    def _item(self, marker: Marker, block: Block) -> bool:
        """Puts an item into its list, or says that this is none: a number that neither begins a list nor continues one."""
        if not marker.readings:
            style, value = "bullet", 1
            level = next((n for n, one in enumerate(self._lists) if one.shape == marker.shape), None)
        else:
            level, style, value = self._place(marker, block)
        if not style:
            return False
        keep = len(self._lists) if level is None else level
        while len(self._lists) > keep:
            self._close()
        text = block.text[marker.length :]
        node = Node("item", marker.printed, text=text, printed=marker.printed, line=block.line)
        (self._lists[-1].item if self._lists else self._paragraph or self._container()).children.append(node)
        self._lists.append(_List(marker.shape, style, value, node, block.column, max(block.indent, block.column + 1)))
        return True

    def _place(self, marker: Marker, block: Block) -> tuple[int | None, str, int]:
        """The level of the open list that this mark continues (None: a new one), and how its numeral is read."""
        following = [
            (n, style, value)
            for n, one in enumerate(self._lists)
            for style, value in marker.readings
            if (one.shape, one.style) == (marker.shape, style) and one.last + 1 == value
        ]
        if following:
            return min(
                following, key=lambda found: (abs(self._lists[found[0]].column - block.column) > _NEAR, -found[0])
            )
        first = next(((style, value) for style, value in marker.readings if value == 1), None)
        if first:
            return self._new(marker.shape, first[0], block.column), *first
        return self._resumed(marker, block)

    def _new(self, shape: str, style: str, column: int) -> int | None:
        """A list that begins: inside the item before, unless it stands further left or looks like that item's list."""
        level = len(self._lists)
        while level and self._lists[level - 1].column >= column + _STEP:
            level -= 1
        same = [n for n, one in enumerate(self._lists[:level]) if (one.shape, one.style) == (shape, style)]
        return same[-1] if same and (same[-1] == level - 1 or level >= _DEEPEST) else level

    def _resumed(self, marker: Marker, block: Block) -> tuple[int | None, str, int]:
        """A mark out of order: it goes on where such a list ended, or jumps over numbers; else it is no mark."""
        for style, value in marker.readings:
            if self._ended.get((marker.shape, style)) == value - 1:
                return None, style, value
            level = next(
                (n for n, one in enumerate(self._lists) if (one.shape, one.style) == (marker.shape, style)), None
            )
            if level is not None or style == "chinese":
                values = {"number": marker.printed}
                self.doubts.append(Doubt("item_out_of_order", block.line, (block.line,), values))
                return level, style, value
        return None, "", 0


def _begins(outer: tuple[int, ...], numbers: tuple[int, ...]) -> bool:
    """Whether a section's number may stand in one with the number `outer`; where one is no decimal, it may."""
    return not outer or not numbers or numbers[: len(outer)] == outer


def run_in(rest: str) -> tuple[str, str]:
    """Heading and text behind a section's number: `Overtime Pay. Employees shall …`."""
    found = _RUN_IN.match(rest)
    if found is None or not is_title(found["title"]) or len(found["title"].split()) > 14:
        return "", rest
    text = rest[found.end() :].strip()
    if not text and not rest.rstrip().endswith((".", ":")) and len(rest) > 100:
        return "", rest
    return found["title"].strip(), text
