"""What the ids in a bargaining's record are called."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, select

from negotiation.models import Issue, Seat
from workbench.kernel import Reader


def seats_in(reader: Reader, bargaining: str) -> Sequence[Seat]:
    """Return every seat a bargaining has had, in the order in which they were taken."""
    return reader.all(select(Seat).where(Seat.bargaining == bargaining).order_by(Seat.since, Seat.id))


def names_in(reader: Reader, bargaining: str) -> dict[str, str]:
    """Return the names of seats, of the people on them, and of issues, by id."""
    names = {}
    for seat in seats_in(reader, bargaining):
        names[seat.id] = names[seat.person] = seat.name
    shown = select(Issue.id, Issue.clause_number, Issue.heading).where(Issue.bargaining == bargaining)
    for issue in reader.rows(shown):
        names[issue.id] = issue_name(issue)
    return names


def issue_name(issue: Issue | Row[str, str, str]) -> str:
    """Return an issue's clause number and heading."""
    return f"{issue.clause_number} {issue.heading}".strip()
