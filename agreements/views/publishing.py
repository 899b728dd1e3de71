"""The public version of a text: what was agreed, without what points to a person."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agreements.documents.pdf import Edition, agreement_paper
from agreements.documents.word import WORD_TYPE, word
from agreements.queries.texts import TextHead, VersionLine, read_tree_of, text_head, version_line
from agreements.rules.public import Sort, public_version
from agreements.rules.tree import Tree
from agreements.views.printing import ordered
from workbench.kernel import N_
from workbench.web import house, page, viewer_here
from workbench.web.security import check_csrf

blueprint = Blueprint("publishing", __name__)
MOST_NAMES, LONGEST_NAME = 500, 80
SORTS: dict[Sort, str] = {
    "name": N_("names of people"),
    "identity number": N_("identity numbers"),
    "phone": N_("telephone numbers"),
    "e-mail": N_("e-mail addresses"),
    "account": N_("accounts"),
    "address": N_("postal addresses"),
}


@blueprint.get("/texts/versions/<version>/public")
def asked(version: str) -> str:
    """Show the public version as it comes out by itself, and ask for names that stand in running text."""
    head, line, tree = _read(version)
    return _page(head, line, tree, "")


@blueprint.post("/texts/versions/<version>/public")
def made(version: str) -> str | Response:
    """Answer the public version without the names that were given: on the page, as Word or as PDF. Nothing is kept."""
    check_csrf(request.form.get("_csrf", ""))
    head, line, tree = _read(version)
    typed = request.form.get("names", "")[: MOST_NAMES * LONGEST_NAME]
    act = request.form.get("act", "show")
    if act not in ("docx", "pdf"):
        return _page(head, line, tree, typed)
    shown = public_version(tree, _names(typed)).tree
    if act == "pdf":
        return ordered(agreement_paper(shown, Edition(made=line.at.date())), shown.title)
    name = f"{shown.title} {line.number}.docx"
    return send_file(BytesIO(word(shown, at=line.at)), WORD_TYPE, as_attachment=True, download_name=name)


def _read(version: str) -> tuple[TextHead, VersionLine, Tree]:
    with house().door.reading(viewer_here()) as reader:
        line = version_line(reader, version)
        return text_head(reader, line.text), line, read_tree_of(reader, version)


def _names(typed: str) -> list[str]:
    return [name for line in typed.splitlines() if 1 < len(name := line.strip()) <= LONGEST_NAME][:MOST_NAMES]


def _page(head: TextHead, line: VersionLine, tree: Tree, typed: str) -> str:
    public = public_version(tree, _names(typed))
    removed = [(_(SORTS[sort]), count) for sort, count in public.removed.items()]
    return page("agreements/public.html", head=head, version=line, tree=public.tree, removed=removed, typed=typed)
