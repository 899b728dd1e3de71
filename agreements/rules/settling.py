"""A merge after people decided: the merged tree with the version they chose for each conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from agreements.rules.editing import NoSuchClause, find, removed, replaced
from agreements.rules.merging import Conflict, Merged
from agreements.rules.tree import Clause, Tree

Choice = Literal["base", "ours", "theirs", "both"]


class Undecided(ValueError):
    """A conflict for which nothing was chosen, or what it does not offer; `place` is its number, from 0."""

    def __init__(self, place: int) -> None:
        super().__init__(f"conflict {place} is not decided")
        self.place = place


def choices(conflict: Conflict) -> tuple[Choice, ...]:
    """What can be chosen for a conflict: a version that has the clause, or leaving it out where one side did."""
    if conflict.reason == "added":
        return ("ours", "theirs", "both")
    return ("ours", "theirs", "base")


def settled(merged: Merged, chosen: Sequence[Choice | None]) -> Tree:
    """The tree of a merge in which each conflict says what was chosen. Raises Undecided."""
    tree = merged.tree
    for place, conflict in enumerate(merged.conflicts):
        choice = chosen[place] if place < len(chosen) else None
        if choice is None or choice not in choices(conflict):
            raise Undecided(place)
        tree = _added(tree, conflict, choice) if conflict.reason == "added" else _decided(tree, conflict, choice)
    return tree


def _decided(tree: Tree, conflict: Conflict, choice: Choice) -> Tree:
    """What is disputed stands in the merged tree as in the base."""
    base = conflict.base
    wanted: Clause | None = getattr(conflict, choice)
    if base is None or choice == "base":
        return tree
    if wanted is None:
        return removed(tree, base.id)
    inner = find(tree, base.id).children[len(base.children) :]
    return replaced(tree, base.id, replace(wanted, id=base.id, children=(*wanted.children, *inner)))


def _added(tree: Tree, conflict: Conflict, choice: Choice) -> Tree:
    """Of what both added, both stand in the merged tree."""
    if choice == "both":
        return tree
    dropped = conflict.theirs if choice == "ours" else conflict.ours
    try:
        return removed(tree, dropped.id) if dropped is not None else tree
    except NoSuchClause:
        return tree
