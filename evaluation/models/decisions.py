"""What was decided about an application, by whom, on what grounds: each a row of its own, none ever rewritten."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref, word
from workbench.kernel.models import append_only
from workbench.kernel.store import Base, Public, Sealed


class Adoption(Base, Sealed):
    """The workers' congress on a self-assessment: who voted how, by which rule, and the minutes that prove it."""

    __tablename__ = "adoptions"

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    filed_sheet: Mapped[str] = ref("filed_sheets")
    held_on: Mapped[date] = mapped_column(Date)
    representatives: Mapped[int]
    present: Mapped[int]
    in_favour: Mapped[int]
    against: Mapped[int]
    abstained: Mapped[int]
    satisfied: Mapped[str | None] = mapped_column(String(12))
    """Per cent of the staff who voted "satisfied", where the scheme asks for it; a decimal as text."""
    pass_rule: Mapped[str] = word()
    passed: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(80))
    recorded_by: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


class Return(Base, Sealed):
    """An application returned for correction. `corrections` are the reasons by item, as JSON."""

    __tablename__ = "returns"

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    state: Mapped[str] = word()
    reason: Mapped[str] = mapped_column(Text)
    corrections: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Date)
    returned_by: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


class Decision(Base, Sealed):
    """The committee's decision: to name with a tier, or to refuse; on which filed sheet, with which votes and reasons."""

    __tablename__ = "committee_decisions"

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    filed_sheet: Mapped[str] = ref("filed_sheets")
    outcome: Mapped[str] = word()
    tier: Mapped[str | None] = mapped_column(String(24))
    in_favour: Mapped[int]
    against: Mapped[int]
    abstained: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]


class Notice(Base, Public):
    """A public notice that an enterprise is to be named: everybody may read it and object until its last day."""

    __tablename__ = "public_notices"

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    round: Mapped[str] = ref("rounds")
    round_title: Mapped[str] = mapped_column(String(200))
    office: Mapped[str] = mapped_column(String(200))
    enterprise_name: Mapped[str] = mapped_column(String(200))
    tier: Mapped[str | None] = mapped_column(String(24))
    tier_zh: Mapped[str] = mapped_column(Text, default="")
    tier_en: Mapped[str] = mapped_column(Text, default="")
    published_on: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    ended_at: Mapped[datetime | None]
    """When it was noted that its last day had passed, or when it was taken down before that."""
    taken_down: Mapped[bool] = mapped_column(default=False)


class Objection(Base, Sealed):
    """What somebody objected against a naming. Who it was is known to those who decide, and to nobody else."""

    __tablename__ = "objections"

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    notice: Mapped[str] = ref("public_notices")
    person: Mapped[str | None] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(80), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    upheld: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str | None] = mapped_column(String(16))
    answered_at: Mapped[datetime | None]


class Appeal(Base, Sealed):
    """An enterprise's appeal against a refusal or a revocation; `against` is the decision or the title it is about."""

    __tablename__ = "appeals"

    id: Mapped[str] = own_id()
    application: Mapped[str] = ref("applications")
    against: Mapped[str] = mapped_column(String(16), index=True, unique=True)
    state: Mapped[str] = word()
    grounds: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    upheld: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str | None] = mapped_column(String(16))
    decided_at: Mapped[datetime | None]


append_only(Adoption)
append_only(Return)
append_only(Decision)
append_only(Notice, "application", "round", "round_title", "office", "enterprise_name", "tier", "published_on", "until")
append_only(Objection, "application", "notice", "person", "name", "contact", "text", "at")
append_only(Appeal, "application", "against", "state", "grounds", "made_by", "at")
