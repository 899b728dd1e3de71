"""Opening a bargaining."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from negotiation.commands.cases import OpenBargaining
from negotiation.models import Bargaining, Seat
from negotiation.rules.words import Party, Role
from tests.cases.negotiation.conftest import Hall, opening
from workbench.kernel.models import LedgerEntry


def test_the_opener_gets_a_seat_and_reads_what_it_opens(hall: Hall) -> None:
    chief = hall.person("li", "union")
    result = hall.do(chief, opening(workers=380)).result
    row = hall.find(select(Bargaining))
    assert (row.id, row.title, row.workers, row.offered_by) == (
        result["bargaining"],
        "2026年度工资专项集体协商",
        380,
        "labour",
    )
    assert row.stream == f"bargaining/{row.id}/table"
    seat = hall.find(select(Seat))
    assert (seat.id, seat.person, seat.party, seat.role) == (result["seat"], chief.person, "labour", "chief")
    assert hall.door.viewer(chief, "en").streams >= {row.stream, f"bargaining/{row.id}/caucus/labour"}


def test_the_opening_is_the_first_entry_of_the_record(hall: Hall) -> None:
    chief = hall.person("li", "union")
    hall.do(chief, opening())
    with hall.door.store.reading() as session:
        entries = session.scalars(select(LedgerEntry).order_by(LedgerEntry.position)).all()
    assert [(entry.seq, entry.event, entry.actor) for entry in entries] == [
        (1, "BargainingOpened", chief.person),
        (2, "SeatTaken", chief.person),
    ]


@pytest.mark.parametrize(
    ("kind", "party", "role"),
    [
        ("union", Party.LABOUR, Role.CHIEF),
        ("upper_union", Party.LABOUR, Role.ADVISER),
        ("enterprise", Party.EMPLOYER, Role.CHIEF),
        ("employer_association", Party.EMPLOYER, Role.REPRESENTATIVE),
        ("government", Party.GOVERNMENT, Role.OFFICER),
        ("house", Party.NEUTRAL, Role.RECORDER),
        ("house", Party.GOVERNMENT, Role.OFFICER),
    ],
)
def test_members_open_for_their_own_party(hall: Hall, kind: str, party: Party, role: Role) -> None:
    assert hall.do(hall.person("x", kind), opening(as_party=party, role=role)).result["bargaining"]


@pytest.mark.parametrize(
    ("kind", "party", "role", "reason"),
    [
        ("union", Party.EMPLOYER, Role.CHIEF, "not_your_party"),
        ("enterprise", Party.LABOUR, Role.CHIEF, "not_your_party"),
        ("enterprise", Party.GOVERNMENT, Role.OFFICER, "not_your_party"),
        ("house", Party.LABOUR, Role.CHIEF, "not_your_party"),
        ("mediation", Party.MEDIATOR, Role.MEDIATOR, "may_not_open"),
        ("union", Party.LABOUR, Role.OFFICER, "role_of_another_party"),
        ("government", Party.GOVERNMENT, Role.CHIEF, "role_of_another_party"),
    ],
)
def test_nobody_opens_for_another(hall: Hall, kind: str, party: Party, role: Role, reason: str) -> None:
    assert hall.refusal(hall.person("x", kind), opening(as_party=party, role=role)) == reason
    assert hall.find(select(Bargaining)) is None


def test_people_without_an_organisation_do_not_open(hall: Hall) -> None:
    stranger = hall.person("x")
    assert hall.refusal(stranger, opening()) == "may_not_open"
    assert not hall.ask(stranger, OpenBargaining)
    assert hall.ask(hall.person("y", "union"), OpenBargaining)


def test_the_organisations_named_must_be_of_their_side(hall: Hall) -> None:
    chief = hall.person("li", "union")
    union, enterprise = hall.organisation("union"), hall.organisation("enterprise")
    wrong = ({"labour_organisation": enterprise}, {"employer_organisation": union}, {"employer_organisation": "a" * 16})
    for organisations in wrong:
        assert hall.refusal(chief, opening(**organisations)) == "wrong_organisation"
    right = opening(labour_organisation=union, employer_organisation=enterprise)
    hall.do(chief, right)
    row = hall.find(select(Bargaining))
    assert (row.labour_organisation, row.employer_organisation) == (union, enterprise)


def test_a_repeated_key_opens_once(hall: Hall) -> None:
    chief = hall.person("li", "union")
    first, again = hall.do(chief, opening(), "the-same-key"), hall.do(chief, opening(), "the-same-key")
    assert again.duplicate
    assert again.result == first.result
