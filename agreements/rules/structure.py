"""From the clauses of a text in a row to the clause tree: parts, articles, sections, paragraphs, items, tables, annexes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agreements.rules.bodies import Node, fill
from agreements.rules.headings import ANNEX_NUMBER, Heading, is_title, read_bare, read_heading, read_titled
from agreements.rules.imported import Doubt, ImportedClause
from agreements.rules.numbered import divide
from agreements.rules.paragraphs import Layout, Line, layout_of
from agreements.rules.splitting import INSIDE
from agreements.rules.tree import UNITS, Clause, Kind, Language, Tree, walk

_KINDS: dict[str, Kind] = {
    "preamble": "preamble", "contents": "contents", "article": "article", "annex": "annex", "tail": "signature"
}  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]+")
_SENTENCE = re.compile("[。；;：:，,！？.]")
_TITLE = re.compile(
    r"[^。；;，,：:]{0,60}(?:合同|协议|协议书|条例|规定|办法|法|章程|决定|意见|文本|纪要|细则|指引)"
    r"(?:[（(《][^。]{0,30}[）)》])?"
    r"|.{0,80}\b(?:AGREEMENT|CONTRACT|MEMORANDUM|Agreement|Contract|Memorandum|LETTER OF|Letter of)\b.{0,80}"
)
_TITLE_LINES = 60
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Structure:
    """The tree, what is doubtful about it, and its units in the order of their lines."""

    tree: Tree
    doubts: tuple[Doubt, ...]
    units: tuple[Clause, ...]

    def place(self, line: int) -> str:
        """The number or heading of the clause in which a line of the source stands."""
        at = bisect_right(self.units, line, key=lambda clause: clause.line)
        return (self.units[at - 1].number or self.units[at - 1].heading) if at else ""


@dataclass(slots=True)
class _Builder:
    """Takes the clauses in their order; `open` are the parts and the annex that what comes next stands in."""

    layout: Layout
    top: list[Node] = field(default_factory=list)
    open: list[tuple[int, Node]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def add(self, clause: ImportedClause) -> None:
        lines = [Line(*pair) for pair in zip(clause.lines, clause.text.split("\n"), strict=False)]
        printed = self._parts(clause, lines)
        if clause.kind == "annex":
            node = Node("annex", *_annex_name(printed))
            self.top.append(node)
            self.open = [(-1, node)]
        elif clause.kind == "preamble" and clause.printed and not printed:
            node = self.open[-1][1]
        else:
            node = Node(_KINDS[clause.kind], clause.number, clause.heading)
            self._place(node, top=clause.kind in ("tail", "contents"))
        node.printed = node.printed or _one_line(printed)
        node.line = node.line or (clause.heads[len(clause.heads) - len(printed)] if printed else clause.line)
        self.doubts += fill(node, lines, self.layout)

    def _parts(self, clause: ImportedClause, lines: list[Line]) -> list[str]:
        """Opens the parts whose headings stand above a clause, and gives the other lines of what was printed."""
        printed = clause.printed.split("\n") if clause.printed else []
        for at, line in enumerate(printed):
            own = clause.number and line.strip().startswith(clause.number)
            heading = None if own else read_heading(line) or read_titled(line) or read_bare(line)
            if heading is None or heading.kind != "part":
                return printed[at:]
            self._part(heading, line, clause.heads[at])
        if printed:
            self._part_title(lines)
        return []

    def _part(self, heading: Heading, line: str, number: int) -> None:
        name = heading.rest.replace("*", " ").strip()
        node = Node("part", heading.label.strip("*_ \u3000"), name, printed=line.strip(), line=number)
        while self.open and self.open[-1][0] >= heading.level:
            self.open.pop()
        self._place(node)
        self.open.append((heading.level, node))

    def _part_title(self, lines: list[Line]) -> None:
        """A short line under a bare part number is its title."""
        node = self.open[-1][1]
        first = next((line for line in lines if line.text.strip()), None)
        if first is None or node.heading or len(first.text.strip()) > 40 or _SENTENCE.search(first.text):
            return
        node.heading = first.text.strip()
        node.printed = f"{node.printed} {node.heading}"
        del lines[: lines.index(first) + 1]

    def _place(self, node: Node, *, top: bool = False) -> None:
        if top:
            self.open = []
        (self.open[-1][1].children if self.open else self.top).append(node)


def structure(clauses: Sequence[ImportedClause], layout: Layout | None = None, titles: Sequence[str] = ()) -> Structure:
    """The tree of the clauses of a text, in their order, with every word of them.

    Where no article has a heading, `一、`, `Section 1` or `1.` at line starts divide the text. `titles` are other places
    where a title may stand, the likeliest first; what the file is called comes last.
    Doubts: numbered_paragraphs, hyphen_at_line_end, columns_read_as_table, item_out_of_order.
    """
    doubts: tuple[Doubt, ...] = ()
    if not any(clause.kind == "article" or INSIDE.search(clause.text) for clause in clauses):
        clauses, doubts = divide(clauses)
    lines = [line for clause in clauses for line in clause.text.split("\n")]
    builder = _Builder(layout or layout_of(lines))
    for clause in clauses:
        builder.add(clause)
    tree = Tree(_title(clauses, titles), _language(lines), tuple(node.clause() for node in builder.top))
    found = sorted([*doubts, *_gathered(builder.doubts)], key=lambda doubt: doubt.line)
    return Structure(tree, tuple(found), tuple(clause for clause in walk(tree) if clause.kind in UNITS))


def _gathered(doubts: Sequence[Doubt]) -> list[Doubt]:
    """Doubts without values are one, with all its lines."""
    gathered: dict[str, list[int]] = {}
    for doubt in doubts:
        if not doubt.values:
            gathered.setdefault(doubt.reason, []).extend(doubt.lines)
    together = [Doubt(reason, lines[0], tuple(lines)) for reason, lines in gathered.items()]
    return together + [doubt for doubt in doubts if doubt.values]


def _language(lines: Iterable[str]) -> Language:
    """Chinese when a fifth of the words are: a Han character counts as half a word."""
    text = "\n".join(lines)
    return "zh" if len(_HAN.findall(text)) > len(_LATIN.findall(text)) else "en"


def _one_line(printed: Sequence[str]) -> str:
    return " ".join(line.strip() for line in printed)


_ANNEX_NUMBER = re.compile(
    r"(附[ \u3000]?[件录表][ \u3000]?(?:[一二三四五六七八九十\d]{1,3}|[A-Z])?|(?i:APPENDIX|ANNEX|EXHIBIT|ATTACHMENT|SCHEDULE)\s+"
    rf"{ANNEX_NUMBER})(.*)",
    re.DOTALL,
)


def _annex_name(printed: Sequence[str]) -> tuple[str, str]:
    """Number and heading of an annex; a letter of agreement has no number."""
    name = _one_line(printed)
    found = _ANNEX_NUMBER.fullmatch(name)
    return (found[1].strip(), found[2].strip(" \u3000:：、.．-–—")) if found else ("", name)


def _title(clauses: Sequence[ImportedClause], others: Sequence[str]) -> str:
    """The line above the first article that calls itself an agreement or a law, or else the first short line."""
    front: list[str] = []
    for clause in clauses:
        if clause.kind not in ("preamble", "contents") or clause.printed or len(front) > _TITLE_LINES:
            break
        front += clause.text.split("\n") if clause.kind == "preamble" else []
    lines = [" ".join(line.split()) for line in front[:_TITLE_LINES]]
    named = [line for line in [*others[:1], *lines, *others[1:-1]] if _is_title(line)]
    short = [line for line in lines if 1 < len(line) <= _LONGEST_TITLE and not _SENTENCE.search(line)]
    return next((line for line in [*others[:1], *named, *short, *others[-1:]] if line), "")


def _is_title(line: str) -> bool:
    found = _TITLE.fullmatch(line)
    return bool(found) and len(line) <= _LONGEST_TITLE and (not line.isascii() or is_title(line))
