"""Who may put evidence to an application, take it back, doubt it and settle a doubt.

Threat: a piece that changes after somebody scored by it. So a handed-in piece is never withdrawn, replaced or renamed; what is
wrong with it is said beside it. And a blind evaluator's doubt hints at a score: it is kept in that evaluator's own stream.
"""

from __future__ import annotations

from evaluation.models import Application, Doubt, Piece
from evaluation.policy.roles import READS_THE_OFFICE, application_of, is_applicant, panel_seat_of, roles_in
from evaluation.rules import streams
from evaluation.rules.words import ApplicationState, RoundRole, Stage
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused
from workbench.kernel.streams import subject_of

EVIDENCE_CLOSED = Reason(
    "evidence_closed",
    N_("The evidence is being read. You can add to it again when the application is returned to you."),
    409,
)
EVIDENCE_OVER = Reason("evidence_over", N_("This application is over: nothing is put to its evidence any more."), 409)
PIECE_HANDED_IN = Reason(
    "piece_handed_in", N_("“%(name)s” was handed in and stays. Add what is right beside it, and say so."), 409
)
PIECE_WITHDRAWN = Reason("piece_withdrawn", N_("“%(name)s” was taken back. Add it anew."), 409)
NOT_READER = Reason("not_evidence_reader", N_("Doubts are raised and settled by those who review the application."))
DOUBT_SETTLED = Reason("doubt_settled", N_("This doubt was settled already."), 409)
SWAPPED = Reason(
    "evidence_damaged",
    N_("“%(name)s” is not shown: the kept file is no longer what was handed in. The operator can restore it."),
    409,
)
BLIND_ONLY_DOUBTS = Reason("blind_adds_nothing", N_("A member of the panel scores what is there and adds no evidence."))

PREPARING = frozenset(
    {ApplicationState.DRAFT, ApplicationState.SELF_SCORED, ApplicationState.ADOPTED, ApplicationState.RETURNED}
)
"""While the application stands so, the enterprise prepares: nobody else sees what it adds."""
ANSWERING = frozenset({ApplicationState.NAMED, ApplicationState.ANNUAL_REVIEW, ApplicationState.RECTIFYING})
"""While it stands so, the enterprise puts evidence straight into the file."""
OVER = frozenset({ApplicationState.REFUSED, ApplicationState.REVOKED, ApplicationState.WITHDRAWN})

_STAGES = ((RoundRole.OFFICE, Stage.FIRST), (RoundRole.REVIEWER, Stage.SECOND), (RoundRole.COMMITTEE, Stage.COMMITTEE))


def may_add(question: Question, application: str) -> Verdict:
    """Allow the applicants while they prepare or answer, and those who review at any time before the end."""
    found = application_of(question, application)
    state = ApplicationState(found.state)
    if is_applicant(question, found):
        if state in OVER:
            return refused(EVIDENCE_OVER)
        return ALLOWED if state in PREPARING | ANSWERING else refused(EVIDENCE_CLOSED)
    if reviews(question, found):
        return refused(EVIDENCE_OVER) if state in OVER else ALLOWED
    return refused(BLIND_ONLY_DOUBTS)


def home_of_new(question: Question, application: Application) -> tuple[str, Stage]:
    """Return the stream in which the actor's new piece lives, and the stage at which it is given."""
    if is_applicant(question, application):
        state = ApplicationState(application.state)
        stream = streams.enterprise(application.id) if state in PREPARING else streams.file(application.id)
        return stream, Stage.SELF if state in PREPARING else Stage.REVIEW
    roles = roles_in(question, application.round)
    stage = next((stage for role, stage in _STAGES if role in roles), Stage.COMMITTEE)
    return streams.file(application.id), stage


def may_link(question: Question, piece: str | None) -> Verdict:
    """Allow whoever may add evidence now to let a piece they can read serve further items."""
    found = piece_of(question, piece)
    if found.withdrawn_at is not None:
        return refused(PIECE_WITHDRAWN, name=found.name)
    return may_add(question, found.application)


def may_withdraw(question: Question, piece: str | None) -> Verdict:
    """Allow the applicants to take back what they have not handed in."""
    found = piece_of(question, piece)
    if found.stream != streams.enterprise(found.application) or found.handed_in_as is not None:
        return refused(PIECE_HANDED_IN, name=found.name)
    if found.withdrawn_at is not None:
        return refused(PIECE_WITHDRAWN, name=found.name)
    return may_add(question, found.application)


def may_doubt(question: Question, application: str) -> Verdict:
    """Allow those who review, and each member of the panel for themselves."""
    found = application_of(question, application)
    if ApplicationState(found.state) in OVER:
        return refused(EVIDENCE_OVER)
    return ALLOWED if home_of_doubt(question, found) else refused(NOT_READER)


def home_of_doubt(question: Question, application: Application) -> str | None:
    """Return the stream in which the actor's doubts live, or None for somebody who raises none."""
    if is_applicant(question, application):
        return None
    if reviews(question, application):
        return streams.file(application.id)
    seat = panel_seat_of(question, application.id)
    return streams.scorer(application.id, seat.person) if seat else None


def may_settle(question: Question, doubt: str | None) -> Verdict:
    """Allow those who review to settle a doubt in the file, and a member of the panel their own."""
    found = question.find(Doubt, doubt)
    if found.stream not in question.streams(subject_of(found.stream)):
        raise Absent
    application = question.find(Application, found.application)
    in_panel = found.stream == streams.panel(application.id) and reviews(question, application)
    if home_of_doubt(question, application) != found.stream and not in_panel:
        return refused(NOT_READER)
    return ALLOWED if found.settled_at is None else refused(DOUBT_SETTLED)


def may_compare(question: Question, piece: str | None) -> Verdict:
    """Allow those who review to compare a link in the file with its copy."""
    found = piece_of(question, piece)
    application = question.find(Application, found.application)
    return ALLOWED if reviews(question, application) else refused(NOT_READER)


def piece_of(question: Question, piece: str | None) -> Piece:
    """Return a piece the actor may read. Raises Absent for any other."""
    found = question.find(Piece, piece)
    if found.stream not in question.streams(subject_of(found.stream)):
        raise Absent
    return found


def reviews(question: Question, application: Application) -> bool:
    """Say whether the actor is one of those who review this application openly."""
    return bool(READS_THE_OFFICE & roles_in(question, application.round))
