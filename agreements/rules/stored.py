"""A clause tree as it is stored: canonical JSON, identities included."""

from __future__ import annotations

import json

from agreements.rules.tree import Tree, canonical, from_json


def stored(tree: Tree) -> str:
    """The tree as it is stored."""
    return canonical(tree).decode()


def restored(text: str) -> Tree:
    """The tree that `stored` wrote. Raises TreeRefused or ValueError for anything else."""
    return from_json(json.loads(text))
