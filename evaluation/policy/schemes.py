"""Which scheme an application is scored by, who reads schemes, and who keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluation.models import Application, Round, SchemeVersion
from evaluation.policy.rounds import offices_of
from evaluation.rules import streams
from evaluation.rules.scheme_reading import read_scheme
from evaluation.rules.schemes import Scheme
from workbench.kernel import ALLOWED, N_, SIGN_IN_FIRST, Question, Reason, Verdict, audience, refused
from workbench.people.queries import is_active, is_house_administrator

NOT_YOUR_SCHEMES = Reason(
    "not_your_schemes", N_("Schemes are kept by officers of a government office and administrators of the house.")
)
IN_FORCE_ALREADY = Reason("in_force_already", N_("This version was put in force before."), 409)
NOT_IN_FORCE = Reason("scheme_not_in_force", N_("This version of the scheme is not in force."), 409)


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


@audience(streams.SCHEME)
def schemes_of(session: Session, person: str, now: datetime, subject: str | None) -> Iterator[str]:
    """Return the streams of all schemes: everybody with an open account reads them."""
    if (subject is not None and not subject.startswith("scheme/")) or not is_active(session, person):
        return
    query = select(SchemeVersion.key).distinct()
    if subject is not None:
        query = query.where(SchemeVersion.key == subject.removeprefix("scheme/"))
    yield from (streams.scheme(key) for key in session.scalars(query))


def may_keep_schemes(question: Question) -> Verdict:
    """Allow officers of a government office and administrators of the house."""
    person = question.actor.person
    if person is None and not question.actor.is_house:
        return refused(SIGN_IN_FIRST)
    is_theirs = question.actor.is_house or is_house_administrator(question.session, person, question.now)
    return ALLOWED if is_theirs or offices_of(question) else refused(NOT_YOUR_SCHEMES)


def may_put_in_force(question: Question, scheme: str) -> Verdict:
    """Allow whoever keeps schemes, for a version that was neither put in force nor retired."""
    found = question.find(SchemeVersion, scheme)
    verdict = may_keep_schemes(question)
    if not verdict:
        return verdict
    return refused(IN_FORCE_ALREADY) if found.in_force_at or found.retired_at else ALLOWED


def may_retire(question: Question, scheme: str) -> Verdict:
    """Allow whoever keeps schemes, for a version that is in force."""
    found = question.find(SchemeVersion, scheme)
    verdict = may_keep_schemes(question)
    if not verdict:
        return verdict
    return ALLOWED if found.in_force_at and not found.retired_at else refused(NOT_IN_FORCE)
