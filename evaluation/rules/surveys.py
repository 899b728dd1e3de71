"""Questionnaires for the staff: what is asked, what a one-time slip is, and what may be said about the answers.

Nothing is said of fewer than ten answers (ONS: counts under 10 are reviewed by hand; OECD agencies require 3 to 5). Of each question
only the share that agrees is said, never the spread, and a share near nothing is said to be under five per cent: a unanimous no
would tell what everybody answered. docs/decisions/0015-answers-that-belong-to-nobody.md says what this protects and what not.
"""

from __future__ import annotations

import hashlib
import hmac
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import sqrt
from pathlib import Path
from statistics import NormalDist

from evaluation.rules.item_rules import Text
from evaluation.rules.item_values import plain, written
from evaluation.rules.sampling import allocate

FOLDER = Path(__file__).resolve().parents[1] / "facts" / "questionnaires"
LEAST = 10
"""Of fewer answers nothing is said; also the step in which answers are counted while they come in."""
FLOOR = Decimal(5)
"""Shares below are said to be below, in per cent."""
AGREES = (4, 5)
NO_ANSWER = 0
LEVEL = 0.95
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 12


@dataclass(frozen=True)
class Question:
    """One statement to agree or disagree with, and the items of a score sheet it speaks to."""

    id: str
    part: str
    said: Text
    items: tuple[str, ...]


@dataclass(frozen=True)
class Questionnaire:
    """All statements in their order, the parts they stand in, and the answers that can be given."""

    key: str
    version: str
    title: Text
    parts: tuple[tuple[str, Text], ...]
    scale: tuple[tuple[int, Text], ...]
    questions: tuple[Question, ...]

    @property
    def values(self) -> frozenset[int]:
        """The numbers that stand for answers."""
        return frozenset(value for value, _ in self.scale)


@lru_cache(maxsize=8)
def questionnaire(key: str) -> Questionnaire:
    """Return the shipped questionnaire of this key. Raises KeyError."""
    path = FOLDER / f"{key}.toml"
    if not key.isidentifier() or not path.is_file():
        raise KeyError(key)
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Questionnaire(
        key=data["key"],
        version=data["version"],
        title=Text(**data["title"]),
        parts=tuple((part["id"], Text(**part["title"])) for part in data["part"]),
        scale=tuple((step["value"], Text(zh=step["zh"], en=step["en"])) for step in data["scale"]),
        questions=tuple(
            Question(one["id"], one["part"], Text(zh=one["zh"], en=one["en"]), tuple(one["items"]))
            for one in data["question"]
        ),
    )


class GroupsRefused(ValueError):
    """The list of groups cannot be read: `reason` is empty, unreadable or doubled; `line` is what stands there."""

    def __init__(self, reason: str, line: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def read_groups(text: str) -> dict[str, int]:
    """Return how many people work in each group, from lines such as `Assembly 60`. Raises GroupsRefused."""
    groups: dict[str, int] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, number = line.replace("\t", " ").rpartition(" ")
        name = name.rstrip(" :：,，")
        if not name or not (number.isascii() and number.isdecimal()) or not 0 < int(number[:9]) < 10**7:
            raise GroupsRefused("unreadable", line)
        if name in groups:
            raise GroupsRefused("doubled", name)
        groups[name] = int(number)
    if not groups:
        raise GroupsRefused("empty")
    return groups


def quotas(groups: Mapping[str, int], slips: int) -> dict[str, int]:
    """Return how many slips each group is handed, in proportion. `slips` lies between the number of groups and of people."""
    return allocate(groups, slips)


def codes(seed: str, number: int) -> tuple[str, ...]:
    """Return the codes of a survey's slips, in an order that says nothing."""
    return tuple(sorted(_code(seed, place) for place in range(number)))


def _code(seed: str, place: int) -> str:
    digest = int.from_bytes(hmac.new(bytes.fromhex(seed), f"slip {place}".encode(), hashlib.sha256).digest(), "big")
    letters = []
    for _ in range(_LENGTH):
        digest, letter = divmod(digest, len(_LETTERS))
        letters.append(_LETTERS[letter])
    return "".join(letters)


def settled_code(typed: str) -> str:
    """Return a code as it is kept: without the blanks and hyphens it is printed with."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())[:40]


def digest_of_code(survey: str, code: str) -> str:
    """Return under what a slip is kept: nobody finds the code in it."""
    return hashlib.sha256(f"{survey}|{settled_code(code)}".encode()).hexdigest()


@dataclass(frozen=True)
class Share:
    """What is said of one question: how many answered it, the per cent that agree, and the margin in percentage points.

    None where too few answered; `under` says that the share is below five per cent and stands at five.
    """

    question: str
    answers: int | None
    agree: Decimal | None
    under: bool
    margin: Decimal | None


@dataclass(frozen=True)
class Result:
    """What is said of a closed survey. `answers` is None when there were fewer than ten."""

    staff: int
    slips: int
    answers: int | None
    rate: Decimal | None
    margin: Decimal | None
    shares: tuple[Share, ...]


def result_of(
    asked: Questionnaire, tallies: Mapping[tuple[str, int], int], staff: int, slips: int, answers: int
) -> Result:
    """Return what may be said of `tallies`: (question, answer) -> how many gave it."""
    if answers < LEAST:
        return Result(staff, slips, None, None, None, ())
    shares = tuple(_share(question.id, tallies, staff) for question in asked.questions)
    rate = _percent(Decimal(answers) / slips)
    return Result(staff, slips, answers, rate, _tenth(margin(0.5, answers, staff)), shares)


def _share(question: str, tallies: Mapping[tuple[str, int], int], staff: int) -> Share:
    by_answer = {value: n for (asked, value), n in tallies.items() if asked == question and value != NO_ANSWER}
    answers = sum(by_answer.values())
    if answers < LEAST:
        return Share(question, None, None, under=False, margin=None)
    agree = _percent(Decimal(sum(by_answer.get(value, 0) for value in AGREES)) / answers)
    # The margin is that of the share as it is said: that of a share of nothing would be nothing.
    shown = max(agree, FLOOR)
    return Share(question, answers, shown, agree < FLOOR, _tenth(margin(float(shown) / 100, answers, staff)))


def margin(share: float, answers: int, staff: int) -> float:
    """Return the half-width of the 95 % interval of a share, with finite population correction, between 0 and 1.

    z √(p(1−p)/n · (N−n)/(N−1)) (Cochran, Sampling Techniques, 3rd ed., 3.3). It speaks of chance alone, not of who did not answer.
    """
    if answers >= staff:
        return 0.0
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    return z * sqrt(share * (1 - share) / answers * (staff - answers) / (staff - 1))


def value_of(share: Share, points: Decimal | None) -> str | None:
    """Return what a question says as the value of an item: its points times the share that agrees, with the number of answers."""
    if share.agree is None or share.answers is None or points is None:
        return None
    worth = (points * share.agree / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return written(plain(worth), share.answers, None)


def _percent(part: Decimal) -> Decimal:
    return (part * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _tenth(part: float) -> Decimal:
    return Decimal(str(part * 100)).quantize(Decimal("0.1"), ROUND_HALF_UP)
