"""A side's own room: where it writes what it will table. To everybody else there is no such page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from negotiation.models import Issue, ProposalDraft
from negotiation.queries.cases import case_of, heading
from negotiation.queries.drafts import answerable, answered_by, draft_on, files_of, next_label, onlookers
from negotiation.queries.issues import first_issue, issue_in, row
from negotiation.queries.meetings import in_session
from negotiation.queries.private import caucus_of
from negotiation.rules import streams
from negotiation.views.private import caucus_message_form, inside, notes_form
from workbench.kernel import Reader
from workbench.web import live_page, may

blueprint = Blueprint("caucus", __name__, url_prefix="/bargainings/<bargaining>/caucus/<side>")


@blueprint.get("")
def room(bargaining: str, side: str) -> Response:
    """Go to the room's page on the issue under discussion, or to its notes when there is no issue yet."""
    with inside(bargaining) as reader:
        caucus_of(reader, bargaining, side)
        issue = first_issue(reader, bargaining)
    return redirect(f"/bargainings/{bargaining}/caucus/{side}/{issue or 'notes'}", 303)


@blueprint.get("/<issue>")
def caucus(bargaining: str, side: str, issue: str) -> str:
    """Show the room's page on one issue: the draft, what it answers, notes, messages."""
    root = f"/bargainings/{bargaining}/caucus/{side}"
    with inside(bargaining) as reader:
        caucus_of(reader, bargaining, side)
        values = {
            "bargaining": heading(reader, case_of(reader, bargaining)),
            "issue": row(reader, bargaining, issue),
            "answers": answered_by(reader, draft_on(reader, bargaining, side, issue)),
        }
    return live_page(
        "negotiation/caucus.html",
        streams.subject(bargaining),
        f"caucus/{side}",
        side=side,
        place=_("Labour side's room") if side == "labour" else _("Employer side's room"),
        links={"table": f"/bargainings/{bargaining}/table/{issue}", "privacy": "/privacy"},
        fragments={
            "editor": f"{root}/{issue}/editor",
            "hand_over": f"{root}/{issue}/hand-over",
            "notes": f"{root}/{issue}/notes",
            "message": f"{root}/message-form",
        },
        personal={
            "editor": draft_editor(bargaining, side, issue),
            "hand_over": hand_over(bargaining, side, issue),
            "notes": Markup(notes_form(bargaining, side, issue)),
            "message": Markup(caucus_message_form(bargaining, side)),
        },
        **values,
    )


@blueprint.get("/<issue>/editor")
def draft_editor(bargaining: str, side: str, issue: str) -> Markup:
    """Answer the editor of the side's draft, or the buttons that start one."""
    next_ = f"/bargainings/{bargaining}/caucus/{side}/{issue}"
    with inside(bargaining) as reader:
        draft, found = draft_on(reader, bargaining, side, issue), issue_in(reader, bargaining, issue)
        if draft is None:
            return _draft_start(reader, found, side, next_)
        values = {
            "issue": {"id": issue},
            "text": draft.text,
            "gist": draft.gist,
            "reason": draft.reason,
            "saved": reader.here(draft.saved_at),
            "answers": answered_by(reader, draft),
            "files": files_of(reader, draft),
        }
    return _rendered(
        "draft_editor",
        command="SaveProposalDraft",
        fields={"bargaining": bargaining, "draft": draft.id, "version": draft.version},
        base="version",
        verdict=may("SaveProposalDraft", bargaining=bargaining, draft=draft.id),
        next=next_,
        **values,
    )


def _draft_start(reader: Reader, issue: Issue, side: str, next_: str) -> Markup:
    fields = {"bargaining": issue.bargaining, "issue": issue.id}
    return _rendered(
        "draft_start",
        side=side,
        fields=fields,
        answerable=answerable(reader, issue),
        has_text=bool(issue.current_text),
        verdict=may("StartDraft", **fields),
        next=next_,
    )


@blueprint.get("/<issue>/hand-over")
def hand_over(bargaining: str, side: str, issue: str) -> Markup:
    """Answer the button that tables the draft, saying who will see what, and what stays."""
    with inside(bargaining) as reader:
        draft, found = draft_on(reader, bargaining, side, issue), issue_in(reader, bargaining, issue)
        if draft is None:
            return Markup("")
        meeting = in_session(reader, bargaining)
        values = {
            "label": next_label(reader, issue, side),
            "readers": _readers(reader, bargaining, side),
            "meeting": meeting.number if meeting else None,
            "may_strike": not draft.text and bool(found.current_text),
        }
    return _rendered(
        "hand_over",
        command="TableProposal",
        fields=_tabling(draft, found),
        version=draft.version,
        issue=issue,
        verdict=may("TableProposal", bargaining=bargaining, draft=draft.id),
        next=f"/bargainings/{bargaining}/table/{issue}",
        **values,
    )


def _tabling(draft: ProposalDraft, issue: Issue) -> dict[str, Any]:
    return {"bargaining": draft.bargaining, "draft": draft.id, "after": issue.last_proposal}


def _readers(reader: Reader, bargaining: str, side: str) -> str:
    seen = onlookers(reader, bargaining, side)
    parts = [
        ngettext("%(num)s person of the other side", "%(num)s people of the other side", seen["across"]),
        ngettext("%(num)s other person at the table", "%(num)s other people at the table", seen["others"]),
        ngettext("%(num)s recorder", "%(num)s recorders", seen["recorders"]),
    ]
    counts = (seen["across"], seen["others"], seen["recorders"])
    return str(pgettext("between names", ", ")).join(part for part, count in zip(parts, counts, strict=True) if count)


def _rendered(template: str, **values: Any) -> Markup:
    return Markup(render_template(f"negotiation/personal/{template}.html", **values))
