"""Answers to "may I?": allowed, or refused with a reason that can be shown to a person and understood by a program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from workbench.kernel.values import N_


class Reason(NamedTuple):
    """Why something is refused: a stable key for programs, an English sentence (a gettext id) for people, an HTTP status."""

    key: str
    sentence: str
    status: int = 403


ABSENT = Reason("absent", N_("There is no such page, or you are not among those who may see it."), 404)
SIGN_IN_FIRST = Reason("sign_in_first", N_("Sign in first."), 401)
OUT_OF_SCOPE = Reason("out_of_scope", N_("This token was not given the right to do that."))
KEY_REUSED = Reason("key_reused", N_("This key was used before for something else."), 409)
INVALID = Reason("invalid", N_("Something is missing or wrong in what was sent."), 422)


@dataclass(frozen=True)
class Allowed:
    """The act may be done now."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Refused:
    """The act may not be done now; `values` fill the reason's sentence."""

    reason: Reason
    values: dict[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return False


Verdict = Allowed | Refused
ALLOWED = Allowed()


def refused(reason: Reason, **values: Any) -> Refused:
    """Return a refusal with the values its sentence needs."""
    return Refused(reason, values)


class Refusal(Exception):
    """Raised inside the door: nothing of the command happens. `field` names the input that is at fault, if one is."""

    def __init__(self, reason: Reason, field: str | None = None, **values: Any) -> None:
        super().__init__(reason.key)
        self.reason = reason
        self.field = field
        self.values = values


class Absent(Refusal):
    """Not there, or not for this viewer: both look the same."""

    def __init__(self) -> None:
        super().__init__(ABSENT)
