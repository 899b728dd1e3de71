"""The list of issues as it is shown, and one issue at its head."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, select

from negotiation.events.issues import IssueHeld
from negotiation.models import AgendaItem, Bargaining, Issue, Meeting, Proposal
from negotiation.rules import streams
from negotiation.rules.meetings import BEGUN
from negotiation.rules.words import Standing, label
from workbench.kernel import Absent, Reader
from workbench.kernel.models import LedgerEntry

LANGUAGES = {"zh_Hans_CN": "zh-Hans", "en": "en"}
WITHOUT_LABEL = (Standing.OPEN, Standing.AGREED)


def issue_in(reader: Reader, bargaining: str, issue: str) -> Issue:
    """Return an issue of this bargaining. Raises Absent."""
    found = reader.get(Issue, issue)
    if found.bargaining != bargaining:
        raise Absent
    return found


def listed(reader: Reader, bargaining: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return what lists show of the issues of a bargaining, in their order; not their texts, of which there may be thousands."""
    shown = (Issue.part, Issue.id, Issue.clause_number, Issue.heading, Issue.standing, Issue.last_proposal)
    return reader.rows(select(*shown).where(Issue.bargaining == bargaining).order_by(Issue.ordinal, Issue.id))


def first_issue(reader: Reader, bargaining: str) -> str | None:
    """Return the issue a table opens with: the one under discussion, or else the first on the list."""
    discussing = reader.get(Bargaining, bargaining).discussing
    if discussing is not None:
        return discussing
    return reader.one_or_none(select(Issue.id).where(Issue.bargaining == bargaining).order_by(Issue.ordinal))


def groups(reader: Reader, bargaining: str) -> list[dict[str, Any]]:
    """Return the issues in their parts, with how many of each part are tentatively agreed."""
    case = reader.get(Bargaining, bargaining)
    issues, labels = listed(reader, bargaining), _last_labels(reader, bargaining)
    found = []
    for part, members in groupby(issues, key=itemgetter(0)):
        rows = [
            _row(case, issue, number, heading, standing, labels.get(last))
            for _part, issue, number, heading, standing, last in members
        ]
        agreed = sum(row["standing"] == Standing.AGREED for row in rows)
        found.append({"title": part or _("Issues"), "agreed": agreed, "total": len(rows), "issues": rows})
    return found


def row(reader: Reader, bargaining: str, issue: str) -> dict[str, Any]:
    """Return one issue as lists show it."""
    found = issue_in(reader, bargaining, issue)
    last = reader.one_or_none(select(Proposal).where(Proposal.id == found.last_proposal))
    case, last_label = reader.get(Bargaining, bargaining), label(last.party, last.number) if last else None
    return _row(case, found.id, found.clause_number, found.heading, found.standing, last_label)


def head(reader: Reader, bargaining: str, issue: str) -> dict[str, Any]:
    """Return one issue as its own page names it."""
    found = issue_in(reader, bargaining, issue)
    return {
        **row(reader, bargaining, issue),
        "number": found.ordinal,
        "group": found.part,
        "agenda_item": _agenda_item(reader, found),
        "package": None,
    }


def held(reader: Reader, issue: Issue) -> dict[str, Any] | None:
    """Return since when and why an issue is held, or None."""
    if issue.standing != Standing.HELD:
        return None
    return {"since": _held_since(reader, issue), "reason": issue.held_reason}


def language(case: Bargaining) -> str:
    """Return the language of a bargaining's texts as HTML names it."""
    return LANGUAGES.get(case.locale, "zh-Hans")


def _row(case: Bargaining, issue: str, article: str, title: str, standing: str, last: str | None) -> dict[str, Any]:
    return {
        "id": issue,
        "href": f"/bargainings/{case.id}/table/{issue}",
        "article": article,
        "title": title,
        "standing": standing,
        "last_pass": None if standing in WITHOUT_LABEL else last,
        "discussing": case.discussing == issue,
    }


def _last_labels(reader: Reader, bargaining: str) -> dict[str | None, str]:
    query = select(Proposal.id, Proposal.party, Proposal.number).join(Issue, Issue.last_proposal == Proposal.id)
    found = reader.rows(query.where(Proposal.bargaining == bargaining))
    return {key: label(party, number) for key, party, number in found}


def _agenda_item(reader: Reader, issue: Issue) -> int | None:
    query = select(AgendaItem.ordinal).join(Meeting, Meeting.id == AgendaItem.meeting)
    return reader.one_or_none(query.where(AgendaItem.issue == issue.id, Meeting.phase.in_(BEGUN)))


def _held_since(reader: Reader, issue: Issue) -> datetime:
    # The row says that and why it is held; since when is in the record.
    query = select(LedgerEntry).where(
        LedgerEntry.stream == streams.table(issue.bargaining), LedgerEntry.event == IssueHeld.__name__
    )
    entries = reader.all(query.order_by(LedgerEntry.seq.desc()))
    return reader.here(next(entry.at for entry in entries if json.loads(entry.payload)["issue"] == issue.id))
