"""Periods of figures: a year, a half, a quarter, a month or a day, written so that they sort and can be told apart."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_FORMS = re.compile(
    r"(?P<year>[12][0-9]{3})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12][0-9]|3[01]))?))?"
)
_CHINESE = re.compile(
    r"(\d{4})年(?:(上|下)半年|第?([一二三四1-4])季度?|(\d{1,2})月(?:(\d{1,2})日)?)?|(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?"
)
_QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}


class SpanRefused(ValueError):
    """This is no period."""


@dataclass(frozen=True, order=True)
class Span:
    """A period from its first to its last day, both within it. `text` is its one written form, such as 2025-Q3."""

    first: date
    last: date
    text: str

    @property
    def months(self) -> int:
        """Return how many months it has; 0 for a day."""
        return 0 if self.first == self.last else (self.last.month - self.first.month) + 1

    def holds(self, other: Span) -> bool:
        """Say whether another period lies within this one."""
        return self.first <= other.first and other.last <= self.last

    def before(self) -> Span:
        """Return the same kind of period one year earlier. Raises SpanRefused for the year 1000."""
        leap_day = self.text.endswith("-02-29")
        return span_of(f"{self.first.year - 1}{'-02-28' if leap_day else self.text[4:]}")


def span_of(text: str) -> Span:
    """Return the period `text` names: 2025, 2025-H1, 2025-Q3, 2025-03, 2025-03-31, or as Chinese writes them (2025年3月).

    Raises SpanRefused.
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    found = _FORMS.fullmatch(_plain_chinese(plain))
    if found is None:
        raise SpanRefused(text)
    year, half, quarter, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            moment = date(year, month, day)
            return Span(moment, moment, found[0])
        first_month, months = _months(half, quarter, month)
        first, last_month = date(year, first_month, 1), first_month + months - 1
        last = date(year, last_month, calendar.monthrange(year, last_month)[1])
    except ValueError:
        raise SpanRefused(text) from None
    return Span(first, last, found[0])


def _months(half: int, quarter: int, month: int) -> tuple[int, int]:
    """Return the first month and the number of months."""
    if half:
        return 6 * half - 5, 6
    if quarter:
        return 3 * quarter - 2, 3
    return (month, 1) if month else (1, 12)


def _plain_chinese(text: str) -> str:
    found = _CHINESE.fullmatch(text)
    if found is None:
        month = re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", text)
        return "-".join([month[1], *(part.zfill(2) for part in month.groups()[1:] if part)]) if month else text
    year, half, quarter, month_, day, other, its_month, its_day = found.groups()
    if half:
        return f"{year}-H{1 if half == '上' else 2}"
    if quarter:
        return f"{year}-Q{_QUARTERS.get(quarter, quarter)}"
    parts = (month_, day) if year else (its_month, its_day)
    return "-".join([year or other, *(part.zfill(2) for part in parts if part)])


def covering(whole: Span, parts: Iterable[Span]) -> tuple[tuple[Span, ...], date | None]:
    """Return the parts that follow one another through `whole`, the longest first, and the first day none covers.

    Periods lie within one another or apart, so taking the longest at every place finds a cover whenever there is one.
    """
    by_first: dict[date, Span] = {}
    for part in parts:
        if part != whole and whole.holds(part) and part.last >= by_first.get(part.first, part).last:
            by_first[part.first] = part
    taken = list(_following(whole, by_first))
    reached = taken[-1].last + timedelta(days=1) if taken else whole.first
    return tuple(taken), reached if reached <= whole.last else None


def _following(whole: Span, by_first: dict[date, Span]) -> Iterator[Span]:
    at = whole.first
    while at <= whole.last and (part := by_first.get(at)) is not None:
        yield part
        at = part.last + timedelta(days=1)
