"""Who may give, end and replace which seats, what a seat opens, and on which days a mandate speaks."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from negotiation.commands.mandates import EndMandate, GrantMandate
from negotiation.commands.seats import EndSeat, ReplaceSeat, SeatPerson
from negotiation.events.seats import MandateEnded, MandateGranted, SeatEnded, SeatTaken
from negotiation.models import Mandate, Seat
from negotiation.policy.seats import has_mandate
from negotiation.rules.mandates import in_force
from negotiation.rules.words import Party, Role
from tests.cases.negotiation.conftest import Browser, Case, Hall, opening
from workbench.kernel import Actor, Committed, Question

TODAY = date(2026, 4, 16)


def seating(case: Case, person: Actor, party: Party, role: Role) -> SeatPerson:
    return SeatPerson(bargaining=case.id, person=str(person.person), name="new", party=party, role=role)


def granting(case: Case, name: str, **changes: object) -> GrantMandate:
    usual: dict[str, object] = {"number": "12", "granted_by": "Workers' congress", "valid_from": TODAY}
    return GrantMandate(bargaining=case.id, seat=case.seats[name], **{**usual, **changes})  # type: ignore[arg-type]


def replacing(case: Case, name: str, person: Actor, **changes: object) -> ReplaceSeat:
    usual: dict[str, object] = {
        "name": "successor",
        "reason": "left the company",
        "number": "13",
        "granted_by": "Workers' congress",
        "valid_from": TODAY,
    }
    seat, key = case.seats[name], str(person.person)
    return ReplaceSeat(bargaining=case.id, seat=seat, person=key, **{**usual, **changes})  # type: ignore[arg-type]


def speaks(case: Case, name: str) -> bool:
    door = case.hall.door
    with door.store.reading() as session:
        question = Question(session, case.people[name], door.clock(), door.zone)
        return bool(has_mandate(question, question.find(Seat, case.seats[name])))


# What seats open


def test_each_seat_opens_its_own_streams_and_no_other(case: Case) -> None:
    table = {"table", "supposals"}
    expected = {
        "u1": table | {"caucus/labour", "confidence/labour"},
        "u2": table | {"caucus/labour", "confidence/labour"},
        "u3": table | {"caucus/labour"},
        "e1": table | {"caucus/employer", "confidence/employer"},
        "g1": table,
        "m1": table | {"confidence/labour", "confidence/employer"},
        "r1": table,
        "o1": {"table"},
    }
    assert {name: case.streams(name) for name in expected} == expected


def test_an_ended_seat_opens_nothing(case: Case) -> None:
    told: list[Committed] = []
    case.hall.door.on_commit(told.extend)
    case.do("u1", EndSeat(bargaining=case.id, seat=case.seats["u2"], reason="retired"))
    assert case.streams("u2") == frozenset()
    [one] = told
    assert isinstance(one.event, SeatEnded)
    assert one.event.changes_audience
    assert (one.event.seat, one.event.reason, one.event.replaced_by) == (case.seats["u2"], "retired", None)
    assert case.seat_row("u2").ended_at == case.hall.clock.now
    ended = case.hall.find(select(Mandate).where(Mandate.seat == case.seats["u2"]))
    assert ended.ended_at == case.hall.clock.now
    again = case.hall.person("again")
    assert case.refusal("u2", seating(case, again, Party.LABOUR, Role.ADVISER)) == "absent"


def test_a_closed_account_takes_no_seat(case: Case) -> None:
    closed = case.hall.person("gone", active=False)
    assert case.refusal("u1", seating(case, closed, Party.LABOUR, Role.ADVISER)) == "absent"


# Who seats whom


@pytest.mark.parametrize(
    ("by", "party", "role", "reason"),
    [
        ("u1", Party.LABOUR, Role.REPRESENTATIVE, None),
        ("e1", Party.EMPLOYER, Role.ADVISER, None),
        ("g1", Party.GOVERNMENT, Role.OFFICER, None),
        ("g1", Party.MEDIATOR, Role.MEDIATOR, None),
        ("u1", Party.NEUTRAL, Role.RECORDER, None),
        ("e1", Party.NEUTRAL, Role.RECORDER, None),
        ("u1", Party.EMPLOYER, Role.REPRESENTATIVE, "only_own_chief"),
        ("e1", Party.LABOUR, Role.OBSERVER, "only_own_chief"),
        ("u2", Party.LABOUR, Role.OBSERVER, "only_own_chief"),
        ("g1", Party.LABOUR, Role.REPRESENTATIVE, "only_own_chief"),
        ("m1", Party.EMPLOYER, Role.ADVISER, "only_own_chief"),
        ("u1", Party.MEDIATOR, Role.MEDIATOR, "only_third_party"),
        ("u1", Party.GOVERNMENT, Role.OFFICER, "only_third_party"),
        ("r1", Party.NEUTRAL, Role.OBSERVER, "only_third_party"),
        ("u2", Party.NEUTRAL, Role.RECORDER, "only_chief_or_officer"),
        ("m1", Party.NEUTRAL, Role.RECORDER, "only_chief_or_officer"),
        ("u1", Party.LABOUR, Role.CHIEF, "has_a_chief"),
        ("u1", Party.LABOUR, Role.MEDIATOR, "role_of_another_party"),
        ("g1", Party.EMPLOYER, Role.CHIEF, "only_own_chief"),
    ],
)
def test_who_seats_whom(case: Case, by: str, party: Party, role: Role, reason: str | None) -> None:
    command = seating(case, case.hall.person("new"), party, role)
    if reason is None:
        assert case.do(by, command)["seat"]
    else:
        assert case.refusal(by, command) == reason


def test_one_person_has_one_seat(case: Case) -> None:
    command = seating(case, case.people["e2"], Party.NEUTRAL, Role.RECORDER)
    assert case.refusal("g1", command) == "already_seated"
    case.do("e1", EndSeat(bargaining=case.id, seat=case.seats["e2"], reason="changes sides of the table"))
    assert case.do("g1", command)["seat"]


def test_the_opener_seats_the_first_chief_of_the_other_side_once(opened: Case) -> None:
    assert (
        opened.refusal("u1", seating(opened, opened.hall.person("x"), Party.EMPLOYER, Role.ADVISER)) == "only_own_chief"
    )
    opened.seat("u1", "e1", Party.EMPLOYER, Role.CHIEF)
    second = seating(opened, opened.hall.person("y"), Party.EMPLOYER, Role.CHIEF)
    assert opened.refusal("u1", second) == "only_own_chief"


def test_the_opener_brings_in_the_first_officer_only(opened: Case) -> None:
    opened.seat("u1", "g1", Party.GOVERNMENT, Role.OFFICER)
    second = seating(opened, opened.hall.person("y"), Party.GOVERNMENT, Role.OFFICER)
    assert opened.refusal("u1", second) == "only_third_party"
    assert opened.do("g1", second)["seat"]


def test_who_opens_as_a_representative_seats_the_chief_of_the_own_side(hall: Hall) -> None:
    opener = hall.person("u2", "union")
    result = hall.do(opener, opening(role=Role.REPRESENTATIVE)).result
    case = Case(hall, result["bargaining"], {"u2": opener}, {"u2": result["seat"]})
    case.seat("u2", "u1", Party.LABOUR, Role.CHIEF)
    case.seat("u2", "e1", Party.EMPLOYER, Role.CHIEF)
    assert case.refusal("u2", seating(case, hall.person("x"), Party.LABOUR, Role.ADVISER)) == "only_own_chief"


def test_an_administrator_who_opens_seats_the_third_party_and_both_first_chiefs(hall: Hall) -> None:
    opener = hall.person("h", "house")
    result = hall.do(opener, opening(as_party=Party.NEUTRAL, role=Role.OBSERVER)).result
    case = Case(hall, result["bargaining"], {"h": opener}, {"h": result["seat"]})
    for name, party, role in (
        ("g1", Party.GOVERNMENT, Role.OFFICER),
        ("m1", Party.MEDIATOR, Role.MEDIATOR),
        ("r1", Party.NEUTRAL, Role.RECORDER),
        ("u1", Party.LABOUR, Role.CHIEF),
    ):
        case.seat("h", name, party, role)
    case.seat("g1", "e1", Party.EMPLOYER, Role.CHIEF)
    assert case.refusal("h", seating(case, hall.person("x"), Party.LABOUR, Role.ADVISER)) == "only_own_chief"
    assert case.streams("h") == {"table"}


def test_a_stranger_finds_nothing(case: Case) -> None:
    case.people["x"] = case.hall.person("x", "union", "house")
    new = case.hall.person("new")
    mandate = case.hall.find(select(Mandate.id))
    for command in (
        seating(case, new, Party.LABOUR, Role.ADVISER),
        EndSeat(bargaining=case.id, seat=case.seats["u2"], reason="x"),
        replacing(case, "u1", new),
        granting(case, "u2"),
        EndMandate(bargaining=case.id, mandate=mandate),
    ):
        assert case.refusal("x", command) == "absent"
    assert case.streams("x") == frozenset()


def test_a_seat_of_another_bargaining_is_absent(case: Case, hall: Hall) -> None:
    other = hall.do(case.people["u1"], opening()).result
    foreign = EndSeat(bargaining=other["bargaining"], seat=case.seats["u2"], reason="x")
    assert case.refusal("u1", foreign) == "absent"


# Ending and replacing


@pytest.mark.parametrize(
    ("by", "whose", "reason"),
    [
        ("u1", "u3", None),
        ("u2", "u2", None),
        ("o1", "o1", None),
        ("g1", "m1", None),
        ("e1", "r1", None),
        ("u1", "u1", "chief_is_replaced"),
        ("u1", "e2", "only_own_chief"),
        ("u2", "u3", "only_own_chief"),
        ("g1", "u1", "only_own_chief"),
        ("e2", "e1", "only_own_chief"),
        ("u1", "m1", "only_third_party"),
        ("m1", "r1", "only_chief_or_officer"),
    ],
)
def test_who_ends_whose_seat(case: Case, by: str, whose: str, reason: str | None) -> None:
    command = EndSeat(bargaining=case.id, seat=case.seats[whose], reason="over")
    if reason is None:
        case.do(by, command)
        assert case.streams(whose) == frozenset()
        assert case.refusal("u1", command) == "absent"
    else:
        assert case.refusal(by, command) == reason
        assert case.streams(whose)


def test_a_chief_is_replaced_in_one_step(case: Case) -> None:
    told: list[Committed] = []
    case.hall.door.on_commit(told.extend)
    case.people["u9"] = case.hall.person("u9")
    case.seats["u9"] = case.do("u1", replacing(case, "u1", case.people["u9"]))["seat"]
    assert [type(one.event) for one in told[:3]] == [SeatEnded, SeatTaken, MandateGranted]
    assert case.streams("u1") == frozenset()
    assert case.streams("u9") == {"table", "supposals", "caucus/labour", "confidence/labour"}
    old, new = case.seat_row("u1"), case.seat_row("u9")
    assert (old.replaced_by, new.role, new.party) == (new.id, "chief", "labour")
    assert speaks(case, "u9")
    with case.hall.door.store.reading() as session:
        present = select(func.count()).select_from(Seat).where(Seat.ended_at.is_(None), Seat.role == "chief")
        assert session.scalar(present.where(Seat.party == "labour")) == 1
    assert case.do("u9", seating(case, case.hall.person("z"), Party.LABOUR, Role.ADVISER))["seat"]


def test_a_side_is_not_replaced_without_a_written_mandate(case: Case) -> None:
    new = case.hall.person("new")
    for missing in ({"number": ""}, {"granted_by": ""}, {"valid_from": None}):
        assert case.refusal("u1", replacing(case, "u2", new, **missing)) == "mandate_needed"
    assert case.streams("u2")
    mediator = case.do("g1", replacing(case, "m1", new, number="", granted_by="", valid_from=None))
    assert mediator["seat"]
    assert case.hall.find(select(Mandate).where(Mandate.seat == mediator["seat"])) is None


def test_a_seat_is_not_replaced_by_who_sits_there(case: Case) -> None:
    assert case.refusal("u1", replacing(case, "u2", case.people["u3"])) == "already_seated"
    assert case.seat_row("u2").ended_at is None


def test_a_representative_replaces_a_chief_whose_mandate_is_gone(case: Case) -> None:
    new = case.hall.person("new")
    assert case.refusal("u2", replacing(case, "u1", new)) == "only_own_chief"
    mandate = case.hall.find(select(Mandate).where(Mandate.seat == case.seats["u1"]))
    case.do("u1", EndMandate(bargaining=case.id, mandate=mandate.id))
    for outsider in ("e1", "g1", "u3"):
        assert case.refusal(outsider, replacing(case, "u1", new)) == "only_own_chief"
    assert case.do("u2", replacing(case, "u1", new))["seat"]


# Mandates


def test_a_mandate_speaks_on_its_last_day_and_not_on_the_next(case: Case) -> None:
    case.do("u1", granting(case, "u3", valid_until=TODAY))
    assert speaks(case, "u3")
    case.hall.clock.now = datetime(2026, 4, 16, 15, 59, tzinfo=UTC)  # 23:59 in Shandong
    assert speaks(case, "u3")
    case.hall.clock.now = datetime(2026, 4, 16, 16, 0, tzinfo=UTC)  # midnight there, still the 16th in Greenwich
    assert not speaks(case, "u3")


def test_a_mandate_that_begins_tomorrow_is_silent_today(case: Case) -> None:
    case.do("u1", granting(case, "u3", valid_from=date(2026, 4, 17), valid_until=date(2026, 4, 17)))
    assert not speaks(case, "u3")
    case.hall.clock.now = datetime(2026, 4, 16, 16, 0, tzinfo=UTC)
    assert speaks(case, "u3")
    case.hall.clock.now = datetime(2026, 4, 17, 16, 0, tzinfo=UTC)
    assert not speaks(case, "u3")


def test_an_open_ended_mandate_holds_until_it_is_revoked(case: Case) -> None:
    told: list[Committed] = []
    case.hall.clock.forward(days=400)
    assert speaks(case, "u2")
    mandate = case.hall.find(select(Mandate).where(Mandate.seat == case.seats["u2"]))
    case.hall.door.on_commit(told.extend)
    case.do("u1", EndMandate(bargaining=case.id, mandate=mandate.id))
    assert not speaks(case, "u2")
    ended = told[0].event
    assert isinstance(ended, MandateEnded)
    assert (ended.seat, ended.mandate) == (case.seats["u2"], mandate.id)
    assert case.refusal("u1", EndMandate(bargaining=case.id, mandate=mandate.id)) == "mandate_revoked"


def test_a_new_mandate_replaces_the_old_for_good(case: Case) -> None:
    case.hall.clock.forward(minutes=1)
    new = case.do("u1", granting(case, "u2", valid_until=TODAY))["mandate"]
    assert speaks(case, "u2")
    case.do("u1", EndMandate(bargaining=case.id, mandate=new))
    assert not speaks(case, "u2")


def test_a_mandate_revoked_before_it_began_replaced_nothing(case: Case) -> None:
    case.hall.clock.forward(minutes=1)
    later = case.do("u1", granting(case, "u2", valid_from=date(2026, 4, 20)))["mandate"]
    case.do("u1", EndMandate(bargaining=case.id, mandate=later))
    case.hall.clock.forward(days=10)
    assert speaks(case, "u2")


@pytest.mark.parametrize(
    ("by", "whose", "changes", "reason"),
    [
        ("u1", "e2", {}, "only_own_chief"),
        ("u2", "u2", {}, "only_own_chief"),
        ("g1", "u2", {}, "only_own_chief"),
        ("g1", "m1", {}, "no_mandate_needed"),
        ("u1", "u2", {"valid_until": date(2026, 4, 15)}, "ends_before_it_begins"),
        ("u1", "u2", {"valid_from": date(2026, 4, 1), "valid_until": date(2026, 4, 15)}, "over_already"),
        ("u1", "u2", {"number": "1"}, "mandate_number_taken"),
    ],
)
def test_mandates_that_are_not_taken(case: Case, by: str, whose: str, changes: dict[str, object], reason: str) -> None:
    assert case.refusal(by, granting(case, whose, **changes)) == reason


def test_the_rule_of_mandates_takes_the_last_that_has_begun() -> None:
    zone = UTC

    def mandate(entered: int, first: int, last: int | None = None, ended: int | None = None) -> Mandate:
        return Mandate(
            granted_at=datetime(2026, 4, entered, tzinfo=UTC),
            valid_from=date(2026, 4, first),
            valid_until=None if last is None else date(2026, 4, last),
            ended_at=None if ended is None else datetime(2026, 4, ended, 12, tzinfo=UTC),
        )

    old, new = mandate(1, 1), mandate(5, 10, 12)
    days = {day: in_force([old, new], date(2026, 4, day), zone) for day in (9, 10, 12, 13)}
    assert days == {9: old, 10: new, 12: new, 13: None}
    assert in_force([], TODAY, zone) is None
    assert in_force([old, mandate(5, 10, ended=10)], date(2026, 4, 11), zone) is None
    assert in_force([old, mandate(5, 10, ended=9)], date(2026, 4, 11), zone) is old


# The page


def test_the_forms_of_the_page_seat_replace_and_end(case: Case, browser: Browser) -> None:
    here = f"/bargainings/{case.id}/seats"
    browser.actor = case.people["u1"]
    new = case.hall.person("Sun Full Name")
    assert "Sun Full Name" not in browser.get(f"{here}?find=Sun").text
    found = browser.get(f"{here}?find=sun full name&lang=en")
    assert f"{here}?person={new.person}#give" in found.text
    chosen = browser.get(f"{here}?person={new.person}&lang=en").text
    offered = re.findall(r'name="party" value="(\w+)"', chosen)
    assert offered == ["labour", "neutral"]
    seat = {"bargaining": case.id, "person": new.person, "name": "Sun", "_next": here}
    answer = browser.post("/do/SeatPerson", {**seat, "party": "labour", "role": "adviser", "function": ""})
    assert (answer.status_code, answer.location) == (303, here)
    row = case.hall.find(select(Seat).where(Seat.person == new.person))
    mandate = {"number": "9", "granted_by": "x", "valid_from": "2026-04-16", "valid_until": "", "covers": "pay"}
    granted = browser.post("/do/GrantMandate", {"bargaining": case.id, "seat": row.id, "_next": here, **mandate})
    assert granted.status_code == 303
    page = browser.get(f"{here}?lang=en").text
    assert "Mandate 9" in page
    ended = browser.post("/do/EndSeat", {"bargaining": case.id, "seat": row.id, "reason": "over", "_next": here})
    assert ended.status_code == 303
    assert "1 earlier seat" in browser.get(f"{here}?lang=en").text


def test_colleagues_are_found_by_part_of_their_name(case: Case, browser: Browser) -> None:
    browser.actor = case.people["member"] = case.hall.person("member", "union")
    colleague = case.hall.person("Zhao Lin", "union")
    case.hall.person("Zhao Wu", "enterprise")
    command = seating(case, browser.actor, Party.LABOUR, Role.ADVISER)
    case.do("u1", command)
    page = browser.get(f"/bargainings/{case.id}/seats?find=zhao").text
    assert "Zhao" not in page  # an adviser seats nobody, so nothing is searched
    browser.actor = case.people["u1"]
    page = browser.get(f"/bargainings/{case.id}/seats?find=zhao").text
    assert f"?person={colleague.person}#give" in page
    assert "Zhao Wu" not in page


@pytest.mark.parametrize(
    ("name", "acts"),
    [
        ("u1", {"GrantMandate", "EndMandate", "EndSeat"}),
        ("g1", {"EndSeat"}),
        ("u2", {"EndSeat"}),
        ("o1", {"EndSeat"}),
    ],
)
def test_the_page_offers_what_the_door_allows(case: Case, browser: Browser, name: str, acts: set[str]) -> None:
    browser.actor = case.people[name]
    page = browser.get(f"/bargainings/{case.id}/seats").text
    assert set(re.findall(r'action="/do/(\w+)"', page)) == acts
