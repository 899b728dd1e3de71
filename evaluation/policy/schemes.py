"""Which scheme an application is scored by."""

from __future__ import annotations

from functools import lru_cache

from evaluation.models import Application, Round, SchemeVersion
from evaluation.rules.scheme_reading import read_scheme
from evaluation.rules.schemes import Scheme
from workbench.kernel import Question


def scheme_of(question: Question, application: str) -> Scheme:
    """Return the scheme in the version that the application's round was called by."""
    return scheme_of_round(question, question.find(Application, application).round)


def scheme_of_round(question: Question, round: str) -> Scheme:
    """Return the scheme in the version that a round was called by."""
    round_ = question.find(Round, round)
    return scheme_from(question.find(SchemeVersion, round_.scheme).source)


@lru_cache(maxsize=64)
def scheme_from(source: str) -> Scheme:
    """Return the scheme a stored text describes, read once: a version in force never changes its text."""
    return read_scheme(source)
