"""Who may initial a text, take initials back, and reopen what was agreed."""

from __future__ import annotations

from negotiation.policy.issues import issue_of, open_to
from negotiation.policy.proposals import has_not_initialled, own_initial
from negotiation.policy.seats import ROLE_WORDS, all_of, has_mandate, seat_of
from negotiation.rules.acceptance import Obstacle
from negotiation.rules.standing import Move
from negotiation.rules.words import Role
from workbench.kernel import ALLOWED, N_, Question, Reason, Verdict, refused

NOT_CHIEF = Reason("not_chief", N_("Only the two chief representatives can initial; your seat is %(seat)s."))
NOT_INITIALLED = Reason("not_initialled", N_("Your side has no initials under a text of this issue."), 409)

_STALE = "stale_text"
STALE: dict[Obstacle, Reason] = {
    Obstacle.SUPERSEDED: Reason(
        _STALE,
        N_(
            "%(label)s was not initialled: the text has moved on, %(party)s tabled %(latest)s at %(clock)s."
            " Compare %(latest)s with %(label)s, then decide."
        ),
        409,
    ),
    Obstacle.WITHDRAWN: Reason(_STALE, N_("%(label)s was not initialled: %(party)s withdrew it at %(clock)s."), 409),
    Obstacle.EXPIRED: Reason(_STALE, N_("%(label)s was not initialled: it has expired."), 409),
    Obstacle.LAPSED: Reason(
        _STALE, N_("%(label)s was not initialled: it lapsed at %(clock)s with the seat that tabled it."), 409
    ),
    Obstacle.AGREED: Reason(_STALE, N_("%(label)s is already tentatively agreed."), 409),
    Obstacle.OTHER_TEXT: Reason(
        _STALE,
        N_(
            "%(label)s was not initialled: what you read is not its text (check %(read)s, of %(label)s %(stands)s)."
            " Open it again and read it."
        ),
        409,
    ),
}


def is_chief(question: Question, bargaining: str) -> Verdict:
    """Return whether the actor is a side's chief representative with a mandate in force."""
    seat = seat_of(question, bargaining)
    if seat.role != Role.CHIEF:
        return refused(NOT_CHIEF, seat=ROLE_WORDS[Role(seat.role)])
    return has_mandate(question, seat)


def may_initial(question: Question, bargaining: str, issue: str) -> Verdict:
    """Return whether the actor may initial a text of this issue. One text of an issue at a time can be initialled."""
    seat = seat_of(question, bargaining)
    found = issue_of(question, bargaining, issue)
    return all_of(
        is_chief(question, bargaining), open_to(Move.INITIAL, found), has_not_initialled(question, found, seat)
    )


def may_undo(question: Question, bargaining: str, issue: str) -> Verdict:
    """Return whether the actor may take their side's initials back: only before the other side has initialled as well."""
    seat = seat_of(question, bargaining)
    found = issue_of(question, bargaining, issue)
    return all_of(
        is_chief(question, bargaining),
        open_to(Move.WITHDRAW, found),
        ALLOWED if own_initial(question, found.id, seat) else refused(NOT_INITIALLED),
    )


def may_reopen(question: Question, bargaining: str, issue: str) -> Verdict:
    """Return whether the actor may reopen what was tentatively agreed on this issue."""
    seat_of(question, bargaining)
    found = issue_of(question, bargaining, issue)
    return all_of(is_chief(question, bargaining), open_to(Move.REOPEN, found))
