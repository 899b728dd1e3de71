"""What anybody may know of titles: found by name, tier, area, year and state. Read with `door.reading_public` only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from evaluation.models import PublicTitle
from evaluation.rules.certificates import Certificate, Signed
from evaluation.rules.open_data import COLUMNS
from evaluation.rules.public_register import TitleState, page_of, state_on
from workbench.kernel import Reader

PAGE = 25


@dataclass(frozen=True)
class Search:
    """What somebody looks for; "" and None mean: any."""

    name: str = ""
    tier: str = ""
    area: str = ""
    year: int | None = None
    state: TitleState | None = None
    page: int = 1

    def values(self, **other: object) -> dict[str, object]:
        """Return it as the values of an address, without what is any; `other` takes the place of what it names."""
        state = self.state.value if self.state else ""
        asked = {"name": self.name, "tier": self.tier, "area": self.area, "year": self.year, "state": state} | other
        return {name: value for name, value in asked.items() if value not in ("", None)}


@dataclass(frozen=True)
class Shown:
    """A title as the public sees it, and how it stands today. `follower` is the number of the one that took its place."""

    row: PublicTitle
    state: TitleState
    follower: str = ""


@dataclass(frozen=True)
class Found:
    """One page of what was found, and how much there is in all."""

    titles: Sequence[Shown]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Choices:
    """What there is to choose from: tiers as (key, Chinese, English), areas, years."""

    tiers: Sequence[tuple[str, str, str]]
    areas: Sequence[str]
    years: Sequence[int]


def search(reader: Reader, asked: Search) -> Found:
    """Return a page of the titles that fit, those named last first."""
    today = reader.now.date()
    conditions = list(_conditions(asked, today))
    total = reader.count(select(func.count()).select_from(PublicTitle).where(*conditions))
    page, pages = page_of(total, asked.page, PAGE)
    query = select(PublicTitle).where(*conditions).order_by(PublicTitle.named_on.desc(), PublicTitle.number)
    rows = reader.all(query.limit(PAGE).offset((page - 1) * PAGE))
    return Found([_shown(row, today) for row in rows], total, page, pages)


def choices(reader: Reader) -> Choices:
    """Return what the register can be searched by."""
    tiers = select(PublicTitle.tier, func.min(PublicTitle.tier_zh), func.min(PublicTitle.tier_en))
    found = reader.rows(tiers.where(PublicTitle.tier != "").group_by(PublicTitle.tier).order_by(PublicTitle.tier))
    areas = select(PublicTitle.area).where(PublicTitle.area != "").distinct().order_by(PublicTitle.area)
    years = select(PublicTitle.year).distinct().order_by(PublicTitle.year.desc())
    return Choices([tuple(row) for row in found], reader.all(areas), reader.all(years))


def title_shown(reader: Reader, title: str) -> Shown:
    """Return a title as the public sees it. Raises Absent."""
    shown = _shown(reader.get(PublicTitle, title), reader.now.date())
    if shown.row.followed_by is None:
        return shown
    follower = reader.one_or_none(select(PublicTitle.number).where(PublicTitle.id == shown.row.followed_by))
    return replace(shown, follower=follower or "")


def signed_of(row: PublicTitle) -> Signed:
    """Return the certificate of a title with the signature that was made when it was named."""
    stated = {name: getattr(row, name) for name in Certificate.__dataclass_fields__ if name != "title"}
    return Signed(Certificate(title=row.id, **stated), bytes.fromhex(row.signature))


def export_rows(reader: Reader, origin: str) -> Iterator[Mapping[str, Any]]:
    """Yield every title of the register with the columns of the export, in the order of their numbers."""
    today = reader.now.date()
    for row in reader.all(select(PublicTitle).order_by(PublicTitle.number)):
        known = {"title": row.id, "address": f"{origin}/verify/{row.id}", "state": _shown(row, today).state.value}
        yield {name: known[name] if name in known else getattr(row, name) for name in COLUMNS}


def _shown(row: PublicTitle, today: date) -> Shown:
    return Shown(row, state_on(today, row.valid_until, row.ended_on, row.ended_by))


def _conditions(asked: Search, today: date) -> Iterator[ColumnElement[bool]]:
    for word in asked.name.split():
        yield or_(_holds(PublicTitle.enterprise, word), _holds(PublicTitle.number, word))
    if asked.tier:
        yield PublicTitle.tier == asked.tier
    if asked.area:
        yield PublicTitle.area == asked.area
    if asked.year is not None:
        yield PublicTitle.year == asked.year
    if asked.state:
        yield _is(asked.state, today)


def _holds(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    plain = re.sub(r"([/%_])", r"/\1", word.lower())
    return func.lower(column).like(f"%{plain}%", escape="/")


def _is(state: TitleState, today: date) -> ColumnElement[bool]:
    """The same as rules.public_register.state_on, in SQL."""
    ended = and_(PublicTitle.ended_on.is_not(None), PublicTitle.ended_on <= today)
    over = and_(PublicTitle.valid_until.is_not(None), PublicTitle.valid_until < today)
    if state in (TitleState.REVOKED, TitleState.FOLLOWED):
        return and_(ended, PublicTitle.ended_by == state.value)
    return and_(not_(ended), over if state == TitleState.EXPIRED else not_(over))
