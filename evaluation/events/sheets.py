"""What happens to sheets. Each is told on the stream the sheet lives in: that of a blind evaluator to that person alone."""

from __future__ import annotations

from evaluation.rules.words import Stage
from workbench.kernel import N_, Event, Id
from workbench.kernel.streams import ANY_STREAM


class SheetOpened(Event):
    """A sheet was opened to be filled in."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s opened a score sheet.")
    place: str
    application: Id
    sheet: Id
    stage: Stage
    turn: int


class EntryKept(Event):
    """The value of an item was kept. The reason is recorded when the sheet is handed in."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s kept a value for item %(item)s.")
    place: str
    application: Id
    sheet: Id
    item: str
    value: str
    version: int


class SheetHandedIn(Event):
    """A sheet was handed in and filed as it stood. `digest` is that of the filed sheet."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s handed in a score sheet.")
    place: str
    application: Id
    sheet: Id
    stage: Stage
    turn: int
    filed: Id
    digest: str
