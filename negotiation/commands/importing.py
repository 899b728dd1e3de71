"""Taking over the clauses of an earlier agreement or of a model text as issues."""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import func, select

from agreements.commands.texts import StartText, Written, start_text
from agreements.models import TextVersion
from agreements.rules.stored import restored
from agreements.rules.tree import units
from agreements.rules.words import AgreementKind, Origin
from negotiation.events.importing import ImportedIssue, IssuesImported, LinkedIssue
from negotiation.models import Bargaining, Issue
from negotiation.policy.issues import keeps_the_list
from negotiation.policy.seats import seat_of, take_seat
from negotiation.rules import streams
from negotiation.rules.importing import LONGEST_HEADING, LONGEST_NUMBER, LONGEST_PART, LONGEST_TEXT, MOST_CLAUSES
from negotiation.rules.words import Standing
from workbench.kernel import (
    N_,
    Absent,
    Act,
    Command,
    Event,
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
OTHER_BASE = Reason("other_base", N_("The bargaining already has an agreement in force from which it begins."), 409)
UNKNOWN_CLAUSE = Reason("unknown_clause", N_("“%(heading)s” is no clause of the agreement in force."), 422)
CLAUSE_LISTED = Reason("clause_listed", N_("“%(heading)s” is on the list of issues already."), 409)


class ChosenClause(BaseModel):
    """A clause as a person chose it: its number, heading and part as the issue will show them, and its text.

    `clause` is its identity in the version that is taken for the agreement in force.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    number: Annotated[str, line(LONGEST_NUMBER, blank=True)] = ""
    heading: Annotated[str, line(LONGEST_HEADING)]
    part: Annotated[str, line(LONGEST_PART, blank=True)] = ""
    text: Annotated[str, prose(LONGEST_TEXT, blank=True)] = ""
    clause: Id | None = None


class ImportIssues(Command):
    """Puts clauses on the list of issues, at its end, each with its text as the text in force.

    `source` is the SHA-256 of the file the clauses were read from. The first import also says which agreement is in
    force: `version`, stored at the table already, or `tree`, which is stored there now under `title`. An issue that is on
    the list with the words of a clause is not put there again, but named as being about it.
    Result: {"issues": [ids of those put on the list]}.
    """

    sentence = N_("Import issues")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    source: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    file_name: Annotated[str, line(120)] = Field(title=N_("File"))
    clauses: Annotated[list[ChosenClause], Field(min_length=1, max_length=MOST_CLAUSES)] = Field(title=N_("Clauses"))
    version: Id | None = None
    tree: Written | None = None
    title: Annotated[str, line(200, blank=True)] = Field(default="", title=N_("Title"))


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
    base = yield from _base(act, command)
    linked = _linked(act, command, base)
    fresh = [clause for clause in command.clauses if clause.clause not in {one.clause for one in linked}]
    rows = [
        Issue(
            id=act.new_id(),
            stream=streams.table(command.bargaining),
            bargaining=command.bargaining,
            ordinal=ordinal,
            part=clause.part,
            clause=clause.clause if base else None,
            clause_number=clause.number,
            heading=clause.heading,
            current_text=clause.text,
            standing=Standing.OPEN,
            added_at=act.now,
        )
        for ordinal, clause in enumerate(fresh, start=last + 1)
    ]
    act.add(*rows)
    yield IssuesImported(
        bargaining=command.bargaining,
        source=command.source,
        file_name=command.file_name,
        count=len(rows),
        version=base,
        issues=[_imported(row) for row in rows],
        linked=linked,
    )
    return {"issues": [row.id for row in rows]}


def _base(act: Act, command: ImportIssues) -> Generator[Event, None, str | None]:
    """Return the version the clauses belong to, after noting it as the agreement in force; None when they stand alone."""
    case = act.find(Bargaining, command.bargaining)
    version = command.version
    if version is not None:
        if act.find(TextVersion, version).stream != streams.table(case.id):
            raise Absent
    elif command.tree is not None and case.base_version is None:
        started = StartText(
            place=streams.table(case.id),
            title=command.title or command.file_name,
            kind=AgreementKind(case.subject),
            origin=Origin.IMPORT,
            tree=command.tree,
            source=command.source,
            file_name=command.file_name,
        )
        saved = yield from start_text(act, started)
        version = saved["version"] if saved else None
    if version is not None and case.base_version not in (None, version):
        raise Refusal(OTHER_BASE, "version")
    case.base_version = version or case.base_version
    return version


def _linked(act: Act, command: ImportIssues, base: str | None) -> list[LinkedIssue]:
    """Name the clause of issues that were on the list before. A clause is bargained in one place only."""
    if base is None:
        return []
    known = {unit.clause.id for unit in units(restored(act.find(TextVersion, base).tree))}
    issues = act.all(select(Issue).where(Issue.bargaining == command.bargaining).order_by(Issue.ordinal.desc()))
    listed = {issue.clause for issue in issues}
    loose = {_named(issue.clause_number, issue.current_text): issue for issue in issues if issue.clause is None}
    found = []
    for clause in command.clauses:
        if clause.clause is not None and clause.clause not in known:
            raise Refusal(UNKNOWN_CLAUSE, "clauses", heading=clause.heading)
        if clause.clause in listed - {None}:
            raise Refusal(CLAUSE_LISTED, "clauses", heading=clause.heading)
        listed.add(clause.clause)
        issue = loose.pop(_named(clause.number, clause.text), None) if clause.clause and clause.text else None
        if issue is not None and clause.clause is not None:
            issue.clause = clause.clause
            found.append(LinkedIssue(issue=issue.id, clause=clause.clause))
    return found


def _named(number: str, text: str) -> tuple[str, str]:
    return number, "".join(text.split())


def _list_of(act: Act, bargaining: str) -> tuple[int, int]:
    """Return the last place and the number of issues on the list."""
    query = select(func.coalesce(func.max(Issue.ordinal), 0), func.count()).where(Issue.bargaining == bargaining)
    last, present = act.session.execute(query).one()
    return last, present


def _imported(row: Issue) -> ImportedIssue:
    names = ("ordinal", "part", "clause", "clause_number", "heading", "current_text")
    return ImportedIssue(issue=row.id, **{name: getattr(row, name) for name in names})
