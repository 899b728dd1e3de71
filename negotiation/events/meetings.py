"""What happens to meetings as a whole: called, opened, interrupted, closed; and that a side confers."""

from __future__ import annotations

from datetime import datetime

from negotiation.rules.streams import TABLE
from negotiation.rules.words import Side
from workbench.kernel import N_, Event, Id


class MeetingCalled(Event):
    """A meeting was called. `chair` is the side whose chief representative presides."""

    audience = TABLE
    sentence = N_("%(actor)s called meeting %(number)s for %(called_for)s, %(place)s.")
    bargaining: Id
    meeting: Id
    number: int
    chair: Side
    called_for: datetime
    place: str


class MeetingRevised(Event):
    """Time or place of a meeting that has not begun was changed."""

    audience = TABLE
    sentence = N_("%(actor)s moved meeting %(number)s to %(called_for)s, %(place)s.")
    bargaining: Id
    meeting: Id
    number: int
    called_for: datetime
    place: str


class MeetingCancelled(Event):
    """A meeting that has not begun will not take place. Its number is not given again."""

    audience = TABLE
    sentence = N_("%(actor)s called off meeting %(number)s: %(reason)s")
    bargaining: Id
    meeting: Id
    number: int
    reason: str


class MeetingOpened(Event):
    """A meeting began."""

    audience = TABLE
    sentence = N_("%(actor)s opened meeting %(number)s.")
    bargaining: Id
    meeting: Id
    number: int
    chair: Side


class MeetingRecessed(Event):
    """A meeting was interrupted for a while."""

    audience = TABLE
    sentence = N_("%(actor)s called a recess until %(until)s.")
    bargaining: Id
    meeting: Id
    number: int
    until: datetime | None


class MeetingResumed(Event):
    """A recessed or adjourned meeting went on."""

    audience = TABLE
    sentence = N_("%(actor)s resumed meeting %(number)s.")
    bargaining: Id
    meeting: Id
    number: int


class MeetingAdjourned(Event):
    """A meeting will go on another day."""

    audience = TABLE
    sentence = N_("%(actor)s adjourned meeting %(number)s until %(until)s.")
    bargaining: Id
    meeting: Id
    number: int
    until: datetime | None


class HeadsSealed(Event):
    """The heads of all private streams were sealed into the common record, as salted commitments.

    There is one for every private stream a bargaining can have, used or not, in the order of their digits, so that
    neither number nor order tells anything of what was written in private.
    """

    audience = TABLE
    sentence = N_("The private records were sealed into the common record, unread.")
    bargaining: Id
    meeting: Id
    commitments: list[str]


class MeetingClosed(Event):
    """A meeting ended for good. The last event of its closing."""

    audience = TABLE
    sentence = N_("%(actor)s closed meeting %(number)s.")
    bargaining: Id
    meeting: Id
    number: int


class CaucusCalled(Event):
    """A side withdrew to confer. Who confers about what is in no common record."""

    audience = TABLE
    sentence = N_("%(side)s withdrew to confer until %(until)s.")
    bargaining: Id
    meeting: Id
    side: Side
    until: datetime | None


class CaucusEnded(Event):
    """A side came back from conferring."""

    audience = TABLE
    sentence = N_("%(side)s came back to the table.")
    bargaining: Id
    meeting: Id
    side: Side
