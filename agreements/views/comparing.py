"""Comparing two versions of agreements, or two files that are not kept: on the screen, as Word, as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Blueprint, request, send_file
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from agreements.documents.pdf import Edition, redline_paper
from agreements.documents.word import redline_word
from agreements.queries.comparing import compared, folded_up, shown
from agreements.queries.doubts import unreadable
from agreements.queries.places import Place
from agreements.queries.texts import read_tree_of, text_head, version_line
from agreements.queries.words import TAGS
from agreements.rules.comparison import Comparison, comparison_json
from agreements.rules.decoding import LARGEST, ImportRefused
from agreements.rules.reading import read_tree
from agreements.rules.summary import summarise
from agreements.rules.tree import Tree, tree_key
from agreements.rules.words import Tag
from agreements.views.printing import press_here
from workbench.kernel import N_, Absent, Reader, Reason, Refusal
from workbench.kernel.blobs import BAD_NAME
from workbench.text import TextRefused, clean_line
from workbench.web import current_actor, house, page, viewer_here
from workbench.web.errors import refusal_answer
from workbench.web.security import check_csrf
from workbench.web.waiting import paper_answer
from workbench.web.words import moment

blueprint = Blueprint("text_comparing", __name__)
HERE = "/texts/compare"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
VIEWS = {"changes": N_("Changes only"), "inline": N_("Inline"), "side": N_("Side by side")}
FINAL = frozenset({Tag.PASSED, Tag.SIGNED, Tag.FILED})
STATUSES = ("edited", "renumbered", "moved", "split", "merged", "added", "removed", "unchanged")
TWO_FILES = Reason("two_files", N_("Choose two files: the old text and the new one."), 422)


@dataclass(frozen=True)
class Side:
    """One of the two texts: what it is called, its tree, and for a stored version where it is kept and who saved it when."""

    title: str
    detail: str
    tree: Tree
    href: str = ""
    tags: tuple[str, ...] = ()
    place: Place | None = None
    author: str = ""
    at: datetime | None = None
    final: bool = False

    @property
    def key(self) -> str:
        """Return the hash of the words."""
        return tree_key(self.tree)


@blueprint.errorhandler(Refusal)
def refused(refusal: Refusal) -> Response:
    """Answer a refusal with the way back to the form."""
    return refusal_answer(refusal, back=HERE)


@blueprint.get(HERE)
def compare() -> str:
    """Show two stored versions against each other; without any, the form for two files."""
    if not request.args.get("old") and not request.args.get("new"):
        _signed_in()
        return page("agreements/compare_files.html", limit=LARGEST // 1_000_000)
    old, new = _stored_sides()
    query = f"?old={request.args['old']}&new={request.args['new']}"
    views = [(key, _(words), f"{HERE}{query}&view={key}") for key, words in VIEWS.items()]
    papers = [
        (f"{HERE}/summary{query}", _("Summary for members"), "note"),
        (f"{HERE}.pdf{query}", _("PDF redline"), "print"),
        (f"{HERE}.docx{query}", _("Word redline"), "document"),
        (f"{HERE}.json{query}", _("JSON"), "download"),
    ]
    return _page(old, new, _view(), views, papers)


@blueprint.get(f"{HERE}/summary")
def summary() -> str:
    """Show what members read before they vote: what is added, revised and deleted, clause by clause."""
    old, new = _stored_sides()
    query = f"?old={request.args['old']}&new={request.args['new']}"
    return page(
        "agreements/compare_summary.html",
        sides={"old": old, "new": new},
        summary=summarise(compared(old.tree, new.tree)),
        place=_private_place(old, new),
        lang=_language(new),
        compare=f"{HERE}{query}",
    )


@blueprint.get(f"{HERE}.docx")
def word() -> Response:
    """Answer the comparison as Word file with tracked changes."""
    return _word(*_stored_sides())


@blueprint.get(f"{HERE}.pdf")
def paper() -> Response:
    """Answer the comparison as PDF; while the worker makes it, a page that asks again."""
    old, new = _stored_sides()
    made = new.at.date() if new.at else None
    edition = Edition(draft=not new.final, made=made) if made else Edition(draft=True)
    printed = redline_paper(old.tree, new.tree, compared(old.tree, new.tree), edition)
    press = press_here()
    name = press.order(printed.html, printed.style, printed.enclosures)
    return paper_answer(press, name, f"{_file_name(old, new)}.pdf", "comparison.pdf")


@blueprint.get(f"{HERE}.json")
def values() -> Response:
    """Answer the comparison as JSON (docs/text-format.md)."""
    old, new = _stored_sides()
    return _json(compared(old.tree, new.tree), _file_name(old, new))


@blueprint.post(HERE)
def compare_files() -> Response | str:
    """Compare two files. Nothing of them is kept."""
    _signed_in()
    check_csrf(request.form.get("_csrf", ""))
    files = [request.files.get(name) for name in ("old", "new")]
    if not all(file is not None and file.filename for file in files):
        raise Refusal(TWO_FILES, "old")
    old, new = (_side_of(file) for file in files if file is not None)
    if request.form.get("as") == "docx":
        return _word(old, new)
    if request.form.get("as") == "json":
        return _json(compared(old.tree, new.tree), _file_name(old, new))
    view = request.form.get("view", "changes")
    return _page(old, new, view if view in VIEWS else "changes", [], [])


def _page(old: Side, new: Side, view: str, views: Sequence[Any], papers: Sequence[Any]) -> str:
    comparison = compared(old.tree, new.tree)
    pairs = shown(comparison, beside=view == "side")
    place = _private_place(old, new)
    return page(
        "agreements/compare.html",
        sides={"old": old, "new": new},
        pairs=pairs,
        clauses=[pair for pair in pairs if not pair.is_part],
        folded=folded_up(pairs),
        counts=Counter(pair.status for pair in pairs if not pair.is_part),
        statuses=STATUSES,
        view=view,
        views=views,
        papers=papers,
        place=place,
        lang=_language(new),
    )


def _private_place(old: Side, new: Side) -> Place | None:
    """Return the side's own room one of the texts is kept in, if it is: the page is framed as that room is."""
    return next((one.place for one in (new, old) if one.place and one.place.side), None)


def _language(side: Side) -> str:
    return "zh-Hans" if side.tree.language == "zh" else "en"


def _view() -> str:
    asked = request.args.get("view", "changes")
    return asked if asked in VIEWS else "changes"


def _signed_in() -> None:
    if current_actor().person is None:
        raise Absent


def _stored_sides() -> tuple[Side, Side]:
    """Return the two versions the address names. Raises Absent unless the person may read both."""
    with house().door.reading(viewer_here()) as reader:
        return _stored_side(reader, request.args.get("old", "")), _stored_side(reader, request.args.get("new", ""))


def _stored_side(reader: Reader, version: str) -> Side:
    line = version_line(reader, version)
    head = text_head(reader, line.text)
    return Side(
        title=head.title,
        detail=_("version %(n)s, %(when)s", n=line.number, when=moment(line.at)),
        tree=read_tree_of(reader, version),
        href=f"/texts/{head.id}?version={version}",
        tags=tuple(_(TAGS[tag]) for tag, _who, _when in line.tags),
        place=head.place,
        author=line.author,
        at=line.at,
        final=any(tag in FINAL for tag, _who, _when in line.tags),
    )


def _side_of(file: FileStorage) -> Side:
    try:
        name = clean_line(Path((file.filename or "").replace("\\", "/")).name, 120)
        found = read_tree(file.read(LARGEST + 1), name)
    except TextRefused:
        raise Refusal(BAD_NAME, file.name) from None
    except ImportRefused as refused:
        raise unreadable(refused) from None
    return Side(name, _("a file, not kept"), found.tree)


def _word(old: Side, new: Side) -> Response:
    marks: dict[str, Any] = {name: value for name, value in (("author", new.author), ("at", new.at)) if value}
    made = redline_word(old.tree, new.tree, compared(old.tree, new.tree), **marks)
    return send_file(BytesIO(made), WORD, as_attachment=True, download_name=f"{_file_name(old, new)}.docx")


def _json(comparison: Comparison, name: str) -> Response:
    made = json.dumps(comparison_json(comparison), ensure_ascii=False, indent=1).encode()
    return send_file(BytesIO(made), "application/json", as_attachment=True, download_name=f"{name}.json")


def _file_name(old: Side, new: Side) -> str:
    return str(_("%(new)s against %(old)s", new=new.title, old=old.title if old.title != new.title else old.key[:8]))
