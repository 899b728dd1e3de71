"""The assembly desk: the draft of the next agreement is put together, looked through and confirmed."""

from __future__ import annotations

from flask import Blueprint, render_template
from markupsafe import Markup

from negotiation.policy.assembly import latest_draft
from negotiation.queries.assembly import desk
from negotiation.queries.cases import case_of, heading
from negotiation.rules import streams
from workbench.kernel import Reader
from workbench.web import house, live_page, may, viewer_here

blueprint = Blueprint("assembly", __name__, url_prefix="/bargainings/<bargaining>/assembly")


@blueprint.get("")
def assembly(bargaining: str) -> str:
    """Show the desk."""
    subject = streams.subject(bargaining)
    with house().door.reading(viewer_here(subject)) as reader:
        shown, own = heading(reader, case_of(reader, bargaining)), _acts(reader, bargaining)
    return live_page(
        "negotiation/assembly.html",
        subject,
        "assembly",
        bargaining=shown,
        fragments={"acts": f"/bargainings/{bargaining}/assembly/acts"},
        personal={"acts": Markup(own)},
    )


@blueprint.get("/acts")
def acts(bargaining: str) -> str:
    """Answer what the person at the screen can do with the draft."""
    with house().door.reading(viewer_here(streams.subject(bargaining))) as reader:
        case_of(reader, bargaining)
        return _acts(reader, bargaining)


def _acts(reader: Reader, bargaining: str) -> str:
    """The button to assemble; to confirm, when there is a draft: greyed with the reason, as the law of the house says it."""
    row = latest_draft(reader, bargaining)
    found = desk(reader, bargaining) if row else {"draft": None, "base": None}
    return str(
        render_template(
            "negotiation/personal/assembly_acts.html",
            bargaining=bargaining,
            draft=found["draft"],
            assemble=may("AssembleDraft", bargaining=bargaining),
            confirm=may("ConfirmDraft", bargaining=bargaining, draft=row.id) if row else None,
            next=f"/bargainings/{bargaining}/assembly",
        )
    )
