"""Every event of the table can be told in words, with names in place of ids."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from flask import Flask
from pydantic import BaseModel

from negotiation.commands.meetings import CallMeeting, OpenMeeting
from negotiation.commands.messages import PostMessage
from negotiation.events.meetings import CaucusCalled, MeetingRecessed
from negotiation.events.messages import MessagePosted
from negotiation.events.proposals import ProposalTabled
from negotiation.events.supposals import SupposalOffered
from negotiation.queries.happenings import Happening, happenings, table_events, told
from negotiation.queries.names import names_in
from tests.cases.negotiation.conftest import Case
from workbench.kernel import Event, Reader

NAMES = {"aaaaaaaaaaaaaaaa": "李首席", "pppppppppppppppp": "王记录"}
_PLACE = re.compile(r"%\((\w+)\)")


def sample(annotation: Any) -> Any:
    """Return a JSON value for a field of this type."""
    if get_origin(annotation) in (Union, UnionType):
        return sample(get_args(annotation)[0])
    if get_origin(annotation) in (list, tuple):
        return []
    kinds = {bool: True, int: 3, datetime: "2026-05-08T01:30:00Z", date: "2026-05-08"}
    if annotation in kinds:
        return kinds[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation)).value
    return {} if isinstance(annotation, type) and issubclass(annotation, BaseModel) else "aaaaaaaaaaaaaaaa"


def payload(event: type[Event]) -> dict[str, Any]:
    return {name: sample(field.annotation) for name, field in event.model_fields.items()}


@pytest.mark.parametrize("event", sorted(table_events(), key=str))
def test_every_event_of_the_table_is_told_by_name(app: Flask, event: type[Event]) -> None:
    entry = Happening(1, datetime.now().astimezone(), "pppppppppppppppp", event.__name__, payload(event))
    with app.test_request_context():
        for locale in ("en", "zh_Hans_CN"):
            sentence = told(entry, NAMES, locale)
            assert "%(" not in sentence
            assert not re.search(r"[a-z2-7]{16}", sentence), "an id was told to people"
            assert ("王记录" in sentence) is ("actor" in _PLACE.findall(event.sentence))


def test_all_that_is_told_to_the_table_is_among_them_and_nothing_else() -> None:
    assert {MessagePosted, ProposalTabled} <= table_events()
    assert SupposalOffered not in table_events()


def test_times_words_and_what_is_not_said_are_in_the_readers_language(app: Flask) -> None:
    at = datetime.now().astimezone()
    until = {**payload(MeetingRecessed), "until": "2026-05-08T01:30:00.000Z"}
    away = {**payload(CaucusCalled), "until": None}
    with app.test_request_context():
        recess = told(Happening(1, at, "pppppppppppppppp", "MeetingRecessed", until), NAMES, "en")
        caucus = told(Happening(2, at, "pppppppppppppppp", "CaucusCalled", away), NAMES, "en")
    assert recess.endswith("called a recess until Fri 8 May 09:30.")
    assert caucus == "The labour side withdrew to confer until further notice."


def test_the_house_acts_under_its_own_name(app: Flask) -> None:
    entry = Happening(1, datetime.now().astimezone(), "system:scheduler", "MeetingClosed", {"number": 2})
    with app.test_request_context():
        assert told(entry, NAMES, "en") == "The house closed meeting 2."


def test_happenings_are_the_last_ones_in_order_and_of_one_table(case: Case, app: Flask) -> None:
    meeting = case.do("r1", CallMeeting(bargaining=case.id, called_for=case.hall.clock.now, place="二楼"))["meeting"]
    case.do("r1", OpenMeeting(bargaining=case.id, meeting=meeting))
    case.do("u1", PostMessage(bargaining=case.id, text="你好"))
    viewer = case.hall.door.viewer(case.people["o1"], "en", f"bargaining/{case.id}")
    with case.hall.door.reading(viewer) as reader:
        last = happenings(reader, case.id, 3)
        assert [one.event for one in last] == ["MeetingCalled", "MeetingOpened", "MessagePosted"]
        assert [one.entry for one in last] == sorted(one.entry for one in last)
        assert [one.event for one in happenings(reader, case.id, 2, without={MessagePosted})] == [
            "MeetingCalled",
            "MeetingOpened",
        ]
        assert [one.event for one in happenings(reader, case.id, 1, before=last[1].entry)] == ["MeetingCalled"]
        assert names_in(reader, case.id)[str(case.people["o1"].person)] == "o1"


def test_a_reader_of_nothing_is_told_nothing(case: Case) -> None:
    stranger = case.hall.door.viewer(case.hall.person("stranger"), "en")
    reader: Reader
    with case.hall.door.reading(stranger) as reader:
        assert happenings(reader, case.id, 10) == []
        assert names_in(reader, case.id) == {}
