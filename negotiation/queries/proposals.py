"""The numbered passes on an issue, and any two texts compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from agreements.rules.redline import Run, changes, redline
from negotiation.models import Attachment, Bargaining, Initial, Issue, Proposal, Supposal, TentativeAgreement
from negotiation.queries.issues import language
from negotiation.queries.names import seats_in
from negotiation.rules.words import Fate, label
from workbench.kernel import Absent, Reader

CURRENT = "current"
"""How an address names the text in force, where it could name a pass."""


def proposals_on(reader: Reader, issue: str) -> Sequence[Proposal]:
    """Return the passes on an issue, oldest first."""
    query = select(Proposal).where(Proposal.issue == issue)
    return reader.all(query.order_by(Proposal.tabled_at, Proposal.number, Proposal.id))


def shown_of(proposals: Sequence[Proposal]) -> Proposal | None:
    """Return the pass that is shown: what is agreed, else the newest that stands, else the newest."""
    for fates in ((Fate.AGREED,), (Fate.STANDING,), tuple(Fate)):
        found = [proposal for proposal in proposals if proposal.fate in fates]
        if found:
            return found[-1]
    return None


def passes(reader: Reader, issue: Issue, proposals: Sequence[Proposal]) -> list[dict[str, Any]]:
    """Return the strip of passes, oldest first."""
    names = {seat.id: seat.name for seat in seats_in(reader, issue.bargaining)}
    shown = shown_of(proposals)
    return [
        {
            "id": proposal.id,
            "label": named(proposal),
            "side": proposal.party,
            "tabled": reader.here(proposal.tabled_at),
            "by": names[proposal.tabled_by],
            "gist": proposal.gist,
            "state": proposal.fate,
            "shown": proposal is shown,
            "href": f"/bargainings/{issue.bargaining}/table/{issue.id}?pass={proposal.id}#compare",
        }
        for proposal in proposals
    ]


def against_current(reader: Reader, issue: Issue, proposal: Proposal) -> dict[str, Any]:
    """Return a pass as a redline against the text in force; as it stands when there is none."""
    return _compared(reader, issue, proposal, *_in_force(issue))


def _in_force(issue: Issue) -> tuple[str, str]:
    """Return the text in force and its name; no name when there is none to compare with."""
    return issue.current_text, _("the text in force") if issue.current_text else ""


def comparison(reader: Reader, issue: Issue, chosen: str, against: str) -> dict[str, Any]:
    """Return a chosen pass against another one or the text in force, and what else it can be compared with.

    Raises Absent for a pass of another issue.
    """
    proposals = {proposal.id: proposal for proposal in proposals_on(reader, issue.id)}
    proposal = proposals.get(chosen)
    other = proposals.get(against)
    if proposal is None or (other is None and against != CURRENT):
        raise Absent
    base = (other.text, named(other)) if other else _in_force(issue)
    shown = _compared(reader, issue, proposal, *base)
    return {"shown": shown, "choices": _choices(issue, proposal, list(proposals.values()), against)}


def _choices(issue: Issue, proposal: Proposal, proposals: Sequence[Proposal], against: str) -> list[dict[str, Any]]:
    path = f"/bargainings/{issue.bargaining}/table/{issue.id}?pass={proposal.id}"
    others = [(one.id, named(one), one.party) for one in proposals if one is not proposal]
    bases = [(CURRENT, _("Text in force"), None), *others] if issue.current_text else others
    return [
        {"href": f"{path}&against={key}#compare", "label": words, "side": side, "chosen": key == against}
        for key, words, side in bases
    ]


def _compared(reader: Reader, issue: Issue, proposal: Proposal, base: str, against: str) -> dict[str, Any]:
    return {
        **runs_between(base, proposal.text, whole=not against),
        "label": named(proposal),
        "side": proposal.party,
        "against": against,
        "lang": language(reader.get(Bargaining, issue.bargaining)),
        "reasons": proposal.reason,
        "attachments": attachments(reader, proposal),
        "expires": proposal.expires_on,
        "hash": proposal.content_hash,
        "strikes": not proposal.text,
    }


def runs_between(base: str, text: str, *, whole: bool = False) -> dict[str, Any]:
    """Return the redline from one text to another with its counts; `whole`: the text as it is, compared with nothing."""
    runs = (Run("keep", text),) if whole else redline(base, text)
    counted = changes(runs)
    return {"runs": runs, "added": counted.insertions, "removed": counted.deletions}


def attachments(reader: Reader, proposal: Proposal) -> list[dict[str, str]]:
    """Return the files that were tabled with a pass."""
    query = select(Attachment).where(Attachment.proposal == proposal.id).order_by(Attachment.name, Attachment.id)
    return [{"href": f"/files/{file.id}", "label": file.name} for file in reader.all(query)]


def initials_on(reader: Reader, issue: Issue) -> Sequence[Initial]:
    """Return the initials that stand on an issue, the first one first."""
    query = select(Initial).where(Initial.issue == issue.id, Initial.lapsed_at.is_(None))
    return reader.all(query.order_by(Initial.at, Initial.id))


def agreement(reader: Reader, issue: Issue) -> dict[str, Any] | None:
    """Return what is tentatively agreed on an issue and who initialled it, or None."""
    query = select(TentativeAgreement).where(TentativeAgreement.issue == issue.id)
    found = reader.one_or_none(query.where(TentativeAgreement.reopened_at.is_(None)))
    if found is None:
        return None
    names = {seat.id: seat.name for seat in seats_in(reader, issue.bargaining)}
    initials = [
        {"side": initial.side, "name": names[initial.seat], "at": reader.here(initial.at)}
        for initial in initials_on(reader, issue)
    ]
    return {"label": named(reader.get(Proposal, found.proposal)), "initials": initials, "hash": found.content_hash}


def agreed_on(reader: Reader, agreements: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return of tentative agreements, by issue: the pass that was agreed, whose it is, and when it was."""
    query = (
        select(TentativeAgreement, Proposal)
        .join(Proposal, Proposal.id == TentativeAgreement.proposal)
        .where(TentativeAgreement.id.in_(agreements))
    )
    return {
        agreed.issue: {"label": named(proposal), "side": proposal.party, "at": reader.here(agreed.at)}
        for agreed, proposal in reader.rows(query)
    }


def passes_to(reader: Reader, agreements: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return of tentative agreements, by issue: the passes that led to each, oldest first, the agreed one last."""
    agreed = {one.issue: one.proposal for one in reader.all(_those(agreements))}
    query = (
        select(Proposal).where(Proposal.issue.in_(agreed)).order_by(Proposal.tabled_at, Proposal.number, Proposal.id)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for one in reader.all(query):
        led = found.setdefault(one.issue, [])
        if not led or led[-1]["id"] != agreed[one.issue]:
            said = {"label": named(one), "side": one.party, "at": reader.here(one.tabled_at)}
            led.append({"id": one.id, "text": one.text, **said})
    return found


def _those(agreements: Sequence[str]) -> Select[TentativeAgreement]:
    return select(TentativeAgreement).where(TentativeAgreement.id.in_(agreements))


def first_initials(reader: Reader, issue: Issue) -> dict[str, str] | None:
    """Return whose initials, under which pass, wait for those of the other chief, or None."""
    initial = next(iter(initials_on(reader, issue)), None)
    if initial is None:
        return None
    names = {seat.id: seat.name for seat in seats_in(reader, issue.bargaining)}
    return {"name": names[initial.seat], "label": named(reader.get(Proposal, initial.proposal))}


def named(proposal: Proposal) -> str:
    """Return the label of a pass, such as E-2."""
    return label(proposal.party, proposal.number)


def supposals(reader: Reader, bargaining: str, issue: str) -> list[dict[str, Any]]:
    """Return what is being explored off the record on an issue, as far as the viewer may read it."""
    names = {seat.id: seat.name for seat in seats_in(reader, bargaining)}
    query = select(Supposal).where(Supposal.bargaining == bargaining, Supposal.issue == issue)
    return [
        {
            "id": one.id,
            "side": one.side,
            "name": names[one.seat],
            "at": reader.here(one.at),
            "text": one.text,
        }
        for one in reader.all(query.order_by(Supposal.at, Supposal.id))
    ]
