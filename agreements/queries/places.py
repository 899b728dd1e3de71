"""The places where texts are kept, as people call them: each room that owns streams says what they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from workbench.kernel import Reader
from workbench.people.queries import organisation


@dataclass(frozen=True)
class Place:
    """Where texts are kept. `title` is whose they are; `side` is set for a place that one side has to itself.

    `kind` is organisation, table or caucus; `href` leads to the place itself, when there is a page of it.
    """

    stream: str
    title: str
    kind: str
    side: str = ""
    href: str = ""


Named = Callable[..., Place]
"""Called with a reader, the stream and the fields of its pattern by name; raises Absent for those who may not know of it."""

_NAMES: dict[str, tuple[re.Pattern[str], Named]] = {}


def place(pattern: str) -> Callable[[Named], Named]:
    """Return a decorator: this function says what the places of `pattern` (a stream pattern that has a keeper) are called."""

    def remember(named: Named) -> Named:
        _NAMES[pattern] = (re.compile(re.sub(r"\\?\{(\w+)\\?\}", r"(?P<\1>[^/]+)", pattern)), named)
        return named

    return remember


def place_of(reader: Reader, stream: str) -> Place:
    """Return the place a stream is; one that nobody names is called by its stream."""
    for expression, named in _NAMES.values():
        if found := expression.fullmatch(stream):
            return named(reader, stream, **found.groupdict())
    return Place(stream, stream, "organisation")


def places(reader: Reader) -> list[Place]:
    """Return every place whose texts the reader may read, whether there are any or not."""
    known = [stream for stream in reader.viewer.streams if any(one.fullmatch(stream) for one, _ in _NAMES.values())]
    order = {"organisation": 1, "table": 0, "caucus": 0}
    found = [place_of(reader, stream) for stream in sorted(known)]
    return sorted(
        found, key=lambda one: (order.get(one.kind, 2), one.title, one.stream.rpartition("/")[0], one.kind != "table")
    )


@place("organisation/{organisation}")
def organisation_place(reader: Reader, stream: str, *, organisation: str) -> Place:
    """The library of an organisation."""
    return Place(stream, _name_of(reader, organisation), "organisation", href=f"/organisation/{organisation}")


def _name_of(reader: Reader, key: str) -> str:
    return organisation(reader, key).name
