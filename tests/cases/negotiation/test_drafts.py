"""A side's unsent proposals: nobody else reads, counts or guesses them."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from negotiation.commands.drafts import (
    FILES,
    AttachToDraft,
    DetachFromDraft,
    DiscardDraft,
    SaveProposalDraft,
    StartDraft,
)
from negotiation.commands.proposals import TableProposal
from negotiation.events.drafts import DraftSaved, DraftTabled
from negotiation.events.proposals import ProposalTabled
from negotiation.models import Attachment, ProposalDraft
from tests.cases.negotiation.conftest import Case
from tests.cases.negotiation.talks import IN_FORCE, Talks, talks_of
from workbench.kernel.blobs import Upload
from workbench.kernel.models import LedgerEntry

FILE = Upload(sha256="ab" * 32, name="orders.pdf", size=1200, media_type="application/pdf")


@pytest.fixture
def talks(case: Case) -> Talks:
    return talks_of(case)


def saving(talks: Talks, draft: str, version: int, text: str) -> SaveProposalDraft:
    return SaveProposalDraft(bargaining=talks.id, draft=draft, version=version, text=text)


def test_a_draft_begins_with_the_text_it_answers(talks: Talks) -> None:
    assert talks.draft_row(talks.start("u2")).text == IN_FORCE
    proposal = talks.table("e1", "five per cent")
    talks.do("u1", DiscardDraft(bargaining=talks.id, draft=talks.draft_row(talks_draft(talks)).id))
    draft = talks.draft_row(talks.start("u3", answers=proposal))
    assert (draft.text, draft.answers, draft.version) == ("five per cent", proposal, 1)


def talks_draft(talks: Talks) -> str:
    query = select(ProposalDraft.id).where(ProposalDraft.side == "labour", ProposalDraft.discarded_at.is_(None))
    draft: str = talks.case.hall.find(query)
    return draft


def test_a_side_writes_one_draft_of_an_issue_at_a_time(talks: Talks) -> None:
    draft = talks.start("u3")
    refused = talks.refused("u1", StartDraft(bargaining=talks.id, issue=talks.issue))
    assert (refused.reason.key, refused.reason.status, refused.values["author"]) == ("draft_exists", 409, "u3")
    talks.do("u1", DiscardDraft(bargaining=talks.id, draft=draft))
    talks.start("u1")
    talks.start("e1")


def test_a_proposal_of_another_issue_is_not_answered(talks: Talks) -> None:
    other = talks_of(talks.case)
    proposal = other.table("e1", "elsewhere")
    command = StartDraft(bargaining=talks.id, issue=talks.issue, answers=proposal)
    assert talks.refused("u1", command).reason.key == "absent"


def test_each_save_makes_a_version_and_an_unchanged_text_none(talks: Talks) -> None:
    draft = talks.start("u1")
    events = talks.told()
    assert talks.save("u1", draft, "six", 1, gist="6%", reason="prices rose") == 2
    assert talks.save("u3", draft, "six", 2, gist="6%", reason="prices rose") == 2
    row = talks.draft_row(draft)
    assert (row.text, row.gist, row.reason, row.saved_by) == ("six", "6%", "prices rose", talks.case.seats["u1"])
    [event] = events
    assert isinstance(event, DraftSaved)
    assert event.stream == f"bargaining/{talks.id}/caucus/labour"


def test_a_stale_save_loses_neither_text(talks: Talks) -> None:
    draft = talks.start("u1")
    talks.case.hall.clock.forward(seconds=61)
    talks.save("u2", draft, "theirs")
    refused = talks.refused("u1", saving(talks, draft, 1, "mine"))
    assert (refused.reason.key, refused.reason.status, refused.field) == ("stale_draft", 409, "text")
    assert refused.values == {"author": "u2", "clock": "09:31:01", "version": 2, "text": "theirs"}
    assert talks.draft_row(draft).text == "theirs"
    assert talks.save("u1", draft, "mine", 2) == 3


@pytest.mark.parametrize("text", ["协\u200b商", "工资\u202e002", "e" + "\u0301" * 31])
def test_a_text_nobody_could_trust_is_no_command(talks: Talks, text: str) -> None:
    draft = talks.start("u1")
    with pytest.raises(ValidationError):
        saving(talks, draft, 1, text)
    assert talks.draft_row(draft).version == 1


@pytest.mark.parametrize("name", ["e1", "e2", "g1", "m1", "r1", "o1"])
def test_to_everybody_else_a_draft_does_not_exist(talks: Talks, name: str) -> None:
    draft = talks.start("u1")
    talks.do("u1", AttachToDraft(bargaining=talks.id, draft=draft, file=FILE))
    attachment: Attachment = talks.case.hall.find(select(Attachment))
    commands = [
        saving(talks, draft, 1, "x"),
        DiscardDraft(bargaining=talks.id, draft=draft),
        AttachToDraft(bargaining=talks.id, draft=draft, file=FILE),
        DetachFromDraft(bargaining=talks.id, attachment=attachment.id),
        TableProposal(bargaining=talks.id, draft=draft, draft_version=1),
    ]
    assert [talks.refused(name, command).reason.key for command in commands] == ["absent"] * 5


def test_third_parties_start_no_drafts(talks: Talks) -> None:
    for name in ("g1", "m1", "r1", "o1"):
        assert talks.refused(name, StartDraft(bargaining=talks.id, issue=talks.issue)).reason.key == "absent"


def test_an_adviser_writes_but_does_not_table(talks: Talks) -> None:
    command = talks.draft("u3", "six")
    assert talks.refused("u3", command).reason.key == "not_your_role"
    assert talks.do("u2", command)["label"] == "U-1"


def test_a_tabled_or_discarded_draft_is_written_no_more(talks: Talks) -> None:
    command = talks.draft("u1", "six")
    talks.do("u1", command)
    refused = talks.refused("u2", saving(talks, command.draft, 2, "seven"))
    assert (refused.reason.key, refused.values["label"]) == ("draft_tabled", "U-1")
    assert talks.refused("u2", command).reason.key == "draft_tabled"
    other = talks.start("u1")
    talks.do("u2", DiscardDraft(bargaining=talks.id, draft=other))
    assert talks.refused("u1", saving(talks, other, 1, "eight")).reason.key == "draft_discarded"


def test_the_other_side_reads_counts_and_hears_nothing(talks: Talks) -> None:
    door = talks.case.hall.door
    mine = {name: seqs(talks, name) for name in ("u1", "e1", "g1", "m1", "r1", "o1")}
    draft = talks.start("u1")
    talks.save("u1", draft, "secret words")
    talks.do("u1", AttachToDraft(bargaining=talks.id, draft=draft, file=FILE))
    for name in ("e1", "g1", "m1", "r1", "o1"):
        assert seqs(talks, name) == mine[name]
        with door.reading(door.viewer(talks.case.people[name], "en")) as reader:
            assert reader.all(select(ProposalDraft)) == []
            assert reader.all(select(Attachment)) == []
            assert "secret words" not in json.dumps([entry.payload for entry in reader.all(select(LedgerEntry))])
    assert seqs(talks, "u1") != mine["u1"]
    with door.reading(door.viewer(talks.case.people["u3"], "en")) as reader:
        assert [row.text for row in reader.all(select(ProposalDraft))] == ["secret words"]


def seqs(talks: Talks, name: str) -> dict[str, int]:
    door = talks.case.hall.door
    return door.heads(door.viewer(talks.case.people[name], "en").streams)


def test_tabling_tells_the_table_nothing_of_the_draft(talks: Talks) -> None:
    command = talks.draft("u1", "six")
    talks.do("u1", AttachToDraft(bargaining=talks.id, draft=command.draft, file=FILE))
    attached: Attachment = talks.case.hall.find(select(Attachment))
    events = talks.told()
    talks.do("u1", command)
    tabled, private = events
    assert isinstance(tabled, ProposalTabled)
    assert isinstance(private, DraftTabled)
    assert (tabled.stream, private.stream) == (
        f"bargaining/{talks.id}/table",
        f"bargaining/{talks.id}/caucus/labour",
    )
    assert command.draft not in tabled.model_dump_json()
    assert attached.id not in tabled.model_dump_json()
    door = talks.case.hall.door
    with door.reading(door.viewer(talks.case.people["o1"], "en")) as reader:
        [file] = reader.all(select(Attachment))
        assert (file.proposal, file.draft, file.sha256, file.name) == (tabled.proposal, None, FILE.sha256, "orders.pdf")
        assert file.id != attached.id
        assert reader.all(select(ProposalDraft)) == []
    assert talks.draft_row(command.draft).tabled_as == tabled.proposal


def test_files_are_put_to_a_draft_and_taken_away(talks: Talks) -> None:
    draft = talks.start("u1")
    put = [talks.do("u3", AttachToDraft(bargaining=talks.id, draft=draft, file=FILE)) for _ in range(FILES)]
    refused = talks.refused("u1", AttachToDraft(bargaining=talks.id, draft=draft, file=FILE))
    assert refused.reason.key == "too_many_files"
    talks.do("u2", DetachFromDraft(bargaining=talks.id, attachment=put[0]["attachment"]))
    assert len(put) - 1 == len(files(talks, draft))
    command = DetachFromDraft(bargaining=talks.id, attachment=put[0]["attachment"])
    assert talks.refused("u2", command).reason.key == "absent"


def files(talks: Talks, draft: str) -> list[Attachment]:
    with talks.case.hall.door.store.reading() as session:
        return list(session.scalars(select(Attachment).where(Attachment.draft == draft)))


def test_files_that_were_tabled_stay_at_the_table(talks: Talks) -> None:
    command = talks.draft("u1", "six")
    talks.do("u1", AttachToDraft(bargaining=talks.id, draft=command.draft, file=FILE))
    talks.do("u1", command)
    tabled: Attachment = talks.case.hall.find(select(Attachment).where(Attachment.proposal.is_not(None)))
    for name in ("u1", "e1"):
        detach = DetachFromDraft(bargaining=talks.id, attachment=tabled.id)
        assert talks.refused(name, detach).reason.key == "absent"
