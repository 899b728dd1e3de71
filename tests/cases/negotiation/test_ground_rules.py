"""Ground rules: proposed by either side, in force when both chiefs adopted the same text."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from negotiation.commands.ground_rules import AdoptGroundRules, ProposeGroundRules
from negotiation.commands.mandates import EndMandate
from negotiation.models import GroundRules, Mandate
from negotiation.rules.ground_rules import ground_rules_hash
from tests.cases.negotiation.conftest import Browser, Case


def propose(case: Case, by: str, text: str = "Speak in turn.", minutes: int | None = 5) -> dict[str, str]:
    command = ProposeGroundRules(bargaining=case.id, text=text, speaking_minutes=minutes)
    return case.do(by, command)


def adopting(case: Case, rules: dict[str, str], digest: str | None = None) -> AdoptGroundRules:
    return AdoptGroundRules(bargaining=case.id, rules=rules["rules"], content_hash=digest or rules["content_hash"])


def row(case: Case, rules: dict[str, str]) -> GroundRules:
    found: GroundRules = case.hall.find(select(GroundRules).where(GroundRules.id == rules["rules"]))
    return found


def test_they_are_in_force_once_both_chiefs_adopted_the_same_text(case: Case) -> None:
    rules = propose(case, "e2")
    assert case.do("u1", adopting(case, rules)) == {"in_force": False}
    assert case.do("e1", adopting(case, rules)) == {"in_force": True}
    stored = row(case, rules)
    assert (stored.text, stored.speaking_minutes, stored.replaced_at) == ("Speak in turn.", 5, None)
    assert stored.labour_at is not None
    assert stored.employer_at is not None


def test_a_new_proposal_replaces_one_that_is_not_in_force(case: Case) -> None:
    first = propose(case, "u1")
    case.do("u1", adopting(case, first))
    second = propose(case, "e1", "Raise your hand.")
    assert row(case, first).replaced_at is not None
    assert case.refusal("e1", adopting(case, first)) == "other_rules"
    assert case.do("e1", adopting(case, second)) == {"in_force": False}


def test_rules_in_force_hold_until_new_ones_are(case: Case) -> None:
    first = propose(case, "u1")
    for chief in ("u1", "e1"):
        case.do(chief, adopting(case, first))
    second = propose(case, "e1", "Raise your hand.")
    case.do("e1", adopting(case, second))
    assert row(case, first).replaced_at is None
    case.do("u1", adopting(case, second))
    assert row(case, first).replaced_at is not None
    assert row(case, second).replaced_at is None


def test_another_hash_is_not_adopted(case: Case) -> None:
    rules = propose(case, "u1")
    assert case.refusal("e1", adopting(case, rules, "0" * 64)) == "other_rules"
    assert row(case, rules).employer_at is None


def test_the_hash_binds_the_speaking_time_as_well() -> None:
    assert len({ground_rules_hash("x", None), ground_rules_hash("x", 5), ground_rules_hash("x", 6)}) == 3
    assert ground_rules_hash("x", 5) == "bd2a5d9acc0fee4b8330aab5c85157209285ebd2bf6c6a43ca19dae7f6809ea5"


@pytest.mark.parametrize("name", ["g1", "m1", "r1", "o1", "u3"])
def test_only_those_who_speak_for_a_side_propose(case: Case, name: str) -> None:
    command = ProposeGroundRules(bargaining=case.id, text="x", speaking_minutes=None)
    assert case.refusal(name, command) == "not_your_role"


def test_only_chiefs_with_a_mandate_adopt_and_once(case: Case) -> None:
    rules = propose(case, "u1")
    assert case.refusal("u2", adopting(case, rules)) == "not_your_role"
    assert case.refusal("g1", adopting(case, rules)) == "not_your_role"
    case.do("u1", adopting(case, rules))
    assert case.refusal("u1", adopting(case, rules)) == "adopted_already"
    mandate = case.hall.find(select(Mandate).where(Mandate.seat == case.seats["e1"]))
    case.do("e1", EndMandate(bargaining=case.id, mandate=mandate.id))
    assert case.refusal("e1", adopting(case, rules)) == "no_mandate"
    assert case.refusal("e1", ProposeGroundRules(bargaining=case.id, text="x")) == "no_mandate"


def test_the_same_text_is_not_proposed_twice(case: Case) -> None:
    propose(case, "u1")
    assert (
        case.refusal("e1", ProposeGroundRules(bargaining=case.id, text="Speak in turn.", speaking_minutes=5))
        == "same_rules"
    )


def test_a_stranger_finds_nothing(case: Case) -> None:
    rules = propose(case, "u1")
    case.people["x"] = case.hall.person("x", "union")
    assert case.refusal("x", adopting(case, rules)) == "absent"
    assert case.refusal("x", ProposeGroundRules(bargaining=case.id, text="x")) == "absent"


def test_the_page_offers_the_usual_headings_and_the_forms_work(case: Case, browser: Browser) -> None:
    here = f"/bargainings/{case.id}/rules"
    browser.actor = case.people["u1"]
    page = browser.get(f"{here}?lang=en").text
    for heading in (
        "Time, place, frequency",
        "Joint record",
        "Order of the issues",
        "Caucus",
        "Authority of the teams",
        "Speaking time",
    ):
        assert heading in page
    form = {"bargaining": case.id, "text": "1. We meet on Fridays.", "speaking_minutes": "7", "_next": here}
    assert browser.post("/do/ProposeGroundRules", form).status_code == 303
    stored = case.hall.find(select(GroundRules))
    adopt = {"bargaining": case.id, "rules": stored.id, "content_hash": stored.content_hash, "_next": here}
    for name in ("u1", "e1"):
        browser.actor = case.people[name]
        page = browser.get(f"{here}?lang=en").text
        assert stored.content_hash in page
        assert browser.post("/do/AdoptGroundRules", adopt).status_code == 303
    page = browser.get(f"{here}?lang=en").text
    assert "1. We meet on Fridays." in page
    assert 'id="in-force"' in page
    assert 'action="/do/AdoptGroundRules"' not in page
    browser.actor = case.people["o1"]
    refused = browser.get(f"{here}?lang=en").text
    assert "aria-disabled" in refused
