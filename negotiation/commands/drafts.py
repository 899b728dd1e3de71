"""A side's unsent proposals: started, saved, discarded, with files. Told to that side alone."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from agreements.rules.text import content_hash
from negotiation.events.drafts import DraftAttached, DraftDetached, DraftDiscarded, DraftSaved, DraftStarted
from negotiation.models import Attachment, Issue, Proposal, ProposalDraft, Seat
from negotiation.policy.drafts import STALE_DRAFT, files_of, may_detach, may_start, may_write
from negotiation.policy.issues import time_said
from negotiation.policy.proposals import proposal_of
from negotiation.policy.seats import side_of, take_seat
from negotiation.rules import streams
from negotiation.rules.words import Side
from workbench.kernel import (
    N_,
    Absent,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    Version,
    handler,
    line,
    policy,
    prose,
)
from workbench.kernel.blobs import Upload

TOO_MANY_FILES = Reason("too_many_files", N_("A draft takes at most %(limit)s files."), 409)
FILES = 10


class StartDraft(Command):
    """Starts a side's draft on an issue, from the proposal it answers or else from the text in force."""

    sentence: ClassVar[str] = N_("Start a draft")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    issue: Id
    answers: Id | None = None


class SaveProposalDraft(Command):
    """Saves a draft over the version it was written from.

    Refused as stale_draft when somebody else saved meanwhile: the answer holds their text, author and version.
    """

    sentence: ClassVar[str] = N_("Save the draft")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    draft: Id
    version: Version
    text: Annotated[str, prose(50_000, blank=True)] = Field(title=N_("Text"))
    gist: Annotated[str, line(60, blank=True)] = Field(default="", title=N_("In one line"))
    reason: Annotated[str, prose(5_000, blank=True)] = Field(default="", title=N_("Reasons"))


class DiscardDraft(Command):
    """Puts a draft away. Nothing of it was ever at the table."""

    sentence: ClassVar[str] = N_("Discard the draft")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    draft: Id


class AttachToDraft(Command):
    """Puts a file to a draft; it is tabled together with the text."""

    sentence: ClassVar[str] = N_("Attach a file")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    draft: Id
    file: Upload = Field(title=N_("File"))


class DetachFromDraft(Command):
    """Takes a file from a draft."""

    sentence: ClassVar[str] = N_("Take the file away")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    attachment: Id


@policy(StartDraft)
def _may_start(question: Question, command: StartDraft) -> Verdict:
    return may_start(question, command.bargaining, command.issue)


@policy(SaveProposalDraft, DiscardDraft, AttachToDraft)
def _may_write(question: Question, command: Any) -> Verdict:
    return may_write(question, command.bargaining, command.draft)


@policy(DetachFromDraft)
def _may_detach(question: Question, command: DetachFromDraft) -> Verdict:
    return may_detach(question, command.bargaining, command.attachment)


@handler(StartDraft)
def start_draft(act: Act, command: StartDraft) -> Handling:
    """Copy the text that is answered into a fresh draft."""
    seat = take_seat(act, command.bargaining)
    issue, side = act.find(Issue, command.issue), side_of(seat)
    draft = ProposalDraft(
        id=act.new_id(),
        stream=streams.caucus(issue.bargaining, side),
        bargaining=issue.bargaining,
        issue=issue.id,
        side=side,
        answers=command.answers,
        text=_answered_text(act, issue, command.answers),
        version=1,
        started_by=seat.id,
        saved_by=seat.id,
        saved_at=act.now,
    )
    act.add(draft)
    yield DraftStarted(bargaining=issue.bargaining, side=side, issue=issue.id, draft=draft.id, answers=command.answers)
    return {"draft": draft.id, "version": 1}


def _answered_text(act: Act, issue: Issue, answers: str | None) -> str:
    if answers is None:
        return issue.current_text
    proposal: Proposal = proposal_of(act, issue.bargaining, answers)
    if proposal.issue != issue.id:
        raise Absent
    # Who answers a proposal to strike the clause begins with the clause.
    return proposal.text or issue.current_text


@handler(SaveProposalDraft)
def save_draft(act: Act, command: SaveProposalDraft) -> Handling:
    """Save over the version the text was written from. An unchanged text stays the same version."""
    seat = take_seat(act, command.bargaining)
    draft = act.find(ProposalDraft, command.draft)
    refuse_stale(act, draft, command.version)
    content = (command.text, command.gist, command.reason)
    if content != (draft.text, draft.gist, draft.reason):
        draft.text, draft.gist, draft.reason = content
        draft.version += 1
        draft.saved_by, draft.saved_at = seat.id, act.now
        yield DraftSaved(**_about(draft), version=draft.version, content_hash=content_hash(draft.text))
    return {"draft": draft.id, "version": draft.version}


def refuse_stale(act: Act, draft: ProposalDraft, version: int) -> None:
    """Raise Refusal, with the text that was saved meanwhile, unless `version` is the draft's newest."""
    if draft.version != version:
        author = act.find(Seat, draft.saved_by).name
        said = {"author": author, "clock": time_said(act, draft.saved_at)}
        raise Refusal(STALE_DRAFT, "text", **said, version=draft.version, text=draft.text)


@handler(DiscardDraft)
def discard_draft(act: Act, command: DiscardDraft) -> Handling:
    """Put the draft away."""
    take_seat(act, command.bargaining)
    draft = act.find(ProposalDraft, command.draft)
    draft.discarded_at = act.now
    yield DraftDiscarded(**_about(draft))
    return {"draft": draft.id}


@handler(AttachToDraft)
def attach_to_draft(act: Act, command: AttachToDraft) -> Handling:
    """Put the file to the draft."""
    take_seat(act, command.bargaining)
    draft = act.find(ProposalDraft, command.draft)
    if len(files_of(act, draft.id)) >= FILES:
        raise Refusal(TOO_MANY_FILES, "file", limit=FILES)
    file = command.file.model_dump()
    attachment = Attachment(id=act.new_id(), stream=draft.stream, bargaining=draft.bargaining, draft=draft.id, **file)
    act.add(attachment)
    yield DraftAttached(**_about(draft), attachment=attachment.id, name=attachment.name, sha256=attachment.sha256)
    return {"attachment": attachment.id}


@handler(DetachFromDraft)
def detach_from_draft(act: Act, command: DetachFromDraft) -> Handling:
    """Take the file from the draft."""
    take_seat(act, command.bargaining)
    attachment = act.find(Attachment, command.attachment)
    draft = act.find(ProposalDraft, attachment.draft)
    act.session.delete(attachment)
    yield DraftDetached(**_about(draft), attachment=attachment.id, name=attachment.name)
    return {"draft": draft.id}


def _about(draft: ProposalDraft) -> dict[str, Any]:
    return {"bargaining": draft.bargaining, "side": Side(draft.side), "issue": draft.issue, "draft": draft.id}
