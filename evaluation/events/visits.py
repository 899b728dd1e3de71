"""What happens around visits: the draw is told to those who review, a visit on the stream of whoever makes it."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from evaluation.rules.streams import OFFICE, PANEL
from evaluation.rules.visits import PLANS, Among, Finding
from workbench.kernel import N_, Event, Id
from workbench.kernel.streams import ANY_STREAM


class VisitTraitsNoted(Event):
    """By what an application is put into a stratum was noted."""

    audience = OFFICE
    sentence = N_("%(actor)s noted size, sector and area for drawing visits.")
    application: Id
    people: int | None
    sector: str
    area: str


class VisitsDrawn(Event):
    """Whom to visit was drawn. `strata` are (size, sector, area, applications, drawn): with the seed anybody can draw it again."""

    audience = PLANS
    sentence = N_("%(actor)s drew %(size)s visits from the seed %(seed)s.")
    round: Id
    plan: Id
    number: int
    among: Among
    seed: str
    size: int
    strata: list[tuple[str, str, str, list[Id], list[Id]]]
    reason: str


class VisitOpened(Event):
    """Somebody began a visit."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s began a visit.")
    place: str
    application: Id
    visit: Id
    plan: Id | None
    cause: str


class VisitEntryKept(Event):
    """What was found at an item was written down."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s wrote down what was found at item %(item)s.")
    place: str
    application: Id
    visit: Id
    number: int
    item: str
    finding: Finding
    note: str
    noted_at: datetime | None


class VisitPhotoAdded(Event):
    """A photograph was taken at a visit. It is evidence: see EvidenceAdded of the same piece."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s took a photograph at the visit.")
    place: str
    application: Id
    visit: Id
    piece: Id
    item: str


class FoundAtVisit(BaseModel):
    """What was written at one item of a visit."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    item: str
    finding: Finding
    note: str


class VisitTold(Event):
    """What a member of a blind panel found at a visit became known to the panel when it opened."""

    audience = PANEL
    sentence = N_("What was found at a visit became known with the panel.")
    application: Id
    visit: Id
    by: Id
    cause: str
    summary: str
    found: list[FoundAtVisit]


class VisitClosed(Event):
    """A visit was closed; nothing is added to it any more."""

    audience = ANY_STREAM
    sentence = N_("%(actor)s closed the visit.")
    place: str
    application: Id
    visit: Id
    summary: str
