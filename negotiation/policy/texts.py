"""Who writes texts of agreements at the table and in a side's own room. Who reads them follows from the stream."""

from __future__ import annotations

from agreements.policy.keepers import keeper
from negotiation.policy.agreements import is_chief
from negotiation.policy.issues import speaks
from negotiation.policy.seats import seat_of
from negotiation.rules import streams
from negotiation.rules.words import Role
from workbench.kernel import ALLOWED, Absent, Question, Verdict


@keeper(streams.TABLE)
def table_texts(question: Question, bargaining: str) -> Verdict:
    """Allow the recorder and the two chiefs; the words of the common draft still come from what was agreed."""
    seat = seat_of(question, bargaining)
    return ALLOWED if seat.role == Role.RECORDER else is_chief(question, bargaining)


@keeper(streams.CAUCUS, wider=(streams.TABLE,))
def caucus_texts(question: Question, bargaining: str, side: str) -> Verdict:
    """Allow who speaks for the side. Raises Absent for everybody else's seats: they cannot know of the room's texts."""
    seat = seat_of(question, bargaining)
    if seat.party != side:
        raise Absent
    return speaks(question, seat)
