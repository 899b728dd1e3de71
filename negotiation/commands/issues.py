"""The list of issues: put on, revised, withdrawn, discussed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlalchemy import select

from negotiation.events.issues import DiscussionLeft, IssueAdded, IssueDiscussed, IssueRevised, IssueWithdrawn
from negotiation.models import Bargaining, Issue
from negotiation.policy.issues import issue_of, keeps_the_list, leads, open_to
from negotiation.policy.seats import all_of, seat_of, take_seat
from negotiation.rules import streams
from negotiation.rules.standing import Move
from negotiation.rules.words import Standing
from workbench.kernel import (
    N_,
    Act,
    Command,
    Event,
    Handling,
    Id,
    Question,
    Verdict,
    handler,
    line,
    policy,
    prose,
)

Heading = Annotated[str, line(200)]
Part = Annotated[str, line(120, blank=True)]
Number = Annotated[str, line(40, blank=True)]
Clause = Annotated[str, prose(50_000, blank=True)]
Why = Annotated[str, prose(2_000)]
Place = Annotated[int, Field(ge=1, le=10_000)]


class AddIssue(Command):
    """Puts an issue on the list, at a place or at the end.

    `current_text` is the text in force, empty when there is none; proposals on the issue are compared with it.
    """

    sentence: ClassVar[str] = N_("Add an issue")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    heading: Heading = Field(title=N_("Heading"))
    part: Part = Field(default="", title=N_("Part"))
    clause_number: Number = Field(default="", title=N_("Clause number"))
    current_text: Clause = Field(default="", title=N_("Text in force"))
    ordinal: Place | None = Field(default=None, title=N_("Place in the list"))


class ReviseIssue(Command):
    """Words, places or numbers an issue anew while nothing was tabled on it. What is left out stays."""

    sentence: ClassVar[str] = N_("Revise the issue")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    issue: Id
    heading: Heading | None = Field(default=None, title=N_("Heading"))
    part: Part | None = Field(default=None, title=N_("Part"))
    clause_number: Number | None = Field(default=None, title=N_("Clause number"))
    current_text: Clause | None = Field(default=None, title=N_("Text in force"))
    ordinal: Place | None = Field(default=None, title=N_("Place in the list"))


class WithdrawIssue(Command):
    """Takes an issue off the talks while no proposal stands on it. A proposal tabled later brings it back."""

    sentence: ClassVar[str] = N_("Withdraw the issue")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    issue: Id
    reason: Why = Field(title=N_("Reason"))


class DiscussIssue(Command):
    """Moves the discussion to an issue, or away from any when none is named. The wall follows."""

    sentence: ClassVar[str] = N_("Open the discussion")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    issue: Id | None = None


@policy(AddIssue)
def _may_add(question: Question, command: AddIssue) -> Verdict:
    return keeps_the_list(question, seat_of(question, command.bargaining))


@policy(ReviseIssue)
def _may_revise(question: Question, command: ReviseIssue) -> Verdict:
    seat = seat_of(question, command.bargaining)
    issue = issue_of(question, command.bargaining, command.issue)
    return all_of(keeps_the_list(question, seat), open_to(Move.REVISE, issue))


@policy(WithdrawIssue)
def _may_withdraw(question: Question, command: WithdrawIssue) -> Verdict:
    seat = seat_of(question, command.bargaining)
    issue = issue_of(question, command.bargaining, command.issue)
    return all_of(keeps_the_list(question, seat), open_to(Move.DROP, issue))


@policy(DiscussIssue)
def _may_discuss(question: Question, command: DiscussIssue) -> Verdict:
    verdict = leads(question, command.bargaining)
    if command.issue is not None:
        issue_of(question, command.bargaining, command.issue)
    return verdict


@handler(AddIssue)
def add_issue(act: Act, command: AddIssue) -> Handling:
    """Put the issue on the list, at its place or at the end."""
    take_seat(act, command.bargaining)
    listed = _listed(act, command.bargaining)
    issue = Issue(
        id=act.new_id(),
        stream=streams.table(command.bargaining),
        bargaining=command.bargaining,
        ordinal=len(listed) + 1,
        part=command.part,
        clause_number=command.clause_number,
        heading=command.heading,
        current_text=command.current_text,
        standing=Standing.OPEN,
        added_at=act.now,
    )
    act.add(issue)
    if command.ordinal is not None:
        _place(listed, issue, command.ordinal)
    yield IssueAdded(**_entry(issue))
    return {"issue": issue.id, "ordinal": issue.ordinal}


@handler(ReviseIssue)
def revise_issue(act: Act, command: ReviseIssue) -> Handling:
    """Change what was sent, and only that."""
    take_seat(act, command.bargaining)
    issue = act.find(Issue, command.issue)
    for name in ("heading", "part", "clause_number", "current_text"):
        value = getattr(command, name)
        if value is not None:
            setattr(issue, name, value)
    if command.ordinal is not None:
        _place([other for other in _listed(act, issue.bargaining) if other is not issue], issue, command.ordinal)
    yield IssueRevised(**_entry(issue))
    return {"issue": issue.id, "ordinal": issue.ordinal}


@handler(WithdrawIssue)
def withdraw_issue(act: Act, command: WithdrawIssue) -> Handling:
    """Take the issue off the talks."""
    take_seat(act, command.bargaining)
    issue = act.find(Issue, command.issue)
    issue.standing = Standing.WITHDRAWN
    yield IssueWithdrawn(bargaining=issue.bargaining, issue=issue.id, heading=issue.heading, reason=command.reason)
    return {"issue": issue.id}


@handler(DiscussIssue)
def discuss_issue(act: Act, command: DiscussIssue) -> Handling:
    """Leave the issue discussed so far and open the one named."""
    take_seat(act, command.bargaining)
    bargaining = act.find(Bargaining, command.bargaining)
    if bargaining.discussing != command.issue:
        yield from _leave(act, bargaining)
        bargaining.discussing = command.issue
        if command.issue is not None:
            issue = act.find(Issue, command.issue)
            yield IssueDiscussed(bargaining=bargaining.id, issue=issue.id, heading=issue.heading)
    return {"issue": command.issue}


def _leave(act: Act, bargaining: Bargaining) -> Iterator[Event]:
    if bargaining.discussing is not None:
        issue = act.find(Issue, bargaining.discussing)
        yield DiscussionLeft(bargaining=bargaining.id, issue=issue.id, heading=issue.heading)


def _listed(act: Act, bargaining: str) -> list[Issue]:
    return list(act.all(select(Issue).where(Issue.bargaining == bargaining).order_by(Issue.ordinal)))


def _place(others: list[Issue], issue: Issue, ordinal: int) -> None:
    others.insert(ordinal - 1, issue)
    for number, one in enumerate(others, start=1):
        one.ordinal = number


def _entry(issue: Issue) -> dict[str, Any]:
    names = ("bargaining", "ordinal", "part", "clause_number", "heading", "current_text")
    return {"issue": issue.id, **{name: getattr(issue, name) for name in names}}
