"""Who scores what, who stepped aside, and when a panel's sheets came side by side.

Nothing here happens because one evaluator of several handed in: the first thing told of it is `PanelOpened`, by the last.
"""

from __future__ import annotations

from evaluation.rules.conflicts import Ground
from evaluation.rules.streams import EVALUATOR, OFFICE, PANEL, PANELS
from evaluation.rules.words import Bench
from workbench.kernel import N_, Event, Id


class PanelSeatTaken(Event):
    """Somebody is to score an application blind, and reads its file from now on."""

    audience = PANEL
    changes_audience = True
    sentence = N_("%(name)s is on the panel from now on.")
    application: Id
    round: Id
    seat: Id
    person: Id
    name: str
    bench: Bench


class PanelSeatEnded(Event):
    """Somebody is no longer on a panel. Why stands where only they and those who seat panels read it."""

    audience = PANEL
    changes_audience = True
    sentence = N_("%(name)s is no longer on the panel.")
    application: Id
    round: Id
    seat: Id
    person: Id
    name: str
    bench: Bench


class PanelLeft(Event):
    """Why somebody left a panel: replaced, recused, or with a conflict of interest."""

    audience = EVALUATOR
    sentence = N_("The reason why %(name)s left a panel was recorded.")
    person: Id
    name: str
    application: Id
    seat: Id
    kind: str
    reason: str


class ConflictDeclared(Event):
    """Somebody declared a conflict of interest with an enterprise or union."""

    audience = EVALUATOR
    sentence = N_("%(actor)s declared a conflict of interest.")
    person: Id
    conflict: Id
    organisation: Id
    ground: Ground


class ConflictLifted(Event):
    """A declared conflict of interest no longer counts, for a stated reason."""

    audience = EVALUATOR
    sentence = N_("%(actor)s lifted a declared conflict of interest: %(reason)s")
    person: Id
    conflict: Id
    reason: str


class EvaluatorReachSet(Event):
    """Where an evaluator sets out from, and how many applications they can take."""

    audience = PANELS
    sentence = N_("%(actor)s noted where an evaluator sets out from and how much they can take.")
    round: Id
    person: Id
    area: str
    at_most: int | None


class VisitPlaceSet(Event):
    """Where an application is to be visited."""

    audience = OFFICE
    sentence = N_("%(actor)s noted where the enterprise is to be visited.")
    application: Id
    area: str


class PanelsProposed(Event):
    """A proposal of who scores what was drawn up."""

    audience = PANELS
    sentence = N_("%(actor)s had a proposal drawn up for the panels.")
    round: Id
    proposal: Id
    places: int
    gaps: int


class PanelsConfirmed(Event):
    """A proposal was confirmed as a whole."""

    audience = PANELS
    sentence = N_("%(actor)s confirmed the proposal for the panels.")
    round: Id
    proposal: Id


class PanelOpened(Event):
    """The sheets of a panel can be seen side by side: all are in, or the last day has passed and `missing` benches have none."""

    audience = PANEL
    sentence = N_("The panel's sheets are open.")
    application: Id
    round: Id
    opening: Id
    number: int
    missing: tuple[Bench, ...]


class PanelFindingRecorded(Event):
    """The chair recorded the panel's value of an item beside the evaluators' own."""

    audience = PANEL
    sentence = N_("%(actor)s recorded the panel's value of item %(item)s.")
    application: Id
    item: str
    edition: int
    value: str
    reason: str
