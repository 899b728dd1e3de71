"""What makes somebody partial: what they declare themselves, and what the record of memberships shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

LOOK_BACK = timedelta(days=3 * 365)
"""How long after leaving an enterprise or its union somebody stays barred. Our own choice [D]: no sheet read so far fixes a time."""


class Ground(StrEnum):
    """Why somebody cannot judge an enterprise without bias."""

    EMPLOYMENT = "employment"
    KINSHIP = "kinship"
    OWNERSHIP = "ownership"
    BUSINESS = "business"
    DISPUTE = "dispute"
    OTHER = "other"


class Bar(StrEnum):
    """What keeps somebody off a panel."""

    DECLARED = "declared"
    BELONGS = "belongs"


def looked_back(now: datetime) -> datetime:
    """Return the moment since which memberships count."""
    return now - LOOK_BACK


def bar_of(parties: Iterable[str | None], belonged: Collection[str], declared: Collection[str]) -> Bar | None:
    """Return what bars somebody from an application, or None.

    `parties` are the organisations whose application it is (the enterprise and its union), `belonged` those in which the person
    has or lately had a function, `declared` those about which the person declared a conflict that was not lifted.
    """
    concerned = {party for party in parties if party is not None}
    if concerned & set(belonged):
        return Bar.BELONGS
    return Bar.DECLARED if concerned & set(declared) else None
