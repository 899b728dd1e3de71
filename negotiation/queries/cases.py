"""What the list of bargainings and the page of one show: its parties, its course, its meetings, its papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from negotiation.models import (
    AgreementDraft,
    Attachment,
    Bargaining,
    Confirmation,
    GroundRules,
    Issue,
    Meeting,
    Minutes,
    Proposal,
    Seat,
    TentativeAgreement,
)
from negotiation.policy import minutes as policy
from negotiation.policy.assembly import latest_draft
from negotiation.queries.meetings import current_meeting, meetings_in, shown_meeting, state_of
from negotiation.queries.names import seats_in
from negotiation.rules.words import Role, Standing, label
from workbench.kernel import Reader
from workbench.web.words import day


def case_of(reader: Reader, bargaining: str) -> Bargaining:
    """Return a bargaining. Raises Absent."""
    return reader.get(Bargaining, bargaining)


def my_seat(reader: Reader, bargaining: str) -> Seat | None:
    """Return the reader's own present seat in a bargaining; None for a class of viewers."""
    query = select(Seat).where(Seat.bargaining == bargaining, Seat.person == reader.viewer.person)
    return reader.one_or_none(query.where(Seat.ended_at.is_(None)))


def heading(reader: Reader, case: Bargaining) -> dict[str, Any]:
    """Return a case as the top of its pages names it."""
    about = [case.employer_name]
    if case.workers:
        about.append(ngettext("%(num)s employee", "%(num)s employees", case.workers))
    opened = reader.here(case.opened_at)
    return {
        "id": case.id,
        "title": case.title,
        "enterprise": " · ".join(about),
        "labour_name": case.labour_name,
        "employer_name": case.employer_name,
        "area": case.area,
        "subject": case.subject,
        "level": case.level,
        "opened": opened,
        "profile": None,
    }


def my_cases(reader: Reader) -> list[dict[str, Any]]:
    """Return the bargainings in which the reader has a seat, the latest first, with where they stand."""
    query = (
        select(Bargaining, Seat)
        .join(Seat, Seat.bargaining == Bargaining.id)
        .where(Seat.person == reader.viewer.person, Seat.ended_at.is_(None))
        .order_by(Bargaining.opened_at.desc(), Bargaining.id)
    )
    return [_listed(reader, case, seat) for case, seat in reader.rows(query)]


def _listed(reader: Reader, case: Bargaining, seat: Seat) -> dict[str, Any]:
    meeting = current_meeting(reader, case.id)
    return {
        **heading(reader, case),
        "party": seat.party,
        "role": seat.role,
        "counts": counts(reader, case.id),
        "meeting": shown_meeting(reader, meeting) if meeting else None,
    }


def counts(reader: Reader, bargaining: str) -> dict[str, int]:
    """Return how many issues stand how, and in total."""
    query = select(Issue.standing, func.count()).where(Issue.bargaining == bargaining).group_by(Issue.standing)
    found: Counter[str] = Counter(dict(reader.rows(query)))
    return {**{standing.value: found[standing.value] for standing in Standing}, "total": found.total()}


def course(reader: Reader, bargaining: str) -> list[dict[str, Any]]:
    """Return what has happened so far, oldest first: recorded facts only."""
    case = case_of(reader, bargaining)
    happened = (_replacements, _rules, _meetings, _drafts)
    lines = [_opening(case), *(line for tell in happened for line in tell(reader, case))]
    return sorted(({**line, "at": reader.here(line["at"])} for line in lines), key=lambda line: line["at"])


def _line(at: datetime, sentence: str, side: str | None = None, **more: Any) -> dict[str, Any]:
    return {"at": at, "sentence": sentence, "side": side, "detail": "", "href": None, "link": "", "now": False, **more}


def _opening(case: Bargaining) -> dict[str, Any]:
    offers = {
        "labour": _("The labour side made its offer to bargain"),
        "employer": _("The employer side made its offer to bargain"),
    }
    return _line(
        case.opened_at, offers[case.offered_by], case.offered_by, detail=_("Entered here when the case was opened")
    )


def _replacements(reader: Reader, case: Bargaining) -> Iterator[dict[str, Any]]:
    seats = {seat.id: seat for seat in seats_in(reader, case.id)}
    for seat in seats.values():
        follower = seats.get(seat.replaced_by or "")
        if seat.role == Role.CHIEF and seat.ended_at and follower:
            sentence = _("%(new)s follows %(old)s as chief representative", new=follower.name, old=seat.name)
            yield _line(seat.ended_at, sentence, seat.party)


def _rules(reader: Reader, case: Bargaining) -> Iterator[dict[str, Any]]:
    query = select(GroundRules).where(GroundRules.bargaining == case.id)
    both = query.where(GroundRules.labour_at.is_not(None), GroundRules.employer_at.is_not(None))
    for rules in reader.all(both):
        at = max(moment for moment in (rules.labour_at, rules.employer_at) if moment)
        yield _line(
            at, _("Both chiefs adopted the ground rules"), href=f"/bargainings/{case.id}/rules", link=_("Ground rules")
        )


def _meetings(reader: Reader, case: Bargaining) -> Iterator[dict[str, Any]]:
    minutes = {one.meeting: one for one in reader.all(select(Minutes).where(Minutes.bargaining == case.id))}
    for meeting in meetings_in(reader, case.id):
        if meeting.opened_at is None:
            continue
        written = minutes.get(meeting.id)
        running = meeting.closed_at is None
        to_minutes = {"href": f"/bargainings/{case.id}/minutes/{meeting.id}", "link": _("Minutes")} if written else {}
        to_table = {"href": f"/bargainings/{case.id}/table", "link": _("To the table")} if running else {}
        yield _line(
            meeting.opened_at,
            _("Meeting %(n)s", n=meeting.number),
            detail=_agreed_words(_agreed_in(reader, meeting)),
            now=state_of(meeting) in ("open", "paused"),
            **to_minutes,
            **to_table,
        )
        if written and written.frozen_at:
            sentence = _("All representatives present confirmed the minutes of meeting %(n)s", n=meeting.number)
            yield _line(written.frozen_at, sentence, **to_minutes)


def _drafts(reader: Reader, case: Bargaining) -> Iterator[dict[str, Any]]:
    to_desk = {"href": f"/bargainings/{case.id}/assembly", "link": _("Draft of the agreement")}
    for draft in reader.all(select(AgreementDraft).where(AgreementDraft.bargaining == case.id)):
        yield _line(
            draft.assembled_at, _("Draft %(number)s of the agreement was assembled", number=draft.number), **to_desk
        )
        if draft.labour_at and draft.employer_at:
            sentence = _("Both chiefs confirmed draft %(number)s of the agreement", number=draft.number)
            yield _line(max(draft.labour_at, draft.employer_at), sentence, **to_desk)


def _agreed_words(number: int) -> str:
    return str(ngettext("%(num)s issue tentatively agreed", "%(num)s issues tentatively agreed", number))


def _agreed_in(reader: Reader, meeting: Meeting) -> int:
    query = select(func.count()).select_from(TentativeAgreement)
    query = query.where(TentativeAgreement.bargaining == meeting.bargaining, TentativeAgreement.at >= meeting.opened_at)
    if meeting.closed_at is not None:
        query = query.where(TentativeAgreement.at <= meeting.closed_at)
    return reader.count(query)


def meeting_lines(reader: Reader, bargaining: str) -> list[dict[str, Any]]:
    """Return the meetings, the latest first, with what came of each."""
    written = set(reader.all(select(Minutes.meeting).where(Minutes.bargaining == bargaining)))
    passes = select(Proposal.meeting, func.count()).where(Proposal.bargaining == bargaining)
    tabled = dict(reader.rows(passes.group_by(Proposal.meeting)))
    lines = []
    for meeting in reversed(meetings_in(reader, bargaining)):
        begun = meeting.opened_at is not None
        href = f"/bargainings/{bargaining}/minutes/{meeting.id}"
        lines.append(
            {
                "number": meeting.number,
                "href": f"/bargainings/{bargaining}/meetings/{meeting.id}",
                "place": meeting.place,
                "opens": reader.here(meeting.opened_at or meeting.called_for),
                "state": state_of(meeting),
                "passes": tabled.get(meeting.id, 0) if begun else None,
                "agreed": _agreed_in(reader, meeting) if begun else None,
                "minutes": {"href": href, "label": _("Minutes")} if meeting.id in written else None,
            }
        )
    return lines


def papers(reader: Reader, bargaining: str) -> list[dict[str, Any]]:
    """Return the papers of a case: the draft of the agreement, the latest minutes, the files that came with proposals."""
    return [*_draft(reader, bargaining), *_minutes(reader, bargaining), *_attachments(reader, bargaining)]


def _draft(reader: Reader, bargaining: str) -> Iterator[dict[str, Any]]:
    """Yield the way to the assembly desk, once anything is agreed."""
    last = latest_draft(reader, bargaining)
    if last is None and not counts(reader, bargaining)[Standing.AGREED.value]:
        return
    if last is None:
        detail = _("not assembled yet")
    elif last.labour_at and last.employer_at:
        detail = _("draft %(n)s, confirmed by both", n=last.number)
    else:
        detail = _("draft %(n)s, not confirmed by both yet", n=last.number)
    href = f"/bargainings/{bargaining}/assembly"
    yield {"title": _("Draft of the agreement"), "href": href, "kind": "", "detail": detail}


def _minutes(reader: Reader, bargaining: str) -> Iterator[dict[str, Any]]:
    query = (
        select(Minutes, Meeting).join(Meeting, Meeting.id == Minutes.meeting).where(Minutes.bargaining == bargaining)
    )
    for minutes, meeting in reader.rows(query.order_by(Meeting.number.desc())):
        yield {
            "title": _("Minutes of meeting %(n)s", n=meeting.number),
            "href": f"/bargainings/{bargaining}/minutes/{meeting.id}",
            "kind": "",
            "detail": _confirmed_words(reader, minutes),
        }


def _confirmed_words(reader: Reader, minutes: Minutes) -> str:
    if minutes.frozen_at:
        return str(_("confirmed by all, %(day)s", day=day(reader.here(minutes.frozen_at))))
    of = len(confirming(reader, minutes))
    query = select(func.count()).select_from(Confirmation).where(Confirmation.minutes == minutes.id)
    done = reader.count(query.where(Confirmation.edition == minutes.edition))
    return str(_("confirmed by %(done)s of %(all)s", done=done, all=of))


def confirming(reader: Reader, minutes: Minutes) -> list[str]:
    """Return the seats that confirm these minutes."""
    return [seat.id for seat in reader.all(policy.confirming(minutes))]


def _attachments(reader: Reader, bargaining: str) -> Iterator[dict[str, Any]]:
    query = (
        select(Attachment, Proposal, Issue)
        .join(Proposal, Proposal.id == Attachment.proposal)
        .join(Issue, Issue.id == Proposal.issue)
        .where(Attachment.bargaining == bargaining)
        .order_by(Proposal.tabled_at.desc(), Attachment.name)
    )
    for file, proposal, issue in reader.rows(query):
        issue_name = f"{issue.clause_number} {issue.heading}".strip()
        yield {
            "title": file.name,
            "href": f"/files/{file.id}",
            "kind": file.name.rpartition(".")[2].upper()[:5],
            "detail": _("with %(label)s on %(issue)s", label=label(proposal.party, proposal.number), issue=issue_name),
        }
