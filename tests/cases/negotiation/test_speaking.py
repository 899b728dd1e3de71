"""Speaking in turn through the door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from negotiation.commands.meetings import CallMeeting, CloseMeeting, OpenMeeting, RecessMeeting
from negotiation.commands.speaking import AskToSpeak, EndTurn, GiveFloor, LowerHand, ReorderTurns
from negotiation.models import Turn
from negotiation.queries.speaking import shown_floor
from negotiation.rules.words import TurnKind
from tests.cases.negotiation.conftest import Case, opening
from tests.cases.negotiation.test_meetings import at_once, silence
from workbench.kernel.models import LedgerEntry
from workbench.live import render_inner


@pytest.fixture
def meeting(case: Case) -> str:
    """A meeting in session; the labour side presides."""
    called = CallMeeting(bargaining=case.id, called_for=case.hall.clock.now, place="二楼")
    found: str = case.do("r1", called)["meeting"]
    case.do("r1", OpenMeeting(bargaining=case.id, meeting=found))
    return found


def ask(case: Case, name: str, kind: TurnKind = TurnKind.STATEMENT) -> str:
    turn: str = case.do(name, AskToSpeak(bargaining=case.id, kind=kind))["turn"]
    return turn


def give(case: Case, turn: str, by: str = "u1", instead_of: str | None = None) -> GiveFloor:
    command = GiveFloor(bargaining=case.id, turn=turn, instead_of=instead_of)
    case.do(by, command)
    return command


def row(case: Case, turn: str) -> Turn:
    found: Turn = case.hall.find(select(Turn).where(Turn.id == turn))
    return found


@pytest.mark.parametrize("name", ["u1", "e2", "u3", "g1", "m1"])
def test_all_parties_ask_to_speak_advisers_too(case: Case, meeting: str, name: str) -> None:
    assert row(case, ask(case, name)).asked_at == case.hall.clock.now


@pytest.mark.parametrize("name", ["r1", "o1"])
def test_the_recorder_and_observers_do_not_speak(case: Case, meeting: str, name: str) -> None:
    assert case.refusal(name, AskToSpeak(bargaining=case.id, kind=TurnKind.STATEMENT)) == "listens_only"


def test_one_hand_each_and_a_point_of_order_beside_it(case: Case, meeting: str) -> None:
    ask(case, "e2")
    assert case.refusal("e2", AskToSpeak(bargaining=case.id, kind=TurnKind.QUESTION)) == "hand_up"
    ask(case, "e2", TurnKind.ORDER)
    assert case.refusal("e2", AskToSpeak(bargaining=case.id, kind=TurnKind.ORDER)) == "hand_up"


def test_a_representative_without_a_mandate_has_no_voice(case: Case, meeting: str) -> None:
    silence(case, "u2")
    assert case.refusal("u2", AskToSpeak(bargaining=case.id, kind=TurnKind.STATEMENT)) == "no_mandate"


def test_nobody_asks_outside_a_meeting_or_in_a_recess(case: Case) -> None:
    asking = AskToSpeak(bargaining=case.id, kind=TurnKind.STATEMENT)
    assert case.refusal("u1", asking) == "no_meeting"
    called = CallMeeting(bargaining=case.id, called_for=case.hall.clock.now, place="二楼")
    meeting = case.do("r1", called)["meeting"]
    assert case.refusal("u1", asking) == "no_meeting"
    case.do("r1", OpenMeeting(bargaining=case.id, meeting=meeting))
    turn = ask(case, "u1")
    case.do("r1", RecessMeeting(bargaining=case.id, meeting=meeting))
    assert case.refusal("e1", asking) == "in_recess"
    assert case.refusal("u1", GiveFloor(bargaining=case.id, turn=turn)) == "in_recess"


@pytest.mark.parametrize("name", ["u1", "r1", "m1"])
def test_the_chair_the_recorder_and_the_mediator_give_the_floor(case: Case, meeting: str, name: str) -> None:
    turn = ask(case, "e1")
    case.hall.clock.forward(seconds=30)
    give(case, turn, name)
    assert row(case, turn).started_at == case.hall.clock.now


@pytest.mark.parametrize("name", ["e1", "u2", "g1", "o1", "u3"])
def test_others_do_not_give_the_floor(case: Case, meeting: str, name: str) -> None:
    turn = ask(case, "e1")
    assert case.refusal(name, GiveFloor(bargaining=case.id, turn=turn)) == "not_giving_floor"


def test_a_chair_without_a_mandate_is_told_so(case: Case, meeting: str) -> None:
    silence(case, "u1")
    turn = ask(case, "g1")
    assert case.refusal("u1", GiveFloor(bargaining=case.id, turn=turn)) == "no_mandate"


def test_giving_the_floor_ends_the_running_turn_at_the_servers_time(case: Case, meeting: str) -> None:
    first, second = ask(case, "u2"), ask(case, "e2")
    give(case, first)
    case.hall.clock.forward(minutes=2, seconds=5)
    give(case, second, instead_of=first)
    one, two = row(case, first), row(case, second)
    assert one.ended_at == two.started_at == case.hall.clock.now
    assert one.started_at is not None
    assert one.ended_at is not None
    assert one.ended_at - one.started_at == timedelta(minutes=2, seconds=5)
    payload = case.hall.find(select(LedgerEntry.payload).where(LedgerEntry.event == "TurnEnded"))
    assert '"milliseconds":125000' in payload


def test_nobody_is_cut_short_by_a_chair_who_has_not_seen_them_begin(case: Case, meeting: str) -> None:
    first, second, third = ask(case, "u2"), ask(case, "e2"), ask(case, "g1")
    give(case, first)
    give(case, second, by="r1", instead_of=first)
    stale = GiveFloor(bargaining=case.id, turn=third, instead_of=first)
    assert case.refusal("u1", stale) == "floor_moved"
    assert case.refusal("u1", GiveFloor(bargaining=case.id, turn=third)) == "floor_moved"
    assert row(case, second).ended_at is None
    case.do("e2", EndTurn(bargaining=case.id, turn=second))
    case.do("u1", stale)
    assert row(case, third).started_at is not None


def test_of_two_chairs_acting_at_once_one_gives_the_floor(case: Case, meeting: str) -> None:
    first, second = ask(case, "u2"), ask(case, "e2")
    acts: list[tuple[str, Any]] = [
        ("u1", GiveFloor(bargaining=case.id, turn=first)),
        ("r1", GiveFloor(bargaining=case.id, turn=second)),
    ]
    assert sorted(at_once(case, acts)) == ["done", "floor_moved"]
    speaking = [turn for turn in (first, second) if row(case, turn).started_at is not None]
    assert len(speaking) == 1
    assert row(case, speaking[0]).ended_at is None


def test_of_two_chairs_calling_the_same_speaker_one_does(case: Case, meeting: str) -> None:
    turn = ask(case, "u2")
    giving = GiveFloor(bargaining=case.id, turn=turn)
    assert sorted(at_once(case, [("u1", giving), ("r1", giving)])) == ["done", "not_waiting"]


def test_a_turn_is_ended_by_its_speaker_or_the_chair_once(case: Case, meeting: str) -> None:
    turn = ask(case, "e2")
    ending = EndTurn(bargaining=case.id, turn=turn)
    assert case.refusal("e2", ending) == "not_speaking"
    give(case, turn)
    assert case.refusal("e1", ending) == "not_your_turn"
    case.do("e2", ending)
    assert case.refusal("u1", ending) == "not_speaking"


def test_a_hand_is_lowered_by_its_owner_or_the_chair(case: Case, meeting: str) -> None:
    own, others = ask(case, "e2"), ask(case, "u2")
    assert case.refusal("e1", LowerHand(bargaining=case.id, turn=own)) == "not_your_turn"
    case.do("e2", LowerHand(bargaining=case.id, turn=own))
    case.do("m1", LowerHand(bargaining=case.id, turn=others))
    assert case.refusal("u1", GiveFloor(bargaining=case.id, turn=own)) == "not_waiting"
    assert case.refusal("e2", LowerHand(bargaining=case.id, turn=own)) == "not_waiting"
    ask(case, "e2")


def test_the_order_is_changed_with_a_reason_by_whoever_gives_the_floor(case: Case, meeting: str) -> None:
    first, second, order = ask(case, "u2"), ask(case, "e2"), ask(case, "e1", TurnKind.ORDER)
    wished = ReorderTurns(bargaining=case.id, turns=[second, first, order], reason="先答复")
    assert case.refusal("e1", wished) == "not_giving_floor"
    result = case.do("u1", wished)
    assert result["turns"] == [order, second, first]
    assert [row(case, turn).ordinal for turn in (order, second, first)] == [1, 2, 3]
    payload = case.hall.find(select(LedgerEntry.payload).where(LedgerEntry.event == "TurnsReordered"))
    assert "先答复" in payload


def test_an_order_made_for_a_list_that_has_changed_is_refused(case: Case, meeting: str) -> None:
    first, second = ask(case, "u2"), ask(case, "e2")
    ask(case, "g1")
    stale = ReorderTurns(bargaining=case.id, turns=[second, first], reason="先答复")
    assert case.refusal("u1", stale) == "list_moved"
    assert row(case, first).ordinal < row(case, second).ordinal


def test_who_asks_after_a_reordering_is_last(case: Case, meeting: str) -> None:
    first, second = ask(case, "u2"), ask(case, "e2")
    case.do("u1", ReorderTurns(bargaining=case.id, turns=[second, first], reason="先答复"))
    third = ask(case, "g1")
    assert row(case, third).ordinal == 3


def test_a_recess_ends_the_turn_and_keeps_the_list(case: Case, meeting: str) -> None:
    running, waiting = ask(case, "u2"), ask(case, "e2")
    give(case, running)
    case.do("r1", RecessMeeting(bargaining=case.id, meeting=meeting))
    assert row(case, running).ended_at is not None
    assert row(case, waiting).lowered_at is None


def test_after_the_close_no_turn_is_given(case: Case, meeting: str) -> None:
    turn = ask(case, "u2")
    case.do("r1", CloseMeeting(bargaining=case.id, meeting=meeting))
    assert case.refusal("r1", GiveFloor(bargaining=case.id, turn=turn)) in ("not_waiting", "in_recess")
    assert case.refusal("u1", AskToSpeak(bargaining=case.id, kind=TurnKind.ORDER)) == "no_meeting"


def test_a_turn_of_another_bargaining_is_not_there(case: Case, meeting: str) -> None:
    turn = ask(case, "u2")
    other = case.hall.do(case.people["u1"], opening(name="另一场")).result["bargaining"]
    for command in (GiveFloor, EndTurn, LowerHand):
        assert case.refusal("u1", command(bargaining=other, turn=turn)) == "absent"


# ── what the page shows ──────────────────────────────────


def shown(case: Case, name: str = "e1") -> dict[str, Any]:
    with case.hall.door.reading(case.hall.door.viewer(case.people[name], "en")) as reader:
        return shown_floor(reader, case.id)


def test_the_account_of_the_side_that_speaks_goes_on_by_the_clock(case: Case, meeting: str, app: Flask) -> None:
    clock = case.hall.clock
    first, second = ask(case, "u1"), ask(case, "u2")
    give(case, first)
    clock.forward(seconds=90)
    give(case, second, instead_of=first)
    clock.forward(seconds=20)
    labour, employer = shown(case)["used"]
    assert (labour["seconds"], labour["before"], labour["since"]) == (110, 90, row(case, second).started_at)
    assert (employer["seconds"], employer["since"]) == (0, None)
    viewer = case.hall.door.viewer(case.people["e1"], "en")
    for name in ("table", "wall"):
        html = render_inner(app, case.hall.door, f"{name}.speaking:{case.id}", viewer) or ""
        assert html.count('data-clock-base="90"') == 2, "the figure and the bar"
        assert html.count("data-clock-whole") == 1
    case.do("u1", EndTurn(bargaining=case.id, turn=second))
    assert [account["since"] for account in shown(case)["used"]] == [None, None]


def test_a_point_of_order_leaves_the_accounts_still(case: Case, meeting: str) -> None:
    give(case, ask(case, "u1", TurnKind.ORDER))
    case.hall.clock.forward(seconds=30)
    assert [(account["seconds"], account["since"]) for account in shown(case)["used"]] == [(0, None), (0, None)]
