"""The fixed vocabularies of evaluation. Terms: workbench/glossary.toml."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Who fills in a sheet, and when. Every stage keeps its own values next to the others."""

    SELF = "self"
    FIRST = "first"
    PANEL = "panel"
    SECOND = "second"
    COMMITTEE = "committee"
    REVIEW = "review"


class RoundRole(StrEnum):
    """What somebody does in a round."""

    OFFICE = "office"
    REVIEWER = "reviewer"
    COMMITTEE = "committee"
    CHAIR = "chair"
    EVALUATOR = "evaluator"


class Bench(StrEnum):
    """For whom an evaluator scores: three in one."""

    UPPER_UNION = "upper_union"
    WORKERS = "workers"
    THIRD_PARTY = "third_party"


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SELF_SCORED = "self_scored"
    ADOPTED = "adopted"
    SUBMITTED = "submitted"
    FIRST_REVIEW = "first_review"
    SECOND_REVIEW = "second_review"
    COMMITTEE = "committee"
    NOTICE = "notice"
    NAMED = "named"
    REFUSED = "refused"
    RETURNED = "returned"
    ANNUAL_REVIEW = "annual_review"
    RECTIFYING = "rectifying"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
