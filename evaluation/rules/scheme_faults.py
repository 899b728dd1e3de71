"""What can be wrong with a scheme, told so that a person finds it: where, in which field, and what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made


@dataclass(frozen=True)
class Fault:
    """One fault: `where` names the part (`item 1003`, `cap bonus`, `line 12`), `field` its field, `reason` a key of `sayings.FAULTS`."""

    where: str
    field: str
    reason: str
    values: Mapping[str, str] = made(default_factory=dict)


class SchemeFaults(ValueError):
    """A scheme that cannot be used; `faults` are all that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{one.where} {one.field}: {one.reason} {dict(one.values)}" for one in self.faults))
