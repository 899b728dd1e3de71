"""Who may state figures about an enterprise, and as which source: its people, its union, the offices that evaluate it, the house."""

from __future__ import annotations

from sqlalchemy import select

from evaluation.models import Application, Figure, RoundSeat
from evaluation.rules import streams
from evaluation.rules.measures import Source
from evaluation.rules.words import RoundRole
from workbench.kernel import ALLOWED, N_, Absent, Question, Reason, Verdict, refused
from workbench.people.queries import kind_of, organisations_of

NOT_YOUR_SOURCE = Reason(
    "not_your_source",
    N_("You cannot state figures as %(source)s: a figure says who stands for it."),
)
READS_ONLY = Reason(
    "reads_only",
    N_("You may read these figures. They are entered by the enterprise, its union and the offices that evaluate it."),
)
FROM_THE_RECORD = Reason(
    "from_the_record", N_("What comes from the record is written by the house itself and corrected by nobody.")
)

SOURCE_WORDS = {
    Source.RECORD: N_("the house's record"),
    Source.OFFICE: N_("an office"),
    Source.FILING: N_("papers filed"),
    Source.DISCLOSURE: N_("what was disclosed"),
    Source.PAYROLL: N_("the payroll"),
    Source.SURVEY: N_("a survey"),
    Source.UNION: N_("the union"),
    Source.ENTERPRISE: N_("the enterprise"),
}
_ENTERPRISE = frozenset({Source.ENTERPRISE, Source.PAYROLL, Source.DISCLOSURE, Source.FILING, Source.SURVEY})
_UNION = frozenset({Source.UNION, Source.SURVEY, Source.DISCLOSURE})
_OFFICE = frozenset({Source.OFFICE, Source.FILING, Source.SURVEY})


def register_of(question: Question, organisation: str) -> None:
    """Raise Absent unless this is an enterprise whose figures the actor may read, or the actor is the house."""
    if kind_of(question.session, organisation) != "enterprise":
        raise Absent
    stream = streams.register(organisation)
    if not question.actor.is_house and stream not in question.streams(f"register/{organisation}"):
        raise Absent


def sources_for(question: Question, organisation: str) -> frozenset[Source]:
    """Return as which sources the actor may state figures of this enterprise; none for those who only read. Raises Absent."""
    register_of(question, organisation)
    if question.actor.is_house:
        return frozenset({Source.RECORD})
    own = organisations_of(question.session, question.actor.person, question.now)
    sources: frozenset[Source] = _ENTERPRISE if organisation in own else frozenset()
    if question.first(select(Application.id).where(Application.enterprise == organisation, Application.union.in_(own))):
        sources |= _UNION
    return sources | _OFFICE if _is_office(question, organisation) else sources


def may_state(question: Question, organisation: str, source: Source | None) -> Verdict:
    """Allow whoever stands for the source; with no source, whoever stands for any."""
    sources = sources_for(question, organisation)
    if source is Source.RECORD and source not in sources:
        return refused(FROM_THE_RECORD)
    if not sources:
        return refused(READS_ONLY)
    if source is None or source in sources:
        return ALLOWED
    return refused(NOT_YOUR_SOURCE, source=SOURCE_WORDS[source])


def figure_of(question: Question, figure: str) -> Figure:
    """Return a figure the actor may read. Raises Absent."""
    found = question.find(Figure, figure)
    register_of(question, found.organisation)
    return found


def _is_office(question: Question, organisation: str) -> bool:
    rounds = select(Application.round).where(Application.enterprise == organisation)
    query = select(RoundSeat.id).where(
        RoundSeat.person == question.actor.person,
        RoundSeat.ended_at.is_(None),
        RoundSeat.role.in_((RoundRole.OFFICE, RoundRole.REVIEWER)),
        RoundSeat.round.in_(rounds),
    )
    return question.first(query) is not None
