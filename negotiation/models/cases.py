"""The case: who bargains with whom about what, who sits where, under which mandate, by which ground rules."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref, word
from workbench.kernel.store import Base, Sealed


class Bargaining(Base, Sealed):
    """A bargaining case. `offered_by` is the side that sent the offer and chairs the first meeting.

    `base_version` is the version of the agreement in force from which the next one is made, once one was named.
    """

    __tablename__ = "bargainings"

    id: Mapped[str] = own_id()
    title: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = word()
    level: Mapped[str] = word()
    employer_name: Mapped[str] = mapped_column(String(200))
    labour_name: Mapped[str] = mapped_column(String(200))
    employer_organisation: Mapped[str | None] = mapped_column(String(16))
    labour_organisation: Mapped[str | None] = mapped_column(String(16))
    area: Mapped[str] = mapped_column(String(200), default="")
    workers: Mapped[int | None]
    offered_by: Mapped[str] = word()
    locale: Mapped[str] = mapped_column(String(16))
    discussing: Mapped[str | None] = mapped_column(String(16))
    base_version: Mapped[str | None] = mapped_column(String(16))
    opened_at: Mapped[datetime]


class Seat(Base, Sealed):
    """A person's place in a bargaining. `function` is what they are outside it, such as chair of the union committee."""

    __tablename__ = "seats"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    person: Mapped[str] = mapped_column(String(16), index=True)
    name: Mapped[str] = mapped_column(String(80))
    party: Mapped[str] = word()
    role: Mapped[str] = word()
    function: Mapped[str] = mapped_column(String(120), default="")
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    replaced_by: Mapped[str | None] = mapped_column(String(16))


class Mandate(Base, Sealed):
    """A written authority for a seat. A new one replaces the old; an ended or outdated one leaves the seat without a voice."""

    __tablename__ = "mandates"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    seat: Mapped[str] = ref("seats")
    number: Mapped[str] = mapped_column(String(60))
    granted_by: Mapped[str] = mapped_column(String(200))
    scope: Mapped[str] = mapped_column(Text, default="")
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class GroundRules(Base, Sealed):
    """What the sides agree on about the bargaining itself. In force once both chiefs have adopted the same text."""

    __tablename__ = "ground_rules"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    text: Mapped[str] = mapped_column(Text)
    speaking_minutes: Mapped[int | None]
    content_hash: Mapped[str] = mapped_column(String(64))
    proposed_by: Mapped[str] = ref("seats")
    proposed_at: Mapped[datetime]
    labour_at: Mapped[datetime | None]
    employer_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
