"""The clause library: mandatory and usual clauses of each kind of agreement, to read, search, fill in and take along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from agreements.rules.fields import FieldsRefused
from agreements.rules.library import LibraryClause, fill, library
from agreements.rules.tree import Language
from agreements.views.filling import chosen_language, page_language, shown, summary, typed
from workbench.kernel import N_, Absent
from workbench.web import current_actor, page
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
def filled(clause: str) -> str:
    """Show one clause with its fields filled in, ready to be taken along. Nothing is kept here."""
    check_csrf(request.form.get("_csrf", ""))
    found = _found(clause)
    values = typed(found.fields)
    try:
        text = fill(found, values, chosen_language())
    except FieldsRefused as refused:
        return _filling(found, values, refused)
    return _filling(found, values, None, text)


def sources_of(sources: Any, language: Language) -> tuple[tuple[str, str, bool], ...]:
    """Return sources as they are cited, what their marks mean, and whether the text itself was read."""
    return tuple((library().source_words(one, language), _(MARKS[one.mark]), one.mark == "V") for one in sources)


def _found(key: str) -> LibraryClause:
    found = library().clauses.get(key)
    if found is None:
        raise Absent
    return found


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
    )
