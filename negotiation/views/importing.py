"""Importing clauses as issues: the file is read, shown with every doubt, and what a person ticks is put on the list."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, redirect, request
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import ValidationError
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from agreements.rules.decoding import LARGEST, ImportRefused
from agreements.rules.splitting import Doubt, Form, Import, read_agreement
from negotiation.commands.importing import ChosenClause, ImportIssues
from negotiation.queries.cases import case_of, heading
from negotiation.rules import streams
from negotiation.rules.importing import MOST_CLAUSES, offered
from workbench.kernel import N_, Reason, Refusal, Refused
from workbench.kernel.blobs import BAD_NAME, Blobs
from workbench.text import TextRefused, clean_line
from workbench.web import current_actor, house, may, page, viewer_here
from workbench.web.errors import refusal_answer
from workbench.web.forms import FAULTY, checked_key
from workbench.web.security import check_csrf
from workbench.web.words import worded_fault

blueprint = Blueprint("importing", __name__)
_SALT = "import"
_FORM_MEMORY = 16 * 1024 * 1024
FORMS: dict[str, Form] = {".txt": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}

NO_FILE = Reason("no_file", N_("Choose a file first."), 422)
OTHER_FORM = Reason("other_form", N_("Only text, Markdown and HTML files are read here: .txt, .md, .html."), 422)
NOTHING_CHOSEN = Reason("nothing_chosen", N_("No clause is ticked, so nothing would be imported."), 422)
TOO_MANY = Reason("too_many_clauses", N_("The file holds %(count)s clauses; at most %(limit)s can be imported."), 422)
GONE = Reason("import_gone", N_("This preview is no longer known here. Choose the file again."), 409)
UNREADABLE = {
    "empty": Reason("file_empty", N_("There is no text in the file."), 422),
    "too_large": Reason("file_too_large", N_("The file is too large: at most %(limit)s bytes are read."), 413),
    "too_many_lines": Reason("file_too_long", N_("The file has too many lines: at most %(limit)s are read."), 413),
    "binary": Reason("file_binary", N_("This is not a text file. Save it as plain text first."), 422),
    "encoding": Reason("file_encoding", N_("The file's characters cannot be read. Save it as UTF-8 first."), 422),
    "too_deep": Reason("file_too_deep", N_("The HTML in this file is nested too deeply to be read."), 422),
    "text": Reason("file_text", N_("The file holds characters that no agreement may hold."), 422),
}
DOUBTS = {
    "encoding_guessed": N_("The encoding was guessed (%(encoding)s): check that the words are right."),
    "character_replaced": N_("A character that cannot be shown (%(character)s) was replaced by �."),
    "invisible_removed": N_("An invisible character (%(character)s) was taken out."),
    "private_use": N_("Characters stand here that each font shows differently."),
    "markup_removed": N_("%(count)s pieces of markup (%(tag)s) were left out."),
    "hidden_text": N_("This text was hidden in the page."),
    "list_numbers_lost": N_("The numbers of this list were made by the browser and are not in the text."),
    "no_articles": N_("No headings such as “第一条” or “Article 1” were found, so the text is one piece."),
    "missing_number": N_("Numbers are missing from %(first)s to %(last)s."),
    "duplicate_number": N_("The number %(number)s comes twice."),
    "heading_lost": N_("The table of contents names %(number)s, but the text does not have it."),
    "heading_uncertain": N_("It is not certain that %(number)s is a heading."),
    "heading_out_of_order": N_("%(number)s stands out of order and was left in the text."),
    "other_numbering": N_("Here the numbers of the other language begin; they were left in the text."),
    "headings_inside_lines": N_("An article seems to begin in the middle of a line."),
    "page_furniture_removed": N_("Repeated lines of page heads and feet were left out."),
    "page_number_suspected": N_("This may be a page number; it was left in the text."),
}


@blueprint.errorhandler(Refusal)
def refused(refusal: Refusal) -> Response:
    """Answer a refusal with the way back to the form."""
    return refusal_answer(refusal, back=request.path.removesuffix("/chosen"))


@blueprint.get("/bargainings/<bargaining>/import")
def choose(bargaining: str) -> str:
    """Show the form that takes the file."""
    verdict = may("ImportIssues", bargaining=bargaining)
    return page("negotiation/import.html", bargaining=_case(bargaining), verdict=verdict, largest=LARGEST)


@blueprint.post("/bargainings/<bargaining>/import")
def preview(bargaining: str) -> str:
    """Read the file and show what was found in it. Nothing is put on the list yet."""
    case = _case(bargaining)
    check_csrf(request.form.get("_csrf", ""))
    _refuse_unless_allowed(bargaining)
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal(NO_FILE, "file")
    name, form = _name_and_form(file)
    data = file.read(LARGEST + 1)
    found = _read(data, form)
    digest = Blobs(house().config.files).put(data)
    return page(
        "negotiation/import_preview.html",
        bargaining=case,
        clauses=offered(found.clauses),
        doubts=_by_clause(found),
        general=[doubt for doubt in _worded(found.doubts) if doubt["line"] == 1],
        encoding=found.encoding,
        file_name=name,
        source=_signer().dumps([bargaining, current_actor().person, digest, name, form]),
    )


@blueprint.post("/bargainings/<bargaining>/import/chosen")
def take_over(bargaining: str) -> Response:
    """Put the ticked clauses on the list of issues."""
    _case(bargaining)
    request.max_form_memory_size = _FORM_MEMORY
    check_csrf(request.form.get("_csrf", ""))
    digest, name, form = _signed_source(bargaining)
    found = _read(Blobs(house().config.files).get(digest), form)
    command = _command(bargaining, digest, name, found)
    house().door.perform(current_actor(), command, checked_key(request.form.get("_key")))
    return redirect(f"/bargainings/{bargaining}/table", 303)


def _case(bargaining: str) -> dict[str, Any]:
    with house().door.reading(viewer_here(streams.subject(bargaining))) as reader:
        return heading(reader, case_of(reader, bargaining))


def _refuse_unless_allowed(bargaining: str) -> None:
    verdict = house().door.ask(current_actor(), ImportIssues, bargaining=bargaining)
    if isinstance(verdict, Refused):
        raise Refusal(verdict.reason, **verdict.values)


def _name_and_form(file: FileStorage) -> tuple[str, Form]:
    plain = Path((file.filename or "").replace("\\", "/")).name
    form = FORMS.get(Path(plain).suffix.lower())
    if form is None:
        raise Refusal(OTHER_FORM, "file")
    try:
        return clean_line(plain, 120), form
    except TextRefused:
        raise Refusal(BAD_NAME, "file") from None


def _read(data: bytes, form: Form) -> Import:
    try:
        found = read_agreement(data, form)
    except ImportRefused as refused:
        raise Refusal(UNREADABLE[refused.reason], "file", **refused.values) from None
    if len(found.clauses) > MOST_CLAUSES:
        raise Refusal(TOO_MANY, "file", count=len(found.clauses), limit=MOST_CLAUSES)
    return found


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=_SALT)


def _signed_source(bargaining: str) -> tuple[str, str, Form]:
    """Return hash, name and form of the file this person uploaded here: a file is never named by its hash alone."""
    try:
        of, person, digest, name, form = _signer().loads(request.form.get("source", ""))
    except (BadSignature, ValueError):
        raise Refusal(GONE) from None
    if (of, person) != (bargaining, current_actor().person):
        raise Refusal(GONE)
    return digest, name, form


def _command(bargaining: str, digest: str, name: str, found: Import) -> ImportIssues:
    chosen = {index for index in request.form.getlist("take") if index.isdecimal()}
    clauses = [_chosen(one.index, one.text) for one in offered(found.clauses) if str(one.index) in chosen]
    if not clauses:
        raise Refusal(NOTHING_CHOSEN)
    return ImportIssues(bargaining=bargaining, source=digest, file_name=name, clauses=clauses)


def _chosen(index: int, text: str) -> ChosenClause:
    names = {name: request.form.get(f"{name}-{index}", "") for name in ("number", "heading", "part")}
    try:
        return ChosenClause(text=text, **names)
    except ValidationError as error:
        titles = {"number": N_("Number"), "heading": N_("Heading"), "part": N_("Part"), "text": N_("Text")}
        field, message = worded_fault(error, titles)
        words = _("Clause %(n)s: %(message)s", n=index + 1, message=message)
        raise Refusal(FAULTY, f"{field}-{index}", message=words) from None


def _worded(doubts: tuple[Doubt, ...]) -> list[dict[str, Any]]:
    return [
        {"line": doubt.line, "sentence": _(DOUBTS[doubt.reason], **doubt.values), "lines": len(doubt.lines)}
        for doubt in doubts
    ]


def _by_clause(found: Import) -> Mapping[int, list[dict[str, Any]]]:
    """Return the doubts beside the clause in which each begins; those of the first line concern the file as a whole."""
    beside: dict[int, list[dict[str, Any]]] = {}
    for doubt in _worded(found.doubts):
        if doubt["line"] > 1:
            index = max((n for n, clause in enumerate(found.clauses) if clause.line <= doubt["line"]), default=0)
            beside.setdefault(index, []).append(doubt)
    return beside
