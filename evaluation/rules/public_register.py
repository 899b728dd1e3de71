"""The public register: how a title stands on a day, and how its pages are turned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum


class TitleState(StrEnum):
    """How a title stands."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    FOLLOWED = "followed"


def state_on(today: date, valid_until: date | None, ended_on: date | None, ended_by: str) -> TitleState:
    """Return how a title stands on a day: what ended it counts from its first day, the last day of validity is a day of it."""
    if ended_on is not None and ended_on <= today:
        return TitleState(ended_by)
    return TitleState.EXPIRED if valid_until is not None and today > valid_until else TitleState.VALID


def page_of(total: int, asked: int, size: int) -> tuple[int, int]:
    """Return (page, pages) for what was asked: at least 1, at most the last."""
    pages = max(1, -(-total // size))
    return min(max(asked, 1), pages), pages


def shown_pages(page: int, pages: int) -> Sequence[int]:
    """Return the numbers of the pages to be offered: the first, the last, and those next to this one."""
    return sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
