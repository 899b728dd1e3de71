"""The end of a meeting ends the discussion of whatever issue was open in it."""

from __future__ import annotations

from collections.abc import Iterator

from negotiation.events.issues import DiscussionLeft
from negotiation.events.meetings import MeetingClosed
from negotiation.models import Bargaining, Issue
from workbench.kernel import Act, Event, reaction


@reaction(MeetingClosed)
def leave_the_discussion(act: Act, event: MeetingClosed) -> Iterator[Event]:
    """Leave the issue under discussion, if there is one."""
    case = act.find(Bargaining, event.bargaining)
    if case.discussing is None:
        return
    issue = act.find(Issue, case.discussing)
    case.discussing = None
    yield DiscussionLeft(bargaining=case.id, issue=issue.id, heading=issue.heading)
