"""The course of an application: which act leads from which state to which, who does it, and which sheets are open when.

Sources of the states: docs/architecture.md, "Evaluation"; the flows observed in practice that it unites are named in the schemes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evaluation.rules.words import ApplicationState, RoundRole, Stage


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
    before: ApplicationState
    after: ApplicationState
    roles: frozenset[RoundRole] = frozenset()


def _moves(
    step: Step, after: ApplicationState, *before: ApplicationState, by: tuple[RoundRole, ...] = ()
) -> tuple[Move, ...]:
    return tuple(Move(step, one, after, frozenset(by)) for one in before)


_OFFICE, _REVIEWER, _COMMITTEE = RoundRole.OFFICE, RoundRole.REVIEWER, RoundRole.COMMITTEE
_TITLED = (ApplicationState.NAMED, ApplicationState.ANNUAL_REVIEW, ApplicationState.RECTIFYING)
UNDECIDED = (
    ApplicationState.DRAFT,
    ApplicationState.RETURNED,
    ApplicationState.SELF_SCORED,
    ApplicationState.ADOPTED,
    ApplicationState.SUBMITTED,
    ApplicationState.FIRST_REVIEW,
    ApplicationState.SECOND_REVIEW,
    ApplicationState.COMMITTEE,
    ApplicationState.NOTICE,
)
"""The states of an application of which nothing was decided for good."""

MOVES: tuple[Move, ...] = (
    *_moves(Step.HAND_IN_SELF_SCORE, ApplicationState.SELF_SCORED, ApplicationState.DRAFT, ApplicationState.RETURNED),
    *_moves(Step.ADOPT, ApplicationState.ADOPTED, ApplicationState.SELF_SCORED),
    *_moves(Step.NOT_ADOPT, ApplicationState.DRAFT, ApplicationState.SELF_SCORED),
    *_moves(Step.NOT_ADOPT_AGAIN, ApplicationState.RETURNED, ApplicationState.SELF_SCORED),
    *_moves(Step.SUBMIT, ApplicationState.SUBMITTED, ApplicationState.ADOPTED),
    *_moves(Step.TAKE_UP, ApplicationState.FIRST_REVIEW, ApplicationState.SUBMITTED, by=(_OFFICE,)),
    *_moves(Step.FORWARD, ApplicationState.SECOND_REVIEW, ApplicationState.FIRST_REVIEW, by=(_OFFICE,)),
    *_moves(Step.FORWARD, ApplicationState.COMMITTEE, ApplicationState.SECOND_REVIEW, by=(_REVIEWER,)),
    *_moves(
        Step.RETURN, ApplicationState.RETURNED, ApplicationState.SUBMITTED, ApplicationState.FIRST_REVIEW, by=(_OFFICE,)
    ),
    *_moves(Step.RETURN, ApplicationState.RETURNED, ApplicationState.SECOND_REVIEW, by=(_REVIEWER,)),
    *_moves(Step.RETURN, ApplicationState.RETURNED, ApplicationState.COMMITTEE, by=(_COMMITTEE,)),
    *_moves(Step.DECIDE_TO_NAME, ApplicationState.NOTICE, ApplicationState.COMMITTEE, by=(_COMMITTEE,)),
    *_moves(Step.REFUSE, ApplicationState.REFUSED, ApplicationState.COMMITTEE, by=(_COMMITTEE,)),
    *_moves(Step.BACK_TO_COMMITTEE, ApplicationState.COMMITTEE, ApplicationState.NOTICE, by=(_COMMITTEE,)),
    *_moves(Step.NAME, ApplicationState.NAMED, ApplicationState.NOTICE, by=(_OFFICE,)),
    *_moves(Step.WITHDRAW, ApplicationState.WITHDRAWN, *UNDECIDED),
    *_moves(Step.BEGIN_REVIEW, ApplicationState.ANNUAL_REVIEW, ApplicationState.NAMED, by=(_OFFICE,)),
    *_moves(
        Step.KEEP,
        ApplicationState.NAMED,
        ApplicationState.ANNUAL_REVIEW,
        ApplicationState.RECTIFYING,
        by=(_OFFICE, _COMMITTEE),
    ),
    *_moves(Step.RECTIFY, ApplicationState.RECTIFYING, ApplicationState.ANNUAL_REVIEW, by=(_OFFICE, _COMMITTEE)),
    *_moves(Step.REVOKE, ApplicationState.REVOKED, *_TITLED, by=(_COMMITTEE,)),
    *_moves(Step.REOPEN, ApplicationState.COMMITTEE, ApplicationState.REFUSED, by=(_COMMITTEE,)),
    *_moves(Step.RESTORE, ApplicationState.NAMED, ApplicationState.REVOKED, by=(_COMMITTEE,)),
)
_FROM = {(move.step, move.before): move for move in MOVES}

SHEETS_OPEN: dict[ApplicationState, frozenset[Stage]] = {
    ApplicationState.DRAFT: frozenset({Stage.SELF}),
    ApplicationState.RETURNED: frozenset({Stage.SELF}),
    ApplicationState.SUBMITTED: frozenset({Stage.FIRST, Stage.PANEL}),
    ApplicationState.FIRST_REVIEW: frozenset({Stage.FIRST, Stage.PANEL}),
    ApplicationState.SECOND_REVIEW: frozenset({Stage.SECOND, Stage.PANEL}),
    ApplicationState.COMMITTEE: frozenset({Stage.COMMITTEE}),
    ApplicationState.ANNUAL_REVIEW: frozenset({Stage.REVIEW}),
    ApplicationState.RECTIFYING: frozenset({Stage.REVIEW}),
}
"""Which sheets may be filled in while an application stands where: the panel scores beside the reviews."""

NEEDS_SHEET: dict[ApplicationState, Stage] = {
    ApplicationState.FIRST_REVIEW: Stage.FIRST,
    ApplicationState.SECOND_REVIEW: Stage.SECOND,
}
"""Nothing is forwarded from a review before that review's own sheet was handed in."""


def move(step: Step, state: ApplicationState) -> Move | None:
    """Return the arrow by which `step` leaves `state`, or None when it does not."""
    return _FROM.get((step, state))


def can_become(before: ApplicationState, after: ApplicationState) -> bool:
    """Say whether any single act leads from one state to the other."""
    return any(one.before == before and one.after == after for one in MOVES)
