"""Titles that were named, their annual reviews, and how they end."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref
from workbench.kernel.models import append_only
from workbench.kernel.store import Base, Sealed


class Title(Base, Sealed):
    """A title an enterprise was named for: tier, number, from when until when (the last day counts; None: without end).

    `followed_by` is the title of a later round that took its place; `expired_at` when it was noted that its last day had passed.
    """

    __tablename__ = "titles"
    __table_args__ = (Index(None, "number", unique=True),)

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    enterprise: Mapped[str] = ref("organisations")
    enterprise_name: Mapped[str] = mapped_column(String(200))
    round: Mapped[str] = ref("rounds")
    scheme_digest: Mapped[str] = mapped_column(String(64))
    scheme_key: Mapped[str] = mapped_column(String(60))
    tier: Mapped[str | None] = mapped_column(String(24))
    named_on: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    number: Mapped[str] = mapped_column(String(40))
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(Text, default="")
    followed_by: Mapped[str | None] = mapped_column(String(16))
    expired_at: Mapped[datetime | None]


class Review(Base, Sealed):
    """One annual review of a title: kept, to be rectified until a day and then kept, or revoked."""

    __tablename__ = "title_reviews"
    __table_args__ = (Index(None, "title", "year", unique=True),)

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    title: Mapped[str] = ref("titles")
    year: Mapped[int]
    due_on: Mapped[date] = mapped_column(Date)
    begun_at: Mapped[datetime]
    rectify_by: Mapped[date | None] = mapped_column(Date)
    rectify_what: Mapped[str] = mapped_column(Text, default="")
    overdue_noted_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(24))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]


class Revocation(Base, Sealed):
    """A title taken away: on which veto event, when that happened, what proves it, and how far back the scheme looks."""

    __tablename__ = "revocations"

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    title: Mapped[str] = ref("titles")
    veto: Mapped[str] = mapped_column(String(60))
    happened_on: Mapped[date] = mapped_column(Date)
    proof: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    revoked_by: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


append_only(Title, "application", "enterprise", "round", "scheme_digest", "tier", "named_on", "valid_until", "number")
append_only(Review, "application", "title", "year", "begun_at")
append_only(Revocation)
