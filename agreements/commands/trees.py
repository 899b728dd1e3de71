"""Clause trees as they come to the door: read strictly, checked character by character, given their identities."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from agreements.policy.texts import NO_CLAUSES, NO_TREE, TREE_TEXT, TREE_TOO_DEEP, TREE_TOO_LARGE
from agreements.rules.identity import identified
from agreements.rules.stored import restored, stored
from agreements.rules.tree import Clause, Tree, TreeRefused, walk
from workbench.kernel import Refusal
from workbench.text import TextRefused, settled

CLAUSES = 100_000
CHARACTERS = 12_000_000
DEEPEST = 30
_ID = re.compile("[a-z2-7]{16}")


def received(text: str, fresh: Callable[[], str]) -> Tree:
    """Return the tree that `text` writes in JSON, each clause with an identity of its own. Raises Refusal."""
    try:
        tree = restored(text)
        stored(tree)
        clauses = list(walk(tree))
        settled("\n".join([tree.title, *(word for clause in clauses for word in _words(clause))]))
    except TreeRefused as refused:
        raise Refusal(NO_TREE, "tree", where=refused.where) from None
    except TextRefused:
        raise Refusal(TREE_TEXT, "tree") from None
    except (ValueError, RecursionError):
        raise Refusal(NO_TREE, "tree", where="JSON") from None
    if not clauses:
        raise Refusal(NO_CLAUSES, "tree")
    if len(clauses) > CLAUSES:
        raise Refusal(TREE_TOO_LARGE, "tree", limit=CLAUSES)
    _refuse_deep(tree.clauses)
    return identified(replace(tree, clauses=tuple(_known(clause) for clause in tree.clauses)), fresh)


def _refuse_deep(clauses: tuple[Clause, ...]) -> None:
    level = clauses
    for _ in range(DEEPEST):
        level = tuple(child for clause in level for child in clause.children)
    if level:
        raise Refusal(TREE_TOO_DEEP, "tree", limit=DEEPEST)


def _words(clause: Clause) -> tuple[str, ...]:
    cells = (cell for row in clause.rows for cell in row)
    return (clause.number, clause.heading, clause.text, clause.printed, *cells)


def _known(clause: Clause) -> Clause:
    """Leave out what is no identity of this house."""
    children = tuple(_known(child) for child in clause.children)
    return replace(clause, id=clause.id if _ID.fullmatch(clause.id) else "", children=children)
