"""The round, who has a role in it, and the applications."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref, word
from workbench.kernel.models import append_only
from workbench.kernel.store import Base, Open, Sealed

ONLY_PRESENT: Any = {"sqlite_where": text("ended_at IS NULL"), "postgresql_where": text("ended_at IS NULL")}
"""The database itself keeps a second present evaluator out."""


class SchemeVersion(Base, Open):
    """One version of a scheme, as text. What it says never changes; rounds are called by one that is in force.

    `digest` is the SHA-256 of the scheme's canonical JSON; every sheet filled in by this version names it.
    """

    __tablename__ = "scheme_versions"
    __table_args__ = (Index(None, "key", "number", unique=True),)

    id: Mapped[str] = own_id()
    key: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]
    in_force_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


append_only(SchemeVersion, "key", "number", "title", "source", "digest", "made_by", "made_at")


class Round(Base, Sealed):
    """One calling of a scheme in an area and a year. Days are days of the house's zone; the last day counts."""

    __tablename__ = "rounds"

    id: Mapped[str] = own_id()
    title: Mapped[str] = mapped_column(String(200))
    scheme: Mapped[str] = ref("scheme_versions")
    organiser: Mapped[str] = ref("organisations")
    area: Mapped[str] = mapped_column(String(200), default="")
    year: Mapped[int]
    opens_on: Mapped[date] = mapped_column(Date)
    apply_by: Mapped[date] = mapped_column(Date)
    score_by: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class RoundSeat(Base, Sealed):
    """A person's role in a round; `bench` says for whom an evaluator scores."""

    __tablename__ = "round_seats"

    id: Mapped[str] = own_id()
    round: Mapped[str] = ref("rounds")
    person: Mapped[str] = mapped_column(String(16), index=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = word()
    bench: Mapped[str | None] = mapped_column(String(24))
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Application(Base, Sealed):
    """One enterprise in one round. `facts` are the answers to the scheme's questions of eligibility, as JSON."""

    __tablename__ = "applications"
    __table_args__ = (Index(None, "round", "enterprise", unique=True),)

    id: Mapped[str] = own_id()
    round: Mapped[str] = ref("rounds")
    enterprise: Mapped[str] = ref("organisations")
    enterprise_name: Mapped[str] = mapped_column(String(200))
    union: Mapped[str | None] = mapped_column(String(16), index=True)
    state: Mapped[str] = word()
    tier: Mapped[str | None] = mapped_column(String(24))
    facts: Mapped[str] = mapped_column(Text, default="{}")
    applied_by: Mapped[str] = mapped_column(String(16))
    applied_at: Mapped[datetime]
    state_since: Mapped[datetime]


class PanelSeat(Base, Sealed):
    """A blind evaluator's place on the panel of one application; the panel's people, its chair and the offices know who sits.

    Nothing here says whether its person has handed in: that stands in the scorer's own stream until the panel opens.
    """

    __tablename__ = "panel_seats"
    __table_args__ = (
        Index("ix_panel_seats_one_per_bench", "application", "bench", unique=True, **ONLY_PRESENT),
        Index("ix_panel_seats_one_per_person", "application", "person", unique=True, **ONLY_PRESENT),
    )

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    person: Mapped[str] = mapped_column(String(16), index=True)
    name: Mapped[str] = mapped_column(String(80))
    bench: Mapped[str] = word()
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
