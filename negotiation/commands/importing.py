"""Taking over the clauses of an earlier agreement or of a model text as issues."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import func, select

from negotiation.events.importing import ImportedIssue, IssuesImported
from negotiation.models import Issue
from negotiation.policy.issues import keeps_the_list
from negotiation.policy.seats import seat_of, take_seat
from negotiation.rules import streams
from negotiation.rules.importing import LONGEST_HEADING, LONGEST_NUMBER, LONGEST_PART, LONGEST_TEXT, MOST_CLAUSES
from negotiation.rules.words import Standing
from workbench.kernel import (
    N_,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    line,
    policy,
    prose,
)

LIST_FULL = Reason("list_full", N_("A bargaining has at most %(limit)s issues; %(present)s are on the list."), 409)


class ChosenClause(BaseModel):
    """A clause as a person chose it: its number, heading and part as the issue will show them, and its text."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    number: Annotated[str, line(LONGEST_NUMBER, blank=True)] = ""
    heading: Annotated[str, line(LONGEST_HEADING)]
    part: Annotated[str, line(LONGEST_PART, blank=True)] = ""
    text: Annotated[str, prose(LONGEST_TEXT, blank=True)] = ""


class ImportIssues(Command):
    """Puts clauses on the list of issues, at its end, each with its text as the text in force.

    `source` is the SHA-256 of the file the clauses were read from. Result: {"issues": [id, ...]}.
    """

    sentence = N_("Import issues")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    source: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    file_name: Annotated[str, line(120)] = Field(title=N_("File"))
    clauses: Annotated[list[ChosenClause], Field(min_length=1, max_length=MOST_CLAUSES)] = Field(title=N_("Clauses"))


@policy(ImportIssues)
def may_import_issues(question: Question, command: ImportIssues) -> Verdict:
    """Allow whoever may add a single issue."""
    return keeps_the_list(question, seat_of(question, command.bargaining))


@handler(ImportIssues)
def import_issues(act: Act, command: ImportIssues) -> Handling:
    """Enter the issues and tell of them in one event."""
    take_seat(act, command.bargaining)
    last, present = _list_of(act, command.bargaining)
    if present + len(command.clauses) > MOST_CLAUSES:
        raise Refusal(LIST_FULL, "clauses", limit=MOST_CLAUSES, present=present)
    rows = [
        Issue(
            id=act.new_id(),
            stream=streams.table(command.bargaining),
            bargaining=command.bargaining,
            ordinal=ordinal,
            part=clause.part,
            clause_number=clause.number,
            heading=clause.heading,
            current_text=clause.text,
            standing=Standing.OPEN,
            added_at=act.now,
        )
        for ordinal, clause in enumerate(command.clauses, start=last + 1)
    ]
    act.add(*rows)
    yield IssuesImported(
        bargaining=command.bargaining,
        source=command.source,
        file_name=command.file_name,
        count=len(rows),
        issues=[_imported(row) for row in rows],
    )
    return {"issues": [row.id for row in rows]}


def _list_of(act: Act, bargaining: str) -> tuple[int, int]:
    """Return the last place and the number of issues on the list."""
    query = select(func.coalesce(func.max(Issue.ordinal), 0), func.count()).where(Issue.bargaining == bargaining)
    last, present = act.session.execute(query).one()
    return last, present


def _imported(row: Issue) -> ImportedIssue:
    names = ("ordinal", "part", "clause_number", "heading", "current_text")
    return ImportedIssue(issue=row.id, **{name: getattr(row, name) for name in names})
