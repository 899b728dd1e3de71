"""What the public may read of titles: copied here when it becomes public. No score, reason or person's name ever is."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.columns import own_id
from workbench.kernel.models import append_only
from workbench.kernel.store import Base, Public


class PublicTitle(Base, Public):
    """A title in the public register, with what its certificate states (rules/certificates.py) and the house's signature over it.

    The id is the title's own. `digest` is the SHA-256 of what was signed, `signature` the 64 bytes of it, both in hexadecimal.
    What is set when the title ends: the first day on which it holds no more, whether it was `revoked` or `followed` by another
    title, and the `cause`: a `veto` event, named in the words of the published scheme, or the annual `review`.
    """

    __tablename__ = "public_titles"

    id: Mapped[str] = own_id()
    number: Mapped[str] = mapped_column(String(40), unique=True)
    enterprise: Mapped[str] = mapped_column(String(200), index=True)
    tier: Mapped[str] = mapped_column(String(24))
    tier_zh: Mapped[str] = mapped_column(String(2000))
    tier_en: Mapped[str] = mapped_column(String(2000))
    scheme: Mapped[str] = mapped_column(String(60))
    scheme_version: Mapped[str] = mapped_column(String(40))
    scheme_digest: Mapped[str] = mapped_column(String(64))
    scheme_zh: Mapped[str] = mapped_column(String(2000))
    scheme_en: Mapped[str] = mapped_column(String(2000))
    area: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]
    office: Mapped[str] = mapped_column(String(200))
    named_on: Mapped[date] = mapped_column(Date, index=True)
    valid_until: Mapped[date | None] = mapped_column(Date)
    house: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))
    published_at: Mapped[datetime]
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_by: Mapped[str] = mapped_column(String(24), default="")
    cause: Mapped[str] = mapped_column(String(24), default="")
    because_zh: Mapped[str] = mapped_column(Text, default="")
    because_en: Mapped[str] = mapped_column(Text, default="")
    followed_by: Mapped[str | None] = mapped_column(String(16))


_STATED = (
    "number", "enterprise", "tier", "tier_zh", "tier_en", "scheme", "scheme_version", "scheme_digest", "scheme_zh",
    "scheme_en", "area", "year", "office", "named_on", "valid_until", "house", "digest", "signature", "published_at",
)  # fmt: skip
append_only(PublicTitle, *_STATED)
