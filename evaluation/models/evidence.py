"""Evidence: what is put to the items of a sheet, which items it serves, and what a reader doubts.

A piece the enterprise prepares lives in its own stream. Handing in makes a row of its own in the common file, so an id known
while preparing is never met there. Neither row's content ever changes: a file is its hash.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref, word
from workbench.kernel.models import append_only
from workbench.kernel.store import Base, Sealed


class Piece(Base, Sealed):
    """A file, a link, or a link with the copy of what stood there. `sha256` and `size` are the file's, blank for a bare link.

    `stage` is the stage at which it was given; `handed_in_as` the row in the common file that a prepared piece became;
    `visit` the visit at which a photograph was taken.
    """

    __tablename__ = "evidence_pieces"

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    media_type: Mapped[str] = mapped_column(String(80), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    covers_from: Mapped[date | None] = mapped_column(Date)
    covers_until: Mapped[date | None] = mapped_column(Date)
    stage: Mapped[str] = word()
    visit: Mapped[str | None] = mapped_column(String(16), index=True)
    given_by: Mapped[str] = mapped_column(String(16))
    given_at: Mapped[datetime]
    handed_in_as: Mapped[str | None] = mapped_column(String(16))
    withdrawn_at: Mapped[datetime | None]


class PieceUse(Base, Sealed):
    """One piece serves one item."""

    __tablename__ = "evidence_uses"
    __table_args__ = (Index(None, "piece", "item", unique=True),)

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    piece: Mapped[str] = ref("evidence_pieces")
    item: Mapped[str] = mapped_column(String(60))
    by: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


class Doubt(Base, Sealed):
    """What a reader finds wanting in the evidence of an item, until it is settled. `piece` is none where something is missing.

    A blind evaluator's doubt is told to the panel when it opens, as a row of its own: `told_as`.
    """

    __tablename__ = "evidence_doubts"

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    item: Mapped[str] = mapped_column(String(60))
    piece: Mapped[str | None] = mapped_column(String(16), index=True)
    kind: Mapped[str] = word()
    why: Mapped[str] = mapped_column(Text)
    raised_by: Mapped[str] = mapped_column(String(16))
    raised_at: Mapped[datetime]
    settled_by: Mapped[str | None] = mapped_column(String(16))
    settled_at: Mapped[datetime | None]
    settled_how: Mapped[str] = mapped_column(Text, default="")
    told_as: Mapped[str | None] = mapped_column(String(16))


append_only(
    Piece,
    "stream",
    "application",
    "name",
    "sha256",
    "size",
    "media_type",
    "link",
    "covers_from",
    "covers_until",
    "stage",
    "visit",
    "given_by",
    "given_at",
)
