"""Meetings: when, where, who was there, who spoke, what was said to all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref, word
from workbench.kernel.store import Base, Sealed


class Meeting(Base, Sealed):
    """A meeting. `number` counts within the bargaining; `chair` is the side whose chief presides."""

    __tablename__ = "meetings"
    __table_args__ = (UniqueConstraint("bargaining", "number"),)

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    number: Mapped[int]
    phase: Mapped[str] = word()
    chair: Mapped[str] = word()
    called_for: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200))
    called_by: Mapped[str] = ref("seats")
    opened_at: Mapped[datetime | None]
    recess_until: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class AgendaItem(Base, Sealed):
    """One point of a meeting's agenda, perhaps about an issue."""

    __tablename__ = "agenda_items"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    meeting: Mapped[str] = ref("meetings")
    ordinal: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    issue: Mapped[str | None] = mapped_column(String(16))
    done_at: Mapped[datetime | None]


class Attendance(Base, Sealed):
    """When somebody was at a meeting. Who comes back has a second row."""

    __tablename__ = "attendances"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    meeting: Mapped[str] = ref("meetings")
    seat: Mapped[str] = ref("seats")
    remote: Mapped[bool]
    arrived_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class Turn(Base, Sealed):
    """A wish to speak and what became of it. `ordinal` is its place among those who wait. All times are the server's."""

    __tablename__ = "turns"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    meeting: Mapped[str] = ref("meetings")
    seat: Mapped[str] = ref("seats")
    party: Mapped[str] = word()
    kind: Mapped[str] = word()
    note: Mapped[str] = mapped_column(String(200), default="")
    ordinal: Mapped[int]
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    lowered_at: Mapped[datetime | None]


class TableMessage(Base, Sealed):
    """A message to everybody at the table; it is part of the record."""

    __tablename__ = "table_messages"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    meeting: Mapped[str | None] = mapped_column(String(16))
    seat: Mapped[str] = ref("seats")
    issue: Mapped[str | None] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
