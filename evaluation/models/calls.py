"""What everybody signed in may know of a round: the call to apply."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref
from workbench.kernel.store import Base, Open


class Call(Base, Open):
    """The public part of a round, under the round's own id: enterprises learn from it that and until when they may apply."""

    __tablename__ = "round_calls"

    id: Mapped[str] = own_id()
    title: Mapped[str] = mapped_column(String(200))
    scheme: Mapped[str] = ref("scheme_versions")
    organiser: Mapped[str] = ref("organisations")
    area: Mapped[str] = mapped_column(String(200), default="")
    year: Mapped[int]
    opens_on: Mapped[date] = mapped_column(Date)
    apply_by: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
