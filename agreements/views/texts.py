"""The pages of texts: where they are kept, reading one, its timeline."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from agreements.commands.texts import CopyVersion
from agreements.queries.places import places
from agreements.queries.texts import (
    TextHead,
    VersionLine,
    read_tree_of,
    related,
    remarks_of,
    shelves,
    text_head,
    timeline,
    version_line,
)
from agreements.queries.words import FORMS, KINDS, ORIGINS, TAGS
from agreements.rules.tree import Clause, Tree
from agreements.rules.words import Tag
from workbench.kernel import Absent, Reader
from workbench.kernel.streams import subject_of
from workbench.web import current_actor, house, live_page, may, page, viewer_here

blueprint = Blueprint("texts", __name__)


@blueprint.get("/texts")
def listing() -> str:
    """Show all texts one may read, by the places where they are kept; with `in` those of one bargaining or organisation."""
    signed_in()
    within = request.args.get("in", "")
    with house().door.reading(viewer_here()) as reader:
        found = shelves(reader)
    shown = [
        (place, texts, may("StartText", place=place.stream))
        for place, texts in found
        if within in ("", subject_of(place.stream))
    ]
    return page("agreements/texts.html", shelves=shown, within=within, kinds=KINDS, tags=TAGS)


@blueprint.get("/texts/<text>")
def reading(text: str) -> str:
    """Show one version of a text to be read; without `version` the newest."""
    with house().door.reading(viewer_here()) as reader:
        head = text_head(reader, text)
        shown = _version(reader, head)
        tree = read_tree_of(reader, shown.id)
        remarks = remarks_of(reader, shown.id)
        targets = [one for one in places(reader) if one.stream != head.place.stream]
    return text_page(
        "agreements/reading.html",
        **_common(head, shown),
        tree=tree,
        contents=contents(tree),
        remarks=remarks,
        forms=FORMS,
        targets=[
            one for one in targets if house().door.ask(current_actor(), CopyVersion, version=shown.id, place=one.stream)
        ],
    )


@blueprint.get("/texts/<text>/versions")
def versions(text: str) -> str:
    """Show how a text came to be: every version, from which it was made, and what became of it."""
    with house().door.reading(viewer_here()) as reader:
        head = text_head(reader, text)
        lines, others = timeline(reader, text), related(reader, text)
    shown = {"lines": lines, "others": others, "origins": ORIGINS, **_common(head, head.newest)}
    return text_page("agreements/versions.html", **shown)


def text_page(template: str, *, head: TextHead, **values: Any) -> str:
    """Return a page of a text, live where the text is bargained about.

    An organisation's own library is looked up, not watched: its pages only say what was so when they were made.
    """
    subject = subject_of(head.place.stream)
    is_live = subject != head.place.stream
    values = {"head": head, "within": subject.rpartition("/")[2] if is_live else "", **values}
    return live_page(template, subject, f"text/{head.id}", **values) if is_live else page(template, **values)


def signed_in() -> None:
    """Raise Absent for nobody: who is not signed in is led to the door."""
    if current_actor().person is None:
        raise Absent


def contents(tree: Tree) -> list[tuple[int, Clause]]:
    """Return what a table of contents names, with its depth: parts and whatever is agreed one by one."""
    named: list[tuple[int, Clause]] = []

    def look(clauses: tuple[Clause, ...], depth: int) -> None:
        for clause in clauses:
            if clause.kind in ("part", "article", "annex", "signature", "preamble"):
                named.append((depth, clause))
                look(clause.children, depth + 1)

    look(tree.clauses, 0)
    return named


def _version(reader: Reader, head: TextHead) -> VersionLine:
    wanted = request.args.get("version", "")
    if not wanted:
        return head.newest
    found = version_line(reader, wanted)
    if found.text != head.id:
        raise Absent
    return found


def _common(head: TextHead, shown: VersionLine) -> dict[str, Any]:
    return {
        "head": head,
        "place": head.place,
        "version": shown,
        "write": may("SaveVersion", text=head.id),
        "tag_verdict": may("TagVersion", text=head.id),
        "kinds": KINDS,
        "tags": TAGS,
        "all_tags": list(Tag),
        "today": house().door.clock().date(),
    }
