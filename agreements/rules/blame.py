"""Which version of an agreement brought in which sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from agreements.rules.comparison import Pair, compare
from agreements.rules.sentences import sentences_by_line
from agreements.rules.sides import pieces
from agreements.rules.tree import Tree, Unit


@dataclass(frozen=True, slots=True)
class Attributed:
    """A stretch of text, and the version that brought it in."""

    text: str
    version: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the white space behind it: the last version that changed a word of it, and where its words come from."""

    text: str
    version: str
    words: tuple[Attributed, ...]


@dataclass(frozen=True, slots=True)
class Blamed:
    """A unit of the newest version and its sentences; joined they are its text."""

    unit: Unit
    sentences: tuple[Sentence, ...]


def blame(versions: Sequence[tuple[Tree, str]]) -> tuple[Blamed, ...]:
    """Attributes every sentence of the last version to one of the versions, oldest first, each with its label.

    Raises ValueError when there is no version.
    """
    if not versions:
        raise ValueError("no version to attribute")
    (tree, _), *later = versions
    # For each unit of the version reached so far, the place of the version from which each of its characters comes.
    origins = [[0] * len(unit.text) for unit in pieces(tree)]
    for number, (following, _) in enumerate(later, start=1):
        origins = _carried(tree, following, origins, number)
        tree = following
    labels = [label for _, label in versions]
    return tuple(
        Blamed(unit, tuple(_sentences(unit.text, origin, labels)))
        for unit, origin in zip(pieces(tree), origins, strict=True)
    )


def _carried(old: Tree, new: Tree, origins: Sequence[list[int]], number: int) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for pair in compare(old, new).pairs:
        before = _joined([origins[unit.position] for unit in pair.old], number)
        after = list(_followed(pair, before, number))
        at = 0
        for unit in pair.new:
            found[unit.position] = after[at : at + len(unit.text)]
            at += len(unit.text) + 1 if unit.text else 0
    return [found[at] for at in range(len(found))]


def _joined(origins: Sequence[list[int]], number: int) -> list[int]:
    """The origins of the words of several units as `comparison.said` joins them."""
    joined: list[int] = []
    for origin in filter(None, origins):
        joined += [number, *origin] if joined else origin
    return joined


def _followed(pair: Pair, before: Sequence[int], number: int) -> Iterator[int]:
    at = 0
    for run in pair.runs:
        if run.kind == "ins":
            yield from [number] * len(run.text)
        else:
            if run.kind == "keep":
                yield from before[at : at + len(run.text)]
            at += len(run.text)


def _sentences(text: str, origin: Sequence[int], labels: Sequence[str]) -> Iterator[Sentence]:
    starts = [sentence.start for sentence in sentences_by_line(text)] or [0]
    starts[0] = 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        if start < end:
            # White space and marks alone bring no sentence in.
            telling = [origin[at] for at in range(start, end) if text[at].isalnum()] or origin[start:end]
            yield Sentence(text[start:end], labels[max(telling)], _runs(text[start:end], origin[start:end], labels))


def _runs(text: str, origin: Sequence[int], labels: Sequence[str]) -> tuple[Attributed, ...]:
    places = groupby(range(len(text)), lambda at: origin[at])
    return tuple(Attributed("".join(text[at] for at in group), labels[version]) for version, group in places)
