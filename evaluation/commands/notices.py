"""Objections against a naming while it is on public notice, and the end of the notice."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from evaluation.commands.steps import step
from evaluation.events.decisions import NoticeEnded, ObjectionAnswered, ObjectionFiled, SentBackToCommittee
from evaluation.models import Application, Notice, Objection
from evaluation.policy.decisions import may_answer, may_object, open_objections, running_notice
from evaluation.rules import streams
from evaluation.rules.words import ApplicationState
from evaluation.rules.workflow import Step
from workbench.kernel import (
    ALLOWED,
    N_,
    Absent,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Verdict,
    handler,
    line,
    policy,
    prose,
)


class FileObjection(Command):
    """Objects to a naming while it is on public notice. Anybody may; who it was is known to those who decide, and to nobody else."""

    sentence = N_("Object")
    locks = "notice/{notice}"
    for_anyone = True
    notice: Id
    text: Annotated[str, prose(10_000)] = Field(title=N_("What speaks against it"))
    name: Annotated[str, line(80, blank=True)] = Field(default="", title=N_("Name"))
    contact: Annotated[str, line(200, blank=True)] = Field(default="", title=N_("How to reach you"))


@policy(FileObjection)
def may_file_objection(question: Question, command: FileObjection) -> Verdict:
    """Allow anybody until the notice's last day."""
    return may_object(question, command.notice)


@handler(FileObjection)
def file_objection(act: Act, command: FileObjection) -> Handling:
    """Enter the objection where those who decide read it."""
    notice = act.find(Notice, command.notice)
    row = Objection(
        id=act.new_id(),
        stream=streams.objections(notice.application),
        application=notice.application,
        notice=notice.id,
        person=act.actor.person,
        at=act.now,
        **command.model_dump(include={"text", "name", "contact"}),
    )
    act.add(row)
    yield ObjectionFiled(application=row.application, objection=row.id)
    return {}


class AnswerObjection(Command):
    """Answers an objection. An upheld one takes the notice down, and the committee decides anew."""

    sentence = N_("Answer the objection")
    locks = "objection/{objection}"
    objection: Id = Field(title=N_("Objection"))
    upheld: bool = Field(title=N_("Decision"))
    answer: Annotated[str, prose(5_000)] = Field(title=N_("Answer"))


@policy(AnswerObjection)
def may_answer_objection(question: Question, command: AnswerObjection) -> Verdict:
    """Allow the committee, once."""
    return may_answer(question, command.objection)


@handler(AnswerObjection)
def answer_objection(act: Act, command: AnswerObjection) -> Handling:
    """Enter the answer."""
    row = act.find(Objection, command.objection)
    row.upheld, row.answer = command.upheld, command.answer
    row.answered_by, row.answered_at = act.actor.person, act.now
    application = act.find(Application, row.application)
    yield ObjectionAnswered(application=row.application, objection=row.id, upheld=command.upheld)
    if command.upheld and application.state == ApplicationState.NOTICE:
        notice = act.find(Notice, row.notice)
        notice.ended_at, notice.taken_down = notice.ended_at or act.now, True
        step(act, application, Step.BACK_TO_COMMITTEE)
        yield SentBackToCommittee(application=application.id)
    return {"application": application.id, "state": application.state}


class EndNotice(Command):
    """Notes that a public notice is over. With an objection still unanswered the application goes back to the committee."""

    sentence = N_("Note the end of a notice")
    locks = "evaluation/{application}"
    application: Id


@policy(EndNotice)
def may_end_notice(question: Question, command: EndNotice) -> Verdict:
    """Allow the house itself."""
    if not question.actor.is_house:
        raise Absent
    return ALLOWED


@handler(EndNotice)
def end_notice(act: Act, command: EndNotice) -> Handling:
    """Note it, once."""
    application, notice = act.find(Application, command.application), running_notice(act, command.application)
    if notice is None or notice.ended_at is not None or act.today <= notice.until:
        raise Absent
    notice.ended_at = act.now
    yield NoticeEnded(application=application.id, notice=notice.id)
    if open_objections(act, application.id):
        notice.taken_down = True
        step(act, application, Step.BACK_TO_COMMITTEE)
        yield SentBackToCommittee(application=application.id)
    return {}
