"""Meetings through the door: called, conducted, closed, and what a closing seals."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from negotiation.commands.agenda import AddAgendaItem, FinishAgendaItem, MoveAgendaItem
from negotiation.commands.attendance import ArriveAtMeeting, LeaveMeeting, Movement, RecordAttendance
from negotiation.commands.caucus import PostCaucusMessage
from negotiation.commands.conferring import CallCaucus, EndCaucus
from negotiation.commands.issues import AddIssue, DiscussIssue
from negotiation.commands.meetings import (
    AdjournMeeting,
    CallMeeting,
    CancelMeeting,
    CloseMeeting,
    OpenMeeting,
    RecessMeeting,
    ResumeMeeting,
    ReviseMeeting,
)
from negotiation.commands.seats import EndSeat
from negotiation.commands.speaking import AskToSpeak, GiveFloor
from negotiation.models import AgendaItem, Attendance, Bargaining, CaucusCall, Meeting, Turn
from negotiation.rules.words import Phase, Side, TurnKind
from tests.cases.negotiation.conftest import Case, opening
from workbench.kernel import Refusal
from workbench.kernel.models import LedgerEntry, StreamSeal

HOUR = timedelta(hours=1)


def calling(case: Case, **changes: Any) -> CallMeeting:
    usual: dict[str, Any] = {"bargaining": case.id, "called_for": case.hall.clock.now + HOUR, "place": "二楼会议室"}
    return CallMeeting(**{**usual, **changes})


def call(case: Case, by: str = "r1", **changes: Any) -> str:
    meeting: str = case.do(by, calling(case, **changes))["meeting"]
    return meeting


def opened_meeting(case: Case) -> str:
    meeting = call(case)
    case.do("r1", OpenMeeting(bargaining=case.id, meeting=meeting))
    return meeting


def row(case: Case, meeting: str) -> Meeting:
    found: Meeting = case.hall.find(select(Meeting).where(Meeting.id == meeting))
    return found


def count(case: Case, query: Any) -> int:
    found: int = case.hall.find(query)
    return found


def events(case: Case, name: str) -> int:
    return count(case, select(func.count()).select_from(LedgerEntry).where(LedgerEntry.event == name))


def silence(case: Case, name: str) -> None:
    """Let the mandate of somebody of the labour side run out."""
    case.hall.clock.forward(seconds=1)
    case.mandate("u1", name, "2", until=case.hall.clock.now.date())
    case.hall.clock.forward(days=1)


def test_meetings_are_numbered_and_the_chiefs_preside_in_turn_beginning_with_the_side_that_offered(case: Case) -> None:
    meetings = [row(case, call(case)) for _ in range(3)]
    assert [meeting.number for meeting in meetings] == [1, 2, 3]
    assert [meeting.chair for meeting in meetings] == [Side.LABOUR, Side.EMPLOYER, Side.LABOUR]


def test_a_meeting_that_was_called_off_uses_its_number_but_not_its_turn_of_the_chair(case: Case) -> None:
    first = call(case)
    case.do("u1", CancelMeeting(bargaining=case.id, meeting=first, reason="停电"))
    second = row(case, call(case))
    assert (second.number, second.chair) == (2, Side.LABOUR)
    assert row(case, first).phase == Phase.CLOSED
    assert row(case, first).opened_at is None


@pytest.mark.parametrize("name", ["u1", "e1", "r1", "g1"])
def test_chiefs_the_recorder_and_the_officer_call_meetings(case: Case, name: str) -> None:
    assert row(case, call(case, name)).phase == Phase.CALLED


@pytest.mark.parametrize("name", ["u2", "e2", "u3", "m1", "o1"])
def test_others_do_not_call_meetings(case: Case, name: str) -> None:
    assert case.refusal(name, calling(case)) == "not_convening"


def test_a_stranger_learns_nothing_of_a_bargaining_not_even_that_no_meeting_is_in_session(case: Case) -> None:
    meeting = opened_meeting(case)
    stranger = case.hall.person("stranger")
    tries = (
        calling(case),
        OpenMeeting(bargaining=case.id, meeting=meeting),
        CloseMeeting(bargaining=case.id, meeting=meeting),
        ArriveAtMeeting(bargaining=case.id, meeting=meeting),
        AskToSpeak(bargaining=case.id, kind=TurnKind.STATEMENT),
        CallCaucus(bargaining=case.id),
        AddAgendaItem(bargaining=case.id, meeting=meeting, title="工资"),
    )
    assert {case.hall.refusal(stranger, command) for command in tries} == {"absent"}


def test_a_meeting_of_another_bargaining_is_not_there(case: Case) -> None:
    meeting = call(case)
    other = case.hall.do(case.people["u1"], opening(name="另一场")).result["bargaining"]
    assert case.refusal("u1", OpenMeeting(bargaining=other, meeting=meeting)) == "absent"


def test_a_time_without_a_zone_is_the_time_of_the_place_and_yesterday_is_refused(case: Case) -> None:
    meeting = row(case, call(case, called_for=datetime(2026, 4, 20, 9, 0)))  # noqa: DTZ001 as a form sends it
    assert meeting.called_for.isoformat() == "2026-04-20T01:00:00+00:00"
    assert case.refusal("r1", calling(case, called_for=case.hall.clock.now - 24 * HOUR)) == "passed"


def test_an_agenda_comes_with_the_call_and_is_added_to_moved_and_worked_off(case: Case) -> None:
    meeting = call(case, agenda=["通报情况", "工资标准"])
    item = case.do("u1", AddAgendaItem(bargaining=case.id, meeting=meeting, title="休假"))["item"]
    case.do("e1", MoveAgendaItem(bargaining=case.id, item=item, to=1))
    assert titles(case, meeting) == ["休假", "通报情况", "工资标准"]
    case.do("e1", MoveAgendaItem(bargaining=case.id, item=item, to=60))
    assert titles(case, meeting) == ["通报情况", "工资标准", "休假"]
    assert case.refusal("e1", FinishAgendaItem(bargaining=case.id, item=item)) == "not_presiding"
    case.do("u1", FinishAgendaItem(bargaining=case.id, item=item))
    assert case.refusal("u1", FinishAgendaItem(bargaining=case.id, item=item)) == "item_done"
    assert case.refusal("u1", MoveAgendaItem(bargaining=case.id, item=item, to=1)) == "item_done"


def titles(case: Case, meeting: str) -> list[str]:
    with case.hall.door.store.reading() as session:
        query = select(AgendaItem.title).where(AgendaItem.meeting == meeting).order_by(AgendaItem.ordinal)
        return list(session.scalars(query))


def test_an_agenda_is_not_endless_and_closed_with_its_meeting(case: Case) -> None:
    meeting = call(case, agenda=[f"议程{n}" for n in range(60)])
    assert case.refusal("u1", AddAgendaItem(bargaining=case.id, meeting=meeting, title="多了")) == "agenda_full"
    case.do("u1", CancelMeeting(bargaining=case.id, meeting=meeting, reason="改期"))
    assert case.refusal("u1", AddAgendaItem(bargaining=case.id, meeting=meeting, title="晚了")) == "wrong_phase"


def test_a_meeting_is_moved_until_it_opens(case: Case) -> None:
    meeting = call(case)
    moved = ReviseMeeting(bargaining=case.id, meeting=meeting, called_for=case.hall.clock.now + 2 * HOUR, place="食堂")
    case.do("g1", moved)
    assert row(case, meeting).place == "食堂"
    case.do("u1", OpenMeeting(bargaining=case.id, meeting=meeting))
    assert case.refusal("g1", moved) == "wrong_phase"
    assert case.refusal("g1", CancelMeeting(bargaining=case.id, meeting=meeting, reason="晚了")) == "wrong_phase"


def test_the_presiding_chief_and_the_recorder_conduct_and_the_other_chief_does_not(case: Case) -> None:
    meeting = call(case)
    fields: dict[str, Any] = {"bargaining": case.id, "meeting": meeting}
    for name in ("e1", "u2", "g1", "m1", "o1"):
        assert case.refusal(name, OpenMeeting(**fields)) == "not_presiding"
    case.do("u1", OpenMeeting(**fields))
    assert case.refusal("e1", RecessMeeting(**fields)) == "not_presiding"
    case.do("r1", RecessMeeting(**fields, until=case.hall.clock.now + HOUR))
    assert case.refusal("u1", RecessMeeting(**fields)) == "wrong_phase"
    case.do("u1", ResumeMeeting(**fields))
    assert row(case, meeting).recess_until is None
    case.do("u1", AdjournMeeting(**fields, until=case.hall.clock.now + 24 * HOUR))
    assert row(case, meeting).phase == Phase.ADJOURNED
    case.do("u1", ResumeMeeting(**fields))
    assert row(case, meeting).phase == Phase.OPEN


def test_a_recess_ends_in_the_future(case: Case) -> None:
    meeting = opened_meeting(case)
    past = RecessMeeting(bargaining=case.id, meeting=meeting, until=case.hall.clock.now)
    assert case.refusal("r1", past) == "passed"
    assert row(case, meeting).phase == Phase.OPEN


def test_a_chief_without_a_mandate_does_not_preside(case: Case) -> None:
    meeting = call(case)
    silence(case, "u1")
    assert case.refusal("u1", OpenMeeting(bargaining=case.id, meeting=meeting)) == "no_mandate"


@pytest.mark.parametrize("interruption", [None, RecessMeeting, AdjournMeeting])
def test_one_meeting_at_a_time(case: Case, interruption: Any) -> None:
    first, second = opened_meeting(case), call(case)
    if interruption is not None:
        case.do("r1", interruption(bargaining=case.id, meeting=first))
    assert case.refusal("r1", OpenMeeting(bargaining=case.id, meeting=second)) == "another_begun"
    case.do("r1", CloseMeeting(bargaining=case.id, meeting=first))
    case.do("r1", OpenMeeting(bargaining=case.id, meeting=second))
    assert row(case, second).phase == Phase.OPEN


def test_of_two_who_open_two_meetings_at_once_one_is_told_to_wait(case: Case) -> None:
    """The recorder and the presiding chief press at the same moment; on each database exactly one meeting opens."""
    meetings = [call(case), call(case)]
    answers = at_once(case, [("r1", OpenMeeting(bargaining=case.id, meeting=m)) for m in meetings])
    assert sorted(answers) == ["another_begun", "done"]
    assert count(case, select(func.count()).select_from(Meeting).where(Meeting.phase == Phase.OPEN)) == 1


def at_once(case: Case, acts: list[tuple[str, Any]]) -> list[str]:
    """Perform acts in threads that start together and return "done" or the reason of each."""
    barrier, answers = threading.Barrier(len(acts)), []

    def perform(name: str, command: Any, key: str) -> None:
        barrier.wait(10)
        try:
            case.hall.door.perform(case.people[name], command, key)
            answers.append("done")
        except Refusal as refusal:
            answers.append(refusal.reason.key)

    threads = [
        threading.Thread(target=perform, args=(name, command, f"at-once-{place}"))
        for place, (name, command) in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_only_the_recorder_closes(case: Case) -> None:
    meeting = opened_meeting(case)
    closing = CloseMeeting(bargaining=case.id, meeting=meeting)
    for name in ("u1", "e1", "m1", "g1"):
        assert case.refusal(name, closing) == "recorder_closes"
    case.do("r1", closing)
    assert row(case, meeting).closed_at == case.hall.clock.now
    assert case.refusal("r1", closing) == "wrong_phase"


def test_without_a_recorder_the_presiding_chief_closes(case: Case) -> None:
    meeting = opened_meeting(case)
    case.do("g1", EndSeat(bargaining=case.id, seat=case.seats["r1"], reason="离任"))
    assert case.refusal("e1", CloseMeeting(bargaining=case.id, meeting=meeting)) == "not_presiding"
    case.do("u1", CloseMeeting(bargaining=case.id, meeting=meeting))
    assert row(case, meeting).phase == Phase.CLOSED


def test_closing_ends_turns_lowers_hands_and_sends_everybody_home(case: Case) -> None:
    meeting = opened_meeting(case)
    case.do("u1", ArriveAtMeeting(bargaining=case.id, meeting=meeting))
    case.do("u1", CallCaucus(bargaining=case.id))
    turn = case.do("u2", AskToSpeak(bargaining=case.id, kind=TurnKind.STATEMENT))["turn"]
    waiting = case.do("e2", AskToSpeak(bargaining=case.id, kind=TurnKind.REPLY))["turn"]
    case.do("u1", GiveFloor(bargaining=case.id, turn=turn))
    case.hall.clock.forward(minutes=4)
    case.do("r1", CloseMeeting(bargaining=case.id, meeting=meeting))
    now = case.hall.clock.now
    assert case.hall.find(select(Turn.ended_at).where(Turn.id == turn)) == now
    assert case.hall.find(select(Turn.lowered_at).where(Turn.id == waiting)) == now
    assert case.hall.find(select(Attendance.left_at)) == now
    assert case.hall.find(select(CaucusCall.ended_at)) == now
    assert events(case, "TurnEnded") == events(case, "MeetingClosed") == 1


@pytest.mark.parametrize("busy", [(), ("u1",), ("u1", "e1")])
def test_the_common_record_seals_as_many_heads_whatever_the_caucuses_did(case: Case, busy: tuple[str, ...]) -> None:
    meeting = opened_meeting(case)
    for name in busy:
        side = Side.LABOUR if name == "u1" else Side.EMPLOYER
        case.do(name, PostCaucusMessage(bargaining=case.id, side=side, text="底线"))
    case.do("r1", CloseMeeting(bargaining=case.id, meeting=meeting))
    sealed = json.loads(case.hall.find(select(LedgerEntry.payload).where(LedgerEntry.event == "HeadsSealed")))
    assert len(sealed["commitments"]) == 4
    assert sealed["commitments"] == sorted(sealed["commitments"])
    assert {len(commitment) for commitment in sealed["commitments"]} == {64}
    assert len(set(sealed["commitments"])) == 4, "equal heads must not give equal commitments"
    assert set(sealed) == {"bargaining", "meeting", "commitments"}


def test_each_side_can_open_its_own_seal_and_not_the_others(case: Case) -> None:
    meeting = opened_meeting(case)
    case.do("r1", CloseMeeting(bargaining=case.id, meeting=meeting))
    own = {}
    for name in ("u1", "e1", "r1", "m1"):
        viewer = case.hall.door.viewer(case.people[name], "en", f"bargaining/{case.id}")
        with case.hall.door.reading(viewer) as reader:
            own[name] = {seal.stream.partition(case.id)[2] for seal in reader.all(select(StreamSeal))}
    assert own == {
        "u1": {"/caucus/labour", "/confidence/labour"},
        "e1": {"/caucus/employer", "/confidence/employer"},
        "r1": set(),
        "m1": {"/confidence/labour", "/confidence/employer"},
    }


def test_people_come_go_and_come_back(case: Case) -> None:
    meeting = opened_meeting(case)
    fields: dict[str, Any] = {"bargaining": case.id, "meeting": meeting}
    case.do("e2", ArriveAtMeeting(**fields, remote=True))
    assert case.refusal("e2", ArriveAtMeeting(**fields)) == "here_already"
    case.do("e2", LeaveMeeting(**fields))
    assert case.refusal("e2", LeaveMeeting(**fields)) == "not_here"
    case.do("e2", ArriveAtMeeting(**fields))
    assert count(case, select(func.count()).select_from(Attendance)) == 2


def test_who_leaves_stops_speaking_and_waits_no_more(case: Case) -> None:
    meeting = opened_meeting(case)
    case.do("e2", ArriveAtMeeting(bargaining=case.id, meeting=meeting))
    turn = case.do("e2", AskToSpeak(bargaining=case.id, kind=TurnKind.STATEMENT))["turn"]
    case.do("r1", GiveFloor(bargaining=case.id, turn=turn))
    order = case.do("e2", AskToSpeak(bargaining=case.id, kind=TurnKind.ORDER))["turn"]
    case.do("e2", LeaveMeeting(bargaining=case.id, meeting=meeting))
    assert case.hall.find(select(Turn.ended_at).where(Turn.id == turn)) is not None
    assert case.hall.find(select(Turn.lowered_at).where(Turn.id == order)) is not None


def test_who_loses_the_seat_is_no_longer_at_the_meeting_and_waits_no_more(case: Case) -> None:
    meeting = opened_meeting(case)
    case.do("e2", ArriveAtMeeting(bargaining=case.id, meeting=meeting))
    turn = case.do("e2", AskToSpeak(bargaining=case.id, kind=TurnKind.STATEMENT))["turn"]
    case.do("e1", EndSeat(bargaining=case.id, seat=case.seats["e2"], reason="离任"))
    assert case.hall.find(select(Turn.lowered_at).where(Turn.id == turn)) is not None
    assert case.hall.find(select(Attendance.left_at)) is not None


def test_the_recorder_says_who_is_here_for_others(case: Case) -> None:
    meeting = opened_meeting(case)
    fields: dict[str, Any] = {"bargaining": case.id, "meeting": meeting, "seat": case.seats["u2"]}
    assert case.refusal("u1", RecordAttendance(**fields, movement=Movement.ARRIVED)) == "not_your_role"
    case.do("r1", RecordAttendance(**fields, movement=Movement.ARRIVED))
    assert case.refusal("r1", RecordAttendance(**fields, movement=Movement.ARRIVED)) == "here_already"
    case.do("r1", RecordAttendance(**fields, movement=Movement.LEFT))
    assert case.refusal("r1", RecordAttendance(**fields, movement=Movement.LEFT)) == "not_here"


def test_nobody_is_at_a_meeting_of_another_day_or_at_a_closed_one(case: Case) -> None:
    meeting = call(case, called_for=case.hall.clock.now + 48 * HOUR)
    assert case.refusal("u1", ArriveAtMeeting(bargaining=case.id, meeting=meeting)) == "wrong_phase"
    case.hall.clock.forward(days=2)
    case.do("u1", ArriveAtMeeting(bargaining=case.id, meeting=meeting))
    case.do("r1", OpenMeeting(bargaining=case.id, meeting=meeting))
    case.do("r1", CloseMeeting(bargaining=case.id, meeting=meeting))
    assert case.refusal("e1", ArriveAtMeeting(bargaining=case.id, meeting=meeting)) == "wrong_phase"


def test_a_side_calls_a_caucus_and_comes_back(case: Case) -> None:
    assert case.refusal("u1", CallCaucus(bargaining=case.id)) == "no_meeting"
    opened_meeting(case)
    for name in ("u3", "g1", "m1", "r1", "o1"):
        assert case.refusal(name, CallCaucus(bargaining=case.id)) == "not_your_role"
    assert case.refusal("u1", EndCaucus(bargaining=case.id)) == "not_conferring"
    case.do("u1", CallCaucus(bargaining=case.id, until=case.hall.clock.now + HOUR))
    assert case.refusal("u2", CallCaucus(bargaining=case.id)) == "conferring"
    case.do("e2", CallCaucus(bargaining=case.id))
    case.do("u2", EndCaucus(bargaining=case.id))
    assert case.refusal("u1", EndCaucus(bargaining=case.id)) == "not_conferring"


def test_the_public_fact_of_a_caucus_names_the_side_and_the_time_only(case: Case) -> None:
    opened_meeting(case)
    case.do("u1", CallCaucus(bargaining=case.id))
    payload = json.loads(case.hall.find(select(LedgerEntry.payload).where(LedgerEntry.event == "CaucusCalled")))
    assert set(payload) == {"bargaining", "meeting", "side", "until"}


def test_no_caucus_is_called_in_a_recess_but_one_may_end_in_it(case: Case) -> None:
    meeting = opened_meeting(case)
    case.do("u1", CallCaucus(bargaining=case.id))
    case.do("r1", RecessMeeting(bargaining=case.id, meeting=meeting))
    assert case.refusal("e1", CallCaucus(bargaining=case.id)) == "in_recess"
    case.do("u1", EndCaucus(bargaining=case.id))


def test_closing_leaves_the_issue_under_discussion(case: Case) -> None:
    meeting = opened_meeting(case)
    issue = case.do("u1", AddIssue(bargaining=case.id, heading="夜班津贴"))["issue"]
    case.do("r1", DiscussIssue(bargaining=case.id, issue=issue))
    case.do("r1", CloseMeeting(bargaining=case.id, meeting=meeting))
    stored = case.hall.find(select(Bargaining).where(Bargaining.id == case.id))
    assert stored.discussing is None
