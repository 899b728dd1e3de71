"""Numbered proposals: tabled, withdrawn, expired; issues held and resumed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field
from sqlalchemy import select

from agreements.rules.text import content_hash
from negotiation.commands.drafts import refuse_stale
from negotiation.events.agreements import InitialLapsed
from negotiation.events.drafts import DraftTabled
from negotiation.events.issues import IssueHeld, IssueResumed
from negotiation.events.proposals import ProposalExpired, ProposalTabled, ProposalWithdrawn
from negotiation.models import Attachment, Initial, Issue, Proposal, ProposalDraft, Seat
from negotiation.policy.drafts import files_of
from negotiation.policy.issues import PARTY_WORDS, running_meeting, time_said
from negotiation.policy.meetings import NO_MEETING
from negotiation.policy.proposals import (
    DATE_PAST,
    NOTHING_TO_STRIKE,
    STRIKES_WITH_TEXT,
    TABLE_MOVED,
    TEXT_EMPTY,
    TEXT_IN_FORCE,
    TEXT_REPEATED,
    has_ended,
    label_of,
    latest_of,
    live_initials,
    may_move,
    may_table,
    may_withdraw,
    standing_on,
)
from negotiation.policy.seats import take_seat
from negotiation.rules import streams
from negotiation.rules.standing import SET_ASIDE, Move, standing_of
from negotiation.rules.words import Fate, Party, Side, Standing
from workbench.kernel import (
    ALLOWED,
    N_,
    Absent,
    Act,
    Command,
    Door,
    Event,
    Handling,
    Id,
    Question,
    Refusal,
    Verdict,
    Version,
    handler,
    policy,
    prose,
    the_house,
)

Why = Annotated[str, prose(2_000)]


class TableProposal(Command):
    """Hands a side's draft over to the table as a numbered pass, which nobody can change from then on.

    `draft_version` is the version that was read; `after`, when given, the last proposal on the issue that was seen: with
    either out of date nothing is tabled. The pass can be bound to a last day, or to the end of the running meeting.
    `strikes`: the pass proposes to strike the clause in force altogether; its draft is left without a text.
    """

    sentence: ClassVar[str] = N_("Table the proposal")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    draft: Id
    draft_version: Version
    expires_on: date | None = Field(default=None, title=N_("Stands until"))
    ends_with_meeting: bool = Field(default=False, title=N_("Ends with this meeting"))
    strikes: bool = Field(default=False, title=N_("Strike the whole clause"))
    after: Id | None = None


class WithdrawProposal(Command):
    """Withdraws a standing proposal of one's own side, with a reason."""

    sentence: ClassVar[str] = N_("Withdraw the proposal")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    proposal: Id
    reason: Why = Field(title=N_("Reason"))


class HoldIssue(Command):
    """Sets an issue aside for now, with a reason."""

    sentence: ClassVar[str] = N_("Hold the issue")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    issue: Id
    reason: Why = Field(title=N_("Reason"))


class ResumeIssue(Command):
    """Takes up a held issue again, where it stood."""

    sentence: ClassVar[str] = N_("Resume the issue")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    issue: Id


class ExpireProposals(Command):
    """Notes which proposals have ended by themselves. The house asks this each day and at the end of a meeting."""

    sentence: ClassVar[str] = N_("Note expired proposals")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id


@policy(TableProposal)
def _may_table(question: Question, command: TableProposal) -> Verdict:
    return may_table(question, command.bargaining, command.draft)


@policy(WithdrawProposal)
def _may_withdraw(question: Question, command: WithdrawProposal) -> Verdict:
    return may_withdraw(question, command.bargaining, command.proposal)


@policy(HoldIssue)
def _may_hold(question: Question, command: HoldIssue) -> Verdict:
    return may_move(question, command.bargaining, command.issue, Move.HOLD)


@policy(ResumeIssue)
def _may_resume(question: Question, command: ResumeIssue) -> Verdict:
    return may_move(question, command.bargaining, command.issue, Move.RESUME)


@policy(ExpireProposals)
def _may_expire(question: Question, command: ExpireProposals) -> Verdict:
    if not question.actor.is_house:
        raise Absent
    return ALLOWED


@handler(TableProposal)
def table_proposal(act: Act, command: TableProposal) -> Handling:
    """Number the draft's text, let it take the place of the side's earlier one, and tell table and caucus separately."""
    seat = take_seat(act, command.bargaining)
    draft = act.find(ProposalDraft, command.draft)
    issue = act.find(Issue, draft.issue)
    refuse_stale(act, draft, command.draft_version)
    _refuse_unseen(act, issue, command.after)
    earlier = latest_of(act, issue.id, seat.party)
    _refuse_old_text(draft, issue, earlier, strikes=command.strikes)
    proposal = _numbered(act, command, seat, draft, earlier)
    files = _tabled_files(act, draft, proposal)
    if earlier is not None and earlier.fate == Fate.STANDING:
        yield from end(act, earlier, Fate.SUPERSEDED)
    draft.tabled_as, issue.last_proposal = proposal.id, proposal.id
    settle(act, issue)
    yield _tabled(proposal, earlier, files)
    label = label_of(proposal)
    yield DraftTabled(
        bargaining=issue.bargaining,
        side=Side(draft.side),
        issue=issue.id,
        draft=draft.id,
        proposal=proposal.id,
        label=label,
    )
    return {"proposal": proposal.id, "label": label, "issue": issue.id}


def _refuse_unseen(act: Act, issue: Issue, seen: str | None) -> None:
    if seen is None or issue.last_proposal in (None, seen):
        return
    last = act.find(Proposal, issue.last_proposal)
    party, clock = PARTY_WORDS[Party(last.party)], time_said(act, last.tabled_at)
    raise Refusal(TABLE_MOVED, None, party=party, label=label_of(last), clock=clock)


def _refuse_old_text(draft: ProposalDraft, issue: Issue, earlier: Proposal | None, *, strikes: bool) -> None:
    if strikes and draft.text.strip():
        raise Refusal(STRIKES_WITH_TEXT, "strikes")
    if strikes and not issue.current_text:
        raise Refusal(NOTHING_TO_STRIKE, "strikes")
    if not strikes and not draft.text.strip():
        raise Refusal(TEXT_EMPTY, "text")
    if draft.text == issue.current_text:
        raise Refusal(TEXT_IN_FORCE, "text")
    if earlier is not None and earlier.fate == Fate.STANDING and earlier.text == draft.text:
        raise Refusal(TEXT_REPEATED, "text", label=label_of(earlier))


def _numbered(act: Act, command: TableProposal, seat: Seat, draft: ProposalDraft, earlier: Proposal | None) -> Proposal:
    meeting = running_meeting(act, command.bargaining)
    if command.expires_on is not None and command.expires_on < act.today:
        raise Refusal(DATE_PAST, "expires_on")
    if command.ends_with_meeting and meeting is None:
        raise Refusal(NO_MEETING, "ends_with_meeting")
    text = "" if command.strikes else draft.text
    proposal = Proposal(
        id=act.new_id(),
        stream=streams.table(draft.bargaining),
        bargaining=draft.bargaining,
        issue=draft.issue,
        party=seat.party,
        number=earlier.number + 1 if earlier else 1,
        parent=draft.answers,
        text=text,
        content_hash=content_hash(text),
        gist=draft.gist,
        reason=draft.reason,
        expires_on=command.expires_on,
        ends_with_meeting=command.ends_with_meeting,
        tabled_by=seat.id,
        mandate=act.mandate,
        meeting=meeting.id if meeting else None,
        tabled_at=act.now,
        fate=Fate.STANDING,
    )
    act.add(proposal)
    return proposal


def _tabled_files(act: Act, draft: ProposalDraft, proposal: Proposal) -> tuple[str, ...]:
    # The draft keeps its own rows: an id known in the caucus is never seen at the table.
    files = files_of(act, draft.id)
    for file in files:
        act.add(
            Attachment(
                id=act.new_id(),
                stream=proposal.stream,
                bargaining=proposal.bargaining,
                proposal=proposal.id,
                sha256=file.sha256,
                name=file.name,
                size=file.size,
                media_type=file.media_type,
            )
        )
    return tuple(file.sha256 for file in files)


def _tabled(proposal: Proposal, earlier: Proposal | None, files: tuple[str, ...]) -> ProposalTabled:
    superseded = earlier.id if earlier is not None and earlier.fate == Fate.SUPERSEDED else None
    names = ("bargaining", "issue", "parent", "text", "content_hash", "gist", "reason")
    more = ("expires_on", "ends_with_meeting", "meeting")
    return ProposalTabled(
        proposal=proposal.id,
        party=Party(proposal.party),
        label=label_of(proposal),
        supersedes=superseded,
        attachments=files,
        **{name: getattr(proposal, name) for name in names + more},
    )


@handler(WithdrawProposal)
def withdraw_proposal(act: Act, command: WithdrawProposal) -> Handling:
    """Let the proposal stand no longer; initials under it fall away."""
    take_seat(act, command.bargaining)
    proposal = act.find(Proposal, command.proposal)
    yield from end(act, proposal, Fate.WITHDRAWN, command.reason)
    yield ProposalWithdrawn(**about(proposal), reason=command.reason)
    return {"proposal": proposal.id}


@handler(HoldIssue)
def hold_issue(act: Act, command: HoldIssue) -> Handling:
    """Set the issue aside."""
    take_seat(act, command.bargaining)
    issue = act.find(Issue, command.issue)
    issue.standing, issue.held_reason = Standing.HELD, command.reason
    yield IssueHeld(bargaining=issue.bargaining, issue=issue.id, heading=issue.heading, reason=command.reason)
    return {"issue": issue.id}


@handler(ResumeIssue)
def resume_issue(act: Act, command: ResumeIssue) -> Handling:
    """Take the issue up again where its proposals stand now."""
    take_seat(act, command.bargaining)
    issue = act.find(Issue, command.issue)
    issue.held_reason = ""
    settle(act, issue, resumed=True)
    yield IssueResumed(bargaining=issue.bargaining, issue=issue.id, heading=issue.heading)
    return {"issue": issue.id, "standing": issue.standing}


@handler(ExpireProposals)
def expire_proposals(act: Act, command: ExpireProposals) -> Handling:
    """Note what has ended by itself."""
    yield from expire(act, command.bargaining)
    return None


def expire(act: Act, bargaining: str) -> Iterator[Event]:
    """End every standing proposal of a bargaining that is over by the rule, and yield what happened."""
    query = select(Proposal).where(Proposal.bargaining == bargaining, Proposal.fate == Fate.STANDING)
    for proposal in act.all(query.order_by(Proposal.tabled_at, Proposal.id)):
        if has_ended(act, proposal):
            yield from end(act, proposal, Fate.EXPIRED)
            yield ProposalExpired(**about(proposal))


def end(act: Act, proposal: Proposal, fate: Fate, reason: str = "") -> Iterator[Event]:
    """Give a standing proposal its fate, let initials under it fall away, and settle its issue."""
    proposal.fate, proposal.fate_at, proposal.fate_reason = fate, act.now, reason
    for initial in live_initials(act, proposal.issue):
        if initial.proposal == proposal.id:
            yield lapse(act, initial, proposal)
    settle(act, act.find(Issue, proposal.issue))


def lapse(act: Act, initial: Initial, proposal: Proposal) -> InitialLapsed:
    """Let initials fall away and return the event."""
    initial.lapsed_at = act.now
    return InitialLapsed(**about(proposal), side=Side(initial.side))


def settle(act: Act, issue: Issue, *, resumed: bool = False) -> None:
    """Give the issue the standing that follows from its proposals, unless it is set aside and not `resumed`."""
    if issue.standing in SET_ASIDE and not resumed:
        return
    last = act.find(Proposal, issue.last_proposal) if issue.last_proposal else None
    parties = [proposal.party for proposal in standing_on(act, issue.id)]
    issue.standing = standing_of(parties, Fate(last.fate) if last else None)


def about(proposal: Proposal) -> dict[str, str]:
    """Return the fields by which events name a proposal."""
    return {
        "bargaining": proposal.bargaining,
        "issue": proposal.issue,
        "proposal": proposal.id,
        "label": label_of(proposal),
    }


def expire_due(door: Door) -> int:
    """Note the expired proposals of every bargaining that has some, and return how many bargainings had. For the daily worker."""
    with door.store.reading() as session:
        question = Question(session, the_house("scheduler"), door.clock(), door.zone)
        standing = question.all(select(Proposal).where(Proposal.fate == Fate.STANDING))
        due = sorted({proposal.bargaining for proposal in standing if has_ended(question, proposal)})
        today = question.today
    for bargaining in due:
        door.perform(the_house("scheduler"), ExpireProposals(bargaining=bargaining), f"expire-{bargaining}-{today}")
    return len(due)
