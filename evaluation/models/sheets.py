"""Sheets: a working copy that one scorer fills in, and what was handed in, which never changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref, word
from workbench.kernel.models import append_only
from workbench.kernel.store import Base, Sealed


class Sheet(Base, Sealed):
    """A scheme being filled in for one application at one stage. `scorer` is set where each scores for himself (the panel)."""

    __tablename__ = "sheets"
    __table_args__ = (Index(None, "application", "stage", "turn", "scorer", unique=True),)

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    stage: Mapped[str] = word()
    turn: Mapped[int]
    """1 for the first time a stage is filled in; one more each time it is done again."""
    scorer: Mapped[str] = mapped_column(String(16), default="")
    opened_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]


class Entry(Base, Sealed):
    """The value one item has in an open sheet, as the decimal or word that was typed, with its reason.

    `login` is the sign-in it came through: one account at work in two places at once is shown.
    """

    __tablename__ = "sheet_entries"
    __table_args__ = (Index(None, "sheet", "item", unique=True),)

    id: Mapped[str] = own_id()
    sheet: Mapped[str] = ref("sheets")
    item: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int]
    by: Mapped[str] = mapped_column(String(16))
    login: Mapped[str] = mapped_column(String(40), default="")
    at: Mapped[datetime]


class FiledSheet(Base, Sealed):
    """What was handed in: values, reasons and the computed result as JSON, under the digest of the scheme it was computed by."""

    __tablename__ = "filed_sheets"

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    sheet: Mapped[str] = mapped_column(String(16), index=True)
    stage: Mapped[str] = word()
    turn: Mapped[int]
    scorer: Mapped[str] = mapped_column(String(16), default="")
    bench: Mapped[str | None] = mapped_column(String(24))
    scheme_digest: Mapped[str] = mapped_column(String(64))
    values: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    total: Mapped[str | None] = mapped_column(String(24))
    tier: Mapped[str | None] = mapped_column(String(24))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


append_only(FiledSheet)
