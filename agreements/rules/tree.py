"""The clause tree: an agreement as parts, articles, paragraphs, items and tables, known by the hashes of its contents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, get_args

import rfc8785

Kind = Literal["part", "preamble", "contents", "article", "section", "paragraph", "item", "table", "annex", "signature"]
Language = Literal["zh", "en"]
Rows = tuple[tuple[str, ...], ...]

FORMAT = "tripartite-workbench/clause-tree/v1"
# Headings of the kinds that are compared, merged and agreed one by one; what stands inside them belongs to them.
UNITS = frozenset(["preamble", "contents", "article", "annex", "signature"])


# Their number stands on the line of their words.
_RUN_ON = frozenset(["section", "paragraph", "item"])
_WIDE = "）】、．：　"


class TreeRefused(ValueError):
    """JSON that is no clause tree; `where` names the place."""

    def __init__(self, where: str) -> None:
        super().__init__(f"not a clause tree: {where}")
        self.where = where


@dataclass(frozen=True, slots=True)
class Clause:
    """A node: its own words, then its children.

    `printed` is what stands in front of `text` exactly as it was printed: number, heading, marks; `number` and `heading`
    are what was read in it. `text` stands before the first child. Only a table has `rows`. `id` is the identity that a
    clause keeps from version to version ("" until it is saved for the first time); `line` is where it began in the source.
    """

    kind: Kind
    number: str = ""
    heading: str = ""
    text: str = ""
    rows: Rows = ()
    children: tuple[Clause, ...] = ()
    printed: str = ""
    id: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole agreement."""

    title: str
    language: Language
    clauses: tuple[Clause, ...]


class Unit(NamedTuple):
    """A clause that is compared, merged and agreed as one, with all its words; `part` names what it stands in."""

    clause: Clause
    part: str
    position: int
    text: str

    @property
    def number(self) -> str:
        """The number as printed."""
        return self.clause.number

    @property
    def heading(self) -> str:
        """The heading, without the number."""
        return self.clause.heading


def plain(clause: Clause, *, printed: bool = True) -> str:
    """The words of a clause in reading order, one line per paragraph, cells of a table row divided by tabs.

    With `printed=False` the clause's own number and heading are left out; those of its children stay.
    """
    return "\n".join(line for line in _lines(clause, printed) if line)


def words(tree: Tree) -> str:
    """All words of a tree, in reading order."""
    return "\n".join(plain(clause) for clause in tree.clauses)


def walk(tree: Tree) -> Iterator[Clause]:
    """Every clause of a tree, parents before children, in reading order."""
    waiting = list(reversed(tree.clauses))
    while waiting:
        clause = waiting.pop()
        yield clause
        waiting += reversed(clause.children)


def units(tree: Tree) -> tuple[Unit, ...]:
    """The clauses that are compared one by one. Units inside a unit (articles of an annex) count apart from it."""
    found: list[tuple[Clause, str]] = []
    for clause in tree.clauses:
        _collect(clause, (), found)
    return tuple(
        Unit(clause, part, at, plain(_alone(clause), printed=False)) for at, (clause, part) in enumerate(found)
    )


def content_key(clause: Clause) -> str:
    """SHA-256 in hexadecimal of what a clause says: kind, heading, words, rows and children; not its number or identity."""
    return _digest(clause).hex()


def tree_key(tree: Tree) -> str:
    """SHA-256 in hexadecimal of what a version says, numbers and order included: what a version is known by."""
    return hashlib.sha256(canonical(tree, identities=False)).hexdigest()


def canonical(tree: Tree, *, identities: bool = True) -> bytes:
    """The tree as canonical JSON (RFC 8785); without `identities` neither ids nor lines of the source are in it."""
    return rfc8785.dumps(to_json(tree, identities=identities))


def to_json(tree: Tree, *, identities: bool = True) -> dict[str, Any]:
    """The tree as values for JSON; what is empty is left out. `from_json` reads it back."""
    return {
        "format": FORMAT,
        "title": tree.title,
        "language": tree.language,
        "clauses": [_clause_json(clause, identities) for clause in tree.clauses],
    }


def from_json(value: object) -> Tree:
    """The tree that `to_json` wrote. Raises TreeRefused for anything else."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise TreeRefused("format")
    if not isinstance(value.get("title"), str) or value.get("language") not in get_args(Language):
        raise TreeRefused("title or language")
    listed = value.get("clauses")
    if not isinstance(listed, list):
        raise TreeRefused("clauses")
    return Tree(
        value["title"], value["language"], tuple(_clause(one, f"clauses[{at}]") for at, one in enumerate(listed))
    )


def _lines(clause: Clause, printed: bool) -> Iterator[str]:
    if printed and clause.printed and clause.text and clause.kind in _RUN_ON:
        yield f"{clause.printed}{'' if clause.printed[-1] in _WIDE else ' '}{clause.text}"
    else:
        yield from filter(None, (printed and clause.printed, clause.text))
    for row in clause.rows:
        yield "\t".join(row)
    for child in clause.children:
        yield from _lines(child, True)


def _collect(clause: Clause, above: tuple[str, ...], found: list[tuple[Clause, str]]) -> None:
    if clause.kind in UNITS:
        found.append((clause, " / ".join(above)))
    named = " ".join(filter(None, (clause.number, clause.heading)))
    inside = (*above, named) if clause.kind in ("part", "annex") else above
    for child in clause.children:
        if clause.kind == "part" or child.kind in UNITS or child.kind == "part":
            _collect(child, inside, found)


def _alone(clause: Clause) -> Clause:
    return replace(clause, children=tuple(c for c in clause.children if c.kind not in UNITS and c.kind != "part"))


def _digest(clause: Clause) -> bytes:
    said = [clause.kind, clause.heading, clause.text, [list(row) for row in clause.rows]]
    children = [_digest(child).hex() for child in clause.children]
    return hashlib.sha256(rfc8785.dumps([FORMAT, *said, children])).digest()


_TEXTS = ("number", "heading", "text", "printed", "id")


def _clause_json(clause: Clause, identities: bool) -> dict[str, Any]:
    value: dict[str, Any] = {"kind": clause.kind}
    value |= {name: said for name in _TEXTS if (said := getattr(clause, name)) and (identities or name != "id")}
    if clause.line and identities:
        value["line"] = clause.line
    if clause.rows:
        value["rows"] = [list(row) for row in clause.rows]
    if clause.children:
        value["children"] = [_clause_json(child, identities) for child in clause.children]
    return value


def _clause(value: object, where: str) -> Clause:
    if not isinstance(value, dict) or value.get("kind") not in get_args(Kind):
        raise TreeRefused(f"{where}.kind")
    unknown = set(value) - {"kind", "line", "rows", "children", *_TEXTS}
    if unknown:
        raise TreeRefused(f"{where}.{min(unknown)}")
    texts = {name: value.get(name, "") for name in _TEXTS}
    for name, said in texts.items():
        if not isinstance(said, str):
            raise TreeRefused(f"{where}.{name}")
    line, rows, children = value.get("line", 0), value.get("rows", []), value.get("children", [])
    if not isinstance(line, int) or not isinstance(rows, list) or not isinstance(children, list):
        raise TreeRefused(where)
    inside = tuple(_clause(child, f"{where}.children[{at}]") for at, child in enumerate(children))
    return Clause(kind=value["kind"], rows=_rows(rows, where), children=inside, line=line, **texts)


def _rows(rows: list[object], where: str) -> Rows:
    for row in rows:
        if not isinstance(row, list) or not all(isinstance(cell, str) for cell in row):
            raise TreeRefused(f"{where}.rows")
    return tuple(tuple(row) for row in rows if isinstance(row, list))
