"""Drafting: one clause at a time is changed, added, moved or taken out; each saving is a version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, make_response, redirect, request
from pydantic import ValidationError
from werkzeug.wrappers import Response

from agreements.commands.texts import SaveVersion
from agreements.policy.texts import STALE_VERSION
from agreements.queries.texts import TextHead, VersionLine, read_tree_of, text_head, version_line
from agreements.rules.editing import (
    NoSuchClause,
    added,
    find,
    removed,
    renamed,
    replaced,
    retold,
    segments,
    shifted,
)
from agreements.rules.stored import stored
from agreements.rules.tree import Clause, Rows, Tree
from agreements.views.texts import contents, text_page
from workbench.kernel import N_, Absent, Reader, Reason, Refusal
from workbench.text import TextRefused, clean, clean_line
from workbench.web import current_actor, house, may, page, viewer_here
from workbench.web.errors import refusal_answer
from workbench.web.forms import FAULTY, checked_key
from workbench.web.security import check_csrf
from workbench.web.words import worded, worded_fault

blueprint = Blueprint("drafting", __name__)
_FORM_MEMORY = 8 * 1024 * 1024
_LONGEST = 400_000

UNKNOWN_ACT = Reason("unknown_act", N_("What is to be done with the clause was not said."), 422)
BAD_TEXT = Reason("bad_text", N_("The text holds characters that no agreement may hold, or is too long."), 422)
EMPTY_CLAUSE = Reason("empty_clause", N_("A new clause needs a number, a heading or text."), 422)


@dataclass(frozen=True)
class Asked:
    """What the form asks for: which clause of which version, and what is to be done with it."""

    act: str
    version: str
    clause: str


@blueprint.errorhandler(Refusal)
def refused(refusal: Refusal) -> Response:
    """Answer a refusal with the way back to the form; a stale version with the choice to keep both."""
    back = f"/texts/{(request.view_args or {}).get('text', '')}/edit"
    if refusal.reason is not STALE_VERSION:
        return refusal_answer(refusal, back=back)
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in ("_csrf", "_key", "beside")]
    shown = {"message": worded(refusal), "kept": kept, "action": request.path, "back": back}
    return make_response(page("agreements/stale.html", **shown), refusal.reason.status)


@blueprint.get("/texts/<text>/edit")
def drafting(text: str) -> str:
    """Show the clauses to choose from, and the one that `clause` names to be changed."""
    with house().door.reading(viewer_here()) as reader:
        head = text_head(reader, text)
        version = _version(reader, head, request.args.get("version", ""))
        tree = read_tree_of(reader, version.id)
    clause = _chosen(tree, request.args.get("clause", ""))
    return text_page(
        "agreements/drafting.html",
        head=head,
        version=version,
        contents=contents(tree),
        clause=clause,
        segments=segments(clause) if clause else (),
        write=may("SaveVersion", text=head.id),
    )


@blueprint.post("/texts/<text>/edit")
def change(text: str) -> Response:
    """Do with the clause what the form says, and save the version that this makes."""
    request.max_form_memory_size = _FORM_MEMORY
    check_csrf(request.form.get("_csrf", ""))
    asked = Asked(*(request.form.get(name, "") for name in ("act", "version", "clause")))
    with house().door.reading(viewer_here()) as reader:
        head = text_head(reader, text)
        base, tree = _base(reader, head, asked)
    try:
        after, shown = _changed(tree, asked)
    except NoSuchClause:
        raise Absent from None
    outcome = house().door.perform(current_actor(), _command(head, base, after), checked_key(request.form.get("_key")))
    version = outcome.result["version"]
    return redirect(f"/texts/{text}/edit?version={version}&clause={shown}" if shown else f"/texts/{text}/edit", 303)


def _version(reader: Reader, head: TextHead, wanted: str) -> VersionLine:
    if not wanted:
        return head.newest
    found = version_line(reader, wanted)
    if found.text != head.id:
        raise Absent
    return found


def _chosen(tree: Tree, wanted: str) -> Clause | None:
    try:
        return find(tree, wanted) if wanted else None
    except NoSuchClause:
        raise Absent from None


def _base(reader: Reader, head: TextHead, asked: Asked) -> tuple[str, Tree]:
    """Return the version to change and its tree: the newest when it has the clause as the form showed it, else the form's."""
    seen = _version(reader, head, asked.version)
    tree = read_tree_of(reader, seen.id)
    if seen.id == head.newest.id:
        return seen.id, tree
    newest = read_tree_of(reader, head.newest.id)
    try:
        same = find(newest, asked.clause) == find(tree, asked.clause)
    except NoSuchClause:
        same = False
    return (head.newest.id, newest) if same else (seen.id, tree)


def _changed(tree: Tree, asked: Asked) -> tuple[Tree, str]:
    """Return the tree after the act, and which clause is shown next."""
    clause = find(tree, asked.clause)
    if asked.act == "save":
        return replaced(tree, clause.id, _retold(clause)), clause.id
    if asked.act == "remove":
        return removed(tree, clause.id), ""
    if asked.act in ("up", "down"):
        return shifted(tree, clause.id, -1 if asked.act == "up" else 1), clause.id
    if asked.act == "add":
        return added(tree, clause.id, _fresh()), clause.id
    raise Refusal(UNKNOWN_ACT)


def _retold(clause: Clause) -> Clause:
    texts = [_text(f"text-{at}") for at in range(len(segments(clause)))]
    tables = {one.table.id: _cells(one.table) for one in segments(clause) if one.table is not None}
    return retold(clause, texts, tables, number=_line("number"), heading=_line("heading"))


def _cells(table: Clause) -> Rows:
    """Return the rows of a table with what was typed into its cells; a row all of whose cells were emptied is gone."""
    rows = tuple(
        tuple(_line(f"cell-{table.id}-{at}-{n}", cell) for n, cell in enumerate(row))
        for at, row in enumerate(table.rows)
    )
    width = max(map(len, table.rows), default=0)
    fresh = tuple(_line(f"cell-{table.id}-{len(rows)}-{n}", "") for n in range(width))
    return tuple(row for row in (*rows, fresh) if any(row))


def _fresh() -> Clause:
    number, heading, text = _line("new_number", ""), _line("new_heading", ""), _text("new_text")
    if not (number or heading or text):
        raise Refusal(EMPTY_CLAUSE, "new_text")
    made = renamed(Clause("article"), number, heading)
    return retold(made, [text], {})


def _text(name: str) -> str:
    try:
        return clean(request.form.get(name, ""), _LONGEST)
    except TextRefused:
        raise Refusal(BAD_TEXT, name) from None


def _line(name: str, missing: str = "") -> str:
    try:
        return clean_line(request.form.get(name, missing), 2_000)
    except TextRefused:
        raise Refusal(BAD_TEXT, name) from None


def _command(head: TextHead, base: str, tree: Tree) -> SaveVersion:
    sent: dict[str, Any] = {"text": head.id, "base": base, "tree": stored(tree), "note": request.form.get("note", "")}
    try:
        return SaveVersion.model_validate({**sent, "beside": request.form.get("beside") == "1"}, strict=False)
    except ValidationError as error:
        field, message = worded_fault(error, {"note": N_("Note")})
        raise Refusal(FAULTY, field, message=message) from None
