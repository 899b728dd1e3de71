"""What is explored off the record leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url, select

from negotiation.commands.meetings import CloseMeeting
from negotiation.commands.supposals import OfferSupposal, WithdrawSupposal
from negotiation.events.supposals import SupposalOffered, SupposalsErased, SupposalWithdrawn
from negotiation.models import Minutes, Supposal
from tests.cases.negotiation.conftest import Case
from tests.cases.negotiation.talks import Talks, talks_of
from workbench.kernel.export import export_streams, record_bytes
from workbench.kernel.models import CommandOutcome, LedgerEntry

WORDS = "Suppose we dropped article twelve"


@pytest.fixture
def talks(case: Case) -> Talks:
    return talks_of(case)


def offering(talks: Talks) -> OfferSupposal:
    return OfferSupposal(bargaining=talks.id, issue=talks.issue, text=WORDS)


def everything(talks: Talks) -> str:
    """Return every word that the ledger, the outcomes and the minutes hold."""
    with talks.case.hall.door.store.reading() as session:
        rows = [entry.payload for entry in session.scalars(select(LedgerEntry))]
        rows += [outcome.result + outcome.entries for outcome in session.scalars(select(CommandOutcome))]
        rows += [minutes.body for minutes in session.scalars(select(Minutes))]
        rows += [supposal.text for supposal in session.scalars(select(Supposal))]
    return "\n".join(rows)


def test_a_supposal_needs_a_meeting_whose_end_erases_it(talks: Talks) -> None:
    assert talks.refused("u1", offering(talks)).reason.key == "no_meeting"


@pytest.mark.parametrize("name", ["u3", "g1", "m1", "r1", "o1"])
def test_only_who_speaks_for_a_side_explores(talks: Talks, name: str) -> None:
    talks.meet()
    assert talks.refused(name, offering(talks)).reason.key == "not_your_role"


def test_all_at_the_table_but_observers_read_it(talks: Talks) -> None:
    talks.meet()
    events = talks.told()
    talks.do("u2", offering(talks))
    door = talks.case.hall.door
    read = {}
    for name in ("u1", "u3", "e1", "g1", "m1", "r1", "o1"):
        with door.reading(door.viewer(talks.case.people[name], "en")) as reader:
            read[name] = [row.text for row in reader.all(select(Supposal))]
    assert read.pop("o1") == []
    assert set(map(tuple, read.values())) == {(WORDS,)}
    [event] = events
    assert isinstance(event, SupposalOffered)
    assert not event.on_record
    assert set(event.payload()) == {"bargaining", "issue", "supposal"}
    assert WORDS not in "\n".join(everything(talks).splitlines()[:-1])


def test_its_side_takes_it_back_and_it_is_gone(talks: Talks) -> None:
    talks.meet()
    supposal = talks.do("u2", offering(talks))["supposal"]
    command = WithdrawSupposal(bargaining=talks.id, supposal=supposal)
    assert talks.refused("e1", command).reason.key == "not_your_supposal"
    events = talks.told()
    talks.do("u1", command)
    assert [type(event) for event in events] == [SupposalWithdrawn]
    assert talks.refused("u1", command).reason.key == "absent"
    assert WORDS not in everything(talks)


def test_the_end_of_the_meeting_erases_it_everywhere(talks: Talks) -> None:
    meeting = talks.meet()
    talks.do("u2", offering(talks))
    talks.do("e2", offering(talks))
    events = talks.told()
    talks.do("r1", CloseMeeting(bargaining=talks.id, meeting=meeting))
    assert sum(isinstance(event, SupposalsErased) for event in events) == 1
    assert WORDS not in everything(talks)


def on_disk(talks: Talks) -> bytes:
    """Return all bytes of the database and of its log."""
    file = Path(make_url(talks.case.hall.door.store.url).database or "")
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


@pytest.mark.only_on("sqlite")
def test_the_log_is_emptied_so_that_erased_words_leave_the_disk(talks: Talks) -> None:
    meeting, store = talks.meet(), talks.case.hall.door.store
    talks.do("u2", offering(talks))
    talks.do("r1", CloseMeeting(bargaining=talks.id, meeting=meeting))
    assert WORDS.encode() in on_disk(talks)
    with store.reading() as reader:
        reader.execute(select(Supposal)).all()
        assert not store.empty_log()
    assert store.empty_log()
    assert WORDS.encode() not in on_disk(talks)


def test_no_export_holds_a_trace_of_it(talks: Talks) -> None:
    meeting = talks.meet()
    talks.do("u2", offering(talks))
    talks.do("r1", CloseMeeting(bargaining=talks.id, meeting=meeting))
    door = talks.case.hall.door
    with door.reading(door.viewer(talks.case.people["u1"], "en")) as reader:
        exported = record_bytes(export_streams(reader, door, "record", reader.viewer.streams)).decode()
    assert "MeetingClosed" in exported
    assert "Suppos" not in exported
    assert "suppos" not in exported


def test_a_meeting_without_any_tells_nothing(talks: Talks) -> None:
    meeting = talks.meet()
    events = talks.told()
    talks.do("r1", CloseMeeting(bargaining=talks.id, meeting=meeting))
    assert not any(isinstance(event, SupposalsErased) for event in events)
