"""The end of a meeting erases what was explored in it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from negotiation.events.meetings import MeetingClosed
from negotiation.events.supposals import SupposalsErased
from negotiation.models import Supposal
from workbench.kernel import Act, Event, reaction


@reaction(MeetingClosed)
def erase_supposals(act: Act, event: MeetingClosed) -> Iterator[Event]:
    """Erase every supposal of the bargaining."""
    supposals = act.all(select(Supposal).where(Supposal.bargaining == event.bargaining))
    for supposal in supposals:
        act.session.delete(supposal)
    if supposals:
        yield SupposalsErased(bargaining=event.bargaining)
