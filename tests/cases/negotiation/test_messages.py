"""Messages at the table through the door."""

from __future__ import annotations

import pytest
from flask import Flask
from pydantic import ValidationError
from sqlalchemy import select

from negotiation.commands.agreements import ReopenIssue
from negotiation.commands.meetings import CallMeeting, OpenMeeting
from negotiation.commands.messages import LONGEST, PostMessage
from negotiation.commands.proposals import HoldIssue
from negotiation.models import TableMessage
from negotiation.queries.messages import messages_at
from tests.cases.negotiation.conftest import Case
from tests.cases.negotiation.talks import talks_of
from tests.cases.negotiation.test_meetings import silence
from workbench.kernel import new_id
from workbench.kernel.models import LedgerEntry
from workbench.live import render_inner


@pytest.mark.parametrize("name", ["u1", "u2", "u3", "e1", "e2", "g1", "m1", "r1"])
def test_everybody_but_observers_writes_to_the_table(case: Case, name: str) -> None:
    message = case.do(name, PostMessage(bargaining=case.id, text="请看第三条。"))["message"]
    row: TableMessage = case.hall.find(select(TableMessage).where(TableMessage.id == message))
    assert (row.seat, row.text, row.meeting) == (case.seats[name], "请看第三条。", None)


def test_an_observer_reads_and_does_not_write(case: Case) -> None:
    assert case.refusal("o1", PostMessage(bargaining=case.id, text="我也说一句")) == "listens_only"


def test_a_representative_without_a_mandate_does_not_write(case: Case) -> None:
    silence(case, "u2")
    assert case.refusal("u2", PostMessage(bargaining=case.id, text="还在")) == "no_mandate"


def test_a_stranger_writes_nowhere(case: Case) -> None:
    stranger = case.hall.person("stranger")
    assert case.hall.refusal(stranger, PostMessage(bargaining=case.id, text="你好")) == "absent"


def test_a_message_belongs_to_the_meeting_in_session_and_to_the_record(case: Case) -> None:
    called = CallMeeting(bargaining=case.id, called_for=case.hall.clock.now, place="二楼")
    meeting = case.do("r1", called)["meeting"]
    case.do("r1", OpenMeeting(bargaining=case.id, meeting=meeting))
    case.do("e1", PostMessage(bargaining=case.id, text="收到。"))
    assert case.hall.find(select(TableMessage.meeting)) == meeting
    assert "收到。" in case.hall.find(select(LedgerEntry.payload).where(LedgerEntry.event == "MessagePosted"))


def test_an_issue_that_is_not_of_this_bargaining_is_absent(case: Case) -> None:
    assert case.refusal("u1", PostMessage(bargaining=case.id, text="看这条", issue=new_id())) == "absent"
    assert case.hall.find(select(TableMessage)) is None


@pytest.mark.parametrize("text", ["", "\n  \n", "长" * (LONGEST + 1), "藏\u202e字"])
def test_what_cannot_be_read_is_not_written(case: Case, text: str) -> None:
    with pytest.raises(ValidationError):
        PostMessage(bargaining=case.id, text=text)


def test_a_repeated_key_writes_once(case: Case) -> None:
    command = PostMessage(bargaining=case.id, text="一次")
    first = case.hall.do(case.people["u1"], command, "the-same-key")
    again = case.hall.do(case.people["u1"], command, "the-same-key")
    assert again.duplicate
    assert again.result == first.result


def test_reasons_stand_beside_the_acts_they_are_of(case: Case, app: Flask) -> None:
    talks = talks_of(case)
    proposal = talks.table("u1", "在岗职工平均工资增长5%。", reason="物价上涨")
    for name in ("u1", "e1"):
        talks.initial(name, proposal)
    case.do("e1", ReopenIssue(bargaining=case.id, issue=talks.issue, reason="数据已修订 <b>"))
    case.do("u1", HoldIssue(bargaining=case.id, issue=talks.issue, reason="等待统计局公布"))
    with (
        app.test_request_context("/?lang=en"),
        case.hall.door.reading(case.hall.door.viewer(case.people["e1"], "en")) as reader,
    ):
        details = [line["detail"] for line in messages_at(reader, case.id)["messages"] if line["detail"]]
    assert details == ["Reason: 数据已修订 <b>", "Reason: 等待统计局公布"]
    shown = render_inner(
        app, case.hall.door, f"table.messages:{case.id}", case.hall.door.viewer(case.people["e1"], "en")
    )
    assert "数据已修订 &lt;b&gt;" in str(shown)
