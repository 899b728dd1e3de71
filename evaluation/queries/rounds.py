"""Rounds for their readers: the calls everybody sees, the board of a round, and one's own applications."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from evaluation.models import Application, Call, Notice, Round, RoundSeat, SchemeVersion
from evaluation.policy.schemes import scheme_from
from evaluation.rules import streams
from evaluation.rules.schemes import Scheme
from evaluation.rules.words import ApplicationState, RoundRole
from workbench.kernel import Reader
from workbench.people.queries import organisation_names


@dataclass(frozen=True)
class Listed:
    """A round as the list shows it. `roles` are the reader's own, `mine` the applications the reader takes part in as an applicant."""

    call: Call
    organiser: str
    scheme: Scheme
    roles: tuple[RoundRole, ...]
    mine: tuple[Application, ...]


@dataclass(frozen=True)
class Board:
    """A round as those who run it see it: its dates, people and applications, and how many stand where."""

    call: Call
    organiser: str
    scheme: Scheme
    round: Round | None
    seats: tuple[RoundSeat, ...]
    applications: tuple[Application, ...]
    counts: Counter[str]
    mine: tuple[Application, ...]


def calls(reader: Reader) -> list[Listed]:
    """Return all rounds, the latest first."""
    found = reader.all(select(Call).order_by(Call.opens_on.desc(), Call.id))
    names = organisation_names(reader, {call.organiser for call in found})
    own = own_applications(reader)
    return [
        Listed(
            call,
            names.get(call.organiser, ""),
            scheme_of_call(reader, call),
            tuple(RoundRole(seat.role) for seat in _own_seats(reader, call.id)),
            tuple(one for one in own if one.round == call.id),
        )
        for call in found
    ]


def board(reader: Reader, round: str) -> Board:
    """Return a round as far as the reader may know it. Raises Absent for one that does not exist."""
    call = reader.get(Call, round)
    seats = reader.all(select(RoundSeat).where(RoundSeat.round == round).order_by(RoundSeat.since, RoundSeat.id))
    query = select(Application).where(Application.round == round).order_by(Application.enterprise_name, Application.id)
    applications = reader.all(query)
    names = organisation_names(reader, {call.organiser})
    return Board(
        call,
        names.get(call.organiser, ""),
        scheme_of_call(reader, call),
        reader.one_or_none(select(Round).where(Round.id == round)),
        tuple(seats),
        tuple(applications),
        Counter(one.state for one in applications),
        tuple(one for one in applications if is_own(reader, one)),
    )


def own_applications(reader: Reader) -> Sequence[Application]:
    """Return the applications of the reader's enterprise or union, the latest first."""
    query = select(Application).order_by(Application.applied_at.desc(), Application.id)
    return [one for one in reader.all(query) if is_own(reader, one)]


def is_own(reader: Reader, application: Application) -> bool:
    """Say whether the reader belongs to the applicant: only then its own preparation can be read."""
    return streams.enterprise(application.id) in reader.viewer.streams


def scheme_of_call(reader: Reader, call: Call) -> Scheme:
    """Return the scheme a round was called by."""
    return scheme_from(reader.get(SchemeVersion, call.scheme).source)


def schemes_in_force(reader: Reader) -> list[tuple[str, str]]:
    """Return the stored schemes by which a round can be opened, as (id, text) pairs."""
    query = select(SchemeVersion).where(SchemeVersion.in_force_at.is_not(None), SchemeVersion.retired_at.is_(None))
    found = reader.all(query.order_by(SchemeVersion.key, SchemeVersion.number.desc()))
    return [(one.id, one.source) for one in found]


def running_notices(reader: Reader, today: date) -> Sequence[Notice]:
    """Return the public notices that run today."""
    query = select(Notice).where(Notice.until >= today, Notice.ended_at.is_(None))
    return reader.all(query.order_by(Notice.until, Notice.enterprise_name, Notice.id))


def waits_for(state: ApplicationState) -> str:
    """Return who has an application before them: a key of the words on the page; blank for nobody."""
    return _WAITS.get(state, "")


def _own_seats(reader: Reader, round: str) -> Sequence[RoundSeat]:
    query = select(RoundSeat).where(RoundSeat.round == round, RoundSeat.person == reader.viewer.person)
    return reader.all(query.where(RoundSeat.ended_at.is_(None)).order_by(RoundSeat.since))


_WAITS: dict[ApplicationState, str] = {
    ApplicationState.DRAFT: "enterprise",
    ApplicationState.RETURNED: "enterprise",
    ApplicationState.SELF_SCORED: "congress",
    ApplicationState.ADOPTED: "enterprise",
    ApplicationState.SUBMITTED: "office",
    ApplicationState.FIRST_REVIEW: "office",
    ApplicationState.SECOND_REVIEW: "reviewer",
    ApplicationState.COMMITTEE: "committee",
    ApplicationState.NOTICE: "public",
    ApplicationState.ANNUAL_REVIEW: "office",
    ApplicationState.RECTIFYING: "enterprise",
}
