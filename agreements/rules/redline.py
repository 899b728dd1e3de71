"""The difference of two texts, as it is read at a bargaining table: deletion, then insertion, whole numbers, whole words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

Kind = Literal["keep", "del", "ins"]

_MARKS = r"[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
_LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_TOKEN = re.compile(
    r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[ \u00a0\u202f]?[%％‰])?"
    rf"|(?:[{_LATIN}][\u0300-\u036f]*)+(?:['’](?:[{_LATIN}][\u0300-\u036f]*)+)*"
    rf"|.{_MARKS}",
    re.DOTALL,
)
_PARAGRAPH = re.compile(r"[^\n]*\n|[^\n]+")
_SENTENCE = re.compile(r".+?(?:[。；！？]|[.;!?]\s|$)", re.DOTALL)
# Fewer kept tokens than this between two edits only flicker: they are shown as one edit.
_CALM = 2
_ENDS = frozenset("\n\t")
_SENTENCE_ENDS = frozenset("。；！？.;!?\n")
# Indel needs one bit for each pair of tokens: 50 MB at most.
_PAIRS = 400_000_000


class Run(NamedTuple):
    """A stretch of text that stays, is deleted or is inserted."""

    kind: Kind
    text: str


class Changes(NamedTuple):
    """How many places are deleted and inserted."""

    deletions: int
    insertions: int


class _Edit(NamedTuple):
    """Tokens that stay (`old` is `new`), or that are replaced."""

    keep: bool
    old: Sequence[str]
    new: Sequence[str]


def redline(old: str, new: str) -> tuple[Run, ...]:
    """The runs that lead from `old` to `new`; takes any two texts, best normalised ones.

    Exact: kept and deleted runs joined are `old`, kept and inserted runs joined are `new`. No two neighbours have the
    same kind, no run is empty, and a deletion stands in front of the insertion that replaces it. Tokens are never cut:
    a number with its separators and sign, a Latin word, or one other character (so each Han character and each line end).
    One kept token between two edits is shown as edited, unless it ends a line or a cell of a table. An edit that could as well stand a few
    tokens further on stands where a sentence begins.
    """
    runs: list[Run] = []
    for edit in _settled(_calmed(_joined(_edits(tokens(old), tokens(new))))):
        if edit.keep:
            runs.append(Run("keep", "".join(edit.old)))
        else:
            runs += [Run(kind, "".join(side)) for kind, side in _sides(edit) if side]
    return tuple(runs)


def changes(runs: Iterable[Run]) -> Changes:
    """Counts the deleted and the inserted runs."""
    kinds = [run.kind for run in runs]
    return Changes(kinds.count("del"), kinds.count("ins"))


def tokens(text: str) -> list[str]:
    """The parts of a text that a redline does not cut; joined they are the text."""
    return _TOKEN.findall(text)


def _sides(edit: _Edit) -> tuple[tuple[Kind, Sequence[str]], tuple[Kind, Sequence[str]]]:
    return ("del", edit.old), ("ins", edit.new)


def _edits(old: Sequence[str], new: Sequence[str]) -> Iterator[_Edit]:
    """Sets the common beginning and the common end aside; an edit is mostly small."""
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = next((at for at in range(shorter - head) if old[-1 - at] != new[-1 - at]), shorter - head)
    old_end, new_end = len(old) - tail, len(new) - tail
    yield _Edit(True, old[:head], old[:head])
    yield from _middle(old[head:old_end], new[head:new_end], (_PARAGRAPH, _SENTENCE))
    yield _Edit(True, old[old_end:], old[old_end:])


def _middle(old: Sequence[str], new: Sequence[str], units: Sequence[re.Pattern[str]]) -> Iterator[_Edit]:
    """Aligns tokens; sides that are too long for that are first aligned by paragraph, then by sentence."""
    if len(old) * len(new) <= _PAIRS:
        yield from _aligned(old, new)
        return
    old_units, new_units = ([] if not units else units[0].findall("".join(side)) for side in (old, new))
    if not units or len(old_units) * len(new_units) > _PAIRS:
        yield _Edit(False, old, new)
        return
    for edit in _joined(_aligned(old_units, new_units)):
        left, right = tokens("".join(edit.old)), tokens("".join(edit.new))
        yield from (edit._replace(old=left, new=right),) if edit.keep else _middle(left, right, units[1:])


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[_Edit]:
    # Each distinct token gets its own number: rapidfuzz compares hashes, and the hashes of strings may collide.
    numbers = {token: number for number, token in enumerate(dict.fromkeys(chain(old, new)))}
    for opcode in Indel.opcodes([numbers[token] for token in old], [numbers[token] for token in new]):
        sides = old[opcode.src_start : opcode.src_end], new[opcode.dest_start : opcode.dest_end]
        yield _Edit(opcode.tag == "equal", *sides)


def _joined(edits: Iterable[_Edit]) -> Iterator[_Edit]:
    """Joins neighbours of one kind and leaves out empty ones."""
    for keep, group in groupby((edit for edit in edits if edit.old or edit.new), lambda edit: edit.keep):
        joined = list(group)
        if len(joined) == 1:
            yield joined[0]
        else:
            yield _Edit(keep, [t for edit in joined for t in edit.old], [t for edit in joined for t in edit.new])


def _calmed(edits: Iterable[_Edit]) -> Iterator[_Edit]:
    """Turns kept tokens between two edits into edited ones when they are too few to be read, but never the end of a line or cell."""
    listed = list(edits)
    inner = range(1, len(listed) - 1)
    short = (at for at in inner if listed[at].keep and len(listed[at].old) < _CALM)
    flicker = {at for at in short if not _ENDS.intersection(listed[at].old)}
    return _joined(edit._replace(keep=False) if at in flicker else edit for at, edit in enumerate(listed))


def _settled(edits: Iterable[_Edit]) -> Iterator[_Edit]:
    """Moves pure insertions and deletions to where a sentence begins, when they say the same there.

    Between `发放` and `。` the insertion `。一次性补发` can as well follow the `。`, as `一次性补发。`, and is read as a sentence.
    """
    listed = list(edits)
    for at in range(1, len(listed) - 1):
        before, edit, after = listed[at - 1 : at + 2]
        if edit.keep or (edit.old and edit.new):
            continue
        room = len(after.old) - (0 if at + 2 == len(listed) else _CALM)
        right = _slide(list(before.old), list(edit.old or edit.new), list(after.old), room)
        if right is not None:
            kept, side, rest = right
            listed[at - 1], listed[at + 1] = _Edit(True, kept, kept), _Edit(True, rest, rest)
            listed[at] = _Edit(False, side, []) if edit.old else _Edit(False, [], side)
    return _joined(listed)


def _slide(
    before: list[str], side: list[str], after: list[str], room: int
) -> tuple[list[str], list[str], list[str]] | None:
    """Return the three stretches with `side` moved right to the next sentence, or None where it stands well or cannot move."""
    if before and before[-1] in _SENTENCE_ENDS:
        return None
    for step in range(min(room, len(side))):
        if side[step] != after[step]:
            return None
        if side[step] in _SENTENCE_ENDS:
            moved = step + 1
            return before + side[:moved], side[moved:] + after[:moved], after[moved:]
    return None
