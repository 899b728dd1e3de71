"""Whether an enterprise may apply at all: the scheme's questions, their answers, and the time in a lower tier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from evaluation.rules.periods import months_later
from evaluation.rules.schemes import Requirement, Tier

_LARGEST = Decimal(10) ** 12


class AnswerRefused(ValueError):
    """An answer that is none: `question` is the requirement it was given to."""

    def __init__(self, question: Requirement) -> None:
        super().__init__(question.id)
        self.question = question


@dataclass(frozen=True)
class Held:
    """A title an enterprise holds: its tier, since when, and until when (None: without end)."""

    tier: str | None
    since: date
    until: date | None


def answers_to(questions: Sequence[Requirement], answers: Sequence[str]) -> dict[str, str]:
    """Return answers, given in the order of the questions, by the questions' ids.

    Raises AnswerRefused naming the first question without an answer of its kind: yes or no, or a number.
    """
    given = [*answers, *[""] * (len(questions) - len(answers))]
    return {asked.id: _checked(asked, said.strip()) for asked, said in zip(questions, given, strict=False)}


def failed(questions: Iterable[Requirement], answers: Mapping[str, str]) -> Requirement | None:
    """Return the first requirement that the answers do not meet, or None when all are met."""
    return next((asked for asked in questions if not _meets(asked, answers[asked.id])), None)


def too_early(tier: Tier, held: Iterable[Held], today: date) -> date | None:
    """Return from which day on a tier may be applied for that is reached from a lower one, or None when it may be today.

    Without the lower tier in force that day is the last of all days (`date.max`).
    """
    if not tier.from_tier:
        return None
    ripe = [
        months_later(one.since, tier.min_months)
        for one in held
        if one.tier == tier.from_tier and (one.until is None or one.until >= today)
    ]
    first = min(ripe, default=date.max)
    return None if first <= today else first


def is_number(asked: Requirement) -> bool:
    """Say whether a question is answered by a number."""
    return asked.is_ is None


def _checked(asked: Requirement, said: str) -> str:
    if not is_number(asked):
        if said not in ("yes", "no"):
            raise AnswerRefused(asked)
        return said
    try:
        number = Decimal(said)
    except InvalidOperation:
        raise AnswerRefused(asked) from None
    if not number.is_finite() or abs(number) > _LARGEST:
        raise AnswerRefused(asked)
    return said


def _meets(asked: Requirement, said: str) -> bool:
    if asked.is_ is not None:
        return said == asked.is_
    number = Decimal(said)
    return (asked.at_least is None or number >= asked.at_least) and (asked.at_most is None or number <= asked.at_most)
