"""Regions: the parts of a page that move. Declared once, rendered by one function on first load, on push and on catch-up."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from workbench.kernel import Event, Viewer
from workbench.kernel.streams import ANY_STREAM

Query = Callable[..., Mapping[str, Any]]
# Addresses come from clients: what no database and no encoder takes must not get further than this.
_VALUE = re.compile(r"[A-Za-z0-9_-]{1,80}|\*")


class UnknownRegion(LookupError):
    """No region has this name, or its address has the wrong number of parts."""


@dataclass(frozen=True)
class Region:
    """One kind of live part: its name, its parameters in order, the events that touch it, how to read and to show it."""

    name: str
    params: tuple[str, ...]
    listens: frozenset[type[Event]]
    template: str
    query: Query
    reads: tuple[str, ...] = ()

    def address(self, *values: str) -> str:
        """Return the address of this region for the given parameter values."""
        if len(values) != len(self.params):
            raise UnknownRegion(f"{self.name} takes {', '.join(self.params)}")
        return f"{self.name}:{'/'.join(values)}"

    def narrowed(self, viewer: Viewer, values: tuple[str, ...]) -> Viewer:
        """Return `viewer` with only the streams this region listens to or says it reads: of others it can show nothing.

        So a region of the common table is the same for every class of viewers, and is rendered once for all of them.
        """
        given = dict(zip(self.params, values, strict=True))
        heard = re.compile("|".join(sorted({_heard(pattern, given) for pattern in self._patterns()})))
        return Viewer(frozenset(name for name in viewer.streams if heard.fullmatch(name)), viewer.locale)

    def _patterns(self) -> Iterable[str]:
        return {event.audience for event in self.listens}.union(self.reads)

    def touched_by(self, event: Event, values: tuple[str, ...]) -> bool:
        """Say whether `event` touches the instance with these values; `*` stands for any value."""
        if type(event) not in self.listens:
            return False
        fields = type(event).model_fields
        return all(
            value == "*" or name not in fields or getattr(event, name) in (None, value)
            for name, value in zip(self.params, values, strict=True)
        )

    def values_in(self, event: Event, values: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return `values` with each `*` filled from the event, or None when the event does not say."""
        said = [
            getattr(event, name, None) if value == "*" else value
            for name, value in zip(self.params, values, strict=True)
        ]
        filled = tuple(value for value in said if value is not None)
        return filled if len(filled) == len(said) else None


def _heard(pattern: str, given: Mapping[str, str]) -> str:
    """Return a regular expression for the streams of a pattern, given some of its fields."""
    if pattern == ANY_STREAM:
        return ".+"
    parts = re.split(r"\{(\w+)\}", pattern)
    fields = (re.escape(given[name]) if name in given else "[^/]+" for name in parts[1::2])
    return "".join(re.escape(text) + field for text, field in zip_longest(parts[::2], fields, fillvalue=""))


class Regions:
    """The registry of regions by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Region] = {}

    def register(
        self, name: str, listens: Iterable[type[Event]], template: str, reads: Iterable[str] = ()
    ) -> Callable[[Query], Query]:
        """Return a decorator: this query, given a reader and the parameters, returns the template's variables.

        `reads` names stream patterns it needs rows of (such as names of seats) without being touched by their events.
        """

        def remember(query: Query) -> Query:
            params = tuple(inspect.signature(query).parameters)[1:]
            if name in self._by_name or not params:
                raise ValueError(f"the region {name} is declared twice or has no subject")
            self._by_name[name] = Region(name, params, frozenset(listens), template, query, tuple(reads))
            return query

        return remember

    def named(self, name: str) -> Region:
        """Return the region of this name. Raises UnknownRegion."""
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownRegion(name) from None

    def at(self, address: str) -> tuple[Region, tuple[str, ...]]:
        """Return the region and parameter values an address stands for. Raises UnknownRegion."""
        name, _, rest = address.partition(":")
        found, values = self.named(name), tuple(rest.split("/"))
        if len(values) != len(found.params) or not all(map(_VALUE.fullmatch, values)):
            raise UnknownRegion(address)
        return found, values

    def all(self) -> tuple[Region, ...]:
        """Return every region."""
        return tuple(self._by_name.values())


REGIONS = Regions()
region = REGIONS.register
