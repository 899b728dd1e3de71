"""The clause library: mandatory and usual clauses of each kind of agreement, to read, search, fill in and take along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agreements.commands.texts import SaveVersion
from agreements.queries.texts import TextHead, read_tree_of, shelves, text_head
from agreements.rules.fields import FieldsRefused
from agreements.rules.first_draft import with_clause
from agreements.rules.library import LibraryClause, fill, library
from agreements.rules.stored import stored
from agreements.rules.tree import Language
from agreements.rules.words import Origin
from agreements.views.filling import chosen_language, page_language, shown, summary, typed
from workbench.kernel import N_, Absent, Refusal
from workbench.web import current_actor, house, may, page, viewer_here
from workbench.web.errors import refusal_answer
from workbench.web.forms import checked_key
from workbench.web.security import check_csrf

blueprint = Blueprint("library", __name__)
FIRST_KIND = "general"

MARKS = {
    "V": N_("read in the text itself"),
    "V2": N_("read in a secondary source: look it up before relying on it"),
    "G": N_("general knowledge, not read in a text: look it up before relying on it"),
    "?": N_("uncertain: look it up before relying on it"),
}


@dataclass(frozen=True)
class ClauseShown:
    """A clause as a page shows it."""

    key: str
    heading: str
    text: str
    why: str
    is_mandatory: bool
    sources: tuple[tuple[str, str, bool], ...]


@blueprint.before_request
def people_only() -> None:
    """Let nobody in who has not signed in."""
    if current_actor().person is None:
        raise Absent


@blueprint.errorhandler(Refusal)
def refused(refusal: Refusal) -> Response:
    """Answer a refusal with the way back to the clause."""
    return refusal_answer(refusal, back=request.path)


@blueprint.get("/library")
def clauses() -> str:
    """Show the clauses of a kind; with `q` those that hold the words."""
    held, language = library(), page_language()
    kind = request.args.get("kind", FIRST_KIND)
    if kind not in held.kinds:
        raise Absent
    words = request.args.get("q", "").strip()[:100]
    found = held.search(held.of_kind(kind), words)
    return page(
        "agreements/library.html",
        kinds=[(key, one.name(language)) for key, one in held.kinds.items()],
        kind=kind,
        kind_name=held.kinds[kind].name(language),
        note=held.kinds[kind].note(language),
        words=words,
        clauses=[_shown(one, kind, language) for one in found],
        all=len(held.of_kind(kind)),
    )


@blueprint.get("/library/<clause>")
def clause(clause: str) -> str:
    """Show one clause with its fields."""
    return _filling(_found(clause), {}, None)


@blueprint.post("/library/<clause>")
def filled(clause: str) -> str | Response:
    """Show one clause with its fields filled in, ready to be taken along; or put it into a text as a new version."""
    check_csrf(request.form.get("_csrf", ""))
    found = _found(clause)
    values = typed(found.fields)
    try:
        text = fill(found, values, chosen_language())
    except FieldsRefused as refused:
        return _filling(found, values, refused)
    if request.form.get("act") == "put":
        return _put(found, text)
    return _filling(found, values, None, text)


def sources_of(sources: Any, language: Language) -> tuple[tuple[str, str, bool], ...]:
    """Return sources as they are cited, what their marks mean, and whether the text itself was read."""
    return tuple((library().source_words(one, language), _(MARKS[one.mark]), one.mark == "V") for one in sources)


def _found(key: str) -> LibraryClause:
    found = library().clauses.get(key)
    if found is None:
        raise Absent
    return found


def _put(found: LibraryClause, words: str) -> Response:
    """Save the clause behind the last article of a text, as its next version. Raises Absent for a text one may not read."""
    with house().door.reading(viewer_here()) as reader:
        head = text_head(reader, request.form.get("into", ""))
        tree = read_tree_of(reader, head.newest.id)
    after = with_clause(tree, found.heading.said(chosen_language()), words)
    command = SaveVersion(text=head.id, base=head.newest.id, tree=stored(after), origin=Origin.LIBRARY)
    house().door.perform(current_actor(), command, checked_key(request.form.get("_key")))
    return redirect(f"/texts/{head.id}/edit", 303)


def _texts() -> list[TextHead]:
    """Return the texts a clause can be put into."""
    with house().door.reading(viewer_here()) as reader:
        heads = [head for _place, texts in shelves(reader) for head in texts]
    return [head for head in heads if may("SaveVersion", text=head.id)]


def _shown(clause: LibraryClause, kind: str, language: Language) -> ClauseShown:
    return ClauseShown(
        clause.key,
        clause.heading.said(language),
        clause.blank(language),
        clause.why.said(language),
        clause.kinds.get(kind) == "mandatory",
        sources_of(clause.sources, language),
    )


def _filling(found: LibraryClause, values: dict[str, str], refused: FieldsRefused | None, text: str = "") -> str:
    language, held = page_language(), library()
    fields = shown(found.fields, values, refused.faults if refused else ())
    weights = [(held.kinds[kind].name(language), weight == "mandatory") for kind, weight in found.kinds.items()]
    return page(
        "agreements/library_clause.html",
        clause=_shown(found, "", language),
        kind=next(iter(found.kinds)),
        weights=weights,
        fields=fields,
        errors=summary(fields),
        text_language=chosen_language(),
        text_heading=found.heading.said(chosen_language()),
        text=text,
        texts=_texts() if text else [],
    )
