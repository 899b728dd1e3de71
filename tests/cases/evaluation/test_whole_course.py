"""The whole course with real sheets: the shipped scheme of Suzhou, filled in, handed in, adopted, reviewed, named."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from evaluation.commands.applications import SubmitApplication
from evaluation.commands.reviews import ForwardApplication, TakeUpApplication
from evaluation.commands.schemes import KeepShippedScheme, PutSchemeInForce
from evaluation.commands.sheets import HandInSheet, KeepEntry, OpenSheet
from evaluation.commands.titles import NameEnterprise
from evaluation.models import FiledSheet, Title
from evaluation.rules.scheme_reading import shipped
from evaluation.rules.schemes import Item
from evaluation.rules.words import ApplicationState, RoundRole, Stage
from tests.cases.evaluation.courses import adopting, naming
from tests.cases.evaluation.rounds import OneApplies, RoundHall, applying, opening
from tests.cases.negotiation.conftest import Hall, hall

__all__ = ["hall"]
NAME = "suzhou-2019"
PEOPLE = (("reviewer", RoundRole.REVIEWER), ("committee", RoundRole.COMMITTEE))


def value_of(item: Item) -> str:
    """Return the best value of an item: full points, nothing taken away, no veto."""
    if item.role == "veto":
        return "no"
    return "0" if item.role == "deduction" else str(item.points)


@pytest.fixture
def suzhou(hall: Hall) -> OneApplies:
    """An enterprise that applies by the shipped scheme, kept and put in force by an officer of the office."""
    held = RoundHall(hall, "", hall.organisation("government"))
    held.people["office"] = hall.person("office", "government", function="officer")
    held.scheme = held.do("office", KeepShippedScheme(name=NAME))["scheme"]
    held.do("office", PutSchemeInForce(scheme=held.scheme))
    opened = held.do("office", opening(held))
    held.round = opened["round"]
    for name, role in PEOPLE:
        held.seat(name, role)
    enterprise = held.enterprise("鲁岳机械")
    answers = ["yes" if asked.is_ else "100" for asked in shipped(NAME).eligibility]
    command = applying(held, enterprise, answers=answers)
    return OneApplies(held, enterprise, held.do("boss", command)["application"])


def hand_in(one: OneApplies, who: str, stage: Stage, **other: str) -> dict[str, Any]:
    """Let somebody fill in and hand in the sheet of a stage; `other` are values that are not the best, by item."""
    one.held.hall.clock.forward(minutes=1)
    sheet = one.do(who, OpenSheet(application=one.id, stage=stage))["sheet"]
    for item in shipped(NAME).items:
        value = other.get(f"i{item.id}", value_of(item))
        command = KeepEntry(sheet=sheet, item=item.id, value=value, reason="as seen", version=0)
        one.do(who, command)
    return one.do(who, HandInSheet(sheet=sheet))


def test_from_the_first_entry_to_the_title(suzhou: OneApplies) -> None:
    one = suzhou
    hand_in(one, "boss", Stage.SELF)
    assert one.state() == ApplicationState.SELF_SCORED
    one.do("steward", adopting(one))
    one.do("boss", SubmitApplication(application=one.id))
    one.do("office", TakeUpApplication(application=one.id))
    hand_in(one, "office", Stage.FIRST, i1003="2")
    assert one.do("office", ForwardApplication(application=one.id))["state"] == ApplicationState.SECOND_REVIEW
    hand_in(one, "reviewer", Stage.SECOND, i1003="1.5")
    one.do("reviewer", ForwardApplication(application=one.id))
    tiers = shipped(NAME).tiers
    tier = next((one.key for one in tiers if not one.from_tier), None)
    one.do("committee", naming(one, tier=tier))
    one.held.hall.clock.forward(days=20)
    one.do("office", NameEnterprise(application=one.id))
    assert one.state() == ApplicationState.NAMED
    with one.held.hall.door.store.reading() as session:
        filed = {row.stage: row.total for row in session.scalars(select(FiledSheet))}
    totals = {stage: Decimal(str(total)) for stage, total in filed.items()}
    assert totals == {Stage.SELF: Decimal(100), Stage.FIRST: Decimal("99.5"), Stage.SECOND: Decimal(99)}
    assert one.held.hall.find(select(Title)).tier == tier


def test_an_entry_after_the_last_day_is_late(suzhou: OneApplies) -> None:
    one = suzhou
    sheet = one.do("boss", OpenSheet(application=one.id, stage=Stage.SELF))["sheet"]
    one.held.hall.clock.forward(days=31)
    command = KeepEntry(sheet=sheet, item="1003", value="2", version=0)
    assert one.held.refusal("boss", command) == "too_late"
    assert one.held.refusal("boss", HandInSheet(sheet=sheet)) == "too_late"
    assert one.state() == ApplicationState.DRAFT
