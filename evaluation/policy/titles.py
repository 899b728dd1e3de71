"""Which titles an enterprise holds."""

from __future__ import annotations

from sqlalchemy import select

from evaluation.models import SchemeVersion, Title
from evaluation.rules.eligibility import Held
from workbench.kernel import Question


def standing_titles(question: Question, enterprise: str, scheme_key: str) -> list[Title]:
    """Return the titles of one scheme, in any of its versions, that an enterprise holds and that were not taken away."""
    query = select(Title).where(Title.enterprise == enterprise, Title.scheme_key == scheme_key)
    query = query.where(Title.revoked_at.is_(None), Title.followed_by.is_(None), Title.expired_at.is_(None))
    return list(question.all(query.order_by(Title.named_on, Title.id)))


def held_by(question: Question, enterprise: str, scheme_key: str) -> list[Held]:
    """Return the same as the rules of eligibility need them."""
    return [
        Held(title.tier, title.named_on, title.valid_until)
        for title in standing_titles(question, enterprise, scheme_key)
        if title.valid_until is None or title.valid_until >= question.today
    ]


def title_of(question: Question, application: str) -> Title | None:
    """Return the title an application was named for, or None."""
    return question.first(select(Title).where(Title.application == application).order_by(Title.named_on.desc()))


def key_of(question: Question, scheme: str) -> str:
    """Return the key that all versions of a stored scheme share."""
    return str(question.find(SchemeVersion, scheme).key)
