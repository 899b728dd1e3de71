"""What of a text counts when two are compared: its words, not how their lines were broken."""

import bisect
import re
from collections.abc import Iterable, Sequence

# Scripts written without blanks between words.
_DENSE = re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_BETWEEN_FIGURES = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
# A line drawn with marks says nothing; underscores and dots are places to fill in.
_DRAWN = re.compile(r"^[ \t\u3000]*[/*=~#-]{4,}[ \t]*$", re.MULTILINE)
# No word and no number runs over one of these.
_PART_ENDS = ("。", "；", "，", "\n", ". ", "; ", ", ")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def folded(text: str) -> str:
    """What is left of a text when it is compared: everything but white space and lines drawn with marks.

    Between two figures one blank stays.
    """
    if _DRAWN.search(text):
        text = _DRAWN.sub("", text)
    pieces = text.split()
    if len(pieces) < 2:
        return pieces[0] if pieces else ""
    return "".join(_BETWEEN_FIGURES.sub("\0", text).split()).replace("\0", " ")


def folded_heading(heading: str) -> str:
    """A heading without white space and case, and without the dashes and dots at its ends."""
    return _EDGES.sub("", folded(heading)).casefold() if heading else ""


def words(text: str) -> Sequence[str]:
    """The words of a text, to tell how similar it is to another; of a Chinese one the characters without white space."""
    return folded(text) if not text.isascii() and _DENSE.search(text) else text.split()


def stretches(said: Sequence[str]) -> list[str]:
    """All stretches of three neighbouring words, in order; of fewer words the whole."""
    if len(said) < 3:
        return [" ".join(said)] if said else []
    if isinstance(said, str):
        return [said[at : at + 3] for at in range(len(said) - 2)]
    return list(map(" ".join, zip(said, said[1:], said[2:], strict=False)))


def longest_rising(values: Iterable[int]) -> frozenset[int]:
    """The places of a longest rising series among `values` (Fredman 1975), found in n log n steps."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect.bisect_left(ends, value)
        before.append(places[at - 1] if at else -1)
        ends[at : at + 1], places[at : at + 1] = [value], [place]
    found, place = [], places[-1] if places else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return frozenset(found)


def common_ends(one: str, other: str) -> tuple[int, int]:
    """How many characters two texts share at their beginning and at their end, up to the end of a part of a sentence."""
    shorter = min(len(one), len(other))
    head = bisect.bisect(range(1, shorter + 1), False, key=lambda length: one[:length] != other[:length])
    head = max(at + len(end) for end in ("", *_PART_ENDS) if (at := one.rfind(end, 0, head) if end else 0) >= 0)
    room = shorter - head
    tail = bisect.bisect(range(1, room + 1), False, key=lambda length: one[-length:] != other[-length:])
    starts = (at + len(end) for end in _PART_ENDS if (at := one.find(end, len(one) - tail)) >= 0)
    return head, len(one) - min(starts, default=len(one))
