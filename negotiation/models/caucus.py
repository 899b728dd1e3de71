"""What a side keeps to itself, and what it shares with the mediator alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref, word
from workbench.kernel.store import Base, Sealed


class ProposalDraft(Base, Sealed):
    """A side's unsent proposal on an issue. `version` grows with every save, so that two editors cannot lose each other's text."""

    __tablename__ = "proposal_drafts"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    issue: Mapped[str] = ref("issues")
    side: Mapped[str] = word()
    answers: Mapped[str | None] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    gist: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int]
    started_by: Mapped[str] = ref("seats")
    saved_by: Mapped[str] = ref("seats")
    saved_at: Mapped[datetime]
    tabled_as: Mapped[str | None] = mapped_column(String(16))
    discarded_at: Mapped[datetime | None]


class CaucusNote(Base, Sealed):
    """A side's note, on an issue or on the bargaining as a whole."""

    __tablename__ = "caucus_notes"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    side: Mapped[str] = word()
    issue: Mapped[str | None] = mapped_column(String(16), index=True)
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    seat: Mapped[str] = ref("seats")
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class CaucusMessage(Base, Sealed):
    """A message within one side."""

    __tablename__ = "caucus_messages"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    side: Mapped[str] = word()
    seat: Mapped[str] = ref("seats")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class CaucusCall(Base, Sealed):
    """A side's public wish to confer: the table sees that, and until when, and nothing else."""

    __tablename__ = "caucus_calls"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    meeting: Mapped[str] = ref("meetings")
    side: Mapped[str] = word()
    seat: Mapped[str] = ref("seats")
    called_at: Mapped[datetime]
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ConfidenceMessage(Base, Sealed):
    """A message between the mediator and one side."""

    __tablename__ = "confidence_messages"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    side: Mapped[str] = word()
    seat: Mapped[str] = ref("seats")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
