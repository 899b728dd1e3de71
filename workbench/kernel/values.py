"""The small values everything is made of: ids, lines of text, prose, and words marked for translation."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from workbench.text import TextRefused, clean, clean_line

Id = Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{16}$")]
"""A random public identifier: 80 bits, so that it cannot be guessed and tells nothing of order or number."""


def new_id() -> str:
    """Return a fresh random identifier of 16 characters."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


def N_(message: str) -> str:
    """Mark an English sentence for extraction; it is translated where it is shown."""
    return message


def in_utc(moment: datetime) -> str:
    """Return an ISO 8601 time in UTC with milliseconds and a `Z`, the one form used in ledgers and on the wire."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _cleaned(limit: int, *, single: bool, blank: bool) -> AfterValidator:
    def check(text: str) -> str:
        try:
            result = clean_line(text, limit) if single else clean(text, limit)
            if not result and not blank:
                raise TextRefused("text_empty")
        except TextRefused as refused:
            raise PydanticCustomError(
                refused.reason,
                "text refused",
                {"position": refused.position, "limit": refused.limit},
            ) from None
        return result

    return AfterValidator(check)


def line(limit: int = 200, *, blank: bool = False) -> Any:
    """Return an annotation for one line of typed text of at most `limit` characters."""
    return _cleaned(limit, single=True, blank=blank)


def prose(limit: int = 20_000, *, blank: bool = False) -> Any:
    """Return an annotation for typed text of several lines and at most `limit` characters."""
    return _cleaned(limit, single=False, blank=blank)


Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""The number of an edition as the reader saw it; larger ones fit neither a column nor the ledger's JSON."""

Line = Annotated[str, line()]
Prose = Annotated[str, prose()]
