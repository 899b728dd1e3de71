"""Streams and audiences: who may read what, decided in one place and denied by default.

A stream is named by a path such as `bargaining/<id>/caucus/labour`. A *pattern* is such a path with field names in braces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_FIELD = re.compile(r"\{(\w+)\}")

StreamsOf = Callable[["Session", str, datetime, "str | None"], Iterable[str]]
"""(session, person, now, subject or None for all) -> names of the streams this person may read at that moment."""


@dataclass(frozen=True)
class Viewer:
    """For whom something is read: the streams open to them and their language; `person` is None for a class of viewers."""

    streams: frozenset[str]
    locale: str
    person: str | None = None

    def as_class(self, subject: str) -> Viewer:
        """Return the class of viewers this one belongs to on the pages of `subject` (such as `bargaining/<id>`)."""
        prefix = subject + "/"
        return Viewer(frozenset(name for name in self.streams if name.startswith(prefix)), self.locale)


class Audiences:
    """The registry of stream patterns and of who belongs to them."""

    def __init__(self) -> None:
        self._members: dict[str, StreamsOf] = {}
        self._shared: dict[StreamsOf, None] = {}

    def register(self, *patterns: str) -> Callable[[StreamsOf], StreamsOf]:
        """Return a decorator that makes a function answer for the membership of `patterns`."""

        def remember(streams_of: StreamsOf) -> StreamsOf:
            for pattern in patterns:
                if pattern in self._members:
                    raise ValueError(f"two rooms answer for the audience {pattern}")
                self._members[pattern] = streams_of
            self._shared[streams_of] = None
            return streams_of

        return remember

    def knows(self, pattern: str) -> bool:
        """Say whether somebody answers for the membership of `pattern`."""
        return pattern in self._members

    def patterns(self) -> tuple[str, ...]:
        """Return every registered pattern."""
        return tuple(self._members)

    def streams_of(self, session: Session, person: str, now: datetime, subject: str | None = None) -> frozenset[str]:
        """Return all streams `person` may read at `now`, or only those of `subject`."""
        return frozenset(name for ask in self._shared for name in ask(session, person, now, subject))


ANY_STREAM = "{place}"
"""The audience of events of what may belong to any stream: `place` names it whole, and its own room says who reads it."""

AUDIENCES = Audiences()
audience = AUDIENCES.register


def fields_of(pattern: str) -> tuple[str, ...]:
    """Return the field names a stream pattern needs, in order."""
    return tuple(_FIELD.findall(pattern))


def subject_of(stream: str) -> str:
    """Return the subject part of a stream name: `bargaining/<id>` of `bargaining/<id>/caucus/labour`; `house` of `house`."""
    return "/".join(stream.split("/", 2)[:2])
