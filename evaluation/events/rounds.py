"""What happened to a round, and who has a role in it."""

from __future__ import annotations

from datetime import date

from evaluation.rules.streams import ROUND
from evaluation.rules.words import Bench, RoundRole
from workbench.kernel import N_, Event, Id
from workbench.kernel.streams import ANY_STREAM


class RoundOpened(Event):
    """A round was opened."""

    audience = ROUND
    sentence = N_("%(actor)s opened the round “%(name)s”.")
    round: Id
    name: str
    scheme: Id
    scheme_digest: str
    opens_on: date
    apply_by: date
    score_by: date


class RoundClosed(Event):
    """A round takes no more applications and scores, for a stated reason."""

    audience = ROUND
    sentence = N_("%(actor)s closed the round: %(reason)s")
    round: Id
    reason: str


class RoundSeatTaken(Event):
    """Somebody has a role in a round from now on, and reads what the role may read."""

    audience = ANY_STREAM
    changes_audience = True
    sentence = N_("%(name)s has a role in the round from now on.")
    place: str
    round: Id
    seat: Id
    person: Id
    name: str
    role: RoundRole
    bench: Bench | None


class RoundSeatEnded(Event):
    """Somebody's role in a round ended, for a stated reason. What they wrote stays."""

    audience = ANY_STREAM
    changes_audience = True
    sentence = N_("The role of %(name)s in the round ended.")
    place: str
    round: Id
    seat: Id
    person: Id
    name: str
    role: RoundRole
    reason: str
