"""The live parts of an application's file: where it stands, and what happened."""

from __future__ import annotations

from typing import Any

from evaluation.events.applications import (
    ApplicationForwarded,
    ApplicationReturned,
    ApplicationSubmitted,
    ApplicationTakenUp,
    ApplicationWithdrawn,
    Applied,
    CongressResolved,
    SelfScored,
)
from evaluation.events.decisions import (
    AppealDecided,
    AppealFiled,
    CommitteeDecided,
    NoticeEnded,
    NoticePublished,
    ObjectionAnswered,
    ObjectionFiled,
    ReviewsTold,
    SentBackToCommittee,
)
from evaluation.events.titles import (
    RectificationDue,
    RectificationOrdered,
    ReviewBegun,
    TitleExpired,
    TitleKept,
    TitleNamed,
    TitleRestored,
    TitleRevoked,
    TitleUpgraded,
)
from evaluation.models import Application
from evaluation.queries.application_files import history, strip_of
from evaluation.queries.rounds import waits_for
from evaluation.rules import streams
from evaluation.rules.words import ApplicationState
from workbench.kernel import Reader
from workbench.live import region

_COURSE = (
    AppealDecided,
    AppealFiled,
    ApplicationForwarded,
    ApplicationReturned,
    ApplicationSubmitted,
    ApplicationTakenUp,
    ApplicationWithdrawn,
    Applied,
    CommitteeDecided,
    CongressResolved,
    NoticeEnded,
    NoticePublished,
    RectificationDue,
    RectificationOrdered,
    ReviewBegun,
    ReviewsTold,
    SelfScored,
    SentBackToCommittee,
    TitleExpired,
    TitleKept,
    TitleNamed,
    TitleRestored,
    TitleRevoked,
    TitleUpgraded,
)
_PLACE = "evaluation/regions/"


@region("application.stands", listens=_COURSE, template=f"{_PLACE}application_stands.html")
def stands_region(reader: Reader, application: str) -> dict[str, Any]:
    """Return where an application stands, since when, and who has it before them."""
    found = reader.get(Application, application)
    state = ApplicationState(found.state)
    return {
        "state": state,
        "strip": strip_of(state),
        "since": reader.here(found.state_since),
        "who": waits_for(state),
        "today": reader.now.date(),
    }


@region(
    "application.history",
    listens=(*_COURSE, ObjectionFiled, ObjectionAnswered),
    template=f"{_PLACE}application_history.html",
    reads=(streams.OFFICE,),
)
def history_region(reader: Reader, application: str) -> dict[str, Any]:
    """Return what happened."""
    reader.get(Application, application)
    return {"happened": history(reader, application), "today": reader.now.date()}
