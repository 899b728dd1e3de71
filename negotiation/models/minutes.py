"""Minutes: written from the ledger when a meeting closes, corrected by proposals of correction, confirmed by all, then frozen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref, word
from workbench.kernel.store import Base, Sealed


class Minutes(Base, Sealed):
    """The minutes of a meeting. `body` is canonical JSON; each accepted correction makes a new edition, to be confirmed anew."""

    __tablename__ = "minutes"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    meeting: Mapped[str] = mapped_column(String(16), unique=True)
    edition: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    ledger_seq: Mapped[int]
    ledger_head: Mapped[str] = mapped_column(String(64))
    checkpoint: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]


class Correction(Base, Sealed):
    """A proposal to correct the minutes: where, what it should say, why; decided by the recorder with a reason."""

    __tablename__ = "corrections"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    minutes: Mapped[str] = ref("minutes")
    entry: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    seat: Mapped[str] = ref("seats")
    at: Mapped[datetime]
    verdict: Mapped[str] = word()
    verdict_reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str | None] = mapped_column(String(16))
    decided_at: Mapped[datetime | None]


class Confirmation(Base, Sealed):
    """One representative's word that an edition of the minutes is right."""

    __tablename__ = "confirmations"
    __table_args__ = (UniqueConstraint("minutes", "edition", "seat"),)

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    minutes: Mapped[str] = ref("minutes")
    edition: Mapped[int]
    seat: Mapped[str] = ref("seats")
    content_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
