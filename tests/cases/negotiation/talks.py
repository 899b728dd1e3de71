"""Moving texts at the table, in as few words as a test needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from negotiation.commands.agreements import InitialText
from negotiation.commands.drafts import SaveProposalDraft, StartDraft
from negotiation.commands.issues import AddIssue
from negotiation.commands.meetings import CallMeeting, OpenMeeting
from negotiation.commands.proposals import TableProposal
from negotiation.models import Initial, Issue, Proposal, ProposalDraft
from tests.cases.negotiation.conftest import Case
from workbench.kernel import Committed, Event, Refusal

IN_FORCE = "企业在岗职工平均工资比上年度增长4%。"


@dataclass
class Talks:
    """A case with one issue on the list."""

    case: Case
    issue: str

    @property
    def id(self) -> str:
        """Return the bargaining's id."""
        return self.case.id

    def do(self, name: str, command: Any) -> dict[str, Any]:
        """Let somebody do something."""
        return self.case.do(name, command)

    def refused(self, name: str, command: Any) -> Refusal:
        """Let somebody try what must be refused and return the refusal."""
        with pytest.raises(Refusal) as refused:
            self.case.do(name, command)
        return refused.value

    def start(self, name: str, answers: str | None = None) -> str:
        """Let somebody start their side's draft."""
        draft: str = self.do(name, StartDraft(bargaining=self.id, issue=self.issue, answers=answers))["draft"]
        return draft

    def save(self, name: str, draft: str, text: str, version: int = 1, **more: Any) -> int:
        """Let somebody save a draft."""
        command = SaveProposalDraft(bargaining=self.id, draft=draft, version=version, text=text, **more)
        saved: int = self.do(name, command)["version"]
        return saved

    def draft(self, name: str, text: str, answers: str | None = None) -> TableProposal:
        """Let somebody write a draft and return the command that tables it."""
        draft = self.start(name, answers)
        version = self.save(name, draft, text)
        return TableProposal(bargaining=self.id, draft=draft, draft_version=version)

    def table(self, name: str, text: str, answers: str | None = None, **more: Any) -> str:
        """Let somebody write and table a proposal, and return its id."""
        command = self.draft(name, text, answers)
        return str(self.do(name, command.model_copy(update=more))["proposal"])

    def initialling(self, proposal: str, content_hash: str | None = None) -> InitialText:
        """Return the command that initials a proposal as it stands, or as another text."""
        hash_ = content_hash or self.proposal(proposal).content_hash
        return InitialText(bargaining=self.id, issue=self.issue, proposal=proposal, content_hash=hash_)

    def initial(self, name: str, proposal: str) -> dict[str, Any]:
        """Let somebody initial a proposal as it stands."""
        return self.do(name, self.initialling(proposal))

    def meet(self) -> str:
        """Let the labour chief call a meeting and open it."""
        called = CallMeeting(bargaining=self.id, called_for=datetime(2026, 4, 16, 1, 30, tzinfo=UTC), place="Room 2")
        meeting: str = self.do("u1", called)["meeting"]
        self.do("u1", OpenMeeting(bargaining=self.id, meeting=meeting))
        return meeting

    def proposal(self, key: str) -> Proposal:
        """Return a proposal as it is stored."""
        row: Proposal = self.case.hall.find(select(Proposal).where(Proposal.id == key))
        return row

    def draft_row(self, key: str) -> ProposalDraft:
        """Return a draft as it is stored."""
        row: ProposalDraft = self.case.hall.find(select(ProposalDraft).where(ProposalDraft.id == key))
        return row

    def standing(self) -> str:
        """Return where the issue stands."""
        row: Issue = self.case.hall.find(select(Issue).where(Issue.id == self.issue))
        return row.standing

    def fate(self, proposal: str) -> str:
        """Return what became of a proposal."""
        return self.proposal(proposal).fate

    def initials(self) -> set[str]:
        """Return the sides whose initials stand on the issue."""
        with self.case.hall.door.store.reading() as session:
            query = select(Initial.side).where(Initial.issue == self.issue, Initial.lapsed_at.is_(None))
            return set(session.scalars(query))

    def told(self) -> list[Event]:
        """Return a list that from now on is filled with what happens."""
        events: list[Event] = []

        def listen(committed: Any) -> None:
            events.extend(one.event for one in committed if isinstance(one, Committed))

        self.case.hall.door.on_commit(listen)
        return events


def tomorrow(days: int = 1) -> date:
    """Return a day after the one on which tests begin."""
    return date(2026, 4, 16 + days)


def talks_of(case: Case) -> Talks:
    """Put an issue on the list of a case."""
    added = case.do("u1", AddIssue(bargaining=case.id, heading="年度工资增长幅度", current_text=IN_FORCE))
    return Talks(case, added["issue"])
