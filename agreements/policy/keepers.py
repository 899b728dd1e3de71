"""Who may write texts where: each room that owns streams answers for the texts on them. Where nobody answers, nothing is.

Who may read a text follows from its stream alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from workbench.kernel import ALLOWED, Absent, Question, Verdict
from workbench.people.queries import has_function

Keeper = Callable[..., Verdict]
"""Called with a question and the fields of a stream's pattern by name; raises Absent for those who may not know of the place."""


@dataclass(frozen=True)
class _Kept:
    expression: re.Pattern[str]
    decide: Keeper
    wider: tuple[str, ...]


_KEEPERS: dict[str, _Kept] = {}


def keeper(pattern: str, wider: tuple[str, ...] = ()) -> Callable[[Keeper], Keeper]:
    """Return a decorator: this function says who may write texts on the streams of `pattern`.

    `wider` are patterns, over the same fields, of streams that everybody reads who reads this one.
    """

    def remember(decide: Keeper) -> Keeper:
        if pattern in _KEEPERS:
            raise ValueError(f"two rooms keep the texts of {pattern}")
        _KEEPERS[pattern] = _Kept(_expression(pattern), decide, wider)
        return decide

    return remember


def may_keep(question: Question, place: str) -> Verdict:
    """Return whether the actor may write texts on the stream `place`. Raises Absent where no texts are kept."""
    kept, fields = _at(place)
    if kept is None:
        raise Absent
    return kept.decide(question, **fields)


def is_kept(place: str) -> bool:
    """Say whether texts are kept on the stream `place` at all."""
    return _at(place)[0] is not None


def is_open_to(place: str, other: str) -> bool:
    """Say whether everybody who reads the stream `place` reads `other` too: only then may the one name what is in the other."""
    kept, fields = _at(place)
    return place == other or (kept is not None and other in {one.format(**fields) for one in kept.wider})


def _at(place: str) -> tuple[_Kept | None, dict[str, str]]:
    for kept in _KEEPERS.values():
        if found := kept.expression.fullmatch(place):
            return kept, found.groupdict()
    return None, {}


def _expression(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", pattern)
    names, fixed = parts[1::2], [re.escape(part) for part in parts[::2]]
    return re.compile(fixed[0] + "".join(f"(?P<{n}>[^/]+){after}" for n, after in zip(names, fixed[1:], strict=True)))


@keeper("organisation/{organisation}")
def organisation_texts(question: Question, organisation: str) -> Verdict:
    """Allow whoever has a function in the organisation; to others its texts do not exist."""
    if not has_function(question.session, question.actor.person, organisation, question.now):
        raise Absent
    return ALLOWED
