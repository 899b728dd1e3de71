"""Which incentives the titles of an application bring, for the enterprise and the offices that see its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from evaluation.models import PublicTitle, Title
from evaluation.queries.public_register import Shown, title_shown
from evaluation.rules.incentives import Entitlement, Held, Incentive, Standing, elsewhere, entitlements, shipped
from workbench.kernel import Reader


@dataclass(frozen=True)
class Brought:
    """A title, the incentives that fit it as they stand today, and those that other places give."""

    title: Shown
    given: Sequence[Entitlement]
    elsewhere: Sequence[Incentive]

    @property
    def ended(self) -> bool:
        """Say whether there was something to lose, and the title's end took it."""
        return any(one.standing is Standing.ENDED for one in self.given)


def brought_by(reader: Reader, application: str) -> list[Brought]:
    """Return what the titles of an application bring, the newest title first."""
    titles = (
        select(Title.id).where(Title.application == application).order_by(Title.named_on.desc(), Title.number.desc())
    )
    known = set(reader.all(select(PublicTitle.id).where(PublicTitle.id.in_(titles.order_by(None)))))
    return [_brought(reader, title) for title in reader.all(titles) if title in known]


def _brought(reader: Reader, title: str) -> Brought:
    shown = title_shown(reader, title)
    row, today = shown.row, reader.now.date()
    held = Held(row.scheme, row.tier, f"{row.area} {row.office}", row.named_on, row.valid_until, row.ended_on)
    if held.ended_on is not None and held.ended_on > today:
        held = replace(held, ended_on=None)
    book = shipped()
    return Brought(shown, entitlements(book.incentives, held, today), elsewhere(book.incentives, held))
