"""The drafts of the next agreement, as they were put together from what was agreed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref
from workbench.kernel.store import Base, Sealed


class AgreementDraft(Base, Sealed):
    """A draft assembled from the agreement in force and the tentative agreements. Each chief confirms it for their side.

    `version` is the version of the common text `text` that was made; `tree_key` is the hash of its words, numbers included.
    """

    __tablename__ = "agreement_drafts"
    __table_args__ = (UniqueConstraint("bargaining", "number"),)

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    number: Mapped[int]
    text: Mapped[str] = mapped_column(String(16))
    version: Mapped[str] = mapped_column(String(16))
    tree_key: Mapped[str] = mapped_column(String(64))
    assembled_by: Mapped[str] = ref("seats")
    assembled_at: Mapped[datetime]
    labour_at: Mapped[datetime | None]
    employer_at: Mapped[datetime | None]
