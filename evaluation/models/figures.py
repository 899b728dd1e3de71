"""The register of figures: what somebody stated about an enterprise. A correction is a new row that names the one it replaces."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref, word
from workbench.kernel.models import append_only
from workbench.kernel.store import Base, Sealed


class Figure(Base, Sealed):
    """One source's statement about one measure and one period. `value` is an exact decimal in the measure's own unit.

    `edition` counts the statements of the same source about the same thing; each but the first replaces the one before.
    `reason` says why it was replaced.
    """

    __tablename__ = "figures"
    __table_args__ = (Index(None, "organisation", "measure", "period", "source", "edition", unique=True),)

    id: Mapped[str] = own_id()
    organisation: Mapped[str] = ref("organisations")
    measure: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(12))
    value: Mapped[str] = mapped_column(String(24))
    unit: Mapped[str] = word()
    source: Mapped[str] = word()
    evidence: Mapped[str] = mapped_column(String(300), default="")
    edition: Mapped[int]
    supersedes: Mapped[str | None] = mapped_column(String(16), unique=True)
    reason: Mapped[str] = mapped_column(String(300), default="")
    entered_by: Mapped[str] = mapped_column(String(40))
    entered_at: Mapped[datetime]


append_only(Figure)
