"""What bargaining and surveys know becomes figures with the source "record", in the transaction in which it happens.

Threat: whoever opens a bargaining names the enterprise. So nothing is counted unless somebody who has a function in that
enterprise sits on its side, and a meeting counts only when people of both sides were there.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select

from agreements.events.texts import VersionTagged
from agreements.rules.words import Tag
from evaluation.commands.recording import counted, recorded
from evaluation.events.surveys import SurveyClosed
from evaluation.models import Application, Figure
from negotiation.events.assembly import DraftConfirmed
from negotiation.events.meetings import MeetingClosed
from negotiation.models import AgreementDraft, Attendance, Bargaining, Seat
from negotiation.rules.words import Party
from workbench.kernel import Act, Event, reaction
from workbench.people.queries import has_function, kind_of


@reaction(MeetingClosed)
def count_the_meeting(act: Act, event: MeetingClosed) -> Iterator[Event]:
    """Count a meeting at which people of both sides were."""
    present = select(Attendance.seat).where(Attendance.meeting == event.meeting)
    seats = act.all(select(Seat).where(Seat.id.in_(present)))
    enterprise = _enterprise_at(act, event.bargaining, [seat for seat in seats if seat.party == Party.EMPLOYER])
    if enterprise is not None and any(seat.party == Party.LABOUR for seat in seats):
        yield counted(act, enterprise, "meetings_held", f"/bargainings/{event.bargaining}")


@reaction(DraftConfirmed)
def count_the_agreement(act: Act, event: DraftConfirmed) -> Iterator[Event]:
    """Count an agreement once both chiefs confirmed its draft; a later draft of the same bargaining is not another one."""
    draft = act.find(AgreementDraft, event.draft)
    if draft.labour_at is None or draft.employer_at is None:
        return
    yield from _counted_once(act, event.bargaining, "agreements_reached")


@reaction(VersionTagged)
def count_the_filing(act: Act, event: VersionTagged) -> Iterator[Event]:
    """Count the agreement of a bargaining that was marked as filed, once."""
    kind, _, rest = event.place.partition("/")
    if event.tag is Tag.FILED and kind == "bargaining":
        yield from _counted_once(act, rest.partition("/")[0], "agreements_filed")


@reaction(SurveyClosed)
def keep_the_survey(act: Act, event: SurveyClosed) -> Iterator[Event]:
    """Keep how many were asked, answered and were satisfied: the mean over the questions. Of too few answers nothing is kept."""
    told = [(answers, Decimal(agree)) for _question, answers, agree, _margin in event.shares if answers and agree]
    if event.answers is None or not told:
        return
    enterprise, place = act.find(Application, event.application).enterprise, f"/applications/{event.application}"
    given = sum(answers for answers, _agree in told)
    share = sum((answers * agree for answers, agree in told), Decimal(0)) / given / 100
    satisfied = (share * event.answers).quantize(Decimal("0.01"))
    yield recorded(act, enterprise, "survey_invited", Decimal(event.slips), place)
    yield recorded(act, enterprise, "survey_answers", Decimal(event.answers), place)
    yield recorded(act, enterprise, "survey_satisfied", satisfied, place)


def _counted_once(act: Act, bargaining: str, measure: str) -> Iterator[Event]:
    seats = act.all(select(Seat).where(Seat.bargaining == bargaining, Seat.ended_at.is_(None)))
    enterprise = _enterprise_at(act, bargaining, [seat for seat in seats if seat.party == Party.EMPLOYER])
    place = f"/bargainings/{bargaining}"
    query = select(Figure.id).where(Figure.measure == measure, Figure.evidence == place)
    if enterprise is not None and act.first(query.where(Figure.organisation == enterprise)) is None:
        yield counted(act, enterprise, measure, place)


def _enterprise_at(act: Act, bargaining: str, seats: list[Seat]) -> str | None:
    """Return the enterprise that bargains, when one of its own people is among those who sit for it."""
    enterprise = act.find(Bargaining, bargaining).employer_organisation
    if enterprise is None or kind_of(act.session, enterprise) != "enterprise":
        return None
    own = any(has_function(act.session, seat.person, enterprise, act.now) for seat in seats)
    return enterprise if own else None
