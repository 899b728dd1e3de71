"""Merging two versions: what both sides changed is decided by people, what merged clean is listed for joint reading."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from agreements.commands.texts import SaveVersion
from agreements.queries.texts import TextHead, VersionLine, common_base_of, read_tree_of, text_head, version_line
from agreements.rules.merging import Conflict, Merged, merge
from agreements.rules.redline import Run, redline
from agreements.rules.settling import Undecided, choices, settled
from agreements.rules.stored import stored
from agreements.rules.tree import plain
from agreements.rules.words import Origin
from workbench.kernel import N_, Reader, Reason, Refusal
from workbench.web import current_actor, house, may, page, viewer_here
from workbench.web.forms import checked_key
from workbench.web.security import check_csrf

blueprint = Blueprint("text_merging", __name__)

NO_COMMON_BASE = Reason(
    "no_common_base", N_("The two versions have nothing in common to merge from. Compare them instead."), 409
)
NOT_DECIDED = Reason("not_decided", N_("Choose for conflict %(number)s first. Nothing was saved."), 422)


@blueprint.get("/texts/<text>/merge")
def merging(text: str) -> str:
    """Show what merging the newest version with the one that `with` names comes to."""
    with house().door.reading(viewer_here()) as reader:
        head = text_head(reader, text)
        other = version_line(reader, request.args.get("with", ""))
        title = text_head(reader, other.text).title
        merged = _merged(reader, head, other)
    return page(
        "agreements/merging.html",
        head=head,
        other=other,
        other_title=title,
        merged=merged,
        conflicts=[(one, choices(one), _redlines(one)) for one in merged.conflicts],
        write=may("SaveVersion", text=head.id),
    )


@blueprint.post("/texts/<text>/merge")
def save(text: str) -> Response:
    """Save the merge with what was chosen."""
    check_csrf(request.form.get("_csrf", ""))
    with house().door.reading(viewer_here()) as reader:
        head = text_head(reader, text)
        other = version_line(reader, request.form.get("with", ""))
        merged = _merged(reader, head, other)
    chosen: list[Any] = [request.form.get(f"choice-{at}") for at in range(len(merged.conflicts))]
    try:
        tree = settled(merged, chosen)
    except Undecided as undecided:
        raise Refusal(NOT_DECIDED, f"choice-{undecided.place}", number=undecided.place + 1) from None
    command = SaveVersion(
        text=head.id, base=request.form.get("base", ""), also=other.id, origin=Origin.MERGE, tree=stored(tree)
    )
    outcome = house().door.perform(current_actor(), command, checked_key(request.form.get("_key")))
    return redirect(f"/texts/{text}?version={outcome.result['version']}", 303)


def _redlines(conflict: Conflict) -> dict[str, tuple[Run, ...]]:
    """Return what each side changed in a clause that both have from before."""
    sides = {"ours": conflict.ours, "theirs": conflict.theirs}
    if conflict.base is None:
        return {}
    before = plain(conflict.base)
    return {name: redline(before, plain(clause)) for name, clause in sides.items() if clause is not None}


def _merged(reader: Reader, head: TextHead, other: VersionLine) -> Merged:
    base = common_base_of(reader, head.newest.id, other.id)
    if base is None:
        raise Refusal(NO_COMMON_BASE)
    return merge(*(read_tree_of(reader, version) for version in (base, head.newest.id, other.id)))
