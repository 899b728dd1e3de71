"""What happens to the minutes of a meeting."""

from __future__ import annotations

from negotiation.rules.streams import TABLE
from workbench.kernel import N_, Event, Id


class MinutesWritten(Event):
    """The minutes were written from the ledger when the meeting closed."""

    audience = TABLE
    sentence = N_("The minutes of meeting %(number)s were written from the record.")
    bargaining: Id
    meeting: Id
    minutes: Id
    number: int
    edition: int
    content_hash: str


class CorrectionProposed(Event):
    """Somebody proposed a correction of the minutes."""

    audience = TABLE
    sentence = N_("%(actor)s proposed a correction of the minutes.")
    bargaining: Id
    meeting: Id
    minutes: Id
    correction: Id
    entry: str
    text: str
    reason: str


class CorrectionDecided(Event):
    """A proposed correction was accepted or not; an accepted one makes a new edition, to be confirmed anew."""

    audience = TABLE
    sentence = N_("%(actor)s decided on a correction of the minutes: %(reason)s")
    bargaining: Id
    meeting: Id
    minutes: Id
    correction: Id
    accepted: bool
    reason: str
    edition: int
    content_hash: str


class CorrectionWithdrawn(Event):
    """Who had proposed a correction took it back."""

    audience = TABLE
    sentence = N_("%(actor)s took a proposed correction back.")
    bargaining: Id
    meeting: Id
    minutes: Id
    correction: Id


class MinutesConfirmed(Event):
    """A representative confirmed an edition of the minutes, named by its content hash."""

    audience = TABLE
    sentence = N_("%(actor)s confirmed the minutes.")
    bargaining: Id
    meeting: Id
    minutes: Id
    seat: Id
    edition: int
    content_hash: str


class MinutesFrozen(Event):
    """Every representative confirmed the same edition: the minutes change no more."""

    audience = TABLE
    sentence = N_("All representatives have confirmed the minutes of meeting %(number)s.")
    bargaining: Id
    meeting: Id
    minutes: Id
    number: int
    edition: int
    content_hash: str
