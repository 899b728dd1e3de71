"""Opening a bargaining."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from negotiation.commands.cases import OpenBargaining
from negotiation.commands.ground_rules import AdoptGroundRules, ProposeGroundRules
from negotiation.commands.importing import ChosenClause, ImportIssues
from negotiation.commands.mandates import EndMandate
from negotiation.commands.meetings import CallMeeting, CloseMeeting, OpenMeeting
from negotiation.commands.seats import EndSeat, ReplaceSeat
from negotiation.models import Bargaining, Mandate, Seat
from negotiation.rules.words import Party, Role
from tests.cases.negotiation.conftest import Browser, Case, Hall, opening
from tests.cases.negotiation.talks import Talks
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


# The pages


def test_the_list_holds_ones_own_cases_only(case: Case, browser: Browser) -> None:
    title = "2026年度工资专项集体协商"
    browser.actor = case.people["e2"]
    assert title in browser.get("/bargainings").text
    browser.actor = case.hall.person("stranger", "union", "house")
    empty = browser.get("/bargainings")
    assert empty.status_code == 200
    assert title not in empty.text
    assert "/bargainings/new" in empty.text
    browser.actor = None
    assert browser.get("/bargainings").status_code == 303


def test_a_case_is_opened_with_the_form_alone(hall: Hall, browser: Browser) -> None:
    browser.actor = hall.person("Li", "union")
    page = browser.get("/bargainings/new").text
    assert 'action="/do/OpenBargaining"' in page
    assert re.findall(r'<option value="(labour|employer|government|mediator|neutral)"', page) == ["labour"]
    form = {
        "name": "Pay 2026",
        "subject": "wage",
        "level": "enterprise",
        "labour_name": "The union",
        "employer_name": "The works",
        "labour_organisation": "",
        "employer_organisation": "",
        "area": "",
        "workers": "380",
        "offered_by": "labour",
        "locale": "en",
        "as_party": "labour",
        "role": "chief",
        "seat_name": "Li",
        "function": "",
        "_next": "/bargainings/{bargaining}",
    }
    assert set(re.findall(r'name="([a-z]\w*)"', page)) >= {name for name in form if name != "_next"}
    answer = browser.post("/do/OpenBargaining", form)
    assert answer.status_code == 303
    shown = browser.get(answer.location)
    assert "Pay 2026" in shown.text
    assert browser.post("/do/OpenBargaining", {**form, "workers": "0"}).status_code == 422


def test_who_may_not_open_is_told_why(hall: Hall, browser: Browser) -> None:
    browser.actor = hall.person("x")
    page = browser.get("/bargainings/new?lang=en")
    assert "A bargaining is opened by a member of a union" in page.text
    assert 'action="/do/OpenBargaining"' not in page.text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["u1", "u2", "u3", "e1", "g1", "m1", "r1", "o1"])
def test_everybody_with_a_seat_sees_the_page_of_the_case(case: Case, browser: Browser, name: str, lang: str) -> None:
    browser.actor = case.people[name]
    page = browser.get(f"/bargainings/{case.id}?lang={lang}")
    assert page.status_code == 200
    for region in ("case.timeline", "case.seats", "case.papers", "case.rules"):
        assert f'data-region="{region}:{case.id}"' in page.text
    assert "鲁岳机械制造有限公司" in page.text
    assert "&lt;" not in page.text


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_stranger_finds_no_page_of_the_case(case: Case, browser: Browser, signed_in: bool) -> None:
    browser.actor = case.hall.person("stranger", "union", "government", "house") if signed_in else None
    browser.csrf()  # one visitor's word on both pages
    for page in ("", "/next", "/seats", "/rules", "/import"):
        found, nowhere = (browser.get(f"/bargainings/{key}{page}") for key in (case.id, "a" * 16))
        assert found.status_code == nowhere.status_code == (404 if signed_in else 303)
        assert found.text.replace(case.id, "") == nowhere.text.replace("a" * 16, "")


def test_who_left_finds_no_page_of_the_case(case: Case, browser: Browser) -> None:
    browser.actor = case.people["u2"]
    assert browser.get(f"/bargainings/{case.id}").status_code == 200
    case.do("u1", EndSeat(bargaining=case.id, seat=case.seats["u2"], reason="retired"))
    for page in ("", "/next", "/seats", "/rules", "/import"):
        assert browser.get(f"/bargainings/{case.id}{page}").status_code == 404
    assert case.id not in browser.get("/bargainings").text


def test_the_next_step_is_computed_from_what_is_recorded(case: Case, browser: Browser) -> None:
    def steps(name: str) -> list[str]:
        browser.actor = case.people[name]
        page = browser.get(f"/bargainings/{case.id}/next?lang=en").text
        found = re.findall(r"<h2>([^<]*)</h2>\s*<p>|<li><svg.*?</svg><a [^>]*>([^<]*)</a>", page)
        return [one or other for one, other in found]

    assert steps("u1") == ["Put the issues on the list"]
    assert steps("o1") == []
    clauses = [ChosenClause(number="Art. 3", heading="Pay", text="Pay rises by 2%.")]
    command = ImportIssues(bargaining=case.id, source="0" * 64, file_name="old.txt", clauses=clauses)
    [issue] = case.do("u1", command)["issues"]
    assert steps("u1") == ["Call the first meeting"]
    rules = case.do("e1", ProposeGroundRules(bargaining=case.id, text="Speak in turn."))
    assert "Adopt the proposed ground rules, or propose others" in steps("u1")
    case.do("u1", AdoptGroundRules(bargaining=case.id, **rules))
    assert steps("u1") == ["Call the first meeting"]
    called = CallMeeting(bargaining=case.id, called_for=case.hall.clock.now + timedelta(days=1), place="Room 2")
    meeting = case.do("u1", called)["meeting"]
    assert steps("e2") == ["Meeting 1 is called"]
    case.hall.clock.forward(days=1)
    case.do("u1", OpenMeeting(bargaining=case.id, meeting=meeting))
    assert steps("o1") == ["Meeting 1 is in session"]
    Talks(case, issue).table("e2", "Pay rises by 3%.")
    assert steps("u2") == ["Meeting 1 is in session", "Answer E-1 on Art. 3 Pay"]
    case.do("r1", CloseMeeting(bargaining=case.id, meeting=meeting))
    assert steps("u2")[0] == "Answer E-1 on Art. 3 Pay"
    assert "Answer" not in " ".join(steps("e2"))
    mandate = case.hall.find(select(Mandate).where(Mandate.seat == case.seats["u2"]))
    case.do("u1", EndMandate(bargaining=case.id, mandate=mandate.id))
    assert steps("u2")[0] == "You have no mandate in force"
    assert steps("u1")[0] == "u2 has no mandate in force"


def test_the_course_tells_of_the_change_of_a_chief(case: Case, browser: Browser) -> None:
    new = case.hall.person("Wang")
    command = ReplaceSeat(
        bargaining=case.id,
        seat=case.seats["e1"],
        person=str(new.person),
        name="Wang",
        reason="retired",
        number="2",
        granted_by="The board",
        valid_from=case.hall.clock.now.date(),
    )
    case.do("e1", command)
    browser.actor = case.people["u1"]
    page = browser.get(f"/bargainings/{case.id}?lang=en").text
    assert "Wang follows e1 as chief representative" in page
