"""What waits for one person, computed from recorded facts alone: no deadline is made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from negotiation.models import Confirmation, GroundRules, Initial, Issue, Meeting, Minutes, Proposal, Seat
from negotiation.policy.assembly import confirmed_at, latest_draft
from negotiation.queries.cases import confirming, counts
from negotiation.queries.meetings import current_meeting, in_session
from negotiation.queries.names import issue_name, seats_in
from negotiation.queries.seats import parties
from negotiation.rules.words import Party, Phase, Role, Side, Standing, label
from workbench.kernel import Reader
from workbench.web.words import moment

_SPEAKS = (Role.CHIEF, Role.REPRESENTATIVE)


@dataclass(frozen=True)
class Step:
    """One thing that waits for somebody: what, why, and where it is done."""

    title: str
    sentence: str
    href: str
    link: str
    icon: str


def next_steps(reader: Reader, bargaining: str, seat: Seat) -> list[Step]:
    """Return what waits for the holder of `seat`, the most pressing first."""
    here = f"/bargainings/{bargaining}"
    steps = [*_seats(reader, here, seat)]
    if seat.role == Role.CHIEF:
        steps += [*_initials(reader, here, seat), *_rules(reader, here, seat), *_confirming(reader, here, seat)]
    if seat.role in _SPEAKS:
        steps += [*_answers(reader, here, seat), *_minutes(reader, here, seat), *_beginning(reader, here, seat)]
    if seat.role in (*_SPEAKS, Role.RECORDER):
        steps += _assembling(reader, here, seat)
    return [*_table(reader, here, seat), *steps, *_called(reader, here, seat)]


def _table(reader: Reader, here: str, seat: Seat) -> Iterator[Step]:
    meeting = in_session(reader, seat.bargaining)
    if meeting is not None and meeting.opened_at is not None:
        yield Step(
            _("Meeting %(n)s is in session", n=meeting.number),
            _("It was opened %(when)s, %(place)s.", when=moment(reader.here(meeting.opened_at)), place=meeting.place),
            f"{here}/table",
            _("To the table"),
            "people",
        )


def _called(reader: Reader, here: str, seat: Seat) -> Iterator[Step]:
    meeting = current_meeting(reader, seat.bargaining)
    if meeting is not None and meeting.phase == Phase.CALLED:
        yield Step(
            _("Meeting %(n)s is called", n=meeting.number),
            _("For %(when)s, %(place)s.", when=moment(reader.here(meeting.called_for)), place=meeting.place),
            f"{here}/meetings/{meeting.id}",
            _("To the meeting"),
            "calendar",
        )


def _seats(reader: Reader, here: str, seat: Seat) -> Iterator[Step]:
    taken = {(one.party, one.role) for one in seats_in(reader, seat.bargaining) if one.ended_at is None}
    if seat.role == Role.CHIEF or seat.party not in tuple(Side):
        missing = {
            Side.LABOUR: _("The labour side has no chief representative yet"),
            Side.EMPLOYER: _("The employer side has no chief representative yet"),
        }
        for side, title in missing.items():
            if (side, Role.CHIEF) not in taken:
                sentence = _("Nothing can be agreed before both sides have one.")
                yield Step(title, sentence, f"{here}/seats", _("To the seats"), "people")
    if seat.role in _SPEAKS:
        yield from _mandates(reader, here, seat)


def _mandates(reader: Reader, here: str, seat: Seat) -> Iterator[Step]:
    """A chief is told of every representative of the side without a voice, a representative of the own seat alone."""
    people = next(one["people"] for one in parties(reader, seat.bargaining) if one["party"] == seat.party)
    for one in people:
        mine = one["id"] == seat.id
        if one["role"] in _SPEAKS and one["in_force"] is None and (mine or seat.role == Role.CHIEF):
            title = (
                _("You have no mandate in force") if mine else _("%(name)s has no mandate in force", name=one["name"])
            )
            sentence = _("Without a written mandate a seat reads but does not act. The side's chief enters it.")
            yield Step(title, sentence, f"{here}/seats", _("To the seats"), "stamp")


def _initials(reader: Reader, here: str, seat: Seat) -> Iterator[Step]:
    query = (
        select(Initial, Proposal, Issue)
        .join(Proposal, Proposal.id == Initial.proposal)
        .join(Issue, Issue.id == Initial.issue)
        .where(Initial.bargaining == seat.bargaining, Initial.lapsed_at.is_(None), Issue.standing != Standing.AGREED)
        .order_by(Initial.at)
    )
    for initial, proposal, issue in reader.rows(query):
        if initial.side != seat.party:
            name = label(proposal.party, proposal.number)
            yield Step(
                _("Initial %(label)s on %(issue)s, or answer it", label=name, issue=issue_name(issue)),
                _("The other side's chief initialled it %(when)s.", when=moment(reader.here(initial.at))),
                f"{here}/table/{issue.id}",
                _("To the text"),
                "double-tick",
            )


def _answers(reader: Reader, here: str, seat: Seat) -> Iterator[Step]:
    query = (
        select(Proposal, Issue)
        .join(Issue, Issue.last_proposal == Proposal.id)
        .where(Issue.bargaining == seat.bargaining, Issue.standing.in_((Standing.PROPOSED, Standing.COUNTERED)))
        .order_by(Proposal.tabled_at)
    )
    for proposal, issue in reader.rows(query):
        if proposal.party != seat.party:
            name = label(proposal.party, proposal.number)
            yield Step(
                _("Answer %(label)s on %(issue)s", label=name, issue=issue_name(issue)),
                _("It was tabled %(when)s.", when=moment(reader.here(proposal.tabled_at))),
                f"{here}/table/{issue.id}",
                _("To the text"),
                "counter",
            )


def _confirming(reader: Reader, here: str, seat: Seat) -> Iterator[Step]:
    draft = latest_draft(reader, seat.bargaining)
    if draft is not None and not confirmed_at(draft, Side(seat.party)):
        yield Step(
            _("Look through the draft and confirm it, or say what is missing"),
            _(
                "Draft %(n)s says what was agreed, word for word; both chiefs confirm it before the vote.",
                n=draft.number,
            ),
            f"{here}/assembly",
            _("To the draft"),
            "stamp",
        )


def _assembling(reader: Reader, here: str, seat: Seat) -> Iterator[Step]:
    """Once nothing is being discussed any more, what was agreed waits to be put together."""
    stand = counts(reader, seat.bargaining)
    talking = sum(stand[one] for one in (Standing.PROPOSED, Standing.COUNTERED, Standing.HELD))
    if stand[Standing.AGREED] and not talking and latest_draft(reader, seat.bargaining) is None:
        yield Step(
            _("Assemble the draft of the agreement"),
            _("What was agreed is not in a draft yet."),
            f"{here}/assembly",
            _("To the draft"),
            "document",
        )


def _rules(reader: Reader, here: str, seat: Seat) -> Iterator[Step]:
    query = select(GroundRules).where(GroundRules.bargaining == seat.bargaining, GroundRules.replaced_at.is_(None))
    for rules in reader.all(query):
        adopted = rules.labour_at if seat.party == Party.LABOUR else rules.employer_at
        if adopted is None:
            yield Step(
                _("Adopt the proposed ground rules, or propose others"),
                _("They are in force once both chiefs have adopted the same text."),
                f"{here}/rules",
                _("To the ground rules"),
                "scale",
            )


def _minutes(reader: Reader, here: str, seat: Seat) -> Iterator[Step]:
    query = (
        select(Minutes, Meeting)
        .join(Meeting, Meeting.id == Minutes.meeting)
        .where(Minutes.bargaining == seat.bargaining, Minutes.frozen_at.is_(None))
        .order_by(Meeting.number)
    )
    for minutes, meeting in reader.rows(query):
        mine = select(Confirmation.id).where(Confirmation.minutes == minutes.id, Confirmation.seat == seat.id)
        done = reader.one_or_none(mine.where(Confirmation.edition == minutes.edition))
        if done is None and seat.id in confirming(reader, minutes):
            written = moment(reader.here(minutes.written_at))
            yield Step(
                _("Confirm the minutes of meeting %(n)s, or propose a correction", n=meeting.number),
                _("They were written %(when)s; every representative who was there confirms them.", when=written),
                f"{here}/minutes/{meeting.id}",
                _("To the minutes"),
                "document",
            )


def _beginning(reader: Reader, here: str, seat: Seat) -> Iterator[Step]:
    if counts(reader, seat.bargaining)["total"] == 0:
        yield Step(
            _("Put the issues on the list"),
            _("The list is empty. Clauses of an earlier agreement can be imported."),
            f"{here}/import",
            _("Import clauses"),
            "list",
        )
    elif current_meeting(reader, seat.bargaining) is None:
        yield Step(
            _("Call the first meeting"),
            _("The chief of the side that made the offer presides over it."),
            f"{here}/meetings/new",
            _("To the meetings"),
            "calendar",
        )
