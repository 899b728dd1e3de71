"""What panels need beside their seats: interests, ways, proposals; and what is there once a panel has opened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref, word
from workbench.kernel.models import append_only
from workbench.kernel.store import Base, Sealed


class ConflictOfInterest(Base, Sealed):
    """What somebody declared about themselves and an enterprise or union; sealed to that person and those who seat panels."""

    __tablename__ = "conflicts_of_interest"
    __table_args__ = (Index(None, "person", "organisation"),)

    id: Mapped[str] = own_id()
    person: Mapped[str] = mapped_column(String(16))
    organisation: Mapped[str] = ref("organisations")
    ground: Mapped[str] = word()
    words: Mapped[str] = mapped_column(Text)
    declared_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(String(16))
    lifted_reason: Mapped[str] = mapped_column(Text, default="")


class PanelChange(Base, Sealed):
    """Why somebody left a panel before it opened. The rest of the panel learns that the seat ended, and no reason."""

    __tablename__ = "panel_changes"

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    seat: Mapped[str] = ref("panel_seats")
    kind: Mapped[str] = word()
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


class EvaluatorReach(Base, Sealed):
    """Where an evaluator of a round sets out from, and how many applications they can take in it (None: no limit)."""

    __tablename__ = "evaluator_reaches"
    __table_args__ = (Index(None, "round", "person", unique=True),)

    id: Mapped[str] = own_id()
    round: Mapped[str] = ref("rounds")
    person: Mapped[str] = mapped_column(String(16))
    area: Mapped[str] = mapped_column(String(120))
    at_most: Mapped[int | None]


class VisitPlace(Base, Sealed):
    """Where an application is to be visited, as those who seat its panel wrote it down."""

    __tablename__ = "visit_places"

    application: Mapped[str] = mapped_column(String(16), primary_key=True)
    area: Mapped[str] = mapped_column(String(120))


class PanelProposal(Base, Sealed):
    """A proposal of who scores what, as JSON: `places` (application, bench, person, metres) and `gaps` (with what stands against whom).

    It assigns nobody; it is confirmed as a whole, or drawn up again.
    """

    __tablename__ = "panel_proposals"

    id: Mapped[str] = own_id()
    round: Mapped[str] = ref("rounds")
    body: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class PanelOpening(Base, Sealed):
    """That the sheets of a panel may be seen side by side from now on. `missing` are benches that had none, by commas."""

    __tablename__ = "panel_openings"
    __table_args__ = (Index(None, "application", "number", unique=True),)

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    number: Mapped[int]
    missing: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class PanelFinding(Base, Sealed):
    """What the chair records as the panel's value of one item, beside the three; a later edition counts and removes nothing."""

    __tablename__ = "panel_findings"
    __table_args__ = (Index(None, "opening", "item", "edition", unique=True),)

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    opening: Mapped[str] = ref("panel_openings")
    item: Mapped[str] = mapped_column(String(60))
    edition: Mapped[int]
    value: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


append_only(ConflictOfInterest, "person", "organisation", "ground", "words", "declared_at")
append_only(PanelChange)
append_only(PanelProposal, "round", "body", "by", "at")
append_only(PanelOpening)
append_only(PanelFinding)
