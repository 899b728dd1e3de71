"""The course of an application: which act leads from which state to which, who does it, and which sheets are open when.

Sources of the states: docs/architecture.md, "Evaluation"; the flows observed in practice that it unites are named in the schemes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evaluation.rules.words import RoundRole, Stage, State


class Step(StrEnum):
    """An act that moves an application on."""

    HAND_IN_SELF_SCORE = "hand_in_self_score"
    ADOPT = "adopt"
    NOT_ADOPT = "not_adopt"
    NOT_ADOPT_AGAIN = "not_adopt_again"
    SUBMIT = "submit"
    TAKE_UP = "take_up"
    FORWARD = "forward"
    RETURN = "return"
    DECIDE_TO_NAME = "decide_to_name"
    REFUSE = "refuse"
    BACK_TO_COMMITTEE = "back_to_committee"
    NAME = "name"
    WITHDRAW = "withdraw"
    BEGIN_REVIEW = "begin_review"
    KEEP = "keep"
    RECTIFY = "rectify"
    REVOKE = "revoke"
    REOPEN = "reopen"
    RESTORE = "restore"


@dataclass(frozen=True)
class Move:
    """One arrow of the course: the state it starts from, the one it leads to, and the roles that may take it (none: the applicant)."""

    step: Step
    before: State
    after: State
    roles: frozenset[RoundRole] = frozenset()


def _moves(step: Step, after: State, *before: State, by: tuple[RoundRole, ...] = ()) -> tuple[Move, ...]:
    return tuple(Move(step, one, after, frozenset(by)) for one in before)


_OFFICE, _REVIEWER, _COMMITTEE = RoundRole.OFFICE, RoundRole.REVIEWER, RoundRole.COMMITTEE
_TITLED = (State.NAMED, State.ANNUAL_REVIEW, State.RECTIFYING)
UNDECIDED = (
    State.DRAFT,
    State.RETURNED,
    State.SELF_SCORED,
    State.ADOPTED,
    State.SUBMITTED,
    State.FIRST_REVIEW,
    State.SECOND_REVIEW,
    State.COMMITTEE,
    State.NOTICE,
)
"""The states of an application of which nothing was decided for good."""

MOVES: tuple[Move, ...] = (
    *_moves(Step.HAND_IN_SELF_SCORE, State.SELF_SCORED, State.DRAFT, State.RETURNED),
    *_moves(Step.ADOPT, State.ADOPTED, State.SELF_SCORED),
    *_moves(Step.NOT_ADOPT, State.DRAFT, State.SELF_SCORED),
    *_moves(Step.NOT_ADOPT_AGAIN, State.RETURNED, State.SELF_SCORED),
    *_moves(Step.SUBMIT, State.SUBMITTED, State.ADOPTED),
    *_moves(Step.TAKE_UP, State.FIRST_REVIEW, State.SUBMITTED, by=(_OFFICE,)),
    *_moves(Step.FORWARD, State.SECOND_REVIEW, State.FIRST_REVIEW, by=(_OFFICE,)),
    *_moves(Step.FORWARD, State.COMMITTEE, State.SECOND_REVIEW, by=(_REVIEWER,)),
    *_moves(Step.RETURN, State.RETURNED, State.SUBMITTED, State.FIRST_REVIEW, by=(_OFFICE,)),
    *_moves(Step.RETURN, State.RETURNED, State.SECOND_REVIEW, by=(_REVIEWER,)),
    *_moves(Step.RETURN, State.RETURNED, State.COMMITTEE, by=(_COMMITTEE,)),
    *_moves(Step.DECIDE_TO_NAME, State.NOTICE, State.COMMITTEE, by=(_COMMITTEE,)),
    *_moves(Step.REFUSE, State.REFUSED, State.COMMITTEE, by=(_COMMITTEE,)),
    *_moves(Step.BACK_TO_COMMITTEE, State.COMMITTEE, State.NOTICE, by=(_COMMITTEE,)),
    *_moves(Step.NAME, State.NAMED, State.NOTICE, by=(_OFFICE,)),
    *_moves(Step.WITHDRAW, State.WITHDRAWN, *UNDECIDED),
    *_moves(Step.BEGIN_REVIEW, State.ANNUAL_REVIEW, State.NAMED, by=(_OFFICE,)),
    *_moves(Step.KEEP, State.NAMED, State.ANNUAL_REVIEW, State.RECTIFYING, by=(_OFFICE, _COMMITTEE)),
    *_moves(Step.RECTIFY, State.RECTIFYING, State.ANNUAL_REVIEW, by=(_OFFICE, _COMMITTEE)),
    *_moves(Step.REVOKE, State.REVOKED, *_TITLED, by=(_COMMITTEE,)),
    *_moves(Step.REOPEN, State.COMMITTEE, State.REFUSED, by=(_COMMITTEE,)),
    *_moves(Step.RESTORE, State.NAMED, State.REVOKED, by=(_COMMITTEE,)),
)
_FROM = {(move.step, move.before): move for move in MOVES}

SHEETS_OPEN: dict[State, frozenset[Stage]] = {
    State.DRAFT: frozenset({Stage.SELF}),
    State.RETURNED: frozenset({Stage.SELF}),
    State.SUBMITTED: frozenset({Stage.FIRST, Stage.PANEL}),
    State.FIRST_REVIEW: frozenset({Stage.FIRST, Stage.PANEL}),
    State.SECOND_REVIEW: frozenset({Stage.SECOND, Stage.PANEL}),
    State.COMMITTEE: frozenset({Stage.COMMITTEE}),
    State.ANNUAL_REVIEW: frozenset({Stage.REVIEW}),
    State.RECTIFYING: frozenset({Stage.REVIEW}),
}
"""Which sheets may be filled in while an application stands where: the panel scores beside the reviews."""

NEEDS_SHEET: dict[State, Stage] = {State.FIRST_REVIEW: Stage.FIRST, State.SECOND_REVIEW: Stage.SECOND}
"""Nothing is forwarded from a review before that review's own sheet was handed in."""


def move(step: Step, state: State) -> Move | None:
    """Return the arrow by which `step` leaves `state`, or None when it does not."""
    return _FROM.get((step, state))


def can_become(before: State, after: State) -> bool:
    """Say whether any single act leads from one state to the other."""
    return any(one.before == before and one.after == after for one in MOVES)
