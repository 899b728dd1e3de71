"""Words of on-site visits, and the stream in which a round's visits are planned."""

from __future__ import annotations

from enum import StrEnum

from evaluation.rules.words import ApplicationState

PLANS = "round/{round}/visits"
"""Whom to visit: read by those who review, and by no applicant, who would know of the visit before it comes."""


def plans(round: str) -> str:
    """Return the stream in which a round's visits are planned."""
    return PLANS.format(round=round)


class Finding(StrEnum):
    """What was found on site, set against what the papers say."""

    AS_SAID = "as_said"
    OTHERWISE = "otherwise"
    NOT_SEEN = "not_seen"


class Among(StrEnum):
    """Among whom visits are drawn."""

    CANDIDATES = "candidates"
    HOLDERS = "holders"


STATES: dict[Among, frozenset[ApplicationState]] = {
    Among.CANDIDATES: frozenset(
        {
            ApplicationState.SUBMITTED,
            ApplicationState.FIRST_REVIEW,
            ApplicationState.SECOND_REVIEW,
            ApplicationState.COMMITTEE,
        }
    ),
    Among.HOLDERS: frozenset({ApplicationState.NAMED, ApplicationState.ANNUAL_REVIEW, ApplicationState.RECTIFYING}),
}
VISITED = STATES[Among.CANDIDATES] | STATES[Among.HOLDERS]
