"""What one person may do with an issue: the buttons under its text, each with the reason when it may not be pressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from agreements.rules.redline import redline
from negotiation.models import Bargaining, Issue, Proposal, Seat
from negotiation.policy.drafts import WRITERS
from negotiation.policy.seats import SIDES
from negotiation.queries.cases import my_seat
from negotiation.queries.issues import issue_in
from negotiation.queries.proposals import initials_on, named, proposals_on, supposals
from negotiation.rules import streams
from negotiation.rules.standing import OPEN_TO, Move
from negotiation.rules.words import Fate, Role, Standing
from workbench.kernel import Absent, Reader
from workbench.web import house, may, viewer_here

Offer = dict[str, Any]


def issue_acts(bargaining: str, issue: str) -> Markup:
    """Return the buttons for the person at the screen. Raises Absent."""
    with house().door.reading(viewer_here(streams.subject(bargaining))) as reader:
        seat, found = my_seat(reader, bargaining), issue_in(reader, bargaining, issue)
        if seat is None:
            raise Absent
        acts = list(_offers(reader, seat, found))
        door = _door(seat, found)
    values = {"acts": acts, "door": door, "next": f"/bargainings/{bargaining}/table/{issue}"}
    return Markup(render_template("negotiation/personal/issue_acts.html", **values))


def _offers(reader: Reader, seat: Seat, issue: Issue) -> Iterator[Offer]:
    if seat.party in SIDES and seat.role in WRITERS:
        yield from _side_offers(reader, seat, issue)
    elif seat.role != Role.OBSERVER:
        yield _asking(issue)
    case = reader.get(Bargaining, issue.bargaining)
    yield from _leading(issue, case.discussing == issue.id)
    yield from _listing(issue)


def _side_offers(reader: Reader, seat: Seat, issue: Issue) -> Iterator[Offer]:
    standing = [one for one in proposals_on(reader, issue.id) if one.fate == Fate.STANDING]
    theirs = next((one for one in standing if one.party != seat.party), None)
    ours = next((one for one in standing if one.party == seat.party), None)
    initials = {initial.side: initial.proposal for initial in initials_on(reader, issue)}
    if issue.standing == Standing.AGREED:
        yield _reopening(issue)
        yield _asking(issue)
        return
    awaited = ours is not None and seat.party not in initials and ours.id in initials.values()
    if ours is not None and awaited:
        yield _initial(issue, ours, _("Initial our %(label)s…", label=named(ours)), kind="primary", kbd="A")
    elif theirs is not None and seat.party not in initials:
        # The main button speaks of the text that is on the screen, which is the newest one.
        kind = "primary" if theirs.id == issue.last_proposal else "plain"
        yield _initial(issue, theirs, _("Accept %(label)s…", label=named(theirs)), kind=kind, kbd="A")
    if Standing(issue.standing) in OPEN_TO[Move.TABLE]:
        yield _countering(seat, issue, theirs)
    yield from _setting_aside(issue)
    yield _asking(issue)
    if seat.party in initials:
        yield _offer("UndoInitial", issue, _("Take the initials back"), icon="undo")
    elif ours is not None and not awaited:
        yield _initial(issue, ours, _("Initial our %(label)s…", label=named(ours)))
    if ours is not None:
        yield _withdrawing(issue, ours)
    yield _supposing(issue)
    for one in supposals(reader, issue.bargaining, issue.id):
        if one["side"] == seat.party:
            yield _taking_back(issue, one["id"], one["text"])


def _setting_aside(issue: Issue) -> Iterator[Offer]:
    if issue.standing == Standing.HELD:
        yield _offer("ResumeIssue", issue, _("Resume"), icon="arrow", kind="primary")
    elif Standing(issue.standing) in OPEN_TO[Move.HOLD]:
        yield _holding(issue)


def _initial(issue: Issue, proposal: Proposal, label: str, kind: str = "plain", kbd: str = "") -> Offer:
    name = named(proposal)
    check = f"{proposal.content_hash[:4]} {proposal.content_hash[4:8]}".upper()
    sentences = [
        _("You put your initials under %(label)s as it is shown here (check %(check)s).", label=name, check=check),
        _("When the other chief representative initials the same text, it is tentatively agreed."),
        _("All at the table see it at once, and it goes into the record."),
    ]
    more = {"proposal": proposal.id, "content_hash": proposal.content_hash}
    confirm = _confirm(_("Initial %(label)s?", label=name), sentences, _("Initial %(label)s", label=name))
    if not proposal.text:
        sentences.insert(0, _("%(label)s strikes this clause altogether.", label=name))
    confirm["shown"] = {"runs": redline(issue.current_text, proposal.text), "article": issue.clause_number}
    return _offer(
        "InitialText", issue, label, icon="check", kind=kind, kbd=kbd, confirm=confirm, more=more, part=proposal.id
    )


def _countering(seat: Seat, issue: Issue, theirs: Proposal | None) -> Offer:
    words = _("Counter %(label)s", label=named(theirs)) if theirs else _("Write a proposal")
    href = f"/bargainings/{issue.bargaining}/caucus/{seat.party}/{issue.id}"
    kind, sign = ("plain", "counter") if theirs else ("primary", "pencil")
    return {**_offer("StartDraft", issue, words, icon=sign, kind=kind, kbd="C"), "href": href, "verdict": None}


def _holding(issue: Issue) -> Offer:
    confirm = _confirm(
        _("Hold this issue?"),
        [_("It is set aside until either side resumes it; what was tabled stays as it is.")],
        _("Hold the issue"),
        _("Why is it held?"),
        "reason",
    )
    return _offer("HoldIssue", issue, _("Hold…"), icon="pause", kbd="H", confirm=confirm)


def _withdrawing(issue: Issue, ours: Proposal) -> Offer:
    name = named(ours)
    confirm = _confirm(
        _("Withdraw %(label)s?", label=name),
        [_("It keeps its number and stays in the record as withdrawn. It cannot be brought back, only tabled anew.")],
        _("Withdraw %(label)s", label=name),
        _("Why is it withdrawn?"),
        "reason",
    )
    fields = {"bargaining": issue.bargaining, "proposal": ours.id}
    words = _("Withdraw %(label)s…", label=name)
    return _made("WithdrawProposal", words, fields, may("WithdrawProposal", **fields), confirm=confirm, icon="undo")


def _reopening(issue: Issue) -> Offer:
    confirm = _confirm(
        _("Reopen what was agreed?"),
        [
            _("The tentative agreement ends, and both sides' initials with it."),
            _("The proposals stand again where they stood."),
        ],
        _("Reopen the issue"),
        _("Why is it reopened?"),
        "reason",
    )
    return _offer("ReopenIssue", issue, _("Reopen…"), icon="undo", confirm=confirm)


def _supposing(issue: Issue) -> Offer:
    confirm = _confirm(
        _("Explore something off the record?"),
        [
            _("Everybody at the table but observers reads it until the meeting closes; then it is erased."),
            _("It is no proposal, has no number and enters neither minutes nor exports."),
        ],
        _("Explore it"),
        _("What if…"),
        "text",
    )
    return _offer("OfferSupposal", issue, _("Explore off the record…"), icon="question", confirm=confirm)


def _taking_back(issue: Issue, supposal: str, text: str) -> Offer:
    fields = {"bargaining": issue.bargaining, "supposal": supposal}
    words = _("Take back “%(start)s”", start=text if len(text) <= 16 else f"{text[:15]}…")
    return _made("WithdrawSupposal", words, fields, may("WithdrawSupposal", **fields), icon="undo", part=supposal)


def _asking(issue: Issue) -> Offer:
    confirm = _confirm(
        _("Ask about this issue?"),
        [_("The question is read by everybody at the table and goes into the record.")],
        _("Ask"),
        _("Question"),
        "text",
    )
    fields = {"bargaining": issue.bargaining, "issue": issue.id}
    verdict = may("PostMessage", bargaining=issue.bargaining, issue=issue.id)
    return _made("PostMessage", _("Ask…"), fields, verdict, confirm=confirm, icon="message", kbd="Q")


def _leading(issue: Issue, discussed: bool) -> Iterator[Offer]:
    """Yield the discussion's own button for those who lead it; to others it would be noise."""
    verdict = may("DiscussIssue", bargaining=issue.bargaining, issue=issue.id)
    if verdict and not discussed:
        fields = {"bargaining": issue.bargaining, "issue": issue.id}
        yield _made("DiscussIssue", _("Open the discussion"), fields, verdict, icon="flag")


def _listing(issue: Issue) -> Iterator[Offer]:
    """Yield what changes the entry itself, while nothing was tabled on it."""
    if issue.standing != Standing.OPEN or not may("ReviseIssue", bargaining=issue.bargaining, issue=issue.id):
        return
    href = f"/bargainings/{issue.bargaining}/issues/{issue.id}"
    yield {**_offer("ReviseIssue", issue, _("Revise the issue"), icon="pencil"), "href": href}
    confirm = _confirm(
        _("Withdraw this issue?"),
        [_("It is taken off the talks. A proposal on it would bring it back.")],
        _("Withdraw the issue"),
        _("Why is it withdrawn?"),
        "reason",
    )
    yield _offer("WithdrawIssue", issue, _("Withdraw the issue…"), icon="trash", confirm=confirm)


def _door(seat: Seat, issue: Issue) -> Offer | None:
    if seat.party not in SIDES:
        return None
    words = _("Enter the labour side's room") if seat.party == "labour" else _("Enter the employer side's room")
    return {
        "label": words,
        "href": f"/bargainings/{issue.bargaining}/caucus/{seat.party}/{issue.id}",
        "side": seat.party,
    }


def _offer(
    command: str, issue: Issue, label: str, *, more: dict[str, str] | None = None, part: str = "", **shown: Any
) -> Offer:
    fields = {"bargaining": issue.bargaining, "issue": issue.id}
    verdict = may(command, **fields)
    return _made(command, label, {**fields, **(more or {})}, verdict, part=part, **shown)


def _made(
    command: str,
    label: str,
    fields: dict[str, str],
    verdict: Any,
    *,
    kbd: str = "",
    icon: str | None = None,
    kind: str = "plain",
    confirm: Offer | None = None,
    part: str = "",
) -> Offer:
    return {
        "id": f"{command.lower()}{part}",
        "command": command,
        "label": label,
        "kbd": kbd,
        "icon": icon,
        "kind": kind,
        "verdict": verdict,
        "fields": fields,
        "href": None,
        "confirm": confirm,
    }


def _confirm(title: str, sentences: list[str], verb: str, ask: str | None = None, name: str = "") -> Offer:
    return {
        "title": title,
        "sentences": sentences,
        "verb": verb,
        "ask": {"label": ask, "name": name} if ask else None,
        "shown": None,
    }
