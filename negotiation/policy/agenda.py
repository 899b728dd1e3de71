"""Who may change a meeting's agenda."""

from __future__ import annotations

from negotiation.models import AgendaItem
from negotiation.policy.meetings import PHASE_WORDS, WRONG_PHASE, may_convene, meeting_of, presides
from negotiation.policy.seats import all_of, seat_of
from negotiation.rules.words import Phase
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused

ITEM_DONE = Reason("item_done", N_("This point of the agenda is done."), 409)


def item_of(question: Question, bargaining: str, item: str) -> AgendaItem:
    """Return a point of an agenda of this bargaining. Raises Absent for one of another."""
    found = question.find(AgendaItem, item)
    if found.bargaining != bargaining:
        raise Absent
    return found


def may_add(question: Question, bargaining: str, meeting: str) -> Verdict:
    """Allow those who may call meetings, until the meeting is closed."""
    return all_of(may_convene(question, bargaining), _is_alive(question, bargaining, meeting))


def may_move(question: Question, bargaining: str, item: str) -> Verdict:
    """Allow those who may call meetings to move a point that is not done."""
    verdict = may_convene(question, bargaining)
    found = item_of(question, bargaining, item)
    return all_of(verdict, _is_alive(question, bargaining, found.meeting), _is_not_done(found))


def may_finish(question: Question, bargaining: str, item: str) -> Verdict:
    """Allow whoever presides over the meeting."""
    seat, found = seat_of(question, bargaining), item_of(question, bargaining, item)
    verdict = presides(question, seat, meeting_of(question, bargaining, found.meeting))
    return all_of(verdict, _is_alive(question, bargaining, found.meeting), _is_not_done(found))


def _is_alive(question: Question, bargaining: str, meeting: str) -> Verdict:
    found = meeting_of(question, bargaining, meeting)
    if found.phase != Phase.CLOSED:
        return ALLOWED
    return refused(WRONG_PHASE, number=found.number, phase=PHASE_WORDS[Phase.CLOSED])


def _is_not_done(item: AgendaItem) -> Verdict:
    return ALLOWED if item.done_at is None else refused(ITEM_DONE)
