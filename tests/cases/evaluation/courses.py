"""Walking an application through its course by the short way: sheets are stored as filed, everything else goes through the door."""

from __future__ import annotations

from datetime import date

from evaluation.commands.applications import SubmitApplication
from evaluation.commands.committee import DecideToName, RefuseApplication
from evaluation.commands.congress import RecordAdoption
from evaluation.commands.reviews import ForwardApplication, TakeUpApplication
from evaluation.commands.titles import NameEnterprise
from evaluation.models import Application
from evaluation.rules.words import ApplicationState, Stage
from tests.cases.evaluation.rounds import TODAY, OneApplies
from workbench.kernel.blobs import Upload

MINUTES = Upload(sha256="a" * 64, name="纪要.pdf", size=10, media_type="application/pdf")


def adopting(one: OneApplies, **changes: object) -> RecordAdoption:
    """Return the command that records an adoption by 60 of 100."""
    usual: dict[str, object] = {
        "application": one.id,
        "held_on": TODAY,
        "representatives": 100,
        "present": 80,
        "in_favour": 60,
        "against": 15,
        "abstained": 5,
        "minutes": MINUTES,
    }
    return RecordAdoption(**{**usual, **changes})  # type: ignore[arg-type]


def naming(one: OneApplies, **changes: object) -> DecideToName:
    """Return the committee's decision to name with tier A."""
    usual: dict[str, object] = {"application": one.id, "tier": "A", "in_favour": 5, "against": 1, "reason": "well run"}
    return DecideToName(**{**usual, **changes})  # type: ignore[arg-type]


def refusing(one: OneApplies) -> RefuseApplication:
    """Return the committee's refusal."""
    return RefuseApplication(application=one.id, in_favour=5, against=1, reason="wages paid late")


def self_scored(one: OneApplies, turn: int = 1) -> str:
    """File the self-assessment and lay it before the congress; return the filed sheet's id."""
    filed = one.held.file_sheet(one.id, Stage.SELF, turn)
    stands(one, ApplicationState.SELF_SCORED)
    return filed


def stands(one: OneApplies, state: ApplicationState) -> None:
    """Let the application stand so, as handing in a sheet would."""
    with one.held.hall.door.store.writing("test") as session:
        row = session.get_one(Application, one.id)
        row.state, row.state_since = state, one.held.hall.clock.now
        session.commit()


def submitted(one: OneApplies) -> None:
    """Go as far as submitted."""
    self_scored(one)
    one.do("steward", adopting(one))
    one.do("boss", SubmitApplication(application=one.id))


def before_committee(one: OneApplies, total: str = "9", tier: str = "A") -> None:
    """Go as far as the committee."""
    submitted(one)
    one.do("office", TakeUpApplication(application=one.id))
    one.held.file_sheet(one.id, Stage.FIRST)
    one.do("office", ForwardApplication(application=one.id))
    one.held.file_sheet(one.id, Stage.SECOND, total=total, tier=tier)
    one.do("reviewer", ForwardApplication(application=one.id))


def on_notice(one: OneApplies) -> str:
    """Go as far as the public notice and return its id."""
    before_committee(one)
    return str(one.do("committee", naming(one))["notice"])


def named(one: OneApplies) -> str:
    """Go as far as named and return the title's id."""
    on_notice(one)
    one.held.hall.clock.forward(days=8)
    return str(one.do("office", NameEnterprise(application=one.id))["title"])


def today(one: OneApplies) -> date:
    """Return the day it is (tests begin at 09:30 at the place of the house)."""
    return one.held.hall.clock.now.date()
