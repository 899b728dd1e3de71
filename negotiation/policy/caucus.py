"""Who may write in a caucus and in the mediator's confidence. Whoever may not read a place is told it does not exist."""

from __future__ import annotations

from negotiation.models import Bargaining, CaucusNote, Issue, Seat
from negotiation.policy.seats import has_role, seat_of, streams_of_seat
from negotiation.rules import streams
from negotiation.rules.words import Role
from workbench.kernel import ALLOWED, Absent, Question, Verdict


def may_write_in_caucus(question: Question, bargaining: str, side: str) -> Verdict:
    """Return whether the actor may write to this side: its own people, except observers."""
    seat = _inside(question, bargaining, streams.caucus(bargaining, side))
    return has_role(seat, Role.REPRESENTATIVE) if seat.role == Role.OBSERVER else ALLOWED


def may_write_in_confidence(question: Question, bargaining: str, side: str) -> Verdict:
    """Return whether the actor may write in the confidence of the mediator with this side."""
    _inside(question, bargaining, streams.confidence(bargaining, side))
    return ALLOWED


def note_of(question: Question, bargaining: str, side: str, note: str) -> CaucusNote:
    """Return a note of this side that still stands. Raises Absent for any other."""
    found = question.find(CaucusNote, note)
    if (found.bargaining, found.side) != (bargaining, side) or found.removed_at is not None:
        raise Absent
    return found


def issue_of(question: Question, bargaining: str, issue: str | None) -> str | None:
    """Return the id of an issue of this bargaining, or None when none is meant. Raises Absent for an issue of another."""
    if issue is None:
        return None
    if question.find(Issue, issue).bargaining != question.find(Bargaining, bargaining).id:
        raise Absent
    return issue


def _inside(question: Question, bargaining: str, stream: str) -> Seat:
    seat = seat_of(question, bargaining)
    if stream not in streams_of_seat(seat):
        raise Absent
    return seat
