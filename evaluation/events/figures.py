"""What happens in the register of figures of one enterprise."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from evaluation.rules.measures import Source
from evaluation.rules.streams import REGISTER
from workbench.kernel import N_, Event, Id


class FigureEntered(Event):
    """Somebody stated a figure."""

    audience = REGISTER
    sentence = N_("%(actor)s entered a figure for %(period)s.")
    organisation: Id
    figure: Id
    measure: str
    period: str
    value: str
    unit: str
    source: Source
    evidence: str


class FigureCorrected(Event):
    """A figure was replaced by another one of the same source. What stood before stays."""

    audience = REGISTER
    sentence = N_("%(actor)s corrected a figure for %(period)s: %(reason)s")
    organisation: Id
    figure: Id
    supersedes: Id
    measure: str
    period: str
    value: str
    unit: str
    source: Source
    evidence: str
    reason: str


class FigureRecorded(Event):
    """The house wrote down what its own record says, such as one more meeting held. `supersedes` is the count before."""

    audience = REGISTER
    sentence = N_("The record was counted for %(period)s.")
    organisation: Id
    figure: Id
    supersedes: Id | None
    measure: str
    period: str
    value: str
    unit: str
    source: Source
    evidence: str


class EnteredFigure(BaseModel):
    """One figure of an import."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    figure: Id
    supersedes: Id | None
    measure: str
    period: str
    value: str
    unit: str
    source: Source
    evidence: str


class FiguresImported(Event):
    """Figures were read from a table. `source` of each says where it comes from, `file_name` names the table."""

    audience = REGISTER
    sentence = N_("%(actor)s imported %(count)s figures.")
    organisation: Id
    file_name: str
    count: int
    reason: str
    figures: list[EnteredFigure]
