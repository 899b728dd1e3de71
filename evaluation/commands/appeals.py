"""Appeals against a refusal or a revocation."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evaluation.commands.steps import step
from evaluation.events.decisions import AppealDecided, AppealFiled
from evaluation.events.titles import TitleRestored
from evaluation.models import Appeal, Application
from evaluation.policy.decisions import appealable, may_appeal, may_decide_appeal
from evaluation.policy.roles import application_of
from evaluation.policy.titles import title_of
from evaluation.rules.words import ApplicationState
from evaluation.rules.workflow import Step
from workbench.kernel import N_, Act, Command, Handling, Id, Question, Verdict, handler, policy, prose


class FileAppeal(Command):
    """Appeals against the refusal or the revocation an application stands under. Result: {"appeal": id}."""

    sentence = N_("Appeal")
    locks = "evaluation/{application}"
    application: Id
    grounds: Annotated[str, prose(10_000)] = Field(title=N_("Grounds"))


@policy(FileAppeal)
def may_file_appeal(question: Question, command: FileAppeal) -> Verdict:
    """Allow the applicant within the days of the scheme, once."""
    return may_appeal(question, command.application)


@handler(FileAppeal)
def file_appeal(act: Act, command: FileAppeal) -> Handling:
    """Enter the appeal."""
    found = application_of(act, command.application)
    row = Appeal(
        id=act.new_id(),
        stream=found.stream,
        application=found.id,
        against=str(appealable(act, found)),
        state=found.state,
        grounds=command.grounds,
        made_by=str(act.actor.person),
        at=act.now,
    )
    act.add(row)
    yield AppealFiled(application=found.id, appeal=row.id)
    return {"appeal": row.id}


class DecideAppeal(Command):
    """Decides on an appeal. Upheld, a refused application goes back to the committee and a revoked title holds again."""

    sentence = N_("Decide on the appeal")
    locks = "appeal/{appeal}"
    appeal: Id = Field(title=N_("Appeal"))
    upheld: bool = Field(title=N_("Decision"))
    reason: Annotated[str, prose(5_000)] = Field(title=N_("Reason"))


@policy(DecideAppeal)
def may_decide_on_appeal(question: Question, command: DecideAppeal) -> Verdict:
    """Allow the committee, once."""
    return may_decide_appeal(question, command.appeal)


@handler(DecideAppeal)
def decide_appeal(act: Act, command: DecideAppeal) -> Handling:
    """Enter the decision and undo what was appealed against when it is upheld."""
    row = act.find(Appeal, command.appeal)
    row.upheld, row.reason, row.decided_by, row.decided_at = command.upheld, command.reason, act.actor.person, act.now
    found = act.find(Application, row.application)
    yield AppealDecided(application=found.id, appeal=row.id, upheld=command.upheld, reason=command.reason)
    if command.upheld and found.state == ApplicationState.REFUSED:
        step(act, found, Step.REOPEN)
    elif command.upheld and found.state == ApplicationState.REVOKED:
        title = title_of(act, found.id)
        step(act, found, Step.RESTORE)
        if title is not None:
            title.revoked_at, title.revoked_reason = None, ""
            yield TitleRestored(application=found.id, title=title.id)
    return {"application": found.id, "state": found.state}
