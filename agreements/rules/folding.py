"""What of a text counts when two are compared: its words, not how their lines were broken."""

import bisect
import re
from collections.abc import Iterable, Sequence

# Scripts written without blanks between words, with their punctuation.
_DENSE = (
    "\u2e80-\u303f\u3041-\u30ff\u3105-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
_WORDS = re.compile(rf"[{_DENSE}]|[^\W{_DENSE}]+|[^\w\s]")
_BETWEEN_FIGURES = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def folded(text: str) -> str:
    """What is left of a text when it is compared: everything but white space; only between two figures one blank stays."""
    return "".join(_BETWEEN_FIGURES.sub("\0", text).split()).replace("\0", " ")


def folded_heading(heading: str) -> str:
    """A heading without white space and case, and without the dashes and dots at its ends."""
    return _EDGES.sub("", folded(heading)).casefold()


def words(text: str) -> list[str]:
    """The words of a text, without white space: in Chinese each character, elsewhere each mark by itself."""
    return _WORDS.findall(text)


def shingles(said: Sequence[str]) -> frozenset[str]:
    """All stretches of three neighbouring words; of fewer words the whole."""
    if len(said) < 3:
        return frozenset([" ".join(said)] if said else [])
    return frozenset(map(" ".join, zip(said, said[1:], said[2:], strict=False)))


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
