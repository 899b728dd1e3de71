"""Changing one clause of a tree at a time: its words as lines, its tables as cells, its place. What stays keeps its identity."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from agreements.rules.markers import read_marker
from agreements.rules.tree import UNITS, Clause, Rows, Tree, walk


class NoSuchClause(LookupError):
    """The tree has no clause of this identity."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a clause as it is edited: lines of text, or one table; a clause with a table deep inside is `fixed`."""

    text: str = ""
    children: tuple[Clause, ...] = ()
    table: Clause | None = None
    fixed: Clause | None = None


def find(tree: Tree, identity: str) -> Clause:
    """The clause of this identity. Raises NoSuchClause."""
    found = next((clause for clause in walk(tree) if clause.id == identity and identity), None)
    if found is None:
        raise NoSuchClause(identity)
    return found


def segments(clause: Clause) -> tuple[Segment, ...]:
    """What of a clause is edited, in order: text first, then tables and text in turn. Units inside it are not in it."""
    found: list[Segment] = [Segment(clause.text)]
    for child in _own(clause):
        if child.kind == "table":
            found.append(Segment(table=child))
        elif any(inner.kind == "table" for inner in _inside(child)):
            found.append(Segment(fixed=child))
        elif found[-1].table or found[-1].fixed:
            found.append(Segment("\n".join(_lines(child)), (child,)))
        else:
            last = found[-1]
            text = "\n".join(filter(None, (last.text, *_lines(child))))
            found[-1] = Segment(text, (*last.children, child))
    return tuple(found)


def retold(
    clause: Clause,
    texts: Sequence[str],
    tables: Mapping[str, Rows],
    *,
    number: str | None = None,
    heading: str | None = None,
) -> Clause:
    """The clause with other words: `texts` for its segments in order ("" for a table), `tables` by identity.

    A line that stayed keeps its paragraph; a new line becomes one. Raises ValueError when the segments are not those it has.
    """
    old = segments(clause)
    if len(texts) != len(old):
        raise ValueError("not the segments of this clause")
    lead, children = "", []
    for at, (segment, text) in enumerate(zip(old, texts, strict=True)):
        if segment.table is not None:
            children.append(replace(segment.table, rows=tables.get(segment.table.id, segment.table.rows)))
        elif segment.fixed is not None:
            children.append(segment.fixed)
        else:
            words, inner = _retold_lines(clause.text if at == 0 else "", segment.children, _split(text))
            lead, children = (words if at == 0 else lead), [*children, *inner]
    units = tuple(child for child in clause.children if _is_unit(child))
    return renamed(replace(clause, text=lead, children=(*children, *units)), number, heading)


def renamed(clause: Clause, number: str | None, heading: str | None) -> Clause:
    """The clause under another number and heading; what was printed around them stays where that is possible."""
    number = clause.number if number is None else number
    heading = clause.heading if heading is None else heading
    if (number, heading) == (clause.number, clause.heading):
        return clause
    printed = clause.printed
    for old, new in ((clause.number, number), (clause.heading, heading)):
        if old and old in printed:
            printed = printed.replace(old, new, 1)
        elif new != old:
            printed = " ".join(filter(None, (number, heading)))
            break
    return replace(clause, number=number, heading=heading, printed=printed.strip())


def replaced(tree: Tree, identity: str, clause: Clause) -> Tree:
    """The tree with another clause in the place of this one. Raises NoSuchClause."""
    find(tree, identity)
    return replace(tree, clauses=_each(tree.clauses, identity, lambda _: (clause,)))


def removed(tree: Tree, identity: str) -> Tree:
    """The tree without this clause. Raises NoSuchClause."""
    find(tree, identity)
    return replace(tree, clauses=_each(tree.clauses, identity, lambda _: ()))


def added(tree: Tree, after: str, clause: Clause) -> Tree:
    """The tree with a clause behind another one. Raises NoSuchClause."""
    find(tree, after)
    return replace(tree, clauses=_each(tree.clauses, after, lambda one: (one, clause)))


def shifted(tree: Tree, identity: str, by: int) -> Tree:
    """The tree with this clause one place up (-1) or down (1) among its neighbours; the same where there is none."""
    find(tree, identity)
    return replace(tree, clauses=_shifted(tree.clauses, identity, by))


def _each(
    clauses: tuple[Clause, ...], identity: str, change: Callable[[Clause], tuple[Clause, ...]]
) -> tuple[Clause, ...]:
    found: list[Clause] = []
    for clause in clauses:
        inner = _each(clause.children, identity, change)
        kept = clause if inner == clause.children else replace(clause, children=inner)
        found += change(kept) if clause.id == identity else (kept,)
    return tuple(found)


def _shifted(clauses: tuple[Clause, ...], identity: str, by: int) -> tuple[Clause, ...]:
    order = list(clauses)
    at = next((n for n, clause in enumerate(order) if clause.id == identity), None)
    if at is None:
        return tuple(replace(one, children=_shifted(one.children, identity, by)) for one in order)
    if 0 <= at + by < len(order):
        order[at], order[at + by] = order[at + by], order[at]
    return tuple(order)


def _is_unit(clause: Clause) -> bool:
    return clause.kind in UNITS or clause.kind == "part"


def _own(clause: Clause) -> Iterator[Clause]:
    return (child for child in clause.children if not _is_unit(child))


def _inside(clause: Clause) -> Iterator[Clause]:
    yield clause
    for child in clause.children:
        yield from _inside(child)


def _lines(clause: Clause) -> list[str]:
    """The lines of a paragraph or item as they are edited: its mark stands before its first line."""
    own = _split(clause.text)
    first = " ".join(filter(None, (clause.printed, own[0] if own else "")))
    return [*filter(None, (first,)), *own[1:], *(line for child in clause.children for line in _lines(child))]


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _retold_lines(lead: str, children: Sequence[Clause], lines: list[str]) -> tuple[str, list[Clause]]:
    """The words before the first child, and the children, that these lines make."""
    before = _split(lead)
    blocks = [_lines(child) for child in children]
    where = _matches([*before, *(line for block in blocks for line in block)], lines)
    kept = dict(_kept(len(before), blocks, where))
    first = min((new for old, new in where.items() if old >= len(before)), default=None)
    opening = (first if first is not None else len(before) if children else len(lines)) if before or not children else 0
    rewritten = iter([child for at, child in enumerate(children) if at not in kept.values()])
    found: list[Clause] = []
    at = opening
    while at < len(lines):
        if at in kept:
            found.append(children[kept[at]])
            at += len(blocks[kept[at]])
        else:
            found.append(_paragraph(lines[at], next(rewritten, None)))
            at += 1
    return "\n".join(lines[:opening]), found


def _matches(old: list[str], new: list[str]) -> dict[int, int]:
    blocks = SequenceMatcher(None, old, new, False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _kept(offset: int, blocks: Sequence[list[str]], where: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """For each child all of whose lines stayed together: the new place of its first line, and which child it is."""
    for at, block in enumerate(blocks):
        places = [where.get(offset + step) for step in range(len(block))]
        if places and places[0] is not None and places == list(range(places[0], places[0] + len(places))):
            yield places[0], at
        offset += len(block)


def _paragraph(line: str, before: Clause | None) -> Clause:
    mark = read_marker(line)
    printed = mark.printed if mark else ""
    text = line[mark.length :].strip() if mark else line
    if before is not None:
        return replace(before, printed=printed, text=text, children=())
    return Clause("item" if mark else "paragraph", number=printed, printed=printed, text=text)
