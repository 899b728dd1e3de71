"""What was taken over from a text that existed before the bargaining."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from negotiation.rules.streams import TABLE
from workbench.kernel import N_, Event, Id


class ImportedIssue(BaseModel):
    """One issue as it was imported: its place, names and the text in force, like in IssueAdded."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    issue: Id
    ordinal: int
    part: str
    clause: Id | None = None
    clause_number: str
    heading: str
    current_text: str


class LinkedIssue(BaseModel):
    """An issue that was on the list before, and the clause of the agreement in force it is about."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    issue: Id
    clause: Id


class IssuesImported(Event):
    """Clauses of a file were put on the list as issues, all at once. `source` is the file's SHA-256.

    `version` is the agreement in force they are clauses of, when it is stored.
    """

    audience = TABLE
    sentence = N_("%(actor)s put %(count)s clauses of “%(file_name)s” on the list of issues.")
    bargaining: Id
    source: str
    file_name: str
    count: int
    version: Id | None = None
    issues: list[ImportedIssue]
    linked: list[LinkedIssue] = Field(default_factory=list)
