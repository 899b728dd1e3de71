"""The assembly desk: the draft of the next agreement is put together, looked through and confirmed."""

from __future__ import annotations

from flask import Blueprint, render_template
from markupsafe import Markup

from negotiation.queries.assembly import draft_state, draft_tree
from negotiation.queries.cases import case_of, heading
from negotiation.queries.law import checked, dated
from negotiation.rules import streams
from workbench.kernel import Reader
from workbench.web import house, live_page, may, viewer_here

blueprint = Blueprint("assembly", __name__, url_prefix="/bargainings/<bargaining>/assembly")


@blueprint.get("")
def assembly(bargaining: str) -> str:
    """Show the desk."""
    subject = streams.subject(bargaining)
    with house().door.reading(viewer_here(subject)) as reader:
        shown, own, found = (
            heading(reader, case_of(reader, bargaining)),
            _acts(reader, bargaining),
            _checks(reader, bargaining),
        )
    return live_page(
        "negotiation/assembly.html",
        subject,
        "assembly",
        bargaining=shown,
        fragments={name: f"/bargainings/{bargaining}/assembly/{name}" for name in ("acts", "checks")},
        personal={"acts": Markup(own), "checks": Markup(found)},
    )


@blueprint.get("/acts")
def acts(bargaining: str) -> str:
    """Answer what the person at the screen can do with the draft."""
    with house().door.reading(viewer_here(streams.subject(bargaining))) as reader:
        case_of(reader, bargaining)
        return _acts(reader, bargaining)


@blueprint.get("/checks")
def checks(bargaining: str) -> str:
    """Answer what the rules of law find in the draft as it stands."""
    with house().door.reading(viewer_here(streams.subject(bargaining))) as reader:
        return _checks(reader, bargaining)


def _checks(reader: Reader, bargaining: str) -> str:
    tree = draft_tree(reader, bargaining)
    found = checked(reader, bargaining, tree) if tree else None
    days = dated(tree) if tree else []
    return str(render_template("negotiation/personal/assembly_checks.html", checked=found, dates=days))


def _acts(reader: Reader, bargaining: str) -> str:
    """The button to assemble; to confirm, when there is a draft: greyed with the reason, as the law of the house says it."""
    draft = draft_state(reader, bargaining)
    return str(
        render_template(
            "negotiation/personal/assembly_acts.html",
            bargaining=bargaining,
            draft=draft,
            assemble=may("AssembleDraft", bargaining=bargaining),
            confirm=may("ConfirmDraft", bargaining=bargaining, draft=draft["id"]) if draft else None,
            next=f"/bargainings/{bargaining}/assembly",
        )
    )
