"""Who may write to everybody at the table."""

from __future__ import annotations

from negotiation.policy.seats import ROLE_WORDS, SPEAKS_FOR_A_SIDE, has_mandate, seat_of
from negotiation.policy.speaking import LISTENS_ONLY
from negotiation.rules.words import Role
from workbench.kernel import ALLOWED, Question, Verdict, refused


def may_write(question: Question, bargaining: str) -> Verdict:
    """Allow all seats but observers; who represents a side needs a mandate."""
    seat = seat_of(question, bargaining)
    if seat.role == Role.OBSERVER:
        return refused(LISTENS_ONLY, seat=ROLE_WORDS[Role.OBSERVER])
    return has_mandate(question, seat) if seat.role in SPEAKS_FOR_A_SIDE else ALLOWED
