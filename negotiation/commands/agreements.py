"""Initials, and the tentative agreement that two of them under the same text make."""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints
from sqlalchemy import select

from negotiation.commands.proposals import about, settle
from negotiation.events.agreements import InitialUndone, IssueReopened, TentativelyAgreed, TextInitialled
from negotiation.models import Initial, Issue, Proposal, TentativeAgreement
from negotiation.policy.agreements import STALE, may_initial, may_reopen, may_undo
from negotiation.policy.issues import PARTY_WORDS, time_said
from negotiation.policy.proposals import has_ended, label_of, latest_of, live_initials, own_initial, proposal_of
from negotiation.policy.seats import take_seat
from negotiation.rules import streams
from negotiation.rules.acceptance import Obstacle, is_agreed, obstacle
from negotiation.rules.words import Fate, Party, Side, Standing
from workbench.kernel import (
    N_,
    Absent,
    Act,
    Command,
    Event,
    Handling,
    Id,
    Question,
    Refusal,
    Verdict,
    handler,
    policy,
    prose,
)

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class InitialText(Command):
    """A chief's initials under a standing proposal of either side, naming the content hash of the text that was read.

    Refused as stale_text, saying what happened, when the proposal no longer stands or its text is another one. The second
    chief's initials under the same text make the tentative agreement.
    """

    sentence: ClassVar[str] = N_("Initial the text")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    issue: Id
    proposal: Id
    content_hash: Hash


class UndoInitial(Command):
    """Takes one's side's initials back before the other side has initialled."""

    sentence: ClassVar[str] = N_("Take the initials back")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    issue: Id


class ReopenIssue(Command):
    """Ends a tentative agreement, with a reason. Its initials end with it; the proposals stand again where they can."""

    sentence: ClassVar[str] = N_("Reopen the issue")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    issue: Id
    reason: Annotated[str, prose(2_000)] = Field(title=N_("Reason"))


@policy(InitialText)
def _may_initial(question: Question, command: InitialText) -> Verdict:
    return may_initial(question, command.bargaining, command.issue)


@policy(UndoInitial)
def _may_undo(question: Question, command: UndoInitial) -> Verdict:
    return may_undo(question, command.bargaining, command.issue)


@policy(ReopenIssue)
def _may_reopen(question: Question, command: ReopenIssue) -> Verdict:
    return may_reopen(question, command.bargaining, command.issue)


@handler(InitialText)
def initial_text(act: Act, command: InitialText) -> Handling:
    """Put the initials under the text that was read, and agree when both sides' stand there."""
    seat = take_seat(act, command.bargaining)
    issue = act.find(Issue, command.issue)
    proposal = proposal_of(act, command.bargaining, command.proposal)
    if proposal.issue != issue.id:
        raise Absent
    _refuse_stale(act, proposal, command.content_hash)
    initial = Initial(
        id=act.new_id(),
        stream=streams.table(issue.bargaining),
        bargaining=issue.bargaining,
        issue=issue.id,
        proposal=proposal.id,
        side=seat.party,
        seat=seat.id,
        content_hash=proposal.content_hash,
        at=act.now,
    )
    act.add(initial)
    yield TextInitialled(**about(proposal), side=Side(initial.side), seat=seat.id, content_hash=initial.content_hash)
    agreement = yield from _agree(act, issue, proposal)
    return {"initial": initial.id, "agreement": agreement, "standing": issue.standing}


def _refuse_stale(act: Act, proposal: Proposal, read: str) -> None:
    found = obstacle(Fate(proposal.fate), is_over=has_ended(act, proposal), read=read, stands=proposal.content_hash)
    if found is None:
        return
    said = {"label": label_of(proposal), "party": PARTY_WORDS[Party(proposal.party)], "proposal": proposal.id}
    if found is Obstacle.SUPERSEDED and (latest := latest_of(act, proposal.issue, proposal.party)):
        said |= {"latest": label_of(latest), "clock": time_said(act, latest.tabled_at), "proposal": latest.id}
    elif proposal.fate_at is not None:
        said["clock"] = time_said(act, proposal.fate_at)
    raise Refusal(STALE[found], None, **said, read=read[:8], stands=proposal.content_hash[:8])


def _agree(act: Act, issue: Issue, proposal: Proposal) -> Generator[Event, None, str | None]:
    initials = {
        initial.side: initial.content_hash
        for initial in live_initials(act, issue.id)
        if initial.proposal == proposal.id
    }
    if not is_agreed(initials):
        return None
    agreement = TentativeAgreement(
        id=act.new_id(),
        stream=streams.table(issue.bargaining),
        bargaining=issue.bargaining,
        issue=issue.id,
        proposal=proposal.id,
        content_hash=proposal.content_hash,
        at=act.now,
    )
    act.add(agreement)
    proposal.fate, proposal.fate_at = Fate.AGREED, act.now
    issue.standing = Standing.AGREED
    yield TentativelyAgreed(**about(proposal), agreement=agreement.id, content_hash=proposal.content_hash)
    return agreement.id


@handler(UndoInitial)
def undo_initial(act: Act, command: UndoInitial) -> Handling:
    """Take the side's initials back."""
    seat = take_seat(act, command.bargaining)
    initial = own_initial(act, command.issue, seat)
    if initial is None:
        raise Absent
    initial.lapsed_at = act.now
    proposal = act.find(Proposal, initial.proposal)
    yield InitialUndone(**about(proposal), side=Side(initial.side))
    return {"issue": command.issue}


@handler(ReopenIssue)
def reopen_issue(act: Act, command: ReopenIssue) -> Handling:
    """End the agreement and its initials, and let the issue stand where its proposals do."""
    seat = take_seat(act, command.bargaining)
    issue = act.find(Issue, command.issue)
    agreement = standing_agreement(act, issue.id)
    agreement.reopened_at, agreement.reopened_by, agreement.reopened_reason = act.now, seat.id, command.reason
    proposal = act.find(Proposal, agreement.proposal)
    for initial in live_initials(act, issue.id):
        initial.lapsed_at = act.now
    proposal.fate, proposal.fate_at = Fate.STANDING, None
    if has_ended(act, proposal):
        proposal.fate, proposal.fate_at = Fate.EXPIRED, act.now
    settle(act, issue, resumed=True)
    yield IssueReopened(**about(proposal), agreement=agreement.id, reason=command.reason)
    return {"issue": issue.id, "standing": issue.standing}


def standing_agreement(act: Act, issue: str) -> TentativeAgreement:
    """Return the tentative agreement that stands on an issue. Raises Absent."""
    query = select(TentativeAgreement).where(TentativeAgreement.issue == issue)
    found = act.first(query.where(TentativeAgreement.reopened_at.is_(None)))
    if found is None:
        raise Absent
    return found
