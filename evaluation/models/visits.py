"""On-site visits: what is known of an enterprise for drawing it, the draws, the visits and what was found. Photographs are evidence."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref, word
from workbench.kernel.models import append_only
from workbench.kernel.store import Base, Sealed


class VisitTraits(Base, Sealed):
    """By what an application is put into a stratum: how many people work there, its sector, its area; blank is unknown."""

    __tablename__ = "visit_traits"

    application: Mapped[str] = mapped_column(String(16), primary_key=True)
    people: Mapped[int | None]
    sector: Mapped[str] = mapped_column(String(60), default="")
    area: Mapped[str] = mapped_column(String(60), default="")


class VisitPlan(Base, Sealed):
    """One draw of whom to visit. `strata` are what it was drawn from and who was drawn, as JSON; none is ever drawn over."""

    __tablename__ = "visit_plans"
    __table_args__ = (Index(None, "round", "number", unique=True),)

    id: Mapped[str] = own_id()
    round: Mapped[str] = ref("rounds")
    number: Mapped[int]
    among: Mapped[str] = word()
    seed: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    strata: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    drawn_by: Mapped[str] = mapped_column(String(16))
    drawn_at: Mapped[datetime]


class Visit(Base, Sealed):
    """A visit to one enterprise: planned by a draw, or opened for a stated cause; opened, then closed."""

    __tablename__ = "visits"

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    plan: Mapped[str | None] = mapped_column(String(16), index=True)
    cause: Mapped[str] = mapped_column(Text, default="")
    opened_by: Mapped[str | None] = mapped_column(String(16))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    summary: Mapped[str] = mapped_column(Text, default="")


class VisitEntry(Base, Sealed):
    """What was found at one item, as written down; the newest stands. `noted_at` is the time the phone said, `at` when it arrived."""

    __tablename__ = "visit_entries"
    __table_args__ = (Index(None, "visit", "number", unique=True),)

    id: Mapped[str] = own_id()
    visit: Mapped[str] = ref("visits")
    number: Mapped[int]
    item: Mapped[str] = mapped_column(String(60))
    finding: Mapped[str] = word()
    note: Mapped[str] = mapped_column(Text, default="")
    noted_at: Mapped[datetime | None]
    by: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


append_only(VisitPlan)
append_only(VisitEntry)
