"""Forms on paper: choose one, fill it in, take it as Word or PDF; and a first draft of an agreement from the clause library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, redirect, request, send_file
from flask_babel import gettext as _
from pydantic import ValidationError
from werkzeug.wrappers import Response as Answer

from agreements.commands.texts import StartText
from agreements.documents.forms import form_tree
from agreements.documents.pdf import agreement_paper
from agreements.documents.word import WORD_TYPE, word
from agreements.queries.places import Place, places
from agreements.queries.texts import read_tree_of, text_head, version_line
from agreements.rules.comparison import compare
from agreements.rules.fields import FieldFault, FieldsRefused, samples
from agreements.rules.first_draft import first_draft
from agreements.rules.forms import Form, changes_for_members, forms
from agreements.rules.library import LibraryClause, library
from agreements.rules.stored import stored
from agreements.rules.summary import summarise
from agreements.rules.tree import Tree
from agreements.rules.words import AgreementKind, Origin
from agreements.views.filling import FieldShown, chosen_language, page_language, shown, summary, typed
from agreements.views.library import FIRST_KIND, people_only, refused, sources_of
from agreements.views.printing import ordered
from workbench.kernel import N_, Absent, Refusal
from workbench.web import current_actor, house, page, viewer_here
from workbench.web.forms import FAULTY, checked_key
from workbench.web.security import check_csrf
from workbench.web.words import worded_fault

blueprint = Blueprint("forms", __name__)
blueprint.before_request(people_only)
blueprint.register_error_handler(Refusal, refused)
_LONGEST_TITLE = 120


@blueprint.get("/forms")
def listing() -> str:
    """Show all forms in the order in which bargaining needs them."""
    language = page_language()
    return page(
        "agreements/forms.html",
        forms=[
            (one.key, one.name(language), one.who.said(language), one.when.said(language)) for one in forms().values()
        ],
    )


@blueprint.get("/forms/<form>")
def blank(form: str) -> str:
    """Show a form to be filled in. What the address names is filled in already; with `example` everything is, as an example.

    The summary for members is filled in from two versions of texts, `old` and `new`.
    """
    found = _found(form)
    if found.key == "summary" and "old" in request.args:
        return _summary(found)
    example = samples(found.fields, page_language()) if "example" in request.args else {}
    return _filling(found, {**example, **{name: request.args[name] for name in found.fields if name in request.args}})


@blueprint.post("/forms/<form>")
def filled(form: str) -> str | Answer:
    """Answer the form filled in, as it was asked for: on the page, as Word or as PDF. Nothing is kept here."""
    check_csrf(request.form.get("_csrf", ""))
    found = _found(form)
    values = typed(found.fields)
    try:
        tree = form_tree(found, values, chosen_language())
    except FieldsRefused as refused:
        return _filling(found, values, refused.faults)
    return _answered(tree, lambda: _filling(found, values, tree=tree))


@blueprint.get("/forms/agreement")
def agreement() -> str:
    """Show the clauses of a kind, to choose from and to fill in."""
    kind = _kind(request.args.get("kind", FIRST_KIND))
    return _drafting(kind, {clause.key for clause in library().of_kind(kind)}, {})


@blueprint.post("/forms/agreement")
def drafted() -> str | Answer:
    """Answer a first draft of the chosen clauses; or keep it as a text of its own."""
    check_csrf(request.form.get("_csrf", ""))
    kind, chosen = _kind(request.form.get("kind", "")), set(request.form.getlist("take"))
    values = {name: value for name, value in request.form.items() if "." in name}
    title = " ".join(request.form.get("title", "").split())[:_LONGEST_TITLE]
    try:
        tree = first_draft(kind, chosen, values, chosen_language(), title)
    except FieldsRefused as refused:
        return _drafting(kind, chosen, values, refused.faults)
    if request.form.get("act") == "keep":
        return _keep(tree, kind) if request.form.get("place") else _drafting(kind, chosen, values, unplaced=True)
    return _answered(tree, lambda: _drafting(kind, chosen, values, tree=tree))


def _found(key: str) -> Form:
    found = forms().get(key)
    if found is None:
        raise Absent
    return found


def _summary(found: Form) -> str:
    """Show the summary filled in from two versions; one who may not read both finds nothing."""
    with house().door.reading(viewer_here()) as reader:
        old, new = (version_line(reader, request.args.get(name, "")) for name in ("old", "new"))
        trees = [read_tree_of(reader, one.id) for one in (old, new)]
        heads = [text_head(reader, one.text) for one in (old, new)]
    values = changes_for_members(summarise(compare(*trees)), heads[1].title, heads[0].title)
    place = next((head.place for head in reversed(heads) if head.place.side), None)
    return _filling(found, values, place=place)


def _kind(key: str) -> str:
    if key not in library().kinds:
        raise Absent
    return key


def _filling(
    found: Form,
    values: Mapping[str, str],
    faults: tuple[FieldFault, ...] = (),
    tree: Tree | None = None,
    place: Place | None = None,
) -> str:
    language = page_language()
    fields = shown(found.fields, values, faults)
    return page(
        "agreements/form.html",
        key=found.key,
        name=found.name(language),
        who=found.who.said(language),
        when=found.when.said(language),
        sources=sources_of(found.sources, language),
        fields=fields,
        errors=summary(fields),
        text_language=chosen_language(),
        tree=tree,
        place=place,
    )


def _drafting(
    kind: str,
    chosen: set[str],
    values: Mapping[str, str],
    faults: tuple[FieldFault, ...] = (),
    tree: Tree | None = None,
    unplaced: bool = False,
) -> str:
    held, language = library(), page_language()
    place = [("place", str(_("Choose where the text is kept.")))] if unplaced else []
    clauses = [(one, _clause_fields(one, values, faults)) for one in held.of_kind(kind)]
    return page(
        "agreements/form_agreement.html",
        kinds=[(key, one.name(language)) for key, one in held.kinds.items()],
        kind=kind,
        title=request.values.get("title", "") or held.kinds[kind].name(chosen_language()),
        clauses=[
            (one.key, one.heading.said(language), one.kinds[kind] == "mandatory", one.key in chosen, fields)
            for one, fields in clauses
        ],
        errors=[*(fault for _clause, fields in clauses for fault in summary(fields)), *place],
        text_language=chosen_language(),
        tree=tree,
        places=_open_places(),
    )


def _clause_fields(
    clause: LibraryClause, values: Mapping[str, str], faults: tuple[FieldFault, ...]
) -> list[FieldShown]:
    named = {f"{clause.key}.{name}": field for name, field in clause.fields.items()}
    return shown(named, values, faults, draft=True)


def _open_places() -> list[Place]:
    with house().door.reading(viewer_here()) as reader:
        return [one for one in places(reader) if house().door.ask(current_actor(), StartText, place=one.stream)]


def _answered(tree: Tree, on_the_page: Callable[[], str]) -> str | Answer:
    act = request.form.get("act", "show")
    if act == "docx":
        return send_file(BytesIO(word(tree)), WORD_TYPE, as_attachment=True, download_name=f"{tree.title}.docx")
    if act == "pdf":
        return ordered(agreement_paper(tree), tree.title)
    return on_the_page()


def _keep(tree: Tree, kind: str) -> Answer:
    """Start a text with the draft. A trade's or region's contract is kept among the general ones."""
    kept = kind if kind in set(AgreementKind) else AgreementKind.GENERAL
    fields: dict[str, Any] = {"place": request.form.get("place", ""), "title": tree.title, "kind": kept}
    try:
        command = StartText.model_validate({**fields, "tree": stored(tree), "origin": Origin.LIBRARY}, strict=False)
    except ValidationError as error:
        titles = {"title": N_("Title"), "place": N_("Where it is kept")}
        field, message = worded_fault(error, titles)
        raise Refusal(FAULTY, field, message=message) from None
    outcome = house().door.perform(current_actor(), command, checked_key(request.form.get("_key")))
    return redirect(f"/texts/{outcome.result['text']}", 303)
