"""Issues, numbered proposals on them, and what was tentatively agreed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id, ref, word
from workbench.kernel.models import append_only
from workbench.kernel.store import Base, Sealed


class Issue(Base, Sealed):
    """One matter of the bargaining, with the text in force. `part` groups issues; `ordinal` is their order.

    `clause` is the identity of the clause of the agreement that is bargained, when the issue came from one.
    """

    __tablename__ = "issues"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    ordinal: Mapped[int]
    part: Mapped[str] = mapped_column(String(120), default="")
    clause: Mapped[str | None] = mapped_column(String(16), index=True)
    clause_number: Mapped[str] = mapped_column(String(40), default="")
    heading: Mapped[str] = mapped_column(String(200))
    current_text: Mapped[str] = mapped_column(Text, default="")
    standing: Mapped[str] = word()
    held_reason: Mapped[str] = mapped_column(Text, default="")
    last_proposal: Mapped[str | None] = mapped_column(String(16))
    added_at: Mapped[datetime]


class Proposal(Base, Sealed):
    """A numbered pass of one side: its words are immutable from the moment it is tabled. `parent` is what it answers."""

    __tablename__ = "proposals"
    __table_args__ = (UniqueConstraint("bargaining", "issue", "party", "number"),)

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    issue: Mapped[str] = ref("issues")
    party: Mapped[str] = word()
    number: Mapped[int]
    parent: Mapped[str | None] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    gist: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    expires_on: Mapped[date | None] = mapped_column(Date)
    ends_with_meeting: Mapped[bool] = mapped_column(default=False)
    tabled_by: Mapped[str] = ref("seats")
    mandate: Mapped[str | None] = mapped_column(String(16))
    meeting: Mapped[str | None] = mapped_column(String(16))
    tabled_at: Mapped[datetime]
    fate: Mapped[str] = word()
    fate_at: Mapped[datetime | None]
    fate_reason: Mapped[str] = mapped_column(Text, default="")


append_only(
    Proposal,
    "bargaining",
    "issue",
    "party",
    "number",
    "parent",
    "text",
    "content_hash",
    "gist",
    "reason",
    "expires_on",
    "ends_with_meeting",
    "tabled_by",
    "mandate",
    "tabled_at",
)


class Attachment(Base, Sealed):
    """A file that goes with a draft or a tabled proposal."""

    __tablename__ = "attachments"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    draft: Mapped[str | None] = mapped_column(String(16), index=True)
    proposal: Mapped[str | None] = mapped_column(String(16), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(80))


class Initial(Base, Sealed):
    """One chief's initials under one text, named by its content hash."""

    __tablename__ = "initials"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    issue: Mapped[str] = ref("issues")
    proposal: Mapped[str] = ref("proposals")
    side: Mapped[str] = word()
    seat: Mapped[str] = ref("seats")
    content_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    lapsed_at: Mapped[datetime | None]


class TentativeAgreement(Base, Sealed):
    """Both chiefs initialled the same content hash. It stands until reopened with a reason."""

    __tablename__ = "tentative_agreements"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    issue: Mapped[str] = ref("issues")
    proposal: Mapped[str] = ref("proposals")
    content_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    reopened_at: Mapped[datetime | None]
    reopened_by: Mapped[str | None] = mapped_column(String(16))
    reopened_reason: Mapped[str] = mapped_column(Text, default="")


class Supposal(Base, Sealed):
    """Something explored off the record. It is erased when its meeting ends, and nothing of it is ever exported."""

    __tablename__ = "supposals"

    id: Mapped[str] = own_id()
    bargaining: Mapped[str] = ref("bargainings")
    issue: Mapped[str] = ref("issues")
    side: Mapped[str] = word()
    seat: Mapped[str] = ref("seats")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
