"""Who may shape the list of issues and lead the talks through it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from negotiation.models import Issue, Meeting, Seat
from negotiation.policy.meetings import meeting_now, presides
from negotiation.policy.seats import SPEAKS_FOR_A_SIDE, all_of, has_mandate, has_role, seat_of
from negotiation.rules.meetings import IN_SESSION
from negotiation.rules.standing import OPEN_TO, Move
from negotiation.rules.words import Party, Role, Standing
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused

ISSUE_HELD = Reason("issue_held", N_("The issue is held: %(held)s. Resume it first."), 409)
ISSUE_AGREED = Reason("issue_agreed", N_("The issue is tentatively agreed. Reopen it first, with a reason."), 409)
ISSUE_WITHDRAWN = Reason("issue_withdrawn", N_("The issue was withdrawn. A new proposal brings it back."), 409)
NOTHING_TABLED = Reason("nothing_tabled", N_("No proposal stands on this issue."), 409)
NOT_OPEN = Reason("issue_not_open", N_("Proposals were tabled on this issue, so its entry stays as it is."), 409)
NOT_HELD = Reason("issue_not_held", N_("The issue is not held, so there is nothing to resume."), 409)
NOT_AGREED = Reason("issue_not_agreed", N_("The issue is not tentatively agreed, so there is nothing to reopen."), 409)

_OF_MOVE = {Move.REVISE: NOT_OPEN, Move.DROP: NOT_OPEN, Move.RESUME: NOT_HELD, Move.REOPEN: NOT_AGREED}
_OF_STANDING = {
    Standing.HELD: ISSUE_HELD,
    Standing.AGREED: ISSUE_AGREED,
    Standing.WITHDRAWN: ISSUE_WITHDRAWN,
    Standing.OPEN: NOTHING_TABLED,
}
PARTY_WORDS = {
    Party.LABOUR: N_("the labour side"),
    Party.EMPLOYER: N_("the employer side"),
    Party.GOVERNMENT: N_("the government"),
    Party.MEDIATOR: N_("the mediator"),
}


def issue_of(question: Question, bargaining: str, issue: str | None) -> Issue:
    """Return an issue of this bargaining. Raises Absent."""
    found = question.find(Issue, issue)
    if found.bargaining != bargaining:
        raise Absent
    return found


def open_to(move: Move, issue: Issue) -> Verdict:
    """Return whether the issue stands so that this can be done with it."""
    standing = Standing(issue.standing)
    if standing in OPEN_TO[move]:
        return ALLOWED
    return refused(_OF_MOVE.get(move) or _OF_STANDING[standing], held=issue.held_reason)


def speaks(question: Question, seat: Seat) -> Verdict:
    """Return whether the seat speaks for a side today: chief or representative, with a mandate in force."""
    return all_of(has_role(seat, *SPEAKS_FOR_A_SIDE), has_mandate(question, seat))


def keeps_the_list(question: Question, seat: Seat) -> Verdict:
    """Return whether the seat may shape the list of issues: who speaks for a side, and the recorder."""
    return ALLOWED if seat.role == Role.RECORDER else speaks(question, seat)


def running_meeting(question: Question, bargaining: str) -> Meeting | None:
    """Return the meeting that is in session, if one is."""
    return question.first(select(Meeting).where(Meeting.bargaining == bargaining, Meeting.phase.in_(IN_SESSION)))


def leads(question: Question, bargaining: str) -> Verdict:
    """Return whether the actor leads the discussion: recorder, mediator, or who presides over the meeting in session."""
    seat = seat_of(question, bargaining)
    if seat.role in (Role.RECORDER, Role.MEDIATOR):
        return ALLOWED
    return presides(question, seat, meeting_now(question, bargaining))


def time_said(question: Question, moment: datetime) -> str:
    """Return when something happened as a refusal says it: the clock of today, the date and clock of another day."""
    local = moment.astimezone(ZoneInfo(question.zone))
    return local.strftime("%H:%M:%S" if local.date() == question.today else "%Y-%m-%d %H:%M")
