"""The page of the ground rules."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _

from negotiation.queries.cases import case_of, heading
from negotiation.queries.ground_rules import ground_rules
from negotiation.rules import streams
from workbench.kernel import N_
from workbench.web import house, may, page, viewer_here

blueprint = Blueprint("ground_rules", __name__)

# The usual headings of ground rules, in the order in which a first meeting goes through them.
HEADINGS = (
    (
        N_("Time, place, frequency"),
        N_("When and where we meet, how often, how long at most, and how a meeting is moved."),
    ),
    (
        N_("Contact between meetings"),
        N_("Who writes to whom, by which way, and within how many days an answer is due."),
    ),
    (
        N_("Joint record"),
        N_("Who keeps the record, that both sides confirm the minutes, and until when corrections are made."),
    ),
    (
        N_("Exchange of proposals"),
        N_("Proposals are handed over in writing and numbered; how long before a meeting, and when they expire."),
    ),
    (
        N_("Outside communication"),
        N_("What is told to workers, managers and the public, by whom, and what stays in the room."),
    ),
    (
        N_("Order of the issues"),
        N_("Non-economic issues first, then wages; a single agreement binds only as part of the whole."),
    ),
    (N_("Caucus"), N_("Who may call one, for how long, and how the other side is told when it lasts longer.")),
    (
        N_("Authority of the teams"),
        N_("Who can initial, what still needs the workers' congress or the board, and how a mandate is shown."),
    ),
    (
        N_("Speaking time"),
        N_("How long each side speaks in a meeting, and who decides on more. Points of order do not count."),
    ),
)


@blueprint.get("/bargainings/<bargaining>/rules")
def rules(bargaining: str) -> str:
    """Show the ground rules in force and those proposed, and the form for proposing."""
    with house().door.reading(viewer_here(streams.subject(bargaining))) as reader:
        case, today = heading(reader, case_of(reader, bargaining)), reader.now.date()
        found = ground_rules(reader, bargaining)
    proposed = found["proposed"]
    adopting = {"bargaining": bargaining, "rules": proposed["id"]} if proposed else None
    return page(
        "negotiation/rules.html",
        bargaining=case,
        today=today,
        may_propose=may("ProposeGroundRules", bargaining=bargaining),
        may_adopt=may("AdoptGroundRules", **adopting) if adopting else None,
        headings=[(_(title), _(content)) for title, content in HEADINGS],
        start=_start(found),
        **found,
    )


def _start(found: dict[str, dict[str, str] | None]) -> str:
    """Return what the form begins with: the latest text, or the usual headings."""
    latest = found["proposed"] or found["in_force"]
    if latest:
        return latest["text"]
    return "\n\n".join(f"{number}. {_(title)}\n" for number, (title, *_rest) in enumerate(HEADINGS, start=1))
