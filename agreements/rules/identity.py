"""The identity of clauses: given when a text is saved for the first time, carried from version to version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from agreements.rules.tree import UNITS, Clause, Tree, content_key


def identified(tree: Tree, fresh: Callable[[], str]) -> Tree:
    """The tree in which every clause has an identity of its own: those that lack one, or repeat one, get a fresh one."""
    taken: set[str] = set()

    def named(clause: Clause) -> Clause:
        identity = clause.id if clause.id and clause.id not in taken else fresh()
        taken.add(identity)
        return replace(clause, id=identity, children=tuple(named(child) for child in clause.children))

    return replace(tree, clauses=tuple(named(clause) for clause in tree.clauses))


def carried(old: Tree, new: Tree, pairs: Iterable[tuple[Clause, Clause]]) -> Tree:
    """The new tree with the identities of the old one, as far as they go.

    `pairs` are clauses of the two trees that are the same clause (see comparison); what stands inside a pair is paired by
    what it says, then by its place. A clause without a counterpart keeps no identity: it is new.
    """
    known = dict(_identities(pairs))
    known |= {
        key: identity
        for key, identity in _by_place(old.clauses, new.clauses)
        if key not in known and identity not in known.values()
    }
    return replace(new, clauses=tuple(_named(clause, known) for clause in new.clauses))


def _named(clause: Clause, known: Mapping[int, str]) -> Clause:
    children = tuple(_named(child, known) for child in clause.children)
    return replace(clause, id=known.get(id(clause), ""), children=children)


def _identities(pairs: Iterable[tuple[Clause, Clause]]) -> Iterator[tuple[int, str]]:
    taken: set[str] = set()
    for old, new in pairs:
        if old.id and old.id not in taken:
            taken.add(old.id)
            yield id(new), old.id
            yield from _inside(old.children, new.children)


def _inside(old: tuple[Clause, ...], new: tuple[Clause, ...]) -> Iterator[tuple[int, str]]:
    """Identities of what stands inside a clause, without the units in it: those are paired themselves."""
    ours, theirs = _own(old), _own(new)
    matcher = SequenceMatcher(None, [content_key(one) for one in ours], [content_key(one) for one in theirs], False)
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        for before, after in zip(ours[i1:i2], theirs[j1:j2], strict=False):
            if before.kind == after.kind and before.id:
                yield id(after), before.id
                yield from _inside(before.children, after.children)


def _own(clauses: Iterable[Clause]) -> list[Clause]:
    return [clause for clause in clauses if clause.kind not in UNITS and clause.kind != "part"]


def _by_place(old: Iterable[Clause], new: Iterable[Clause]) -> Iterator[tuple[int, str]]:
    """Identities of parts, which are no units: paired by their heading, in order."""
    ours = {one.heading or one.number: one for one in old if one.kind == "part"}
    for after in new:
        before = ours.pop(after.heading or after.number, None) if after.kind == "part" else None
        if before is not None and before.id:
            yield id(after), before.id
            yield from _by_place(before.children, after.children)
