"""Who may see and change a text: seen by the readers of its stream, changed by whom the stream's keeper lets."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from agreements.models import AgreementText, TextVersion
from agreements.policy.keepers import may_keep
from workbench.kernel import N_, Absent, Question, Reason, Verdict
from workbench.kernel.streams import subject_of

STALE_VERSION = Reason(
    "stale_version",
    N_(
        "Not saved: version %(number)s was saved meanwhile, at %(clock)s. Nothing is lost: "
        "look at it first, or save your words beside it."
    ),
    409,
)
NO_TREE = Reason("no_tree", N_("What was sent is no clause tree: %(where)s."), 422)
NO_CLAUSES = Reason("no_clauses", N_("A text needs at least one clause."), 422)
TREE_TOO_LARGE = Reason("tree_too_large", N_("The text has more than %(limit)s clauses."), 413)
TREE_TOO_DEEP = Reason("tree_too_deep", N_("The clauses stand more than %(limit)s deep inside each other."), 422)
TREE_TEXT = Reason("tree_text", N_("The text holds characters that no agreement may hold."), 422)
OTHER_TEXT = Reason("other_text", N_("That version belongs to another text."), 409)
TAGGED_ALREADY = Reason("tagged_already", N_("This version is marked so already."), 409)


def readable_version(question: Question, version: str | None) -> TextVersion:
    """Return a version the actor may read. Raises Absent for any other."""
    found = question.find(TextVersion, version)
    if found.stream not in question.streams(subject_of(found.stream)):
        raise Absent
    return found


def may_write(question: Question, text: str) -> Verdict:
    """Return whether the actor may change this text. Raises Absent for one they may not read."""
    found = question.find(AgreementText, text)
    if found.stream not in question.streams(subject_of(found.stream)):
        raise Absent
    return may_keep(question, found.stream)


def newest_of(question: Question, text: str) -> TextVersion | None:
    """Return the version of a text that was saved last."""
    query = select(TextVersion).where(TextVersion.text == text).order_by(TextVersion.number.desc())
    return question.first(query)


def time_said(question: Question, moment: datetime) -> str:
    """Return when something happened as a refusal says it: the clock of today, the date and clock of another day."""
    local = moment.astimezone(ZoneInfo(question.zone))
    return local.strftime("%H:%M:%S" if local.date() == question.today else "%Y-%m-%d %H:%M")
