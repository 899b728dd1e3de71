"""Who brought in each sentence of what was agreed, and under which pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from agreements.rules.blame import blame
from agreements.rules.tree import Clause, Tree


def origins(base: str, passes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the sentences of the last pass in stretches with the pass that brought them in; None for the words in force."""
    if not passes:
        return []
    versions = [(_tree(base), "")] if base else []
    versions += [(_tree(one["text"]), one["label"]) for one in passes]
    known = {one["label"]: one for one in passes}
    sentences = [one for blamed in blame(versions) for one in blamed.sentences]
    return [
        {"by": known.get(label), "text": "".join(one.text for one in group).strip()}
        for label, group in groupby(sentences, key=lambda one: one.version)
    ]


def _tree(text: str) -> Tree:
    return Tree("", "zh", (Clause("article", "1", text=text, id="clause"),))
